"""What somebody wants done is done, in or outside of the form, and asked back where it is not sure."""

import pytest

from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import BODY, PROBLEM, REFERENCE, TAPPED, TITLE, before, claim

CONSENT = "填报须知"
AT_TITLE = "第 4/13 步 · 需求名称"
BACK = "欢迎回来，我们接着填。"
UNKNOWN = "没有找到能回答这个问题的公开材料。"
STORED = "继续填：未命名 · 11月2日开始（已填 3/17 项）"
BEGUN = "您有一份没填完的草稿。接着填，还是另起一份？"
SOLVING = "揭榜的报名入口、材料和截止日，公开材料里没写。"
ASK_STAFF = "请把要问工作人员的问题写成一条消息发给我，我会转过去，对方看不到您的账号。"
PUMP = "我们的矿泵一到冬天就冻裂，换了三家的都不行，自己解决不了"
DRILL = "我们播种机的排种器在地膜上老是堵，漏播率能到百分之八，有没有人能解决"
NOTE = "把这段话记在“技术难题”里"
NUMBER = "13904789876"
NOTHING = "天地玄黄宇宙洪荒"
DOUBT = "是要办这件事，还是想问问题？"


# With nothing filed yet


@pytest.mark.parametrize(
    "wish", ["填报", "报", "我想发榜", "我要报项目", "帮我写一份需求", "我们厂子有个难题想挂出去找人解"]
)
async def test_who_wants_to_submit_is_shown_the_form(chat: Chat, wish: str) -> None:
    assert (await chat.user(WANG).says(wish)).heads == [CONSENT]
    assert await chat.rows("SELECT * FROM question") == []


@pytest.mark.parametrize(
    ("wish", "head"),
    [
        ("继续", "您没有没填完的草稿。"),
        ("我回来了", "您没有没填完的草稿。"),
        ("进度", "您还没有提交过技术需求。"),
        ("审完了吗", "您还没有提交过技术需求。"),
        ("看看填的", "您还没有填过内容。"),
        ("撤了吧", "您没有可以撤回的需求。"),
        ("换联系人", "您还没有填过联系人和手机号。"),
        ("给我找个人", ASK_STAFF),
        ("我们想揭榜", SOLVING),
        ("不填了", "现在没有正在填写的内容。要填报请发送 /submit。"),
        ("把我的信息都删了", "这里没有存着您填报的内容和提问。"),
    ],
)
async def test_where_there_is_nothing_that_is_said(chat: Chat, wish: str, head: str) -> None:
    assert (await chat.user(WANG).says(wish)).heads == [head]


# With a draft in store


@pytest.mark.parametrize(
    ("wish", "heads"),
    [
        ("填报", [BEGUN]),
        ("昨天那个", [BACK]),
        ("存好的那份", [BACK]),
        ("进度", ["您还没有提交过技术需求，草稿要填完、提交以后才会审核。"]),
        ("看看填的", ["您填写的内容（已填 3/17 项）："]),
        ("撤了吧", ["还没有提交，没有要撤回的。草稿可以接着填，不要了也可以删除："]),
        ("换联系人", ["联系人和手机号，要改哪一项？"]),
        ("把我的信息都删了", ["您在这里存着的：草稿 1 份"]),
    ],
)
async def test_a_wish_is_about_the_draft_in_store(chat: Chat, wish: str, heads: list[str]) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]), "存下离开")
    assert (await wang.says(wish)).heads == heads
    assert len(await chat.rows("SELECT * FROM draft")) == 1


async def test_a_draft_in_store_is_offered_with_its_progress(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]), "存下离开")
    assert (await wang.says("/start")).labels[0] == [STORED]
    said = await wang.says(NOTHING)
    assert (said.heads, said.labels[-2:]) == ([UNKNOWN], [[STORED], ["转人工"]])
    assert (await wang.taps("继续填：")).heads == [BACK]


