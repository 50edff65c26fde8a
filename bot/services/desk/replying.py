"""Replying: staff answer in a talk, from its card or by replying to a message of it; the first to do so holds it."""

from collections.abc import Iterable

from bot.reply import Reply, Row
from bot.services.actions import CloseTalk, ReplyAsked, WordsAsked, WriteInTalk
from bot.services.desk import clusters, prompts, question_cards
from bot.services.desk.clusters import Cluster
from bot.services.runtime import focus
from bot.services.runtime.turn import Member, Turn, on
from bot.services.talks import messages
from bot.storage import postings, questions, talks
from bot.storage.subjects import Subject
from bot.storage.talks import Line, Talk
from bot.texts import Html
from bot.texts.markup import shortened

SHOWN = 5  # lines of the talk that staff see when they write


@on(WriteInTalk)
def write(turn: Turn, action: WriteInTalk) -> None:
    """Asks a member of staff for a reply to the asker of a talk."""
    talk = action.talk
    if (member := turn.admit()) is None or (found := talks.find(turn.tx, talk)) is None:
        return
    if why := closed_to(turn, found, member):
        turn.hint(why)
        if turn.caller.private:
            turn.say(Reply(why))
    else:
        said = turn.text("talks.write", talk=talk, lines=messages.history(turn, found, SHOWN))
        focus.prompt(turn, ReplyAsked(talk=talk), prompts.prompt(turn, said))
        if not turn.caller.private:
            turn.hint(turn.text("talks.private"))


def closed_to(turn: Turn, talk: Talk, member: Member) -> Html | None:
    """Return in words why the member can't write in the talk now; None where nothing is against it."""
    holder = turn.staff.members.get(talk.holder or 0)
    if talk.ended:
        return turn.text("talks.over_for_staff", talk=talk.id)
    if holder and holder.id != member.id:
        return turn.text("talks.others", talk=talk.id, who=holder.name)
    return None


def hear_reply(turn: Turn, text: str) -> bool:
    """Takes staff's reply to a message of a talk as an answer in it; returns whether the text was such a reply."""
    talk = messages.replied_to(turn)
    if talk is None or turn.caller.chat_id == talk.asker:
        return False
    if (member := turn.admit()) and focus.fits(turn, text.strip(), messages.LONGEST):
        send(turn, talk, member, text.strip())
    return True


def correct(turn: Turn, text: str) -> bool:
    """Sends the asker what a line of staff's has been changed to; returns whether the message had become one.

    The line itself is changed: a further one of staff's would count as an answer to what was asked since.
    """
    line, said = messages.remembered(turn), text.strip()
    talk = talks.find(turn.tx, line.talk_id) if line else None
    if line is None or talk is None:
        return False
    if said == line.text or (member := turn.admit()) is None or not focus.fits(turn, said, messages.LONGEST):
        return True
    if why := closed_to(turn, talk, member):
        turn.tell("talks.unsent", why=why)
        return True
    talks.reword(turn.tx, line.id, said)
    postings.retire(turn.tx, Subject("line", line.id), "asker", talk.asker)
    before = shortened(line.text, messages.CORRECTED)
    with turn.heard_by(talk.asker):
        corrected = turn.text("talks.corrected", correction=turn.text("talks.correction", before=before, text=said))
        messages.post(turn, line, Reply(corrected, (messages.asker_row(turn, talk),)), to=talk.asker, by=member.id)
    turn.tell("talks.sent", talk=talk.id)
    return True


def send(turn: Turn, talk: Talk, member: Member, text: str, *, own: int | None = None) -> None:
    """Send the asker an answer; where the member can't write in the talk, say why instead."""
    focus.close(turn, ReplyAsked(talk=talk.id))  # else what is typed next would follow it
    if why := closed_to(turn, talk, member):
        turn.say(Reply(turn.text("talks.unsent", why=why), replace=True))
        return
    quoted = talks.last_said(turn.tx, talk.id) or ""
    asked = [each.question_id for each in talks.unanswered(turn.tx, talk.id) if each.question_id]
    said = _take(turn, talk, member, text, talks.unanswered(turn.tx, talk.id))
    with turn.heard_by(talk.asker):
        answer = turn.text("talks.reply", question=quoted, answer=text)
        messages.post(turn, said, Reply(answer, (messages.asker_row(turn, talk),)), to=talk.asker, by=member.id)
    _confirm(turn, talk, member, said, asked)
    messages.remember(turn, said, own or turn.caller.own)


