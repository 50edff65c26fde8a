"""How the enterprise is told of staff's decisions, in words for staff. Only words and buttons."""

from bot.reply import Button, Row
from bot.services.actions import TellAgain, UndoDecision
from bot.services.needs_state import owners_view
from bot.services.runtime import beijing
from bot.services.runtime.turn import Member, Turn
from bot.storage import chats, needs, tellings
from bot.storage.needs import Act, Need
from bot.storage.tellings import Telling
from bot.texts import Html


def line(turn: Turn, need: Need) -> list[Html]:
    """Return how far the notice to a need's owner of where it stands has come; nothing while under way, or without one.

    That the owner is out of reach is said by the card's warnings.
    """
    acts = owners_view.standing(needs.history(turn.tx, need.id))
    last = [act.id for act in acts if act.from_state != act.to_state][-1:]
    every = tellings.of_need(turn.tx, need.id)
    told = [each for each in every if each.recipient == need.owner and each.act_id in last]
    return [
        turn.text("telling.line", state=said)
        for each in told
        if not (each.state == "held" and each.fault == "chat") and (said := _state(turn, each))
    ]


def of_act(turn: Turn, need: Need, act: Act) -> Html:
    """Return the same of one act, for its line of the record."""
    told = [each for each in tellings.of_need(turn.tx, need.id) if each.act_id == act.id]
    said = next((_state(turn, each) for each in told if each.recipient == need.owner), None)
    return turn.text("telling.of_act", state=said) if said else Html()


def _state(turn: Turn, told: Telling) -> Html | None:
    if told.state == "waiting" and told.waits_until:
        return turn.text("telling.waiting", at=beijing.second(told.waits_until))
    if told.state == "arrived" and told.arrived_at:
        return turn.text("telling.arrived", at=beijing.moment(told.arrived_at))
    if told.state == "held" and told.fault == "chat":
        why = chats.lost(turn.tx, told.recipient)
        said = turn.text(f"undelivered.why.{why or 'unknown'}", who=turn.text("review.owner"))
        return turn.text("telling.held", why=said)
    return turn.text("telling.failed") if told.state in ("held", "lost") else None


def buttons(turn: Turn, need: Need, member: Member) -> tuple[Row, ...]:
    """Return what can be done about a need's notices: undo the decision, or send again what was refused."""
    rows = undoing(turn, need, member)
    if any(each.state == "held" for each in tellings.of_need(turn.tx, need.id)):
        rows = (*rows, (Button(turn.text("telling.again"), TellAgain(need=need.id)),))
    return rows


def undoing(turn: Turn, need: Need, member: Member) -> tuple[Row, ...]:
    """Return the button that undoes a need's decision, for whoever has taken it and for a lead; none when too late."""
    act = owners_view.undoable(turn.tx, need)
    if act and may_undo(act, member):
        return ((Button(turn.text("telling.undo"), UndoDecision(need=need.id, act=act.id)),),)
    return ()


def may_undo(act: Act, member: Member) -> bool:
    """Return whether a member may undo that decision."""
    return act.actor == member.id or member.role == "lead"


def decided(turn: Turn, need: Need) -> Html | None:
    """Return who has decided on a need and when; None where it is not decided, or waits again."""
    acts = owners_view.standing(needs.history(turn.tx, need.id))
    moves = [act for act in acts if act.from_state != act.to_state]
    if not moves or moves[-1].role == "owner" or moves[-1].action not in ("accept", "return", "reject"):
        return None
    last = moves[-1]
    return turn.text("telling.decided", who=last.actor_name, day=beijing.day(last.at), do=_did(turn, last))


def _did(turn: Turn, act: Act) -> Html:
    return turn.text(f"lifecycle.action.{act.action}.name")
