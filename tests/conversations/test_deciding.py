"""Deciding at once: the first decision claims, the next need follows, each field has its reason, ready to be given."""

import pytest

from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, SUMMARY, TAPPED, submit

SECOND, THIRD = "NM-2026-000002", "NM-2026-000003"
BARE = "连续运行时间 ≥ 4000 小时"  # no present value, no method
INDICATORS, FUNDS = TAPPED[6], TAPPED[8]
NO_PRESENT, NO_METHOD = (
    "第 1 条指标请补上现在的数值，便于看出要提高多少。",
    "第 1 条指标请写明怎么检测。",
)
NO_FUNDS = "企业出资填的是 0，请核实企业自己能落实多少资金。"
PERIOD = "完成期限与指标、难度不相称，请重新核实。"


async def opened(chat: Chat, staff: int = ZHAO, reference: str = REFERENCE) -> User:
    """Return a member of staff who has opened the need that nobody holds."""
    user = chat.user(staff)
    await user.goes("/queue", f"☞{reference}")
    return user


async def record(chat: Chat) -> list[str]:
    rows = await chat.rows("SELECT * FROM audit ORDER BY id")
    return ["{actor_name}: {action} {from_state}→{to_state} {note}".format(**row).rstrip() for row in rows[1:]]


async def test_what_nobody_holds_is_accepted_with_one_tap_and_the_record_has_the_claim(reviewing: Chat) -> None:
    zhao = await opened(reviewing)
    assert zhao.labels()[-8:] == ["通过", "通过并附言", "退回补充", "不通过", "领取", "备注", "办理记录", "文件"]
    said = await zhao.taps("通过")
    assert said.in_chat(ZHAO).seen[-1] == f"{REFERENCE} 已通过，将通知企业。\n[查看]\n[下一项] [回到队列]"
    assert said.in_chat(GROUP).heads == [f"审核通过 {REFERENCE}（赵敏）"]
    assert (await reviewing.user(WANG).hears()).heads == [f"您的需求已通过审核 {REFERENCE}"]
    assert await record(reviewing) == ["赵敏: claim submitted→in_review", "赵敏: accept in_review→accepted"]


async def test_of_two_who_decide_at_once_one_is_first_and_the_other_is_told_by_whom(reviewing: Chat) -> None:
    zhao, sun = await opened(reviewing), await opened(reviewing, SUN)
    await sun.goes("☞不通过", "内容是设备采购，没有要攻关的问题")
    await zhao.looks()
    await reviewing.post(f"/local/users/{ZHAO}/taps", zhao.tap("通过"))
    await reviewing.post(f"/local/users/{SUN}/taps", sun.tap("确认不通过"))
    await zhao.hears()
    lost = f"{REFERENCE} 已有变化：现为“审核通过”，最近由 赵敏 处理。"
    assert lost in (await sun.hears()).toasts
    assert await record(reviewing) == ["赵敏: claim submitted→in_review", "赵敏: accept in_review→accepted"]
    assert len((await reviewing.user(WANG).hears()).texts) == 1
    assert await reviewing.rows("SELECT * FROM ruling") == []


async def test_to_begin_holds_nothing_but_colleagues_see_it_for_a_while(reviewing: Chat) -> None:
    sun = await opened(reviewing, SUN)
    zhao = await opened(reviewing)
    await sun.hears()
    await zhao.taps("不通过")
    assert await reviewing.rows("SELECT state, holder FROM need") == [{"state": "submitted", "holder": None}]
    (card,) = (await sun.hears()).in_chat(SUN).texts
    at = (await reviewing.rows("SELECT strftime('%H:%M', begun_at, '+8 hours') AS at FROM ruling"))[0]["at"]
    assert card.splitlines()[2] == f"⏳ 赵敏 {at} 开始写“不通过”，尚未确认"
    await zhao.taps("取消")
    (card,) = (await sun.hears()).in_chat(SUN).texts
    assert "⏳" not in card
    await zhao.taps("查看")
    await zhao.taps("不通过")
    reviewing.clock.forward(minutes=16)
    assert "⏳" not in (await opened(reviewing, SUN)).messages[max(sun.messages)]["text"]


