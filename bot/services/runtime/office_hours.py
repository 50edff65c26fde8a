"""When the office is open, in China: weekly hours, holidays, and weekends that are worked instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import Literal

from bot.services.runtime import workdays as china

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991
LOOKED_AHEAD = 31  # days; longer than any holiday
LONGEST = 366  # days that are counted through; nobody waits longer
MONDAY = 0
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = timedelta(days=1)
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


@cache  # how long each of many needs has waited is counted over the same days
def _kind(day: date, given: frozenset[int]) -> china.Kind:
    return china.kind(day, given)


USUAL = (opening(WEEK[:5], "09:00", "17:30"),)  # for counting, where no hours are set


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

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """Return for how long the office is open between two aware moments; the usual hours count where none are set.

        Days whose arrangement is not announced yet count as their weekday says.
        """
        office = self if self.openings else replace(self, openings=USUAL)
        here, there = max(start, end - DAY * LONGEST).astimezone(SHANGHAI), end.astimezone(SHANGHAI)
        total = timedelta()
        for ahead in range(max(0, (there.date() - here.date()).days + 1)):
            day = here.date() + ahead * DAY
            for opens, closes in office._hours(day, office._kind(day)):
                total += max(timedelta(), min(closes, there) - max(opens, here))
        return total

    def unannounced(self, at: datetime) -> int | None:
        """Return the year, this one or from November on the next, without known days off; None if all is known.

        An office without hours, or without holidays, need not know.
        """
        today = at.astimezone(SHANGHAI).date()
        if not self.openings or self.holidays == frozenset():
            return None
        near = range(today.year, today.year + (2 if today.month >= NOVEMBER else 1))
        return next((year for year in near if not (year in self._years or china.announced(year))), None)

    def workdays_between(self, start: datetime, end: datetime) -> int:
        """Return the number of working days after the day of `start`, up to the day of `end` and with it."""
        first, last = (moment.astimezone(SHANGHAI).date() for moment in (start, end))
        return sum(self._works(first + DAY * ahead) for ahead in range(1, (last - first).days + 1))

    def add_workdays(self, start: datetime, days: int) -> datetime:
        """Return the moment of `start` on the day by which so many working days have passed since."""
        while days > 0:
            start += DAY
            days -= self._works(start.astimezone(SHANGHAI).date())
        return start

    def workdays_ago(self, end: datetime, days: int) -> datetime:
        """Return the moment before which all began that has taken more than so many working days at `end`."""
        day = end.astimezone(SHANGHAI).date()
        while (days := days - self._works(day)) >= 0:
            day -= DAY
        return datetime.combine(day, time(), SHANGHAI)

    def _works(self, day: date) -> bool:
        """Return whether a day is worked; one of which nobody knows yet is what its weekday is."""
        kind = self._kind(day)
        if self.openings:
            return any(True for _ in self._hours(day, kind))
        return kind == "worked" or (kind != "holiday" and day.weekday() < china.SATURDAY)

    def is_workday(self, at: datetime) -> bool:
        """Return whether the day of a moment is worked."""
        return self._works(at.astimezone(SHANGHAI).date())

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """Return when so many hours of office have passed since `start`; without hours, all of a working day is."""
        left, day = timedelta(hours=hours), start.astimezone(SHANGHAI).date()
        for ahead in range(LONGEST):
            for opens, closes in self._spans(day + DAY * ahead):
                open_for = closes - max(opens, start)
                if open_for >= left:
                    return max(opens, start) + left
                left -= max(open_for, timedelta())
        return start + DAY * LONGEST

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.openings:
            yield from self._hours(day, self._kind(day))
        elif self._works(day):
            midnight = datetime.combine(day, time(), SHANGHAI)
            yield midnight, midnight + DAY

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
        return _kind(day, self._years)
