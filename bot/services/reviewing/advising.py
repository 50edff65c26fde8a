"""Advice: what a need is likely to be returned for, in words to keep or drop. Further sources join the list here."""

from dataclasses import dataclass

from bot.needs import advice as core
from bot.services.runtime.turn import Turn
from bot.storage.needs import Need


@dataclass(frozen=True)
class Advice:
    """A field that is likely to be mended, and why, as the enterprise would read it."""

    field: str
    reason: str


def advice(turn: Turn, need: Need) -> list[Advice]:
    """Return what a need is likely to be returned for, in the order of its form."""
    form = turn.house.form_of(need)
    return [
        Advice(
            each.field, turn.text(f"ruling.advice.{each.what}", places="、".join(str(place) for place in each.places))
        )
        for each in core.found(form, need.content.values)
    ]


def reasons(turn: Turn, need: Need) -> dict[str, str]:
    """Return the same by field, in the order of the form."""
    given = dict[str, str]()
    for each in advice(turn, need):
        given[each.field] = given.get(each.field, "") + each.reason
    return given
