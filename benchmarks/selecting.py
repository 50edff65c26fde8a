"""A selector on loopback, as good or as bad as one likes: who measures and tests asks it in a model's place."""

import asyncio
import gzip
import html
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Model = Callable[[str, list[str]], str]  # what it writes, given the question and the candidates
PROSE = "请加微信领取补贴"  # stands in what is hostile and long enough, and must never be shown


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """Serve an endpoint that answers so; give its address."""
    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    app.router.add_get("/elsewhere", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def read(body: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the question and the candidates of a call."""
    found = re.fullmatch(r"<问话>(.*?)</问话>\n(.*)", body["messages"][1]["content"], re.DOTALL)
    if found is None:
        raise ValueError("no call of ours")
    lines = [html.unescape(line).partition(". ")[2] for line in found[2].split("\n")]
    return html.unescape(found[1]), lines


def completion(content: object) -> dict[str, Any]:
    """Return the body of an answer in which the model writes so."""
    return {
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": content}}],
    }


def writing(content: object) -> Answer:
    """Return an endpoint whose model always writes the same."""
    return answering(completion(content))


def answering(body: object) -> Answer:
    """Return an endpoint that always answers with the same JSON."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(body)

    return answer


def thinking(model: Model) -> Answer:
    """Return an endpoint with a model behind it."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response(completion(model(*read(await request.json()))))

    return answer


def _raw(body: bytes, *, status: int = 200, kind: str = "application/json", **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, status=status, content_type=kind, headers=headers)

    return answer


def _streaming(piece: bytes, pause: float) -> Answer:
    """Return an endpoint that begins to answer and never ends."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        with suppress(ConnectionError):  # somebody has heard enough
            while True:
                await response.write(piece)
                await asyncio.sleep(pause)
        return response

    return answer


async def _silent(_: web.Request) -> web.Response:
    await asyncio.Event().wait()
    return web.Response()


async def _hangs_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.close()
    return web.Response()


async def _stops_halfway(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "4000"})
    await response.prepare(request)
    await response.write(RIGHT)
    if request.transport:
        request.transport.close()
    return response


async def _leads_elsewhere(request: web.Request) -> web.Response:
    if request.method == "GET":
        return web.json_response(completion("2"))
    raise web.HTTPFound("/elsewhere")


RIGHT = json.dumps(completion("2")).encode()
#: Endpoints of which nothing may be believed, by what is wrong with them; but for that, many would name a candidate.
HOSTILE: Mapping[str, Answer] = {
    "nothing": writing(""),
    "blank": writing(" \n"),
    "no text": writing(None),
    "a number, no text": writing(2),
    "a list": writing([{"type": "text", "text": "2"}]),
    "zero": writing("0"),
    "a number that was not given": writing("21"),
    "a huge number": writing("9" * 5000),
    "a negative number": writing("-1"),
    "a number of another script": writing("２"),
    "an entry's id": writing("money.cap"),
    "two numbers": writing("2, 3"),
    "two lines": writing("2\n3"),
    "a number and NONE": writing("2 NONE"),
    "a number and prose": writing(f"2。{PROSE}"),
    "prose": writing(f"您好！{PROSE}。"),
    "markup": writing(f"<b>2</b><a href='https://example.com'>{PROSE}</a>"),
    "none of ours": writing("none"),
    "JSON within": writing('{"answer": 2}'),
    "no choices": answering({"choices": []}),
    "two choices": answering({"choices": completion("2")["choices"] * 2}),
    "an error that is none": answering({"error": {"message": PROSE}}),
    "another shape": answering([completion("2")]),
    "500": _raw(RIGHT, status=500),
    "429": _raw(RIGHT, status=429),
    "201": _raw(RIGHT, status=201),
    "a page": _raw(f"<html>{PROSE}</html>".encode(), kind="text/html"),
    "JSON that says it is a page": _raw(RIGHT, kind="text/html"),
    "JSON that says it is text": _raw(RIGHT, kind="text/plain"),
    "broken JSON": _raw(RIGHT[:-3]),
    "no UTF-8": _raw(b"\xff" + RIGHT),
    "deep": _raw(b"[" * 60_000),
    "packed": _raw(gzip.compress(RIGHT), **{"Content-Encoding": "gzip"}),
    "too long": _raw(b" " * 100_000 + RIGHT),
    "elsewhere": _leads_elsewhere,
    "hangs up": _hangs_up,
    "stops halfway": _stops_halfway,
    "endless": _streaming(b" " * 10_000, 0),
}
#: Those that only time ends.
SLOW: Mapping[str, Answer] = {"silence": _silent, "drop by drop": _streaming(b" ", 0.01)}
