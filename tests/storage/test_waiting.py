"""A full disk and another program's lock pass: they are waited for, and nothing is said to be done meanwhile."""

import asyncio
import fcntl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import Database, StorageError, Transaction
from tests.disk import full, held, log_of
from tests.patience import STILL

LONG = "稀" * 10_000


def write(text: str) -> Callable[[Transaction], Any]:
    sql = "INSERT INTO question (user_id, chat_id, text, outcome, asked_at) VALUES (1, 1, :text, 'answer', '')"
    return lambda tx: tx.execute(sql, text=text) and text


def notes(tx: Transaction) -> list[str]:
    return [row["text"] for row in tx.all("SELECT text FROM question ORDER BY id")]


def left(before: list[threading.Thread]) -> list[threading.Thread]:
    """The threads that do not end, of those that were not there before."""
    begun = [each for each in threading.enumerate() if each not in before]
    for each in begun:
        each.join(10)
    return [each for each in begun if each.is_alive()]


async def test_a_full_disk_is_waited_for(database: Database) -> None:
    with log_of("bot.storage.faults") as log:
        async with full(database):
            tasks = [asyncio.create_task(database.transaction(write(text))) for text in ("甲", LONG, "乙")]
            await log.says("writing waits")
            assert await database.read(notes) in ([], ["甲"])  # what came before the long one may have had room
            assert not any(each.done() for each in tasks[1:])
        assert await asyncio.gather(*tasks) == ["甲", LONG, "乙"]
        await log.says("writing goes on")
    assert log.lines == ["writing waits, and is tried until it succeeds: database or disk is full", "writing goes on"]
    assert await database.read(notes) == ["甲", LONG, "乙"]


async def test_another_program_that_writes_is_waited_for(database: Database) -> None:
    with log_of("bot.storage.faults") as log:
        with held(database.path):
            tasks = [asyncio.create_task(database.transaction(write(text))) for text in "甲乙"]
            await log.says("writing waits")
            assert (await database.read(notes), [each.done() for each in tasks]) == ([], [False, False])
        assert await asyncio.gather(*tasks) == ["甲", "乙"]
        await log.says("writing goes on")
    assert log.lines == ["writing waits, and is tried until it succeeds: database is locked", "writing goes on"]


async def test_closing_ends_the_waiting(tmp_path: Path) -> None:
    before = threading.enumerate()
    database = Database(tmp_path / "jiebang.db")
    await database.open()
    with log_of("bot.storage.faults") as log, held(database.path):
        task = asyncio.create_task(database.transaction(write("甲")))
        await log.says("writing waits")
        async with asyncio.timeout(STILL):
            await database.close()
        with pytest.raises(StorageError, match="locked"):
            await task
    assert left(before) == []
    await database.open()  # the folder is free
    assert await database.read(notes) == []
    await database.close()


async def test_opening_waits_too_and_can_be_given_up(tmp_path: Path) -> None:
    before = threading.enumerate()
    path = tmp_path / "jiebang.db"
    database = Database(path)
    await database.open()
    await database.transaction(lambda tx: tx.execute("DELETE FROM migration WHERE version > 1"))
    await database.transaction(lambda tx: tx.execute("DROP TABLE told"))
    await database.close()
    with log_of("bot.storage.faults") as log, held(path):
        opening = asyncio.create_task(database.open())
        await log.says("opening the database waits")
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
    assert left(before) == []
    with (tmp_path / "jiebang.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
