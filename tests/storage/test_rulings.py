"""A reviewer's unfinished decision: one each, replaced by the next."""

import pytest

from bot.storage import needs, rulings
from bot.storage.database import Database
from bot.storage.needs import Content
from bot.storage.rulings import Ruling
from tests.storage.conftest import Clock

ZHAO, SUN = 2001, 2002


@pytest.fixture
async def database(database: Database) -> Database:
    """Give a database with two needs."""
    for number in (1, 2):
        await database.transaction(
            lambda tx, n=number: needs.create(
                tx,
                reference=f"NM-2026-{n:06d}",
                owner=1001,
                draft_id=n,
                state="submitted",
                league=None,
                content=Content(),
            )
        )
    return database


async def keep(database: Database, staff_id: int, ruling: Ruling) -> None:
    await database.transaction(lambda tx: rulings.keep(tx, staff_id, ruling))


async def find(database: Database, staff_id: int) -> Ruling | None:
    return await database.read(lambda tx: rulings.find(tx, staff_id))


async def test_what_was_begun_is_kept(database: Database) -> None:
    begun = Ruling(1, "return", ("title", "budget"))
    await keep(database, ZHAO, begun)
    assert [await find(database, ZHAO), await find(database, SUN)] == [begun, None]


async def test_a_reviewer_decides_one_thing_at_a_time(database: Database) -> None:
    await keep(database, ZHAO, Ruling(1, "return", ("title",)))
    await keep(database, ZHAO, Ruling(2, "reject"))
    assert await find(database, ZHAO) == Ruling(2, "reject")


async def test_two_reviewers_may_write_on_the_same_need(database: Database) -> None:
    await keep(database, ZHAO, Ruling(1, "return", ("title",)))
    await keep(database, SUN, Ruling(1, "reject"))
    await database.transaction(lambda tx: rulings.drop(tx, ZHAO))
    assert [await find(database, ZHAO), await find(database, SUN)] == [None, Ruling(1, "reject")]


async def test_one_is_fresh_from_when_it_was_last_touched(database: Database, clock: Clock) -> None:
    await keep(database, ZHAO, Ruling(1, "reject"))
    touched = clock.now.isoformat(timespec="microseconds")
    clock.passes(minutes=1)
    later = clock.now.isoformat(timespec="microseconds")

    async def fresh(since: str) -> list[bool]:
        return [await database.read(lambda tx, who=who: rulings.is_fresh(tx, who, since)) for who in (ZHAO, SUN)]

    assert [await fresh(touched), await fresh(later)] == [[True, False], [False, False]]
    await keep(database, ZHAO, Ruling(1, "reject"))
    assert await fresh(later) == [True, False]


async def test_dropping_nothing_changes_nothing(database: Database) -> None:
    await database.transaction(lambda tx: rulings.drop(tx, ZHAO))
    assert await find(database, ZHAO) is None
