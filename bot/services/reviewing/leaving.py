"""Leaving: who is staff no longer, or is limited to other leagues, keeps nothing of what he may not see or do any more.

It does not matter how that came about: in chat, or by a configuration that names him no longer (`follow`, at start).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.reply import Button, Reply, rows
from bot.services.actions import OpenNeed
from bot.services.needs_state import live_cards, wording
from bot.services.needs_state.transition import move
from bot.services.runtime import rights, staffing
from bot.services.runtime.turn import LATER, Caller, House, Member, Turn
from bot.services.talks import messages
from bot.storage import chats, needs, outbox, staff, talks
from bot.storage.calls import Commands, Send
from bot.storage.database import Transaction
from bot.storage.needs import Need
from bot.storage.talks import Talk
from bot.texts import Html

NOBODY = 0  # who acts when it is the program itself
OPENED = 8  # needs with a button in the message to leads


@dataclass(frozen=True)
class Left:
    """What somebody had in hand, and has no longer."""

    user_id: int
    needs: tuple[Need, ...] = ()
    talks: tuple[Talk, ...] = ()


def follow(tx: Transaction, *, house: House) -> None:
    """Let the list of staff be as the configuration has it now; what former ones held goes back to the others."""
    said = house.speaking(house.language).texts("staff.system")
    turn = Turn(tx, Caller(NOBODY, NOBODY, said), house)
    gone, changed = _renamed(turn)
    held = [each for each in staff.with_something_left(tx) if each not in turn.staff.members]
    left = [settle(turn, user_id) for user_id in dict.fromkeys((*gone, *held))]
    for member in changed:
        left += [each for each in [settle(turn, member.id)] if each.needs]
        live_cards.look_again(turn, member)
    if left:
        tell_leads(turn, left)


def _renamed(turn: Turn) -> tuple[list[int], list[Member]]:
    """Bring the rows of those named in the configuration up to date; return who is gone from there, and who differs."""
    named, known = turn.house.staff.members, {each.user_id: each for each in staff.present(turn.tx)}
    gone = [each.user_id for each in known.values() if each.invited_by is None and each.user_id not in named]
    for user_id in gone:
        staff.remove(turn.tx, user_id)
        _record(turn, user_id, "leave", known[user_id].name)
    changed = list[Member]()
    for member in named.values():
        row, as_named = known.get(member.id), (member.name, member.role, member.leagues)
        if row and (row.name, row.role, row.leagues) != as_named:
            changed.append(member)
        if row is None or row.invited_by is not None:
            staff.remove(turn.tx, member.id)  # who has joined in chat is named there from now on
            staff.add(turn.tx, member.id, *as_named)
            _record(turn, member.id, "name", member.name, role=member.role, leagues=member.leagues)
        elif member in changed:
            staff.change(turn.tx, member.id, *as_named)
            _record(turn, member.id, "change", member.name, role=member.role, leagues=member.leagues)
    return gone, changed


def _record(turn: Turn, subject: int, action: staff.Deed, called: str, **detail: object) -> None:
    staffing.record(
        turn.tx, actor=NOBODY, name=turn.caller.name, subject=subject, action=action, called=called, **detail
    )


def settle(turn: Turn, user_id: int) -> Left:
    """Take from somebody what he may not see or do any more; who is staff as before loses nothing."""
    member = turn.staff.members.get(user_id)
    held = [need for need in needs.held_by(turn.tx, user_id) if not member or not rights.sees(turn, member, need)]
    spoken = [] if member else talks.held_by(turn.tx, user_id)
    if member is None:
        outbox.drop_for_staff(turn.tx, user_id)
        live_cards.put_away(turn, user_id)
    for need in held:
        _release(turn, need, user_id, member)
    for talk in spoken:
        messages.give_back(turn, talk)
    if member is None:
        outbox.put(turn.tx, user_id, Commands(), priority=LATER)
        if not chats.lost(turn.tx, user_id):  # else it would come whenever he writes again
            with turn.heard_by(user_id):
                outbox.put(turn.tx, user_id, Send(text=turn.text("staff.you_left")))
    return Left(user_id, tuple(held), tuple(spoken))


def _release(turn: Turn, need: Need, user_id: int, member: Member | None) -> None:
    """Let a need wait for staff again; nobody of staff does so with his own need, and so the program does."""
    acting = turn
    if turn.member is None or rights.may(turn, "read", need):
        acting = replace(turn, caller=Caller(NOBODY, NOBODY, turn.text("staff.system")))
    with turn.heard_by(None):
        note = turn.text("staff.limited_note" if member else "staff.left_note", who=wording.member(turn, user_id))
    move(acting, need, "release", role="lead", note=note)


def tell_leads(turn: Turn, left: Iterable[Left]) -> None:
    """Tells each lead who has left, and what waits for the others again."""
    with turn.heard_by(None):
        lines = [_line(turn, each) for each in left]
        freed = [need for each in left for need in each.needs]
        opening = [Button(need.reference, OpenNeed(need=need.id)) for need in freed[:OPENED]]
        for lead in turn.staff.leads():
            turn.say(Reply(Html("\n".join(lines)), tuple(rows(opening, 2))), to=lead)


def _line(turn: Turn, left: Left) -> Html:
    """Return who has left or is limited, and what he had in hand."""
    member = turn.staff.members.get(left.user_id)
    lines = [turn.text("staff.limited" if member else "staff.has_left", who=wording.member(turn, left.user_id))]
    if left.needs:
        references = "、".join(need.reference for need in left.needs)
        lines.append(turn.text("staff.freed_needs", count=len(left.needs), needs=references))
    if left.talks:
        numbers = "、".join(turn.text("staff.talk", talk=talk.id) for talk in left.talks)
        lines.append(turn.text("staff.freed_talks", talks=numbers))
    if member is None and turn.staff_group:
        lines.append(turn.text("staff.group_by_hand"))
    return Html("\n".join(lines))
