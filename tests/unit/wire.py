"""The other end of the wire, real but misbehaving: servers on loopback for what the local chat never does."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from telegram import Bot

from bot.telegram.transport import AiohttpRequest
from tests.localchat.client import TOKEN, Local
from tests.ports import HOST


@asynccontextmanager
async def bot_of(url: str, token: str = TOKEN, **options: Any) -> AsyncIterator[Bot]:
    """Give a bot that talks to a Bot API server at `url`, not yet introduced to it; `options` are the transport's."""
    request = AiohttpRequest(**options)
    await request.initialize()
    try:
        yield Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=request)
    finally:
        await request.shutdown()


@asynccontextmanager
async def met(local: Local, *users: int) -> AsyncIterator[Bot]:
    """Give a bot of the local chat that knows itself and that these users have written to."""
    for user in users:
        await local.says(user, "/start")
    async with bot_of(local.server.url) as bot:
        await bot.initialize()
        try:
            yield bot
        finally:
            await bot.shutdown()


@asynccontextmanager
async def answering(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """Give the address of a server that answers every request so."""
    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", handler)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def always(status: int, text: str, kind: str = "application/json") -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return a handler that knows one answer."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=status, text=text, content_type=kind)

    return handler


class Turns:
    """A server's answers, one after the other: going through them makes each the answer of the moment."""

    def __init__(self, answers: Sequence[tuple[int, str]]) -> None:
        self.url, self._answers = "", answers

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for answer in self._answers:
            self._now = answer
            yield answer

    async def answer(self, _: web.Request) -> web.Response:
        status, text = self._now
        return web.Response(status=status, text=text, content_type="application/json")


@asynccontextmanager
async def answering_in_turn(answers: Sequence[tuple[int, str]]) -> AsyncIterator[Turns]:
    """Give a server that answers everything as it is the turn of."""
    turns = Turns(answers)
    async with answering(turns.answer) as turns.url:
        yield turns


async def silent(_: web.Request) -> web.StreamResponse:
    """Handle a request by never answering it."""
    await asyncio.Event().wait()
    raise AssertionError("nobody sets it")


class Socks:
    """A SOCKS5 proxy; with `refusal` (RFC 1928, section 6) it connects nobody. Counts who came."""

    def __init__(self, refusal: int = 0) -> None:
        self.refusal, self.asked = refusal, 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Give the proxy's address."""
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._serve, HOST, 0)
        try:
            yield f"socks5://{HOST}:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            await self._connect(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")  # no password
        kind = (await reader.readexactly(4))[3]
        assert kind == 1, "the tests connect to IPv4 addresses"
        host = socket.inet_ntoa(await reader.readexactly(4))
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked += 1
        writer.write(bytes([5, self.refusal, 0, 1]) + bytes(6))
        if self.refusal:
            await writer.drain()
            return
        there, out = await asyncio.open_connection(host, port)
        try:
            await asyncio.gather(_pass_on(reader, out), _pass_on(there, writer))
        finally:
            out.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.write_eof()
