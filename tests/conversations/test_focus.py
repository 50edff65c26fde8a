"""Who gets the next text: a reply is for the message replied to, else it is for what was asked last, and only that."""

from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, claim, submit
from tests.conversations.talk import QUESTION, UNKNOWN

ANSWER = "15项，都是技术攻关类。"
DESK_ASIDE = "刚才请您写的内容先放下了，要继续请从卡片重新开始。"
DECISION_ASIDE = f"《退回补充 {REFERENCE}》先放下了，要继续请从卡片重新开始。"
PAST = f"{REFERENCE} 见后面最新的一条。"
NEWER = f"刚才的话没有当作说明。{REFERENCE} 请直接打字，或者回复后面最新的一条。"
VOID = f"这次填写已经作废，请从 {REFERENCE} 的卡片重新开始。"
NEWEST = "答复列表里的提问（问：{}）：见后面最新的一条。"
EARLIER = "您回复的是前面一步的提问，刚才的话没有记下。要答现在这一步，直接打字，或者回复最新的一条。"
OTHER = "养老机器人归哪个部门管"


async def test_a_reply_to_the_older_of_two_prompts_is_for_that_one(reviewing: Chat) -> None:
    zhao, wang, li = (reviewing.user(each) for each in (ZHAO, WANG, LI))
    for who, asks in ((wang, UNKNOWN), (li, OTHER)):
        await who.goes(asks, "/handoff", "☞转给工作人员")
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
    await zhao.replies("给王芳的答复", to="答复提问人 甲-1")
    await zhao.says("给李强的答复")
    heard = [(await who.hears()).texts for who in (wang, li)]
    assert [[text.splitlines()[-1] for text in texts] for texts in heard] == [["给王芳的答复"], ["给李强的答复"]]
    assert (await zhao.says(QUESTION)).heads == [ANSWER]  # nothing is waited for any more


async def test_words_to_search_by_may_be_a_reply_too(reviewing: Chat) -> None:
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞收作别的条目的问法")
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞答复")
    assert (await zhao.replies("补助", to="几个字")).labels[-1] == ["取消"]
    assert (await zhao.says("没有专门的补贴")).labels == [["确认发送", "取消"]]  # the answer is still waited for


