"""A draft is left and gone on with: by button, by command, after a restart, after a week; or thrown away."""

from tests.chat import WANG, ZHAO, Chat
from tests.conversations.need import STALE, TAPPED, TITLE, before

COMPANY, CODE = TAPPED[1], TAPPED[2]
UNTITLED = "未命名 · 11月2日开始"
LEFT = "草稿存好了（已填 1/17 项），没有删除。\n随时点“继续填写”或发送 /submit，会从这一步接着填。\n[继续填写]"
WELCOME = ["欢迎回来，我们接着填。", "", "第 2/13 步 · 信用代码"]


async def test_a_draft_is_left_and_gone_on_with_at_the_same_step(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    assert (await wang.says("存下离开")).seen == [LEFT]
    assert (await wang.says("首批榜单有多少项？")).heads == [
        "15项，都是技术攻关类。"
    ]  # and the step is not asked again
    assert (await wang.taps("继续填写")).texts[0].splitlines()[:3] == WELCOME
    assert (await wang.says(CODE)).heads == [f"✓ 信用代码：{CODE}"]


async def test_words_bring_a_draft_back_that_rests(chat: Chat) -> None:
    wang = chat.user(WANG)
    for words in ("接着填", "刚才填到哪了"):
        await wang.goes(*(before(CODE) if words == "接着填" else ()), "存草稿", "/help")
        assert (await wang.says(words)).texts[0].splitlines()[:3] == WELCOME
    assert await chat.rows("SELECT * FROM question") == []


async def test_the_command_leaves_too_and_takes_the_contact_key_away(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("13800000000"))
    said = await wang.says("/cancel")
    assert said.heads == ["发送号码的按钮收起来了。", "草稿存好了（已填 16/17 项），没有删除。"]
    assert said.messages[0]["keyboard"] == {"remove": True}
    said = await wang.taps("继续填写")
    assert said.messages[-1]["keyboard"]["rows"] == [[{"text": "发送我的手机号", "request_contact": True}]]


async def test_submit_offers_to_go_on_with_the_draft_begun(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    assert (await wang.says("/submit")).seen == [
        f"您有一份没填完的草稿。接着填，还是另起一份？\n[继续填：{UNTITLED}（已填 1/17 项）]\n[另起一份]"
    ]
    assert (await wang.taps("继续填：")).texts[0].splitlines()[:3] == WELCOME


async def test_start_offers_to_go_on_as_well(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    said = await wang.says("/start")
    assert said.labels == [
        [f"继续填：{UNTITLED}（已填 1/17 项）"],
        ["填报技术需求", "空白表"],
        ["看看能问什么", "我的需求"],
    ]
    assert (await wang.taps("继续填：")).texts[0].splitlines()[:3] == WELCOME


async def test_giving_up_asks_first(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    assert (await wang.says("放弃")).seen == [
        f"确定放弃草稿“{UNTITLED}”吗？放弃后内容会删除，找不回来。\n[存下离开]\n[确定放弃] [继续填写]"
    ]
    assert (await wang.taps("继续填写")).heads == ["第 2/13 步 · 信用代码"]
    assert (await wang.goes("取消", "☞确定放弃")).texts == [
        f"已放弃，草稿“{UNTITLED}”删除了。以后有需要，随时可以重新填报。"
    ]
    assert await chat.rows("SELECT * FROM draft") == []


async def test_without_consent_nothing_is_kept(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes("/submit", "☞不同意")
    assert said.texts == ["好的，没有您的同意就不会记录任何内容。改了主意随时可以再来。"]
    assert await chat.rows("SELECT * FROM draft") == []


async def test_a_restart_of_the_bot_changes_nothing(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("☞都对，下一步"), "☞改合作方式")
    await chat.restart()
    said = await wang.taps("技术入股")
    assert said.labels[:3] == [["☐ 委托研发", "☑ 合作研发"], ["☐ 技术转让或许可", "☑ 技术入股"], ["☐ 其他"]]
    await chat.restart()
    assert (await wang.taps("选好了")).heads == ["✓ 合作方式：合作研发、技术入股"]


async def test_after_a_week_an_answer_is_still_an_answer_where_it_can_be_nothing_else(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    chat.clock.forward(days=7)
    assert (await wang.says(CODE)).heads == [f"✓ 信用代码：{CODE}"]


async def test_after_a_week_what_is_no_answer_and_no_known_question_is_refused_and_not_kept(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("13800000000"))
    chat.clock.forward(days=7)
    assert (await wang.says("1380000000")).heads == ["手机号是 11 位，您发来的是 10 位，少了 1 位，请再核对。"]
    assert await chat.rows("SELECT * FROM question") == []


async def test_after_a_week_a_greeting_brings_the_draft_back(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    chat.clock.forward(days=7)
    said = await wang.says("你好")
    assert [text.splitlines()[:3] for text in said.texts] == [WELCOME]


async def test_after_a_week_prose_may_be_either_and_is_asked_about(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TITLE))
    chat.clock.forward(days=7)
    prose = "高温烧结炉的推舟机构总是卡住"
    said = await wang.says(prose)
    assert said.texts == [f"第 4/13 步 · 需求名称\n“{prose}”\n这句话是填在“需求名称”里，还是想问问题？"]
    assert (await wang.taps("当作填写内容")).heads == [f"✓ 需求名称：{prose}", "第 5/13 步 · 技术难题"]


async def test_after_a_week_the_name_of_a_company_is_no_question(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(COMPANY))
    chat.clock.forward(days=7)
    assert (await wang.says(COMPANY)).heads == [f"✓ 单位全称：{COMPANY}"]


async def test_words_that_leave_keep_the_draft(chat: Chat) -> None:
    wang = chat.user(WANG)
    for words in ("退出", "先不填了，下次再说"):
        await wang.goes("/start", *(before(CODE) if words == "退出" else ("/submit", "☞继续填：")))
        assert (await wang.says(words)).seen == [LEFT]
    assert (
        len(await chat.rows("SELECT * FROM draft WHERE id NOT IN (SELECT draft_id FROM focus WHERE draft_id > 0)")) == 1
    )


async def test_drafts_are_deleted_from_the_list(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(CODE))
    assert (await wang.says("/my")).labels == [[f"继续填：{UNTITLED}", "删除草稿"]]
    assert (await wang.taps("删除草稿")).seen == [f"确定删除草稿“{UNTITLED}”吗？删除后不能恢复。\n[确定删除] [保留]"]
    assert (await wang.taps("保留")).seen == ["好的，草稿还在。\n[接着填]"]
    assert (await wang.goes("☞删除草稿", "☞确定删除")).texts == [f"草稿“{UNTITLED}”已删除。"]
    assert (await wang.says("/my")).texts == ["您还没有填报过技术需求。"]


async def test_nobody_goes_on_with_somebody_elses_draft(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.goes(*before(CODE), "/my")
    await zhao.says("/start")
    _, button = wang.button("继续填")
    said = await zhao.forges(button["data"], on="审核队列")
    assert said.texts == [STALE]
