"""Who may do what is decided when it is done: nothing for outsiders, forgers, and those who no longer are staff."""

from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, STALE, claim, submit

STAFF_ONLY = "这项操作只限审核工作人员。"
WITHOUT_ZHAO = STAFF.model_copy(update={"members": STAFF.members[1:]})


async def state(chat: Chat) -> str:
    return str((await chat.rows("SELECT state FROM need"))[0]["state"])


async def test_staff_commands_are_refused_to_others(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    for command in ("/queue", "/unanswered", "/mute 1"):
        assert (await wang.says(command)).texts == [STAFF_ONLY]


async def test_an_enterprise_can_do_nothing_with_the_buttons_of_staff(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因", "期限与指标不相称", "/queue")
    await wang.says("/start")
    for button in zhao.buttons():
        assert (await wang.forges(button["data"], on="我的需求")).texts == [STALE]
    assert await state(reviewing) == "in_review"


async def test_made_up_callback_data_does_nothing(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.says("/start")
    _, real = wang.button("我的需求")
    keyboard = real["data"].partition(":")[0]
    for data in (
        "x",
        ":",
        "review.act:1",
        keyboard,
        f"{keyboard}:",
        f"{keyboard}:99",
        f"{keyboard}:-1",
        f"{keyboard}:²",
        "'; DROP TABLE need;--",
        "0" * 64,
    ):
        assert (await wang.forges(data, on="我的需求")).texts == [STALE]
    assert (await wang.forges(f"{keyboard}:0", on="我的需求")).heads == ["填报须知"]


async def test_one_who_is_in_the_group_but_not_staff_is_refused_without_noise(reviewing: Chat) -> None:
    await reviewing.restart(staff=WITHOUT_ZHAO)
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await zhao.hears()
    for label in ("领取", "查看"):
        said = await zhao.taps(label, chat=GROUP)
        assert (said.texts, said.toasts) == ([], [STAFF_ONLY])
    assert (await zhao.says("/queue@jiebang_local_bot", to=GROUP)).texts == [STAFF_ONLY]
    assert (await sun.hears()).in_chat(GROUP).texts == [STAFF_ONLY]
    assert await state(reviewing) == "submitted"


async def test_an_anonymous_admin_is_nobody(reviewing: Chat) -> None:
    said = await reviewing.user(ZHAO).does("anonymous_admin", text="/queue@jiebang_local_bot", chat_id=GROUP)
    assert said.texts[-1:] == ["这项操作只限审核工作人员。匿名发言认不出是谁，请换成本人身份再试。"]


async def test_who_has_lost_the_role_can_no_longer_act_on_what_he_held(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.goes("/queue", f"☞{REFERENCE}", "☞退回补充", "☞完成期限", "☞写原因", "期限与指标不相称")
    labels = ("通过", "退回补充", "放回队列", "办理记录", "确认退回", "取消", "待处理", "按盟市", REFERENCE)
    taps = [zhao.tap(label) for label in labels]
    await reviewing.restart(staff=WITHOUT_ZHAO)
    await zhao.hears()
    for tap in taps:
        said = await zhao.act("taps", tap)
        assert (said.texts, said.toasts) == ([STAFF_ONLY], [STAFF_ONLY])
    assert await state(reviewing) == "submitted"


async def test_a_reviewer_who_was_a_lead_reopens_nothing(reviewing: Chat) -> None:
    await claim(reviewing, SUN)
    sun = reviewing.user(SUN)
    await sun.goes("☞通过", "☞查看")
    demoted = STAFF.members[1].model_copy(update={"role": "reviewer"})
    reopen = sun.tap("重新审核")
    await reviewing.restart(staff=STAFF.model_copy(update={"members": (STAFF.members[0], demoted)}))
    assert (await sun.hears()).in_chat(SUN).labels == [["备注"], ["办理记录", "文件"]]
    assert (await sun.act("taps", reopen)).texts == ["您没有这项权限。"]
    assert await state(reviewing) == "accepted"


async def test_what_only_the_holder_may_do_is_refused_to_another_reviewer(reviewing: Chat) -> None:
    """A card is bound to its chat, so the only way is a card of one's own from the time one held the need."""
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await claim(reviewing)
    accept = zhao.tap("通过")
    await zhao.goes("☞放回队列", "☞确认放回")
    await sun.taps("领取", chat=GROUP)
    await zhao.hears()
    said = await zhao.act("taps", accept)
    assert (said.texts, said.toasts) == ([], [f"{REFERENCE} 已有变化：现为“审核中”，最近由 孙岩 处理。"])
    assert await state(reviewing) == "in_review"


async def test_nobody_reviews_a_need_of_his_own(reviewing: Chat) -> None:
    zhao, sun, own = reviewing.user(ZHAO), reviewing.user(SUN), "NM-2026-000002"
    await submit(reviewing, ZHAO)
    refusal = "“领取”未能执行：这是您本人提交的需求，请由其他工作人员办理。"
    said = await claim(reviewing)
    assert (said.in_chat(GROUP).texts, said.in_chat(ZHAO).texts, said.toasts) == ([], [refusal], [refusal])
    said = await zhao.taps("查看", chat=GROUP)
    assert said.in_chat(ZHAO).texts[0].splitlines()[2] == "⚠️ 这是您本人提交的需求，由其他工作人员审核。"
    assert said.in_chat(ZHAO).labels == [["办理记录", "文件"]]
    await sun.hears()
    said = await claim(reviewing, SUN)
    assert said.in_chat(SUN).heads == [f"{own} · 审核中"]
    assert (await zhao.hears()).in_chat(ZHAO).labels == [["办理记录", "文件"]]
    await sun.goes("☞通过")
    promoted = STAFF.members[0].model_copy(update={"role": "lead"})
    await reviewing.restart(staff=STAFF.model_copy(update={"members": (promoted, STAFF.members[1])}))
    said = await zhao.goes("/queue", "☞审核通过", f"☞{own}")
    assert said.labels == [["办理记录", "文件"]]  # nor is a lead's own re-opened by himself


async def test_needs_are_not_shown_in_a_group_that_is_not_the_staffs(reviewing: Chat) -> None:
    await reviewing.restart(staff=STAFF.model_copy(update={"group": -1009999999999}))
    zhao = reviewing.user(ZHAO)
    for command in ("/queue", f"/history {REFERENCE}", "/unanswered", "/mute 1"):
        name, _, rest = command.partition(" ")
        said = await zhao.says(f"{name}@jiebang_local_bot {rest}".rstrip(), to=GROUP)
        assert said.texts == ["请在与我的私聊里使用。"]
    said = await zhao.taps("查看", chat=GROUP)
    assert (said.texts, said.toasts) == ([], ["请在与我的私聊里使用。"])


async def test_an_outsider_cannot_open_a_need_by_its_number(reviewing: Chat) -> None:
    said = await reviewing.user(LI).says(REFERENCE)
    assert said.texts == [
        f"在您名下没有编号为 {REFERENCE} 的需求。只能查看自己提交的需求，请核对编号，或用 /my 查看全部。"
    ]


async def test_what_staff_leave_for_each_other_is_kept_from_a_member_who_owns_the_need(reviewing: Chat) -> None:
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await submit(reviewing, ZHAO)
    await claim(reviewing, SUN)
    second = "NM-2026-000002"
    await sun.goes("☞放回队列", "认识填报人，请别的同事看", "☞确认放回")
    heard = await zhao.hears()
    assert [text for text in heard.texts if "认识" in text] == []
    assert [(await zhao.says(f"/history {second}", to=to)).texts[-1].count("说明") for to in (ZHAO, GROUP)] == [0, 0]
    assert (await sun.says(f"/history {second}")).texts[-1].splitlines()[-1] == "　　说明：认识填报人，请别的同事看"
    await claim(reviewing, SUN)
    await sun.goes("☞通过并附言", "数据齐全", "☞确认通过")
    assert (await zhao.says(f"/history {second}")).texts[-1].count("说明：数据齐全") == 1  # which its owner was told
