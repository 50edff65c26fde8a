"""The cards of a decision that is being written: fields to tick, the whole to be confirmed. Only words and buttons."""

from collections.abc import Container

from bot.needs.lifecycle import Decision
from bot.reply import Button, Reply, Row, rows
from bot.services.actions import (
    Decide,
    DropDecision,
    Tick,
    Ticked,
)
from bot.services.needs_state import wording
from bot.services.runtime.turn import Turn
from bot.storage.needs import Need


def ticking(turn: Turn, need: Need, ticked: Container[str], *, lead: str = "", replace: bool = False) -> Reply:
    """Return the fields of a need as boxes to tick for supplement, after `lead`."""
    boxes = [
        Button(
            f"{'☑' if each.key in ticked else '☐'} {each.label}",
            Tick(need=need.id, rev=need.revision, field=each.key),
        )
        for each in turn.house.form_of(need).asked(need.content.values)
    ]
    text = turn.text("review.tick", reference=need.reference, summary=wording.summary(turn, need))
    ending: Row = (Button(turn.text("review.ticked"), Ticked(need=need.id, rev=need.revision)), dropper(turn, need))
    return Reply(f"{lead}\n{text}" if lead else text, (*rows(boxes, 2), ending), replace=replace)


def dropper(turn: Turn, need: Need) -> Button:
    """Return the button that drops an unfinished decision."""
    return Button(turn.text("review.drop"), DropDecision(need=need.id))


def confirmation(turn: Turn, need: Need, decision: Decision) -> Reply:
    """Return a decision for confirmation; its button carries out exactly this one, whatever is typed later."""
    do = decision.action
    said = decision.reason and turn.text("review.remark", reason=decision.reason)
    text = turn.text(
        f"lifecycle.action.{do}.confirm",
        reference=need.reference,
        summary=wording.summary(turn, need),
        fields=wording.labels(turn, need, decision.fields),
        reason=decision.reason,
        remark=said or turn.text(f"lifecycle.action.{do}.may_remark"),
    )
    decided = Decide(need=need.id, rev=need.revision, do=do, fields=decision.fields, reason=decision.reason)
    yes = Button(turn.text(f"lifecycle.action.{do}.confirm_button"), decided)
    return Reply(text, ((yes, dropper(turn, need)),))
