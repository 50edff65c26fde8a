"""What waits for the writer becomes durable together: whole batches, in order, and each answers for itself alone."""

import asyncio
import signal
import sqlite3
import sys
import threading
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import Database, Receipt, StorageError, Transaction, receipt
from bot.storage.writer import LARGEST
from tests.disk import write_protected
from tests.patience import STILL
from tests.storage.conftest import NOON, Clock

Work = Callable[[Transaction], Any]


def put(tx: Transaction, text: str) -> str:
    """Leave a trace to look for."""
    tx.execute(
        "INSERT INTO question (user_id, chat_id, text, outcome, asked_at) VALUES (1, 1, :t, 'answer', '')", t=text
    )
    return text


def write(text: str) -> Work:
    return lambda tx: put(tx, text)


def notes(tx: Transaction) -> list[str]:
    return [row["text"] for row in tx.all("SELECT text FROM question ORDER BY id")]


def fails(text: str) -> Work:
    def work(tx: Transaction) -> None:
        put(tx, text)
        raise ValueError(text)

    return work


class Gate:
    """Holds up the writer's thread where it is put, until it is opened."""

    def __init__(self) -> None:
        self.reached, self._loop, self._open = asyncio.Event(), asyncio.get_running_loop(), threading.Event()

    def __call__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self.reached.set)
        assert self._open.wait(STILL)

    def open(self) -> None:
        self._open.set()


async def together(database: Database, *works: Work) -> list[Any]:
    """Let the works wait for the writer at the same moment; return what became of each."""
    gate = Gate()
    first = asyncio.create_task(database.transaction(gate))
    await gate.reached.wait()
    results = asyncio.gather(*map(database.transaction, works), return_exceptions=True)
    await asyncio.sleep(0)  # all of them wait now
    gate.open()
    await first
    return await results


def told(results: list[Any]) -> list[str]:
    return [f"{type(each).__name__}: {each}" if isinstance(each, Exception) else each for each in results]


# ── one commit ──


async def test_what_waits_shares_commits_of_a_bounded_size(database: Database) -> None:
    statements: list[str] = []
    await database.transaction(lambda tx: tx.connection.set_trace_callback(statements.append))
    statements.clear()
    texts = [str(number) for number in range(2 * LARGEST + 10)]
    assert await together(database, *map(write, texts)) == texts
    # the first COMMIT is that of what kept the writer busy
    assert [statements.count(each) for each in ("BEGIN IMMEDIATE", "COMMIT")] == [4, 4]
    assert statements.count("SAVEPOINT work") == len(texts) + 1
    assert await database.read(notes) == texts


async def test_who_raises_is_undone_alone_and_hears_of_it_alone(database: Database) -> None:
    texts = [str(number) for number in range(100)]
    works = [fails(text) if int(text) % 3 else write(text) for text in texts]
    assert told(await together(database, *works)) == [
        f"ValueError: {text}" if int(text) % 3 else text for text in texts
    ]
    assert await database.read(notes) == texts[::3]


async def test_what_comes_later_sees_what_came_before(database: Database) -> None:
    def count(tx: Transaction) -> int:
        seen = len(notes(tx))
        put(tx, str(seen))
        return seen

    assert await together(database, *[count] * 20) == list(range(20))


async def test_one_moment_a_work(database: Database, clock: Clock) -> None:
    def moments(tx: Transaction) -> tuple[str, str]:
        before = tx.now
        clock.passes(milliseconds=1)
        return before, tx.now

    second, third = (NOON.replace("000000", f"00{number}000") for number in (1, 2))
    assert await together(database, *[moments] * 3) == [(each, each) for each in (NOON, second, third)]


