"""Handing over to a person: a question goes to staff, and answers go back and forth through the bot.

Neither side sees the other's account: staff are "staff", askers a number that is new with every talk. Whoever of staff
answers first goes on with it. What the asker types is for the bot, but for the one message after 继续说.
"""

from typing import Any

from bot.reply import Button, Reply
from bot.services import clusters, desk_cards, enquiry, writing
from bot.services.cards import Row
from bot.services.clusters import Cluster
from bot.services.office_hours import SHANGHAI, WEEK
from bot.services.split import plain
from bot.services.turn import Member, Turn
from bot.storage import notes, questions, relays
from bot.storage.questions import Question
from bot.storage.relays import Relay
from bot.texts import Html

LONGEST = 1000  # characters of a message
SHOWN = 4  # lines of the talk that staff see when they write


def last(turn: Turn) -> None:
    """Hands over the caller's last question, or says how to where there was none lately."""
    begin(turn, question=enquiry.lately_asked(turn))


def begin(turn: Turn, *, question: int | None = None) -> None:
    """Hands a question over to staff, once, and says when the office opens and whom else one can ask."""
    asker = turn.caller.user_id
    if question is None:
        turn.tell("handoff.none", contact=enquiry.contact_line(turn))
    elif (asked := questions.hand_over(turn.tx, question, asker)) is None:
        turn.refuse("common.stale")
    elif relay := relays.begin(turn.tx, question, asker):
        turn.tell_staff(Reply(_announcement(turn, relay, asked), (_staff_row(turn, relay),)))
        contact = enquiry.contact_line(turn)
        text = turn.text("handoff.passed", question=asked.text, hours=_hours(turn), contact=contact)
        turn.say(Reply(text, (_asker_row(turn, relay),)))
    else:
        turn.tell("handoff.again", contact=enquiry.contact_line(turn))


def _announcement(turn: Turn, relay: Relay, asked: Question) -> Html:
    return turn.text("handoff.asked", relay=relay.id, question=asked.text, answered=_answered(turn, asked))


def _answered(turn: Turn, asked: Question) -> Html:
    """Return what the bot had said to a question."""
    entries = {entry.id: entry for entry in turn.house.responder.library.entries}
    if entry := entries.get(asked.entry_id or ""):
        return turn.text("handoff.was.answer", entry=entry.question, head=plain(entry.answer).partition("\n")[0])
    offered = [entries[each].question for each, _ in asked.hits if each in entries]
    if asked.outcome == "choices" and offered:
        return turn.text("handoff.was.choices", entries="；".join(offered))
    return turn.text("handoff.was.unknown")


def _hours(turn: Turn) -> Html:
    """Return when the office opens next, on a line of its own; nothing while it is open or where no hours are set."""
    opens = turn.house.office.next_opening(turn.now)
    if opens is None:
        return Html("")
    here = opens.astimezone(SHANGHAI)
    moment = turn.text(
        "handoff.opens",
        year=here.year,
        month=here.month,
        day=here.day,
        weekday=turn.text(f"handoff.weekday.{WEEK[here.weekday()]}"),
        time=here.strftime("%H:%M"),
    )
    return Html(turn.text("handoff.closed", opens=moment) + "\n")


def write(turn: Turn, *, relay: int) -> None:
    """Asks a member of staff for what is to be said to the asker."""
    if (member := turn.admit()) and (found := _open_to(turn, relay, member)):
        writing.begin(turn, member, "relay", {"relay": relay})
        talk = Html("\n".join(_talk(turn, found)))
        turn.say(desk_cards.prompt(turn, turn.text("handoff.write", relay=relay, lines=talk)), to=member.id)
        if not turn.caller.private:
            turn.hint(turn.text("handoff.private"))


def _talk(turn: Turn, relay: Relay) -> list[Html]:
    asked = questions.find(turn.tx, relay.question_id)
    first = [turn.text("handoff.line_asker", text=asked.text)] if asked else []
    said = relays.lines(turn.tx, relay.id, SHOWN)
    return first + [
        turn.text("handoff.line_staff" if each.by_staff else "handoff.line_asker", text=each.text) for each in said
    ]


def _open_to(turn: Turn, relay_id: int, member: Member) -> Relay | None:
    """Return the talk if the member may speak in it now; otherwise say why not."""
    found = relays.find(turn.tx, relay_id)
    if found is None or found.ended:
        turn.refuse("handoff.over_for_staff", relay=relay_id)
    elif found.holder != member.id and (holder := turn.house.staff.members.get(found.holder or 0)):
        turn.refuse("handoff.others", relay=relay_id, who=holder.name)
    else:
        return found
    return None


def hear_staff(turn: Turn, content: dict[str, Any], text: str) -> None:
    """Sends what a member of staff has typed to the asker; who is the first to do so goes on with the talk."""
    if (member := turn.member) is None:
        return
    found = _open_to(turn, content["relay"], member)
    if found is None:
        notes.drop(turn.tx, member.id)
    elif writing.fits(turn, said := text.strip(), LONGEST):
        notes.drop(turn.tx, member.id)
        _send(turn, found, member, said)


