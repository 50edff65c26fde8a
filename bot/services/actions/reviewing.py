"""The queue, decisions on needs, and what could not be delivered."""

from typing import Literal

from bot.actions import Action, Arguments
from bot.needs import lifecycle


def _fields(arguments: Arguments) -> Arguments:
    """Return arguments with `fields` as a list in place of text with commas."""
    return {**arguments, "fields": [each for each in arguments["fields"].split(",") if each]}


class ShowQueue(Action, name="queue.show"):
    """List a page of the queue: of a state ("": what waits), of a league ("": all)."""

    state: lifecycle.State | Literal[""] = ""
    league: str = ""
    page: int = 0


class ChooseLeague(Action, name="queue.leagues"):
    """Offer the leagues to filter the queue by."""

    state: lifecycle.State | Literal[""] = ""


class OpenNeed(Action, name="review.open"):
    """Open a need."""

    need: int


class ShowHistory(Action, name="review.history"):
    """List the record of the need with that reference number."""

    reference: str


class ReadWhole(Action, name="review.uncut"):
    """Send a need uncut."""

    need: int


class ActOn(Action, name="review.act"):
    """Carry out the action `do` on a need at revision `rev`, or begin to."""

    need: int
    rev: int
    do: lifecycle.Action


class HandTo(Action, name="hand.to"):
    """Show for confirmation that a need at revision `rev` goes to a member of staff by the action `do`."""

    need: int
    rev: int
    do: lifecycle.Action
    to: int


class Hand(Action, name="hand.over"):
    """Give a need at revision `rev` to a member of staff, with a note to colleagues."""

    need: int
    rev: int
    do: lifecycle.Action
    to: int
    note: str


class DropHand(Action, name="hand.drop"):
    """Leave a need with who has it."""

    need: int


class Tick(Action, name="ruling.tick"):
    """Tick or untick a field to be supplemented."""

    need: int
    rev: int
    field: str


class Ticked(Action, name="ruling.ticked"):
    """Go on from the ticked fields to the reason."""

    need: int
    rev: int


class Decide(Action, name="ruling.decide"):
    """Carry out the decision as it is written on the card."""

    since = (_fields,)

    need: int
    rev: int
    do: lifecycle.Action
    fields: tuple[str, ...]
    reason: str


class DropDecision(Action, name="ruling.drop"):
    """Drop the unfinished decision."""

    need: int


class ShowUndelivered(Action, name="undelivered.show"):
    """List the held calls."""


class SendAgain(Action, name="undelivered.again"):
    """Send all held calls again."""
