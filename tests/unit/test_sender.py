"""One outbox row, one call: how it looks to the reader, and which of delivery's four results comes of it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot

from bot.services.runtime.delivery import Moved, NothingCanBeSentError, Rejected, Result, RetryLater, Sent, Unreachable
from bot.storage import calls
from bot.storage.chats import Why
from bot.storage.outbox import Outgoing
from bot.telegram.sender import TelegramSender
from bot.texts import Catalogue, catalogue
from faq.entry import CONTENT
from tests.localchat.client import GROUP, Local, running
from tests.odd import MESSAGE, ODD, ODD_MESSAGES, refusal
from tests.ports import HOST, free_port
from tests.unit.wire import always, answering, answering_in_turn, bot_of, met, silent

WANG, LI = 1001, 1002


@pytest_asyncio.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def bot(local: Local) -> AsyncIterator[Bot]:
    async with met(local, WANG, LI) as opened:
        yield opened


async def chinese(_chat_id: int) -> Catalogue:
    """The texts in a chat's language, here."""
    return catalogue("zh")


async def nothing(user_id: int) -> bytes:
    """What is stored of somebody, here."""
    return f"of {user_id}".encode()


async def no_menu(_chat_id: int, _staff: object) -> None:
    """The command menu of a chat, here."""


async def no_workbook(call: calls.Workbook, out: Path) -> None:
    """What leaves the office, here."""
    await asyncio.to_thread(out.write_bytes, f"{call.name} {call.zipped}".encode())


async def send(bot: Bot, text: str = "您好", chat_id: int = WANG, kind: str = "send", **more: Any) -> Result:
    call = calls.read(json.dumps({"kind": kind, "text": text, **more}))
    return await TelegramSender(bot, chinese, nothing, no_menu, no_workbook).send(Outgoing(1, chat_id, call))


async def arrives(bot: Bot, text: str, chat_id: int = WANG, **more: Any) -> int:
    """Send a message; return its number."""
    result = await send(bot, text, chat_id, **more)
    assert isinstance(result, Sent)
    assert result.message_id is not None
    return result.message_id


async def shown(local: Local, user: int = WANG) -> list[dict[str, Any]]:
    """Return the bot's messages, new and edited, as the user sees them."""
    found = [event["message"] for event in await local.sees(user) if event["type"] in ("message", "edit")]
    return [message for message in found if message["from"]["is_bot"]]


# ── how it looks ──


async def test_a_text_is_html_and_its_number_is_kept(bot: Bot, local: Local) -> None:
    result = await send(bot, "<b>15项</b> &lt;首批&gt;")
    message = (await shown(local))[-1]
    assert result == Sent(message["message_id"])
    assert (message["text"], message["html"], message["buttons"]) == ("15项 <首批>", "<b>15项</b> &lt;首批&gt;", [])


async def test_buttons_under_it(bot: Bot, local: Local) -> None:
    rows = [
        [{"text": "👍", "data": "abc:0"}, {"text": "👎", "data": "abc:1"}],
        [{"text": "网站", "url": "https://kjt.nmg.gov.cn/"}],
    ]
    await send(bot, buttons=rows)
    assert (await shown(local))[-1]["buttons"] == rows


async def test_a_key_that_shares_ones_number_and_goes_again(bot: Bot, local: Local) -> None:
    await send(bot, ask_contact="发送我的手机号")
    await send(bot, remove_keyboard=True)
    keyboards = [message["keyboard"] for message in await shown(local)]
    assert keyboards == [
        {"rows": [[{"text": "发送我的手机号", "request_contact": True}]], "one_time": True},
        {"remove": True},
    ]


async def test_an_edit_stays_in_its_place(bot: Bot, local: Local) -> None:
    first = await arrives(bot, "第 1 页", buttons=[[{"text": "下一页", "data": "abc:0"}]])
    buttons = [[{"text": "上一页", "data": "def:0"}]]
    assert await send(bot, "第 2 页", kind="edit", message_id=first, buttons=buttons) == Sent(first)
    assert await send(bot, "第 3 页", kind="edit", message_id=first) == Sent(first)
    assert [(message["text"], message["buttons"], message["edited"]) for message in (await shown(local))[-2:]] == [
        ("第 2 页", buttons, True),
        ("第 3 页", [], True),
    ]


async def test_an_edit_that_changes_nothing_has_been_made(bot: Bot, local: Local) -> None:
    first = await arrives(bot, "第 1 页")
    before = len(await shown(local))
    assert await send(bot, "第 1 页", kind="edit", message_id=first) == Sent(first)
    assert len(await shown(local)) == before