async def test_what_is_next_is_what_no_colleague_has_open(reviewing: Chat) -> None:
    await submit(reviewing)
    await submit(reviewing, LI)
    zhao, sun = await opened(reviewing), reviewing.user(SUN)
    await opened(reviewing, SUN, SECOND)
    await zhao.taps("通过")
    assert (await zhao.taps("下一项")).heads == [f"{THIRD} · 待审核"]
    await zhao.taps("通过")
    nothing = "没有可以接着办的需求：没有待审核的，或者同事正在看、正在办。"
    assert (await zhao.taps("下一项")).seen == [f"{nothing}\n[回到队列]"]
    reviewing.clock.forward(minutes=16)
    assert (await zhao.taps("下一项")).heads == [f"{SECOND} · 待审核"]
    await sun.hears()
    assert (await zhao.taps("回到队列")).heads == ["审核队列：待处理 · 全部盟市（共 1 项，第 1/1 页，最早的在前）"]


async def test_what_one_holds_is_next_before_what_waits_and_ones_own_never(reviewing: Chat) -> None:
    await submit(reviewing, ZHAO)
    await submit(reviewing, LI)
    zhao = reviewing.user(ZHAO)
    await zhao.goes("/queue", f"☞{THIRD}", "☞领取", "/queue", f"☞{REFERENCE}", "☞通过")
    assert (await zhao.taps("下一项")).heads == [f"{THIRD} 见后面最新的一条。", f"{THIRD} · 审核中"]
    await zhao.taps("通过")
    assert (await zhao.taps("下一项")).heads[0].startswith("没有可以接着办的需求")


async def test_what_is_likely_to_be_mended_comes_ticked_and_worded(chat: Chat) -> None:
    wang = chat.user(WANG)
    steps = [{INDICATORS: BARE, FUNDS: "0"}.get(step, step) for step in TAPPED]
    await wang.goes("/submit", *steps)
    zhao = await opened(chat)
    said = await zhao.taps("退回补充")
    assert [line for line in said.texts[0].splitlines() if line[0] in "☑　"] == [
        f"☑ 8 技术指标：① {BARE}",
        f"　→ {NO_PRESENT}{NO_METHOD}",
        "☑ 10 企业出资：0 万元",
        f"　→ {NO_FUNDS}",
    ]
    assert said.labels[-2:] == [["写原因", "更多项（7）"], ["确认退回", "取消"]]
    await zhao.goes("☞企业出资", "☞确认退回")  # one is dropped
    assert (await wang.hears()).texts[0].splitlines()[2:5] == [
        "要补充：技术指标",
        "审核意见：",
        f"· 技术指标：{NO_PRESENT}{NO_METHOD}",
    ]


async def test_each_field_has_its_reason_where_it_is_mended(reviewing: Chat) -> None:
    zhao, wang = await opened(reviewing), reviewing.user(WANG)
    said = await zhao.goes("☞退回补充", "☞完成期限")
    assert said.labels[:3] == [
        [PERIOD],
        ["这一项写得太简单，请补充具体情况，最好有数字。"],
        ["这一项与其他内容对不上，请核对后修改。"],
    ]
    said = await zhao.goes(f"☞{PERIOD}", "☞信用代码", "代码和执照上的不一致，请核对")
    assert "确认退回" in said.labels[-1]
    await zhao.taps("确认退回")
    told = ["审核意见：", "· 信用代码：代码和执照上的不一致，请核对", f"· 完成期限：{PERIOD}"]
    assert (await wang.hears()).texts[0].splitlines()[3:6] == told
    assert (await record(reviewing))[-1] == (
        f"赵敏: return in_review→returned 信用代码：代码和执照上的不一致，请核对\n完成期限：{PERIOD}"
    )
    first = (await wang.taps("补充并重新提交")).texts[0].splitlines()
    assert "审核意见：代码和执照上的不一致，请核对" in first
    assert f"审核意见：{PERIOD}" in (await wang.taps("不改")).texts[-1].splitlines()
    assert told[1:] == (await wang.goes("/my", f"☞查看 {REFERENCE}")).texts[0].splitlines()[5:7]


async def test_one_reason_of_all_stands_where_a_field_has_none(reviewing: Chat) -> None:
    zhao, wang = await opened(reviewing), reviewing.user(WANG)
    await zhao.goes("☞退回补充", "☞需求名称", "☞完成期限", f"☞{PERIOD}", "☞写原因")
    confirm = (await zhao.says("请照榜单的写法核对一遍")).texts[-1].splitlines()
    assert confirm[2:6] == [
        "要补充：需求名称、完成期限",
        "原因：",
        f"· 完成期限：{PERIOD}",
        "· 需求名称：请照榜单的写法核对一遍",
    ]
    await zhao.taps("确认退回")
    await wang.hears()
    assert "审核意见：请照榜单的写法核对一遍" in (await wang.taps("补充并重新提交")).texts[0].splitlines()


