"""A question goes to a person, answers come back, and neither side sees who the other is."""

from pathlib import Path

import pytest

from bot.config import FaqSection, HoursSection, OfficeSection
from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat, User, answering

QUESTION = "首批榜单有多少项？"
UNKNOWN = "氢能重卡有没有补贴"
NOTHING_KNOWN = FaqSection(sure=1, margin=1, floor=1)
NOT_SURE = FaqSection(sure=1, margin=1)
CONTACT = "揭榜办，工作日 9:00–17:00"
TO_ASK = f"您也可以直接咨询：{CONTACT}"
NO_CONTACT = "本系统未配置联系方式，请通过自治区科技厅公布的渠道咨询。"
FIRST_ASK = "请先打字把问题发给我，再发送 /handoff，我会转给工作人员。"
OVER = "这次对话已经结束。要再找工作人员，请打字提问后发送 /handoff。"
ANNOUNCED = f"有人请求人工答复（提问人 #1）\n问：{UNKNOWN}\n机器人没有找到答案。\n[答复]"
STALE = "这个按钮已经失效，请看最新的一条消息，或发送 /start 重新开始。"


async def started(chat: Chat) -> tuple[User, User, User]:
    """王芳, 赵敏 and 孙岩, of whom staff have started the bot."""
    wang, zhao, sun = (chat.user(each) for each in (WANG, ZHAO, SUN))
    for staff in (zhao, sun):
        await staff.says("/start")
    return wang, zhao, sun


async def talking(chat: Chat) -> tuple[User, User, User]:
    """王芳 has handed over a question, 赵敏 has answered."""
    wang, zhao, sun = await started(chat)
    await wang.goes(UNKNOWN, "/handoff")
    await zhao.hears()
    await zhao.taps("答复", chat=GROUP)
    await zhao.says("目前没有公布")
    for user in (wang, sun):
        await user.hears()
    return wang, zhao, sun


@pytest.fixture
def nothing_known(tmp_path: Path) -> Chat:
    return Chat(tmp_path, faq=NOTHING_KNOWN, contact=CONTACT)


