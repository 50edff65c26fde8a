"""The local chat's world: people, chats, messages, what happened to them, and the updates that wait for the bot.

Everything is in the database; every change is one transaction, and those who wait are woken after its commit. All of it
runs on one event loop without awaiting inside a change, so changes never interleave.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from localchat import render
from localchat.bell import Bell
from localchat.errors import LocalError, words
from localchat.feed import Feed
from localchat.queue import Queue
from localchat.store import Object, Store, StoredFile, dumped

BOT_ID = 42
BOT_USERNAME = "jiebang_local_bot"
STAFF_ROLES = frozenset({"reviewer", "lead"})
FIRST_NEW_USER = 3001
LANGUAGE = "zh-hans"  # of people's apps, unless they have chosen another
UPDATES = "updates"  # the bell that rings for the bot


@dataclass(frozen=True)
class User:
    """A person; `started` once they wrote to the bot, `blocked` while they have stopped it."""

    id: int
    name: str
    role: str
    username: str | None
    started: bool
    blocked: bool
    language: str

    def card(self) -> Object:
        """Return the person as the Bot API describes a User."""
        card: Object = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.username:
            card["username"] = self.username
        return {**card, "language_code": self.language} if self.language else card


@dataclass(frozen=True)
class Chat:
    """A private chat (its id is the user's), the staff group or the channel."""

    id: int
    type: str
    title: str
    username: str | None = None

    @property
    def private(self) -> bool:
        """Return whether this is one person's chat with the bot."""
        return self.type == "private"

    def card(self) -> Object:
        """Return the chat as the Bot API describes a Chat."""
        if not self.private:
            return {"id": self.id, "title": self.title, "type": self.type}
        card: Object = {"id": self.id, "first_name": self.title}
        if self.username:
            card["username"] = self.username
        return {**card, "type": "private"}


@dataclass(frozen=True)
class Record:
    """A message as the Bot API shows it; `keyboard` is the reply keyboard that came with it, `own` is the bot's."""

    chat_id: int
    message_id: int
    own: bool
    body: Object
    keyboard: Object | None = None


class World:
    """Everything there is; opened on a directory and kept in it."""

    def __init__(self, directory: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Open the world, made with its first people where there is none; raises WorldInUse, sqlite3.DatabaseError."""
        self.store = Store(directory / "localchat.db")
        self.files_directory = directory / "localchat-files"
        self.clock = clock
        self.queue = Queue(self.store, clock, lambda: self._touched.add(UPDATES))
        self.feed = Feed(self.store, clock)
        self.closing = False
        self._bells: defaultdict[int | str, Bell] = defaultdict(Bell)
        self._touched: set[int | str] = set()
        if self.store.setting("next_update_id") is None:
            self._found()

    def _found(self) -> None:
        with self.change():
            self.queue.found()
            for person in words()["people"]:
                self._insert_user(person["id"], person["name"], person["role"], person["username"])
            for chat, kind in ((words()["staff_group"], "supergroup"), (words()["channel"], "channel")):
                self.store.run("INSERT INTO chats (id, type, title) VALUES (?, ?, ?)", chat["id"], kind, chat["title"])
            self._join_staff(words()["staff_group"]["members"])

    def end_waiting(self) -> None:
        """Send everybody away who waits, now and from now on."""
        self.closing = True
        for bell in self._bells.values():
            bell.ring()

    def close(self) -> None:
        """Close the database; everything is in it."""
        self.store.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """Make everything inside happen together, then wake those it concerns."""
        self._touched.clear()
        with self.store.transaction():
            yield
        for key in self._touched:
            self.ring(key)

    def ring(self, key: int | str) -> None:
        """Wake those who wait for it, though nothing may have changed."""
        if key in self._bells:
            self._bells[key].ring()

    async def wait(self, key: int | str, seconds: float | None) -> None:
        """Return when something changed for a user id or for UPDATES, or when the seconds have passed."""
        await self._bells[key].wait(seconds)

    # People and chats

    def users(self) -> list[User]:
        """Return all people, by id."""
        return [self._user(row) for row in self.store.rows("SELECT * FROM users ORDER BY id")]

    def user(self, user_id: int) -> User | None:
        """Return the person, if there is one."""
        row = self.store.row("SELECT * FROM users WHERE id = ?", user_id)
        return None if row is None else self._user(row)

    def _user(self, row: tuple[Any, ...]) -> User:
        chosen = self.store.row("SELECT value FROM settings WHERE key = ?", f"language/{row[0]}")
        language = json.loads(chosen[0]) if chosen else LANGUAGE
        return User(row[0], row[1], row[2], row[3], bool(row[4]), bool(row[5]), language)

    def set_language(self, user: User, code: str) -> None:
        """Keep the language that a person's app is in, as the code that the bot is told; empty: it is told none."""
        self.store.set(f"language/{user.id}", code)

    def add_user(self, name: str, role: str, username: str | None = None) -> User:
        """Add a person; staff join the staff group."""
        top = self.store.row("SELECT max(id) FROM users")
        user_id = max(FIRST_NEW_USER, top[0] + 1) if top and top[0] else FIRST_NEW_USER
        user = self._insert_user(user_id, name, role, username)
        if role in STAFF_ROLES:
            self._join_staff([user_id])
        return user

    def _insert_user(self, user_id: int, name: str, role: str, username: str | None) -> User:
        self.store.run(
            "INSERT INTO users (id, name, role, username) VALUES (?, ?, ?, ?)", user_id, name, role, username
        )
        self.store.run("INSERT INTO chats (id, type, title) VALUES (?, 'private', ?)", user_id, name)
        self.store.run("INSERT INTO members VALUES (?, ?)", user_id, user_id)
        return User(user_id, name, role, username, started=False, blocked=False, language=LANGUAGE)

    def _join_staff(self, user_ids: list[int]) -> None:
        for user_id in user_ids:
            self.store.run("INSERT INTO members VALUES (?, ?)", words()["staff_group"]["id"], user_id)

    def update_user(self, user: User) -> None:
        """Keep whether the person has started or blocked the bot."""
        self.store.run("UPDATE users SET started = ?, blocked = ? WHERE id = ?", user.started, user.blocked, user.id)

    def chat(self, chat_id: int) -> Chat | None:
        """Return the chat, if there is one."""
        row = self.store.row(
            "SELECT chats.id, type, title, username FROM chats LEFT JOIN users USING (id) WHERE chats.id = ?", chat_id
        )
        return None if row is None else Chat(*row)

    def chats_of(self, user_id: int) -> list[Chat]:
        """Return the chats the person sees, their own with the bot first."""
        found = self.store.rows("SELECT chat_id FROM members WHERE user_id = ? ORDER BY chat_id DESC", user_id)
        return [chat for (chat_id,) in found if (chat := self.chat(chat_id)) is not None]

    def members(self, chat_id: int) -> list[int]:
        """Return the ids of the people in a chat."""
        return [row[0] for row in self.store.rows("SELECT user_id FROM members WHERE chat_id = ?", chat_id)]

    def bot_card(self) -> Object:
        """Return the bot as the Bot API describes a User."""
        return {"id": BOT_ID, "is_bot": True, "first_name": words()["bot"]["name"], "username": BOT_USERNAME}

    # Messages

    def write(self, chat: Chat, body: Object, *, own: bool, keyboard: Object | None = None) -> tuple[Record, int]:
        """Add a message under the chat's next number; return it with the cursor of its event."""
        self.store.run("UPDATE chats SET last_message_id = last_message_id + 1 WHERE id = ?", chat.id)
        row = self.store.row("SELECT last_message_id FROM chats WHERE id = ?", chat.id)
        if row is None:
            raise LocalError(404, "no_chat", id=chat.id)
        full = {"message_id": row[0], **body, "chat": chat.card(), "date": int(self.clock())}
        record = Record(chat.id, row[0], own, full, keyboard)
        self.store.run(
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?)",
            chat.id, record.message_id, own, dumped(full), None if keyboard is None else dumped(keyboard),
        )  # fmt: skip
        return record, self.announce(chat.id, {"type": "message", "message": self.shown(record)})

    def rewrite(self, record: Record, body: Object, **event: str) -> Record:
        """Put a new body in place of the message's; `event` says more of what became of it."""
        changed = replace(record, body=body)
        self.store.run(
            "UPDATE messages SET body = ? WHERE chat_id = ? AND message_id = ?",
            dumped(body), record.chat_id, record.message_id,
        )  # fmt: skip
        self.announce(record.chat_id, {"type": "edit", "message": self.shown(changed), **event})
        return changed

    def erase(self, record: Record) -> None:
        """Take the message away; its number is not used again."""
        self.store.run("DELETE FROM messages WHERE chat_id = ? AND message_id = ?", record.chat_id, record.message_id)
        self.announce(record.chat_id, {"type": "delete", "message_id": record.message_id})

    def record(self, chat_id: int, message_id: int) -> Record | None:
        """Return a message that has not been deleted."""
        row = self.store.row("SELECT * FROM messages WHERE chat_id = ? AND message_id = ?", chat_id, message_id)
        if row is None:
            return None
        return Record(row[0], row[1], bool(row[2]), json.loads(row[3]), json.loads(row[4]) if row[4] else None)

    def shown(self, record: Record) -> Object:
        """Return the message as the page's interface shows it."""
        return render.message(record.chat_id, record.body, record.keyboard, self.file)

    def file(self, file_id: str) -> StoredFile | None:
        """Return a stored file by its id."""
        row = self.store.row("SELECT * FROM files WHERE file_id = ?", file_id)
        return None if row is None else StoredFile(*row)

    def announce(self, chat_id: int, event: Object, user_id: int | None = None) -> int:
        """Tell everybody in the chat, or one of them, what happened; return the event's cursor."""
        self._touched.update([user_id] if user_id is not None else self.members(chat_id))
        return self.feed.add(chat_id, event, user_id)

    def events(self, user_id: int, after: int, chat_id: int | None = None) -> list[Object]:
        """Return what happened in the person's chats, or in one of them, after the cursor, oldest first."""
        chat_ids = [chat.id for chat in self.chats_of(user_id) if chat_id is None or chat.id == chat_id]
        return self.feed.after(after, chat_ids, user_id)
