"""Decisions put into words: written step by step, confirmed as they are read, void when overtaken or forgotten."""

import pytest

from tests.chat import GROUP, SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, SUMMARY, TITLE, claim, submit
from tests.conversations.talk import UNKNOWN

PAST = f"{REFERENCE} 见后面最新的一条。"
TICKING = f"退回补充 {REFERENCE}\n{SUMMARY}\n点一下勾选，再点一次取消勾选；勾了的那项，接着点常用意见或直接打字。"
FURTHER = "[查看]\n[下一项] [回到队列]"


async def holder(chat: Chat) -> User:
    """Return 赵敏, who has just claimed the need."""
    await claim(chat)
    return chat.user(ZHAO)


async def test_a_return_ticks_fields_and_gives_a_reason(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    said = await zhao.taps("退回补充")
    assert [text.partition("\n☐")[0] for text in said.texts] == [TICKING]
    assert said.texts[0].splitlines()[3:5] == [
        "☐ 1 单位全称：内蒙古敕勒新材料有限公司",
        "☐ 2 信用代码：91150200MA0TE5T00K",
    ]
    assert [message["edited"] for message in said.messages] == [False]  # the need's card stays above it
    boxes = ["☐ 1 单位全称", "☐ 2 信用代码", "☐ 3 所属盟市"]
    assert said.labels[0] == boxes
    assert said.labels[-2:] == [["写原因", "更多项（7）"], ["取消"]]
    assert ["☐ 1 单位全称", "☑ 2 信用代码", "☐ 3 所属盟市"] in (await zhao.taps("信用代码")).labels
    assert (await zhao.taps("2 信用代码")).labels[0] == boxes
    assert (await zhao.taps("写原因")).texts[0].startswith(f"请先勾选至少一项\n{TICKING}")
    await zhao.goes("☞手机号码", "☞信用代码")
    wanted = (
        f"退回补充 {REFERENCE}\n{SUMMARY}\n要补充：信用代码、手机号码\n请用一条消息写明原因和要求，企业会原样看到。"
    )
    assert (await zhao.taps("写原因")).seen == [f"{wanted}\n[取消]"]
    confirm = (
        f"请确认：退回补充 {REFERENCE}\n{SUMMARY}\n要补充：信用代码、手机号码\n"
        "原因：{}\n要改原因，再发一条即可。\n[确认退回] [取消]"
    )
    assert (await zhao.says("代码与名称不符")).seen == [PAST, confirm.format("代码与名称不符")]
    assert (await zhao.says("代码与<名称>不符")).seen == [PAST, confirm.format("代码与<名称>不符")]
    said = await zhao.taps("确认退回")
    assert said.in_chat(ZHAO).seen[-1] == f"{REFERENCE} 已退回补充，将通知企业。\n{FURTHER}"
    assert await reviewing.rows("SELECT state, request FROM need") == [
        {"state": "returned", "request": '{"fields": ["uscc", "mobile"], "reason": "代码与<名称>不符", "reasons": {}}'}
    ]
    assert await reviewing.rows("SELECT * FROM focus WHERE asked IS NOT NULL") == []


async def test_what_is_confirmed_is_what_the_card_says(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.goes("☞不通过", "第一种不通过的理由")
    first = zhao.tap("确认不通过")
    await zhao.says("第二种不通过的理由")
    await zhao.act("taps", first)
    assert "理由：第一种不通过的理由" in (await reviewing.user(WANG).hears()).texts[0].splitlines()


async def test_a_rejection_needs_a_reason_of_bearable_length(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    assert (await zhao.taps("不通过")).seen == [
        (
            f"不通过 {REFERENCE}\n{SUMMARY}\n请用一条消息写明理由，以及可以怎么改、下次如何再提，企业会原样看到。\n"
            f"{READY}\n[取消]"
        )
    ]
    assert (await zhao.says("长" * 1001)).texts == ["原因最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
    assert (await zhao.says("长" * 1000)).texts == [THIN_REJECTION]
    assert (await zhao.does("sticker")).texts == ["这里只收文字，刚才问的还在等您。贴纸我看不懂。请打字告诉我。"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "in_review"}]
    confirm = f"请确认：不通过 {REFERENCE}\n{SUMMARY}\n理由：这是采购，不是攻关\n要改理由，再发一条即可。"
    assert (await zhao.says("这是采购，不是攻关")).seen == [PAST, f"{confirm}\n[确认不通过] [取消]"]
    said = await zhao.taps("确认不通过")
    assert said.in_chat(ZHAO).heads[-1] == f"{REFERENCE} 未通过，将通知企业。"


READY = (
    "[内容是设备采购，没有要攻关的技术问题；请说明哪…]\n[已有成熟产品或技术可以直接采用，不需要揭榜攻关…]\n"
    "[与贵单位已提交的需求内容相同，请在原来那项里继…]\n[内容不属于技术需求，请写明要解决的技术难题和想…]"
)
THIN_RETURN = (
    "原因太简单了，企业看了还不知道怎么补。请写明哪里不够、要补成什么样，例如：“指标只有一条，请补充使用温度和寿命的"
    "目标值，并说明怎么检测”。再发一条即可。"
)
THIN_REJECTION = (
    "理由太简单了，企业看了还不知道为什么。请写明不符合哪一点、可以怎么改，例如：“内容是设备采购，没有要攻关的技术问题，"
    "请说明哪项技术现在做不到再提”。再发一条即可。"
)


@pytest.mark.parametrize(
    ("do", "fields", "answer"),
    [("退回补充", ("☞完成期限", "☞写原因"), THIN_RETURN), ("不通过", (), THIN_REJECTION)],
)
async def test_a_reason_that_helps_nobody_is_refused_with_what_would(
    reviewing: Chat, do: str, fields: tuple[str, ...], answer: str
) -> None:
    zhao = await holder(reviewing)
    await zhao.goes(f"☞{do}", *fields)
    for thin in ("补", "请再改改", "不行不行不行", "……………………", "13800000000"):
        assert (await zhao.says(thin)).texts == [answer]
    assert (await zhao.says("期限与指标不相称，请重新安排")).heads == [PAST, f"请确认：{do} {REFERENCE}"]


async def test_a_remark_goes_with_an_acceptance(reviewing: Chat) -> None:
    zhao, wang = await holder(reviewing), reviewing.user(WANG)
    await zhao.taps("通过并附言")
    confirm = f"请确认：通过 {REFERENCE}\n{SUMMARY}\n确认后会通知企业。\n附言：请留意后续通知\n要改附言，再发一条即可。"
    assert (await zhao.says("请留意后续通知")).seen == [PAST, f"{confirm}\n[确认通过] [取消]"]
    await zhao.taps("确认通过")
    assert (await wang.hears()).texts[0].splitlines()[1:3] == [f"《{TITLE}》", "附言：请留意后续通知"]
    shown = (await wang.taps("查看这项需求")).texts[0].splitlines()
    assert shown[3] == "审核意见：请留意后续通知"


async def test_what_is_confirmed_by_typing_leaves_no_button_behind(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.taps("通过并附言")
    said = await zhao.says("确认通过")
    assert said.in_chat(ZHAO).heads == [PAST, f"{REFERENCE} · 审核通过", f"{REFERENCE} 已通过，将通知企业。"]
    assert "确认通过" not in zhao.labels()


async def test_a_remark_to_colleagues_is_not_shown_to_the_enterprise(reviewing: Chat) -> None:
    zhao, wang = await holder(reviewing), reviewing.user(WANG)
    said = await zhao.goes("☞放回队列", "我认识这家企业，请别人看", "☞确认放回")
    noted = f"{SUMMARY}\n说明：我认识这家企业，请别人看"
    assert said.in_chat(GROUP).seen[-1] == f"放回队列，可以领取 {REFERENCE}\n{noted}\n[领取] [查看]"
    assert (await wang.hears()).texts == []
    assert "我认识这家企业" not in (await wang.goes("/my", f"☞查看 {REFERENCE}")).texts[0]


@pytest.mark.parametrize(
    ("do", "steps", "outcome"),
    [
        ("确认退回", ("☞退回补充", "☞完成期限", "☞写原因", "期限与指标不相称"), "已退回补充，将通知企业。"),
        ("确认不通过", ("☞不通过", "这是采购，不是攻关"), "未通过，将通知企业。"),
        ("确认通过", ("☞通过并附言",), "已通过，将通知企业。"),
        ("通过", (), "已通过，将通知企业。"),
    ],
)
async def test_a_double_tap_decides_once_and_says_so_once(
    reviewing: Chat, do: str, steps: tuple[str, ...], outcome: str
) -> None:
    zhao, wang = await holder(reviewing), reviewing.user(WANG)
    if steps:
        await zhao.goes(*steps)
    said = await zhao.taps_twice(do)
    assert said.in_chat(ZHAO).heads[1:] == [f"{REFERENCE} {outcome}"]  # after the need's card, kept true
    assert said.toasts == [f"{REFERENCE} {outcome}"] * 2
    assert len((await wang.hears()).texts) == 1


async def test_a_decision_is_dropped(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.taps("不通过")
    assert (await zhao.taps("取消")).seen == [f"好的，没有作出决定。{REFERENCE} 现为“审核中”。\n[查看]"]
    assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]


async def test_it_is_gone_on_with_after_a_restart(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.goes("☞退回补充", "☞信用代码")
    await reviewing.restart()
    await zhao.goes("☞写原因")
    await reviewing.restart()
    await zhao.says("代码和执照上的不一致")
    await reviewing.restart()
    assert (await zhao.taps("确认退回")).in_chat(ZHAO).heads[-1] == f"{REFERENCE} 已退回补充，将通知企业。"


async def test_each_step_of_it_is_waited_for_as_long(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    for step in ("☞退回补充", "☞完成期限", "☞写原因", "期限与指标不相称", "期限与指标不相称，请改"):
        said = await zhao.goes(step)
        reviewing.clock.forward(hours=13)
    assert said.heads == [PAST, f"请确认：退回补充 {REFERENCE}"]


async def test_one_that_was_left_for_long_is_dropped_and_the_message_is_not_taken_for_it(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.taps("不通过")
    reviewing.clock.forward(hours=25)
    expired = (
        f"之前没写完的“不通过”（{REFERENCE}）已放下太久，不再有效；刚才的消息没有当作说明。"
        "要继续，请打开它的卡片重新开始。"
    )
    said = await zhao.says("首批榜单有多少项？")
    assert said.seen[:2] == [PAST, f"{expired}\n[查看]"]
    assert said.heads[2:] == ["15项，都是技术攻关类。"]
    assert await reviewing.rows("SELECT * FROM focus WHERE asked IS NOT NULL") == []
    assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]


async def test_it_is_void_when_the_need_was_withdrawn_meanwhile(reviewing: Chat) -> None:
    zhao, wang = await holder(reviewing), reviewing.user(WANG)
    await zhao.taps("不通过")
    await wang.goes("/my", "☞查看 NM", "☞撤回", "☞确定撤回")
    void = f"{REFERENCE} 已有变化，现为“已撤回”，此前未完成的操作已失效。\n[查看]"
    told = f"企业已撤回您正在审核的 {REFERENCE}，不用再审核。\n[查看]"
    heard = (await zhao.hears()).in_chat(ZHAO)
    assert [heard.seen[0], heard.heads[1], heard.seen[2]] == [void, f"{REFERENCE} · 已撤回", told]
    assert (await zhao.says("这是采购，不是攻关")).texts == ["“不通过”未能执行：这项需求现在是“已撤回”。"]
    assert (await zhao.says("首批榜单有多少项？")).heads == ["15项，都是技术攻关类。"]


async def test_it_is_void_when_a_lead_has_put_the_need_back(reviewing: Chat) -> None:
    zhao, sun = await holder(reviewing), reviewing.user(SUN)
    await zhao.goes("☞不通过", "这是采购，不是攻关")
    late = zhao.tap("确认不通过")
    await sun.goes("/queue", f"☞{REFERENCE}", "☞放回队列", "☞确认放回")
    await sun.taps("领取", chat=GROUP)
    void = f"{REFERENCE} 已有变化，现为“待审核”，此前未完成的操作已失效。\n[查看]"
    assert void in (await zhao.hears()).in_chat(ZHAO).seen
    assert (await zhao.act("taps", late)).heads == [f"{REFERENCE} 已有变化：现为“审核中”，最近由 孙岩 处理。"]
    assert (await zhao.says("还是采购，不是攻关")).texts == ["“不通过”未能执行：这项需求现在不在您手里。"]
    assert await reviewing.rows("SELECT state, holder FROM need") == [{"state": "in_review", "holder": SUN}]


async def test_a_second_decision_leaves_the_first_as_it_is(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.taps("退回补充")
    ticking = zhao.tap("信用代码")
    await submit(reviewing)
    await zhao.taps("领取", chat=GROUP)
    await zhao.taps("不通过")
    assert (await zhao.act("taps", ticking)).heads == [f"退回补充 {REFERENCE}"]
    said = await zhao.replies("这是采购，不是攻关", to="不通过 NM-2026-000002")
    assert said.heads == ["NM-2026-000002 见后面最新的一条。", "请确认：不通过 NM-2026-000002"]
    await zhao.taps("取消")
    assert await reviewing.rows("SELECT need_id, action, fields FROM ruling") == [
        {"need_id": 1, "action": "return", "fields": '["uscc"]'}
    ]


async def test_to_drop_an_earlier_decision_leaves_the_one_begun_since(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.taps("不通过")
    earlier = zhao.tap("取消")
    await submit(reviewing)
    await zhao.taps("领取", chat=GROUP)
    await zhao.taps("不通过")
    dropped = f"好的，没有作出决定。{REFERENCE} 现为“审核中”。"
    assert (await zhao.act("taps", earlier)).heads == [dropped]
    said = await zhao.says("这是采购，不是攻关")
    assert said.heads == ["NM-2026-000002 见后面最新的一条。", "请确认：不通过 NM-2026-000002"]


async def test_a_decision_begun_takes_the_place_of_what_was_being_written(reviewing: Chat) -> None:
    zhao, wang = await holder(reviewing), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    await zhao.goes("☞通过并附言", "☞确认通过")
    said = await zhao.says("首批榜单有多少项？")  # what he was asked to write before is still open, and shown first
    assert said.heads == [f"发给提问人 甲-1（问：{UNKNOWN}）", f"答复提问人 甲-1（问：{UNKNOWN}）：见后面最新的一条。"]
    assert (await zhao.goes("☞改", "☞问机器人")).heads[-1] == "15项，都是技术攻关类。"
    assert (await wang.hears()).heads == [f"您的需求已通过审核 {REFERENCE}"]


async def test_what_was_asked_for_last_gets_the_text_a_form_lays_a_decision_aside(reviewing: Chat) -> None:
    zhao = await holder(reviewing)
    await zhao.goes("/submit", "☞同意，开始填写", "/queue", f"☞{REFERENCE}", "☞不通过", "/my")
    said = await zhao.taps("继续填")
    aside = f"《不通过 {REFERENCE}》先放下了，要继续请从卡片重新开始。\n[查看]"
    assert said.seen[:2] == [PAST, aside]
    assert said.heads[2:] == ["欢迎回来，我们接着填。"]
    assert await reviewing.rows("SELECT * FROM focus WHERE asked IS NOT NULL") == []
    await zhao.says("内蒙古河套机械有限公司")
    drafts = await reviewing.rows("SELECT json_extract(content, '$.values.org_name') AS name FROM draft")
    assert drafts == [{"name": "内蒙古河套机械有限公司"}]
    await zhao.goes("/queue", f"☞{REFERENCE}", "☞不通过")  # and the other way round
    assert (await zhao.says("这是采购，不是攻关")).heads == [PAST, f"请确认：不通过 {REFERENCE}"]


async def test_a_form_lays_aside_what_staff_were_writing(reviewing: Chat) -> None:
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.goes(UNKNOWN, "/handoff", "☞转给工作人员")
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    said = await zhao.says("/submit")
    aside = f"答复提问人 甲-1（问：{UNKNOWN}）\n现在直接打字，归后面那一条；要写这一条，请回复这条消息。"
    laid = "刚才请您写的内容先放下了，要继续请从卡片重新开始。"
    assert [*said.texts[:2], *said.heads[2:]] == [aside, laid, "填报须知"]
    assert await reviewing.rows("SELECT * FROM focus WHERE asked IS NOT NULL") == []
    await zhao.goes("☞同意，开始填写", "内蒙古河套机械有限公司")
    assert (await wang.hears()).texts == []