async def test_whom_staff_can_reach_is_changed_in_the_draft(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞不用了，去核对"), "存下离开")
    assert (await wang.goes("换联系人", "☞改联系人")).heads == ["联系人"]
    assert (await wang.says("李强")).texts[0].splitlines()[0] == "✓ 联系人：王芳 → 李强"


# With a need submitted


async def test_whoever_asks_how_far_it_is_is_told_of_the_own_need(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    told = {wish: (await wang.says(wish)).texts[0].splitlines()[:2] for wish in ("进度", "审完了吗", "我那个到哪步了")}
    assert list(told.values()) == [
        [f"{REFERENCE}《{TITLE}》", "现在是待审核。已收到，等待工作人员领取审核。"],
    ] * len(told)
    await claim(reviewing)
    assert (await wang.says("审得咋样了")).texts[0].splitlines()[1].startswith("现在是审核中。")
    assert await reviewing.rows("SELECT * FROM question") == []


@pytest.mark.parametrize("wish", ["撤了吧", "我要撤回", "把我那个需求撤掉"])
async def test_withdrawing_is_confirmed_like_the_buttons(reviewing: Chat, wish: str) -> None:
    wang = reviewing.user(WANG)
    assert (await wang.says(wish)).heads == ["确定撤回这项需求吗？"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]


async def test_of_several_it_is_asked_which_to_withdraw(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("/submit", "☞同意", "/cancel")
    said = await wang.says("我要撤回")
    assert said.seen == [f"要撤回哪一项？\n[撤回 {REFERENCE}]\n[删除草稿：未命名 · 11月2日开始]"]
    assert (await wang.taps(f"撤回 {REFERENCE}")).heads == ["确定撤回这项需求吗？"]
    assert (await wang.taps("确定撤回")).heads == [f"{REFERENCE} 已撤回，不再审核。"]


async def test_what_was_submitted_is_looked_through_and_its_contact_told_about(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    assert BODY.format(mobile="13800000000") in (await wang.says("看看填的")).texts[0]
    said = await wang.says("我要改联系电话")
    assert (said.heads, said.labels) == (
        [f"{REFERENCE} 的联系方式"],
        [["改联系人", "改手机号码"]],
    )


async def test_what_is_stored_of_somebody_is_counted(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("给我找个人", "请给我回电话", "☞转给工作人员", "首批榜单有多少项")
    said = await wang.says("你们存了我的什么")
    assert said.heads == ["您在这里存着的：已提交的需求 1 项，提问 2 条，给工作人员的话 1 条"]
    assert said.labels == [["导出我的数据", "删除我的数据"], ["我的需求"], ["转人工"]]


# In the middle of the form


@pytest.mark.parametrize(
    ("wish", "heads"),
    [
        ("我回来了", [BACK]),
        ("审完了吗", ["您还没有提交过技术需求，草稿要填完、提交以后才会审核。", BACK]),
        ("看看填的", ["您填写的内容（已填 3/17 项）："]),
        ("给我找个人", [ASK_STAFF]),
        ("我们想揭榜", [SOLVING, BACK]),
        ("你们存了我的什么", ["您在这里存着的：草稿 1 份", BACK]),
        ("我要报项目", [BEGUN]),
    ],
)
@pytest.mark.parametrize("step", [TAPPED[4], "☞都对，下一步"])
async def test_a_wish_is_done_and_the_step_stands(chat: Chat, wish: str, heads: list[str], step: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(step))
    said = await wang.says(wish)
    assert said.heads == [head.replace("3/17", "10/17") if step != TAPPED[4] else head for head in heads]
    (kept,) = await chat.rows(
        "SELECT json_extract(content, '$.step') AS step FROM draft JOIN focus ON draft.id = draft_id"
    )
    assert kept["step"] == ("title" if step == TAPPED[4] else "together")


async def test_stopping_leaves_the_draft_in_store(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]))
    assert (await wang.says("不弄了，太麻烦")).heads == ["草稿存好了（已填 3/17 项），没有删除。"]
    assert (await wang.says("继续")).heads == [BACK]


@pytest.mark.parametrize(
    "value",
    ["报废电池回收利用技术攻关", "继续教育平台智能化改造", "撤回式安全阀国产化研制", "人工智能客服系统研发", PUMP],
)
async def test_a_value_that_looks_like_a_wish_is_stored(chat: Chat, value: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]))
    assert (await wang.says(value)).heads[0] == f"✓ 需求名称：{value}"


async def test_in_doubt_it_is_asked_whether_it_is_the_fields_value(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]))
    said = await wang.says("我昨天填了一半多一点点")
    assert said.texts[0].splitlines()[1:] == [
        "“我昨天填了一半多一点点”",
        "这句话是填在“需求名称”里，还是想“接着填草稿”？",
    ]
    assert said.labels[0] == ["当作填写内容", "接着填草稿"]
    assert (await wang.taps("接着填草稿")).heads == [BACK]
    await wang.says("我昨天填了一半多一点点")
    assert (await wang.taps("当作填写内容")).heads[0] == "✓ 需求名称：我昨天填了一半多一点点"


