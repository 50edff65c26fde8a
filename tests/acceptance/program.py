"""The real program, started as an operator starts it, and the local chat that it talks to."""

import asyncio
import os
import re
import signal
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Self

import aiohttp
import yaml
from aiohttp import web

from bot.storage.database import read_only, utc_now
from bot.texts import operators
from localchat.server import Server, serve
from tests.chat import WAITING
from tests.patience import STILL, patience

SECRET = "the-secret-part-of-a-token-0123456789"
TOKEN = f"42:{SECRET}"
WANG, LI, ZHAO, SUN = 1001, 1002, 2001, 2002
GROUP = -1001000000001
STAFF = {
    "group": GROUP,
    "members": [
        {"id": ZHAO, "name": "赵敏", "role": "reviewer"},
        {"id": SUN, "name": "孙岩", "role": "lead"},
    ],
}
AT_ONCE = {"private_burst": 1000, "group_messages": 1000, "all_messages": 1000}
RUNNING = "running as @"
QUESTION, ANSWER = "首批榜单有多少项", "15项，都是技术攻关类"
START = "import sys; from bot.cli import main; sys.exit(main(sys.argv[1:]))"


def unusable(problem: str) -> str:
    """How the program says that it can't store."""
    return operators()("operator.storage", problem=problem)


class Program:
    """`python -m bot run` in a process of its own; all that it prints is in `printed`."""

    def __init__(self, folder: Path, url: str, **changes: Any) -> None:
        """Write config.yaml into `folder`; `changes` replace its sections, or join those that are mappings."""
        self.folder, self.config = folder, folder / "config.yaml"
        content: dict[str, Any] = {
            "data_dir": "bot",
            "telegram": {"api_url": url, "pace": AT_ONCE},
            "staff": STAFF,
            "operator": {"unit": "某某科技服务中心", "name": "信息科", "contact": "电话 0471-0000000"},
            "faq": {"semantic": False},  # tests of answering by meaning say so
            "needs": {"documents": []},  # which would differ from machine to machine
            "decisions": {"undo_seconds": 0},  # else nobody is told for two minutes
            "review": {"digest": None},  # which would come at some time of day or not
        }
        for key, value in changes.items():
            content[key] = content.get(key, {}) | value if isinstance(value, dict) else value
        folder.mkdir(parents=True, exist_ok=True)
        self.config.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        self.environment = {"JIEBANG_TOKEN": TOKEN}
        self.flaw = ""  # Python that is run in the program before it starts, to build a mistake into it
        self.printed = ""
        self._process: Process | None = None
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def start(self, *arguments: str) -> None:
        """Start `run`, or the command given."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("JIEBANG_")}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *(("-c", f"{self.flaw}\n{START}") if self.flaw else ("-m", "bot")),
            *(arguments or ("run", "--config", str(self.config))),
            env={**kept, **self.environment},
            cwd=self.folder,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.create_task(self._read(self.process))

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None
        while block := await process.stdout.read(65536):
            self.printed += block.decode()
            self._news.set()
        await process.wait()
        self._news.set()

    @property
    def process(self) -> Process:
        assert self._process is not None, "not started"
        return self._process

    async def prints(self, pattern: str) -> str:
        """Return the line that matches, when the program has printed it."""
        found: re.Match[str] = await self.until(lambda: re.search(f".*{pattern}.*", self.printed))
        return found[0]

    async def until(self, condition: Callable[[], Any]) -> Any:
        """Return what `condition` returns when it is true; it is looked at whenever the program prints."""
        async with patience() as moved:
            while not (found := condition()):
                assert not self._reading.done(), f"the program has ended:\n{self.printed}"
                self._news.clear()
                await self._news.wait()
                moved()
        return found

    async def ends(self) -> int:
        """Return the exit code, when the program has ended."""
        async with asyncio.timeout(STILL):
            await self._reading
        code = self.process.returncode
        assert code is not None
        return code

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask the program to end; return the exit code."""
        self.process.send_signal(number)
        return await self.ends()

    async def kill(self) -> None:
        """End the program as a power cut does, if it runs."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self.ends()

    @property
    def data(self) -> Path:
        return self.folder / "bot"

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return rows of the bot's database."""
        return await read_only(self.data / "jiebang.db", lambda tx: [dict(row) for row in tx.all(sql)])

    async def rests(self, chat: "Town") -> None:
        """Return when every update is worked off and every message delivered."""
        async with patience() as moved:
            before = 0
            while left := chat.waiting or self._waiting():  # another program's rows ring no bell
                assert not self._reading.done(), f"the program has ended:\n{self.printed}"
                if left != before:
                    moved()
                before = left
                await asyncio.sleep(0.02)

    def _waiting(self) -> int:
        """Return how many updates and messages are still to be worked off."""
        with closing(sqlite3.connect(f"{(self.data / 'jiebang.db').as_uri()}?mode=ro", uri=True)) as database:
            (count,) = database.execute(f"SELECT {WAITING}", {"now": utc_now().isoformat()}).fetchone()
            return int(count)


