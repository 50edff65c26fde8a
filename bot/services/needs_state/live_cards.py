"""Live cards: the messages that show staff a need, all kept true whenever the need changes, wherever that is done.

What somebody may no longer see, who has left or is limited to other leagues, goes from his chat at the next change.

A `brief` announces a need where staff are told of it, and can be claimed from; a `whole` is a need opened in the
private chat of a member of staff. Both are rendered from the need and its record alone: what changed does not matter. A
`ruling` is a question to a member of staff about a need; once the need has changed it is void.
"""

from dataclasses import replace

from bot.reply import Reply
from bot.services.needs_state import alike, in_hand, staff_cards
from bot.services.runtime import rights
from bot.services.runtime.turn import Member, Turn
from bot.storage import needs, postings, rulings
from bot.storage.needs import Need
from bot.storage.outbox import Owed
from bot.storage.postings import Posting
from bot.storage.subjects import Subject, View

STAFFS: tuple[View, ...] = ("brief", "whole", "ruling")


def announce(turn: Turn, need: Need, *, but: int | None = None) -> None:
    """Tells staff of a need by a brief card in each of their chats, `but` for one; also whom it is reserved for.

    Who may not see it is not told.
    """
    kept = in_hand.reserved(turn, need)
    for chat_id in dict.fromkeys((*turn.staff.chats(), *([kept.member.id] if kept else []))):
        member = turn.staff.members.get(chat_id)
        if chat_id != but and (member is None or rights.sees(turn, member, need)):
            with turn.heard_by(chat_id):
                _post(turn, need, "brief", chat_id, staff_cards.brief(turn, need, chat_id))


def open_whole(turn: Turn, need: Need, member: Member) -> None:
    """Shows a member of staff a need's whole card, in the private chat."""
    _post(turn, need, "whole", member.id, staff_cards.whole(turn, need, member))


def ask(turn: Turn, need: Need, member: Member, question: Reply) -> None:
    """Asks a member of staff a question about a need, in the private chat, in place of the one before."""
    _post(turn, need, "ruling", member.id, question)


def answered(turn: Turn, need: Need, member: Member) -> None:
    """Retire the member's open question about a need; mark it as past unless just tapped, as the answer replaces it."""
    tapped = postings.at(turn.tx, turn.caller.chat_id, turn.caller.message_id)
    asked = postings.retire(turn.tx, _subject(need), "ruling", member.id)
    if asked and (tapped is None or asked.id != tapped.id):
        turn.refresh(asked, staff_cards.past(turn, need))


def _post(turn: Turn, need: Need, view: View, chat_id: int, reply: Reply) -> None:
    """Post a card of a need; the same view's former card in the chat becomes a pointer to it."""
    if past := postings.retire(turn.tx, _subject(need), view, chat_id):
        turn.refresh(past, staff_cards.past(turn, need))
    owed = Owed(_subject(need), staff=True) if chat_id != turn.caller.chat_id else None
    turn.post(_subject(need), view, replace(reply, replace=False), to=chat_id, owed=owed)


def moved(turn: Turn, need: Need) -> None:
    """Bring every card of the need up to date, and void the questions still open about it."""
    for posting in postings.of_subject(turn.tx, _subject(need)):
        if posting.view == "ruling":
            postings.retire(turn.tx, posting.subject, posting.view, posting.chat_id)
            with turn.heard_by(posting.chat_id):
                reads = turn.staff.reads(posting.chat_id)
                turn.refresh(posting, staff_cards.void(turn, need) if reads else staff_cards.left(turn))
    rulings.void(turn.tx, need.id)
    refresh(turn, need)
    refresh_others(turn, need)


def begun(turn: Turn, need: Need) -> None:
    """Bring colleagues' open cards of a need up to date that the caller has begun to decide on, or does no more."""
    if need.holder is None:
        for posting in postings.of_subject(turn.tx, _subject(need)):
            member = turn.staff.members.get(posting.chat_id)
            if posting.view == "whole" and member and member.id != turn.caller.user_id:
                with turn.heard_by(posting.chat_id):
                    turn.refresh(posting, staff_cards.whole(turn, need, member))


def refresh(turn: Turn, need: Need) -> None:
    """Bring every card of the need up to date."""
    for posting in postings.of_subject(turn.tx, _subject(need)):
        with turn.heard_by(posting.chat_id):
            if reply := _shown(turn, need, posting):
                turn.refresh(posting, reply)


def look_again(turn: Turn, member: Member) -> None:
    """Bring every card in a member's private chat up to date with what he may see and do by now."""
    for posting in postings.staffs(turn.tx, member.id):
        need = needs.by_id(turn.tx, posting.subject.id) if posting.subject.kind == "need" else None
        if need and (reply := _shown(turn, need, posting)):
            turn.refresh(posting, reply)


def put_away(turn: Turn, user_id: int) -> None:
    """Take everything for staff out of the private chat of somebody who is staff no longer: no words, no buttons."""
    for posting in postings.staffs(turn.tx, user_id):
        postings.retire(turn.tx, posting.subject, posting.view, posting.chat_id)
        with turn.heard_by(user_id):
            turn.refresh(posting, staff_cards.left(turn))


def refresh_others(turn: Turn, need: Need) -> None:
    """Bring the cards of other needs up to date on which a need stands, as one that may be the same."""
    for other in alike.others(turn, need):
        refresh(turn, other)


def renew(turn: Turn, need_id: int, posting: Posting, message_id: int) -> None:
    """Bring a copy of a need's card up to date."""
    if (need := needs.by_id(turn.tx, need_id)) and (reply := _shown(turn, need, posting)):
        turn.refresh(posting, reply, only=message_id)


def _shown(turn: Turn, need: Need, posting: Posting) -> Reply | None:
    """Return a card's present content; None where it stays as it is."""
    member = turn.staff.members.get(posting.chat_id)
    if posting.view in STAFFS and not turn.staff.reads(posting.chat_id):
        return staff_cards.left(turn)
    if member and not rights.sees(turn, member, need):
        return staff_cards.hidden(turn, need)
    if not posting.live:
        return staff_cards.past(turn, need)
    if posting.view == "whole" and member:
        return staff_cards.whole(turn, need, member)
    if posting.view == "brief" and (member or posting.chat_id == turn.staff_group):
        return staff_cards.brief(turn, need, posting.chat_id)
    return None


def is_whole(turn: Turn, need: Need) -> bool:
    """Return whether the tapped message is the need's whole card, which is kept true anyway."""
    posting = postings.at(turn.tx, turn.caller.chat_id, turn.caller.message_id)
    return posting is not None and (posting.subject, posting.view) == (_subject(need), "whole")


def _subject(need: Need) -> Subject:
    return Subject("need", need.id)