# A described problem


async def test_a_problem_that_is_described_begins_a_need(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says(PUMP)
    assert said.texts[0].splitlines() == [f"“{PUMP}”", DOUBT]
    assert said.labels[0] == ["把这段话作为技术难题，开始填报"]
    assert await chat.rows("SELECT * FROM draft") == []
    said = await wang.taps("把这段话作为技术难题")
    assert said.heads == ["已把这段话记在“技术难题”里，填到那一步请再核对、补充。"]
    said = await wang.goes(*TAPPED[: TAPPED.index(PROBLEM)])
    assert said.texts[-1].splitlines()[-1] == f"没写完的 技术难题：{PUMP}"
    said = await wang.says("停产一天损失二十万元，已经影响到供货，想找高校一起攻关")
    assert said.heads[0].startswith(f"✓ 技术难题：{PUMP} 停产")


async def test_one_that_says_all_is_the_value(chat: Chat) -> None:
    wang = chat.user(WANG)
    whole = f"{PUMP}，停产一天损失二十万元，已经影响到供货，想找高校一起攻关"
    await wang.goes(whole, "☞把这段话作为技术难题")
    said = await wang.goes(*TAPPED[: TAPPED.index(PROBLEM)])
    assert "第 6/13 步 · 技术指标" in said.texts[-1].splitlines()
    assert whole in (await wang.says("看看填的")).texts[0]


async def test_it_goes_into_the_draft_in_store_that_tells_of_none(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]), "存下离开", PUMP)
    where = "这段内容放到哪一份里？"
    assert (await wang.taps("把这段话作为技术难题")).seen == [f"{where}\n[放进《未命名 · 11月2日开始》]\n[另起一份]"]
    await wang.taps("放进")
    assert PUMP in (await wang.says("看看填的")).texts[0]
    await wang.goes("存下离开", PUMP)
    assert (await wang.taps("把这段话作为技术难题")).seen == [f"{where}\n[另起一份]"]
    assert len(await chat.rows("SELECT * FROM draft")) == 1


@pytest.mark.parametrize("number", ["13812345678", "138-1234-5678", "１３８１２３４５６７８"])
async def test_a_number_to_call_goes_into_no_problem_and_on_no_button(chat: Chat, number: str) -> None:
    wang = chat.user(WANG)
    said = await wang.says(f"我叫王小明，手机{number}，我们厂的设备老出毛病，密封件三天两头换，急")
    held = await chat.rows("SELECT actions FROM keyboard")
    assert [number in str(row) for row in held] == [False] * len(held)
    assert said.labels[0] == ["把这段话作为技术难题，开始填报"]
    said = await wang.taps("把这段话作为技术难题")
    assert said.texts[0].splitlines()[:2] == [
        "已把这段话记在“技术难题”里，填到那一步请再核对、补充。",
        "里面的号码没有记下，手机号到后面那一步再填。",
    ]
    (draft,) = await chat.rows("SELECT content FROM draft")
    assert (number in draft["content"], "******" in draft["content"]) == (False, True)


async def test_what_is_not_known_and_long_may_be_a_problem(chat: Chat) -> None:
    said = await chat.user(WANG).says("高炉炉壁挂渣结瘤严重，每半个月停炉清理，耐火砖也跟着剥落")
    assert ["把这段话作为技术难题，开始填报"] in said.labels


# Questions, and doubt


@pytest.mark.parametrize(
    "question", ["填报需要多长时间", "撤回以后还能再交吗", "人工几点上班", "审核要等多少天", "怎么转人工"]
)
async def test_a_question_about_it_is_a_question(chat: Chat, question: str) -> None:
    await chat.user(WANG).says(question)
    assert await chat.rows("SELECT text FROM question") == [{"text": question}]
    assert await chat.rows("SELECT * FROM draft") == []


