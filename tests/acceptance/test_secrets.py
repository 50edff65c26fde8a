"""Nothing that the program prints holds the token, whatever happens; and what goes out goes through the proxy."""

import asyncio
from asyncio import StreamReader, StreamWriter
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import web

from bot.selector import FAILURES
from bot.texts import operators
from tests.acceptance.program import ANSWER, QUESTION, SECRET, WANG, Answer, Program, in_front_of, serving, town
from tests.conversations.need import TAPPED, TYPED

HOOK_SECRET = "Another_secret-of-the-webhook"
SELECTOR_KEY = "Key-of-the-selector"
PASSWORD = "password-of-the-proxy"


def loud(folder: Path, url: str, faq: dict[str, object] | None = None, **telegram: object) -> Program:
    """A program that says all it can: everything at DEBUG, asyncio in its debug mode."""
    program = Program(folder, url, log_level="DEBUG", telegram={"api_url": url, **telegram}, faq=faq or {})
    program.environment |= {
        "PYTHONASYNCIODEBUG": "1",
        "JIEBANG_WEBHOOK_SECRET": HOOK_SECRET,
        "JIEBANG_SELECTOR_KEY": SELECTOR_KEY,
    }
    return program


def leaks(program: Program) -> list[str]:
    """The lines that hold a secret, also where an address is written with escapes."""
    secrets = (SECRET, HOOK_SECRET, SELECTOR_KEY, PASSWORD)
    return [line for line in program.printed.splitlines() if any(secret in line for secret in secrets)]


async def test_in_ordinary_work(tmp_path: Path) -> None:
    async with town(tmp_path) as chat, loud(tmp_path, chat.url) as program:
        await chat.says(WANG, QUESTION)
        await chat.taps(WANG, await chat.hears(WANG, ANSWER), "👍")
        await program.rests(chat)
        assert await program.stop() == 0
    assert leaks(program) == []


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_nothing_that_people_said_is_written_at_any_level(
    tmp_path: Path, mode: str, unused_tcp_port: int
) -> None:
    webhook = {"public_url": f"http://127.0.0.1:{unused_tcp_port}/telegram", "port": unused_tcp_port}
    async with town(tmp_path) as chat, loud(tmp_path, chat.url, mode=mode, webhook=webhook) as program:
        for said in ("/submit", *TYPED):
            await chat.says(WANG, said)
            await program.rests(chat)
        assert await program.rows("SELECT count(*) AS n FROM need") == [{"n": 1}]
        await chat.says(WANG, QUESTION)
        await chat.hears(WANG, ANSWER)
        assert await program.stop() == 0
    assert "the bot starts" in program.printed  # it is the log
    told = [TAPPED[1], TAPPED[2], TAPPED[4], "13800000000", "138 0000 0000", QUESTION, ANSWER]
    assert [each for each in told if each in program.printed] == []


async def cut_off(_request: web.Request) -> web.Response:
    return web.Response(text='{"ok": true, "result": {"text": "王芳的话', content_type="application/json")


async def test_an_answer_that_is_cut_off_is_not_written(tmp_path: Path) -> None:
    async with town(tmp_path) as chat, in_front_of(chat, sendMessage=cut_off) as url, loud(tmp_path, url) as program:
        await chat.says(WANG, QUESTION)
        await program.prints("tried again")
        assert await program.stop() == 0
    assert "王芳的话" not in program.printed


async def test_with_a_webhook(tmp_path: Path, unused_tcp_port: int) -> None:
    webhook = {"public_url": f"http://127.0.0.1:{unused_tcp_port}/telegram", "port": unused_tcp_port}
    async with town(tmp_path) as chat, loud(tmp_path, chat.url, mode="webhook", webhook=webhook) as program:
        await chat.says(WANG, QUESTION)
        await chat.hears(WANG, ANSWER)
        assert await program.stop() == 0
    assert leaks(program) == []


async def nonsense(_request: web.Request) -> web.Response:
    return web.Response(text="<html>out of order</html>", content_type="text/html")


async def own_words(request: web.Request) -> web.Response:
    return web.Response(status=502, text=f"can't reach {request.url}")


async def in_circles(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"{request.path}x")


async def hangs_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def refuses(_request: web.Request) -> web.Response:
    return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)


@pytest.mark.parametrize("answer", [nonsense, own_words, in_circles, hangs_up])
async def test_when_what_answers_is_no_bot_api(tmp_path: Path, answer: Answer) -> None:
    async with serving(answer) as url, loud(tmp_path, url) as program:
        await program.prints("the Bot API does not answer")
        assert await program.stop() == 0
    assert leaks(program) == []


@pytest.mark.parametrize("proxy", [None, f"http://me:{PASSWORD}@127.0.0.1:9", f"socks5://me:{PASSWORD}@127.0.0.1:9"])
async def test_when_nobody_answers(tmp_path: Path, proxy: str | None) -> None:
    async with loud(tmp_path, "http://127.0.0.1:9", proxy=proxy) as program:  # the discard port: nobody listens
        await program.prints("the Bot API does not answer")
        assert await program.stop() == 0
    assert leaks(program) == []


