"""When the office is open, in China: weekly hours, holidays, and weekends that are worked instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

from bot.services.runtime import workdays as china

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991
LOOKED_AHEAD = 31  # days; longer than any holiday
MONDAY = 0
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOVEMBER = 11  # by then the next year's arrangement is announced, or about to be
UNKNOWN: Literal["unknown"] = "unknown"


@dataclass(frozen=True)
class Opening:
    """Hours of one or more days of the week (0 is Monday), on one and the same day."""

    days: frozenset[int]
    opens: time
    closes: time


def opening(days: Iterable[str], opens: str, closes: str) -> Opening:
    """Return the opening that the configuration writes as mon, tue; 09:00; 17:30."""
    return Opening(frozenset(map(WEEK.index, days)), time.fromisoformat(opens), time.fromisoformat(closes))


@dataclass(frozen=True)
class Office:
    """Weekly hours, and days on which they do not hold.

    With `holidays` None these are the official ones (see `workdays`). Otherwise the days of each year in which the
    office names any are its own; with none at all it keeps no holidays. `workdays` are worked in any case, and a
    weekend day that is worked has Monday's hours. Without `openings` there are no hours to speak of.
    """

    openings: tuple[Opening, ...] = ()
    holidays: frozenset[date] | None = None
    workdays: frozenset[date] = frozenset()

    def next_opening(self, at: datetime) -> datetime | Literal["unknown"] | None:
        """Return when the office opens next after an aware moment; None while it is open, or where no hours are set.

        "unknown" where that depends on an arrangement not announced yet.
        """
        here = at.astimezone(SHANGHAI)
        for ahead in range(LOOKED_AHEAD if self.openings else 0):
            day = here.date() + timedelta(days=ahead)
            if (kind := self._kind(day)) == UNKNOWN:
                return UNKNOWN
            for opens, closes in self._hours(day, kind):
                if opens <= here < closes:
                    return None
                if here < opens:
                    return opens
        return None

    def workdays_between(self, start: datetime, end: datetime) -> int:
        """Return how many working days there are after the day of `start`, up to and with that of `end`."""
        first, last = (at.astimezone(SHANGHAI).date() for at in (start, end))
        return sum(self._is_worked(first + timedelta(days=ahead)) for ahead in range(1, (last - first).days + 1))

    def _is_worked(self, day: date) -> bool:
        """Return whether a day is worked; one of which nobody knows is what its weekday says."""
        kind = self._kind(day)
        weekday = MONDAY if kind == "worked" else day.weekday()
        worked = {each for opening in self.openings for each in opening.days} or range(MONDAY, china.SATURDAY)
        return kind != "holiday" and weekday in worked

    def unannounced(self, at: datetime) -> int | None:
        """Return the year, this one or from November on the next, without known days off; None if all is known.

        An office without hours, or without holidays, need not know.
        """
        today = at.astimezone(SHANGHAI).date()
        if not self.openings or self.holidays == frozenset():
            return None
        near = range(today.year, today.year + (2 if today.month >= NOVEMBER else 1))
        return next((year for year in near if not (year in self._years or china.announced(year))), None)

    @property
    def _years(self) -> frozenset[int]:
        """Return the years for which the office itself names days off."""
        return frozenset(day.year for day in self.holidays or ())

    def _hours(self, day: date, kind: china.Kind) -> Iterator[tuple[datetime, datetime]]:
        """Yield the day's hours (opening, closing) in order."""
        weekday = MONDAY if kind == "worked" else day.weekday()
        for each in sorted(self.openings, key=lambda opening: opening.opens):
            if kind != "holiday" and weekday in each.days:
                yield datetime.combine(day, each.opens, SHANGHAI), datetime.combine(day, each.closes, SHANGHAI)

    def _kind(self, day: date) -> china.Kind:
        if day in self.workdays:
            return "worked" if day.weekday() >= china.SATURDAY else "ordinary"
        if self.holidays is not None and (day in self.holidays or not self.holidays):
            return "holiday" if self.holidays else "ordinary"
        if day.year in self._years:  # written before the announcement, it may leave out what law fixes
            left_out = not china.announced(day.year) and day in china.fixed(day.year)
            return "holiday" if left_out else "ordinary"
        return china.kind(day, self._years)