def _take(turn: Turn, talk: Talk, member: Member, text: str, to: Iterable[Line]) -> Line:
    """Store an answer to these lines, close their cards and make the member the talk's holder; return its line.

    The asker's next text is for the talk, unless the asker is in the middle of something else.
    """
    talks.hold(turn.tx, talk.id, member.id)
    said = talks.say(turn.tx, talk.id, text, staff_id=member.id)
    messages.close_cards(turn, to, messages.outcome(turn, "answered", member, text))
    focus.offer(turn, talk.asker, WordsAsked(talk=talk.id))
    return said


def _confirm(turn: Turn, talk: Talk, member: Member, said: Line, asked: Iterable[int]) -> None:
    """Tell the member that the answer is sent; where it settles waiting questions, offer to teach the bot."""
    row, sent = messages.staff_row(turn, talk, "talks.more", ends=True), turn.text("talks.sent", talk=talk.id)
    if waiting := questions.unsettled(turn.tx, asked):
        found = Cluster(tuple(waiting))
        settlement = clusters.settle(turn, member, found, text=said.text)
        text = turn.text("talks.first", talk=talk.id)
        told = question_cards.settled(turn, text, settlement, found.hits, (row,))
        messages.post(turn, said, told, to=member.id, view="staff")
    elif turn.caller.private:
        messages.post(turn, said, Reply(sent, (row,), replace=True), to=member.id, view="staff")
    if not turn.caller.private:
        messages.post(turn, said, Reply(sent), to=turn.caller.chat_id, view="staff")


def answered(turn: Turn, question: int, member: Member, text: str) -> tuple[Row, ...]:
    """Enter a list's answer in the question's talk, if nobody holds it; return the talk's buttons for the asker."""
    talk = talks.about(turn.tx, question)
    if talk is None:
        return ()
    if talk.holder not in turn.staff.members:
        _take(turn, talk, member, text, _about(talks.unanswered(turn.tx, talk.id), question))
    return (messages.asker_row(turn, talk),)


def dismissed(turn: Turn, question: int, member: Member) -> None:
    """Close the cards of a dismissed question, and end its talk if that is about nothing else and nobody holds it."""
    if talk := talks.about(turn.tx, question):
        waiting = talks.unanswered(turn.tx, talk.id)
        closed = _about(waiting, question)
        messages.close_cards(turn, closed, messages.outcome(turn, "dismissed", member))
        if talk.holder is None and len(closed) == len(waiting):
            messages.end(turn, talk)


def _about(waiting: list[Line], question: int) -> list[Line]:
    """Return the waiting lines without those of another question or on its card."""
    other = {each.id for each in waiting if each.question_id not in (None, question)}
    return [each for each in waiting if not other & {each.id, each.card}]


@on(CloseTalk)
def close(turn: Turn, action: CloseTalk) -> None:
    """Ends the talk for staff, and tells the asker."""
    talk = action.talk
    if (member := turn.admit()) is None or (found := talks.find(turn.tx, talk)) is None:
        return
    if why := closed_to(turn, found, member):
        turn.hint(why)
        turn.say(Reply(why))
    else:
        messages.close_cards(turn, talks.unanswered(turn.tx, talk), messages.outcome(turn, "closed", member))
        messages.end(turn, found)
        with turn.heard_by(found.asker):
            turn.say(Reply(turn.text("talks.ended_by_staff")), to=found.asker)
        turn.say(Reply(turn.text("talks.ended_here", talk=talk)))
