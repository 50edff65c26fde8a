"""A chat to test with: the real bot and the real local chat over a real socket, spoken to as a user would.

    async with Chat(tmp_path) as chat:
        wang = chat.user(1001)
        said = await wang.says("首批榜单有多少项")
        assert said.heads == ["15项，都是技术攻关类。"]
        said = await wang.taps("👍")

Each of a user's acts returns what the bot then did in that user's chats. Nothing sleeps and hopes: an act is over when
the local chat has handed over every update, the inbox is worked off and the outbox is delivered.
"""

import asyncio
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import aiohttp

from bot import app
from bot.config import (
    Config,
    DecisionsSection,
    FaqSection,
    MemberSection,
    NeedsSection,
    OperatorSection,
    PaceSection,
    ReviewSection,
    SelectorSection,
    StaffSection,
    TelegramSection,
)
from bot.storage.database import read_only, utc_now
from faq.answer import Responder
from localchat.server import Server, serve
from tests.patience import patience

TOKEN = "42:token-of-the-local-chat"
WANG, LI, ZHAO, SUN = 1001, 1002, 2001, 2002
GROUP = -1001000000001
STAFF = StaffSection(
    group=GROUP,
    members=(MemberSection(id=ZHAO, name="赵敏", role="reviewer"), MemberSection(id=SUN, name="孙岩", role="lead")),
)
OPERATOR = OperatorSection(unit="某某科技服务中心", name="信息科", contact="电话 0471-0000000")
#: What comes of its own accord is for the tests that are about it.
QUIET = ReviewSection(remind_days=0, release_days=0, first_back_hours=0, waiting_days=0, overdue_days=0, digest=None)
AT_ONCE = PaceSection(private_burst=1000, group_messages=1000, all_messages=1000)
WAITING = " + ".join(
    (
        "(SELECT count(*) FROM inbox WHERE state = 'waiting')",
        "(SELECT count(*) FROM outbox WHERE state = 'waiting' AND coalesce(not_before, '') <= :now)",
        "(SELECT count(*) FROM attachment WHERE told = 0 AND state <> 'offered')",
    )
)
LOOK = 0.002  # seconds between two looks at whether the bot has come to rest


@lru_cache(maxsize=4)  # each takes 80 MB, and one with content of a test's own is of no use to others
def answering(section: FaqSection) -> Responder:
    """Return what answers questions, read and indexed once for all the chats of a test run that want the same."""
    return app.answering(section)


class Clock:
    """The bot's clock: it goes as fast as the world's, from one same moment in every test, and can be put."""

    def __init__(self) -> None:
        self._ahead = datetime(2026, 11, 2, 1, tzinfo=UTC) - utc_now()

    def __call__(self) -> datetime:
        return utc_now() + self._ahead

    def forward(self, **time: float) -> None:
        self._ahead += timedelta(**time)

    def back(self, **time: float) -> None:
        self._ahead -= timedelta(**time)


def configured(folder: Path, url: str, *, semantic: bool = False, **changes: Any) -> Config:
    """Return the configuration that tests run with, `changes` made to it; letters answer alone unless `semantic`."""
    config = Config(
        data_dir=folder / "bot",
        log_level="WARNING",
        telegram=TelegramSection(api_url=url, pace=AT_ONCE),
        staff=STAFF,
        contact=None,
        operator=OPERATOR,
        review=QUIET,
        faq=FaqSection(),
        needs=NeedsSection(documents=()),
        decisions=DecisionsSection(undo_seconds=0),
        token=TOKEN,
    )
    config = replace(config, **changes)
    return replace(config, faq=config.faq.model_copy(update={"semantic": semantic}))


