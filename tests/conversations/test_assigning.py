"""A need goes from hand to hand: assigned by a lead, passed on by its holder, taken over; both sides are told."""

import asyncio

from bot.config import MemberSection, ReviewSection
from tests.chat import GROUP, STAFF, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, SUMMARY, claim

ZHOU = 3001
WU = 3002
THREE = STAFF.model_copy(update={"members": (*STAFF.members, MemberSection(id=ZHOU, name="周宁", role="reviewer"))})
ONLY_REMINDING = ReviewSection(release_days=0, first_back_hours=0, waiting_days=0, overdue_days=0, digest=None)
HOLDER = "SELECT holder FROM need"
CONFIRM = "请确认：{} {}\n{}\n现在：{}　之后：{}\n企业不会收到通知。\n{}\n[确认] [取消]"
MAY_NOTE = "要给同事留一句话（可不写，企业看不到），现在发一条即可。"


async def staffed(chat: Chat) -> None:
    """Let 周宁 be one of staff too."""
    await chat.post("/local/users", {"name": "周宁", "role": "reviewer"})
    await chat.restart(staff=THREE, review=ONLY_REMINDING)
    await chat.user(ZHOU).says("/start")


async def test_a_lead_assigns_with_a_word_and_the_colleague_is_told(reviewing: Chat) -> None:
    await staffed(reviewing)
    sun, zhou, wang = (reviewing.user(each) for each in (SUN, ZHOU, WANG))
    said = await sun.goes(f"/status {REFERENCE}", "☞指派")
    assert said.seen == [f"指派 {REFERENCE}\n给谁？括号里是各人手里的件数。\n[赵敏（0）] [周宁（0）]\n[取消]"]
    said = await sun.taps("周宁（0）")
    assert said.seen == [CONFIRM.format("指派", REFERENCE, SUMMARY, "无", "周宁", MAY_NOTE)]
    said = await sun.says("请先看指标")
    assert said.seen[1:] == [f"{REFERENCE}：见后面最新的一条。"]
    assert said.seen[:1] == [CONFIRM.format("指派", REFERENCE, SUMMARY, "无", "周宁", "留言：请先看指标")]
    said = await sun.taps("确认")
    assert f"孙岩 已指派 {REFERENCE}。" in said.in_chat(SUN).texts
    assert (await zhou.hears()).in_chat(ZHOU).seen == [
        f"孙岩 把 {REFERENCE} 交给您审核。留言：请先看指标\n{SUMMARY}\n[查看]"
    ]
    assert (await wang.hears()).texts == []
    assert f"审核中 {REFERENCE}（周宁）" in said.in_chat(GROUP).heads
    assert (
        (await sun.says(f"/history {REFERENCE}")).texts[0].endswith("（待审核 → 审核中）\n　　说明：→ 周宁：请先看指标")
    )


async def test_a_holder_passes_on_and_the_phone_is_masked_again(reviewing: Chat) -> None:
    await staffed(reviewing)
    zhao, zhou = reviewing.user(ZHAO), reviewing.user(ZHOU)
    await claim(reviewing)
    assert "手机号码：13800000000" in (await zhao.taps("查看", chat=GROUP)).in_chat(ZHAO).texts[-1]
    await zhao.goes("☞转给", "☞周宁（0）")
    said = await zhao.taps("确认")
    assert f"赵敏 已转出 {REFERENCE}。" in said.in_chat(ZHAO).texts
    assert [text for text in said.in_chat(ZHAO).texts if "手机号码：138****0000" in text] != []
    assert (await zhou.hears()).in_chat(ZHOU).heads == [f"赵敏 把 {REFERENCE} 交给您审核。"]
    assert "13800000000" in (await zhou.taps("查看")).texts[0]
    assert "赵敏 → 周宁" in (await zhou.says(f"/history {REFERENCE}")).texts[0]


async def test_a_lead_takes_over_at_once_and_the_former_holder_is_told(reviewing: Chat) -> None:
    await staffed(reviewing)
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await claim(reviewing)
    await zhao.hears()
    await sun.goes(f"/status {REFERENCE}", "☞接手", "☞确认")
    told = (await zhao.hears()).in_chat(ZHAO)
    assert f"孙岩 已接手您领取的 {REFERENCE}，不再由您审核。\n[查看]" in told.seen
    assert await reviewing.rows(HOLDER) == [{"holder": SUN}]


