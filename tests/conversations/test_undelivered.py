"""What is refused on its way out: nothing that is owed to somebody is lost, whoever refuses it and however."""

import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.between import Answer, chat_behind
from tests.chat import GROUP, LI, STAFF, SUN, WANG, ZHAO, Chat, Heard
from tests.conversations.need import REFERENCE, SUMMARY, submit
from tests.conversations.talk import HAND_OVER

UNKNOWN = "氢能重卡有没有补贴"
OWED = "SELECT state, count(*) AS n FROM outbox WHERE owed = 1 GROUP BY state ORDER BY state"
BARRED = "⚠️ 工作群收不到消息（机器人不在那里，或者没有发言的权限），改为逐个私聊通知工作人员，群恢复后补发。"
WEIRD = json.dumps({"ok": False, "error_code": 400, "description": "Bad Request: ALLOW_PAYMENT_REQUIRED"})
ANNOUNCED = f"新提交的需求 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"


@pytest_asyncio.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with Chat(tmp_path) as opened:
        for user in (ZHAO, SUN):
            await opened.user(user).says("/start")
        yield opened


async def owed(chat: Chat) -> dict[str, int]:
    return {row["state"]: row["n"] for row in await chat.rows(OWED)}


# ── the staff group ──


@pytest.mark.parametrize("how", ["kicked", "muted", "closed"])
async def test_what_the_group_refuses_is_told_to_everybody_and_to_the_group_once_it_is_back(
    chat: Chat, how: str
) -> None:
    zhao, sun = chat.user(ZHAO), chat.user(SUN)
    await sun.does("bar_bot", how=how)
    await submit(chat)
    told = (await sun.hears()).in_chat(SUN).seen
    assert [seen for seen in told if "工作群收不到" in seen] == ([BARRED] if how == "closed" else [])  # else before
    assert (await zhao.hears()).in_chat(ZHAO).seen == [ANNOUNCED]
    assert (await zhao.taps("领取")).in_chat(ZHAO).heads == [f"审核中 {REFERENCE}（赵敏）", f"{REFERENCE} · 审核中"]
    assert (await sun.hears()).in_chat(SUN).heads == [f"审核中 {REFERENCE}（赵敏）"]
    assert await owed(chat) == {"held": 1, "sent": 3}
    heard = await sun.does("let_bot_speak")
    if how == "closed":  # of which nobody is told when it is over
        await zhao.goes("/queue", "☞未送达的消息", "☞全部再发一次")
        heard = await sun.hears()
    assert heard.in_chat(GROUP).seen == [f"审核中 {REFERENCE}（赵敏）\n{SUMMARY}\n[查看]"]  # as it stands by now
    assert "工作群又能收到消息了，之前没送达的正在补发。" in heard.in_chat(SUN).texts
    assert "held" not in await owed(chat)


