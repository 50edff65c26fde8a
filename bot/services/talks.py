"""Talks between one who asks and staff, as messages: what each side sees of them, and what a reply to one is for.

Every message about something said in a talk is a posting of that line, so that a reply to it goes on with the talk, and
so that the cards of staff lose their buttons, and say who has answered when, once somebody has.
"""

from collections.abc import Iterable
from datetime import timedelta

from bot.needs.cards import shortened
from bot.reply import Button, Reply
from bot.services import cards
from bot.services.cards import Row
from bot.services.split import plain
from bot.services.turn import Member, Turn
from bot.storage import postings, questions, relays
from bot.storage.postings import Posting
from bot.storage.questions import Question
from bot.storage.relays import Line, Relay
from bot.texts import Html

LONGEST = 1000  # characters of a message
QUOTED = 300  # characters of a question above what it is answered
CARD, STAFF, ASKER = "card", "staff", "asker"  # views of a line: what staff are to answer or else see, and its asker


def post(turn: Turn, line: Line, reply: Reply, *, to: int, view: str = ASKER) -> None:
    """Say something about a line of a talk, to be replied to; an asker may be staff too, and see both sides of it."""
    turn.post(f"line:{line.id}", view, reply, to=to)


def replied_to(turn: Turn) -> Relay | None:
    """Return the talk that the message was about to which the caller has replied."""
    turn.recognise()
    posting = postings.at(turn.tx, turn.caller.chat_id, turn.caller.reply_to) if turn.caller.reply_to else None
    kind, _, number = posting.subject.partition(":") if posting else ("", "", "")
    line = relays.line(turn.tx, int(number)) if kind == "line" else None
    return relays.find(turn.tx, line.relay_id) if line else None


def announce(turn: Turn, relay: Relay, line: Line) -> None:
    """Show what the asker has said to who holds the talk, or to all staff while nobody does."""
    holder = turn.house.staff.members.get(relay.holder or 0)
    for chat_id in [holder.id] if holder else turn.house.staff.chats():
        post(turn, line, _card(turn, relay, line), to=chat_id, view=CARD)


def close_cards(turn: Turn, lines: Iterable[Line], outcome: Html) -> None:
    """Let the cards of these lines say what became of them, in place of their buttons."""
    for each in lines:
        line = relays.close(turn.tx, each.id, outcome)
        for posting in postings.of_subject(turn.tx, f"line:{line.id}"):
            if posting.view == CARD:
                turn.refresh(posting, Reply(f"{_said(turn, line)}\n\n{outcome}"))


def renew(turn: Turn, line_id: int, posting: Posting, message_id: int) -> None:
    """Let a copy of a card of staff show what has become of it."""
    line = relays.line(turn.tx, line_id)
    relay = line and relays.find(turn.tx, line.relay_id)
    if line and relay and posting.view == CARD:
        turn.refresh(posting, _card(turn, relay, line), only=message_id)


def _card(turn: Turn, relay: Relay, line: Line) -> Reply:
    """Return what staff see of a line: how to answer it, or what has become of it."""
    if line.outcome is not None:
        return Reply(f"{_said(turn, line)}\n\n{line.outcome}")
    row = staff_row(turn, relay, "handoff.answer", ends=relay.holder in turn.house.staff.members)
    return Reply(f"{_said(turn, line)}\n{turn.text('handoff.how')}", (row,))


def outcome(turn: Turn, key: str, member: Member, text: str = "") -> Html:
    """Return who did what with a line, and when."""
    return turn.text(f"handoff.outcome.{key}", who=member.name, at=cards.moment(turn.now), text=text)


def _said(turn: Turn, line: Line) -> Html:
    asked = questions.find(turn.tx, line.question_id) if line.question_id else None
    if asked is None:
        return turn.text("handoff.said", relay=line.relay_id, text=line.text)
    return turn.text("handoff.asked", relay=line.relay_id, question=line.text, answered=_answered(turn, asked))


def _answered(turn: Turn, asked: Question) -> Html:
    """Return what the bot had said to a question."""
    if asked.outcome == "handoff":
        return _before(turn, asked)
    entries = {entry.id: entry for entry in turn.house.responder.library.entries}
    if entry := entries.get(asked.entry_id or ""):
        return turn.text("handoff.was.answer", entry=entry.question, head=plain(entry.answer).partition("\n")[0])
    offered = [entries[each].question for each, _ in asked.hits if each in entries]
    if asked.outcome == "choices" and offered:
        return turn.text("handoff.was.choices", entries="；".join(offered))
    return turn.text("handoff.was.unknown")


def _before(turn: Turn, asked: Question) -> Html:
    """Return what the asker had put to the bot, and was answered, before he put a question to staff."""
    earlier = questions.before(turn.tx, asked)
    if earlier is None:
        return turn.text("handoff.was.nothing")
    if asked.asked_at - earlier.asked_at > timedelta(hours=turn.house.idle_hours):
        return turn.text("handoff.was.long_ago")
    question = shortened(earlier.text, QUOTED)
    return turn.text("handoff.was.before", question=question, answered=_answered(turn, earlier))


def history(turn: Turn, relay: Relay, limit: int) -> Html:
    """Return what was said last in a talk, as staff read it."""
    said = relays.lines(turn.tx, relay.id, limit)
    sides = [("staff" if each.staff_id else "asker", each.text) for each in said]
    return Html("\n".join(turn.text(f"handoff.line_{side}", text=text) for side, text in sides))


def asker_row(turn: Turn, relay: Relay) -> Row:
    """Return the asker's buttons under a message of the talk."""
    about = {"relay": relay.id}
    return (
        Button(turn.text("handoff.go_on"), "handoff.speak", about),
        Button(turn.text("handoff.end"), "handoff.finish", about),
    )


def staff_row(turn: Turn, relay: Relay, write: str, *, ends: bool) -> Row:
    """Return the buttons of staff: to write, labelled by the text `write`, and to end the talk if it is theirs."""
    about = {"relay": relay.id}
    answer = Button(turn.text(write), "handoff.write", about)
    return (answer, Button(turn.text("handoff.end"), "handoff.close", about)) if ends else (answer,)
