"""A crash or a lost answer makes a second copy of a message: it means what the first means, and is kept true too."""

import json
from pathlib import Path
from typing import Any

from tests.chat import GROUP, LI, STAFF, SUN, TOKEN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, SUMMARY
from tests.conversations.talk import ASKED, HAND_OVER, NOTHING_KNOWN, UNKNOWN, started, timeless

UNRECOGNISED = "认不出这条消息属于哪个提问，没有发出。"
ANSWER = f"工作人员答复\n您问：{UNKNOWN}\n\n目前没有公布"


async def copy(user: User, text: str, chat_id: int) -> None:
    """Let the bot's newest message with this text arrive once more, as when the answer to the call was lost."""
    await user.looks()
    shown = max((at, each) for (where, at), each in user.messages.items() if where == chat_id and text in each["text"])
    rows = [[{"text": each["text"], "callback_data": each["data"]} for each in row] for row in shown[1]["buttons"]]
    markup = json.dumps({"inline_keyboard": rows})
    call = {"chat_id": chat_id, "text": shown[1]["text"], "reply_markup": markup}
    await user.chat.post(f"/bot{TOKEN}/sendMessage", call)
    await user.hears()


def copies(user: User, chat_id: int, text: str) -> list[dict[str, Any]]:
    """The messages with this text that are in a chat, oldest first."""
    return [each for (where, _), each in sorted(user.messages.items()) if where == chat_id and text in each["text"]]


async def test_staff_answer_by_replying_to_any_copy_and_all_say_so(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await copy(zhao, "有人请求人工答复", GROUP)
        said = await zhao.replies("目前没有公布", to="有人请求人工答复", chat=GROUP)  # to the copy
        assert (await wang.hears()).texts == [ANSWER]
        assert said.in_chat(GROUP).texts[-1] == "正在发给提问人 甲-1；没送到会告诉您。"
        outcome = f"{ASKED}\n\n✓ 赵敏 于 … 答复：目前没有公布"
        await sun.hears()
        assert [timeless(each["text"]) for each in copies(sun, GROUP, "有人请求")] == [outcome] * 2
        assert [each["buttons"] for each in copies(sun, GROUP, "有人请求")] == [[]] * 2


async def test_also_in_private_and_after_the_message_was_changed(tmp_path: Path) -> None:
    without = STAFF.model_copy(update={"group": None})
    async with Chat(tmp_path, staff=without, faq=NOTHING_KNOWN) as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await copy(zhao, "有人请求人工答复", ZHAO)
        await zhao.says("/start")  # other messages, other keyboards
        await zhao.replies("目前没有公布", to="有人请求人工答复")
        assert (await wang.hears()).texts == [ANSWER]


async def test_an_asker_goes_on_by_replying_to_any_copy(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, *_ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await copy(wang, "已把您的问题转给工作人员", WANG)
        said = await wang.replies("急", to="已把您的问题转给工作人员")
        assert said.texts == ["已转给工作人员。"]


async def test_a_copy_whose_need_has_moved_on_says_so_when_it_is_tapped(reviewing: Chat) -> None:
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await copy(sun, "新提交的需求", GROUP)
    stale = sun.tap("领取", chat=GROUP)
    first = [each["message_id"] for each in copies(sun, GROUP, "新提交的需求")]
    await zhao.act("taps", {**zhao.tap("领取", chat=GROUP), "message_id": first[0]})
    await sun.hears()
    assert [each["message_id"] for each in copies(sun, GROUP, "新提交的需求")] == first[1:]  # nobody knows of it yet
    said = await sun.act("taps", stale)
    assert said.in_chat(GROUP).seen == [f"审核中 {REFERENCE}（赵敏）\n{SUMMARY}\n[查看]"]
    assert said.toasts == [f"{REFERENCE} 已有变化：现为“审核中”，最近由 赵敏 处理。"]
    await zhao.goes("☞放回队列", "☞确认放回")
    await sun.hears()
    past = f"{REFERENCE} 见后面最新的一条。"
    assert [each["text"].partition(f" {SUMMARY}")[0].partition("\n")[0] for each in copies(sun, GROUP, REFERENCE)] == [
        past,
        past,
        f"放回队列，可以领取 {REFERENCE}",
    ]


async def test_a_copy_of_a_card_that_was_answered_says_so_when_it_is_tapped(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        first = copies(zhao, GROUP, "有人请求")[0]["message_id"]
        await copy(zhao, "有人请求人工答复", GROUP)
        stale = zhao.tap("答复", chat=GROUP)
        await zhao.act("taps", {**stale, "message_id": first})
        await zhao.says("目前没有公布")
        await sun.hears()
        said = await sun.act("taps", stale)
        assert said.toasts == ["提问人 甲-1 已由 赵敏 接着回复。"]
        assert [timeless(each) for each in said.in_chat(GROUP).seen] == [f"{ASKED}\n\n✓ 赵敏 于 … 答复：目前没有公布"]


async def test_a_reply_of_staff_is_never_lost_in_silence(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        for chat_id in (GROUP, ZHAO):
            await chat.post(f"/bot{TOKEN}/sendMessage", {"chat_id": chat_id, "text": "什么都不是"})
            await zhao.hears()
            said = await zhao.replies("目前没有公布", to="什么都不是", chat=chat_id)
            assert said.heads == [UNRECOGNISED]
        assert await chat.rows("SELECT text FROM question") == [{"text": UNKNOWN}]
        assert (await wang.hears()).texts == []


async def test_replies_that_are_for_the_bot_are_still_so(chat: Chat) -> None:
    _, zhao, _ = await started(chat)
    li = chat.user(LI)
    for user in (zhao, li):  # staff may ask too
        await user.says("首批榜单有多少项？")
        assert (await user.replies("联系谁呢", to="15项")).heads != [UNRECOGNISED]
    await chat.post(f"/bot{TOKEN}/sendMessage", {"chat_id": LI, "text": "什么都不是"})
    await li.hears()
    assert (await li.replies("首批榜单有多少项？", to="什么都不是")).heads == ["15项，都是技术攻关类。"]
