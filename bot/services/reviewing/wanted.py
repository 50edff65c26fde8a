"""Which needs are wanted of an export or a report: put into words, and read from words."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bot.needs.fields import KINDS, Accepted
from bot.needs.lifecycle import STATES, State
from bot.services.runtime.beijing import BEIJING, day
from bot.services.runtime.turn import House
from bot.storage.exports import Wanted
from bot.texts.markup import plain

PERIODS = ("this_week", "last_week", "this_month", "last_month", "this_year", "last_year")
YEAR = re.compile(r"(20\d\d)年?")
MONTH = re.compile(r"(20\d\d)(?:[-/.]|年)(0?[1-9]|1[0-2])月?")
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def described(house: House, wanted: Wanted) -> str:
    """Return in words which needs are wanted."""
    field, every = house.form.role("league"), plain(house.texts("export.all"))
    states = "、".join(plain(house.texts(f"lifecycle.state.{state}.name")) for state in wanted.states)
    leagues = "、".join(field.shown(code) for code in wanted.leagues) if field else ""
    said = {"states": states or every, "leagues": leagues or every, "period": period(house, wanted)}
    return plain(house.texts("export.filters", **said))


def period(house: House, wanted: Wanted) -> str:
    """Return the days from and to which needs are wanted."""
    if not (wanted.start and wanted.end):
        return plain(house.texts("export.all"))
    first = day(datetime.fromisoformat(wanted.start))
    last = day(datetime.fromisoformat(wanted.end) - TICK)
    return plain(house.texts("export.period", first=first, last=last))


def read(house: House, words: Iterable[str], now: datetime) -> tuple[Wanted, list[str]]:
    """Return what words ask for, states, leagues and one period in any order, and the words that say nothing of it."""
    states, leagues, bounds, unknown = list[State](), list[str](), ("", ""), list[str]()
    for word in words:
        if state := next((each for each in STATES if word == plain(house.texts(f"lifecycle.state.{each}.name"))), None):
            states.append(state)
        elif found := _period(house, word, day(now)):
            bounds = found
        elif code := _league(house, word):
            leagues.append(code)
        else:
            unknown.append(word)
    return Wanted(tuple(dict.fromkeys(states)), tuple(dict.fromkeys(leagues)), *bounds), unknown


def _league(house: House, word: str) -> str | None:
    field = house.form.role("league")
    found = KINDS[field.kind].parse(field, word, {}) if field else None
    return str(found.value) if isinstance(found, Accepted) else None


def _period(house: House, word: str, today: date) -> tuple[str, str] | None:
    """Return the bounds of the period that a word names, as UTC ISO text."""
    for name in PERIODS:
        if word in house.texts.heard(f"export.words.{name}").split():
            return _bounds(*_named(name, today))
    if found := MONTH.fullmatch(word):
        return _bounds(*_month(date(int(found[1]), int(found[2]), 1)))
    if found := YEAR.fullmatch(word):
        return _bounds(date(int(found[1]), 1, 1), date(int(found[1]) + 1, 1, 1))
    return None


def _named(name: str, today: date) -> tuple[date, date]:
    """Return the first day of a period, and the first one after it."""
    which, kind = name.split("_")
    if kind == "week":
        monday = today - timedelta(days=today.weekday() + (7 if which == "last" else 0))
        return monday, monday + 7 * DAY
    if kind == "month":
        return _month(today.replace(day=1) if which == "this" else today.replace(day=1) - DAY)
    year = today.year - (which == "last")
    return date(year, 1, 1), date(year + 1, 1, 1)


def _month(within: date) -> tuple[date, date]:
    first = within.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1)


def _bounds(first: date, after: date) -> tuple[str, str]:
    return _midnight(first), _midnight(after)


def _midnight(of: date) -> str:
    return datetime.combine(of, datetime.min.time(), BEIJING).astimezone(UTC).isoformat(timespec="microseconds")