async def test_a_decision_gives_way_to_what_is_asked_next_and_says_so(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因")
    said = (await zhao.taps("答复", chat=GROUP)).in_chat(ZHAO)
    assert said.heads == [PAST, DECISION_ASIDE, "答复提问人 甲-1"]
    assert (await zhao.replies("请写清楚期限", to=PAST)).texts == [VOID]
    assert (await wang.hears()).texts == []
    await zhao.says("没有专门的补贴")
    assert [text.splitlines()[-1] for text in (await wang.hears()).texts] == ["没有专门的补贴"]
    assert (await zhao.says(QUESTION)).heads == [ANSWER]


async def test_what_is_written_at_the_desk_gives_way_to_a_decision_and_says_so(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    said = await zhao.taps("不通过")
    assert said.heads == [f"答复提问人 甲-1（问：{UNKNOWN}）", DESK_ASIDE, f"不通过 {REFERENCE}"]
    await zhao.says("方向不合，请看公开的榜单")
    assert (await wang.hears()).texts == []
    await zhao.replies("没有专门的补贴", to="答复提问人 甲-1")  # what is replied to is meant all the same
    assert [text.splitlines()[-1] for text in (await wang.hears()).texts] == ["没有专门的补贴"]


async def test_a_reason_before_anything_is_ticked_is_no_question(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.taps("退回补充")
    said = await zhao.says("期限写得不清楚")
    assert said.texts[-1].splitlines()[:2] == ["原因已记下：期限写得不清楚", "请先勾选至少一项"]
    assert said.labels[-2:] == [["写原因", "更多项（7）"], ["取消"]]
    assert (await zhao.taps("完成期限")).heads == ["原因已记下：期限写得不清楚"]
    said = await zhao.taps("写原因")
    assert "原因：期限写得不清楚" in said.texts[-1].splitlines()
    assert said.labels[-1] == ["确认退回", "取消"]


async def test_what_asks_before_anything_is_ticked_is_answered_and_the_ticks_are_kept(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.taps("退回补充")
    assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]
    assert (await zhao.says("没答上来的问题有哪些")).heads == ["目前没有待答复的问题。"]
    assert (await zhao.says("指标太少 请补")).heads == [PAST, "原因已记下：指标太少 请补"]


async def test_a_form_is_gone_on_with_after_words_for_staff(reviewing: Chat) -> None:
    li = reviewing.user(LI)
    await li.goes("/submit", "☞同意，开始填写", "/handoff", "请给我回个电话", "☞转给工作人员")
    assert (await li.says("内蒙古河套机械有限公司")).heads == ["✓ 单位全称：内蒙古河套机械有限公司"]


async def test_an_answer_of_staff_takes_nothing_from_whom_it_reaches_in_the_middle_of_something(
    reviewing: Chat,
) -> None:
    await claim(reviewing)
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await zhao.goes(UNKNOWN, "/handoff", "☞转给工作人员", "/queue", f"☞{REFERENCE}", "☞不通过")
    await sun.replies("没有专门的补贴", to=UNKNOWN, chat=GROUP)
    assert (await zhao.hears()).in_chat(ZHAO).heads == ["工作人员答复"]
    assert (await zhao.says("方向不合，请看公开的榜单")).heads == [PAST, f"请确认：不通过 {REFERENCE}"]


async def test_a_reply_that_says_what_stands_on_a_button_is_a_reply(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    assert "通过" in (await zhao.goes("/queue", f"☞{REFERENCE}")).labels[0]
    await zhao.replies("通过", to="答复提问人 甲-1")
    assert [text.splitlines()[-1] for text in (await wang.hears()).texts] == ["通过"]


async def test_a_reason_that_names_a_need_is_a_reason(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.taps("不通过")
    said = await zhao.says(f"与 {REFERENCE} 是同一项")
    assert [said.heads, "理由：与" in said.texts[1]] == [[PAST, f"请确认：不通过 {REFERENCE}"], True]


async def test_a_reply_to_what_asks_whether_to_send_is_written_anew(reviewing: Chat) -> None:
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞答复", "没有")
    said = await zhao.replies("没有专门的补贴", to="请确认：")
    assert said.texts[0].splitlines()[::2][:2] == ["请确认：发给 1 位提问人", "答：没有专门的补贴"]


async def test_a_new_entry_gives_way_to_a_form_and_is_gone_on_with(reviewing: Chat) -> None:
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞写成新条目")
    assert (await zhao.says("/submit")).texts[0] == DESK_ASIDE
    assert (await zhao.taps("同意，开始填写")).heads[-1] == "第 1/13 步 · 单位全称"
    assert (await zhao.says("内蒙古河套机械有限公司")).heads == ["✓ 单位全称：内蒙古河套机械有限公司"]


async def test_a_reply_of_staff_to_what_is_of_no_talk_is_sent_to_nobody_whatever_stands_in_it(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await zhao.says("/unanswered")
    for text in (f"{REFERENCE} 正在审核", "我想报个需求", QUESTION):
        said = await zhao.replies(text, to="目前没有待答复的问题。")
        assert said.heads == ["认不出这条消息属于哪个提问，没有发出。"]


async def test_words_that_need_no_button_are_what_was_asked_for(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.taps("通过并附言")
    assert (await zhao.says("接着填")).heads == [PAST, f"请确认：通过 {REFERENCE}"]
    await zhao.taps("答复", chat=GROUP)
    await zhao.says("转人工")
    assert [text.splitlines()[-1] for text in (await wang.hears()).texts] == ["转人工"]


async def test_what_was_asked_about_a_need_before_is_void_though_it_is_the_same_need(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.taps("退回补充")
    ticking = zhao.tap("信用代码")
    await zhao.taps("不通过")
    assert (await zhao.act("taps", ticking)).texts == [VOID]
    assert (await zhao.replies("方向不合，请看公开的榜单", to=PAST)).texts == [NEWER]
    assert (await zhao.says("方向不合，请看公开的榜单")).heads == [PAST, f"请确认：不通过 {REFERENCE}"]


async def test_an_answer_is_waited_for_no_longer_though_a_colleague_gave_a_part_of_it(reviewing: Chat) -> None:
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    for asker in (WANG, LI):
        await reviewing.user(asker).goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞答复")
    await sun.replies("没有专门的补贴", to="甲-1", chat=GROUP)
    said = (await zhao.says("没有专门的补贴")).in_chat(ZHAO)
    assert said.heads == ["请确认：发给 1 位提问人", NEWEST.format(UNKNOWN)]
    await zhao.taps("确认发送")
    assert (await zhao.says(QUESTION)).heads == [ANSWER]


async def test_a_reply_of_staff_in_the_middle_of_a_form_is_its_answer(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await zhao.goes("/unanswered", "/submit", "☞同意，开始填写")
    said = await zhao.replies("内蒙古河套机械有限公司", to="目前没有待答复的问题。")
    assert said.heads == ["✓ 单位全称：内蒙古河套机械有限公司"]


async def test_to_drop_a_card_drops_what_that_card_is_about_and_nothing_asked_since(reviewing: Chat) -> None:
    zhao, wang, li = (reviewing.user(each) for each in (ZHAO, WANG, LI))
    for who, asks in ((wang, UNKNOWN), (li, OTHER)):
        await who.goes(asks, "/handoff", "☞转给工作人员")
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞答复", "没有专门的补贴")
    first = zhao.tap("取消")
    await zhao.goes("/unanswered", f"☞{OTHER}", "☞收作别的条目的问法", "养老")
    found = zhao.tap("取消")
    await zhao.goes("/unanswered", f"☞{OTHER}", "☞答复")
    for card in (first, found):
        assert (await zhao.act("taps", card)).heads == ["好的，没有发出，也没有保存。"]
    confirmed = ["请确认：发给 1 位提问人", NEWEST.format(OTHER)]
    assert (await zhao.says("请咨询民政部门")).heads == confirmed
    assert (await zhao.replies("改成：请咨询民政局", to="请咨询民政部门")).heads == confirmed
    await zhao.taps("确认发送")
    heard = [text for who in (wang, li) for text in (await who.hears()).texts]
    assert [text.splitlines()[-1] for text in heard] == ["改成：请咨询民政局"]


async def test_a_reply_to_a_card_of_another_form_is_for_that_form(reviewing: Chat) -> None:
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.goes("/submit", "☞同意，开始填写", "内蒙古河套机械有限公司")
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞写成新条目", "☞就用这句")
    said = await zhao.replies("91150200MA0TE5T00K", to="请输入 18 位统一社会信用代码")
    assert said.heads[-1] == "✓ 信用代码：91150200MA0TE5T00K"
    await zhao.goes("/unanswered", f"☞{UNKNOWN}", "☞写成新条目")
    said = await zhao.replies(
        "内蒙古敕勒新材料有限公司", to="请输入贵单位全称"
    )  # which has gone on since: nothing is taken
    assert said.heads[-1] == "欢迎回来，我们接着填。"
    assert await reviewing.rows("SELECT content -> 'values' ->> 'org_name' AS name FROM draft WHERE about IS NULL") == [
        {"name": "内蒙古河套机械有限公司"}
    ]


async def test_an_entry_under_way_is_gone_on_with_and_kept_though_a_colleague_answered_meanwhile(
    reviewing: Chat,
) -> None:
    zhao, sun, wang = (reviewing.user(each) for each in (ZHAO, SUN, WANG))
    await wang.goes(OTHER, "/handoff", "☞转给工作人员")
    begin = ("/unanswered", f"☞{OTHER}", "☞写成新条目")
    await zhao.goes(*begin, "☞就用这句", "归民政部门")
    assert (await zhao.goes("存下离开", *begin)).heads == ["欢迎回来，我们接着填。"]
    await zhao.goes("☞政策基础", "☞没有成文材料")
    await sun.replies("请咨询民政部门", to="甲-1", chat=GROUP)
    said = await zhao.taps("确认保存")
    assert said.in_chat(ZHAO).heads == ["新条目已保存，马上生效。"]
    assert [text.splitlines()[-1] for text in (await wang.hears()).texts] == ["请咨询民政部门"]
    assert await reviewing.rows("SELECT * FROM draft") == []


COMPANY, CODE = "内蒙古河套机械有限公司", "91150200MA0TE5T00K"
WRITE = ("/unanswered", "☞1.", "☞写成新条目")
FILL_IN = ("养老机器人由谁管理？", "民政厅。", "☞政策基础", "☞没有成文材料")


async def handed_over(chat: Chat) -> User:
    """Return 赵敏, for whom a question waits."""
    await chat.user(LI).goes(OTHER, "/handoff", "☞转给工作人员")
    return chat.user(ZHAO)


async def test_a_need_of_staffs_own_is_gone_on_with_once_a_new_entry_is_written(reviewing: Chat) -> None:
    zhao = await handed_over(reviewing)
    await zhao.goes("/submit", "☞同意，开始填写", COMPANY, *WRITE, *FILL_IN)
    await reviewing.restart()
    assert "新条目已保存" in (await zhao.taps("确认保存")).heads[-1]
    assert (await zhao.says(CODE)).heads == [f"✓ 信用代码：{CODE}"]


async def test_both_forms_are_left_at_once(reviewing: Chat) -> None:
    zhao = await handed_over(reviewing)
    await zhao.goes("/submit", "☞同意，开始填写", COMPANY, *WRITE)
    assert (await zhao.says("/cancel")).heads == [
        "新条目存好了，没有删除。随时点“继续填写”，会从这一步接着写。",
        "草稿存好了（已填 1/17 项），没有删除。",
    ]
    assert (await zhao.says(QUESTION)).heads == [ANSWER]


async def test_a_new_entry_gives_way_to_a_need_and_says_so(reviewing: Chat) -> None:
    zhao = await handed_over(reviewing)
    await zhao.goes(*WRITE)
    assert (await zhao.says("/submit")).heads == [DESK_ASIDE, "填报须知"]
    await zhao.taps("同意，开始填写")
    on_the_need = zhao.tap("更多")
    await zhao.goes(*WRITE)
    assert (await zhao.act("taps", on_the_need)).heads[0] == DESK_ASIDE
    assert (await zhao.says(COMPANY)).heads == [f"✓ 单位全称：{COMPANY}"]


async def test_of_a_new_entry_whoever_is_staff_no_more_hears_nothing(reviewing: Chat) -> None:
    zhao = await handed_over(reviewing)
    await zhao.goes("/submit", "☞同意，开始填写", *WRITE)
    await reviewing.restart(staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
    await zhao.hears()
    assert (await zhao.says(COMPANY)).heads == [f"✓ 单位全称：{COMPANY}"]  # what he types is for his own need
    await zhao.says("/cancel")
    assert (await zhao.goes(UNKNOWN, "/handoff")).heads == ["把这个问题转给工作人员吗？"]
    await zhao.taps("转给工作人员")
    await reviewing.user(SUN).replies("没有专门的补贴", to=UNKNOWN, chat=GROUP)
    await zhao.hears()
    assert (await zhao.says("那明年呢")).heads == ["已转给工作人员。"]


async def test_a_reply_to_an_earlier_step_of_a_new_entry_is_no_answer_to_the_present_one(reviewing: Chat) -> None:
    zhao = await handed_over(reviewing)
    await zhao.goes(*WRITE, "☞就用这句")
    said = await zhao.replies("养老机器人由谁管理？", to=OTHER)
    assert said.heads[0] == EARLIER
    await zhao.goes("归民政部门")
    assert await reviewing.rows("SELECT content -> 'values' ->> 'question' AS q FROM draft") == [{"q": OTHER}]


async def test_a_reply_to_another_entrys_question_is_for_that_entry(reviewing: Chat) -> None:
    zhao = await handed_over(reviewing)
    await reviewing.user(WANG).goes(UNKNOWN, "/handoff", "☞转给工作人员")
    for asked in (OTHER, UNKNOWN):
        await zhao.goes("/unanswered", f"☞{asked}", "☞写成新条目")
    await zhao.replies("养老机器人由谁管理？", to=OTHER)
    rows = await reviewing.rows("SELECT content -> 'values' ->> 'question' AS q FROM draft ORDER BY id")
    assert rows == [{"q": "养老机器人由谁管理？"}, {"q": None}]


async def test_a_reply_to_the_older_of_two_decisions_is_of_that_need_and_no_question(reviewing: Chat) -> None:
    zhao, second = reviewing.user(ZHAO), REFERENCE[:-1] + "2"
    await claim(reviewing)
    await zhao.taps("不通过")
    await submit(reviewing, LI)
    await zhao.hears()
    await claim(reviewing)
    await zhao.taps("不通过")
    said = await zhao.replies("方向不合，请看公开的榜单", to=f"不通过 {REFERENCE}")
    assert [(REFERENCE in text, second in text) for text in said.texts[-1:]] == [(True, False)]
    await zhao.goes("☞取消")
    said = await zhao.replies("方向不合，请看公开的榜单", to="好的，没有作出决定")
    assert [(REFERENCE in text, second in text) for text in said.texts[-1:]] == [(True, False)]
