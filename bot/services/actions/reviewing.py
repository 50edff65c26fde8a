"""The queue, decisions on needs, and what could not be delivered."""

from collections.abc import Callable, Mapping
from typing import ClassVar, Literal

from bot.actions import Action, Arguments
from bot.needs import lifecycle


def _fields(arguments: Arguments) -> Arguments:
    """Return arguments with `fields` as a list in place of text with commas."""
    return {**arguments, "fields": [each for each in arguments["fields"].split(",") if each]}


def _unchanged(arguments: Arguments) -> Arguments:
    """Return arguments that older buttons lack some of, which have their defaults."""
    return arguments


class ShowQueue(Action, name="queue.show"):
    """List a page of the queue: of a state ("": what waits), of a league ("": all), as far as the filters let through.

    `mine`: what the one who taps holds; `unheld`: what nobody does; `words`: in which these stand.
    """

    since: ClassVar[tuple[Callable[[Arguments], Arguments], ...]] = (_unchanged,)

    state: lifecycle.State | Literal[""] = ""
    league: str = ""
    page: int = 0
    words: str = ""
    mine: bool = False
    again: bool = False
    overdue: bool = False
    unheld: bool = False
    files: bool = False
    domain: str = ""
    order: Literal["waiting", "newest", "months"] = "waiting"


class ChooseLeague(ShowQueue, name="queue.leagues"):
    """Offer the leagues to filter the queue by."""

    since = (_unchanged,)


class ChooseFilters(ShowQueue, name="queue.filters"):
    """Offer the rarer filters of the queue, and its orders."""

    since = ()


class FindNeeds(ShowQueue, name="queue.find"):
    """List a page of the needs in which the words stand, the best first; of a state ("": any).

    `turned`: it is another page of a list, in whose place it is shown.
    """

    since = ()

    turned: bool = False


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


class ActAtOnce(Action, name="review.do"):
    """Carry out the action `do` on a need at revision `rev`, with nothing said."""

    need: int
    rev: int
    do: lifecycle.Action


class ShowNext(Action, name="queue.next"):
    """Open the need that is next for the caller."""


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


class MoreFields(Action, name="ruling.more"):
    """Offer the fields too in which there is nothing."""

    need: int
    rev: int


class PutReason(Action, name="ruling.put"):
    """Take a ready reason for a field ("": for the whole decision)."""

    need: int
    rev: int
    field: str
    text: str


class ForgetReason(Action, name="ruling.forget"):
    """Offer a reason no more that was learned, and take it off the field."""

    need: int
    rev: int
    field: str
    text: str


class Ticked(Action, name="ruling.ticked"):
    """Go on from the ticked fields to the reason."""

    need: int
    rev: int


class Decide(Action, name="ruling.decide"):
    """Carry out the decision as it is written on the card."""

    since = (_fields, dict)  # a field has come that may be left out

    need: int
    rev: int
    do: lifecycle.Action
    fields: tuple[str, ...]
    reason: str
    reasons: Mapping[str, str] = {}


class DropDecision(Action, name="ruling.drop"):
    """Drop the unfinished decision."""

    need: int


class UndoDecision(Action, name="review.undo"):
    """Take back the decision `act` on a need, while nobody has been told of it."""

    need: int
    act: int


class TellAgain(Action, name="review.tell_again"):
    """Send a need's refused notices again."""

    need: int


class WriteNote(Action, name="review.note"):
    """Write a note among staff on a need."""

    need: int


class AskEnterprise(Action, name="review.ask"):
    """Write a question to the enterprise on a need."""

    need: int


class AnswerReviewer(Action, name="review.answer"):
    """Answer the question that is that remark."""

    remark: int


class StopAnswering(Action, name="review.answer_later"):
    """Answer nothing for now."""


class ShowUndelivered(Action, name="undelivered.show"):
    """List the held calls."""


class SendAgain(Action, name="undelivered.again"):
    """Send all held calls again."""
