"""One outbox row, one call: how it looks to the reader, and which of delivery's four results comes of it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.error import InvalidToken

from bot.services.delivery import Moved, Rejected, Result, RetryLater, Sent, Unreachable
from bot.storage.outbox import Outgoing
from bot.telegram.sender import TelegramSender
from tests.ports import HOST, free_port
from tests.unit.localchat_client import GROUP, Local, running
from tests.unit.wire import always, answering, bot_of, met, silent

WANG, LI = 1001, 1002


@pytest_asyncio.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path) as opened:
        yield opened


@pytest_asyncio.fixture
async def bot(local: Local) -> AsyncIterator[Bot]:
    async with met(local, WANG, LI) as opened:
        yield opened


async def send(bot: Bot, text: str = "您好", chat_id: int = WANG, kind: str = "send", **more: Any) -> Result:
    call = {"kind": kind, "text": text, **more}
    return await TelegramSender(bot).send(Outgoing(1, chat_id, call, 0, None))


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
    first = await send(bot, "第 1 页", buttons=[[{"text": "下一页", "data": "abc:0"}]])
    buttons = [[{"text": "上一页", "data": "def:0"}]]
    assert await send(bot, "第 2 页", kind="edit", message_id=first.message_id, buttons=buttons) == first
    assert await send(bot, "第 3 页", kind="edit", message_id=first.message_id) == first
    assert [(message["text"], message["buttons"], message["edited"]) for message in (await shown(local))[-2:]] == [
        ("第 2 页", buttons, True),
        ("第 3 页", [], True),
    ]


async def test_an_edit_that_changes_nothing_has_been_made(bot: Bot, local: Local) -> None:
    first = await send(bot, "第 1 页")
    before = len(await shown(local))
    assert await send(bot, "第 1 页", kind="edit", message_id=first.message_id) == Sent(None)
    assert len(await shown(local)) == before


async def test_an_edit_of_a_message_that_is_gone_is_sent_anew(bot: Bot, local: Local) -> None:
    first = await send(bot, "第 1 页")
    await bot.delete_message(WANG, first.message_id)
    buttons = [[{"text": "上一页", "data": "def:0"}]]
    result = await send(bot, "第 2 页", kind="edit", message_id=first.message_id, buttons=buttons)
    message = (await shown(local))[-1]
    assert result == Sent(message["message_id"])
    assert (message["text"], message["buttons"], message["edited"]) == ("第 2 页", buttons, False)


async def test_what_is_kept_true_is_edited_and_not_sent_anew_when_it_is_gone(bot: Bot, local: Local) -> None:
    first = await send(bot, "待受理")
    assert await send(bot, "审核中", kind="refresh", message_id=first.message_id) == first
    assert [(each["text"], each["edited"]) for each in await shown(local)][-1] == ("审核中", True)
    await bot.delete_message(WANG, first.message_id)
    before = await shown(local)
    assert await send(bot, "已撤回", kind="refresh", message_id=first.message_id) == Sent()
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
    ("kind", "chat_id", "reason"),
    [
        ("send", 2001, "Forbidden: bot can't initiate conversation with a user"),
        ("edit", 2001, "Chat not found"),
        ("send", 99, "Chat not found"),
        ("edit", -99, "Chat not found"),
        ("send", LI, "Forbidden: bot was blocked by the user"),
        ("edit", LI, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_nobody_is_there(bot: Bot, local: Local, kind: str, chat_id: int, reason: str) -> None:
    sent = await send(bot, "早", LI)
    await local.does(LI, "block")
    assert await send(bot, "您好", chat_id, kind, message_id=sent.message_id) == Unreachable(reason)


async def test_whoever_unblocks_is_there_again(bot: Bot, local: Local) -> None:
    await local.does(LI, "block")
    await local.does(LI, "unblock")
    assert isinstance(await send(bot, chat_id=LI), Sent)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ({"text": "<b>没有结束"}, "Can't parse entities"),
        ({"text": "1 < 2 <没有>"}, "Can't parse entities"),
        ({"text": "稀" * 4097}, "Message is too long"),
        ({"text": " \n "}, "Message text is empty"),
        ({"buttons": [[{"text": "按钮", "data": "x" * 65}]]}, "Button_data_invalid"),
    ],
    ids=["open tag", "unknown tag", "long", "blank", "button"],
)
async def test_a_mistake_of_ours(bot: Bot, call: dict[str, Any], reason: str) -> None:
    result = await send(bot, **call)
    assert isinstance(result, Rejected)
    assert result.reason.startswith(reason)


async def test_too_fast_says_how_long(tmp_path: Path) -> None:
    async with running(tmp_path, flood=True) as local, met(local, WANG) as bot:
        results = [await send(bot, str(number)) for number in range(7)]
    assert [type(result) for result in results[:6]] == [Sent] * 6
    assert results[6] == RetryLater("flood limit", 1.0)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, '{"ok":false,"error_code":500,"description":"Internal Server Error"}'),
        (502, "<html>Bad Gateway</html>"),
        (503, ""),
        (429, "slow down"),
        (200, "<html>Please log in to this network</html>"),
        (200, ""),
        (409, '{"ok":false,"error_code":409,"description":"Conflict"}'),
    ],
)
@pytest.mark.parametrize("kind", ["send", "edit"])
async def test_no_answer_of_the_bot_api_is_no_reason_to_give_up(status: int, text: str, kind: str) -> None:
    async with answering(always(status, text)) as url, bot_of(url) as bot:
        result = await send(bot, kind=kind, message_id=1)
    assert (type(result), getattr(result, "seconds", "")) == (RetryLater, None)


async def test_nobody_listens() -> None:
    async with bot_of(f"http://{HOST}:{free_port()}") as bot:
        assert await send(bot) == RetryLater("ClientConnectorError: no answer from the Bot API")


async def test_somebody_listens_and_says_nothing() -> None:
    async with answering(silent) as url, bot_of(url, timeout=0.05) as bot:
        assert await send(bot) == RetryLater("Timed out")


async def test_a_group_that_moved_is_somewhere_else() -> None:
    moved = '{"ok":false,"error_code":400,"description":"moved","parameters":{"migrate_to_chat_id":-1009}}'
    async with answering(always(400, moved)) as url, bot_of(url) as bot:
        assert await send(bot, chat_id=-9) == Moved(-1009)


async def test_a_token_that_is_refused_ends_the_program(local: Local) -> None:
    async with bot_of(local.server.url, "42:another") as bot:
        with pytest.raises(InvalidToken):
            await send(bot)