async def test_buttons_go_and_the_words_stay(bot: Bot, local: Local) -> None:
    first = await arrives(bot, "第 1 页", buttons=[[{"text": "下一页", "data": "abc:0"}]])
    for _ in range(2):  # a crash can have it done twice
        assert await send(bot, kind="strip", message_id=first) == Sent(first)
    message = (await shown(local))[-1]
    assert (message["text"], message["buttons"], message["edited"]) == ("第 1 页", [], False)
    await bot.delete_message(WANG, first)
    assert await send(bot, kind="strip", message_id=first) == Sent()
    assert await send(bot, kind="strip", message_id=None) == Sent()  # it never arrived


async def test_an_edit_of_a_message_that_is_gone_is_sent_anew(bot: Bot, local: Local) -> None:
    first = await arrives(bot, "第 1 页")
    await bot.delete_message(WANG, first)
    buttons = [[{"text": "上一页", "data": "def:0"}]]
    result = await send(bot, "第 2 页", kind="edit", message_id=first, buttons=buttons)
    message = (await shown(local))[-1]
    assert result == Sent(message["message_id"])
    assert (message["text"], message["buttons"], message["edited"]) == ("第 2 页", buttons, False)


async def test_what_is_kept_true_is_edited_and_not_sent_anew_when_it_is_gone(bot: Bot, local: Local) -> None:
    first = await arrives(bot, "待受理")
    assert await send(bot, "审核中", kind="refresh", message_id=first) == Sent(first)
    assert [(each["text"], each["edited"]) for each in await shown(local)][-1] == ("审核中", True)
    await bot.delete_message(WANG, first)
    before = await shown(local)
    assert await send(bot, "已撤回", kind="refresh", message_id=first) == Sent()
    assert await send(bot, "已撤回", kind="refresh", message_id=None) == Sent()  # it never arrived
    assert await shown(local) == before


async def test_an_edit_of_somebody_elses_message_is_sent_anew(bot: Bot, local: Local) -> None:
    theirs = (await local.sees(WANG))[0]["message"]
    result = await send(bot, "第 2 页", kind="edit", message_id=theirs["message_id"])
    assert result == Sent((await shown(local))[-1]["message_id"])


async def test_a_group_is_written_to_as_well(bot: Bot, local: Local) -> None:
    assert await send(bot, "新的需求", GROUP) == Sent((await shown(local, 2001))[-1]["message_id"])


# ── what becomes of it ──


@pytest.mark.parametrize(
    ("kind", "chat_id", "reason", "why"),
    [
        ("send", 2001, "Forbidden: bot can't initiate conversation with a user", "unstarted"),
        ("edit", 2001, "Chat not found", "gone"),
        ("send", 99, "Chat not found", "gone"),
        ("edit", -99, "Chat not found", "gone"),
        ("send", LI, "Forbidden: bot was blocked by the user", "blocked"),
        ("edit", LI, "Forbidden: bot was blocked by the user", "blocked"),
    ],
)
async def test_nobody_is_there(bot: Bot, local: Local, kind: str, chat_id: int, reason: str, why: Why) -> None:
    sent = await arrives(bot, "早", LI)
    await local.does(LI, "block")
    assert await send(bot, "您好", chat_id, kind, message_id=sent) == Unreachable(reason, why)


@pytest.mark.parametrize("how", ["kicked", "muted", "closed"])
async def test_a_group_in_which_the_bot_may_not_write(bot: Bot, local: Local, how: str) -> None:
    await local.does(2001, "bar_bot", how=how)
    result = await send(bot, "新的需求", GROUP)
    assert (type(result), getattr(result, "why", "")) == (Unreachable, "barred")
    await local.does(2001, "let_bot_speak")
    assert isinstance(await send(bot, "新的需求", GROUP), Sent)


#: What Telegram says of a chat, of its own and of TDLib's.
REFUSALS: list[tuple[int, str, Why | None]] = [
    (400, "Bad Request: PEER_ID_INVALID", "gone"),
    (400, "Bad Request: user not found", "gone"),
    (403, "Forbidden: user is deactivated", "gone"),
    (400, "Bad Request: group chat was deactivated", "gone"),
    (400, "Bad Request: CHAT_RESTRICTED", "barred"),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN", "barred"),
    (400, "Bad Request: TOPIC_CLOSED", "barred"),
    (400, "Bad Request: have no rights to send a message", "barred"),
    (400, "Bad Request: not enough rights to send text messages to the chat", "barred"),
    (403, "Forbidden: bot was kicked from the group chat", "barred"),
    (403, "Forbidden: bot is not a member of the channel chat", "barred"),
    (403, "Forbidden: something new", "unknown"),
    (400, "Bad Request: something new", None),
]


