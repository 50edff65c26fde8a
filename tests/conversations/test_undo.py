"""Undoing: a decision can be taken back until its notice leaves, and until then the enterprise sees nothing of it."""

import pytest_asyncio

from bot.config import DecisionsSection, ReviewSection
from tests.chat import SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, claim

LATE = f"{REFERENCE} 的决定已经不能撤销：通知已发给企业，或者又有了变化。现为“审核通过”。"
FIRST_BACK = ReviewSection(remind_days=0, release_days=0, waiting_days=0, overdue_days=0, digest=None)
RETURNED = ("☞退回补充", "☞需求名称", "☞写原因", "请写明使用温度和寿命的目标值", "☞确认退回")
HELD = "SELECT state, holder FROM need"
ACTS = "SELECT action, from_state, to_state, role FROM audit ORDER BY id DESC LIMIT 2"


@pytest_asyncio.fixture
async def deciding(reviewing: Chat) -> Chat:
    """The same world, with notices that wait for two minutes; 赵敏 has claimed the need."""
    await reviewing.restart(decisions=DecisionsSection(undo_seconds=120))
    await claim(reviewing)
    return reviewing


async def accepted(chat: Chat) -> User:
    """Return 赵敏, who has just accepted the need."""
    zhao = chat.user(ZHAO)
    await zhao.goes("☞通过并附言", "请留意后续通知", "☞确认通过")
    return zhao


async def later(chat: Chat, **time: float) -> None:
    """Let that time pass; something is committed then, as it is all the time where a bot is used."""
    chat.clock.forward(**time)
    await chat.user(SUN).says("/queue")


async def test_a_notice_waits_and_the_decision_can_be_undone(deciding: Chat) -> None:
    zhao, wang = deciding.user(ZHAO), deciding.user(WANG)
    await wang.hears()
    said = await zhao.goes("☞通过并附言", "请留意后续通知", "☞确认通过")
    at = (await deciding.rows("SELECT waits_until FROM telling"))[0]["waits_until"]
    until = f"{(int(at[11:13]) + 8) % 24:02}{at[13:19]}"
    assert said.in_chat(ZHAO).seen[-1] == (
        f"{REFERENCE} 已通过，将通知企业。\n通知 {until} 发给企业，之前可以撤销。\n"
        "[撤销决定]\n[查看]\n[下一项] [回到队列]"
    )
    card = next(text for text in said.in_chat(ZHAO).texts if text.startswith(f"{REFERENCE} · 审核通过"))
    assert card.splitlines()[1].startswith("审核人：赵敏，2026-11-02 通过　提交：")
    assert card.splitlines()[2] == f"通知：等待发送（{until} 发出，之前可以撤销决定）"
    assert (await wang.hears()).texts == []
    said = await zhao.taps("撤销决定")
    assert said.in_chat(ZHAO).heads[-1] == f"{REFERENCE} 的决定已撤销，企业没有收到通知；现为“审核中”。"
    assert await deciding.rows("SELECT state, holder, request FROM need") == [
        {"state": "in_review", "holder": ZHAO, "request": None}
    ]
    assert await deciding.rows(ACTS) == [
        {"action": "undo", "from_state": "accepted", "to_state": "in_review", "role": "reviewer"},
        {"action": "accept", "from_state": "in_review", "to_state": "accepted", "role": "reviewer"},
    ]
    await later(deciding, minutes=5)
    assert (await wang.hears()).texts == []
    assert await deciding.rows("SELECT * FROM telling") == []
    assert (await zhao.goes("☞通过")).in_chat(ZHAO).heads[-1] == f"{REFERENCE} 已通过，将通知企业。"


