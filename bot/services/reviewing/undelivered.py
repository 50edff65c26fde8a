"""Undelivered messages: who is told of them, what is done instead, and how they are sent after all.

Whatever the staff group refuses goes to each member's own chat. Whoever of staff caused a message is told when it is
held, and when it has arrived after all. A chat that is within reach again gets what is owed to it.
"""

from functools import partial

from bot.reply import Button, Reply
from bot.services.actions import SendAgain, ShowUndelivered
from bot.services.needs_state import live_cards, staff_cards
from bot.services.runtime import news, rights
from bot.services.runtime.delivery import Watcher
from bot.services.runtime.turn import Caller, House, Turn, on
from bot.storage import chats, needs, outbox, questions
from bot.storage.calls import Sorry
from bot.storage.chats import Why
from bot.storage.database import Transaction
from bot.storage.outbox import Fault, Outgoing
from bot.storage.subjects import Subject, Topic
from bot.texts import Html
from bot.texts.markup import shortened

NEWEST = 10  # messages that staff get after all where there are many: what matters of the others stands in the lists
SHOWN = 10  # messages in the list of what is held
QUOTED = 60  # characters of a question by which an answer to it is known
REFUSED: Topic = (Subject("outbox"), "refused")  # what staff are told of messages that nobody takes


class Undelivered(Watcher):
    """Acts on deliveries that fail, or succeed late."""

    def __init__(self, house: House) -> None:
        """Act for the house and its staff."""
        self._turn = partial(_turn, house)

    def lost(self, tx: Transaction, chat_id: int) -> None:
        """Show staff that a chat is out of reach: on its owner's needs, or to the leads if it is the group."""
        _reach_changed(self._turn(tx, chat_id), chat_id)

    def reached(self, tx: Transaction, chat_id: int) -> None:
        """Queue again the calls owed to the chat, and show staff that it is within reach."""
        _put_again(self._turn(tx, chat_id), chat_id)

    def held(self, tx: Transaction, call: Outgoing, fault: Fault) -> None:
        """Tell those who can do something about a held call; once, however often it is tried again."""
        turn = self._turn(tx, call.chat_id)
        _refresh(turn, call)
        if call.holds == 1:
            _instead(turn, call)
            if fault == "message":
                _tell_refused(turn, call)

    def told(self, tx: Transaction, call: Outgoing) -> None:
        """Show staff that an enterprise has been told, and that the decision can't be undone any more."""
        _refresh(self._turn(tx, call.chat_id), call)

    def late(self, tx: Transaction, call: Outgoing) -> None:
        """Tell the member of staff who caused a call that it has arrived after all."""
        turn = self._turn(tx, call.chat_id)
        _tell_cause(turn, call, "undelivered.late")
        _refresh(turn, call)


def _turn(house: House, tx: Transaction, chat_id: int) -> Turn:
    return Turn(tx, Caller(chat_id, chat_id, ""), house)


def changed(turn: Turn, *, why: Why | None) -> None:
    """Notes that the bot may write in the caller's chat, and queues calls owed to it again; or else `why` it can't."""
    chat_id = chats.present(turn.tx, turn.caller.chat_id)
    if why is None and chats.reach(turn.tx, chat_id):
        _put_again(turn, chat_id)
    elif why and chats.lose(turn.tx, chat_id, why):
        _reach_changed(turn, chat_id)


def _put_again(turn: Turn, chat_id: int) -> None:
    if not (staff := _is_staffs(turn, chat_id)):
        outbox.drop_for_staff(turn.tx, chat_id)
    left = outbox.put_again(turn.tx, chat_id, NEWEST if staff else None)
    turn.again.add(chat_id)
    if left:
        turn.say(Reply(turn.text("undelivered.earlier", count=left)), to=chat_id)
    _reach_changed(turn, chat_id)


def _is_staffs(turn: Turn, chat_id: int) -> bool:
    return chat_id == turn.staff_group or chat_id in turn.staff.members


def _reach_changed(turn: Turn, chat_id: int) -> None:
    """Show staff whether messages arrive in a chat: on its owner's needs, and to the leads if it is the group."""
    for need in needs.of_owner(turn.tx, chat_id):
        live_cards.refresh(turn, need)
    if chat_id == turn.staff_group:
        why = chats.lost(turn.tx, chat_id)
        said = turn.text("undelivered.group_lost", why=reason(turn, why, "group")) if why else None
        for lead in turn.staff.leads():
            turn.say(Reply(said or turn.text("undelivered.group_back")), to=lead)  # said of a group, and so in staff's


def _instead(turn: Turn, call: Outgoing) -> None:
    """Replace a refused message: an answer by an apology, the group's by copies to members, else tell its author."""
    if call.owed is None:
        outbox.put(turn.tx, call.chat_id, Sorry(text=turn.text("common.sorry")))
    elif call.chat_id == turn.staff_group:
        need = _need_of(turn, call)
        for member in turn.staff.members.values():
            if need is None or rights.sees(turn, member, need):
                outbox.copy(turn.tx, call, member.id)
    else:
        _tell_cause(turn, call, "undelivered.held")


