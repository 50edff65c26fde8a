"""Receiving: on disk before it is acknowledged, whatever comes; by polling and by webhook."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from telegram import Bot

from bot.config import WebhookSection
from bot.storage.database import Database, StorageError, Transaction
from bot.telegram.receive import ALLOWED_UPDATES, Poller, Receiver, ReceivingError
from bot.telegram.transport import AiohttpRequest
from bot.telegram.webhook import SECRET_HEADER, Webhook
from tests.disk import full, log_of, write_protected
from tests.localchat.client import GROUP, Local, running
from tests.patience import STILL
from tests.ports import HOST, free_port
from tests.unit.wire import answering, bot_of, met

WANG, LI, ZHAO = 1001, 1002, 2001
BOT = 42


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(tmp_path / "bot" / "jiebang.db")
    await opened.open()
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    async with running(tmp_path / "chat") as opened:
        yield opened


@pytest_asyncio.fixture
async def bot(local: Local) -> AsyncIterator[Bot]:
    async with met(local) as opened:
        yield opened


@dataclass
class Woken:
    """The lanes that were woken, in order."""

    lanes: list[str] = field(default_factory=list)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, lane: str) -> None:
        self.lanes.append(lane)
        self.more.set()

    async def until(self, count: int) -> None:
        """Wait until so many lanes were woken."""
        async with asyncio.timeout(STILL):
            while len(self.lanes) < count:
                self.more.clear()
                await self.more.wait()


async def stored(database: Database, columns: str = "update_id, lane, state") -> list[tuple[Any, ...]]:
    sql = f"SELECT {columns} FROM inbox ORDER BY seq"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


async def texts(database: Database) -> list[str]:
    return [json.loads(raw)["message"]["text"] for (raw,) in await stored(database, "raw")]


@asynccontextmanager
async def under_way(work: Awaitable[None]) -> AsyncIterator[asyncio.Task[None]]:
    """Run something endless beside the block; what it raised is raised at the end of the block."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


# ── the receiver ──

PERSON = {"id": WANG, "is_bot": False, "first_name": "芳"}
PRIVATE = {"id": WANG, "type": "private"}
STAFF = {"id": GROUP, "type": "supergroup", "title": "揭榜办"}


def message(chat: dict[str, Any] = PRIVATE, **more: Any) -> dict[str, Any]:
    return {"message_id": 1, "date": 1_790_000_000, "chat": chat, "from": PERSON, "text": "您好", **more}