async def test_once_the_notice_has_left_nothing_is_undone(deciding: Chat) -> None:
    zhao, wang = await accepted(deciding), deciding.user(WANG)
    await wang.hears()
    undo = zhao.tap("撤销决定")
    await later(deciding, minutes=1)
    assert (await wang.hears()).texts == []
    await later(deciding, minutes=2)
    assert (await wang.hears()).heads == [f"您的需求已通过审核 {REFERENCE}"]
    card = (await zhao.hears()).in_chat(ZHAO).texts[-1]
    assert card.splitlines()[2] == "通知：2026-11-02 10:03 已送达"
    said = await zhao.act("taps", undo)
    assert said.toasts == [LATE]
    assert await deciding.rows("SELECT state FROM need") == [{"state": "accepted"}]


async def test_until_then_the_enterprise_sees_nothing_of_it(deciding: Chat) -> None:
    wang = deciding.user(WANG)
    before = (await wang.says(f"/status {REFERENCE}")).seen
    course = (await wang.says(f"/history {REFERENCE}")).texts
    listed = (await wang.says("/my")).texts
    await deciding.user(ZHAO).goes("☞不通过", "这是采购，不是攻关", "☞确认不通过")
    assert (await wang.says("/my")).texts == listed
    assert (await wang.says(f"/status {REFERENCE}")).seen == before
    assert (await wang.says(f"/history {REFERENCE}")).texts == course
    assert "审核中" in before[0]
    await later(deciding, minutes=3)
    assert (await wang.hears()).heads == [f"您的需求未通过审核 {REFERENCE}"]
    assert "未通过" in (await wang.says(f"/status {REFERENCE}")).texts[0]


async def test_the_enterprise_sees_a_return_only_when_it_is_told_of_it(deciding: Chat) -> None:
    zhao, wang = deciding.user(ZHAO), deciding.user(WANG)
    await zhao.goes("☞退回补充", "☞单位全称", "☞写原因", "全称与证照上的不一致，请按证照填写", "☞确认退回")
    said = await wang.says(f"/status {REFERENCE}")
    assert "全称与证照" not in said.texts[0]
    assert ["补充并重新提交"] not in said.labels
    await later(deciding, minutes=3)
    await wang.hears()
    assert ["补充并重新提交"] in (await wang.says(f"/status {REFERENCE}")).labels


async def test_a_withdrawal_voids_the_decision_that_nobody_was_told_of(deciding: Chat) -> None:
    zhao, wang = deciding.user(ZHAO), deciding.user(WANG)
    await zhao.goes("☞不通过", "这是采购，不是攻关", "☞确认不通过")
    said = await wang.goes("/my", "☞查看 NM", "☞撤回", "☞确定撤回")
    assert said.heads == [f"{REFERENCE} 已撤回，不再审核。"]
    assert (await zhao.hears()).in_chat(ZHAO).heads[-1] == f"企业已撤回您正在审核的 {REFERENCE}，不用再审核。"
    assert await deciding.rows(ACTS) == [
        {"action": "withdraw", "from_state": "in_review", "to_state": "withdrawn", "role": "owner"},
        {"action": "undo", "from_state": "rejected", "to_state": "in_review", "role": "owner"},
    ]
    await later(deciding, minutes=3)
    assert (await wang.hears()).texts == []
    course = (await wang.says(f"/history {REFERENCE}")).texts[0]
    assert "不通过" not in course
    assert "撤销" not in course


async def test_a_lead_undoes_a_colleagues_decision_and_nobody_else_does(deciding: Chat) -> None:
    zhao, sun = await accepted(deciding), deciding.user(SUN)
    said = await sun.goes("/queue", f"/status {REFERENCE}", "☞撤销决定")
    assert said.in_chat(SUN).texts[-1].startswith(f"{REFERENCE} · 审核中")
    assert (await zhao.hears()).in_chat(ZHAO).heads[-1] == f"孙岩 已撤销您对 {REFERENCE} 的决定，它回到您手里。"
    assert await deciding.rows("SELECT state, holder FROM need") == [{"state": "in_review", "holder": ZHAO}]


