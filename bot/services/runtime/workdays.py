"""China's calendar: which days are holidays, which weekends are worked instead, and how far that is announced.

Theory of operation: the days that law fixes (元旦, 春节 …) are known for every year. What is off or
worked around them the State Council announces each autumn for the next year; until the installed release of `holidays`
has that, a day near a fixed one can turn out either way and is "unknown".
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from holidays.countries.china import China

Kind = Literal["ordinary", "holiday", "worked", "unknown"]

#: No announcement since 2001 has reached further from a fixed day (tests/unit/test_workdays.py looks).
WEEKDAY_REACH, WEEKEND_REACH = 5, 10
SATURDAY = 5
DAY = timedelta(days=1)


def kind(day: date, given: Collection[int] = ()) -> Kind:
    """Return what a day is; `given` are years about which somebody else knows better, so that they unsettle nothing."""
    calendar = _around(day.year)
    if day in calendar.weekend_workdays:
        return "worked"
    if day in fixed(day.year):
        return "holiday"
    if _unsettled(day, given):
        return "unknown"
    return "holiday" if _in_holiday(day, calendar) else "ordinary"


@cache
def announced(year: int) -> bool:
    """Return whether the year's arrangement is known. Every one since 2001 has had weekends that are worked."""
    return any(day.year == year for day in _around(year).weekend_workdays)


@cache
def fixed(year: int) -> frozenset[date]:
    """Return the days that law makes holidays; of announced years also those that were exchanged for weekends."""
    return frozenset(_calendar((year,), observed=False))


def _unsettled(day: date, given: Collection[int]) -> bool:
    """Return whether the arrangement for a fixed day nearby is still to be announced and may take in this one."""
    reach = WEEKEND_REACH if day.weekday() >= SATURDAY else WEEKDAY_REACH
    near = (day + ahead * DAY for ahead in range(-reach, reach + 1))
    return any(each in fixed(each.year) and each.year not in given and not announced(each.year) for each in near)


def _in_holiday(day: date, calendar: "China") -> bool:
    """Return whether a day is off as part of a holiday: the weekend within or beside one is."""

    def off(day: date) -> bool:
        return not calendar.is_working_day(day)

    first = last = day
    while off(first - DAY):
        first -= DAY
    while off(last + DAY):
        last += DAY
    return off(day) and any(first + ahead * DAY in calendar for ahead in range((last - first).days + 1))


@cache
def _around(year: int) -> "China":
    """Return the calendar of a year and of its neighbours, whose arrangements reach over into it."""
    return _calendar((year - 1, year, year + 1), observed=True)


def _calendar(years: tuple[int, ...], *, observed: bool) -> "China":
    from holidays.countries.china import China  # takes a while to load; only offices with hours need it

    return China(years=years, observed=observed, expand=False)  # type: ignore[no-untyped-call]  # its __init__ is bare
