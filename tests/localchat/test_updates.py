"""How updates reach the bot: acknowledgement, long polls, a second poller, the webhook, restarts."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from localchat.world import World
from tests.localchat.client import Local, running
from tests.patience import SOON, STILL


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path) as local:
        yield local


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_stays_until_a_higher_offset_acknowledges_it(local: Local) -> None:
    for text in ("一", "二", "三"):
        await local.says(1001, text)
    updates = await local.bot("getUpdates")
    first = updates[0]["update_id"]

    assert [update["update_id"] for update in updates] == [first, first + 1, first + 2]
    assert texts(await local.bot("getUpdates", offset=0)) == ["一", "二", "三"]
    assert texts(await local.bot("getUpdates", limit=2)) == ["一", "二"]
    assert texts(await local.bot("getUpdates", offset=first + 1)) == ["二", "三"]
    assert texts(await local.bot("getUpdates", offset=first)) == ["二", "三"]
    assert texts(await local.bot("getUpdates", offset=first + 3)) == []
    assert texts(await local.bot("getUpdates")) == []


async def test_a_long_poll_ends_with_the_first_update(local: Local) -> None:
    poll = asyncio.create_task(local.bot("getUpdates", timeout=50))
    await local.bot("getMe")  # answered after the poll has been taken in
    await local.says(1001, "你好")

    assert texts(await asyncio.wait_for(poll, SOON)) == ["你好"]


async def test_a_second_poller_ends_the_first(local: Local) -> None:
    first = asyncio.create_task(local.bot("getUpdates", timeout=50))
    await local.bot("getMe")

    assert await local.bot("getUpdates", timeout=0) == []
    assert await first == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_only_kinds_asked_for_are_queued(local: Local) -> None:
    await local.bot("getUpdates", allowed_updates=["callback_query", "nonsense"])
    assert (await local.does(1001, "location"))["update_id"] is None
    await local.bot("getUpdates")
    await local.says(1001, "没人听")
    await local.bot("getUpdates", allowed_updates=[])
    await local.says(1001, "听见了")

    assert texts(await local.updates()) == ["听见了"]


async def test_everything_outlives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as local:
        await local.says(1001, "重启前")
        await local.bot("sendMessage", chat_id=1001, text="答")
        await local.bot("setMyCommands", commands=[{"command": "help", "description": "帮助"}])
        tap = await local.post("/1001/taps", message_id=2, data="x")
        events = await local.sees(1001)
        waiting = await local.bot("getUpdates")
    async with running(tmp_path) as local:
        assert await local.bot("getUpdates") == waiting
        assert await local.sees(1001) == events
        assert await local.get("/1001/commands") == [{"command": "help", "description": "帮助"}]
        assert await local.bot("answerCallbackQuery", callback_query_id=tap["callback_query_id"]) is True
        assert (await local.says(1001, "重启后"))["message"]["message_id"] == 3
        assert (await local.updates())[-1]["update_id"] == waiting[-1]["update_id"] + 1


def test_updates_are_kept_for_a_day(tmp_path: Path) -> None:
    now = 1000.0
    world = World(tmp_path, clock=lambda: now)
    for _ in range(2):
        with world.change():
            world.queue.post("message", {})
        now += 23 * 3600

    assert len(world.queue.pending(0, 100)) == 1
    with world.change():
        world.queue.post("message", {})
    assert world.queue.count() == 2
    world.close()


class Receiver:
    """A webhook of the bot's: refuses as often as it is told, then takes."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.taken: asyncio.Queue[tuple[str | None, Any]] = asyncio.Queue()

    async def receive(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        await self.taken.put((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        return web.Response()

    async def start(self) -> tuple[web.AppRunner, str]:
        app = web.Application()
        app.router.add_post("/hook", self.receive)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"


async def test_a_webhook_gets_each_update_until_it_takes_it(tmp_path: Path) -> None:
    receiver = Receiver(refusals=2)
    runner, url = await receiver.start()
    async with running(tmp_path, webhook_pause=0.01) as local:
        await local.says(1001, "先前")
        assert await local.bot("setWebhook", url=url, secret_token="s-1") is True
        await local.says(1001, "之后")

        taken = [await asyncio.wait_for(receiver.taken.get(), STILL) for _ in range(2)]

        assert [(secret, update["message"]["text"]) for secret, update in taken] == [("s-1", "先前"), ("s-1", "之后")]
        info = await local.bot("getWebhookInfo")
        assert (info["url"], info["last_error_message"]) == (
            url,
            "Wrong response from the webhook: 503 Service Unavailable",
        )
        assert await local.bot("getUpdates") == (
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    async with running(tmp_path, webhook_pause=0.01) as local:
        await local.says(1001, "重启后")
        assert (await asyncio.wait_for(receiver.taken.get(), STILL))[1]["message"]["text"] == "重启后"
        assert await local.bot("deleteWebhook") is True
        await local.says(1001, "轮询")
        assert texts(await local.updates()) == ["轮询"]
    await runner.cleanup()


async def test_a_webhook_ends_the_waiting_poll(local: Local) -> None:
    poll = asyncio.create_task(local.bot("getUpdates", timeout=50))
    await local.bot("getMe")
    await local.bot("setWebhook", url="http://127.0.0.1:9/")

    assert await poll == "Conflict: terminated by setWebhook request"


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"url": "ftp://x"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://x", "secret_token": "a b"}, "Bad Request: secret token contains unallowed characters"),
        ({"url": "https://x", "allowed_updates": "x"}, "Bad Request: can't parse allowed_updates JSON object"),
    ],
)
async def test_webhook_refused(local: Local, params: dict[str, str], refusal: str) -> None:
    assert await local.bot("setWebhook", **params) == refusal


CALLS = [
    ("POST", "botlocal:token/getMe", 200),
    ("GET", "botlocal:token/GETME", 200),
    ("GET", "botlocal%3Atoken/getMe", 200),
    ("GET", "botlocal:token/getNothing", 404),
    ("PUT", "botlocal:token/getMe", 404),
    ("GET", "botwrong:token/getMe", 401),
    ("GET", "file/botwrong:token/documents/file_1", 401),
    ("GET", "file/botlocal:token/../localchat.db", 404),
    ("GET", "file/botlocal:token/%2e%2e/localchat.db", 404),
]


@pytest.mark.parametrize(("verb", "path", "status"), CALLS)
async def test_addresses(local: Local, verb: str, path: str, status: int) -> None:
    answer = await local.session.request(verb, f"{local.server.url}/{path}")

    assert answer.status == status
    if status == 404 and path.startswith("bot"):
        assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
    if status == 401:
        assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


BODIES: list[dict[str, Any]] = [
    {"json": {"chat_id": 1001, "text": "好", "reply_markup": {"remove_keyboard": True}}},
    {"data": {"chat_id": "1001", "text": "好", "reply_markup": '{"remove_keyboard": true}'}},
    {"params": {"chat_id": "1001", "text": "好", "reply_markup": '{"remove_keyboard": true}'}},
    {"params": {"chat_id": "1001"}, "data": {"text": "好"}},
    {"data": aiohttp.FormData({"chat_id": "1001", "text": "好"}, default_to_multipart=True)},
]


@pytest.mark.parametrize("body", BODIES)
async def test_parameters_come_in_every_way(local: Local, body: dict[str, Any]) -> None:
    await local.says(1001, "/start")

    answer = await local.session.post(f"{local.server.url}/botlocal:token/sendMessage", **body)

    assert (await answer.json())["result"]["text"] == "好"


BROKEN = [b"{", b"[]", b"[" * 100_000, b'{"chat_id": NaN}']


@pytest.mark.parametrize("body", BROKEN)
async def test_broken_json(local: Local, body: bytes) -> None:
    answer = await local.session.post(
        f"{local.server.url}/botlocal:token/sendMessage", data=body, headers={"Content-Type": "application/json"}
    )

    assert (answer.status, json.loads(await answer.text())["description"]) == (
        400,
        "Bad Request: can't parse JSON object",
    )


UNREADABLE = [
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=a", b"--a\r\nno header"),
    ("application/x-www-form-urlencoded", b"\xff=\xff"),
    ("application/x-www-form-urlencoded; charset=nothing", b"a=1"),
]


@pytest.mark.parametrize(("kind", "body"), UNREADABLE)
async def test_an_unreadable_body(local: Local, kind: str, body: bytes) -> None:
    urls = (f"{local.server.url}/botlocal:token/sendMessage", f"{local.server.url}/local/users/1001/messages")
    answers = [await local.session.post(url, data=body, headers={"Content-Type": kind}) for url in urls]

    assert [answer.status for answer in answers] == [400, 400]
    assert (await answers[0].json())["description"].startswith("Bad Request: can't parse the request: ")
    assert await answers[1].json() == {"error": "请求正文不是 JSON 对象"}
