"""Staff's actions on needs. Role, state and holder are checked at the moment of the action, whatever a card showed."""

from dataclasses import replace

from bot.needs import lifecycle, reasons
from bot.needs.lifecycle import Action, Decision, IllegalTransition
from bot.reply import Reply
from bot.services.actions import ReasonAsked
from bot.services.needs_state import in_hand, live_cards, staff_cards, wording
from bot.services.needs_state.transition import move
from bot.services.reviewing import notices, ready_reasons
from bot.services.runtime import focus, rights
from bot.services.runtime.turn import Member, Turn
from bot.storage import needs, rulings
from bot.storage.needs import Need, Request


def present(turn: Turn, need_id: int, revision: int, member: Member, do: Action | None = None) -> Need | None:
    """Return the need if it is still at `revision`; otherwise say how it stands now and by whose hand."""
    need = rights.admitted(turn, needs.by_id(turn.tx, need_id))
    if need is None or need.revision == revision:
        return need
    _tell_moved(turn, need, member, do)
    return None


def _tell_moved(turn: Turn, need: Need, member: Member, do: Action | None) -> None:
    last = needs.history(turn.tx, need.id)[-1]
    if do and (last.actor, last.action) == (member.id, do):  # tapped twice: it is done, and has been said
        turn.hint(_done(turn, need, do, member))
        return
    state, who = wording.state(turn, need), wording.actor(turn, last)
    said = turn.text("review.moved", reference=need.reference, state=state, who=who)
    turn.hint(said)
    if not live_cards.is_whole(turn, need):
        turn.say(staff_cards.outcome(turn, need, said), to=member.id)


def allowed(turn: Turn, need: Need, do: Action, member: Member) -> bool:
    """Return whether the member may do this to the need now; if not, say why."""
    try:
        lifecycle.transition(need.state, do, role=member.role, **in_hand.standing(turn, need, member.id))
    except IllegalTransition as refused:
        said = wording.refusal(turn, refused)
        turn.hint(said)
        turn.say(Reply(said), to=member.id)
        return False
    return True


def carry_out(turn: Turn, need: Need, member: Member, decision: Decision) -> None:
    """Carries out an allowed decision: moves the need, tells its readers and shows the member the result."""
    do, given = decision.action, (decision.fields, decision.reason, decision.reasons)
    told = lifecycle.notifies_owner(do)
    live_cards.answered(turn, need, member)
    with turn.heard_by(None):
        note = reasons.noted(turn.house.form_of(need), *given)
    moved = move(turn, need, do, role=member.role, note=note, request=_request(decision) if told else None)
    ready_reasons.learn(turn, need, decision)
    end(turn, need)
    if told:
        words = reasons.told(turn.house.form_of(need), *given)
        notices.send(turn, moved, replace(decision, reason=words))
    _show(turn, moved, do, member)
    if lifecycle.may(moved.state, "claim", "reviewer"):
        live_cards.announce(turn, moved, but=member.id)


def _request(decision: Decision) -> Request | None:
    """Return what the owner is asked to do; None where nothing was said."""
    if not decision.reason and not decision.reasons:
        return None
    return Request(fields=decision.fields, reason=decision.reason, reasons=decision.reasons)


def end(turn: Turn, need: Need) -> None:
    """Forget what the caller was writing of a decision on this need, and release his focus if it is on that."""
    rulings.drop(turn.tx, turn.caller.user_id, need.id)
    if isinstance(begun := focus.present(turn), ReasonAsked) and begun.need == need.id:
        focus.release(turn)


def _show(turn: Turn, need: Need, do: Action, member: Member) -> None:
    said = _done(turn, need, do, member)
    turn.hint(said)
    if need.holder != member.id:
        waits = lifecycle.may(need.state, "claim", "reviewer")  # for a colleague, rather than for him
        shown = (staff_cards.outcome if waits else staff_cards.decided)(turn, need, said)
        turn.say(notices.undoable(turn, need, shown, member), to=member.id)
    elif not live_cards.is_whole(turn, need):
        live_cards.open_whole(turn, need, member)
        turn.hint(said if turn.caller.private else turn.text("review.sent_privately"))


def _done(turn: Turn, need: Need, do: Action, member: Member) -> str:
    return turn.text(f"lifecycle.action.{do}.done", reference=need.reference, who=member.name)
