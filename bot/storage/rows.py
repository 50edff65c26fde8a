"""Rows as values: a frozen dataclass says which columns it is made of, and of what type each is."""

import sqlite3
from collections.abc import Iterable
from typing import Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


class Rows(Generic[T]):
    """Makes values of rows: each field of the column of its name, checked against the field's type.

    Moments are stored as ISO text, booleans as 0 and 1; a field of stored JSON has the type Json[…].
    """

    def __init__(self, kind: type[T]) -> None:
        """Make values of `kind`, a dataclass."""
        self._read = TypeAdapter(kind).validate_python

    def one(self, row: sqlite3.Row, /, **more: object) -> T:
        """Return a row as a value; `more` are fields that have no column of their own."""
        return self._read(dict(row, **more))

    def found(self, row: sqlite3.Row | None) -> T | None:
        """Return a row as a value; None where there is none."""
        return self.one(row) if row else None

    def all(self, rows: Iterable[sqlite3.Row]) -> list[T]:
        """Return rows as values, in their order."""
        return [self.one(row) for row in rows]
