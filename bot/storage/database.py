"""One SQLite file: one thread writes, one reads; aiosqlite checks, migrates and checkpoints beside them."""

import asyncio
import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import aiosqlite

from bot import private
from bot.storage import schema
from bot.storage.faults import AGAIN, PASSING, Obstacle, StorageError, blaming_storage, kind, unusable
from bot.storage.transaction import Receipt, Transaction, receipt
from bot.storage.writer import Writer, ended
from bot.texts import operators

__all__ = ["Database", "Receipt", "StorageError", "Transaction", "read_only", "receipt", "utc_now"]

T = TypeVar("T")
log = logging.getLogger(__name__)

BUSY_SECONDS = 0.3  # how long SQLite itself waits for another program, in which a thread can't be told to stop
LOG_BYTES = 4 << 20  # what is left of the write-ahead log when it is begun again, however long it has been
#: Recursive triggers: else INSERT OR REPLACE would get round the trigger that keeps audit rows. Secure delete: what is
#: deleted or overwritten is not left in the file's free space.
PRAGMAS = (
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
    "PRAGMA secure_delete = ON;"
    f"PRAGMA journal_size_limit = {LOG_BYTES};"
)


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


class Database:
    """The bot's memory. Opened by one program at a time; a second on the same folder is refused.

    Where the disk is full or another program has the file, whoever asked for something waits until that is over, and
    the log says so: nothing is acknowledged, sent or lost meanwhile. `close` ends the waiting with StorageError.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime] = utc_now) -> None:
        """Remember where the file is; `open` opens it."""
        self.path, self.clock = path, clock
        self.committed = asyncio.Event()  # set after every commit, for whoever waits for new rows
        self._watching: list[asyncio.Event] = [self.committed]
        self._closing = threading.Event()
        self._opened = AsyncExitStack()
        self._unwritten = Obstacle("writing", self._closing)
        self._unread = Obstacle("reading", self._closing)
        self._writer: Writer
        self._reader: sqlite3.Connection
        self._reading: ThreadPoolExecutor
        self._keeper: aiosqlite.Connection

    async def open(self) -> None:
        """Lock the folder for this program and bring the tables up to date; after a StorageError all is as it was."""
        self._closing.clear()
        obstacle = Obstacle("opening the database", self._closing)
        while True:
            try:
                await self._open()
            except (OSError, sqlite3.Error) as error:
                if kind(error) not in PASSING:
                    raise unusable(self.path, error) from error
                obstacle.meet(error)
                await asyncio.sleep(AGAIN)
            else:
                return obstacle.leave()

    async def _open(self) -> None:
        async with AsyncExitStack() as opened:
            private.folder(self.path.parent)
            opened.enter_context(_locked(self.path.with_suffix(".lock")))
            _make_if_new(self.path)
            writer, self._reader = (
                opened.enter_context(closing(_connect(self.path, more))) for more in ("", "PRAGMA query_only = ON;")
            )
            connecting = aiosqlite.connect(self.path, isolation_level=None, timeout=BUSY_SECONDS)
            self._keeper = await opened.enter_async_context(connecting)
            await self._keeper.executescript(PRAGMAS)
            await schema.prepare(self._keeper, self._now())
            await self.checkpoint()
            opened.push_async_callback(self.checkpoint)
            self._reading = ThreadPoolExecutor(1, "reader")
            opened.push_async_callback(ended, self._reading)
            self._writer = Writer(writer, self._now, self._unwritten, self._ring)
            opened.push_async_callback(self._writer.close)
            self._opened = opened.pop_all()

    async def close(self) -> None:
        """Finish what was begun, close the file and unlock the folder; after a failed `open`, nothing is left to do."""
        self._closing.set()
        await self._opened.aclose()

    def watch(self) -> asyncio.Event:
        """Return an event of one's own that is set after every commit."""
        self._watching.append(asyncio.Event())
        return self._watching[-1]

    def _ring(self) -> None:
        for each in self._watching:
            each.set()

    @property
    def waits(self) -> bool:
        """Return whether writing waits for a full disk or another program."""
        return self._unwritten.met

    async def transaction(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in a durable transaction: when this returns, all of it is on disk; if `work` raises, nothing is.

        Within an update the same transaction marks the update done, and a second one is refused. The work may be run
        again from its beginning where what it did had to be undone, so it changes nothing but the database.
        StorageError says that the disk or the file is at fault, not `work`.
        """
        with blaming_storage(self.path):
            return await self._writer.run(work)

    async def read(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one unchanging state of the data, beside the writer; StorageError as with `transaction`."""

        def snapshot() -> T:
            with _unchanging(self._reader):
                return Transaction(self._reader, self._now()).perform(work)

        with blaming_storage(self.path):
            return await asyncio.get_running_loop().run_in_executor(self._reading, self._unread.insist, snapshot)

    async def checkpoint(self) -> None:
        """Copy the log's commits into the file itself, so that a copy of the file is whole; then the log starts over.

        It is not emptied: overwriting it costs less per commit than letting it grow again.
        """
        try:
            await self._keeper.execute_fetchall("PRAGMA wal_checkpoint(PASSIVE)")  # beside the writer
        except sqlite3.Error as error:  # nothing is lost: all of it stands in the log
            log.warning("no checkpoint this time: %s", error)

    async def empty_log(self) -> None:
        """Bring all into the file and leave nothing in the log, which holds what was before; beside others, not now."""
        await self.checkpoint()  # so that the writer waits for little
        try:
            await self._keeper.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            log.warning("the log is not emptied this time: %s", error)

    def _now(self) -> str:
        return self.clock().isoformat(timespec="microseconds")


async def read_only(path: Path, work: Callable[[Transaction], T]) -> T:
    """Run `work` on the database file as it stands, beside a bot that may be running; nothing can be changed."""

    def look() -> T:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return Transaction(connection, utc_now().isoformat()).perform(work)

    thread = ThreadPoolExecutor(1)
    try:
        with blaming_storage(path):
            return await asyncio.get_running_loop().run_in_executor(thread, look)
    finally:
        await ended(thread)


@contextmanager
def _unchanging(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:  # a broken disk may have ended it
            connection.execute("ROLLBACK")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    private.tighten(path)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StorageError(operators()("operator.in_use", folder=path.parent)) from error
        yield
    finally:
        os.close(handle)


def _make_if_new(path: Path) -> None:
    """Make the file of a new database; StorageError where an earlier one has been emptied or is gone.

    SQLite takes an empty file for a new database and throws its log away, with all that stands only there. Here a file
    appears with its first page in it, also where a first start is cut off: if it is empty, something has emptied it.
    """
    log_file = path.with_name(f"{path.name}-wal")
    for each in (path, log_file, path.with_name(f"{path.name}-shm")):
        private.tighten(each)
    if path.exists():
        gone = path.is_file() and path.stat().st_size == 0
    else:  # a link that leads nowhere: what it leads to is not mounted
        gone = path.is_symlink() or (log_file.exists() and log_file.stat().st_size > 0)
    if gone:
        raise StorageError(f"{path}: {operators()('operator.emptied')}")
    if not path.exists():
        new = path.with_name(f"{path.name}.new")
        new.unlink(missing_ok=True)
        private.create(new)
        _connect(new).close()
        new.replace(path)
        log.info("%s is a new database", path)


def _connect(path: Path, more: str = "") -> sqlite3.Connection:
    """Return a connection that any thread may use, one at a time."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        connection.executescript(f"{PRAGMAS} {more}")
    except BaseException:
        connection.close()
        raise
    return connection