async def test_a_reviewer_takes_over_only_what_its_holder_left_alone(reviewing: Chat) -> None:
    await staffed(reviewing)
    zhou = reviewing.user(ZHOU)
    await claim(reviewing)
    await zhou.hears()
    assert (await zhou.says("接手 1")).texts == ["“接手”未能执行：领取人还在办理，可以请负责人转给您。"]
    reviewing.clock.forward(days=2)  # Wednesday
    assert (await zhou.says("接手 1")).seen == [CONFIRM.format("接手", REFERENCE, SUMMARY, "赵敏", "周宁", MAY_NOTE)]
    await zhou.taps("确认")
    assert await reviewing.rows(HOLDER) == [{"holder": ZHOU}]


async def test_it_is_said_in_words_and_confirmed_before_it_counts(reviewing: Chat) -> None:
    await staffed(reviewing)
    sun, zhao, zhou = (reviewing.user(each) for each in (SUN, ZHAO, ZHOU))
    said = await sun.says(f"把 {REFERENCE} 分给周宁")
    assert said.seen == [CONFIRM.format("指派", REFERENCE, SUMMARY, "无", "周宁", MAY_NOTE)]
    assert await reviewing.rows(HOLDER) == [{"holder": None}]
    await sun.taps("确认")
    assert await reviewing.rows(HOLDER) == [{"holder": ZHOU}]
    await zhou.hears()
    said = await zhou.says("转给赵敏 1")
    assert said.seen == [CONFIRM.format("转给", REFERENCE, SUMMARY, "周宁", "赵敏", MAY_NOTE)]
    await zhou.taps("取消")
    assert await reviewing.rows(HOLDER) == [{"holder": ZHOU}]
    await zhao.hears()
    assert (await zhao.says("转给周宁 1")).texts == ["“转给”未能执行：这项需求现在不在您手里。"]


async def test_of_two_who_assign_at_once_one_is_the_first(reviewing: Chat) -> None:
    await staffed(reviewing)
    sun = reviewing.user(SUN)
    await sun.goes(f"/status {REFERENCE}", "☞指派")
    first, second = sun.tap("赵敏（0）"), sun.tap("周宁（0）")
    confirmed = []
    for tap in (first, second):
        await sun.act("taps", tap)
        confirmed.append(sun.tap("确认"))
    await asyncio.gather(*(reviewing.post(f"/local/users/{SUN}/taps", each) for each in confirmed))
    said = await sun.hears()
    given = await reviewing.rows("SELECT note FROM audit WHERE action = 'assign'")
    held = await reviewing.rows(HOLDER)
    assert (len(given), held[0]["holder"] in (ZHAO, ZHOU)) == (1, True)
    assert [text for text in said.toasts if "已指派" in text] != []


async def test_two_leads_confirm_at_once_and_one_wins(reviewing: Chat) -> None:
    two = THREE.model_copy(update={"members": (*THREE.members, MemberSection(id=WU, name="吴岚", role="lead"))})
    for name, role in (("周宁", "reviewer"), ("吴岚", "lead")):
        await reviewing.post("/local/users", {"name": name, "role": role})
    await reviewing.restart(staff=two, review=ONLY_REMINDING)
    taps = []
    for lead, whom in ((SUN, "赵敏"), (WU, "周宁")):
        await reviewing.user(lead).goes("/start", f"/status {REFERENCE}", "☞指派", f"☞{whom}（0）")
        taps.append((lead, reviewing.user(lead).tap("确认")))
    await asyncio.gather(*(reviewing.post(f"/local/users/{lead}/taps", tap) for lead, tap in taps))
    said = [(await reviewing.user(lead).hears()).in_chat(lead).toasts for lead, _ in taps]
    given = await reviewing.rows("SELECT actor FROM audit WHERE action = 'assign'")
    assert len(given) == 1
    lost = 1 if given[0]["actor"] == SUN else 0
    assert "已有变化：现为“审核中”" in said[lost][0]


async def test_an_owner_of_staff_is_never_offered(reviewing: Chat) -> None:
    owner = THREE.model_copy(update={"members": (*THREE.members, MemberSection(id=WANG, name="王芳", role="reviewer"))})
    await reviewing.restart(staff=owner, review=ONLY_REMINDING)
    said = await reviewing.user(SUN).goes(f"/status {REFERENCE}", "☞指派")
    assert said.labels == [["赵敏（0）", "周宁（0）"], ["取消"]]
    assert (await reviewing.user(SUN).says("把 1 分给王芳")).texts == [
        f"{REFERENCE} 不能给王芳：不在名单里，或是本人的需求，或已经在其手里。"
    ]


async def test_where_nobody_is_named_it_is_asked_to_whom(reviewing: Chat) -> None:
    await staffed(reviewing)
    said = await reviewing.user(SUN).says("把 1 分给小张")
    assert said.seen == [f"指派 {REFERENCE}\n给谁？括号里是各人手里的件数。\n[赵敏（0）] [周宁（0）]\n[取消]"]
