"""The tables, brought up to date one migration at a time, each whole and with its record, or not at all."""

import hashlib
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files

import aiosqlite

from bot.storage import chain, versions
from bot.storage.faults import StorageError
from bot.texts import operators

log = logging.getLogger(__name__)

RECORDS = (
    "CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL,"
    " applied_at TEXT NOT NULL)"
)


#: What migrations can call besides SQLite's own functions, and with how many values.
FUNCTIONS: Mapping[str, tuple[int, Callable[..., str]]] = {
    "need_digest": (5, versions.digest_of_row),
    "chain_digest": (-1, chain.digest),
}


async def prepare(connection: aiosqlite.Connection, now: str) -> None:
    """Bring the tables up to date; StorageError where the file is damaged, newer, or not of these migrations."""
    for name, (count, function) in FUNCTIONS.items():
        await connection.create_function(name, count, function, deterministic=True)
    check = (await _all(connection, "PRAGMA quick_check(1)"))[0][0]
    if check != "ok":
        raise StorageError(operators()("operator.damaged", problem=check))
    await _all(connection, RECORDS)
    applied = dict(map(tuple, await _all(connection, "SELECT version, digest FROM migration")))
    known = _scripts()
    if newer := applied.keys() - {int(name[:4]) for name in known}:
        raise StorageError(operators()("operator.newer", version=max(newer)))
    for name, script in known.items():
        if applied.get(int(name[:4]), _digest(script)) != _digest(script):
            raise StorageError(operators()("operator.changed", name=name))
    for name, script in known.items():
        if int(name[:4]) not in applied:
            await _migrate(connection, name, script, now)


def require(connection: sqlite3.Connection) -> None:
    """Make sure that the tables are this program's; StorageError where they are older or newer."""
    applied = {row[0] for row in connection.execute("SELECT version FROM migration")}
    if applied != {int(name[:4]) for name in _scripts()}:
        raise StorageError(operators()("operator.other_version"))


async def _all(connection: aiosqlite.Connection, sql: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
    return list(await connection.execute_fetchall(sql, values))


def _scripts() -> dict[str, str]:
    """Return the program's migrations, by name, in order."""
    found = (item for item in files("bot.storage").joinpath("migrations").iterdir() if item.name.endswith(".sql"))
    return {item.name: item.read_text(encoding="utf-8") for item in sorted(found, key=lambda item: item.name)}


def _digest(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()


async def _migrate(connection: aiosqlite.Connection, name: str, script: str, now: str) -> None:
    await _all(connection, "BEGIN IMMEDIATE")
    try:
        for statement in _statements(script):
            await _all(connection, statement)
        await _all(connection, "INSERT INTO migration VALUES (?, ?, ?, ?)", (int(name[:4]), name, _digest(script), now))
        await _all(connection, "COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has rolled it back already
            await _all(connection, "ROLLBACK")
        raise
    log.info("migration %s applied", name)


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements; executescript would commit in between."""
    pending = ""
    for part in re.split("(?<=;)", script):
        pending += part
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    yield pending
