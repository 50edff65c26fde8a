"""One SQLite file, one writer: a transaction is a plain function that runs whole, in one hop to the writer's thread."""

import asyncio
import fcntl
import hashlib
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import TextIOWrapper
from pathlib import Path
from typing import TypeVar

import aiosqlite

from bot.texts import chinese

T = TypeVar("T")
log = logging.getLogger(__name__)

#: Recursive triggers: else INSERT OR REPLACE would get round the trigger that keeps audit rows.
PRAGMAS = (
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
)
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
#: What no statement is to blame for: the disk is full, broken or read-only, or the file is damaged.
UNUSABLE = DAMAGED | {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}


class StorageError(Exception):
    """The database can't be used as it is; nothing in it was changed."""


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Transaction:
    """An open transaction: SQL goes through `execute`; `now` is the one moment at which all of it happens (UTC ISO)."""

    connection: sqlite3.Connection
    now: str

    def execute(self, sql: str, **values: object) -> sqlite3.Cursor:
        """Run one statement with named parameters."""
        return self.connection.execute(sql, values)

    def one(self, sql: str, **values: object) -> sqlite3.Row | None:
        """Return the first row or None."""
        row: sqlite3.Row | None = self.execute(sql, **values).fetchone()
        return row

    def row(self, sql: str, **values: object) -> sqlite3.Row:
        """Return the first row of a statement that must give one; LookupError when it does not."""
        row = self.one(sql, **values)
        if row is None:
            raise LookupError(f"no row: {sql}")
        return row

    def all(self, sql: str, **values: object) -> list[sqlite3.Row]:
        """Return every row."""
        return self.execute(sql, **values).fetchall()


@dataclass
class Receipt:
    """The update being worked on: `settle` joins the one transaction that gives it its effect."""

    settle: Callable[[Transaction], None]
    settled: bool = False
    error: BaseException | None = None


#: Set by the dispatcher around each update, so that whichever service commits also marks the update done.
receipt: ContextVar[Receipt | None] = ContextVar("receipt", default=None)


class _Connection(aiosqlite.Connection):
    @staticmethod
    async def made(connector: Callable[[], sqlite3.Connection]) -> "_Connection":
        """Return an open connection, or raise what the connector raised and leave no thread behind."""
        connection = _Connection(connector, 64)
        try:
            await connection
        except BaseException:
            connection._thread.join()
            raise
        return connection

    async def run(self, work: Callable[[], T]) -> T:
        """Run `work` in the connection's thread; it finishes there even if the caller is cancelled meanwhile."""

        def whole() -> T:
            try:
                return work()
            except StopIteration as error:  # which no future can hold: the caller would wait for ever
                raise RuntimeError("the work raised StopIteration") from error

        result: T = await self._execute(whole)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped
        return result

    @property
    def raw(self) -> sqlite3.Connection:
        return self._conn


