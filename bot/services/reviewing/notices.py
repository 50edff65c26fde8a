"""What the owner of a need is told of a decision on it. Only words and buttons."""

from bot.needs import lifecycle
from bot.needs.lifecycle import Action, Decision
from bot.reply import Button, Reply
from bot.services.actions import (
    Amend,
    Copy,
    ShowMine,
)
from bot.services.needs_state import wording
from bot.services.runtime.turn import Turn
from bot.storage.needs import Need


def notice(turn: Turn, need: Need, decision: Decision) -> Reply:
    """Return the notice of a decision to the owner, with buttons to go on."""
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
    return Reply(text, (*further, (Button(turn.text("mine.show"), ShowMine(need=need.id)),)))
