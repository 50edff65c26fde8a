"""The writer: works that wait are run together, and become durable together.

An fsync costs as much as many statements. So everything that waits when the writer's thread is free is run in one
BEGIN IMMEDIATE … COMMIT, in the order in which it came, each work in a savepoint of its own: a work that raises is
undone alone, and only its caller hears of it. Nobody hears of success before the COMMIT that all share has returned.
Where the batch as a whole fails by what no work is to blame for (the disk), all of it is undone, and tried again as
long as that can pass by itself. Where a work is to blame (it ended the transaction, or COMMIT refuses what it did),
the batch is undone and each work is run in a transaction of its own, so that the one to blame fails alone.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.storage.faults import UNUSABLE, Obstacle, kind
from bot.storage.transaction import Receipt, Transaction, receipt

T = TypeVar("T")

LARGEST = 64  # works of one commit


@dataclass(frozen=True)
class _Task:
    work: Callable[[Transaction], Any]
    update: Receipt | None
    answer: asyncio.Future[Any]


@dataclass(frozen=True)
class _Failed:
    error: BaseException


class Writer:
    """A thread that commits waiting works, in batches."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        now: Callable[[], str],
        obstacle: Obstacle,
        committed: Callable[[], None],
    ) -> None:
        """Write through `connection`, dated by `now`; `committed` is called in the loop after every commit."""
        self._connection, self._now, self._obstacle, self._committed = connection, now, obstacle, committed
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[_Task] = deque()
        self._called = False
        self._thread = ThreadPoolExecutor(1, "writer")

    async def run(self, work: Callable[[Transaction], T]) -> T:
        """Return the result of `work` once it is durable; cancelling the caller does not stop the work."""
        task = _Task(work, receipt.get(), self._loop.create_future())
        self._waiting.append(task)
        if not self._called:  # else the thread has yet to look at what waits, and finds this too
            self._called = True
            self._thread.submit(self._write)
        result: T = await task.answer
        return result

    async def close(self) -> None:
        """Finish the waiting works and end the thread."""
        await ended(self._thread)

    def _write(self) -> None:
        self._called = False
        while batch := [self._waiting.popleft() for _ in range(min(LARGEST, len(self._waiting)))]:
            outcomes = self._outcomes(batch)
            self._loop.call_soon_threadsafe(self._tell, batch, outcomes)

    def _tell(self, batch: Sequence[_Task], outcomes: Sequence[object]) -> None:
        if not all(isinstance(outcome, _Failed) for outcome in outcomes):
            self._committed()
        for task, outcome in zip(batch, outcomes, strict=True):
            if task.answer.done():  # its caller was cancelled
                continue
            if isinstance(outcome, _Failed):
                task.answer.set_exception(outcome.error)
            else:
                task.answer.set_result(outcome)

    def _outcomes(self, batch: Sequence[_Task]) -> list[object]:
        """Commit a batch; return each work's result, or how it failed."""
        try:
            return self._obstacle.insist(lambda: self._commit(batch))
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is for those who wait
            if len(batch) == 1 or kind(error) in UNUSABLE:
                return [_Failed(error)] * len(batch)
        return [outcome for task in batch for outcome in self._outcomes([task])]

    def _commit(self, batch: Sequence[_Task]) -> list[object]:
        done: set[Receipt] = set()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            outcomes = [self._savepoint(task, done) for task in batch]
            self._connection.execute("COMMIT")
        except BaseException as error:
            if self._connection.in_transaction:  # a full disk has rolled it back already
                self._connection.execute("ROLLBACK")
            if kind(error) == sqlite3.SQLITE_BUSY:  # nobody else can be in the way now, and waiting would not help
                raise RuntimeError(f"the work has left a statement unfinished: {error}") from error
            raise
        for update in done:
            update.settled = True
        return outcomes

    def _savepoint(self, task: _Task, done: set[Receipt]) -> object:
        self._connection.execute("SAVEPOINT work")
        try:
            result: object = self._perform(task, done)
        except BaseException as error:
            if kind(error) in UNUSABLE or not self._connection.in_transaction:
                raise  # nothing is left of the batch
            self._connection.execute("ROLLBACK TO work")
            result = _Failed(error)
        self._connection.execute("RELEASE work")
        return result

    def _perform(self, task: _Task, done: set[Receipt]) -> object:
        update = task.update
        if update and (update.settled or update in done):
            raise RuntimeError("one update, one transaction: this update has had its own already")
        opened = Transaction(self._connection, self._now())
        result = opened.perform(task.work)
        if update:
            update.settle(opened)
            done.add(update)
        return result


async def ended(thread: ThreadPoolExecutor) -> None:
    """End a thread once all its work is done."""
    try:
        await asyncio.wrap_future(thread.submit(lambda: None))
    finally:
        thread.shutdown()