def _tell_cause(turn: Turn, call: Outgoing, key: str) -> None:
    by = call.owed.by if call.owed else None
    if by in turn.staff.members:
        with turn.heard_by(by):
            why = reason(turn, chats.lost(turn.tx, call.chat_id), "person")
            said = turn.text(key, what=_subject(turn, call), why=why)
            need = _need_of(turn, call)
            turn.say(staff_cards.outcome(turn, need, said) if need else Reply(said), to=by)


def _tell_refused(turn: Turn, call: Outgoing) -> None:
    """Tell staff of a message refused for itself, not for its chat (a thing for an engineer), gathered with others."""
    for chat_id in turn.staff.chats():
        with turn.heard_by(chat_id):
            news.post(turn.tx, REFUSED, chat_id, turn.text("undelivered.refused", row=call.id))


def _refresh(turn: Turn, call: Outgoing) -> None:
    """Bring a need's cards up to date on whether its owner has been told."""
    if (need := _need_of(turn, call)) and call.chat_id == need.owner:
        live_cards.refresh(turn, need)


def _need_of(turn: Turn, call: Outgoing) -> needs.Need | None:
    about = call.owed and call.owed.subject
    return needs.by_id(turn.tx, about.id) if about and about.kind == "need" else None


def _subject(turn: Turn, call: Outgoing) -> Html:
    """Return the subject of a message in words for staff."""
    about = call.owed and call.owed.subject
    if need := _need_of(turn, call):
        return turn.text("undelivered.about.need", reference=need.reference)
    if call.owed and about and about.kind == "talk":
        return turn.text(f"undelivered.about.{'card' if call.owed.staff else 'talk'}", talk=about.id)
    if about and about.kind == "question" and (asked := questions.find(turn.tx, about.id)):
        return turn.text("undelivered.about.question", question=shortened(asked.text, QUOTED))
    return turn.text("undelivered.about.other")


def reason(turn: Turn, why: Why | None, whose: str) -> Html:
    """Return in words why nothing arrives; `whose` is person or group."""
    return turn.text(f"undelivered.why.{why or 'unknown'}", who=turn.text(f"undelivered.who.{whose}"))


def warning(turn: Turn) -> tuple[Html, Button] | None:
    """Return a warning of held calls or a lost group, and the button to list them; None where there is neither."""
    _, count = outbox.held(turn.tx, 0)
    group = turn.staff_group and chats.lost(turn.tx, turn.staff_group)
    if not count and not group:
        return None
    lines = [turn.text("undelivered.count", count=count)] if count else []
    if group:
        lines.append(turn.text("undelivered.group_lost", why=reason(turn, group, "group")))
    return Html("\n".join(lines)), Button(turn.text("undelivered.show"), ShowUndelivered())


@on(ShowUndelivered)
def show(turn: Turn, _: ShowUndelivered) -> None:
    """Lists the held calls and their reasons, to be sent again."""
    if turn.admit() is None:
        return
    found, count = outbox.held(turn.tx, SHOWN)
    if not count:
        turn.say(Reply(turn.text("undelivered.none"), replace=True))
        return
    rows = [_row(turn, each) for each in found]
    if count > len(found):
        rows.append(turn.text("undelivered.more", count=count - len(found)))
    again = Button(turn.text("undelivered.again"), SendAgain())
    turn.say(Reply("\n".join((turn.text("undelivered.list", count=count), *rows)), ((again,),), replace=True))


def _row(turn: Turn, call: Outgoing) -> Html:
    why, group = chats.lost(turn.tx, call.chat_id), call.chat_id == turn.staff_group
    member = turn.staff.members.get(call.chat_id)
    whom = member.name if member else turn.text(f"undelivered.to.{'group' if group else 'person'}")
    said = reason(turn, why, "group" if group else "person") if why else turn.text("undelivered.why_message")
    need = _need_of(turn, call)
    shown = need is None or (turn.member and rights.sees(turn, turn.member, need))
    what = _subject(turn, call) if shown else turn.text("undelivered.about.other")
    return turn.text("undelivered.row", whom=whom, what=what, why=said)


@on(SendAgain)
def again(turn: Turn, _: SendAgain) -> None:
    """Sends all held calls again."""
    if turn.admit():
        turn.again.update(each.chat_id for each in outbox.held(turn.tx, -1)[0])
        for chat_id in turn.again:
            if not _is_staffs(turn, chat_id):
                outbox.drop_for_staff(turn.tx, chat_id)
        count = outbox.put_all_again(turn.tx)
        done = turn.text("undelivered.again_done", count=count) if count else turn.text("undelivered.none")
        turn.say(Reply(done, replace=True))
