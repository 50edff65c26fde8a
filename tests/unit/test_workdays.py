"""China's calendar: known years day by day at their edges, what is unknown in others, and what the library holds to."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from holidays.countries.china import China

from bot.services.runtime.workdays import SATURDAY, WEEKDAY_REACH, WEEKEND_REACH, announced, fixed, kind

FIRST, LAST = 2001, 2026  # the years whose announcements the library has, at least


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-13", "ordinary"),
        ("2026-02-14", "worked"),  # a Saturday
        ("2026-02-15", "holiday"),  # the Sunday before 除夕
        ("2026-02-23", "holiday"),
        ("2026-02-24", "ordinary"),
        ("2026-06-20", "holiday"),  # the Saturday after 端午
        ("2026-06-27", "ordinary"),  # a weekend by itself
        ("2020-01-31", "holiday"),  # prolonged when the year had begun
    ],
)
def test_announced_days(day: str, expected: str) -> None:
    assert kind(date.fromisoformat(day)) == expected


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026])
def test_nothing_of_an_announced_year_is_unknown(year: int) -> None:
    first = date(year, 1, 1)
    days = (first + timedelta(days=ahead) for ahead in range(354))  # until the neighbourhood of the next New Year
    assert Counter(map(kind, days))["unknown"] == 0


def test_the_announced_years_are_those_that_the_library_has() -> None:
    assert [year for year in range(FIRST, LAST + 1) if not announced(year)] == []
    assert announced(2099) is False


def test_days_that_law_fixes_are_known_of_every_year() -> None:
    days = ["2099-01-01", "2099-01-20", "2099-01-21", "2099-05-01", "2099-05-02", "2099-10-01", "2099-10-03"]
    assert {kind(date.fromisoformat(day)) for day in days} == {"holiday"}
    assert len(fixed(2099)) == 13
    assert kind(date(2099, 10, 4)) == "unknown"
    assert (kind(date(2098, 12, 31)), kind(date(2098, 12, 31), {2099})) == ("unknown", "ordinary")


def test_no_announcement_reached_further_than_we_leave_open() -> None:
    """The distances of all days since 2001 that an announcement moved, each to the next day that law fixes."""
    calendar = China(years=range(FIRST - 1, LAST + 2), language="en_US")  # type: ignore[no-untyped-call]
    moved = {day for day in calendar if any(word in calendar[day] for word in ("substituted", "observed", "Extended"))}
    law = calendar.keys() - moved

    def reach(days: Iterable[date]) -> int:
        return max(min(abs((day - each).days) for each in law) for day in days if FIRST <= day.year <= LAST)

    assert reach(day for day in calendar.weekend_workdays) == WEEKEND_REACH
    assert reach(day for day in moved if day.weekday() < SATURDAY) == WEEKDAY_REACH
