"""Rows as values: by the types of their fields."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import Json, ValidationError

from bot.storage.database import Database
from bot.storage.rows import Rows

AT = "2026-11-02T12:00:00.000001+00:00"


@dataclass(frozen=True)
class Thing:
    """One of each type of column."""

    number: int
    at: datetime
    ended_at: datetime | None
    is_live: bool
    pairs: Json[tuple[tuple[str, float], ...]]
    request: Json[dict[str, Any]] | None = None
    left: int = 0


THINGS = Rows(Thing)
SELECT = "SELECT :number AS number, :at AS at, NULL AS ended_at, 1 AS is_live, :pairs AS pairs, 'x' AS more"


async def test_each_field_is_the_column_of_its_name(database: Database) -> None:
    values = {"number": 3, "at": AT, "pairs": '[["a", 1], ["b", 0.5]]'}
    thing = Thing(3, datetime(2026, 11, 2, 12, 0, 0, 1, tzinfo=UTC), None, is_live=True, pairs=(("a", 1.0), ("b", 0.5)))
    assert await database.read(lambda tx: (THINGS.one(tx, SELECT, **values), THINGS.row(tx, SELECT, **values))) == (
        thing,
        thing,
    )
    assert await database.read(lambda tx: THINGS.all(tx, f"{SELECT} UNION ALL {SELECT}", **values)) == [thing, thing]


async def test_there_may_be_none(database: Database) -> None:
    assert await database.read(lambda tx: THINGS.one(tx, "SELECT 1 WHERE 0")) is None
    assert await database.read(lambda tx: THINGS.all(tx, "SELECT 1 WHERE 0")) == []
    with pytest.raises(LookupError):
        await database.read(lambda tx: THINGS.row(tx, "SELECT 1 WHERE 0"))


async def test_what_is_of_another_type_is_no_value(database: Database) -> None:
    with pytest.raises(ValidationError):
        await database.read(lambda tx: THINGS.one(tx, SELECT, number="drei", at=AT, pairs="[]"))
