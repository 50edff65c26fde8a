"""Faults of the disk or the database file, and which of them pass by themselves and are waited for."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bot.texts import operators

T = TypeVar("T")
log = logging.getLogger(__name__)

AGAIN = 0.5  # seconds between tries while something is waited for
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
#: Another program has the file, or the disk or the memory is full: a used-up quota is an I/O error to SQLite.
PASSING = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PROTOCOL}
)
#: What no statement is to blame for.
UNUSABLE = DAMAGED | PASSING | {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


class StorageError(Exception):
    """The database can't be used as it is; nothing in it was changed."""


def kind(error: BaseException) -> int:
    """Return SQLite's primary result code; 0 for an error that is not SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def unusable(path: Path, error: Exception) -> StorageError:
    """Return a StorageError that names the database file and its fault, in operators' words."""
    problem: object = operators()("operator.damaged", problem=error) if kind(error) in DAMAGED else error
    if kind(error) == sqlite3.SQLITE_CANTOPEN and not path.exists():  # only where it is read, and would not be made
        problem = operators()("operator.no_database")
    return StorageError(f"{path}: {problem}")


@contextmanager
def blaming_storage(path: Path) -> Iterator[None]:
    """Turn SQLite errors for which no statement is to blame into StorageError."""
    try:
        yield
    except sqlite3.Error as error:
        if kind(error) in UNUSABLE:
            raise unusable(path, error) from error
        raise


class Obstacle:
    """A passing hindrance to using the database; the log says when it begins and when it is over."""

    def __init__(self, doing: str, closing: threading.Event) -> None:
        """Stand for what hinders `doing`, so named in the log; once `closing` is set, nothing is waited for."""
        self._doing, self._closing = doing, closing
        self.met = False

    def meet(self, error: Exception) -> None:
        """Log the hindrance, the first time only."""
        if not self.met:
            log.error("%s waits, and is tried until it succeeds: %s", self._doing, error)
        self.met = True

    def leave(self) -> None:
        """Log the end of the hindrance, if its beginning was logged."""
        if self.met:
            log.warning("%s goes on", self._doing)
        self.met = False

    def insist(self, attempt: Callable[[], T]) -> T:
        """Return the result of `attempt`, repeated while passing faults hinder it; other faults are raised.

        Once closing, passing faults are raised too. For the database's own threads: it blocks the thread that calls it.
        """
        while True:
            try:
                result = attempt()
            except sqlite3.Error as error:
                if kind(error) not in PASSING or self._closing.is_set():
                    raise
                self.meet(error)
                self._closing.wait(AGAIN)
            else:
                self.leave()
                return result