async def test_a_question_that_is_handed_over_finds_staff_though_the_group_is_closed(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await chat.user(SUN).does("bar_bot", how="closed")
    await wang.goes(UNKNOWN, *HAND_OVER)
    (card,) = (await zhao.hears()).in_chat(ZHAO).texts
    assert card.splitlines()[:2] == ["有人请求人工答复（提问人 甲-1）", f"问：{UNKNOWN}"]
    await zhao.replies("目前没有公布", to="有人请求人工答复")
    assert (await wang.hears()).heads == ["工作人员答复"]


async def test_what_is_added_to_a_card_of_a_group_that_is_closed_by_now_finds_staff_too(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.goes(UNKNOWN, *HAND_OVER)
    assert len((await zhao.hears()).in_chat(GROUP).texts) == 1
    await chat.user(SUN).does("bar_bot", how="muted")
    await wang.replies("是包头的项目", to="已把您的问题转给工作人员")
    (card,) = [text for text in (await zhao.hears()).in_chat(ZHAO).texts if "工作群" not in text]
    assert card.splitlines()[1::2][:2] == [f"问：{UNKNOWN}", "又说：是包头的项目"]
    await zhao.replies("目前没有公布", to="又说：是包头的项目")
    assert (await wang.hears()).heads[-1] == "工作人员答复"


async def test_cards_in_the_group_say_how_things_stand_once_it_is_back(chat: Chat) -> None:
    wang, zhao, sun = (chat.user(each) for each in (WANG, ZHAO, SUN))
    await wang.goes(UNKNOWN, *HAND_OVER)
    await submit(chat)
    await zhao.hears()
    await sun.does("bar_bot", how="muted")
    await wang.replies("是包头的项目", to="已把您的问题转给工作人员")
    await zhao.hears()
    await zhao.replies("目前没有公布", to="又说：是包头的项目")
    await zhao.goes("/queue", f"☞{REFERENCE}", "☞领取")
    said = (await sun.does("let_bot_speak")).in_chat(GROUP).texts
    assert [text.splitlines()[-1].partition(" 于 ")[0] for text in said if "提问人" in text] == ["✓ 赵敏"]
    assert [text.splitlines()[0] for text in said if REFERENCE in text] == [f"审核中 {REFERENCE}（赵敏）"]


async def test_who_is_staff_no_longer_gets_nothing_that_was_held_for_staff(tmp_path: Path) -> None:
    alone = STAFF.model_copy(update={"group": None})
    async with Chat(tmp_path, staff=alone) as chat:
        await chat.user(SUN).says("/start")
        await submit(chat)
        await chat.user(WANG).goes(UNKNOWN, *HAND_OVER)
        assert (await owed(chat))["held"] == 2  # 赵敏 has never written to the bot
        await chat.restart(staff=alone.model_copy(update={"members": alone.members[1:]}))
        assert len((await chat.user(ZHAO).says("/start")).texts) == 1
        assert (await chat.user(SUN).goes("/queue")).texts[-1].endswith(SUMMARY)


async def test_an_apology_that_is_refused_is_the_end_of_it(tmp_path: Path) -> None:
    def refuse(method: str, sent: dict[str, Any]) -> Answer | None:
        return (400, WEIRD) if method == "sendMessage" and sent["chat_id"] == WANG else None

    async with chat_behind(refuse, tmp_path) as chat:
        await chat.user(SUN).says("/start")
        await chat.user(WANG).says("/start")
        assert await chat.rows(f"SELECT state, fault FROM outbox WHERE chat_id = {WANG}") == [
            {"state": "held", "fault": "message"},
            {"state": "void", "fault": None},
        ]
        (told,) = (await chat.user(SUN).hears()).in_chat(GROUP).texts
        assert told.startswith("⚠️ 有一条消息发不出去")


async def test_a_group_that_moves_while_it_is_barred_gets_what_was_held(chat: Chat) -> None:
    await chat.user(SUN).does("bar_bot", how="muted")
    await submit(chat)
    new = GROUP - 1
    moved = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": GROUP, "type": "group", "title": "揭榜办"},
        "migrate_to_chat_id": new,
    }
    await chat.user(SUN).does(
        "raw", update={"message": {**moved, "from": {"id": SUN, "is_bot": False, "first_name": "孙"}}}
    )
    assert await chat.rows("SELECT DISTINCT chat_id FROM outbox WHERE chat_id < 0") == [{"chat_id": new}]
    assert await chat.rows("SELECT chat_id FROM lost_chat") == [{"chat_id": new}]


@pytest.mark.parametrize("member", [{"status": "kicked"}, {"status": "restricted", "is_member": True}])
async def test_a_server_of_another_version_is_understood_too(chat: Chat, member: dict[str, Any]) -> None:
    """Members have other rights in each version of the Bot API, and the library wants all of its own."""
    group = {"id": GROUP, "type": "supergroup", "title": "揭榜办"}
    change = {"chat": group, "from": {"id": SUN, "is_bot": False, "first_name": "孙"}, "date": 1, "old_chat_member": {}}
    sun = chat.user(SUN)
    said = await sun.does("raw", update={"my_chat_member": {**change, "new_chat_member": member}})
    assert said.in_chat(SUN).texts == [BARRED]
    said = await sun.does("raw", update={"my_chat_member": {**change, "new_chat_member": {"status": "administrator"}}})
    assert said.in_chat(SUN).texts == ["工作群又能收到消息了，之前没送达的正在补发。"]


async def test_the_group_is_looked_at_when_the_bot_starts(chat: Chat) -> None:
    sun = chat.user(SUN)
    await chat.stop()
    await chat.post(f"/local/users/{SUN}/updates", {"type": "bar_bot", "how": "muted"})
    await chat.start()
    assert (await sun.hears()).in_chat(SUN).texts == [BARRED]
    assert (await sun.says("/queue")).texts[-1].endswith(f"\n\n{BARRED}")


# ── people ──


async def test_a_reviewer_who_starts_the_bot_late_learns_what_was_announced_before(tmp_path: Path) -> None:
    alone = STAFF.model_copy(update={"group": None})
    async with Chat(tmp_path, staff=alone) as chat:
        await chat.user(SUN).says("/start")
        await submit(chat)
        assert (await chat.user(SUN).hears()).seen == [ANNOUNCED]
        said = await chat.user(ZHAO).says("/start")
        assert said.seen[1:] == [ANNOUNCED]
        assert await owed(chat) == {"sent": 2}


async def test_staff_see_what_is_held_and_send_it_again(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.goes(UNKNOWN, *HAND_OVER)
    await zhao.hears()
    await wang.does("block")
    await zhao.replies("目前没有公布", to="有人请求人工答复", chat=GROUP)
    shown = await zhao.says("/queue")
    assert shown.texts[-1].endswith("\n\n⚠️ 有 1 条消息没有送达。")
    assert (await zhao.taps("未送达的消息")).seen == [
        "没有送达的消息（1 条，早的在前）\n· 给用户：给提问人 甲-1 的话（对方已停用机器人）\n[全部再发一次]"
    ]
    assert (await zhao.taps("全部再发一次")).heads[0] == "好的，1 条正在再发一次；还是送不到的会留在这里。"
    assert await owed(chat) == {"held": 1, "sent": 3}
    assert (await chat.user(LI).says("/queue")).texts == ["这项操作只限审核工作人员。"]


# ── every kind of message through every kind of refusal ──

Doing = Callable[[Chat], Awaitable[Heard]]


async def accepted(chat: Chat) -> Heard:
    return await chat.user(ZHAO).goes("☞通过")


async def returned(chat: Chat) -> Heard:
    return await chat.user(ZHAO).goes("☞退回补充", "☞完成期限", "☞写原因", "请再核实\n两年够吗", "☞确认退回")


async def rejected(chat: Chat) -> Heard:
    return await chat.user(ZHAO).goes("☞不通过", "这是采购，不是攻关，请另行提出", "☞确认不通过")


async def replied(chat: Chat) -> Heard:
    return await chat.user(ZHAO).replies("目前没有公布", to="有人请求人工答复", chat=GROUP)


async def settled(chat: Chat) -> Heard:
    return await chat.user(ZHAO).goes("/unanswered", "☞氢能重卡", "☞答复", "没有", "☞确认发送")


async def closed(chat: Chat) -> Heard:
    await chat.user(ZHAO).replies("目前没有公布", to="有人请求人工答复", chat=GROUP)
    return await chat.user(ZHAO).taps("结束")


async def withdrawn(chat: Chat) -> Heard:
    return await chat.user(WANG).goes("/my", f"☞查看 {REFERENCE}", "☞撤回", "☞确定撤回")


async def handed_over(chat: Chat) -> Heard:
    return await chat.user(LI).goes("煤制油有没有补贴", *HAND_OVER)


#: What is done, and to whom its messages are refused.
KINDS: dict[str, tuple[Doing, int]] = {
    "acceptance": (accepted, WANG),
    "return": (returned, WANG),
    "rejection": (rejected, WANG),
    "reply in a talk": (replied, WANG),
    "answer to many": (settled, WANG),
    "end of a talk": (closed, WANG),
    "withdrawal, to who holds it": (withdrawn, ZHAO),
    "question to the group": (handed_over, GROUP),
}
#: One of each class; which of Telegram's descriptions belongs to which, tests/unit/test_sender.py says one by one.
REFUSALS: dict[str, tuple[int, str]] = {
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "gone": (400, "Bad Request: PEER_ID_INVALID"),
    "barred": (400, "Bad Request: TOPIC_CLOSED"),
    "unknown": (403, "Forbidden: something new"),
    "message": (400, "Bad Request: SOMETHING_NEW"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep a world in which a need is being reviewed and a question waits for an answer."""
    folder = tmp_path_factory.mktemp("begun")
    async with Chat(folder) as chat:
        for user in (ZHAO, SUN, WANG):
            await chat.user(user).says("/start")
        await chat.user(WANG).goes(UNKNOWN, *HAND_OVER)
        await submit(chat)
        await chat.user(ZHAO).hears()
        await chat.user(ZHAO).taps("领取", chat=GROUP)
    return folder


@pytest.mark.parametrize("kind", KINDS)
async def test_whatever_is_owed_is_sent_or_held_and_arrives_in_the_end(tmp_path: Path, begun: Path, kind: str) -> None:
    """Do it once a refusal: owed = sent + held, and nothing is held once the refusing is over."""
    does, whom = KINDS[kind]
    found: dict[str, Any] = {}
    refused: dict[int, Answer] = {}

    def refuse(method: str, sent: dict[str, Any]) -> Answer | None:
        return refused.get(sent["chat_id"]) if method == "sendMessage" else None

    for name, (code, description) in REFUSALS.items():
        folder = tmp_path / name
        shutil.copytree(begun, folder)
        async with chat_behind(refuse, folder) as chat:
            before = await owed(chat)
            refused[whom] = code, json.dumps({"ok": False, "error_code": code, "description": description})
            await does(chat)
            after = await owed(chat)
            refused.clear()
            await chat.user(SUN).goes("/queue", "☞未送达的消息", "☞全部再发一次")
            found[name] = (
                after.get("held", 0) > 0,
                sorted({*after} - {"sent", "held"}),
                sum(after.values()) > sum(before.values()),
                [*await owed(chat)],
            )
    assert found == dict.fromkeys(REFUSALS, (True, [], True, ["sent"]))
