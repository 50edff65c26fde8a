"""python-telegram-bot's requests over aiohttp, against the local chat and against servers that misbehave."""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.telegram.transport import NO_ANSWER, TIMED_OUT, AiohttpRequest, seconds
from tests.localchat.client import Local, running
from tests.ports import HOST, free_port
from tests.unit.wire import Socks, always, answering, bot_of, met, silent

WANG, LI = 1001, 1002
SECRET = "42:AAH-this_part_is_secret-0123456789"


@pytest_asyncio.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path) as opened:
        yield opened


async def last(local: Local, user: int) -> dict[str, Any]:
    """Return the last message that a user sees."""
    found: dict[str, Any] = (await local.sees(user))[-1]["message"]
    return found


# ── what is sent arrives ──


@pytest.mark.parametrize(
    "text",
    ["首批榜单有多少项？", "a&b=c+d%20;\"'\\", "👨‍👩‍👧 family\n第二行", "مرحبا 您好 سلام", "稀" * 4096],
    ids=["chinese", "signs", "emoji", "arabic", "long"],
)
async def test_text_arrives_as_it_is(local: Local, text: str) -> None:
    async with met(local, WANG) as bot:
        await bot.send_message(WANG, text)
    assert (await last(local, WANG))["text"] == text


@pytest.mark.parametrize("name", ["技术需求（包头）.xlsx", "需求 1.pdf", 'say "no"\\.txt', "plain.bin", "a;b=c.txt"])
@pytest.mark.parametrize("opened", [False, True], ids=["bytes", "file"])
async def test_a_file_arrives_with_its_name_and_content(
    local: Local,
    tmp_path: Path,
    name: str,
    opened: bool,  # noqa: FBT001  # a table's column
) -> None:
    content = bytes(range(256)) * 300
    path = tmp_path / "file"
    path.write_bytes(content)
    async with met(local, WANG) as bot:
        with path.open("rb") as source:
            document = InputFile(source if opened else content, filename=name, read_file_handle=not opened)
            await bot.send_document(WANG, document, caption="附件：<b>表</b>", parse_mode="HTML")
        message = await last(local, WANG)
        back = await (await bot.get_file(message["file"]["url"].rpartition("/")[2])).download_as_bytearray()
    assert (message["file"]["name"], message["file"]["size"], message["text"]) == (
        name.replace("\\", "/").rsplit("/", 1)[-1],  # a folder's name is no part of a file's
        len(content),
        "附件：表",
    )
    assert bytes(back) == content


async def test_calls_at_once_share_the_session(local: Local) -> None:
    async with met(local, WANG) as bot:
        await asyncio.gather(*(bot.send_message(WANG, str(number)) for number in range(100)))
    texts = [event["message"]["text"] for event in (await local.sees(WANG))[1:]]
    assert sorted(texts, key=int) == [str(number) for number in range(100)]


async def test_by_way_of_a_proxy(local: Local) -> None:
    await local.says(WANG, "/start")
    socks = Socks()
    async with socks.open() as proxy, bot_of(local.server.url, proxy=proxy) as bot:
        await bot.send_message(WANG, "您好")
    assert ((await last(local, WANG))["text"], socks.asked) == ("您好", 1)


# ── what is refused ──


async def test_refusals_by_their_kind(local: Local) -> None:
    async with met(local, WANG, LI) as bot:
        await local.does(LI, "block")
        for attempt, kind, message in (
            (bot.send_message(LI, "您好"), Forbidden, "Forbidden: bot was blocked by the user"),
            (bot.send_message(2001, "您好"), Forbidden, "Forbidden: bot can't initiate conversation with a user"),
            (bot.send_message(99, "您好"), BadRequest, "Chat not found"),
            (bot.send_message(WANG, "稀" * 4097), BadRequest, "Message is too long"),
        ):
            with pytest.raises(kind) as caught:
                await attempt
            assert (type(caught.value), caught.value.message) == (kind, message)


async def test_a_token_that_is_not_known(local: Local) -> None:
    async with bot_of(local.server.url, SECRET) as bot:
        with pytest.raises(InvalidToken):
            await bot.get_me()


async def test_too_fast(tmp_path: Path) -> None:
    async with running(tmp_path, flood=True) as local, met(local, WANG) as bot:
        for number in range(6):
            await bot.send_message(WANG, str(number))
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(WANG, "6")
    assert seconds(caught.value) == 1.0


@pytest.mark.parametrize("pause", [1, 35, 0.5])
def test_the_seconds_that_telegram_asks_for(pause: float) -> None:
    assert seconds(RetryAfter(pause)) == pause  # type: ignore[arg-type]  # a server may well send such a number


# ── what is not answered ──


