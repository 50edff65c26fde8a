"""What became of a need each time that it came to staff: who decided, when, how, and how many working days it took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.needs.lifecycle import WAITING
from bot.services.needs_state.owners_view import standing
from bot.storage.exports import Exported
from bot.storage.needs import Act, Request
from bot.storage.statistics import BEGINS, DECISIONS


@dataclass(frozen=True)
class Round:
    """A time that a need came to staff; nothing is known yet of what has not happened.

    `number` counts from 1. `request` is what it was returned for.
    """

    number: int
    begun: datetime
    claimed: datetime | None = None
    decision: Act | None = None
    request: Request | None = None
    open: bool = False  # it is with staff still

    @property
    def taken(self) -> datetime | None:
        """Return when somebody took it in hand, or decided at once."""
        return self.claimed or (self.decision.at if self.decision else None)


def of(exported: Exported) -> list[Round]:
    """Return the rounds of a need, the first one first; a decision that was undone is none."""
    found = list(_rounds(standing(exported.acts)))
    asked = iter([each.request for each in exported.rounds if each.request] + [exported.need.request])
    if found and not found[-1].decision and exported.need.state in WAITING:
        found[-1] = replace(found[-1], open=True)
    return [
        replace(each, request=next(asked, None)) if each.decision and each.decision.action == "return" else each
        for each in found
    ]


def _rounds(acts: Sequence[Act]) -> Iterator[Round]:
    number, current = 0, None
    for act in acts:
        if act.action in BEGINS:
            if current:
                yield current
            number, current = number + 1, Round(number + 1, act.at)
        elif current and act.action == "claim" and not current.claimed:
            current = replace(current, claimed=act.at)
        elif current and act.action in DECISIONS:
            yield replace(current, decision=act)
            current = None
    if current:
        yield current


def submissions(exported: Exported) -> list[datetime]:
    """Return when a need was submitted, each time."""
    return [act.at for act in exported.acts if act.action in ("submit", "resubmit")] or [exported.need.submitted_at]
