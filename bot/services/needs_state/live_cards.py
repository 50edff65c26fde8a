"""The board: every message that shows staff a need, all kept true whenever the need changes, wherever that is done.

A `brief` announces a need where staff are told of it, and can be claimed from; a `whole` is a need opened in the
private chat of a member of staff. Both are rendered from the need and its record alone: what changed does not matter.
A `ruling` is what a member of staff is being asked about a need; once the need has changed it is void.
"""

from dataclasses import replace

from bot.reply import Reply
from bot.services.needs_state import staff_cards
from bot.services.runtime.turn import Member, Turn
from bot.storage import needs, postings
from bot.storage.needs import Need
from bot.storage.outbox import Owed
from bot.storage.postings import Posting
from bot.storage.subjects import Subject, View


def announce(turn: Turn, need: Need, *, but: int | None = None) -> None:
    """Tells staff, `but` for one chat, what has become of a need."""
    for chat_id in turn.house.staff.chats():
        if chat_id != but:
            _post(turn, need, "brief", chat_id, staff_cards.brief(turn, need, chat_id))


def open_whole(turn: Turn, need: Need, member: Member) -> None:
    """Shows a member of staff a need, in the private chat."""
    _post(turn, need, "whole", member.id, staff_cards.whole(turn, need, member))


def ask(turn: Turn, need: Need, member: Member, question: Reply) -> None:
    """Asks a member of staff something about a need, in the private chat and in place of what was asked before."""
    _post(turn, need, "ruling", member.id, question)


def answered(turn: Turn, need: Need, member: Member) -> None:
    """Let what a member of staff was asked be at an end; where it was just tapped, the answer takes its place."""
    tapped = postings.at(turn.tx, turn.caller.chat_id, turn.caller.message_id)
    asked = postings.retire(turn.tx, _subject(need), "ruling", member.id)
    if asked and (tapped is None or asked.id != tapped.id):
        turn.refresh(asked, staff_cards.past(turn, need))


def _post(turn: Turn, need: Need, view: View, chat_id: int, reply: Reply) -> None:
    """Say it in place of what shows the same there already, which then only points to it."""
    if past := postings.retire(turn.tx, _subject(need), view, chat_id):
        turn.refresh(past, staff_cards.past(turn, need))
    owed = Owed(_subject(need), staff=True) if chat_id != turn.caller.chat_id else None
    turn.post(_subject(need), view, replace(reply, replace=False), to=chat_id, owed=owed)


def moved(turn: Turn, need: Need) -> None:
    """Let every message about the need say how it stands now, and what was still being asked about it be void."""
    for posting in postings.of_subject(turn.tx, _subject(need)):
        if posting.view == "ruling":
            postings.retire(turn.tx, posting.subject, posting.view, posting.chat_id)
            if posting.chat_id in turn.house.staff.members:
                turn.refresh(posting, staff_cards.void(turn, need))
    refresh(turn, need)


def refresh(turn: Turn, need: Need) -> None:
    """Let every message that shows staff the need show it as it is now; who is no longer staff sees nothing new."""
    for posting in postings.of_subject(turn.tx, _subject(need)):
        if reply := _shown(turn, need, posting):
            turn.refresh(posting, reply)


def renew(turn: Turn, need_id: int, posting: Posting, message_id: int) -> None:
    """Let a copy of a message about a need show it as it is now."""
    if (need := needs.by_id(turn.tx, need_id)) and (reply := _shown(turn, need, posting)):
        turn.refresh(posting, reply, only=message_id)


def _shown(turn: Turn, need: Need, posting: Posting) -> Reply | None:
    """Return what a message shows of a need now; None where it stays as it is."""
    member = turn.house.staff.members.get(posting.chat_id)
    if not posting.live:
        return staff_cards.past(turn, need)
    if posting.view == "whole" and member:
        return staff_cards.whole(turn, need, member)
    if posting.view == "brief" and (member or posting.chat_id == turn.staff_group):
        return staff_cards.brief(turn, need, posting.chat_id)
    return None


def is_whole(turn: Turn, need: Need) -> bool:
    """Return whether the tapped message is the need as opened, which is kept true anyway."""
    posting = postings.at(turn.tx, turn.caller.chat_id, turn.caller.message_id)
    return posting is not None and (posting.subject, posting.view) == (_subject(need), "whole")


def _subject(need: Need) -> Subject:
    return Subject("need", need.id)