@dataclass
class Heard:
    """What the bot did in a user's chats after an act, in order."""

    events: list[dict[str, Any]]

    def in_chat(self, chat_id: int) -> "Heard":
        """The part of it that was in one of the user's chats."""
        return Heard([event for event in self.events if event.get("chat_id") == chat_id])

    @property
    def messages(self) -> list[dict[str, Any]]:
        """New and edited messages of the bot, without those that only lost their buttons."""
        return [
            event["message"]
            for event in self.events
            if event["type"] in ("message", "edit") and event["message"]["from"]["is_bot"] and not event.get("only")
        ]

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.messages]

    @property
    def heads(self) -> list[str]:
        """The first line of each message."""
        return [text.partition("\n")[0] for text in self.texts]

    @property
    def seen(self) -> list[str]:
        """Each message as it looks: its text, then its buttons, a row a line: [上一页] [下一页]."""
        return [
            "\n".join([message["text"], *(" ".join(f"[{each['text']}]" for each in row) for row in message["buttons"])])
            for message in self.messages
        ]

    @property
    def labels(self) -> list[list[str]]:
        """The buttons of the last message that has any, by row."""
        shown = [message for message in self.messages if message["buttons"]]
        return [[button["text"] for button in row] for row in shown[-1]["buttons"]] if shown else []

    @property
    def toasts(self) -> list[str]:
        return [event["text"] for event in self.events if event["type"] == "callback_answer" and event["text"]]


