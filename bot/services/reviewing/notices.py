"""Notices: what the owner of a need, and whom he has invited, are told of a decision on it, and when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.needs import lifecycle
from bot.needs.lifecycle import Action, Decision
from bot.reply import Button, Reply
from bot.services.actions import (
    Amend,
    AskReviewer,
    Copy,
    ShowMine,
)
from bot.services.needs_state import live_cards, owners_view, telling, wording
from bot.services.runtime import beijing, contact, rights
from bot.services.runtime.turn import NOBODY, Member, Turn
from bot.storage import needs, tellings
from bot.storage.needs import Need
from bot.storage.outbox import Owed
from bot.storage.subjects import Subject
from bot.texts import Html


def send(turn: Turn, need: Need, decision: Decision) -> None:
    """Tell everybody who may read a need of the caller's decision, which was just made; it can be undone until then."""
    wait = timedelta(seconds=turn.house.undo_seconds)
    until = (turn.now + wait).isoformat(timespec="microseconds") if wait else None
    act = needs.history(turn.tx, need.id)[-1]
    for reader in rights.people(turn, need):
        owed = Owed(Subject("need", need.id), turn.caller.user_id if reader == need.owner else None)
        with turn.heard_by(reader):
            row = turn.say(notice(turn, need, decision), to=reader, owed=owed, not_before=until)
        tellings.add(turn.tx, need.id, act.id, reader, row, until)
    if until:
        live_cards.refresh(turn, need)  # with how long it can be undone


def notice(turn: Turn, need: Need, decision: Decision) -> Reply:
    """Return the notice of a decision to the owner, with who gives it, and buttons to go on."""
    text = turn.text(
        f"lifecycle.action.{decision.action}.notice",
        reference=need.reference,
        title=wording.shown(turn, need, "title"),
        fields=wording.labels(turn, need, decision.fields),
        reason=decision.reason,
        remark=turn.text("review.notice_remark", reason=decision.reason) if decision.reason else "",
    )
    buttons: dict[Action, Button] = {
        "resubmit": Button(turn.text("mine.amend"), Amend(need=need.id)),
        "copy": Button(turn.text("mine.copy"), Copy(need=need.id)),
    }
    further = [(button,) for action, button in buttons.items() if lifecycle.may(need.state, action, "owner")]
    shown = Button(turn.text("mine.show"), ShowMine(need=need.id))
    asking = Button(turn.text("reviewer.button"), AskReviewer(need=need.id))
    return Reply("\n".join((text.rstrip("\n"), "", *_signature(turn))), (*further, (shown, asking)))


def _signature(turn: Turn) -> Iterator[Html]:
    """Give who decides, whom to ask, and the day, since it is shown to others; what is not configured is not said."""
    if turn.house.operator.unit != NOBODY.unit:
        yield turn.text("telling.unit", unit=turn.house.operator.unit)
    if known := contact.known(turn.house):
        yield turn.text("telling.contact", contact=known)
    yield turn.text("telling.day", day=beijing.day(turn.now))


def undoable(turn: Turn, need: Need, shown: Reply, member: Member) -> Reply:
    """Return what a member is told of his decision, with until when it can be undone."""
    act = owners_view.undoable(turn.tx, need)
    if act is None:
        return shown
    told = next(each for each in tellings.of_need(turn.tx, need.id) if each.act_id == act.id)
    until = turn.text("telling.can_undo", at=beijing.second(told.waits_until)) if told.waits_until else ""
    buttons = (*telling.undoing(turn, need, member), *shown.buttons)
    return replace(shown, text=f"{shown.text}{until}", buttons=buttons)
