"""Staff take a need, look at it, decide on it and put it back; the enterprise is told of decisions, not of claims."""

from pathlib import Path

import pytest

from bot.config import NeedsSection
from bot.needs.form import NEED
from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat
from tests.conversations.need import BODY, PROBLEM, REFERENCE, SUMMARY, TAPPED, TITLE, claim, submit, when

HIDDEN, OPEN = BODY.format(mobile="138****0000"), BODY.format(mobile="13800000000")


#: What can be done with a need that nobody holds.
FREE = [["通过", "通过并附言"], ["退回补充", "不通过"], ["领取"]]


async def record(chat: Chat) -> list[str]:
    """The record of all needs, as who: what, from, to, note."""
    rows = await chat.rows("SELECT * FROM audit ORDER BY id")
    return ["{actor_name}/{role}: {action} {from_state}→{to_state} {note}".format(**row).rstrip() for row in rows]


SIGNED = "某某科技服务中心\n联系：电话 0471-0000000\n日期：2026-11-02\n[查看这项需求] [问审核员]"


async def state(chat: Chat) -> list[tuple[str, int | None]]:
    """State and holder of each need."""
    return [(row["state"], row["holder"]) for row in await chat.rows("SELECT state, holder FROM need ORDER BY id")]


async def test_a_claim_in_the_group_sends_the_card_privately_with_the_phone_in_full(reviewing: Chat) -> None:
    zhao, sun, wang = (reviewing.user(user_id) for user_id in (ZHAO, SUN, WANG))
    said = await zhao.taps("领取", chat=GROUP)
    assert said.in_chat(GROUP).seen == [f"审核中 {REFERENCE}（赵敏）\n{SUMMARY}\n[查看]"]
    assert [message["edited"] for message in said.in_chat(GROUP).messages] == [True]
    head = f"{REFERENCE} · 审核中\n领取人：赵敏　提交：{await when(reviewing, 'submitted_at')}"
    buttons = "[通过] [通过并附言]\n[退回补充] [不通过]\n[放回队列] [转给]\n[备注] [问企业]\n[办理记录] [文件]"
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
    await zhao.goes("☞通过")
    after = await zhao.taps("查看")
    cards = [before.in_chat(ZHAO), other.in_chat(SUN), by_number, after]
    assert [card.texts[-1].partition("\n\n")[2] for card in cards] == [HIDDEN] * 4
    assert [card.labels for card in cards] == [
        [*FREE, ["备注"], ["办理记录", "文件"]],
        [["放回队列", "转给"], ["接手"], ["备注"], ["办理记录", "文件"]],  # a lead may release anybody's
        [["放回队列", "转给"], ["接手"], ["备注"], ["办理记录", "文件"]],
        [["备注"], ["办理记录", "文件"]],
    ]
    assert before.in_chat(GROUP).texts == []