@pytest.mark.parametrize(("status", "description", "why"), REFUSALS)
async def test_what_is_said_of_a_chat(status: int, description: str, why: Why | None) -> None:
    refused = json.dumps({"ok": False, "error_code": status, "description": description})
    async with answering(always(status, refused)) as url, bot_of(url) as bot:
        result = await send(bot)
    assert (type(result), getattr(result, "why", None)) == (Unreachable if why else Rejected, why)


async def test_whoever_unblocks_is_there_again(bot: Bot, local: Local) -> None:
    await local.does(LI, "block")
    await local.does(LI, "unblock")
    assert isinstance(await send(bot, chat_id=LI), Sent)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ({"text": "稀" * 4097}, "Message is too long"),
        ({"text": " \n "}, "Message text is empty"),
        ({"buttons": [[{"text": "按钮", "data": "x" * 65}]]}, "Button_data_invalid"),
    ],
    ids=["long", "blank", "button"],
)
async def test_a_mistake_of_ours(bot: Bot, call: dict[str, Any], reason: str) -> None:
    result = await send(bot, **call)
    assert isinstance(result, Rejected)
    assert result.reason.startswith(reason)


@pytest.mark.parametrize(
    ("text", "read"), [("<b>没有结束 &lt;首批", "没有结束 <首批"), ("1 &lt; 2 <没有>x</没有>", "1 < 2 x")]
)
async def test_a_text_whose_marks_are_wrong_is_sent_without_them(bot: Bot, local: Local, text: str, read: str) -> None:
    result = await send(bot, text, buttons=[[{"text": "好", "data": "abc:0"}]])
    message = (await shown(local))[-1]
    assert (result, message["text"], len(message["buttons"])) == (Sent(message["message_id"]), read, 1)


async def test_a_file_arrives_as_it_is_under_its_own_name(bot: Bot, local: Local, tmp_path: Path) -> None:
    path, content = tmp_path / "0a1b", bytes(range(256)) * 1000
    path.write_bytes(content)
    more: dict[str, Any] = {
        "path": str(path),
        "name": '回执 "1"&<b>.pdf',
        "buttons": [[{"text": "好", "data": "abc:0"}]],
    }
    result = await send(bot, "<b>回执</b>", kind="document", **more)
    (message,) = await shown(local)
    assert result == Sent(message["message_id"])
    assert (message["html"], message["buttons"]) == ("<b>回执</b>", more["buttons"])
    assert (message["file"]["name"], message["file"]["kind"]) == (more["name"], "document")
    async with local.session.get(local.server.url + message["file"]["url"]) as answer:
        assert await answer.read() == content


async def test_a_file_that_is_gone_is_no_reason_to_try_again(bot: Bot, tmp_path: Path) -> None:
    result = await send(bot, kind="document", path=str(tmp_path / "gone"), name="a.pdf")
    assert isinstance(result, Rejected)
    assert result.reason.startswith("no file: ")


async def test_too_fast_says_how_long(tmp_path: Path) -> None:
    async with running(tmp_path, flood=True) as local, met(local, WANG) as bot:
        results = [await send(bot, str(number)) for number in range(7)]
    assert [type(result) for result in results[:6]] == [Sent] * 6
    assert results[6] == RetryLater("flood limit", 1.0)


CALLS: dict[str, dict[str, Any]] = {
    "send": {},
    "edit": {"message_id": 1},
    "refresh": {"message_id": 1},
    "photo": {"file": str(CONTENT / "pictures" / "process.png")},
    "document": {"path": str(CONTENT / "pictures" / "process.png"), "name": "流程.png"},
}


@pytest.mark.parametrize("kind", CALLS)
async def test_no_answer_of_the_bot_api_is_no_reason_to_give_up(kind: str) -> None:
    """Ask each odd answer of the call: it is a failed try, with the sender's own pause, and ends nothing."""
    found = {}
    async with answering_in_turn(ODD_MESSAGES) as turns, bot_of(turns.url) as bot:
        for odd in turns:
            result = await send(bot, kind=kind, **CALLS[kind])
            found[odd] = (type(result), getattr(result, "seconds", ""))
    assert {odd: result for odd, result in found.items() if result != (RetryLater, None)} == {}


