"""When the office is open, in China: weekly hours, holidays, and weekends that are worked instead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal

import chinese_calendar  # type: ignore[import-untyped]  # ships no types

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991
LOOKED_AHEAD = 31  # days; longer than any holiday
MONDAY = 0
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Kind = Literal["ordinary", "holiday", "worked"]


@dataclass(frozen=True)
class Opening:
    """Hours of one or more days of the week (0 is Monday), on one and the same day."""

    days: frozenset[int]
    opens: time
    closes: time


def opening(days: Iterable[str], opens: str, closes: str) -> Opening:
    """Return the hours that the configuration writes so: mon, tue; 09:00; 17:30."""
    return Opening(frozenset(map(WEEK.index, days)), time.fromisoformat(opens), time.fromisoformat(closes))


@dataclass(frozen=True)
class Office:
    """Weekly hours, and days on which they do not hold.

    With `holidays` None, the holidays and worked weekends are those that the State Council announces each autumn for
    the next year, as far as the chinese-calendar library knows them; in years that it does not know yet every week is
    an ordinary one. A weekend day that is worked has Monday's hours. Without `openings` there are no hours to speak of.
    """

    openings: tuple[Opening, ...] = ()
    holidays: frozenset[date] | None = None

    def next_opening(self, at: datetime) -> datetime | None:
        """Return when the office opens next after an aware moment; None while it is open, or where nobody knows."""
        here = at.astimezone(SHANGHAI)
        for ahead in range(LOOKED_AHEAD):
            for opens, closes in self._hours(here.date() + timedelta(days=ahead)):
                if opens <= here < closes:
                    return None
                if here < opens:
                    return opens
        return None

    def _hours(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Give the day's hours in order."""
        kind = self._kind(day)
        weekday = MONDAY if kind == "worked" else day.weekday()
        for each in sorted(self.openings, key=lambda opening: opening.opens):
            if kind != "holiday" and weekday in each.days:
                yield datetime.combine(day, each.opens, SHANGHAI), datetime.combine(day, each.closes, SHANGHAI)

    def _kind(self, day: date) -> Kind:
        if self.holidays is not None:
            return "holiday" if day in self.holidays else "ordinary"
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:  # a year not announced yet when the installed release was made
            return "ordinary"
        if name is None:  # neither a holiday nor one that is worked: an ordinary day of the week
            return "ordinary"
        return "holiday" if off else "worked"