async def test_callers_that_are_cancelled_while_they_wait_are_nobody_elses_matter(database: Database) -> None:
    gate = Gate()
    first = asyncio.create_task(database.transaction(gate))
    await gate.reached.wait()
    tasks = [asyncio.create_task(database.transaction(write(text))) for text in "甲乙丙丁"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    tasks[2].cancel()
    gate.open()
    results = await asyncio.gather(first, *tasks, return_exceptions=True)
    assert [type(each) for each in results[2:4]] == [asyncio.CancelledError] * 2
    assert (results[1], results[4]) == ("甲", "丁")
    assert await database.read(notes) == list("甲乙丙丁")


# ── nothing is said before it is durable ──


async def test_nobody_hears_of_success_before_the_commit(database: Database) -> None:
    gate = Gate()
    connection = await database.transaction(lambda tx: tx.connection)
    connection.set_trace_callback(lambda sql: gate() if sql == "COMMIT" else None)
    database.committed.clear()
    update = Receipt(settle=lambda tx: put(tx, "done"))
    receipt.set(update)
    settling = asyncio.create_task(database.transaction(write("甲")))
    receipt.set(None)
    await gate.reached.wait()
    others = [asyncio.create_task(database.transaction(write(text))) for text in "乙丙"]
    await asyncio.sleep(0)
    assert [each.done() for each in (settling, *others)] == [False] * 3
    assert (update.settled, database.committed.is_set(), await database.read(notes)) == (False, False, [])
    gate.open()
    assert await asyncio.gather(settling, *others) == list("甲乙丙")
    assert (update.settled, database.committed.is_set()) == (True, True)
    assert await database.read(notes) == ["甲", "done", "乙", "丙"]


KILLED = """
import asyncio, os, signal, sys, threading
from pathlib import Path
from bot.storage.database import Database
from bot.storage.questions import record

COUNT, MOMENT = 20, sys.argv[2]
ran, gate = [], threading.Event()

def write(number):
    def work(tx):
        record(tx, user_id=1, chat_id=1, text=str(number), outcome="answer")
        ran.append(number)
        if (MOMENT, number) in (("in the first", 0), ("in the last", COUNT - 1)):
            os.kill(os.getpid(), signal.SIGKILL)
    return work

def committing(sql):
    if sql == "COMMIT" and MOMENT == "at the commit" and len(ran) == COUNT:
        os.kill(os.getpid(), signal.SIGKILL)

async def reported(database, number):
    await database.transaction(write(number))
    print(number, flush=True)

async def main():
    database = Database(Path(sys.argv[1]))
    await database.open()
    (await database.transaction(lambda tx: tx.connection)).set_trace_callback(committing)
    busy = asyncio.create_task(database.transaction(lambda tx: gate.wait()))
    tasks = [asyncio.create_task(reported(database, number)) for number in range(COUNT)]
    await asyncio.sleep(0)
    print("begun", flush=True)
    gate.set()
    await asyncio.gather(busy, *tasks)

asyncio.run(main())
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("moment", "count"),
    [("in the first", 0), ("in the last", 0), ("at the commit", 0), ("after the commit", 20)],
)
async def test_killed_before_the_commit_nothing_is_there_and_nothing_was_reported(
    tmp_path: Path, moment: str, count: int
) -> None:
    path = tmp_path / "jiebang.db"
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, path, moment, stdout=PIPE)
    printed, _ = await program.communicate()
    assert program.returncode == -signal.SIGKILL
    database = Database(path)
    await database.open()
    kept = await database.read(notes)
    await database.close()
    done = [str(number) for number in range(count)]
    assert (printed.decode().split(), kept) == (["begun", *done], done)


# ── what fails a whole batch ──


async def test_a_disk_that_fails_in_the_middle_fails_them_all_and_nothing_is_half_done(database: Database) -> None:
    results = await together(database, write("甲"), write_protected, write("乙"), write("丙"))
    assert [type(each) for each in results] == [StorageError] * 4
    assert await database.read(notes) == []


ORPHAN = "INSERT INTO focus (user_id, draft_id, since) VALUES (1, 99, '')"


def refused_at_commit(tx: Transaction) -> None:
    tx.execute("PRAGMA defer_foreign_keys = ON")
    tx.execute(ORPHAN)


def rolls_back_all(tx: Transaction) -> None:
    tx.execute("INSERT OR ROLLBACK INTO reference VALUES (2026, 1)")
    tx.execute("INSERT OR ROLLBACK INTO reference VALUES (2026, 1)")


def swallows_the_rollback(tx: Transaction) -> None:
    try:
        rolls_back_all(tx)
    except sqlite3.IntegrityError:
        return


@pytest.mark.parametrize(
    ("to_blame", "error"),
    [
        (refused_at_commit, "IntegrityError: FOREIGN KEY"),
        (rolls_back_all, "IntegrityError: UNIQUE"),
        (swallows_the_rollback, "OperationalError: no such savepoint"),
    ],
)
async def test_who_spoils_the_whole_commit_fails_alone(database: Database, to_blame: Work, error: str) -> None:
    results = told(await together(database, write("甲"), to_blame, write("乙")))
    assert (results[0], results[2]) == ("甲", "乙")
    assert results[1].startswith(error)
    assert await database.read(notes) == ["甲", "乙"]
    with closing(sqlite3.connect(database.path)) as connection:
        assert connection.execute("SELECT count(*) FROM focus").fetchall() == [(0,)]
        assert connection.execute("SELECT count(*) FROM reference").fetchall() == [(0,)]


async def test_a_statement_left_unfinished_is_an_error_and_not_another_program_to_wait_for(database: Database) -> None:
    sql = "INSERT INTO reference SELECT value, 1 FROM json_each('[1, 2, 3]') RETURNING year"
    with pytest.raises(RuntimeError, match="left a statement unfinished"):
        await database.transaction(lambda tx: tx.execute(sql))


# ── receipts ──


def settling(database: Database, update: Receipt, work: Work) -> Awaitable[Any]:
    token = receipt.set(update)
    try:
        return asyncio.create_task(database.transaction(work))
    finally:
        receipt.reset(token)


async def test_each_update_of_a_batch_is_settled_with_its_own_effect(database: Database) -> None:
    updates = [Receipt(settle=partial(put, text=f"{n} done")) for n in "甲乙丙"]
    works = [write("甲"), fails("乙"), write("丙")]
    gate = Gate()
    first = asyncio.create_task(database.transaction(gate))
    await gate.reached.wait()
    tasks = [settling(database, *each) for each in zip(updates, works, strict=True)]
    again = settling(database, updates[0], write("again"))
    await asyncio.sleep(0)
    gate.open()
    results = told(await asyncio.gather(first, *tasks, again, return_exceptions=True))[1:]
    assert results[:3] == ["甲", "ValueError: 乙", "丙"]
    assert results[3].startswith("RuntimeError: one update, one transaction")
    assert [each.settled for each in updates] == [True, False, True]
    assert await database.read(notes) == ["甲", "甲 done", "丙", "丙 done"]
