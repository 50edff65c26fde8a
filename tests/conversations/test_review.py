"""Staff take a need, look at it, decide on it and put it back; the enterprise is told of decisions, not of claims."""

from tests.chat import GROUP, STAFF, SUN, WANG, ZHAO, Chat
from tests.conversations.need import BODY, REFERENCE, SUMMARY, TITLE, claim, when

HIDDEN, OPEN = BODY.format(mobile="138****0000"), BODY.format(mobile="13800000000")


async def record(chat: Chat) -> list[str]:
    """The record of all needs, as who: what, from, to, note."""
    rows = await chat.rows("SELECT * FROM audit ORDER BY id")
    return ["{actor_name}/{role}: {action} {from_state}→{to_state} {note}".format(**row).rstrip() for row in rows]


async def state(chat: Chat) -> list[tuple[str, int | None]]:
    """State and holder of each need."""
    return [(row["state"], row["holder"]) for row in await chat.rows("SELECT state, holder FROM need ORDER BY id")]


async def test_a_claim_in_the_group_sends_the_card_privately_with_the_phone_in_full(reviewing: Chat) -> None:
    zhao, sun, wang = (reviewing.user(user_id) for user_id in (ZHAO, SUN, WANG))
    said = await zhao.taps("领取", chat=GROUP)
    assert said.in_chat(GROUP).seen == [f"赵敏 已领取 {REFERENCE}。\n{SUMMARY}\n[查看]"]
    assert [message["edited"] for message in said.in_chat(GROUP).messages] == [True]
    head = f"{REFERENCE} · 审核中\n领取人：赵敏　提交：{await when(reviewing, 'submitted_at')}"
    buttons = "[通过] [退回补充]\n[不予受理] [放回队列]\n[办理记录]"
    assert said.in_chat(ZHAO).seen == [f"{head}\n\n{OPEN}\n{buttons}"]
    assert said.toasts == ["详情已发到与我的私聊；没收到的话，请先在私聊里发送 /start，再点“查看”。"]
    assert (await sun.hears()).in_chat(SUN).texts == []
    assert (await wang.hears()).texts == []  # the enterprise is not told of claims
    assert await state(reviewing) == [("in_review", ZHAO)]


async def test_of_two_who_tap_at_once_one_wins_and_the_other_is_told_who(reviewing: Chat) -> None:
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    for user in (zhao, sun):
        await reviewing.post(f"/local/users/{user.id}/taps", user.tap("领取", chat=GROUP))
    await zhao.hears()
    lost = f"{REFERENCE} 已有变化：现为“审核中”，最近由 赵敏 处理。"
    said = await sun.hears()
    assert said.in_chat(SUN).seen == [f"{lost}\n[查看]"]
    assert said.toasts == [lost]
    assert await record(reviewing) == [
        "敕勒新材料·王芳/owner: submit draft→submitted",
        "赵敏/reviewer: claim submitted→in_review",
    ]


async def test_the_phone_is_masked_for_all_but_the_holder(reviewing: Chat) -> None:
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    before = await zhao.taps("查看", chat=GROUP)
    await claim(reviewing)
    await sun.hears()
    other = await sun.taps("查看", chat=GROUP)
    by_number = await sun.says(f"/status {REFERENCE}")
    await zhao.taps("通过")
    after = await zhao.taps("查看")
    cards = [before.in_chat(ZHAO), other.in_chat(SUN), by_number, after]
    assert [card.texts[0].partition("\n\n")[2] for card in cards] == [HIDDEN] * 4
    assert [card.labels for card in cards] == [
        [["领取"], ["办理记录"]],
        [["放回队列"], ["办理记录"]],  # a lead may release anybody's
        [["放回队列"], ["办理记录"]],
        [["办理记录"]],
    ]
    assert before.in_chat(GROUP).texts == []