async def failure(bot: Bot, **timeouts: Any) -> TelegramError:
    """Make a call that must fail; neither it nor its traceback may show the token."""
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(WANG, "您好", **timeouts)
    error = caught.value
    shown = "".join(traceback.format_exception(error)) + repr(error)
    assert "secret" not in shown
    return error


async def test_nobody_listens() -> None:
    async with bot_of(f"http://{HOST}:{free_port()}", SECRET) as bot:
        error = await failure(bot)
    assert (type(error), error.message) == (
        NetworkError,
        "ClientConnectorError: no answer from the Bot API",
    )


async def test_no_such_host() -> None:
    async with bot_of("http://no-such-host.invalid", SECRET) as bot:
        assert type(await failure(bot)) is NetworkError


@pytest.mark.parametrize(("usual", "own"), [(0.05, {}), (20, {"read_timeout": 0.05})], ids=["usual", "own"])
async def test_somebody_listens_and_says_nothing(usual: float, own: dict[str, float]) -> None:
    async with answering(silent) as url, bot_of(url, SECRET, timeout=usual) as bot:
        assert type(await failure(bot, **own)) is TimedOut


async def test_a_server_that_sends_one_round_in_circles() -> None:
    async def circle(request: web.Request) -> web.StreamResponse:
        raise web.HTTPTemporaryRedirect(request.rel_url)

    async with answering(circle) as url, bot_of(url, SECRET) as bot:
        error = await failure(bot)
    assert error.message == "TooManyRedirects: no answer from the Bot API"


async def test_a_connection_that_breaks_off() -> None:
    async def breaks(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"ok"')
        assert request.transport
        request.transport.close()
        return response

    async with answering(breaks) as url, bot_of(url, SECRET) as bot:
        assert type(await failure(bot)) is NetworkError


@pytest.mark.parametrize("refusal", [1, 3, 4, 5], ids=["general", "network", "host", "refused"])
async def test_a_proxy_that_reaches_nobody(refusal: int) -> None:
    async with Socks(refusal).open() as proxy, bot_of("http://10.0.0.1", SECRET, proxy=proxy) as bot:
        assert type(await failure(bot)) is NetworkError


async def test_a_proxy_that_is_not_there() -> None:
    proxy = f"socks5://user:password@{HOST}:{free_port()}"
    async with bot_of("http://10.0.0.1", SECRET, proxy=proxy) as bot:
        error = await failure(bot)
    assert type(error) is NetworkError
    assert "password" not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [(500, "{}", NetworkError), (502, "<html>Bad Gateway</html>", NetworkError), (429, "slow down", NetworkError)],
)
async def test_answers_that_are_none_of_the_bot_apis(status: int, text: str, kind: type) -> None:
    async with answering(always(status, text)) as url, bot_of(url, SECRET) as bot:
        assert type(await failure(bot)) is kind


@pytest.mark.parametrize("where", ["nobody", "silence", "proxy", "no proxy", "page"])
async def test_a_call_of_our_own_fails_in_ways_that_are_known(where: str) -> None:
    """The poller goes on after these and ends with any other."""
    socks = Socks(refusal=4)
    async with (
        answering(silent) as silence,
        answering(always(200, "<html>", "text/html")) as page,
        socks.open() as proxy,
    ):
        url, by = {
            "nobody": (f"http://{HOST}:{free_port()}", None),
            "silence": (silence, None),
            "proxy": ("http://10.0.0.1", proxy),
            "no proxy": ("http://10.0.0.1", f"socks5://{HOST}:{free_port()}"),
            "page": (page, None),
        }[where]
        request = AiohttpRequest(by)
        await request.initialize()
        try:
            answer = await request.ask(f"{url}/getUpdates", {"offset": 0}, 0.05 if where == "silence" else 5)
        except (*TIMED_OUT, *NO_ANSWER):
            answer = None
        assert answer is None
        await request.shutdown()


# ── the session ──


async def test_opened_and_closed_as_often_as_one_likes(local: Local) -> None:
    request = AiohttpRequest()
    url = f"{local.server.url}/botlocal:token/getMe"
    with pytest.raises(RuntimeError, match="not open"):
        assert request.session
    for _ in range(2):
        await request.initialize()
        session = request.session
        await request.initialize()
        assert request.session is session
        status, body = await request.do_request(url, "POST")
        assert (status, json.loads(body)["result"]["username"]) == (200, "jiebang_local_bot")
        await request.shutdown()
        await request.shutdown()
    with pytest.raises(RuntimeError, match="not open"):
        assert request.session


def test_how_long_a_call_may_take() -> None:
    assert [AiohttpRequest().read_timeout, AiohttpRequest(timeout=3).read_timeout] == [20, 3]