async def test_an_undone_reopening_is_decided_again_as_it_was(deciding: Chat) -> None:
    await accepted(deciding)
    await later(deciding, minutes=3)
    sun, wang = deciding.user(SUN), deciding.user(WANG)
    await wang.hears()
    before = (await wang.says(f"/status {REFERENCE}")).texts
    card = (await sun.says(f"/status {REFERENCE}")).texts[-1]
    await sun.goes("☞重新审核", "☞确认重新审核")
    assert (await wang.says(f"/status {REFERENCE}")).texts == before
    await sun.taps("撤销决定")
    assert (await wang.says(f"/status {REFERENCE}")).texts == before
    assert (await sun.says(f"/status {REFERENCE}")).texts[-1] == card
    assert await deciding.rows("SELECT state, holder, request FROM need") == [
        {"state": "accepted", "holder": None, "request": '{"fields": [], "reason": "请留意后续通知"}'}
    ]


async def test_a_restart_keeps_what_waits(deciding: Chat) -> None:
    zhao, wang = await accepted(deciding), deciding.user(WANG)
    await deciding.restart()
    await wang.hears()
    assert "撤销决定" in zhao.labels()
    deciding.clock.forward(minutes=3)
    await deciding.restart()
    assert (await wang.hears()).heads == [f"您的需求已通过审核 {REFERENCE}"]


async def test_other_messages_go_before_a_notice_that_waits(deciding: Chat) -> None:
    await accepted(deciding)
    wang = deciding.user(WANG)
    await wang.hears()
    assert (await wang.says("/my")).heads == ["我的需求（已提交 1 项）"]
    await later(deciding, minutes=3)
    assert (await wang.hears()).heads == [f"您的需求已通过审核 {REFERENCE}"]


async def test_what_was_decided_without_claiming_comes_into_the_hands_of_who_decided(reviewing: Chat) -> None:
    await reviewing.restart(decisions=DecisionsSection(undo_seconds=120))
    zhao = reviewing.user(ZHAO)
    await zhao.goes("/queue", f"☞{REFERENCE}", "☞通过", "☞撤销决定")
    assert await reviewing.rows(HELD) == [{"state": "in_review", "holder": ZHAO}]
    acts = await reviewing.rows("SELECT action FROM audit ORDER BY id")
    assert [act["action"] for act in acts] == ["submit", "claim", "accept", "undo"]


async def test_an_undone_return_keeps_a_need_for_nobody(deciding: Chat) -> None:
    await deciding.restart(review=FIRST_BACK)
    zhao, sun, wang = (deciding.user(each) for each in (ZHAO, SUN, WANG))
    await zhao.goes(f"/status {REFERENCE}", *RETURNED, "☞撤销决定")
    await zhao.goes(f"/status {REFERENCE}", "☞放回队列", "☞确认放回")
    assert "先留给" not in (await sun.says(f"/status {REFERENCE}")).texts[-1]
    assert (await sun.says("/queue 补充后")).labels[0] != [REFERENCE]
    await sun.goes(f"/status {REFERENCE}", *RETURNED)
    await later(deciding, minutes=3)
    await wang.hears()
    await wang.goes("☞补充并重新提交", "☞不改", "☞核对无误", "☞以上属实")
    await sun.hears()
    assert "先留给 孙岩" in (await zhao.says(f"/status {REFERENCE}")).texts[-1]


async def test_an_undone_decision_on_what_was_kept_for_a_colleague_stays_with_who_decided(deciding: Chat) -> None:
    await deciding.restart(review=FIRST_BACK)
    zhao, sun, wang = (deciding.user(each) for each in (ZHAO, SUN, WANG))
    await zhao.goes(f"/status {REFERENCE}", *RETURNED)
    await later(deciding, minutes=3)
    await wang.hears()
    await wang.goes("☞补充并重新提交", "☞不改", "☞核对无误", "☞以上属实")
    await sun.hears()
    assert "先留给 赵敏" in (await sun.says(f"/status {REFERENCE}")).texts[-1]
    await sun.goes("☞通过", "☞撤销决定")
    assert await deciding.rows(HELD) == [{"state": "in_review", "holder": SUN}]
    assert "先留给" not in (await zhao.says(f"/status {REFERENCE}")).texts[-1]
