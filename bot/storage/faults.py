"""What can be wrong with the disk or the file, and what of it passes by itself and is waited for."""

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
    """Return SQLite's primary result code; 0 for what is not SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def unusable(path: Path, error: Exception) -> StorageError:
    """Return the error that says what is wrong with the database file."""
    problem: object = operators()("operator.damaged", problem=error) if kind(error) in DAMAGED else error
    if not path.exists():  # only where it is read, and would not be made
        problem = operators()("operator.no_database")
    return StorageError(f"{path}: {problem}")


@contextmanager
def blaming_storage(path: Path) -> Iterator[None]:
    """Raise what no statement is to blame for as StorageError."""
    try:
        yield
    except sqlite3.Error as error:
        if kind(error) in UNUSABLE:
            raise unusable(path, error) from error
        raise


class Obstacle:
    """What keeps somebody from using the database for a while; the log says when it begins and when it is over."""

    def __init__(self, doing: str, closing: threading.Event) -> None:
        """Be in the way of `doing`, until it is `closing`."""
        self._doing, self._closing = doing, closing
        self.met = False

    def meet(self, error: Exception) -> None:
        """Say, the first time, that there is something to wait for."""
        if not self.met:
            log.error("%s waits, and is tried until it succeeds: %s", self._doing, error)
        self.met = True

    def leave(self) -> None:
        """Say, if it was said that there is something to wait for, that it is over."""
        if self.met:
            log.warning("%s goes on", self._doing)
        self.met = False

    def insist(self, attempt: Callable[[], T]) -> T:
        """Return what `attempt` returns, which is tried for as long as what keeps it from succeeding passes by itself.

        For the database's threads: it waits where it is called.
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