def _send(turn: Turn, relay: Relay, member: Member, text: str) -> None:
    asked = questions.find(turn.tx, relay.question_id)
    quoted = relays.last_said(turn.tx, relay.id) or (asked.text if asked else "")
    turn.say(
        Reply(turn.text("handoff.reply", question=quoted, answer=text), (_asker_row(turn, relay),)), to=relay.asker
    )
    first = relay.holder != member.id
    _take(turn, relay, member, text)
    if first and asked and asked.settlement_id is None:
        settlement = clusters.settle(turn, member, Cluster((asked,)), text=text)
        said, row = turn.text("handoff.first", relay=relay.id), _staff_row(turn, relay, member)
        turn.say(desk_cards.settled(turn, said, settlement, asked.hits, (row,)))
    else:
        turn.say(Reply(turn.text("handoff.sent", relay=relay.id), (_staff_row(turn, relay, member),)))
    if first:
        _tell_taken(turn, relay, member)


def _take(turn: Turn, relay: Relay, member: Member, text: str) -> None:
    relays.hold(turn.tx, relay.id, member.id)
    relays.say(turn.tx, relay.id, text, staff_id=member.id)


def _tell_taken(turn: Turn, relay: Relay, member: Member) -> None:
    for chat_id in turn.house.staff.chats():
        if chat_id != member.id:
            turn.say(Reply(turn.text("handoff.taken", relay=relay.id, who=member.name)), to=chat_id)


def answered(turn: Turn, question: int, member: Member, text: str) -> tuple[Row, ...]:
    """Let an answer from the list count in the talk about a question; return the asker's buttons if there is one."""
    relay = relays.about(turn.tx, question)
    if relay is None:
        return ()
    if relay.holder not in turn.house.staff.members:
        _take(turn, relay, member, text)
    return (_asker_row(turn, relay),)


def speak(turn: Turn, *, relay: int) -> None:
    """Lets the asker's next message go to staff."""
    if found := _own(turn, relay):
        relays.listen(turn.tx, found)
        unsaid = Button(turn.text("handoff.unsaid"), "handoff.unsay")
        turn.say(Reply(turn.text("handoff.speak"), ((unsaid,),)))


def unsay(turn: Turn) -> None:
    """Lets the asker's messages be for the bot again."""
    relays.hush(turn.tx, turn.caller.user_id)
    turn.say(Reply(turn.text("handoff.unsaid_done"), replace=True))


def hear_asker(turn: Turn, text: str) -> bool:
    """Passes a text on to staff if it was announced by 继续说; False where it is for the bot."""
    found = relays.listening(turn.tx, turn.caller.user_id, writing.since(turn))
    if found is None:
        return False
    if writing.fits(turn, said := text.strip(), LONGEST):
        relays.hush(turn.tx, found.asker)
        relays.say(turn.tx, found.id, said)
        _tell_holder(turn, found, turn.text("handoff.said", relay=found.id, text=said))
        turn.say(Reply(turn.text("handoff.passed_line"), (_asker_row(turn, found),)))
    return True


def _tell_holder(turn: Turn, relay: Relay, text: Html, *, buttons: bool = True) -> None:
    """Say something of the asker to who holds the talk, or to all staff while nobody does."""
    holder = turn.house.staff.members.get(relay.holder or 0)
    rows = (_staff_row(turn, relay, holder),) if buttons else ()
    for chat_id in [holder.id] if holder else turn.house.staff.chats():
        turn.say(Reply(text, rows), to=chat_id)


def finish(turn: Turn, *, relay: int) -> None:
    """Ends the talk for the asker, and tells who holds it."""
    if found := _own(turn, relay):
        relays.end(turn.tx, relay)
        _tell_holder(turn, found, turn.text("handoff.ended_by_asker", relay=relay), buttons=False)
        turn.say(Reply(turn.text("handoff.ended")))


def close(turn: Turn, *, relay: int) -> None:
    """Ends the talk for staff, and tells the asker."""
    if (member := turn.admit()) and (found := _open_to(turn, relay, member)):
        relays.end(turn.tx, relay)
        turn.say(Reply(turn.text("handoff.ended_by_staff")), to=found.asker)
        turn.say(Reply(turn.text("handoff.ended_here", relay=relay)))


def _own(turn: Turn, relay_id: int) -> Relay | None:
    """Return the caller's talk if it goes on; otherwise say that it does not."""
    found = relays.find(turn.tx, relay_id)
    if found and not found.ended and found.asker == turn.caller.user_id:
        return found
    turn.refuse("handoff.over")
    return None


def _asker_row(turn: Turn, relay: Relay) -> Row:
    about = {"relay": relay.id}
    return (
        Button(turn.text("handoff.go_on"), "handoff.speak", about),
        Button(turn.text("handoff.end"), "handoff.finish", about),
    )


def _staff_row(turn: Turn, relay: Relay, holder: Member | None = None) -> Row:
    about = {"relay": relay.id}
    answer = Button(turn.text("handoff.answer"), "handoff.write", about)
    return (answer, Button(turn.text("handoff.end"), "handoff.close", about)) if holder else (answer,)
