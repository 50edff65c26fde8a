"""Intake: what a person types or taps while writing a need moves the draft by one step, durably."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.needs import intake as core
from bot.needs.draft import Blank, Draft, Event, Said, SharedPhone, Step, Tapped
from bot.services import drafting, enquiry
from bot.services.enquiry import Outcome
from bot.services.turn import Turn
from bot.storage import drafts, needs
from bot.storage.drafts import DraftRow
from faq.answer import Answer

Consider = Callable[[str], Outcome]


def hear(turn: Turn, text: str, outcome: Outcome) -> bool:
    """Gives a text to the draft being written; False where there is none.

    After a long pause a text may well be a new question, so it is treated as one where the step can't tell.
    """
    row = drafts.active(turn.tx, turn.caller.user_id)
    if row is None:
        return False
    idle = turn.now - row.updated_at > timedelta(hours=turn.house.idle_hours)
    asks = outcome.entry.question if isinstance(outcome, Answer) else None
    _advance(turn, row, Said(text, confident=asks is not None or idle, asks=asks), lambda _: outcome)
    return True


def tap(turn: Turn, action: str, arguments: Mapping[str, Any], consider: Consider) -> None:
    """Gives a tap to its draft. On a card that is out of date nothing is done and the present card is shown."""
    own = dict(arguments)
    draft_id, revision = own.pop("draft"), own.pop("rev")
    row = next((each for each in drafts.of_owner(turn.tx, turn.caller.user_id) if each.id == draft_id), None)
    if row is None:
        need = needs.by_draft(turn.tx, draft_id)
        if need and need.owner == turn.caller.user_id:
            turn.toast = turn.text("mine.already", reference=need.reference)
            turn.tell("mine.already", reference=need.reference)
        else:
            turn.toast = turn.text("common.stale")
            turn.tell("common.stale")
    elif Draft.from_json(row.content).revision != revision:
        turn.toast = turn.text("intake_service.outdated")
        drafting.resume(turn, draft_id=draft_id)
    else:
        _advance(turn, row, Tapped(action, own), consider)


def contact(turn: Turn, number: str, *, own: bool) -> None:
    """Gives a shared number to the draft being written; without one it is not kept."""
    row = drafts.active(turn.tx, turn.caller.user_id)
    if row is None:
        turn.tell("common.contact_unasked")
    else:
        _advance(turn, row, SharedPhone(number, own))


def blank(turn: Turn) -> None:
    """Says that only words are understood, and asks the draft's present step again."""
    row = drafts.active(turn.tx, turn.caller.user_id)
    if row is None:
        turn.tell("common.not_text")
    else:
        _advance(turn, row, Blank())


def leave(turn: Turn) -> None:
    """Leaves the form; the draft rests as it is."""
    row = drafts.active(turn.tx, turn.caller.user_id)
    if row is None:
        turn.tell("intake_service.nothing_to_leave")
    else:
        drafts.keep(turn.tx, row.id, row.content, active=False)
        turn.tell("intake_service.left")


def _nothing_asked(_: str) -> Outcome:
    raise LookupError("only texts and taps can turn out to be questions")


def _advance(turn: Turn, row: DraftRow, event: Event, consider: Consider = _nothing_asked) -> None:
    step = core.advance(turn.house.form, Draft.from_json(row.content), event)
    match step.outcome:
        case "submitted":
            drafting.submit(turn, step.draft)
        case "cancelled":
            drafts.delete(turn.tx, row.id)
            _say(turn, step)
        case "left":
            drafting.show(turn, step, active=False)
        case "asked":
            question = step.question or ""
            enquiry.ask(turn, question, consider(question))
            drafting.show(turn, step)
        case _:
            drafting.show(turn, step)


def _say(turn: Turn, step: Step) -> None:
    for reply in step.replies:
        turn.say(reply)