async def test_accepting_tells_the_enterprise(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    said = await zhao.taps("通过并附言")
    confirm = f"请确认：通过 {REFERENCE}\n{SUMMARY}\n确认后会通知企业。\n"
    may = "要附一句话给企业（可不写），现在发一条即可。"
    assert said.seen == [f"{confirm}{may}\n[确认通过] [取消]"]
    assert (await wang.hears()).texts == []
    said = await zhao.taps("确认通过")
    assert said.in_chat(GROUP).seen == [f"审核通过 {REFERENCE}（赵敏）\n{SUMMARY}\n[查看]"]
    assert said.in_chat(ZHAO).heads == [f"{REFERENCE} · 审核通过", f"{REFERENCE} 已通过，将通知企业。"]
    assert [message["edited"] for message in said.messages] == [True] * 3
    assert said.toasts == [f"{REFERENCE} 已通过，将通知企业。"]
    further = "通过审核不等于入榜。后续安排公开材料里没写，以科技厅通知为准。"
    assert (await wang.hears()).seen == [f"您的需求已通过审核 {REFERENCE}\n《{TITLE}》\n{further}\n\n{SIGNED}"]
    assert await state(reviewing) == [("accepted", None)]


async def test_a_release_puts_it_back_for_the_others(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, sun, wang = (reviewing.user(user_id) for user_id in (ZHAO, SUN, WANG))
    await sun.hears()
    said = await zhao.taps("放回队列")
    confirm = f"请确认：放回队列 {REFERENCE}\n{SUMMARY}\n确认后其他人可以领取，不通知企业。\n"
    may = "要给同事留一句话（可不写，企业看不到），现在发一条即可。"
    assert said.seen == [f"{confirm}{may}\n[确认放回] [取消]"]
    said = await zhao.taps("确认放回")
    assert said.in_chat(ZHAO).seen[-1] == f"赵敏 已放回 {REFERENCE}，其他人可以领取。\n[查看]"
    announced = f"放回队列，可以领取 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"
    assert (await sun.hears()).seen == [f"{REFERENCE} 见后面最新的一条。", announced]
    assert (await sun.taps("领取", chat=GROUP)).in_chat(GROUP).heads == [f"审核中 {REFERENCE}（孙岩）"]
    assert (await wang.hears()).texts == []
    assert await state(reviewing) == [("in_review", SUN)]


async def test_a_lead_releases_anothers_who_is_told(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    accept = zhao.tap("通过")
    await sun.goes("/queue", f"☞{REFERENCE}", "☞放回队列", "统一分配", "☞确认放回")
    card, told = (await zhao.hears()).in_chat(ZHAO).messages
    assert card["edited"]
    assert card["text"].splitlines()[0] == f"{REFERENCE} · 待审核"
    assert card["text"].endswith(HIDDEN)
    assert told["text"] == f"孙岩 已把您领取的 {REFERENCE} 放回队列，不再由您审核。"
    assert (await reviewing.user(WANG).hears()).texts == []
    said = await zhao.act("taps", accept)  # as it was before: the card shows already how it is
    assert (said.texts, said.toasts) == ([], [f"{REFERENCE} 已有变化：现为“待审核”，最近由 孙岩 处理。"])
    assert await state(reviewing) == [("submitted", None)]


async def test_only_a_lead_reopens_what_is_decided(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, sun, wang = (reviewing.user(user_id) for user_id in (ZHAO, SUN, WANG))
    await zhao.goes("☞通过")
    await wang.hears()
    assert (await zhao.taps("查看")).labels == [["备注"], ["办理记录", "文件"]]
    shown = await sun.goes("/queue", "☞审核通过", f"☞{REFERENCE}")
    assert shown.labels == [["重新审核"], ["备注"], ["办理记录", "文件"]]
    await zhao.hears()
    said = await sun.taps("重新审核")
    confirm = f"请确认：重新审核 {REFERENCE}\n{SUMMARY}\n确认后回到待审核，会通知企业。\n"
    assert said.seen == [f"{confirm}要向企业说明为什么重新审核（可不写），现在发一条即可。\n[确认重新审核] [取消]"]
    said = await sun.goes("指标有笔误，请更正", "☞确认重新审核")
    assert said.in_chat(SUN).heads == [f"{REFERENCE} · 待审核", f"{REFERENCE} 已重新打开，回到待审核，将通知企业。"]
    noted = f"{SUMMARY}\n说明：指标有笔误，请更正"
    assert (await zhao.hears()).in_chat(GROUP).seen == [
        f"{REFERENCE} 见后面最新的一条。",
        f"重新打开，可以领取 {REFERENCE}\n{noted}\n[领取] [查看]",
    ]
    told = f"《{TITLE}》\n附言：指标有笔误，请更正\n它回到了待审核，会重新审核，结果再通知您。"
    assert (await wang.hears()).seen == [f"您的需求已重新打开 {REFERENCE}\n{told}\n\n{SIGNED}"]
    assert await record(reviewing) == [
        "敕勒新材料·王芳/owner: submit draft→submitted",
        "赵敏/reviewer: claim submitted→in_review",
        "赵敏/reviewer: accept in_review→accepted",
        "孙岩/lead: reopen accepted→submitted 指标有笔误，请更正",
    ]


async def test_the_record_is_shown(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await claim(reviewing)
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因", "请再核实\n两年够吗", "☞确认退回", "☞查看")
    shown = await zhao.taps("办理记录")
    rows = await reviewing.rows("SELECT strftime('%Y-%m-%d %H:%M', at, '+8 hours') AS at FROM audit ORDER BY id")
    first, second, third = (row["at"] for row in rows)
    (arrived,) = await reviewing.rows("SELECT strftime('%Y-%m-%d %H:%M', arrived_at, '+8 hours') AS at FROM telling")
    assert shown.texts[0].splitlines() == [
        f"{REFERENCE} 办理记录",
        f"{first} 企业（敕勒新材料·王芳）：提交（草稿 → 待审核）",
        f"{second} 赵敏：领取（待审核 → 审核中）",
        f"{third} 赵敏：退回补充（审核中 → 退回补充）",
        "　　说明：完成期限：请再核实",
        "两年够吗",
        f"　　通知：{arrived['at']} 已送达",
    ]
    assert (await zhao.says(f"/history {REFERENCE.lower()}")).texts == shown.texts
    assert (await zhao.says("/history NM-2026-000009")).texts == ["没有编号为 NM-2026-000009 的需求，请核对编号。"]
    assert (await zhao.says("/history")).texts == ["请在命令后面写编号，例如 /history NM-2026-000001。"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("赵敏（负责人）", "赵敏（负责人）"),
        ("\u202e敏赵\u200b\u2066", "敏赵"),
        ("\u200b\u200d", "未留名"),
        ("赵敏\n2026", "赵敏 2026"),
        ("长" * 60, "长" * 29 + "…"),
        ("<b>赵</b>", "<b>赵</b>"),
    ],
)
async def test_an_enterprise_is_named_as_one_whatever_it_calls_itself(chat: Chat, name: str, shown: str) -> None:
    made = await chat.post("/local/users", {"name": name, "role": "enterprise"})
    await submit(chat, made["id"])
    await chat.user(ZHAO).hears()
    history = await chat.user(ZHAO).says(f"/history {REFERENCE}")
    assert [line.partition(" ")[2].partition(" ")[2] for line in history.texts[0].splitlines()[1:]] == [
        f"企业（{shown}）：提交（草稿 → 待审核）"
    ]


async def test_without_a_group_each_member_of_staff_is_told(reviewing: Chat) -> None:
    await reviewing.restart(staff=STAFF.model_copy(update={"group": None}))
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    said = await claim(reviewing)  # in what is no longer the staff's group
    assert [said.texts, said.toasts] == [[], ["请在与我的私聊里使用。"]]
    await zhao.goes("/queue", f"☞{REFERENCE}", "☞领取", "☞放回队列", "☞确认放回")
    assert (await sun.hears()).in_chat(SUN).seen == [f"放回队列，可以领取 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"]
    said = await sun.taps("领取")
    assert said.heads == [f"审核中 {REFERENCE}（孙岩）", f"{REFERENCE} · 审核中"]
    assert (await zhao.hears()).heads == [f"{REFERENCE} · 审核中"]  # his own card, kept true


async def test_an_enterprise_that_has_blocked_the_bot_finds_the_decision_in_its_list(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await wang.does("block")
    await claim(reviewing)
    warned = f"审核通过 {REFERENCE}（赵敏）\n{SUMMARY}\n⚠️ 企业已停用机器人，通知未送达\n[查看]"
    said = await zhao.goes("☞通过")
    undelivered = f"⚠️ {REFERENCE} 的通知没有送达：对方已停用机器人，恢复后自动补发。\n[查看]"
    assert said.in_chat(GROUP).seen[-1] == warned
    told = [seen for seen in said.in_chat(ZHAO).seen if not seen.startswith(f"{REFERENCE} · ")]
    assert told == [f"{REFERENCE} 已通过，将通知企业。\n[查看]\n[下一项] [回到队列]", undelivered]
    assert said.in_chat(ZHAO).texts[-2].splitlines()[2] == "⚠️ 企业已停用机器人，通知未送达"
    await wang.does("unblock")
    assert (await wang.goes("/my", f"☞查看 {REFERENCE}")).heads == [f"{REFERENCE} · 审核通过"]
    said = await zhao.says(f"/status {REFERENCE}")
    assert "停用" not in said.texts[-1]  # what was said to the enterprise just now has arrived


async def test_what_an_enterprise_missed_while_it_had_blocked_the_bot_is_delivered_in_order_and_once(
    reviewing: Chat,
) -> None:
    wang, zhao, sun = (reviewing.user(user_id) for user_id in (WANG, ZHAO, SUN))
    await claim(reviewing)
    await wang.does("block")
    said = await zhao.goes("☞不通过", "这是采购，不是攻关", "☞确认不通过")
    undelivered = f"⚠️ {REFERENCE} 的通知没有送达：对方已停用机器人，恢复后自动补发。\n[查看]"
    assert said.in_chat(ZHAO).seen[-1] == undelivered
    said = await sun.goes("/queue", "☞未通过", f"☞{REFERENCE}", "☞重新审核", "☞确认重新审核")
    assert said.in_chat(SUN).seen[-1] == undelivered
    await reviewing.restart()
    said = await wang.does("unblock")
    assert said.heads == [f"您的需求未通过审核 {REFERENCE}", f"您的需求已重新打开 {REFERENCE}"]
    late = f"{REFERENCE} 的通知之前没有送达，现在已经送达。\n[查看]"
    assert [(await each.hears()).in_chat(each.id).seen.count(late) for each in (zhao, sun)] == [1, 1]
    assert len((await wang.says("/start")).texts) == 1
    assert (await wang.taps("查看这项需求")).heads == [f"{REFERENCE} · 待审核"]


async def test_an_enterprise_out_of_reach_is_marked_on_all_its_needs_and_disturbs_no_decision(reviewing: Chat) -> None:
    wang, zhao, sun = (reviewing.user(user_id) for user_id in (WANG, ZHAO, SUN))
    await claim(reviewing)
    await zhao.taps("通过并附言")
    await submit(reviewing)
    await claim(reviewing, SUN)
    await zhao.hears()
    await wang.does("block")
    (card,) = (await zhao.hears()).in_chat(ZHAO).texts
    assert card.splitlines()[0::2][:2] == [f"{REFERENCE} · 审核中", "⚠️ 企业已停用机器人，暂时通知不到"]
    await sun.goes("☞通过")
    undelivered = f"⚠️ {REFERENCE} 的通知没有送达：对方已停用机器人，恢复后自动补发。"
    told = (await zhao.taps("确认通过")).in_chat(ZHAO).heads
    assert [head for head in told if not head.startswith(f"{REFERENCE} · ")] == [
        f"{REFERENCE} 已通过，将通知企业。",
        undelivered,
    ]


async def test_a_mended_need_shows_the_opinion_it_was_returned_with_and_what_was_changed(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    fields = ("☞技术难题", "☞技术指标", "☞完成期限", "☞更多项", "☞意向合作单位", "☞手机号码")
    await zhao.goes("☞退回补充", *fields, "☞写原因", "期限与难题不相称", "☞确认退回")
    returned = await when(reviewing)
    mended = f"{PROBLEM}每次停炉损失四十万元。"
    await wang.goes(
        "☞补充并重新提交", mended, "☞不改", "36个月", "13900001111", "内蒙古工业大学", "☞核对无误", "☞以上属实"
    )
    await zhao.hears()
    said = await zhao.taps("查看", chat=GROUP)
    first, again = await when(reviewing, "submitted_at"), await when(reviewing, "waiting_since")
    assert said.in_chat(ZHAO).texts[-1].partition("\n\n")[0].splitlines() == [
        f"{REFERENCE} · 待审核",
        f"领取人：无　提交：首次 {first}，补充后 {again}",
        f"上次意见（退回补充，{returned}，赵敏）：技术难题、技术指标、完成期限、手机号码、意向合作单位：期限与难题不相称",
        "这次补充改了：",
        "· 技术难题：…，自己多次改进没有解决。每次停炉损失四十万元。",
        "· 完成期限：24 个月（2 年） → 36 个月（3 年）",
        "· 手机号码：138****0000 → 139****1111",
        "· 意向合作单位：（未填） → 内蒙古工业大学",
        "· 技术指标：未改",
    ]
    claimed = await zhao.taps("领取", chat=GROUP)
    assert "· 手机号码：13800000000 → 13900001111" in claimed.in_chat(ZHAO).texts[-1].splitlines()


async def test_a_need_that_was_mended_without_a_change_says_so(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因", "期限请再核实一遍", "☞确认退回")
    await wang.goes("☞补充并重新提交", "☞不改", "☞核对无误", "☞以上属实")
    await zhao.hears()
    said = await zhao.taps("查看", chat=GROUP)
    assert said.in_chat(ZHAO).texts[-1].splitlines()[3] == "这次补充没有改动任何一项"


async def test_staff_see_what_the_form_remarked_on(reviewing: Chat) -> None:
    await reviewing.user(LI).goes("/submit", *(step.replace("☞包头市", "☞赤峰市") for step in TAPPED))
    said = (await claim(reviewing)).in_chat(ZHAO)
    assert said.texts[-1].partition("\n\n")[2] == OPEN.replace("盟市：包头市", "盟市：赤峰市") + (
        "\n\n⚠️ 所属盟市：信用代码里的区划是包头市，与所选的赤峰市不同。若登记机关在外地，不用改。"
    )


async def test_the_enterprise_reads_the_reason_on_its_card(reviewing: Chat) -> None:
    await claim(reviewing)
    wang = reviewing.user(WANG)
    await reviewing.user(ZHAO).goes("☞不通过", "这是采购，不是攻关", "☞确认不通过")
    assert (await wang.goes("/my", f"☞查看 {REFERENCE}")).texts[0].splitlines()[:4] == [
        f"{REFERENCE} · 未通过",
        "未通过审核，可复制成新草稿修改后再提交。",
        f"提交：{await when(reviewing, 'submitted_at')}",
        "审核意见：这是采购，不是攻关",
    ]


async def test_what_staff_see_of_a_need_is_kept_true_wherever_it_changes(reviewing: Chat) -> None:
    """One message in the group and one in each private chat; a later one takes the place of an earlier."""
    zhao, sun, wang = (reviewing.user(user_id) for user_id in (ZHAO, SUN, WANG))

    await sun.taps("查看", chat=GROUP)
    await zhao.hears()
    said = await zhao.goes("/queue", f"☞{REFERENCE}", "☞领取")
    claimed = said.in_chat(ZHAO)  # the card that he had open becomes that of the holder
    assert (claimed.heads, [each["edited"] for each in claimed.messages]) == ([f"{REFERENCE} · 审核中"], [True])
    assert claimed.texts[0].endswith(OPEN)
    assert said.toasts == [f"赵敏 已领取 {REFERENCE}。"]
    said = await sun.hears()
    assert said.in_chat(GROUP).seen == [f"审核中 {REFERENCE}（赵敏）\n{SUMMARY}\n[查看]"]
    assert said.in_chat(SUN).labels == [["放回队列", "转给"], ["接手"], ["备注"], ["办理记录", "文件"]]
    assert said.in_chat(SUN).heads == [f"{REFERENCE} · 审核中"]
    await zhao.goes("☞放回队列", "☞确认放回")
    said = await sun.hears()
    announced = f"放回队列，可以领取 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"
    assert said.in_chat(GROUP).seen == [f"{REFERENCE} 见后面最新的一条。", announced]
    assert said.in_chat(SUN).labels == [*FREE[:-1], ["领取", "指派"], ["备注"], ["办理记录", "文件"]]
    await wang.goes("/my", f"☞查看 {REFERENCE}", "☞撤回", "☞确定撤回")
    said = await sun.hears()
    withdrawn = f"企业已撤回 {REFERENCE}\n{SUMMARY}\n[查看]"
    assert said.in_chat(GROUP).seen == [withdrawn]
    assert said.in_chat(SUN).heads == [f"{REFERENCE} · 已撤回"]
    assert (await zhao.hears()).in_chat(ZHAO).heads == [f"{REFERENCE} · 已撤回"]
    live = [message for message in sun.messages.values() if message["chat_id"] == GROUP and message["buttons"]]
    assert [message["text"].partition("\n")[0] for message in live] == [f"企业已撤回 {REFERENCE}"]


async def test_a_need_too_long_for_one_message_is_cut_and_read_whole_on_request(tmp_path: Path) -> None:
    form = tmp_path / "need.yaml"
    form.write_text(
        NEED.read_text(encoding="utf-8").replace("max_length: 1500\n", "max_length: 4000\n"), encoding="utf-8"
    )
    long = "".join(f"第{number}次停炉损失很大。" for number in range(1, 400))[:3850]
    async with Chat(tmp_path, needs=NeedsSection(form=form, documents=())) as chat:
        zhao = chat.user(ZHAO)
        await zhao.says("/start")
        await chat.user(WANG).goes("/submit", *(step.replace(PROBLEM, long) for step in TAPPED))
        said = (await claim(chat)).in_chat(ZHAO)
        assert [len(said.texts), said.labels[-1]] == [1, ["办理记录", "文件", "全文"]]
        assert f"7. 技术难题：{long[:499]}…" in said.texts[0].splitlines()
        said = await zhao.taps("全文")
        assert f"7. 技术难题：{long}" in "\n".join(said.texts).splitlines()


async def test_a_group_that_becomes_a_supergroup_goes_on(reviewing: Chat) -> None:
    await reviewing.restart(staff=STAFF.model_copy(update={"group": -4000}))
    zhao, sun, wang = (reviewing.user(each) for each in (ZHAO, SUN, WANG))
    moving = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": -4000, "type": "group", "title": "工作群"},
        "from": {"id": ZHAO, "is_bot": False, "first_name": "赵敏"},
        "migrate_to_chat_id": GROUP,
    }
    await zhao.does("raw", update={"message": moving})
    await wang.goes("/my", f"☞查看 {REFERENCE}", "☞撤回", "☞确定撤回")
    await submit(reviewing, LI)
    assert (await zhao.hears()).in_chat(GROUP).heads == [
        f"企业已撤回 {REFERENCE}",
        "新提交的需求 NM-2026-000002",
    ]
    await sun.hears()
    await reviewing.restart()
    assert (await sun.hears()).in_chat(SUN).texts == []  # it is looked for where it is, and not missed
    said = await zhao.taps("领取", chat=GROUP)
    assert said.in_chat(GROUP).heads == ["审核中 NM-2026-000002（赵敏）"]
    assert said.in_chat(ZHAO).heads == ["NM-2026-000002 · 审核中"]
