"""Disks that are full or broken, other programs that have the file, and what the storage says of it."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

from bot.storage.database import Database, Transaction
from tests.patience import STILL


@asynccontextmanager
async def full(database: Database) -> AsyncIterator[None]:
    """The disk has no room for another page of the database until the block ends."""

    def fill_up(tx: Transaction) -> sqlite3.Connection:
        tx.one(f"PRAGMA max_page_count = {tx.row('PRAGMA page_count')[0]}")
        return tx.connection

    connection = await database.transaction(fill_up)
    try:
        yield
    finally:
        connection.execute("PRAGMA max_page_count = 1000000")


def write_protected(tx: Transaction) -> None:
    """Let nothing be written any more, as on a disk that has failed."""
    tx.one("PRAGMA query_only = ON")


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program is in the middle of changing the file until the block ends."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


class Log(logging.Handler):
    """What the storage has logged; `says` waits for words of it."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._loop, self._more = asyncio.get_running_loop(), asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self._loop.call_soon_threadsafe(self._take, record.getMessage())

    def _take(self, line: str) -> None:
        self.lines.append(line)
        self._more.set()

    async def says(self, words: str) -> None:
        async with asyncio.timeout(STILL):
            while not any(words in line for line in self.lines):
                self._more.clear()
                await self._more.wait()


@contextmanager
def log_of(name: str) -> Iterator[Log]:
    """The log of one module while the block runs."""
    log, logger = Log(), logging.getLogger(name)
    logger.addHandler(log)
    before = logger.level
    logger.setLevel(logging.INFO)
    try:
        yield log
    finally:
        logger.setLevel(before)
        logger.removeHandler(log)