async def test_a_question_is_handed_over_once(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.says(UNKNOWN)
        assert (await wang.taps("转人工")).seen == [
            f"已把您的问题转给工作人员：\n{UNKNOWN}\n何时能有答复，这里不作承诺。{TO_ASK}\n[继续说] [结束]"
        ]
        assert (await zhao.hears()).in_chat(GROUP).seen == [ANNOUNCED]
        again = "这个问题已经转给工作人员了，不用再转。" + TO_ASK
        assert (await wang.taps("转人工")).texts == [again]
        assert (await wang.says("/handoff")).texts == [again]
        assert (await wang.taps_twice("转人工")).texts == [again, again]
        assert (await zhao.hears()).texts == []


async def test_the_last_question_is_handed_over_but_not_one_of_last_week(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    assert (await wang.says("/handoff")).texts == [f"{FIRST_ASK}\n{NO_CONTACT}"]
    await wang.says(QUESTION)
    chat.clock.forward(days=7)
    assert (await wang.says("/handoff")).heads == [FIRST_ASK]
    await wang.says(QUESTION)
    assert (await wang.says("/handoff")).heads == ["已把您的问题转给工作人员："]
    assert (await zhao.hears()).texts == [
        f"有人请求人工答复（提问人 #1）\n问：{QUESTION}\n机器人答的是“{QUESTION}”：15项，都是技术攻关类。"
    ]


async def test_to_ask_for_a_person_is_not_the_question_to_hand_over(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    how = answering(FaqSection()).library["howto.handoff"]
    await wang.says(how.question)
    assert (await wang.taps("转人工")).heads == [FIRST_ASK]
    assert (await wang.says("/handoff")).heads == [FIRST_ASK]
    await wang.goes(QUESTION, how.question)
    assert (await wang.taps("转人工")).texts[0].splitlines()[:2] == ["已把您的问题转给工作人员：", QUESTION]
    assert (await zhao.hears()).texts[0].splitlines()[:2] == ["有人请求人工答复（提问人 #1）", f"问：{QUESTION}"]


async def test_what_is_not_published_can_be_put_to_a_person_from_the_answer(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    appeal = answering(FaqSection()).library["gaps.appeal"].question
    await wang.says(appeal)
    assert (await wang.taps("转人工")).texts[0].splitlines()[:2] == ["已把您的问题转给工作人员：", appeal]
    assert (await zhao.hears()).texts[0].splitlines()[1] == f"问：{appeal}"


async def test_staff_see_what_was_offered_instead_of_an_answer(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=NOT_SURE) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        said = await wang.says(QUESTION)
        offered = [label for row in said.labels[:-1] for label in row]
        await wang.taps("都不是")
        assert (await zhao.hears()).texts == [
            f"有人请求人工答复（提问人 #1）\n问：{QUESTION}\n机器人给的候选：{'；'.join(offered)}"
        ]


async def test_without_a_group_every_member_of_staff_is_told(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        wang, zhao, sun = await started(chat)
        await chat.restart(staff=STAFF.model_copy(update={"group": None}), faq=NOTHING_KNOWN)
        await wang.goes(UNKNOWN, "/handoff")
        assert [(await each.hears()).seen for each in (zhao, sun)] == [[ANNOUNCED], [ANNOUNCED]]
        await zhao.taps("答复")
        await zhao.says("没有")
        assert (await sun.hears()).texts == ["提问人 #1 的问题已由 赵敏 答复。"]


async def test_an_answer_goes_back_and_forth(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await started(chat)
        await wang.goes("<b>氢能</b>重卡 & 补贴", "/handoff")
        await zhao.hears()
        said = await zhao.taps("答复", chat=GROUP)
        assert said.toasts == ["请到与我的私聊里写答复"]
        assert said.seen == [
            "答复提问人 #1\n对方：<b>氢能</b>重卡 & 补贴\n\n您的下一条消息会原样发给对方，署名“工作人员”。\n[取消]"
        ]
        said = await zhao.says("<i>没有</i> & 不会有")
        assert said.in_chat(ZHAO).heads == ["已发给提问人 #1，由您接着回复。要让机器人以后自己会答，再点一下："]
        assert (said.in_chat(ZHAO).labels[0], said.in_chat(ZHAO).labels[-1]) == (
            ["答复", "结束"],
            ["收作别的条目的问法", "写成新条目"],
        )
        assert said.in_chat(GROUP).texts == ["提问人 #1 的问题已由 赵敏 答复。"]
        assert (await wang.hears()).seen == [
            "工作人员答复\n您问：<b>氢能</b>重卡 & 补贴\n\n<i>没有</i> & 不会有\n[继续说] [结束]"
        ]
        assert (await wang.taps("继续说")).seen == [
            "请用一条消息写给工作人员，我会转过去，对方看不到您的账号。\n[不说了]"
        ]
        assert (await wang.says("那明年呢")).seen == ["已转给工作人员。\n[继续说] [结束]"]
        assert (await zhao.hears()).seen == ["提问人 #1\n那明年呢\n[答复] [结束]"]
        assert (await sun.hears()).in_chat(SUN).texts == []
        assert (await zhao.taps("答复")).texts == [
            (
                "答复提问人 #1\n对方：<b>氢能</b>重卡 & 补贴\n工作人员：<i>没有</i> & 不会有\n对方：那明年呢\n\n"
                "您的下一条消息会原样发给对方，署名“工作人员”。"
            )
        ]
        assert (await zhao.says("等通知")).seen == ["已发给提问人 #1。\n[答复] [结束]"]
        assert (await wang.hears()).seen == ["工作人员答复\n您问：那明年呢\n\n等通知\n[继续说] [结束]"]


async def test_only_what_was_announced_goes_to_staff(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        unknown = "没有找到能回答这个问题的公开材料。"
        assert (await wang.says("发榜要花多少钱")).heads == [unknown]
        await wang.taps("继续说")
        assert (await wang.taps("不说了")).texts == ["好的。直接打字就是向我提问。"]
        assert (await wang.says("发榜要花多少钱")).heads == [unknown]
        await wang.taps("继续说")
        chat.clock.forward(days=2)
        assert (await wang.says("发榜要花多少钱")).heads == [unknown]
        await wang.goes("☞继续说", "谢谢")
        assert (await wang.says("发榜要花多少钱")).heads == [unknown]
        assert (await zhao.hears()).texts == ["提问人 #1\n谢谢"]
        await wang.taps("继续说")
        assert (await wang.says("长" * 1001)).texts == ["最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
        assert (await wang.says("短")).heads == ["已转给工作人员。"]


async def test_it_outlives_a_restart(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await wang.taps("继续说")
        await chat.restart()
        assert (await wang.says("还在吗")).heads == ["已转给工作人员。"]
        await zhao.hears()
        await zhao.taps("答复")
        await chat.restart()
        assert (await zhao.says("在")).heads == ["已发给提问人 #1。"]


async def test_what_is_said_before_anybody_has_answered_goes_to_all(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "/handoff", "☞继续说", "是包头的项目")
        assert (await zhao.hears()).in_chat(GROUP).seen == [ANNOUNCED, "提问人 #1\n是包头的项目\n[答复]"]


async def test_the_one_who_answers_first_goes_on(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await started(chat)
        await wang.goes(UNKNOWN, "/handoff")
        for staff in (zhao, sun):
            await staff.hears()
            await staff.taps("答复", chat=GROUP)
        await zhao.says("没有")
        others = "没有发出：提问人 #1 已由 赵敏 接着回复。"
        await sun.hears()
        assert (await sun.says("有")).texts == [others]
        assert (await sun.says(QUESTION)).heads == ["没有找到能回答这个问题的公开材料。"]
        said = await sun.taps("答复", chat=GROUP)
        assert (said.texts, said.toasts) == ([], [others])
        assert (await wang.hears()).texts == [f"工作人员答复\n您问：{UNKNOWN}\n\n没有"]


async def test_when_the_holder_has_left_somebody_else_goes_on(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await talking(chat)
        await chat.restart(staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
        await wang.goes("☞继续说", "还在吗")
        assert (await sun.hears()).in_chat(GROUP).seen == ["提问人 #1\n还在吗\n[答复]"]
        await sun.taps("答复", chat=GROUP)
        assert (await sun.says("在")).in_chat(SUN).heads == ["已发给提问人 #1。"]
        await zhao.hears()
        refused = await zhao.taps("写成新条目")
        assert (refused.texts, refused.toasts) == (["这项操作只限审核工作人员。"], ["这项操作只限审核工作人员。"])


async def test_who_loses_the_role_while_writing_is_only_asking(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "/handoff")
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        await chat.restart(staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
        assert (await zhao.says("没有补贴")).heads == ["没有找到能回答这个问题的公开材料。"]
        assert (await wang.hears()).texts == []


async def test_staff_write_within_bounds_and_can_think_better_of_it(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "/handoff")
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        assert (await zhao.says("长" * 1001)).texts == ["最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
        assert (await zhao.taps("取消")).seen == ["好的，没有发出，也没有保存。"]
        assert (await zhao.says(QUESTION)).heads == ["没有找到能回答这个问题的公开材料。"]
        await zhao.taps("答复", chat=GROUP)
        chat.clock.forward(days=2)
        assert (await zhao.says(QUESTION)).heads == ["没有找到能回答这个问题的公开材料。"]
        assert (await wang.hears()).texts == []


async def test_the_asker_ends_it(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.hears()
        old = wang.tap("继续说")
        assert (await wang.taps_twice("结束")).texts == [
            "这次与工作人员的对话已结束。以后有问题，随时可以再问。",
            OVER,
        ]
        assert (await zhao.hears()).texts == ["提问人 #1 结束了对话。"]
        assert (await wang.act("taps", old)).texts == [OVER]
        said = await zhao.taps("答复", chat=GROUP)
        assert said.toasts == ["没有发出：与提问人 #1 的对话已经结束。"]
        assert (await wang.goes("/handoff")).heads == ["已把您的问题转给工作人员："]
        assert (await zhao.hears()).heads == ["有人请求人工答复（提问人 #2）"]


async def test_it_ends_while_staff_are_writing(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "/handoff")
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        await wang.taps("结束")
        assert (await zhao.hears()).in_chat(GROUP).texts == ["提问人 #1 结束了对话。"]
        assert (await zhao.says("没有")).texts == ["没有发出：与提问人 #1 的对话已经结束。"]
        assert (await wang.hears()).texts == []


async def test_staff_end_it(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await wang.goes("☞继续说", "谢谢")
        await zhao.hears()
        assert (await zhao.taps("结束")).texts == ["与提问人 #1 的对话已结束。"]
        assert (await wang.hears()).texts == ["工作人员结束了这次对话。以后有问题，随时可以再问。"]
        assert (await wang.taps("继续说")).texts == [OVER]


async def test_an_asker_who_has_blocked_the_bot_stops_nothing(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, "/handoff")
        await zhao.hears()
        await wang.does("block")
        await zhao.taps("答复", chat=GROUP)
        assert (await zhao.says("没有")).in_chat(ZHAO).heads == [
            "已发给提问人 #1，由您接着回复。要让机器人以后自己会答，再点一下："
        ]
        assert await chat.rows("SELECT chat_id FROM outbox WHERE state = 'unreachable'") == [{"chat_id": WANG}]
        assert await chat.rows("SELECT text FROM relay_line") == [{"text": "没有"}]


async def test_buttons_of_staff_and_of_others_are_void(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        li = chat.user(LI)
        await li.says("/start")
        await zhao.says("/start")
        for button in wang.buttons():
            assert (await li.forges(button["data"], on="我的需求")).texts == [STALE]
        for button in zhao.buttons():
            assert (await li.forges(button["data"], on="我的需求")).texts == [STALE]


async def test_no_account_is_shown_to_the_other_side(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await talking(chat)
        await wang.goes("☞继续说", "那明年呢")
        heard = [text for user in (zhao, sun) for text in (await user.hears()).texts]
        assert [text for text in heard if "王芳" in text or str(WANG) in text] == []
        await zhao.taps("答复")
        await zhao.says("等通知")
        texts = [message["text"] for message in wang.messages.values()] + (await wang.hears()).texts
        assert [text for text in texts if "赵敏" in text or str(ZHAO) in text] == []


OFFICE = OfficeSection(
    hours=(HoursSection.model_validate({"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:30"}),)
)


async def test_outside_office_hours_it_is_said_when_the_office_opens(tmp_path: Path) -> None:
    async with Chat(tmp_path, office=OFFICE) as chat:
        wang = chat.user(WANG)
        await wang.says(QUESTION)
        assert (await wang.says("/handoff")).texts == [
            f"已把您的问题转给工作人员：\n{QUESTION}\n何时能有答复，这里不作承诺。{NO_CONTACT}"
        ]
        chat.clock.forward(hours=9)
        await wang.says(QUESTION)
        assert (await wang.says("/handoff")).texts == [
            (
                f"已把您的问题转给工作人员：\n{QUESTION}\n"
                "现在不是办公时间，下次办公从 2026年11月3日（周二）09:00 开始。\n"
                f"何时能有答复，这里不作承诺。{NO_CONTACT}"
            )
        ]
