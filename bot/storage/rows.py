"""Rows as values: a frozen dataclass names the columns and their types."""

import sqlite3
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from bot.storage.database import Transaction

T = TypeVar("T")


class Rows(Generic[T]):
    """Reads rows as values: each field is the column of its name, checked against the field's type.

    Moments are stored as ISO text, booleans as 0 and 1; a field of stored JSON has the type Json[…].
    """

    def __init__(self, kind: type[T]) -> None:
        """Make values of `kind`, a dataclass."""
        self._read = TypeAdapter(kind).validate_python

    def of(self, row: sqlite3.Row, /, **more: object) -> T:
        """Return a row as a value; `more` are fields without a column of their own."""
        return self._read(dict(row, **more))

    def one(self, tx: Transaction, sql: str, /, **values: object) -> T | None:
        """Return the first row or None."""
        row = tx.one(sql, **values)
        return self.of(row) if row else None

    def row(self, tx: Transaction, sql: str, /, **values: object) -> T:
        """Return the first row; LookupError where there is none."""
        return self.of(tx.row(sql, **values))

    def all(self, tx: Transaction, sql: str, /, **values: object) -> list[T]:
        """Return every row."""
        return [self.of(row) for row in tx.all(sql, **values)]
