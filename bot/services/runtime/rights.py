"""Rights: what a person may do with a draft or need as the one whose it is, or as a colleague whom he has invited.

The owner may do anything. Who was invited reads and edits, and is told what becomes of it; nobody else knows that it
is there. What staff may do is another matter: see bot.needs.lifecycle. Which needs they see is said here: a reviewer
may be limited to some leagues (`sees`), and whatever shows him a need or acts on one asks `admitted`. In the group
everybody reads along.
"""

from collections.abc import Callable
from typing import Literal

from bot.reply import Reply
from bot.services.runtime.turn import Member, Turn
from bot.storage import drafts, sharings
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need
from bot.storage.outbox import Owed
from bot.storage.subjects import Subject

#: read: the content, its files, documents and what became of it. contact: change whom staff can reach.
What = Literal["read", "edit", "submit", "withdraw", "contact", "copy", "erase", "share"]
COLLEAGUES: frozenset[What] = frozenset({"read", "edit"})


def may(turn: Turn, what: What, of: Need | DraftRow, user_id: int | None = None) -> bool:
    """Return whether the caller, or another person, may do this with a draft or need."""
    person = turn.caller.user_id if user_id is None else user_id
    return of.owner == person or (what in COLLEAGUES and sharings.joined(turn.tx, person, *about(of)))


def sees(_turn: Turn, member: Member, need: Need) -> bool:
    """Return whether a member of staff may see a need and act on it: one limited to some leagues sees theirs alone."""
    return not member.limits or need.league in member.limits


def admitted(turn: Turn, need: Need | None) -> Need | None:
    """Return a need that the caller, of staff, may see; else say why not."""
    if need is None:
        turn.refuse("common.stale")
    elif turn.member and sees(turn, turn.member, need):
        return need
    else:
        turn.refuse("staff.other_league", reference=need.reference)
    return None


def about(of: Need | DraftRow) -> tuple[int | None, int | None]:
    """Return the draft and the need by which it is shared: what mends a need is shared as that is."""
    if isinstance(of, Need):
        return None, of.id
    return (of.id, None) if of.need_id is None else (None, of.need_id)


def draft(turn: Turn, draft_id: int, what: What = "edit") -> DraftRow | None:
    """Return a draft with which the caller may do this."""
    row = drafts.by_id(turn.tx, draft_id)
    return row if row and may(turn, what, row) else None


def colleagues(turn: Turn, of: Need | DraftRow) -> list[int]:
    """Return who was invited and has joined."""
    return [each.user_id for each in sharings.of(turn.tx, *about(of)) if each.user_id is not None]


def writer(turn: Turn, row: DraftRow) -> int:
    """Return the number of the invitation by which the caller writes a draft; 0 for its owner."""
    joined = sharings.of(turn.tx, *about(row)) if turn.caller.user_id != row.owner else []
    return next((each.id for each in joined if each.user_id == turn.caller.user_id), 0)


def people(turn: Turn, of: Need | DraftRow) -> list[int]:
    """Return everybody who may read a draft or need, its owner first."""
    return [of.owner, *colleagues(turn, of)]


def tell(turn: Turn, of: Need | DraftRow, word: Callable[[], Reply]) -> None:
    """Tell everybody else who may read a draft or need what the caller has done to it, as `word` puts it to each."""
    owed = Owed(Subject("need", of.id)) if isinstance(of, Need) else Owed()
    for person in people(turn, of):
        if person != turn.caller.user_id:
            with turn.heard_by(person):
                turn.say(word(), to=person, owed=owed)


def written(turn: Turn) -> list[DraftRow]:
    """Return the drafts of needs that the caller may go on with, the latest touched first."""
    return drafts.of_person(turn.tx, turn.caller.user_id)
