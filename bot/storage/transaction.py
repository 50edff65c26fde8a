"""What a work gets: an open transaction, and the update (if any) that is done when it commits."""

import sqlite3
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


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
        """Return the first row; LookupError where there is none."""
        row = self.one(sql, **values)
        if row is None:
            raise LookupError(f"no row: {sql}")
        return row

    def all(self, sql: str, **values: object) -> list[sqlite3.Row]:
        """Return every row."""
        return self.execute(sql, **values).fetchall()

    def perform(self, work: "Callable[[Transaction], T]") -> T:
        """Return the result of `work`; its StopIteration, which no future can hold, becomes a RuntimeError."""
        try:
            return work(self)
        except StopIteration as error:
            raise RuntimeError("the work raised StopIteration") from error


@dataclass(eq=False)
class Receipt:
    """The update being worked on; `settle` marks it done, in the one transaction of its effect."""

    settle: Callable[[Transaction], object]
    settled: bool = False
    error: BaseException | None = None


#: Set by the dispatcher around each update, so that whichever service commits also marks the update done.
receipt: ContextVar[Receipt | None] = ContextVar("receipt", default=None)
