"""Staff answer in a talk: from its card, by replying to it, and one of them goes on with it."""

from pathlib import Path

from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat, User
from tests.conversations.talk import (
    ANNOUNCED,
    ASKED,
    HAND_OVER,
    HOW,
    NOT_FOUND,
    NOTHING_KNOWN,
    OVER,
    QUESTION,
    UNKNOWN,
    started,
    talking,
    timeless,
)


async def test_without_a_group_every_member_of_staff_is_told(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        wang, zhao, sun = await started(chat)
        await chat.restart(staff=STAFF.model_copy(update={"group": None}), faq=NOTHING_KNOWN)
        await wang.goes(UNKNOWN, *HAND_OVER)
        assert [(await each.hears()).seen for each in (zhao, sun)] == [[ANNOUNCED], [ANNOUNCED]]
        await zhao.taps("答复")
        await zhao.says("没有")
        assert [timeless(each) for each in (await sun.hears()).seen] == [f"{ASKED}\n\n✓ 赵敏 于 … 答复：没有"]


async def test_an_answer_goes_back_and_forth(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await started(chat)
        await wang.goes("<b>氢能</b>重卡 & 补贴", *HAND_OVER)
        await zhao.hears()
        said = await zhao.taps("答复", chat=GROUP)
        assert said.toasts == ["请到与我的私聊里写答复"]
        assert said.seen == [
            "答复提问人 甲-1\n对方：<b>氢能</b>重卡 & 补贴\n\n您的下一条消息会原样发给对方，署名“工作人员”。\n[取消]"
        ]
        said = await zhao.says("<i>没有</i> & 不会有")
        assert said.in_chat(ZHAO).heads == [
            "正在发给提问人 甲-1，由您接着回复；没送到会告诉您。要让机器人以后自己会答，再点一下："
        ]
        assert (said.in_chat(ZHAO).labels[0], said.in_chat(ZHAO).labels[-1]) == (
            ["再写一条", "结束"],
            ["收作别的条目的问法", "写成新条目"],
        )
        assert [timeless(each) for each in said.in_chat(GROUP).seen] == [
            f"{ASKED.replace(UNKNOWN, '<b>氢能</b>重卡 & 补贴')}\n\n✓ 赵敏 于 … 答复：<i>没有</i> & 不会有"
        ]
        assert (await wang.hears()).seen == [
            "工作人员答复\n您问：<b>氢能</b>重卡 & 补贴\n\n<i>没有</i> & 不会有\n[继续说] [结束]"
        ]
        assert (await wang.says("那明年呢")).seen == ["已转给工作人员。\n[这句改问机器人] [结束]"]
        assert (await zhao.hears()).seen == [f"提问人 甲-1\n那明年呢\n{HOW}\n[答复] [结束]"]
        assert (await sun.hears()).in_chat(SUN).texts == []
        assert (await zhao.taps("答复")).texts == [
            (
                "答复提问人 甲-1\n对方：<b>氢能</b>重卡 & 补贴\n工作人员：<i>没有</i> & 不会有\n对方：那明年呢\n\n"
                "您的下一条消息会原样发给对方，署名“工作人员”。"
            )
        ]
        said = await zhao.says("等通知")
        assert [timeless(each) for each in said.seen] == [
            "提问人 甲-1\n那明年呢\n\n✓ 赵敏 于 … 答复：等通知",
            "正在发给提问人 甲-1；没送到会告诉您。\n[再写一条] [结束]",
        ]
        assert (await wang.hears()).seen == ["工作人员答复\n您问：那明年呢\n\n等通知\n[继续说] [结束]"]


async def test_staff_answer_by_replying_in_the_group(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.says("这个谁来答？", to=GROUP)
        assert (await wang.hears()).texts == []  # only a reply is for the asker
        said = await zhao.replies("目前没有公布", to="有人请求人工答复", chat=GROUP)
        assert [timeless(each) for each in said.in_chat(GROUP).seen] == [
            f"{ASKED}\n\n✓ 赵敏 于 … 答复：目前没有公布",
            "正在发给提问人 甲-1；没送到会告诉您。",
        ]
        assert said.in_chat(ZHAO).labels[0] == ["再写一条", "结束"]
        assert (await wang.hears()).seen == [f"工作人员答复\n您问：{UNKNOWN}\n\n目前没有公布\n[继续说] [结束]"]
        await sun.hears()
        assert (await sun.replies("有的", to="有人请求人工答复", chat=GROUP)).in_chat(GROUP).texts == [
            "没有发出：提问人 甲-1 已由 赵敏 接着回复。"
        ]
        await wang.says("那明年呢")
        await zhao.replies("等通知", to="那明年呢")
        assert (await wang.hears()).texts == ["工作人员答复\n您问：那明年呢\n\n等通知"]


async def test_what_was_to_be_typed_is_not_waited_for_once_a_reply_has_said_it(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        await zhao.replies("没有", to="有人请求人工答复", chat=GROUP)
        assert (await zhao.says(QUESTION)).heads == [NOT_FOUND]
        assert len((await wang.hears()).texts) == 1


async def test_a_reply_in_the_group_is_for_staff_only_and_of_bearable_length(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        said = await zhao.replies("长" * 1001, to="有人请求人工答复", chat=GROUP)
        assert said.texts == ["最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
        await chat.restart(staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
        await zhao.hears()
        said = await zhao.replies("没有", to="有人请求人工答复", chat=GROUP)
        assert said.texts == ["这项操作只限审核工作人员。"]
        assert (await wang.hears()).texts == []


async def test_what_is_said_before_anybody_has_answered_goes_to_all(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER, "☞继续说", "是包头的项目")
        more = f"{ASKED}\n又说：是包头的项目"
        assert (await zhao.hears()).in_chat(GROUP).seen == [ANNOUNCED, f"{more}\n{HOW}\n[答复]"]
        said = await zhao.replies("没有", to="是包头的项目", chat=GROUP)
        assert [timeless(each) for each in said.in_chat(GROUP).seen] == [
            f"{more}\n\n✓ 赵敏 于 … 答复：没有",
            "正在发给提问人 甲-1；没送到会告诉您。",
        ]


async def test_the_one_who_answers_first_goes_on(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        for staff in (zhao, sun):
            await staff.hears()
        old = sun.tap("答复", chat=GROUP)
        for staff in (zhao, sun):
            await staff.taps("答复", chat=GROUP)
        await zhao.says("没有")
        others = "提问人 甲-1 已由 赵敏 接着回复。"
        await sun.hears()
        assert (await sun.says("有")).texts == [f"没有发出：{others}"]
        assert (await sun.says(QUESTION)).heads == [NOT_FOUND]
        said = await sun.act("taps", old)  # the card has lost its button by now
        assert (said.texts, said.toasts) == ([], [others])
        assert (await wang.hears()).texts == [f"工作人员答复\n您问：{UNKNOWN}\n\n没有"]


async def test_when_the_holder_has_left_somebody_else_goes_on(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await talking(chat)
        await chat.restart(staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
        await wang.says("还在吗")
        assert (await sun.hears()).in_chat(GROUP).seen == [f"提问人 甲-1\n还在吗\n{HOW}\n[答复]"]
        await sun.taps("答复", chat=GROUP)
        assert (await sun.says("在")).in_chat(SUN).heads == ["正在发给提问人 甲-1；没送到会告诉您。"]
        await zhao.hears()
        refused = await zhao.taps("写成新条目")
        assert (refused.texts, refused.toasts) == (["这项操作只限审核工作人员。"], ["这项操作只限审核工作人员。"])


async def test_who_loses_the_role_while_writing_is_only_asking(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        await chat.restart(staff=STAFF.model_copy(update={"members": STAFF.members[1:]}))
        await zhao.hears()
        assert (await zhao.says("没有补贴")).texts == [
            "您已不在工作人员名单，刚才这条没有发出，也没有当作说明或提问。要提问，请再发一次。"
        ]
        assert (await zhao.says("没有补贴")).heads == [NOT_FOUND]
        assert (await wang.hears()).texts == []


async def test_staff_write_within_bounds_and_can_think_better_of_it(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        assert (await zhao.says("长" * 1001)).texts == ["最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
        assert (await zhao.taps("取消")).seen == ["好的，没有发出，也没有保存。"]
        assert (await zhao.says(QUESTION)).heads == [NOT_FOUND]
        await zhao.taps("答复", chat=GROUP)
        chat.clock.forward(days=2)
        assert (await zhao.says(QUESTION)).heads == [NOT_FOUND]
        assert (await wang.hears()).texts == []


async def test_it_ends_while_staff_are_writing(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        await wang.taps("结束")
        assert (await zhao.hears()).in_chat(GROUP).seen == [f"{ASKED}\n\n提问人结束了对话"]
        assert (await zhao.says("没有")).texts == ["没有发出：与提问人 甲-1 的对话已经结束。"]
        assert (await wang.hears()).texts == []


async def test_staff_end_it(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await wang.says("谢谢")
        await zhao.hears()
        assert [timeless(each) for each in (await zhao.taps("结束")).texts] == [
            "提问人 甲-1\n谢谢\n\n✓ 赵敏 于 … 结束了对话",
            "与提问人 甲-1 的对话已结束。",
        ]
        assert (await wang.hears()).texts == ["工作人员结束了这次对话。以后有问题，随时可以再问。"]
        assert (await wang.taps("继续说")).texts == [OVER]
        assert (await wang.replies("还有", to="目前没有公布")).texts == [OVER]


async def test_an_asker_who_has_blocked_the_bot_stops_nothing(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        await wang.does("block")
        await zhao.taps("答复", chat=GROUP)
        assert (await zhao.says("没有")).in_chat(ZHAO).heads == [
            "正在发给提问人 甲-1，由您接着回复；没送到会告诉您。要让机器人以后自己会答，再点一下：",
            "⚠️ 给提问人 甲-1 的话没有送达：对方已停用机器人，恢复后自动补发。",
        ]
        assert (await wang.does("unblock")).seen == [f"工作人员答复\n您问：{UNKNOWN}\n\n没有\n[继续说] [结束]"]
        assert (await zhao.hears()).in_chat(ZHAO).texts == ["给提问人 甲-1 的话之前没有送达，现在已经送达。"]
        assert await chat.rows("SELECT text FROM talk_line") == [{"text": UNKNOWN}, {"text": "没有"}]


async def test_a_member_of_staff_can_answer_what_he_has_asked_himself(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        _, zhao, _ = await started(chat)
        await zhao.goes(UNKNOWN, *HAND_OVER)
        await zhao.taps("答复", chat=GROUP)
        assert (await zhao.says("目前没有公布")).in_chat(ZHAO).seen[0] == (
            f"工作人员答复\n您问：{UNKNOWN}\n\n目前没有公布\n[继续说] [结束]"
        )


async def two_prompts(chat: Chat) -> tuple[User, User, User]:
    """赵敏 has been asked to write to 王芳 (#1) and then to 李强 (#2)."""
    wang, zhao, _ = await started(chat)
    li = chat.user(LI)
    for asker, question in ((wang, UNKNOWN), (li, "煤制油有没有补贴")):
        await asker.goes(question, *HAND_OVER)
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
    return wang, li, zhao


async def test_a_reply_to_a_prompt_is_for_that_one_whatever_was_tapped_since(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, li, zhao = await two_prompts(chat)
        await zhao.replies("给一号的", to="答复提问人 甲-1")
        assert (await wang.hears()).texts == [f"工作人员答复\n您问：{UNKNOWN}\n\n给一号的"]
        await zhao.says("给二号的")  # the prompt that came last still waits
        assert (await li.hears()).texts == ["工作人员答复\n您问：煤制油有没有补贴\n\n给二号的"]
        assert (await wang.hears()).texts == []


async def test_a_reply_to_a_prompt_that_was_declined_is_sent_to_nobody(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, li, zhao = await two_prompts(chat)
        await zhao.taps("取消")
        said = await zhao.replies("给二号的", to="好的，没有发出")
        assert said.labels == [["发送", "改"]]
        assert [(await each.hears()).texts for each in (wang, li)] == [[], []]


async def test_a_reply_to_a_request_of_the_list_is_the_answer_to_that_question(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        zhao = chat.user(ZHAO)
        await chat.user(WANG).says(UNKNOWN)
        await chat.user(LI).says("煤制油能不能立项")
        await zhao.goes("/unanswered", "☞氢能重卡", "☞答复", "/unanswered", "☞煤制油", "☞答复")
        said = await zhao.replies("没有", to=f"问：{UNKNOWN}")
        assert said.texts[1].splitlines()[:3] == ["请确认：发给 1 位提问人", f"问：{UNKNOWN}", "答：没有"]


async def test_to_decline_one_prompt_leaves_what_was_asked_for_since(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        li = chat.user(LI)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        earlier = zhao.tap("取消")
        await li.goes("煤制油有没有补贴", *HAND_OVER)
        await zhao.hears()
        await zhao.taps("答复", chat=GROUP)
        assert (await zhao.act("taps", earlier)).texts == ["好的，没有发出，也没有保存。"]
        said = await zhao.replies("给一号的", to="好的，没有发出")
        assert said.heads == [f"发给提问人 甲-1（问：{UNKNOWN}）"]
        await zhao.goes("☞改", "☞取消", "给二号的")
        assert (await li.hears()).texts == ["工作人员答复\n您问：煤制油有没有补贴\n\n给二号的"]
        assert (await wang.hears()).texts == []
