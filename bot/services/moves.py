"""A need taken from one state to another: the change and its line in the record, always both."""

from collections.abc import Mapping
from typing import Any

from bot.needs import lifecycle
from bot.needs.lifecycle import Role
from bot.services.turn import Turn
from bot.storage import needs
from bot.storage.needs import Need


def move(
    turn: Turn,
    need: Need,
    action: str,
    *,
    role: Role,
    note: str = "",
    request: Mapping[str, Any] | None = None,
    content: Mapping[str, Any] | None = None,
    league: str | None = None,
) -> Need:
    """Take `need` through `action` of the caller's and record it with `note`; return it as it is then.

    `request` is what the owner is asked to do; `content` and `league` replace what was submitted. IllegalTransition,
    and nothing is changed, where the caller may not do this now.
    """
    state = lifecycle.transition(need.state, action, role=role, holds=need.holder == turn.caller.user_id)
    moved = needs.change(
        turn.tx,
        need,
        state=state,
        holder=turn.caller.user_id if state == "in_review" else None,
        content=content,
        league=league,
        request=request,
    )
    record(turn, moved, action, from_state=need.state, role=role, note=note)
    return moved


def record(turn: Turn, need: Need, action: str, *, from_state: str, role: Role, note: str = "") -> None:
    """Write into the record that the caller's `action` has brought `need` to where it is."""
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
