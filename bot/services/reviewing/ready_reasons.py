"""Ready reasons: offered by field, those used most first; what staff type and send is learned, and can be forgotten."""

from collections.abc import Iterable

from bot.needs.fields import FieldRole
from bot.needs.lifecycle import TICKED, Action, Decision
from bot.services.runtime.turn import Turn
from bot.storage import ready_reasons
from bot.storage.needs import Need

OFFERED = 4
LONGEST = 100  # characters of what is learned; what is longer is about one need
#: What must not stand in a reason that is offered for other needs.
TELLING: tuple[FieldRole, ...] = ("organisation", "title", "contact", "phone")


def offered(turn: Turn, need: Need, action: Action, field: str) -> list[str]:
    """Return the reasons to offer for a field ("": for a whole decision), the most used first."""
    used = ready_reasons.used(turn.tx, need.form, action, field)
    return list(dict.fromkeys((*used, *_written(turn, need, action, field))))[:OFFERED]


def learned(turn: Turn, need: Need, action: Action, field: str, text: str) -> bool:
    """Return whether a reason is offered only because somebody has typed it."""
    used = ready_reasons.used(turn.tx, need.form, action, field)
    return text in used and text not in _written(turn, need, action, field)


def learn(turn: Turn, need: Need, decision: Decision) -> None:
    """Count the reasons of a decision as used; those that tell of this need are left out."""
    fields = [key for key in decision.fields if key in decision.reasons]
    given = [(key, decision.reasons[key]) for key in fields]
    if decision.reason and decision.action not in TICKED:
        given.append(("", decision.reason))
    told = list(_telling(turn, need))
    for field, text in given:
        if len(text) <= LONGEST and "\n" not in text and not any(each in text for each in told):
            ready_reasons.use(turn.tx, need.form, decision.action, field, text)


def _written(turn: Turn, need: Need, action: Action, field: str) -> tuple[str, ...]:
    form = turn.house.form_of(need)
    return turn.house.reasons.of(action, form.field(field) if form.has(field) else None)


def _telling(turn: Turn, need: Need) -> Iterable[str]:
    """Give what in a need tells whose it is."""
    form = turn.house.form_of(need)
    fields = (form.role(role) for role in TELLING)
    return (str(value) for each in fields if each and (value := need.content.values.get(each.key)))
