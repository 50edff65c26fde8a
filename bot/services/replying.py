"""Replying: staff answer in a talk, from its card or by replying to a message of it; whoever does so first goes on."""

from collections.abc import Iterable

from bot.reply import Reply, Row
from bot.services import clusters, desk_asks, desk_cards, focus, talks
from bot.services.actions import CloseTalk, ReplyAsked, WordsAsked, WriteInTalk
from bot.services.clusters import Cluster
from bot.services.turn import Member, Turn, on
from bot.storage import questions, relays
from bot.storage.relays import Line, Relay
from bot.texts import Html

SHOWN = 5  # lines of the talk that staff see when they write


@on(WriteInTalk)
def write(turn: Turn, action: WriteInTalk) -> None:
    """Asks a member of staff for what is to be said to the asker."""
    relay = action.relay
    if (member := turn.admit()) is None or (found := relays.find(turn.tx, relay)) is None:
        return
    if why := _closed_to(turn, found, member):
        turn.hint(why)
        if turn.caller.private:
            turn.say(Reply(why))
    else:
        said = turn.text("handoff.write", relay=relay, lines=talks.history(turn, found, SHOWN))
        focus.prompt(turn, ReplyAsked(relay=relay), desk_asks.prompt(turn, said))
        if not turn.caller.private:
            turn.hint(turn.text("handoff.private"))


def _closed_to(turn: Turn, relay: Relay, member: Member) -> Html | None:
    """Return why the member can't speak in the talk now; None where he can."""
    holder = turn.house.staff.members.get(relay.holder or 0)
    if relay.ended:
        return turn.text("handoff.over_for_staff", relay=relay.id)
    if holder and holder.id != member.id:
        return turn.text("handoff.others", relay=relay.id, who=holder.name)
    return None


def hear(turn: Turn, asked: ReplyAsked, text: str) -> None:
    """Sends what a member of staff was asked to type."""
    found = relays.find(turn.tx, asked.relay)
    if (member := turn.admit()) and found and focus.fits(turn, text.strip(), talks.LONGEST):
        send(turn, found, member, text.strip())


desk_asks.listen(ReplyAsked, hear)


def hear_reply(turn: Turn, text: str) -> bool:
    """Takes a reply of staff to a message of a talk for an answer in it; False where it is no such reply."""
    relay = talks.replied_to(turn)
    if relay is None or turn.caller.chat_id == relay.asker:
        return False
    if (member := turn.admit()) and focus.fits(turn, text.strip(), talks.LONGEST):
        send(turn, relay, member, text.strip())
    return True


def send(turn: Turn, relay: Relay, member: Member, text: str) -> None:
    """Send the asker an answer; where the member can't speak in the talk, say so instead."""
    focus.withdraw(turn, member.id, ReplyAsked(relay=relay.id))  # else what is typed next would follow it
    if why := _closed_to(turn, relay, member):
        turn.tell("handoff.unsent", why=why)
        return
    quoted = relays.last_said(turn.tx, relay.id) or ""
    asked = [each.question_id for each in relays.unanswered(turn.tx, relay.id) if each.question_id]
    said = _take(turn, relay, member, text, relays.unanswered(turn.tx, relay.id))
    answer = turn.text("handoff.reply", question=quoted, answer=text)
    talks.post(turn, said, Reply(answer, (talks.asker_row(turn, relay),)), to=relay.asker, by=member.id)
    _confirm(turn, relay, member, said, asked)


def _take(turn: Turn, relay: Relay, member: Member, text: str, to: Iterable[Line]) -> Line:
    """Let the member hold the talk and have answered these lines; what the asker types next is for him."""
    relays.hold(turn.tx, relay.id, member.id)
    said = relays.say(turn.tx, relay.id, text, staff_id=member.id)
    talks.close_cards(turn, to, talks.outcome(turn, "answered", member, text))
    focus.offer(turn, relay.asker, WordsAsked(relay=relay.id))
    return said


def _confirm(turn: Turn, relay: Relay, member: Member, said: Line, asked: Iterable[int]) -> None:
    """Tell the member that it is sent and, where it answers questions that waited, how the bot learns from it."""
    row, sent = talks.staff_row(turn, relay, "handoff.more", ends=True), turn.text("handoff.sent", relay=relay.id)
    if waiting := questions.unsettled(turn.tx, asked):
        found = Cluster(tuple(waiting))
        settlement = clusters.settle(turn, member, found, text=said.text)
        text = turn.text("handoff.first", relay=relay.id)
        told = desk_cards.settled(turn, text, settlement, found.hits, (row,))
        talks.post(turn, said, told, to=member.id, view="staff")
    elif turn.caller.private:
        talks.post(turn, said, Reply(sent, (row,)), to=member.id, view="staff")
    if not turn.caller.private:
        talks.post(turn, said, Reply(sent), to=turn.caller.chat_id, view="staff")


def answered(turn: Turn, question: int, member: Member, text: str) -> tuple[Row, ...]:
    """Let an answer from the list count in the talk about a question; return the asker's buttons if there is one."""
    relay = relays.about(turn.tx, question)
    if relay is None:
        return ()
    if relay.holder not in turn.house.staff.members:
        _take(turn, relay, member, text, _about(relays.unanswered(turn.tx, relay.id), question))
    return (talks.asker_row(turn, relay),)


def dismissed(turn: Turn, question: int, member: Member) -> None:
    """Close the cards of a question that staff have taken off the list, and a talk about nothing else."""
    if relay := relays.about(turn.tx, question):
        waiting = relays.unanswered(turn.tx, relay.id)
        closed = _about(waiting, question)
        talks.close_cards(turn, closed, talks.outcome(turn, "dismissed", member))
        if relay.holder is None and len(closed) == len(waiting):
            talks.end(turn, relay)


def _about(waiting: list[Line], question: int) -> list[Line]:
    """Return the lines that wait for nothing but an answer to this question: not those of another, or on its card."""
    other = {each.id for each in waiting if each.question_id not in (None, question)}
    return [each for each in waiting if not other & {each.id, each.card}]


@on(CloseTalk)
def close(turn: Turn, action: CloseTalk) -> None:
    """Ends the talk for staff, and tells the asker."""
    relay = action.relay
    if (member := turn.admit()) is None or (found := relays.find(turn.tx, relay)) is None:
        return
    if why := _closed_to(turn, found, member):
        turn.hint(why)
        turn.say(Reply(why))
    else:
        talks.close_cards(turn, relays.unanswered(turn.tx, relay), talks.outcome(turn, "closed", member))
        talks.end(turn, found)
        turn.say(Reply(turn.text("handoff.ended_by_staff")), to=found.asker)
        turn.say(Reply(turn.text("handoff.ended_here", relay=relay)))