class Database:
    """The bot's memory. Opened by one program at a time; a second on the same folder is refused."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = utc_now) -> None:
        """Remember where the file is; `open` opens it."""
        self.path, self.clock = path, clock
        self.committed = asyncio.Event()  # set after every commit, for whoever waits for new rows
        self._writer: _Connection
        self._reader: _Connection
        self._lock: TextIOWrapper | None = None

    async def open(self) -> None:
        """Take the folder for this program and bring the tables up to date; StorageError leaves all as it was."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self.path.with_suffix(".lock"))
            self._writer = await _connect(self.path)
        except (OSError, sqlite3.Error) as error:
            self._unlock()
            raise _unusable(self.path, error) from error
        try:
            await self._writer.run(lambda: _prepare(self._writer.raw, self._now()))
            self._reader = await _connect(self.path, "PRAGMA query_only = ON;")
        except BaseException as error:
            await self._writer.close()  # else its thread keeps the process from ending
            self._unlock()
            if isinstance(error, sqlite3.Error):
                raise _unusable(self.path, error) from error
            raise

    async def close(self) -> None:
        """Finish what was begun and give the folder free."""
        await self._reader.close()
        await self._writer.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None

    async def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in BEGIN IMMEDIATE … COMMIT: all of it becomes true, durably, or (it raises) nothing does.

        Within an update the transaction also marks the update done, and there is only one. StorageError says that the
        disk or the file is at fault, not `work`.
        """
        update, loop = receipt.get(), asyncio.get_running_loop()

        def whole() -> T:
            if update and update.settled:
                raise RuntimeError("one update, one transaction: this update has had its own already")
            connection = self._writer.raw
            connection.execute("BEGIN IMMEDIATE")
            try:
                opened = Transaction(connection, self._now())
                result = work(opened)
                if update:
                    update.settle(opened)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            if update:
                update.settled = True
            loop.call_soon_threadsafe(self.committed.set)  # also where the caller was cancelled meanwhile
            return result

        with self._blaming_storage():
            return await self._writer.run(whole)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one unchanging state of the data, beside the writer; StorageError as with `transaction`."""

        def snapshot() -> T:
            connection = self._reader.raw
            connection.execute("BEGIN")
            try:
                return work(Transaction(connection, self._now()))
            finally:
                if connection.in_transaction:  # a broken disk may have ended it
                    connection.execute("ROLLBACK")

        with self._blaming_storage():
            return await self._reader.run(snapshot)

    @contextmanager
    def _blaming_storage(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if _kind(error) in UNUSABLE:
                raise _unusable(self.path, error) from error
            raise

    def _now(self) -> str:
        return self.clock().isoformat(timespec="microseconds")


async def read_only(path: Path, work: Callable[[Transaction], T]) -> T:
    """Run `work` on the database file as it stands, beside a bot that may be running; nothing can be changed."""

    def connector() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
        connection.row_factory = sqlite3.Row
        return connection

    try:
        connection = await _Connection.made(connector)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    try:
        return await connection.run(lambda: work(Transaction(connection.raw, utc_now().isoformat())))
    finally:
        await connection.close()


def _kind(error: BaseException) -> int:
    """Return SQLite's primary result code; 0 for what is not SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _unusable(path: Path, error: Exception) -> StorageError:
    problem: object = chinese()("operator.damaged", problem=error) if _kind(error) in DAMAGED else error
    if not path.exists():  # only where it is read, and would not be made
        problem = chinese()("operator.no_database")
    return StorageError(f"{path}: {problem}")


def _locked(path: Path) -> TextIOWrapper:
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise StorageError(chinese()("operator.in_use", folder=path.parent)) from error
    return handle


async def _connect(path: Path, more: str = "") -> _Connection:
    def connector() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        try:
            connection.row_factory = sqlite3.Row
            connection.executescript(f"{PRAGMAS} {more}")
        except BaseException:
            connection.close()
            raise
        return connection

    return await _Connection.made(connector)


def _prepare(connection: sqlite3.Connection, now: str) -> None:
    check = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if check != "ok":
        raise StorageError(chinese()("operator.damaged", problem=check))
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL,"
        " applied_at TEXT NOT NULL)"
    )
    applied = dict(connection.execute("SELECT version, digest FROM migration").fetchall())
    known = _scripts()
    if newer := applied.keys() - {int(name[:4]) for name in known}:
        raise StorageError(chinese()("operator.newer", version=max(newer)))
    for name, script in known.items():
        if applied.get(int(name[:4]), _digest(script)) != _digest(script):
            raise StorageError(chinese()("operator.changed", name=name))
    for name, script in known.items():
        if int(name[:4]) not in applied:
            _migrate(connection, name, script, now)


def _scripts() -> dict[str, str]:
    """Return the program's migrations, by name, in order."""
    found = (item for item in files("bot.storage").joinpath("migrations").iterdir() if item.name.endswith(".sql"))
    return {item.name: item.read_text(encoding="utf-8") for item in sorted(found, key=lambda item: item.name)}


def _digest(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()


def _migrate(connection: sqlite3.Connection, name: str, script: str, now: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in _statements(script):
            connection.execute(statement)
        values = (int(name[:4]), name, _digest(script), now)
        connection.execute("INSERT INTO migration VALUES (?, ?, ?, ?)", values)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled it back already
            connection.execute("ROLLBACK")
        raise
    log.info("migration %s applied", name)


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; executescript would commit in between."""
    pending = ""
    for part in re.split("(?<=;)", script):
        pending += part
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    yield pending