LANES: list[tuple[str, dict[str, Any]]] = [
    ("chat:1001", {"message": message()}),
    (f"chat:{GROUP}", {"message": message(STAFF)}),
    ("chat:1001", {"edited_message": message(edit_date=1_790_000_001)}),
    ("chat:1001", {"callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "message": message()}}),
    ("chat:-7", {"channel_post": message({"id": -7, "type": "channel", "title": "频道"})}),
    ("inline:7", {"inline_query": {"id": "4017", "from": PERSON, "query": "经费", "offset": ""}}),
    ("user:1001", {"callback_query": {"id": "1", "from": PERSON, "chat_instance": "1", "inline_message_id": "1"}}),
    ("unreadable", {"inline_query": {"id": "1\ud800", "from": PERSON, "query": "经费", "offset": ""}}),
    ("other", {"something_new": {"x": 1}}),
    ("other", {}),
]


async def test_every_update_has_its_lane(database: Database, bot: Bot) -> None:
    woken = Woken()
    await Receiver(database, bot, woken).receive(
        [{"update_id": number, **update} for number, (_, update) in enumerate(LANES)]
    )
    lanes = [lane for lane, _ in LANES]
    assert woken.lanes == lanes
    assert await stored(database, "bot_id, update_id, lane, state") == [
        (BOT, number, lane, "waiting") for number, lane in enumerate(lanes)
    ]


#: What says at least where it comes from is worked on in order there; the rest in a lane of its own.
UNREADABLE: list[dict[str, Any]] = [
    {"message": {}},
    {"message": "您好"},
    {"message": []},
    {"message": {"message_id": 1}},
    {"message": message(date="yesterday")},
    {"message": message(date=10**20)},
    {"message": message(chat=[])},  # type: ignore[arg-type]
    {"message": message(**{"from": {"id": 1}})},
    {"callback_query": {"id": "1"}},
    {"callback_query": None, "message": 5},
]


async def test_what_can_not_be_read_is_stored_like_any_other(database: Database, bot: Bot) -> None:
    woken = Woken()
    batch = [{"update_id": number, **update} for number, update in enumerate(UNREADABLE)]
    await Receiver(database, bot, woken).receive(batch)
    lanes = [
        *["other"] * 4,
        "chat:1001",
        "chat:1001",
        "user:1001",
        "chat:1001",
        "other",
        "other",
    ]
    assert woken.lanes == lanes
    assert await stored(database) == [(number, lane, "waiting") for number, lane in enumerate(lanes)]
    assert [json.loads(raw) for (raw,) in await stored(database, "raw")] == batch


@pytest.mark.parametrize("odd", [1.5, True, None, "x", 2**63, [], {}])
async def test_an_id_that_is_none_has_a_lane_too(database: Database, bot: Bot, odd: Any) -> None:
    updates = [
        {"update_id": 1, "message": message({"id": odd, "type": "private"})},
        {"update_id": 2, "callback_query": {"id": "1", "from": {"id": odd}}},
        {"update_id": 3, "inline_query": {"id": odd}},
    ]
    await Receiver(database, bot, Woken()).receive(updates)
    lanes = [lane for _, lane, _ in await stored(database)]
    assert lanes[:2] == ["unreadable", "unreadable"]


async def test_any_text_is_stored_as_it_came(database: Database, bot: Bot) -> None:
    strange = ["\ud800", "a\x00b", "\U0001f600" * 2000, "稀" * 4096, "\u202e\u200b", ""]
    updates = [{"update_id": number, "message": message(text=text)} for number, text in enumerate(strange)]
    await Receiver(database, bot, Woken()).receive(updates)
    assert await texts(database) == strange


async def test_a_repeat_wakes_nobody(database: Database, bot: Bot) -> None:
    woken = Woken()
    receiver = Receiver(database, bot, woken)
    update = {"update_id": 1, "message": message()}
    for _ in range(3):
        await receiver.receive([update])
    assert (woken.lanes, len(await stored(database))) == (["chat:1001"], 1)


async def test_a_batch_that_can_not_be_stored_wakes_nobody(database: Database, bot: Bot) -> None:
    woken = Woken()
    await database.transaction(write_protected)
    batch = [{"update_id": number, "message": message(text="稀" * 4000)} for number in range(5)]
    with pytest.raises(StorageError, match="readonly"):
        await Receiver(database, bot, woken).receive(batch)
    assert (woken.lanes, await stored(database)) == ([], [])


# ── polling ──


def polling(database: Database, bot: Bot, wake: Woken, **options: Any) -> Awaitable[None]:
    transport = bot.request
    assert isinstance(transport, AiohttpRequest)
    return Poller(Receiver(database, bot, wake), transport, bot, **options).run()


async def until_acknowledged(local: Local) -> None:
    async with asyncio.timeout(STILL):
        while local.server.world.queue.pending(0, 1):  # noqa: ASYNC110  # the local chat tells nobody of it
            await asyncio.sleep(0)


async def test_what_is_said_is_stored_and_then_acknowledged(database: Database, local: Local, bot: Bot) -> None:
    woken = Woken()
    await local.says(WANG, "先说的")
    async with under_way(polling(database, bot, woken)):
        await woken.until(1)
        await local.says(LI, "后说的")
        await woken.until(2)
        await until_acknowledged(local)
    assert (woken.lanes, await texts(database)) == (["chat:1001", "chat:1002"], ["先说的", "后说的"])


async def test_nothing_is_acknowledged_before_it_is_on_disk(database: Database, local: Local, bot: Bot) -> None:
    woken, held = Woken(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait(_: Transaction) -> None:
        asyncio.run_coroutine_threadsafe(held.wait(), loop).result(STILL)

    writer = asyncio.create_task(database.transaction(wait))
    await local.says(WANG, "您好")
    waiting = len(local.server.world.queue.pending(0, 9))
    async with under_way(polling(database, bot, woken, wait=0)):
        for _ in range(6):  # longer than the poller's calls would take if it went on
            await bot.get_me()
        assert (waiting, len(local.server.world.queue.pending(0, 9)), woken.lanes) == (1, 1, [])
        held.set()
        await woken.until(1)
        await until_acknowledged(local)
    await writer
    assert await texts(database) == ["您好"]


async def test_what_could_not_be_stored_is_not_acknowledged(database: Database, local: Local, bot: Bot) -> None:
    await local.says(WANG, "您好")
    await database.transaction(write_protected)
    with pytest.raises(StorageError, match="readonly"):
        await polling(database, bot, Woken())
    assert len(local.server.world.queue.pending(0, 9)) == 1


async def test_what_a_full_disk_can_not_store_is_acknowledged_when_it_can(
    database: Database, local: Local, bot: Bot
) -> None:
    await local.says(WANG, "稀" * 4000)
    woken = Woken()
    with log_of("bot.storage.faults") as log:
        async with under_way(polling(database, bot, woken)):
            async with full(database):
                await log.says("writing waits")
                assert (woken.lanes, len(local.server.world.queue.pending(0, 9))) == ([], 1)
            await until_acknowledged(local)
    assert (woken.lanes, await texts(database)) == (["chat:1001"], ["稀" * 4000])


async def test_a_new_start_gets_again_what_was_not_acknowledged_and_knows_it(
    database: Database, local: Local, bot: Bot
) -> None:
    await local.says(WANG, "一")
    waiting = local.server.world.queue.pending(0, 9)
    woken = Woken()
    await Receiver(database, bot, woken).receive(waiting)  # and then the program died
    async with under_way(polling(database, bot, woken)):
        await until_acknowledged(local)
        await local.says(WANG, "二")
        await woken.until(2)
    assert await texts(database) == ["一", "二"]


Answer = tuple[int, str]


class Script:
    """A Bot API server that answers getUpdates as written, then is silent; keeps what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []
        self.over = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if not request.path.endswith("/getUpdates"):
            return web.json_response(
                {"ok": True, "result": {"id": BOT, "is_bot": True, "first_name": "揭榜通", "username": "x_bot"}}
            )
        self.asked.append(await request.json())
        if not self.answers:
            self.over.set()
            await asyncio.Event().wait()
        status, text = self.answers.pop(0)
        return web.Response(status=status, body=text.encode(), content_type="application/json")


@asynccontextmanager
async def scripted(script: Script) -> AsyncIterator[Bot]:
    async with answering(script.answer) as url, bot_of(url, "42:secret") as bot:
        await bot.initialize()
        yield bot
        await bot.shutdown()


def batch(*numbers: int) -> Answer:
    return 200, json.dumps({"ok": True, "result": [{"update_id": each, "message": message()} for each in numbers]})


def refusal(status: int, description: str = "", **parameters: float) -> Answer:
    refused = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return status, json.dumps(refused)


async def test_the_offset_is_one_after_the_greatest_stored(database: Database) -> None:
    script = Script(batch(7, 8, 9), batch(), batch(20), batch(12))
    async with scripted(script) as bot, under_way(polling(database, bot, Woken(), wait=3)):
        await asyncio.wait_for(script.over.wait(), STILL)
    assert script.asked == [
        {"offset": offset, "timeout": 3, "allowed_updates": list(ALLOWED_UPDATES)} for offset in (0, 10, 10, 21, 13)
    ]


async def test_a_token_that_is_refused_ends_it(database: Database) -> None:
    async with scripted(Script(refusal(401, "Unauthorized"))) as bot:
        with pytest.raises(ReceivingError, match="机器人令牌无效"):
            await polling(database, bot, Woken())


async def test_another_program_that_polls_ends_it(database: Database) -> None:
    script = Script(*[refusal(409, "Conflict: other getUpdates")] * 20)
    async with scripted(script) as bot:
        with pytest.raises(ReceivingError, match=r"另一个程序正在用同一个机器人令牌收取消息.*other getUpdates"):
            await polling(database, bot, Woken(), conflict_pause=0)
    assert len(script.asked) == 9


async def test_a_leftover_of_the_last_start_does_not(database: Database) -> None:
    script, woken = Script(*[refusal(409, "Conflict")] * 8, batch(7)), Woken()
    async with scripted(script) as bot, under_way(polling(database, bot, woken, conflict_pause=0)):
        await woken.until(1)
    assert await stored(database) == [(7, "chat:1001", "waiting")]


ODD_UPDATES: list[object] = [True, None, 7, "x", {}, [None], [7, "x", [1]]]
NO_NUMBERS: list[object] = [None, "x", "5", [], True, 1.5, 2**63, -(10**30)]
NO_SECONDS: list[object] = ["1", None, True, []]
NO_ANSWERS: list[Answer] = [
    (500, '{"ok":false}'),
    (502, "<html>Bad Gateway</html>"),
    *((status, "<html>Please log in</html>") for status in (200, 400, 401, 403, 404, 409, 429)),
    *((200, text) for text in ("", "[]", "null", '"hi"', "{}", '{"ok":false}', '{"ok":true}', '{"ok":1,"result":[]}')),
    *((200, json.dumps({"ok": True, "result": odd})) for odd in ODD_UPDATES),
    *((200, json.dumps({"ok": True, "result": [{"update_id": odd}]})) for odd in NO_NUMBERS),
    (200, '{"ok":true,"result":[{"message":{}}]}'),
    (400, '{"ok":false,"parameters":null}'),
    refusal(400, "Bad Request"),
    refusal(404, "Not Found"),
    *((401, text) for text in ('{"ok":false}', '{"ok":false,"error_code":"401","description":"x"}', "[]")),
    *((429, text) for text in ("", '{"ok":false,"error_code":429,"description":"x","parameters":[1]}')),
    *((429, json.dumps({"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": odd}}))
      for odd in NO_SECONDS),
]  # fmt: skip


async def test_no_answer_is_asked_for_again(database: Database) -> None:
    """All at once, since each takes the half second of the first pause."""

    async def again(answer: Answer, number: int) -> list[int]:
        script = Script(answer, batch(number))
        async with scripted(script) as bot, under_way(polling(database, bot, Woken())):
            await asyncio.wait_for(script.over.wait(), STILL)
        return [each["offset"] for each in script.asked]

    offsets = await asyncio.gather(*(again(answer, number) for number, answer in enumerate(NO_ANSWERS, 100)))
    assert offsets == [[0, 0, 101 + number] for number in range(len(NO_ANSWERS))]
    assert sorted(await stored(database, "update_id")) == [(100 + number,) for number in range(len(NO_ANSWERS))]


async def test_what_is_no_update_does_not_keep_the_others_from_coming_in(database: Database) -> None:
    odd = [None, 7, {"update_id": None}, {"update_id": 7, "message": message()}, {"update_id": 2**70}, "x"]
    script = Script((200, json.dumps({"ok": True, "result": odd})))
    async with scripted(script) as bot, under_way(polling(database, bot, Woken())):
        await asyncio.wait_for(script.over.wait(), STILL)
    assert ([each["offset"] for each in script.asked], await stored(database, "update_id")) == ([0, 8], [(7,)])


# ── webhook ──

SECRET = "a-secret_of-ours"


@dataclass
class Hook:
    """A webhook that listens, and how to call it."""

    url: str
    woken: Woken
    http: aiohttp.ClientSession
    task: asyncio.Task[None]

    async def call(self, body: Any) -> int:
        """Call it as Telegram does; return the status."""
        data = BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        async with self.http.post(self.url, data=data, headers={SECRET_HEADER: SECRET}) as answer:
            return answer.status


@pytest_asyncio.fixture
async def hook(database: Database, local: Local, bot: Bot) -> AsyncIterator[Hook]:
    """A webhook that the local chat has been told of and has called once."""
    section = WebhookSection.model_construct(host=HOST, port=free_port(), path="/telegram", public_url="")
    section = section.model_copy(update={"public_url": f"http://{HOST}:{section.port}/telegram"})
    woken = Woken()
    webhook = Webhook(Receiver(database, bot, woken), bot, section, SECRET)
    async with aiohttp.ClientSession() as http:
        task = asyncio.create_task(webhook.run())
        try:
            await local.says(ZHAO, "在吗")
            await woken.until(1)
            await until_acknowledged(local)
            yield Hook(str(section.public_url), woken, http, task)
        finally:
            task.cancel()
            await asyncio.wait({task})


async def test_what_is_said_comes_in(database: Database, local: Local, hook: Hook) -> None:
    await local.says(WANG, "您好")
    await hook.woken.until(2)
    await until_acknowledged(local)
    assert (hook.woken.lanes, await texts(database)) == (["chat:2001", "chat:1001"], ["在吗", "您好"])
    info = await local.bot("getWebhookInfo")
    assert (info["pending_update_count"], info["allowed_updates"]) == (0, sorted(ALLOWED_UPDATES))


async def test_whoever_does_not_know_the_secret_is_refused(database: Database, hook: Hook) -> None:
    secrets = ["", "another", f"{SECRET}x", SECRET[:-1], SECRET.upper(), "秘密", "\udcff\udcfe"]
    headers = [f"{SECRET_HEADER}: {secret}\r\n".encode(errors="surrogateescape") for secret in secrets]
    update = {"update_id": 5, "message": message()}
    assert [await plainly(hook.url, header, update) for header in (b"", *headers)] == [403] * 8
    assert await texts(database) == ["在吗"]


async def plainly(url: str, header: bytes, body: Any) -> int:
    """Post with a header as nobody's client would write it; return the status."""
    host, port = url.removeprefix("http://").partition("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    data = json.dumps(body).encode()
    head = f"POST /telegram HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(data)}\r\nConnection: close\r\n".encode()
    writer.write(head + header + b"\r\n" + data)
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


NO_UPDATES: list[Any] = [
    b"",
    b"{",
    b"\xff\xfe",
    b"NaN",
    [],
    [1],
    "text",
    None,
    5,
    {},
    {"message": {}},
    *({"update_id": number} for number in NO_NUMBERS),
]


async def test_what_is_no_update_is_refused_and_ends_nothing(database: Database, hook: Hook) -> None:
    assert [(body, await hook.call(body)) for body in NO_UPDATES] == [(body, 400) for body in NO_UPDATES]
    assert await hook.call({"update_id": 5, "message": message(text="一")}) == 200
    assert await texts(database) == ["在吗", "一"]


async def test_what_can_not_be_read_is_taken_once(database: Database, hook: Hook) -> None:
    assert [await hook.call({"update_id": 5, "message": {}}) for _ in range(2)] == [200, 200]
    assert (await stored(database))[1:] == [(5, "other", "waiting")]


async def test_what_is_too_big_is_refused(database: Database, hook: Hook) -> None:
    assert await hook.call({"update_id": 5, "message": message(text="x" * (1 << 20))}) == 413
    assert await texts(database) == ["在吗"]


async def test_only_telegrams_calls_are_answered(hook: Hook) -> None:
    async def status(method: str, path: str) -> int:
        async with hook.http.request(method, hook.url + path, headers={SECRET_HEADER: SECRET}) as answer:
            return answer.status

    assert [await status("GET", ""), await status("PUT", ""), await status("POST", "/more")] == [405, 405, 404]


async def test_a_full_disk_is_waited_for_before_it_is_answered(database: Database, local: Local, hook: Hook) -> None:
    with log_of("bot.storage.faults") as log:
        async with full(database):
            await local.says(WANG, "稀" * 4000)
            await log.says("writing waits")
            assert (hook.woken.lanes, len(local.server.world.queue.pending(0, 9))) == (["chat:2001"], 1)
        await until_acknowledged(local)
    assert await texts(database) == ["在吗", "稀" * 4000]


async def test_a_broken_disk_ends_it_and_telegram_keeps_the_update(
    database: Database, local: Local, hook: Hook
) -> None:
    await database.transaction(write_protected)
    await local.says(WANG, "您好")
    with pytest.raises(StorageError, match="readonly"):
        await asyncio.wait_for(hook.task, STILL)
    assert (await texts(database), len(local.server.world.queue.pending(0, 9))) == (["在吗"], 1)


async def test_a_busy_port_is_an_error_with_its_address(database: Database, bot: Bot, hook: Hook) -> None:
    port = int(hook.url.split(":")[2].partition("/")[0])
    section = WebhookSection.model_construct(host=HOST, port=port, path="/telegram", public_url=hook.url)
    with pytest.raises(ReceivingError, match=f"Webhook 监听不了 {HOST}:{port}"):
        await Webhook(Receiver(database, bot, Woken()), bot, section, SECRET).run()