async def test_when_the_token_is_refused(tmp_path: Path) -> None:
    async with serving(refuses) as url, loud(tmp_path, url) as program:
        assert await program.ends() == 3
    assert operators()("operator.token") in program.printed.splitlines()  # asyncio's last words may come after it
    assert leaks(program) == []


async def test_when_the_token_is_revoked_in_the_midst_of_work(tmp_path: Path) -> None:
    async with town(tmp_path) as chat, in_front_of(chat, sendMessage=refuses) as url:
        async with loud(tmp_path, url) as program:
            await chat.says(WANG, QUESTION)
            assert await program.ends() == 3
        assert operators()("operator.token") in program.printed.splitlines()
        assert leaks(program) == []
        assert await program.rows("SELECT state FROM outbox") == [{"state": "waiting"}]


async def test_in_the_traceback_of_a_fault(tmp_path: Path) -> None:
    async with town(tmp_path) as chat:
        program = loud(tmp_path, chat.url)
        program.flaw = (
            "from bot.telegram.receive import Poller\n"
            "async def run(self): raise ZeroDivisionError(f'{self._bot!r} {self._bot.base_url} {self._bot.token}')\n"
            "Poller.run = run"
        )
        async with program:
            assert await program.ends() == 5
    assert "Traceback" in program.printed
    assert "ZeroDivisionError: ExtBot[token=42:<token>]" in program.printed
    assert operators()("operator.fault") in program.printed.splitlines()
    assert leaks(program) == []


@pytest.mark.parametrize("answer", [nonsense, own_words, in_circles, hangs_up])
async def test_when_a_selector_fails(tmp_path: Path, answer: Answer) -> None:
    asked = 0

    async def counts(request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += request.headers["Authorization"] == f"Bearer {SELECTOR_KEY}"
        return await answer(request)

    async with town(tmp_path) as chat, serving(counts) as url:
        never_sure: dict[str, object] = {"sure": 1, "selector": {"url": url, "model": "m"}}
        async with loud(tmp_path, chat.url, never_sure) as program:
            for _ in range(FAILURES):
                await chat.says(WANG, QUESTION)
            await program.prints("the selector failed")
            assert await program.stop() == 0
    assert asked == FAILURES
    assert leaks(program) == []
    assert [each for each in (QUESTION, ANSWER, "out of order", "can't reach") if each in program.printed] == []


# ── proxies ──


class Proxy:
    """A proxy for HTTP (CONNECT) or SOCKS5 that notes for where it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refuses = False

    async def http(self, reader: StreamReader, writer: StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, where, _ = head.split(" ", 2)
        assert method == "CONNECT"
        self.asked.append(where)
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n" if self.refuses else b"HTTP/1.1 200 OK\r\n\r\n")
        await self._joins(where, reader, writer)

    async def socks5(self, reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readexactly((await reader.readexactly(2))[1])
        writer.write(b"\x05\x00")
        kind = (await reader.readexactly(4))[3]
        if kind == 1:
            host = ".".join(map(str, await reader.readexactly(4)))
        else:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        where = f"{host}:{int.from_bytes(await reader.readexactly(2))}"
        self.asked.append(where)
        writer.write(b"\x05" + (b"\x05" if self.refuses else b"\x00") + b"\x00\x01" + bytes(6))
        await self._joins(where, reader, writer)

    async def _joins(self, where: str, reader: StreamReader, writer: StreamWriter) -> None:
        if not self.refuses:
            far_reader, far_writer = await asyncio.open_connection(*where.split(":"))
            await asyncio.gather(_pours(reader, far_writer), _pours(far_reader, writer))
        writer.close()


async def _pours(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(ConnectionError):
        while block := await reader.read(65536):
            writer.write(block)
            await writer.drain()
    writer.close()


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_everything_goes_through_the_proxy(tmp_path: Path, kind: str) -> None:
    proxy = Proxy()
    server = await asyncio.start_server(getattr(proxy, kind), "127.0.0.1", 0)
    address = f"{kind}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with town(tmp_path) as chat:
        async with loud(tmp_path, chat.url, proxy=address) as program:
            await chat.says(WANG, QUESTION)
            await chat.hears(WANG, ANSWER)
            assert await program.stop() == 0
        assert set(proxy.asked) == {chat.url.removeprefix("http://")}
    server.close()
    assert leaks(program) == []


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_a_proxy_that_refuses_for_a_while_ends_nothing(tmp_path: Path, kind: str) -> None:
    proxy = Proxy()
    server = await asyncio.start_server(getattr(proxy, kind), "127.0.0.1", 0)
    address = f"{kind}://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    proxy.refuses = True
    async with town(tmp_path) as chat, loud(tmp_path, chat.url, proxy=address) as program:
        await program.prints("the Bot API does not answer")
        proxy.refuses = False
        await chat.says(WANG, QUESTION)
        await chat.hears(WANG, ANSWER)
        assert await program.stop() == 0
    server.close()
    assert leaks(program) == []
