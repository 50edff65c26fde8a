"""Statistics: what SQL counts is what is counted over the rows one by one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from benchmarks.export import fill
from bot.services.reviewing import rounds
from bot.storage import exports, statistics
from bot.storage.database import Database, read_only
from bot.storage.exports import EVERYTHING, Wanted
from bot.storage.transaction import Transaction

SINCE = datetime(2026, 9, 20, 16, tzinfo=UTC).isoformat(timespec="microseconds")
WANTED = (
    EVERYTHING,
    Wanted(states=("accepted", "returned")),
    Wanted(leagues=("150200", "152900")),
    Wanted(start=SINCE),
    Wanted(states=("rejected",), leagues=("150200",), end=SINCE),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def database(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """A database with 300 needs."""
    path = tmp_path_factory.mktemp("statistics") / "jiebang.db"
    opened = Database(path)
    await opened.open()
    await opened.transaction(lambda tx: fill(tx, 300))
    await opened.close()
    yield path


def fits(each: exports.Exported, wanted: Wanted) -> bool:
    at = each.need.submitted_at.isoformat(timespec="microseconds")
    return (
        (not wanted.states or each.need.state in wanted.states)
        and (not wanted.leagues or each.need.league in wanted.leagues)
        and (not wanted.start or at >= wanted.start)
        and (not wanted.end or at < wanted.end)
    )


@pytest.mark.parametrize("wanted", WANTED)
def test_the_numbers_are_those_of_the_rows(database: Path, wanted: Wanted) -> None:
    def counted(tx: Transaction) -> tuple[Any, ...]:
        found = list(exports.each(tx, wanted))
        return (
            found,
            [each for each in exports.each(tx, EVERYTHING) if fits(each, wanted)],
            exports.count(tx, wanted),
            statistics.by_state(tx, wanted, "need"),
            statistics.by_league(tx, wanted, "need"),
            statistics.by_hour(tx, wanted, "need"),
            statistics.by_value(tx, wanted, "need", "field"),
            statistics.total(tx, wanted, "need", "budget"),
            sorted(statistics.decided(tx, wanted, "need")),
        )

    found, fitting, count, states, leagues, hours, fields, total, decided = asyncio.run(read_only(database, counted))
    assert found == fitting
    assert count == len(found)
    needs = [each.need for each in found]
    assert states == dict(Counter(need.state for need in needs))
    assert leagues == dict(Counter(need.league for need in needs))
    assert hours == dict(Counter(need.submitted_at.strftime("%Y-%m-%dT%H") for need in needs))
    assert fields == dict(Counter(need.content.values["field"] for need in needs))
    assert total == sum(need.content.values["budget"] for need in needs)
    assert decided == sorted(
        (at(course.begun), at(course.decision.at)) for each in found for course in rounds.of(each) if course.decision
    )


def at(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