@pytest.mark.parametrize("more", [{"from": 7}, {"entities": "x"}, {"checklist": {"new": 1}}, {"poll": {}}])
async def test_what_else_stands_in_a_message_does_not_matter(more: dict[str, Any]) -> None:
    """Once taken it is there: to send it again because of a field that nobody reads would repeat it for ever."""
    sent = json.dumps({"ok": True, "result": {**MESSAGE, **more}})
    async with answering(always(200, sent)) as url, bot_of(url) as bot:
        assert await send(bot) == Sent(1)


@pytest.mark.parametrize(
    ("parameters", "seconds"),
    [
        ({"retry_after": 3}, 3),
        ({"retry_after": 10**12}, 300),
        ({"retry_after": 10**7}, 300),
        ({"retry_after": -1}, 1),
        ({"retry_after": 0}, 1),
        ({"retry_after": 2.5}, 2),
        ({"retry_after": "1"}, None),
        ({"retry_after": True}, None),
        ([1], None),
        ("x", None),
        (None, None),
    ],
)
async def test_a_pause_that_is_asked_for_has_bounds(parameters: Any, seconds: float | None) -> None:
    async with answering(always(*refusal(429, parameters=parameters))) as url, bot_of(url) as bot:
        result = await send(bot)
    assert (type(result), getattr(result, "seconds", "")) == (RetryLater, seconds)


async def test_who_answers_oddly_is_not_alive() -> None:
    async with answering_in_turn(ODD) as turns, bot_of(turns.url) as bot:
        alive = [odd for odd in turns if await TelegramSender(bot, chinese, nothing, no_menu, no_workbook).alive()]
    assert alive == []


async def test_who_answers_rightly_is_alive(bot: Bot) -> None:
    assert await TelegramSender(bot, chinese, nothing, no_menu, no_workbook).alive() is True


@pytest.mark.parametrize(("kind", "taken"), [("send", RetryLater), ("edit", Sent), ("refresh", Sent)])
async def test_true_is_an_answer_to_an_edit_only(kind: str, taken: type[Result]) -> None:
    async with answering(always(200, '{"ok":true,"result":true}')) as url, bot_of(url) as bot:
        assert isinstance(await send(bot, kind=kind, message_id=1), taken)


async def test_nobody_listens() -> None:
    async with bot_of(f"http://{HOST}:{free_port()}") as bot:
        assert await send(bot) == RetryLater("ClientConnectorError: no answer from the Bot API")


async def test_somebody_listens_and_says_nothing() -> None:
    async with answering(silent) as url, bot_of(url, timeout=0.05) as bot:
        assert await send(bot) == RetryLater("Timed out")


async def test_a_group_that_moved_is_somewhere_else() -> None:
    async with answering(always(*refusal(400, parameters={"migrate_to_chat_id": -1009}))) as url, bot_of(url) as bot:
        assert await send(bot, chat_id=-9) == Moved(-1009)


async def test_a_token_that_is_refused_ends_the_program(local: Local) -> None:
    async with bot_of(local.server.url, "42:another") as bot:
        with pytest.raises(NothingCanBeSentError):
            await send(bot)


# ── documents ──

PAPER = {
    "name": "NM-1-回执",
    "header": "页眉",
    "title": "回执",
    "subtitle": "",
    "page": "第 |PAGE| 页",
    "head": [["编号", "NM-1"]],
    "sections": [],
    "signing": ["盖章："],
    "closing": ["接下来"],
}


async def test_a_document_is_made_when_it_is_sent(bot: Bot, local: Local) -> None:
    assert isinstance(await send(bot, kind="printed", paper=PAPER), Sent)
    assert [message["file"]["name"] for message in await shown(local)] == ["NM-1-回执.docx"]


async def test_while_one_is_made_another_waits_and_takes_no_place(bot: Bot, local: Local) -> None:
    sender = TelegramSender(bot, chinese, nothing, no_menu, no_workbook)
    call = calls.read(json.dumps({"kind": "printed", "paper": PAPER}))
    first = asyncio.create_task(sender.send(Outgoing(1, WANG, call)))
    await asyncio.sleep(0)  # it has begun
    assert await sender.send(Outgoing(2, LI, call)) == RetryLater("another document is being made", 1.0)
    assert isinstance(await first, Sent)
    assert await shown(local, LI) == []