async def test_what_may_be_either_is_asked_back(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says("审到哪了")
    assert said.heads == ["您问的可能是：怎么查我的需求进度，各个状态是什么意思？"]
    assert said.labels[:3] == [["看我的需求审到哪了"], ["接着填草稿"], ["看全文"]]
    assert (await wang.taps("看我的需求审到哪了")).heads == ["您还没有提交过技术需求。"]
    said = await wang.says("我想填表")  # asks nothing
    assert said.texts[0].splitlines() == ["“我想填表”", DOUBT]
    assert said.labels[0] == ["开始填报技术需求"]
    assert await chat.rows("SELECT text FROM question") == [{"text": "审到哪了"}]
    assert len((await wang.taps(said.labels[-1][0])).heads) == 1
    assert await chat.rows("SELECT count(*) AS asked FROM question") == [{"asked": 2}]


async def test_what_is_said_to_staff_stays_theirs(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("给我找个人", "请给我回电话", "☞转给工作人员", "☞继续说")
    for said in ("进度", "昨天那个"):
        assert (await wang.says(said)).heads == ["已转给工作人员。"]
    assert (await wang.says("转人工")).heads != ["已转给工作人员。"]


# What is near to the wrong wish


@pytest.mark.parametrize("words", ["提交", "我要提交", "重新提交", "确认提交"])
async def test_submitting_never_leads_to_withdrawing_or_deleting(reviewing: Chat, words: str) -> None:
    wang, li = reviewing.user(WANG), reviewing.user(LI)
    assert (await wang.says(words)).heads == [CONSENT]  # what is submitted stands, and another may follow
    await li.goes(*before(TAPPED[2]))
    said = await li.says(words)
    assert said.texts[0].startswith("还不能提交，还缺：信用代码、所属盟市、")
    assert "第 2/13 步 · 信用代码" in said.texts[0].splitlines()
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]


async def test_submitting_goes_on_to_the_last_card_where_all_is_filled_in(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞核对无误"), "☞修改某项", "☞17 手机号码")
    assert (await wang.says("我要提交")).heads[-1] == "请核对"
    assert (await wang.says("我要提交")).heads == ["最后一步：真实性确认"]
    assert (await wang.says("我要提交")).heads == ["请点下面的按钮来选择。"]
    assert await chat.rows("SELECT * FROM need") == []


@pytest.mark.parametrize("word", ["核对无误", "没问题", "确认"])
async def test_only_its_own_words_sign_the_declaration(chat: Chat, word: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞以上属实"))
    await wang.says(word)
    assert await chat.rows("SELECT * FROM need") == []
    assert (await wang.says("同意")).heads == [f"已提交，编号 {REFERENCE}"]


async def test_what_was_returned_is_told_of_and_mended_in_words(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await claim(reviewing)
    await reviewing.user(ZHAO).goes("☞退回补充", "☞完成期限", "☞写原因", "期限太长，请核实后改短", "☞确认退回")
    await wang.hears()
    for words in ("那我改啥", "要补充什么"):
        said = await wang.says(words)
        assert (said.heads, said.labels[0]) == ([f"{REFERENCE}《{TITLE}》"], ["补充并重新提交"])
        assert "要补充：完成期限" in said.texts[0].splitlines()
    assert (await wang.says("重新提交")).heads == ["这次只需要改：完成期限。其他内容已经保留，不用重填。"]
    assert (await wang.goes("36个月", "提交", "提交")).heads == [f"已重新提交，编号不变：{REFERENCE}"]


@pytest.mark.parametrize("step", [TAPPED[2], "13800000000"])
async def test_a_short_value_does_not_stop_the_form(chat: Chat, step: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(step))
    said = await wang.says("不限")
    assert said.texts[0].splitlines()[1] == "您刚才发的是：不限"
    assert len(await chat.rows("SELECT * FROM focus JOIN draft ON draft.id = draft_id")) == 1


@pytest.mark.parametrize("words", ["等会儿，来客户了", "我先去吃饭", "等会儿再弄"])
@pytest.mark.parametrize("step", [TAPPED[1], TAPPED[4], "王芳"])
async def test_who_is_called_away_leaves_the_form_and_comes_back(chat: Chat, step: str, words: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(step))
    assert (await wang.says(words)).heads[0].startswith("草稿存好了")
    assert (await wang.says("昨天那个呢")).heads[0].startswith("欢迎回来")


async def test_who_does_not_know_or_does_not_want_to_is_shown_a_way(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]))
    assert (await wang.says("不知道")).heads == ["信用代码：先放着，提交前再补"]
    assert (await wang.says("昨天那个呢")).heads == ["欢迎回来，我们接着填。"]
    assert (await wang.says("不想填了")).labels == [["存下离开"], ["确定放弃", "继续填写"]]


@pytest.mark.parametrize("change", [f"手机写错了 换成{NUMBER}", f"换一下联系人手机 {NUMBER}"])
async def test_a_number_is_changed_in_the_form_and_outside_it_is_not_kept(chat: Chat, change: str) -> None:
    wang = chat.user(WANG)
    assert (await wang.says(change)).heads == ["您还没有填过联系人和手机号。"]
    await wang.goes(*before("☞不用了，去核对"))
    assert (await wang.says(change)).heads[0] == f"✓ 手机号码：13800000000 → {NUMBER}"
    await wang.says("存下离开")
    assert (await wang.says(change)).heads == ["联系人和手机号，要改哪一项？"]
    assert await chat.rows("SELECT * FROM question") == []


@pytest.mark.parametrize("said", ["你这回答跟没回答一样", "我不是问这个", "发出去了没"])
async def test_who_complains_wishes_for_nothing(chat: Chat, said: str) -> None:
    offered = [label for row in (await chat.user(WANG).says(said)).labels for label in row]
    assert not {"接着填草稿", "看我的需求审到哪了", "把这段话作为技术难题，开始填报"} & {*offered}


# A problem that asks in the end


@pytest.mark.parametrize("step", ["☞同意，开始填写", TAPPED[1], "☞包头市"])
async def test_a_problem_told_at_another_step_is_kept_as_the_problem(chat: Chat, step: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(step))
    await wang.says(DRILL)
    assert NOTE in wang.labels()
    assert (await wang.taps(NOTE)).heads[0] == "已把这段话记在“技术难题”里，填到那一步请再核对、补充。"
    assert DRILL in (await wang.says("看看填的")).texts[0]


async def test_at_the_title_it_is_asked_which_it_is(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]))
    assert (await wang.says(DRILL)).labels[0] == ["当作填写内容", NOTE]