async def test_what_was_typed_is_offered_the_next_time_first_and_can_be_forgotten(reviewing: Chat) -> None:
    typed, telling = "期限请按三年以内重新安排", "内蒙古敕勒新材料有限公司的名称有误"
    zhao = await opened(reviewing)
    await zhao.goes("☞退回补充", "☞完成期限", typed, "☞单位全称", telling, "☞确认退回")
    await submit(reviewing, LI)
    await opened(reviewing, ZHAO, SECOND)
    assert (await zhao.goes("☞退回补充", "☞完成期限")).labels[:2] == [[typed], [PERIOD]]
    assert (await zhao.taps("单位全称")).labels[0] != [telling]  # it names one enterprise
    said = await zhao.goes("☞单位全称", "☞完成期限", "☞完成期限", f"☞{typed}")
    assert (f"　→ {typed}" in said.texts[0].splitlines(), said.labels[3]) == (True, ["以后不再提供这条意见"])
    said = await zhao.taps("以后不再提供这条意见")
    assert (said.toasts, said.labels[0]) == (["以后不再提供这条意见。"], [PERIOD])
    assert await reviewing.rows("SELECT * FROM ready_reason") == []


async def test_a_rejection_has_ready_reasons_too(reviewing: Chat) -> None:
    zhao, wang = await opened(reviewing), reviewing.user(WANG)
    said = await zhao.taps("不通过")
    assert [len(row) for row in said.labels] == [1] * 5
    said = await zhao.taps("内容是设备采购")
    assert said.heads == [f"请确认：不通过 {REFERENCE}"]
    reason = "内容是设备采购，没有要攻关的技术问题；请说明哪项技术现在做不到再提。"
    assert said.texts[0].splitlines()[2] == f"理由：{reason}"
    await zhao.taps("确认不通过")
    assert f"理由：{reason}" in (await wang.hears()).texts[0].splitlines()
    assert await reviewing.rows("SELECT field, text, uses FROM ready_reason") == [
        {"field": "", "text": reason, "uses": 1}
    ]


async def test_two_decisions_begun_keep_both_and_a_reply_goes_to_its_own(reviewing: Chat) -> None:
    await submit(reviewing, LI)
    zhao = await opened(reviewing)
    await zhao.goes("☞退回补充", "☞信用代码", "代码和执照上的不一致", f"/status {SECOND}", "☞不通过")
    said = await zhao.replies("代码和执照上的不一致，请核对", to=f"退回补充 {REFERENCE}")
    assert said.heads == [f"{REFERENCE} 见后面最新的一条。", f"退回补充 {REFERENCE}"]
    said = await zhao.replies("内容是设备采购，没有要攻关的问题", to=f"不通过 {SECOND}")
    assert said.heads == [f"{SECOND} 见后面最新的一条。", f"请确认：不通过 {SECOND}"]
    await zhao.goes("☞确认不通过", "☞确认退回")
    assert await reviewing.rows("SELECT state, request ->> '$.reasons.uscc' AS why FROM need ORDER BY id") == [
        {"state": "returned", "why": "代码和执照上的不一致，请核对"},
        {"state": "rejected", "why": None},
    ]


@pytest.mark.parametrize("step", ["☞退回补充", "☞不通过"])
async def test_what_was_written_is_gone_on_with(reviewing: Chat, step: str) -> None:
    zhao = await opened(reviewing)
    ticked = ("☞完成期限",) if step == "☞退回补充" else ()
    await zhao.goes(step, *ticked, "期限请按三年以内重新安排", f"/status {REFERENCE}")
    assert "期限请按三年以内重新安排" in (await zhao.goes(step)).texts[-1]


async def test_fields_without_a_value_are_offered_on_request(reviewing: Chat) -> None:
    zhao = await opened(reviewing)
    said = await zhao.taps("退回补充")
    assert "☐ 邮箱" not in zhao.labels()
    assert said.texts[0].splitlines()[:2] == [f"退回补充 {REFERENCE}", SUMMARY]
    assert len(said.texts[0].splitlines()) + len(said.labels) == 3 + 17 + 6 + 2  # lines and rows: one page of a phone
    assert "☐ 邮箱：（未填）" in (await zhao.taps("更多项")).texts[0].splitlines()
    assert "☑ 邮箱：（未填）" in (await zhao.taps("邮箱")).texts[0].splitlines()