class Town:
    """The local chat, spoken to by its documented interface."""

    def __init__(self, server: Server, http: aiohttp.ClientSession) -> None:
        self.server, self.http, self.url = server, http, server.url

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        async with self.http.post(f"{self.url}/local/users{path}", json=body) as response:
            answer = await response.json()
            assert response.status < 300, answer
            return answer

    async def says(self, user_id: int, text: str, **fields: Any) -> None:
        await self.post(f"/{user_id}/messages", {"text": text, **fields})

    async def taps(self, user_id: int, message: Mapping[str, Any], label: str) -> None:
        """Tap the button of the message whose label contains `label`."""
        data = next(each["data"] for row in message["buttons"] for each in row if label in each["text"])
        chat = {"message_id": message["message_id"], "chat_id": message["chat_id"]}
        await self.post(f"/{user_id}/taps", {**chat, "data": data})

    async def does(self, user_id: int, kind: str, **fields: Any) -> None:
        await self.post(f"/{user_id}/updates", {"type": kind, **fields})

    async def events(self, user_id: int, after: int = 0, wait: float = 0) -> tuple[list[dict[str, Any]], int]:
        """Return what happened in the user's chats after a cursor, and the next cursor."""
        async with self.http.get(f"{self.url}/local/users/{user_id}/messages?after={after}&wait={wait}") as response:
            answer = await response.json()
            assert response.status == 200, answer
            return answer["events"], answer["cursor"]

    async def heard(self, user_id: int, after: int = 0) -> list[str]:
        """Return the texts of the bot's messages to the user so far."""
        return [message["text"] for message in from_bot((await self.events(user_id, after))[0])]

    async def hears(self, user_id: int, text: str) -> dict[str, Any]:
        """Return the bot's first message to the user that contains `text`, when it is there."""
        after = 0
        async with patience() as moved:
            while True:
                before = after
                events, after = await self.events(user_id, after, wait=10)
                if after != before:
                    moved()
                for message in from_bot(events):
                    if text in message["text"]:
                        return message

    @property
    def waiting(self) -> int:
        """Return how many updates the bot has not acknowledged."""
        return len(self.server.world.queue.pending(0, 1000))


def from_bot(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the bot's new and edited messages among the events."""
    shown = [event["message"] for event in events if event["type"] in ("message", "edit")]
    return [message for message in shown if message["from"]["is_bot"]]


@asynccontextmanager
async def town(folder: Path, **options: Any) -> AsyncIterator[Town]:
    """Give a local chat on a free port, closed in the end."""
    server = await serve(folder / "chat", 0, TOKEN, **options)
    try:
        async with aiohttp.ClientSession() as http:
            yield Town(server, http)
    finally:
        await server.close()


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """A server that answers everything as it likes; its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def in_front_of(chat: Town, **meddling: Answer) -> AsyncIterator[str]:
    """The local chat's Bot API by another address, where some methods are answered otherwise."""

    async def forward(request: web.Request) -> web.StreamResponse:
        if answer := meddling.get(request.path.rpartition("/")[2]):
            return await answer(request)
        headers = {"Content-Type": request.headers["Content-Type"]} if request.can_read_body else {}
        body = await request.read()
        async with chat.http.post(f"{chat.url}{request.path}", data=body, headers=headers) as response:
            return web.json_response(await response.json(), status=response.status)

    async with serving(forward) as url:
        yield url