async def test_outside_of_the_form_it_is_offered_beside_the_answer(chat: Chat) -> None:
    assert (await chat.user(WANG).says(DRILL)).labels[0] == ["把这段话作为技术难题，开始填报"]


# Talks with staff


@pytest.mark.parametrize("words", ["结束", "结束对话", "不聊了"])
async def test_a_talk_is_ended_in_words(chat: Chat, words: str) -> None:
    wang = chat.user(WANG)
    await wang.goes("给我找个人", "请给我回电话", "☞转给工作人员", "☞继续说")
    assert (await wang.says(words)).heads == ["这次与工作人员的对话已结束。以后有问题，随时可以再问。"]
    assert await chat.rows("SELECT count(*) AS said FROM talk_line") == [{"said": 1}]


async def test_cancelling_says_how_a_talk_is_ended(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("给我找个人", "请给我回电话", "☞转给工作人员")
    for _ in range(2):
        assert (await wang.says("/cancel")).labels == [["继续说", "结束"]]
    assert (await wang.taps("结束")).heads == ["这次与工作人员的对话已结束。以后有问题，随时可以再问。"]


async def test_a_typed_request_for_a_person_shows_the_question_first(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says(NOTHING)
    assert said.labels[-1] == ["转人工"]
    chat.clock.forward(minutes=9)
    said = await wang.says("转人工")
    assert said.texts[0].splitlines()[:2] == ["把这个问题转给工作人员吗？", NOTHING]
    assert await chat.rows("SELECT * FROM talk_line") == []


async def test_whom_a_text_is_for_is_asked_once(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.goes("给我找个人", "请给我回电话", "☞转给工作人员")
    assert (await wang.says(NOTHING)).heads == ["这句话发给工作人员，还是问机器人？"]
    assert (await wang.taps("问机器人")).heads == [UNKNOWN]
    assert (await wang.says(NOTHING)).heads == [UNKNOWN]
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    await zhao.says("马上")
    await wang.hears()
    assert (await wang.says(NOTHING)).heads == ["已转给工作人员。"]


# Staff


@pytest.mark.parametrize("word", ["队列", "待审", "有新需求吗"])
async def test_staff_open_the_queue_in_words(chat: Chat, word: str) -> None:
    assert (await chat.user(ZHAO).says(word)).heads == ["审核队列：待处理 · 全部盟市"]


async def test_staff_open_the_waiting_questions_in_words_and_a_need_by_its_number(reviewing: Chat) -> None:
    sun = reviewing.user(SUN)
    assert (await sun.says("待答")).heads == ["目前没有待答复的问题。"]
    assert (await sun.says(REFERENCE)).heads[0].startswith(f"{REFERENCE} · ")
    assert await reviewing.rows("SELECT * FROM question") == []


async def test_to_an_enterprise_they_are_words(chat: Chat) -> None:
    await chat.user(WANG).says("队列")
    assert await chat.rows("SELECT text FROM question") == [{"text": "队列"}]
