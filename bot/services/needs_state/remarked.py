"""What is said about a need beside its record, in words: for staff all of it, for the enterprise what it was asked."""

from collections.abc import Iterator
from datetime import datetime

from bot.needs import lifecycle
from bot.reply import Button, Row
from bot.services.actions import AnswerReviewer, AskEnterprise, WriteNote
from bot.services.needs_state import owners_view
from bot.services.runtime import beijing, rights
from bot.services.runtime.turn import Member, Turn
from bot.storage import needs, remarks, tellings
from bot.storage.needs import Need
from bot.storage.remarks import Remark
from bot.texts import Html
from bot.texts.markup import shortened

SHOWN = 3  # notes on a card, the latest
LONG = 200  # characters of one there


def on_card(turn: Turn, need: Need, member: Member) -> list[Html]:
    """Return the questions that wait for the enterprise, and the latest notes, for a card of staff."""
    notes = [each for each in remarks.of_need(turn.tx, need.id) if each.kind == "note"][-SHOWN:]
    reads_along = rights.may(turn, "read", need, member.id)
    waiting = [_said(turn, "remarks.waits", each, LONG) for each in remarks.waiting(turn.tx, need.id)]
    return [*waiting, *(_said(turn, "remarks.note", each, LONG) for each in ([] if reads_along else notes))]


def in_record(turn: Turn, need: Need, *, notes: bool) -> Iterator[tuple[datetime, Html]]:
    """Give what was said about a need for its record, each with its time; staff's notes only with `notes`."""
    for each in remarks.of_need(turn.tx, need.id):
        if notes or each.kind != "note":
            yield each.said_at, _said(turn, f"remarks.row.{each.kind}", each)


def _said(turn: Turn, key: str, remark: Remark, longest: int | None = None) -> Html:
    text = shortened(remark.text, longest) if longest else remark.text
    return turn.text(key, at=beijing.moment(remark.said_at), who=remark.author_name, text=text)


def buttons(turn: Turn, need: Need, member: Member) -> tuple[Row, ...]:
    """Return what a member can say about a need: a note; and, while he has it in hand, a question to the enterprise."""
    if need.erased_at or rights.may(turn, "read", need, member.id):
        return ()
    note = Button(turn.text("remarks.write_note"), WriteNote(need=need.id))
    asking = Button(turn.text("remarks.ask_enterprise"), AskEnterprise(need=need.id))
    return ((note, asking) if may_ask(need, member) else (note,),)


def may_ask(need: Need, member: Member) -> bool:
    """Return whether a member may ask the enterprise something about a need: he has it in hand."""
    return need.state in lifecycle.HELD and need.holder == member.id


def waiting(turn: Turn, need: Need) -> list[Remark]:
    """Return the questions that a need's owner can answer: a decision that he has not been told of changes nothing."""
    if owners_view.seen(turn.tx, need).state not in lifecycle.WAITING:
        return []
    first = tellings.first_waiting(turn.tx, need.id)
    decided = next((act.at for act in needs.history(turn.tx, need.id) if act.id == first), None)
    return remarks.waiting(turn.tx, need.id, decided.isoformat(timespec="microseconds") if decided else None)


def asked(turn: Turn, need: Need) -> Html:
    """Return the questions that a need's owner has still to answer, for his card; nothing without one."""
    lines = [
        turn.text("remarks.asked", at=beijing.moment(each.said_at), text=each.text) for each in waiting(turn, need)
    ]
    return Html("".join(lines))


def answering(turn: Turn, need: Need) -> tuple[Row, ...]:
    """Return the buttons by which a need's owner answers what he was asked."""
    return tuple((Button(turn.text("remarks.answer"), AnswerReviewer(remark=each.id)),) for each in waiting(turn, need))
