"""Transitions of a need: the change, its line in the record and the cards of staff, always all."""

from bot.needs import lifecycle
from bot.needs.lifecycle import Action, IllegalTransition, Role, State
from bot.services.needs_state import in_hand, live_cards, staff_cards
from bot.services.runtime.turn import Turn
from bot.storage import needs
from bot.storage.needs import Content, Need, Request


def move(
    turn: Turn,
    need: Need,
    action: Action,
    *,
    role: Role,
    note: str = "",
    request: Request | None = None,
    content: Content | None = None,
    league: str | None = None,
    holder: int | None = None,
) -> Need:
    """Carry out the caller's `action` on `need` and record it with `note`; return the need as it is then.

    Who gets it in hand is `holder`, else the caller. `request` is what the owner is asked to do; `content` and `league`
    replace what was submitted. Staff's cards of the need are brought up to date, and a holder who has lost it by
    somebody else's act is told. IllegalTransition, and nothing is changed, where the caller may not do this now.
    """
    caller = turn.caller.user_id
    if need.erased_at:
        raise IllegalTransition("wrong_state", state=need.state, action=action, role=role)
    state = lifecycle.transition(need.state, action, role=role, **in_hand.standing(turn, need, caller))
    moved = needs.change(
        turn.tx,
        need,
        state=state,
        holder=(holder or caller) if state in lifecycle.HELD else None,
        content=content,
        league=league,
        request=request,
    )
    record(turn, moved, action, from_state=need.state, role=role, note=note)
    live_cards.moved(turn, moved)
    if need.holder != caller and need.holder in turn.staff.members:
        with turn.heard_by(need.holder):
            turn.say(staff_cards.taken_away(turn, moved, action), to=need.holder)
    return moved


def correct(turn: Turn, need: Need, action: Action, content: Content, *, note: str) -> Need:
    """Carry out the owner's `action` that changes content alone, and record it; return the need as it is then.

    What staff are deciding goes on. IllegalTransition, and nothing is changed, where this can't be done now.
    """
    lifecycle.transition(need.state, action, role="owner")
    corrected = needs.correct(turn.tx, need, content, action)
    record(turn, corrected, action, from_state=need.state, role="owner", note=note)
    live_cards.refresh(turn, corrected)
    return corrected


def record(turn: Turn, need: Need, action: Action, *, from_state: State, role: Role, note: str = "") -> None:
    """Record that the caller's `action` has taken `need` from `from_state` to its present state."""
    needs.record(
        turn.tx,
        need.id,
        actor=turn.caller.user_id,
        actor_name=turn.member.name if turn.member and role != "owner" else turn.caller.name,
        role=role,
        action=action,
        from_state=from_state,
        to_state=need.state,
        note=note,
    )
