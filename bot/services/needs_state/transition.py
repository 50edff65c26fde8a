"""Transitions of a need: the change, its line in the record and the cards of staff, always all."""

from bot.needs import lifecycle
from bot.needs.lifecycle import Action, IllegalTransition, Role, State
from bot.services.needs_state import alike, in_hand, live_cards, owners_view, staff_cards
from bot.services.runtime import rights
from bot.services.runtime.turn import Turn
from bot.storage import needs, remarks, tellings
from bot.storage.needs import Act, Content, Need, Request


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
    claimed = _step(turn, need, "claim", role=role) if lifecycle.claims(need.state, action, role) else need
    moved = _step(
        turn, claimed, action, role=role, note=note, request=request, content=content, league=league, holder=holder
    )
    live_cards.moved(turn, moved)
    if need.holder != caller and need.holder in turn.staff.members:
        with turn.heard_by(need.holder):
            turn.say(staff_cards.taken_away(turn, moved, action), to=need.holder)
    return moved


def undo(turn: Turn, need: Need, act: Act, *, role: Role) -> Need:
    """Take back a decision that can be undone, and its notices; return the need, which is as it was before.

    Where it is in somebody's hands again, these are the hands it was in, if he is still of staff.
    """
    if not tellings.take_back(turn.tx, need.id, act.id):
        raise IllegalTransition("wrong_state", state=need.state, action="undo", role=role)
    member = turn.staff.members.get(act.actor)
    holder = member.id if member and rights.sees(turn, member, need) else turn.caller.user_id
    back = needs.change(
        turn.tx,
        need,
        state=act.from_state,
        holder=holder if act.from_state in lifecycle.HELD else None,
        request=owners_view.asked(needs.history(turn.tx, need.id), act),
    )
    if act.action == "reopen":  # it has not waited anew after all
        acts = owners_view.standing(each for each in needs.history(turn.tx, need.id) if each.id != act.id)
        begun = [each.at for each in acts if each.action in ("submit", "resubmit", "reopen")]
        back = needs.waiting_again(turn.tx, back, begun[-1].isoformat(timespec="microseconds"))
    record(turn, back, "undo", from_state=need.state, role=role)
    if back.state in lifecycle.WAITING:
        remarks.reopen(turn.tx, need.id, act.at.isoformat(timespec="microseconds"))
    live_cards.moved(turn, back)
    return back


def withdraw(turn: Turn, need: Need) -> Need:
    """Withdraw the caller's need; decisions that he has not been told of are taken back before."""
    found = needs.by_id(turn.tx, need.id) or need
    while act := owners_view.undoable(turn.tx, found):
        found = undo(turn, found, act, role="owner")
    return move(turn, found, "withdraw", role="owner")


def _step(
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
    """Take one way of the table, and record it."""
    caller = turn.caller.user_id
    state = lifecycle.transition(need.state, action, role=role, **in_hand.standing(turn, need, caller))
    moved = needs.change(
        turn.tx,
        need,
        state=state,
        holder=(holder or caller) if state in lifecycle.HELD else None,
        content=content,
        league=league,
        request=request,
        anew=action == "reopen",
    )
    record(turn, moved, action, from_state=need.state, role=role, note=note)
    if content:
        alike.note(turn.tx, turn.house, moved)
    if state not in lifecycle.WAITING:
        remarks.close(turn.tx, need.id)
    return moved


def correct(turn: Turn, need: Need, action: Action, content: Content, *, note: str) -> Need:
    """Carry out the owner's `action` that changes content alone, and record it; return the need as it is then.

    What staff are deciding goes on. IllegalTransition, and nothing is changed, where this can't be done now.
    """
    lifecycle.transition(need.state, action, role="owner")
    corrected = needs.correct(turn.tx, need, content, action)
    record(turn, corrected, action, from_state=corrected.state, role="owner", note=note)
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
