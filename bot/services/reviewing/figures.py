"""Needs in figures, as the office's workbook and /report have them: counts, sums of money, days to a decision."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from statistics import median, quantiles

from bot.needs.fields import Field
from bot.needs.form import OF_NEEDS, Form
from bot.needs.lifecycle import STATES, State
from bot.services.runtime.beijing import BEIJING
from bot.services.runtime.office_hours import Office
from bot.services.runtime.turn import House
from bot.storage import statistics
from bot.storage.exports import Wanted
from bot.storage.transaction import Transaction
from bot.texts.markup import plain

WEEKS = 8
MONDAYS = timedelta(days=7)

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Figures:
    """Counts with what they are of, in words; `weeks` by their Mondays; `money` are sums in 万元 with their labels.

    `days` are the working days that each decision took; `field` is what the field of technology is called.
    """

    states: Mapping[State, int]
    leagues: Counts
    fields: Counts
    weeks: tuple[tuple[date, int], ...]
    money: tuple[tuple[str, float], ...]
    days: tuple[int, ...]
    field: str = ""

    @property
    def total(self) -> int:
        """Return how many needs there are."""
        return sum(self.states.values())

    @property
    def median(self) -> float | None:
        """Return the working days within which half of the decisions were made."""
        return float(median(self.days)) if self.days else None

    @property
    def late(self) -> float | None:
        """Return the working days within which nine of ten decisions were made."""
        return quantiles(self.days, n=10, method="inclusive")[-1] if len(self.days) > 1 else self.median


def figures(tx: Transaction, house: House, wanted: Wanted) -> Figures:
    """Return the figures of the wanted needs."""
    form, of = house.form, OF_NEEDS
    league, topic = form.role("league"), subject(form)
    states = statistics.by_state(tx, wanted, of)
    return Figures(
        states={state: states.get(state, 0) for state in STATES},
        leagues=_named(house, league, statistics.by_league(tx, wanted, of)) if league else (),
        fields=_named(house, topic, statistics.by_value(tx, wanted, of, topic.key)) if topic else (),
        weeks=_weeks(statistics.by_hour(tx, wanted, of)),
        money=tuple((field.label, statistics.total(tx, wanted, of, field.key)) for field in funds(form)),
        days=_days(tx, house.office, wanted),
        field=topic.label if topic else "",
    )


def subject(form: Form) -> Field | None:
    """Return the field that says what a need is about by the coarsest of choices: the one that finer ones decide."""
    return next((field for field in form.fields if form.finer(field.key)), None)


def funds(form: Form) -> tuple[Field, ...]:
    """Return the fields of money: the budget, and those that are a part of it."""
    budget = form.role("budget")
    parts = (field for field in form.fields if budget and field.required and field.not_above == budget.key)
    return (budget, *parts) if budget else ()


def _named(house: House, field: Field, counts: Mapping[str, int]) -> Counts:
    """Return counts by value with the value's label, in the order of the form; what is no option comes last."""
    known = [(option.label, counts.get(option.value, 0)) for option in field.options]
    rest = sum(counts.values()) - sum(count for _, count in known)
    return (*known, (plain(house.texts("export.without")), rest)) if rest else tuple(known)


def _weeks(hours: Mapping[str, int]) -> tuple[tuple[date, int], ...]:
    """Return the weeks in Beijing, from the first to the last with anything in it, each with its count."""
    counts = Counter[date]()
    for hour, count in hours.items():
        day = datetime.fromisoformat(f"{hour}:00+00:00").astimezone(BEIJING).date()
        counts[day - timedelta(days=day.weekday())] += count
    first, last = min(counts, default=None), max(counts, default=None)
    if first is None or last is None:
        return ()
    return tuple(
        (first + ahead * MONDAYS, counts[first + ahead * MONDAYS]) for ahead in range((last - first).days // 7 + 1)
    )


def _days(tx: Transaction, office: Office, wanted: Wanted) -> tuple[int, ...]:
    between = working_days(office)
    moments = (
        (datetime.fromisoformat(begun), datetime.fromisoformat(at))
        for begun, at in statistics.decided(tx, wanted, OF_NEEDS)
    )
    return tuple(sorted(between(begun, at) for begun, at in moments))


def working_days(office: Office) -> Callable[[datetime, datetime], int]:
    """Return what counts the working days from one moment to another; the same days are counted once."""
    counted = cache(office.workdays_between)
    return lambda start, end: counted(_midday(start), _midday(end))


def _midday(at: datetime) -> datetime:
    return at.astimezone(BEIJING).replace(hour=12, minute=0, second=0, microsecond=0)
