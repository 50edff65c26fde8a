"""The record of a need, in words for staff. Only words and buttons."""

from bot.needs import lifecycle
from bot.reply import Reply
from bot.services.needs_state import mended, telling, wording
from bot.services.runtime import beijing
from bot.services.runtime.turn import Turn
from bot.storage import needs
from bot.storage.needs import Act, Need
from bot.texts import Html


def history(turn: Turn, need: Need) -> Reply:
    """Return the record of a need, with the remarks that may be shown in the caller's chat."""
    lines = [_line(turn, need, act) for act in needs.history(turn.tx, need.id)]
    return Reply(
        "\n".join((turn.text("review.history", reference=need.reference), *lines)), mended.past_versions(turn, need)
    )


def _line(turn: Turn, need: Need, act: Act) -> Html:
    remark = note(turn, need, act, turn.caller.chat_id)
    return turn.text(
        "review.history_row",
        at=beijing.moment(act.at),
        who=wording.actor(turn, act),
        do=wording.action_name(turn, act.action),
        from_state=wording.state_name(turn, act.from_state),
        to_state=wording.state_name(turn, act.to_state),
        note=(turn.text("review.history_note", note=remark) if remark else Html()) + telling.of_act(turn, need, act),
    )


def note(turn: Turn, need: Need, act: Act, chat_id: int) -> str:
    """Return an act's remark; empty where an owner who is staff too would read a remark between staff."""
    reads_along = need.owner == chat_id or (chat_id < 0 and need.owner in turn.staff.members)
    return "" if reads_along and not lifecycle.notifies_owner(act.action) else act.note
