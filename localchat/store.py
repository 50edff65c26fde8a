"""The local chat's database file: tables, and the few statements that the world is built from."""

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localchat.errors import words

Object = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, username TEXT,
    started INTEGER NOT NULL DEFAULT 0, blocked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS chats (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, title TEXT NOT NULL, last_message_id INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS members (
    chat_id INTEGER NOT NULL REFERENCES chats, user_id INTEGER NOT NULL REFERENCES users,
    PRIMARY KEY (chat_id, user_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    chat_id INTEGER NOT NULL REFERENCES chats, message_id INTEGER NOT NULL, own INTEGER NOT NULL,
    body TEXT NOT NULL, keyboard TEXT, PRIMARY KEY (chat_id, message_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS updates (update_id INTEGER PRIMARY KEY, made REAL NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    cursor INTEGER PRIMARY KEY AUTOINCREMENT, chat_id INTEGER NOT NULL, user_id INTEGER, made REAL NOT NULL,
    body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_of_chat ON events (chat_id, cursor);
CREATE TABLE IF NOT EXISTS queries (
    id TEXT PRIMARY KEY, user_id INTEGER NOT NULL, chat_id INTEGER NOT NULL, made REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (
    file_id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, mime TEXT NOT NULL,
    size INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL) WITHOUT ROWID;
"""


class WorldInUse(OSError):  # noqa: N818  # a state of the world, named as such
    """The data directory belongs to a local chat that is running."""


@dataclass(frozen=True)
class StoredFile:
    """A file the bot or a person sent; `path` is below the files' directory, pixels are 0 where it is no picture."""

    file_id: str
    path: str
    kind: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def unique_id(self) -> str:
        """Return the id that is the same for every copy of this file and cannot be used to send it."""
        return f"u{self.file_id[-12:]}"


class Store:
    """One SQLite file, written by this process alone, a transaction for every change."""

    def __init__(self, path: Path) -> None:
        """Open the file, made where missing; raises WorldInUse, and sqlite3.DatabaseError where it is damaged."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.db = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            # Alone with the file, SQLite needs no shared memory, and a second server on the same data is told so.
            self.db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")
            self.db.execute("PRAGMA foreign_keys = ON")
            self.db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        except sqlite3.OperationalError as error:
            self.db.close()
            if "locked" in str(error):
                why = words()["start"]["in_use"].format(data=path.parent)
                raise WorldInUse(errno.EBUSY, why) from error
            raise
        except sqlite3.DatabaseError:
            self.db.close()
            raise

    def close(self) -> None:
        """Close the file; everything committed is in it."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens inside together, or nothing of it."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def rows(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self.db.execute(query, arguments).fetchall()

    def row(self, query: str, *arguments: object) -> tuple[Any, ...] | None:
        """Return the first row of a query."""
        found: tuple[Any, ...] | None = self.db.execute(query, arguments).fetchone()
        return found

    def run(self, statement: str, *arguments: object) -> int:
        """Run one statement and return how many rows it changed."""
        return self.db.execute(statement, arguments).rowcount

    def insert(self, statement: str, *arguments: object) -> int:
        """Run one INSERT and return the row's number."""
        return self.db.execute(statement, arguments).lastrowid or 0

    def setting(self, key: str, default: Any = None) -> Any:
        """Return the JSON value kept under `key`."""
        row = self.row("SELECT value FROM settings WHERE key = ?", key)
        return default if row is None else json.loads(row[0])

    def set(self, key: str, value: object) -> None:
        """Keep a JSON value under `key`; None takes it away."""
        if value is None:
            self.run("DELETE FROM settings WHERE key = ?", key)
        else:
            self.run("INSERT OR REPLACE INTO settings VALUES (?, ?)", key, dumped(value))


def dumped(value: object) -> str:
    """Return compact JSON; lone surrogates stay escaped, since neither SQLite nor UTF-8 can hold them."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if encodable(text) else json.dumps(value, separators=(",", ":"))


def encodable(text: str) -> bool:
    """Return whether the text can be written as UTF-8: no lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
