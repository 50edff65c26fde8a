"""Idle talks: whoever has left an asker without an answer for some hours of office has the talk no longer."""

from datetime import timedelta

from bot.reply import Reply
from bot.services.runtime.turn import Caller, House, Turn
from bot.services.talks import messages
from bot.storage import talks
from bot.storage.database import Transaction
from bot.storage.talks import Open


def release(tx: Transaction, house: House) -> None:
    """Make everybody's again what its holder has left unanswered for too long, or can answer no more."""
    for each in talks.going_on(tx):
        turn = Turn(tx, Caller(0, 0, ""), house)
        if each.talk.holder is not None and (idle(turn, each) or each.talk.holder not in turn.staff.members):
            _put_back(turn, each)


def waited(turn: Turn, found: Open) -> timedelta:
    """Return for how many hours of office an asker has waited for an answer."""
    return turn.house.office.open_between(found.waiting, turn.now) if found.waiting else timedelta()


def idle(turn: Turn, found: Open) -> bool:
    """Return whether its holder, since he has the talk, has left the asker without an answer for too long."""
    if found.waiting is None:
        return False
    since = max(found.waiting, found.talk.held_since or found.waiting)
    left = turn.house.office.open_between(since, turn.now)
    return left >= timedelta(hours=turn.house.desk.talk_back_hours)


def _put_back(turn: Turn, found: Open) -> None:
    holder = turn.staff.members.get(found.talk.holder or 0)
    if found.waiting:
        chats = dict.fromkeys((*turn.staff.chats(), *((holder.id,) if holder else ())))
        for chat_id in chats:
            with turn.heard_by(chat_id):
                who = holder.name if holder else turn.text("desk.former")
                said = turn.text("open_talks.put_back", talk=found.talk.id, who=who)
                turn.say(Reply(said), to=chat_id)
    messages.put_back(turn, found.talk)