@dataclass
class User:
    """Somebody with a phone."""

    chat: "Chat"
    id: int
    cursor: int = 0
    messages: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)

    async def says(self, text: str, *, to: int | None = None) -> Heard:
        """Type a text, in the private chat or in chat `to`."""
        return await self.act("messages", {"text": text} | ({"chat_id": to} if to else {}))

    async def replies(self, text: str, *, to: str, chat: int | None = None) -> Heard:
        """Reply to the newest message in which `to` stands, in the private chat or in another one."""
        await self.looks()
        chat_id = chat or self.id
        meant = max(at for (where, at), each in self.messages.items() if where == chat_id and to in each["text"])
        return await self.act("messages", {"text": text, "chat_id": chat_id, "reply_to": meant})

    async def taps(self, label: str, *, chat: int | None = None) -> Heard:
        """Tap the latest button whose label contains `label`."""
        await self.looks()
        return await self.act("taps", self.tap(label, chat=chat))

    async def goes(self, *steps: str) -> Heard:
        """Say and tap one thing after the other, a tap written as ☞label; return what came of the last."""
        for step in steps:
            said = await (self.taps(step[1:]) if step.startswith("☞") else self.says(step))
        return said

    async def taps_twice(self, label: str, *, chat: int | None = None) -> Heard:
        """Tap it twice before the bot has had time for the first."""
        await self.looks()
        for _ in range(2):
            await self.chat.post(f"/local/users/{self.id}/taps", self.tap(label, chat=chat))
        return await self.hears()

    async def forges(self, data: str, *, on: str = "", chat: int | None = None) -> Heard:
        """Tap with callback data of one's own making, on the message with a button labelled `on`."""
        return await self.act("taps", {**self.tap(on, chat=chat), "data": data})

    async def does(self, kind: str, **fields: Any) -> Heard:
        """Do one of the rarer things: contact, sticker, voice, location, album, block, unblock …"""
        return await self.act("updates", {"type": kind, **fields})

    async def reads(self, code: str) -> None:
        """Have the app in the language of a code; empty: one that tells of none."""
        await self.chat.post(f"/local/users/{self.id}/language", {"code": code})

    async def sends_file(self, name: str, data: bytes, *, kind: str, caption: str = "") -> Heard:
        """Send a file, as a document or as a photo."""
        return await self.sends_album({name: data}, kind=kind, caption=caption)

    async def sends_album(self, named: dict[str, bytes], *, kind: str = "document", caption: str = "") -> Heard:
        """Send files together, by their names."""
        form = aiohttp.FormData({"kind": kind, "caption": caption}, quote_fields=False)
        for number, (name, data) in enumerate(named.items(), 1):
            field = f"file{number if number > 1 else ''}"
            form.add_field(field, BytesIO(data), filename=name, content_type="application/octet-stream")
        await self.chat.post(f"/local/users/{self.id}/messages", data=form)
        return await self.hears()

    async def act(self, what: str, body: dict[str, Any]) -> Heard:
        """Post to the local chat's interface and wait until the bot has done all that comes of it."""
        await self.chat.post(f"/local/users/{self.id}/{what}", body)
        return await self.hears()

    async def hears(self) -> Heard:
        """Wait until the bot is at rest; return what it did since the last time."""
        await self.chat.rest()
        answer = await self.looks()
        self.cursor = answer["cursor"]
        return Heard(answer["events"])

    async def looks(self) -> dict[str, Any]:
        """See what is in the chats by now, without its counting as heard."""
        answer = await self.chat.get(f"/local/users/{self.id}/messages?after={self.cursor}")
        for event in answer["events"]:
            if event["type"] in ("message", "edit"):
                message = event["message"]
                self.messages[message["chat_id"], message["message_id"]] = message
        return answer

    def tap(self, label: str, *, chat: int | None = None) -> dict[str, Any]:
        """Return the tap on the newest button of that label, to be made later or by somebody else."""
        message, button = self.button(label, chat=chat)
        return {"message_id": message["message_id"], "data": button["data"], "chat_id": message["chat_id"]}

    def button(self, label: str, *, chat: int | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the newest message with a button of that label, and the button."""
        for (chat_id, _), message in sorted(self.messages.items(), key=lambda item: item[0][1], reverse=True):
            if chat_id != (chat or self.id):
                continue
            for button in (button for row in message["buttons"] for button in row):
                if label in button["text"]:
                    return message, button
        raise AssertionError(f"no button {label!r}; there are {self.labels()}")

    def buttons(self) -> list[dict[str, Any]]:
        """Every button that is to be seen."""
        return [button for message in self.messages.values() for row in message["buttons"] for button in row]

    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons()]


class Chat:
    """A local chat with the bot in it; `async with` starts both and ends both."""

    def __init__(self, folder: Path, *, through: str | None = None, **changes: Any) -> None:
        """Keep everything in `folder`; the bot asks the local chat directly, or `through` another address."""
        self.folder, self.through, self.changes = folder, through, changes
        self.users: dict[int, User] = {}
        self.clock = Clock()

    async def __aenter__(self) -> Self:
        self.server: Server = await serve(self.folder / "chat", 0, TOKEN)
        self.http = aiohttp.ClientSession()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.stop()
        finally:
            await self.http.close()
            await self.server.close()

    async def start(self) -> None:
        """Start the bot and wait until it runs."""
        self._stop, ready = asyncio.Event(), asyncio.Event()
        config = configured(self.folder, self.through or self.server.url, **self.changes)
        self.knowledge = app.knowing(
            config.faq, answering(config.faq.model_copy(update={"selector": SelectorSection()}))
        )
        running = app.run(config, self._stop, ready.set, clock=self.clock, knowledge=self.knowledge)
        self._bot = asyncio.create_task(running)
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([self._bot, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._bot.done():
            self._bot.result()
        self._eye = sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)

    async def stop(self) -> None:
        """Stop the bot as SIGTERM does; a failure of it is raised here."""
        self._eye.close()
        self._stop.set()
        await self._bot

    async def restart(self, **changes: Any) -> None:
        """Stop the bot and start it again on the same data, with `changes` made to the configuration."""
        await self.stop()
        self.changes |= changes
        await self.start()

    def user(self, user_id: int) -> User:
        return self.users.setdefault(user_id, User(self, user_id))

    @property
    def database(self) -> Path:
        return self.folder / "bot" / "jiebang.db"

    async def rest(self) -> None:
        """Return when every update is worked off, what was learned counts, and every message and toast is delivered."""
        async with patience() as moved:
            before = self._left()
            while any(left := self._left()):
                if self._bot.done():
                    self._bot.result()
                    raise AssertionError("the bot has stopped")
                if left != before:
                    moved()
                before = left
                await asyncio.sleep(LOOK)

    def _left(self) -> tuple[int, ...]:
        """Return how much is still to be done, looked at in the order in which one thing leads to the next."""
        world = self.server.world
        pending, tapped = len(world.queue.pending(0, 100)), len(world.store.rows("SELECT id FROM queries"))
        (waiting,) = self._eye.execute(f"SELECT {WAITING}", {"now": self.clock().isoformat()}).fetchone()
        return pending, tapped, waiting, self.knowledge.wanted - self.knowledge.done

    async def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return rows of the bot's database."""
        return await read_only(self.database, lambda tx: [dict(row) for row in tx.all(sql)])

    async def post(
        self, path: str, body: dict[str, Any] | None = None, *, data: aiohttp.FormData | None = None
    ) -> dict[str, Any]:
        async with self.http.post(self.server.url + path, json=body, data=data) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status < 300, answer
            return answer

    async def get(self, path: str) -> dict[str, Any]:
        async with self.http.get(self.server.url + path) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == 200, answer
            return answer