async def test_accepting_tells_the_enterprise(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    said = await zhao.taps("通过")
    assert said.seen == [f"{REFERENCE} 已通过，已通知企业。\n[查看]"]
    assert said.toasts == [f"{REFERENCE} 已通过，已通知企业。"]
    further = "通过审核不等于入榜。后续安排公开材料未载，以科技厅通知为准。"
    assert (await wang.hears()).seen == [f"您的需求已通过审核 {REFERENCE}\n《{TITLE}》\n{further}\n[查看这项需求]"]
    assert await state(reviewing) == [("accepted", None)]


async def test_a_release_puts_it_back_for_the_others(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, sun, wang = (reviewing.user(user_id) for user_id in (ZHAO, SUN, WANG))
    await sun.hears()
    assert (await zhao.taps("放回队列")).in_chat(ZHAO).seen == [f"赵敏 已放回 {REFERENCE}，其他人可以领取。\n[查看]"]
    assert (await sun.hears()).seen == [f"放回队列，可以领取 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"]
    assert (await sun.taps("领取", chat=GROUP)).in_chat(GROUP).heads == [f"孙岩 已领取 {REFERENCE}。"]
    assert (await wang.hears()).texts == []
    assert await state(reviewing) == [("in_review", SUN)]


async def test_a_lead_releases_anothers_who_is_told(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await sun.goes("/queue", f"☞{REFERENCE}", "☞放回队列")
    assert (await zhao.hears()).in_chat(ZHAO).seen == [
        f"孙岩 已把您领取的 {REFERENCE} 放回队列，不再由您审核。\n[查看]"
    ]
    said = await zhao.taps("通过")  # on the card of the time when it was his
    assert said.texts[0].splitlines()[:3] == [
        f"{REFERENCE} 已有变化：现为“待受理”，最近由 孙岩 处理。",
        "",
        f"{REFERENCE} · 待受理",
    ]
    assert said.texts[0].endswith(HIDDEN)
    assert await state(reviewing) == [("submitted", None)]


async def test_only_a_lead_reopens_what_is_decided(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, sun, wang = (reviewing.user(user_id) for user_id in (ZHAO, SUN, WANG))
    await zhao.taps("通过")
    await wang.hears()
    assert (await zhao.taps("查看")).labels == [["办理记录"]]
    assert (await sun.goes("/queue", "☞审核通过", f"☞{REFERENCE}")).labels == [["重新审核"], ["办理记录"]]
    said = await sun.taps("重新审核")
    assert said.in_chat(SUN).texts == [f"{REFERENCE} 已重新打开，回到待受理，已通知企业。"]
    assert (await zhao.hears()).seen == [f"重新打开，可以领取 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"]
    assert (await wang.hears()).seen == [
        f"您的需求已重新打开 {REFERENCE}\n《{TITLE}》\n它回到了待受理，会重新审核，结果再通知您。\n[查看这项需求]"
    ]
    assert await record(reviewing) == [
        "敕勒新材料·王芳/owner: submit draft→submitted",
        "赵敏/reviewer: claim submitted→in_review",
        "赵敏/reviewer: accept in_review→accepted",
        "孙岩/lead: reopen accepted→submitted",
    ]


async def test_the_record_is_shown(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await claim(reviewing)
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因", "请再核实\n两年够吗", "☞确认退回", "☞查看")
    shown = await zhao.taps("办理记录")
    rows = await reviewing.rows("SELECT strftime('%Y-%m-%d %H:%M', at, '+8 hours') AS at FROM audit ORDER BY id")
    first, second, third = (row["at"] for row in rows)
    assert shown.texts[0].splitlines() == [
        f"{REFERENCE} 办理记录",
        f"{first} 敕勒新材料·王芳：提交（草稿 → 待受理）",
        f"{second} 赵敏：领取（待受理 → 审核中）",
        f"{third} 赵敏：退回补充（审核中 → 退回补充）",
        "　　说明：完成期限：请再核实",
        "两年够吗",
    ]
    assert (await zhao.says(f"/history {REFERENCE.lower()}")).texts == shown.texts
    assert (await zhao.says("/history NM-2026-000009")).texts == ["没有编号为 NM-2026-000009 的需求，请核对编号。"]
    assert (await zhao.says("/history")).texts == ["请在命令后面写编号，例如 /history NM-2026-000001。"]


async def test_without_a_group_each_member_of_staff_is_told(reviewing: Chat) -> None:
    await reviewing.restart(staff=STAFF.model_copy(update={"group": None}))
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    said = await claim(reviewing)  # in what is no longer the staff's group
    assert [said.texts, said.toasts] == [[], ["请在与我的私聊里使用。"]]
    await zhao.goes("/queue", f"☞{REFERENCE}", "☞领取", "☞放回队列")
    assert (await sun.hears()).in_chat(SUN).seen == [f"放回队列，可以领取 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"]
    assert (await sun.taps("领取")).heads == [f"{REFERENCE} · 审核中"]
    assert (await zhao.hears()).texts == []


async def test_an_enterprise_that_has_blocked_the_bot_finds_the_decision_in_its_list(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await wang.does("block")
    await claim(reviewing)
    assert (await zhao.taps("通过")).heads == [f"{REFERENCE} 已通过，已通知企业。"]
    await wang.does("unblock")
    assert (await wang.says("/my")).texts[0].splitlines()[2].partition(" ·")[0] == "　审核通过"
