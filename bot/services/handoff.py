"""Handing over to a person: questions go to staff, and answers go back and forth through the bot.

Neither side sees the other's account: staff are "staff", the asker is a number, which he keeps while the talk goes on.
What he types is for the bot, unless he replies to a message of the talk, has said that it is for staff, or answers what
staff have just said to him (LIVE).
"""

from datetime import timedelta

from bot.needs.cards import shortened
from bot.reply import Button, Reply
from bot.services import enquiry, replying, talks, writing
from bot.services.office_hours import SHANGHAI, WEEK
from bot.services.turn import Turn
from bot.storage import drafts, questions, relays
from bot.storage.relays import Relay
from bot.texts import Html

LIVE = timedelta(minutes=30)  # after a word of either side, what the asker types next belongs to the talk
QUOTED = 300  # characters of a question that is to be handed over


def last(turn: Turn) -> None:
    """Shows the caller's last question, to be handed over or not; asks for one where there was none lately."""
    found = enquiry.lately_asked(turn)
    asked = questions.find(turn.tx, found) if found else None
    if asked is None:
        rewrite(turn)
    elif relay := relays.about(turn.tx, asked.id):
        _again(turn, relay)
    else:
        confirm = Button(turn.text("handoff.hand_over"), "faq.handoff", {"question": asked.id, "shown": True})
        other = Button(turn.text("handoff.rewrite"), "handoff.rewrite", {"shown": True})
        text = turn.text("handoff.confirm", question=shortened(asked.text, QUOTED))
        turn.say(Reply(text, ((confirm, other), (_unsaid(turn),))))


def rewrite(turn: Turn, *, shown: bool = False) -> None:
    """Asks for what is to be put to staff, in place of the question `shown` on the tapped card."""
    relays.listen(turn.tx, relays.begin(turn.tx, turn.caller.user_id).id)
    turn.say(Reply(turn.text("handoff.ask") + _beside(turn), ((_unsaid(turn),),), replace=shown))


def begin(turn: Turn, *, question: int | None = None, shown: bool = False) -> None:
    """Hands a question over to staff, once, and says when the office opens and whom else one can ask.

    `shown`: the tapped card asks whether to, and nothing else; it says what was done in its place.
    """
    if question is None:
        last(turn)
    elif relay := relays.about(turn.tx, question):
        _again(turn, relay) if relay.asker == turn.caller.user_id else turn.refuse("common.stale")
    elif asked := questions.hand_over(turn.tx, question, turn.caller.user_id):
        _pass(turn, relays.begin(turn.tx, asked.user_id), asked.id, asked.text, replace=shown)
    else:
        turn.refuse("common.stale")


def _again(turn: Turn, relay: Relay) -> None:
    turn.say(Reply(turn.text("handoff.again") + _beside(turn), (talks.asker_row(turn, relay),)))


def _pass(turn: Turn, relay: Relay, question: int, asked: str, *, replace: bool = False) -> None:
    said = relays.say(turn.tx, relay.id, asked, question_id=question)
    talks.announce(turn, relay, said)
    text = turn.text("handoff.passed", question=asked, hours=_hours(turn)) + _beside(turn)
    talks.post(turn, said, Reply(text, (talks.asker_row(turn, relay),), replace=replace), to=relay.asker)


def _beside(turn: Turn) -> Html:
    """Return whom else one can ask, on a line of its own; nothing where no contact is configured."""
    line = enquiry.contact_line(turn)
    return Html(f"\n{line}") if line else line


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


def speak(turn: Turn, *, relay: int) -> None:
    """Lets what the asker types go to staff."""
    if _own(turn, relay):
        relays.listen(turn.tx, relay)
        turn.say(Reply(turn.text("handoff.speak"), ((_unsaid(turn),),)))


def unsay(turn: Turn) -> None:
    """Lets what the asker types be for the bot again."""
    relays.hush(turn.tx, turn.caller.user_id)
    turn.say(Reply(turn.text("handoff.unsaid_done"), replace=True))


def ask_bot(turn: Turn, *, line: int) -> None:
    """Lets the bot answer what the asker has said to staff, and what he types from now on."""
    found = relays.line(turn.tx, line)
    if found and _own(turn, found.relay_id):
        relays.hush(turn.tx, turn.caller.user_id)
        enquiry.ask(turn, turn.house.dialogue.consider(found.text))


def hear_reply(turn: Turn, text: str) -> bool:
    """Takes a reply to a message of a talk into it; False where the message was about something else."""
    relay = talks.replied_to(turn)
    if relay is None:
        return False
    if turn.caller.chat_id == relay.asker:
        if _own(turn, relay.id):
            _go_on(turn, relay, text)
    elif (member := turn.admit()) and writing.fits(turn, text.strip(), talks.LONGEST):
        replying.send(turn, relay, member, text.strip())
    return True


def hear_asker(turn: Turn, text: str) -> bool:
    """Takes a text into the talk that it belongs to; False where it is for the bot."""
    asker = turn.caller.user_id
    relay = relays.listening(turn.tx, asker, (turn.now - LIVE).isoformat(timespec="microseconds"))
    if relay is None:
        return False
    _go_on(turn, relay, text)
    return True


def _go_on(turn: Turn, relay: Relay, text: str) -> None:
    """Pass a text on to staff: the first one of a talk is its question."""
    if not writing.fits(turn, said := text.strip(), talks.LONGEST):
        return
    first = relays.last_said(turn.tx, relay.id) is None
    if first or drafts.active(turn.tx, relay.asker):  # nobody listens yet; a form's next answer is the form's again
        relays.hush(turn.tx, relay.asker)
    else:
        relays.listen(turn.tx, relay.id)
    if first:
        _pass(turn, relay, _keep(turn, said), said)
        return
    line = relays.say(turn.tx, relay.id, said)
    talks.announce(turn, relay, line)
    bot = Button(turn.text("handoff.ask_bot"), "handoff.ask_bot", {"line": line.id})
    end = talks.asker_row(turn, relay)[-1]
    talks.post(turn, line, Reply(turn.text("handoff.passed_line"), ((bot, end),)), to=relay.asker)


def _keep(turn: Turn, text: str) -> int:
    """Keep a question that was never put to the bot; it waits for staff like the others. Return its id."""
    asker = turn.caller.user_id
    hits = [(hit.entry.id, hit.score) for hit in turn.house.responder.nearest(text)]
    kept = enquiry.kept(text)
    number = questions.record(
        turn.tx, user_id=asker, chat_id=turn.caller.chat_id, text=kept, outcome="handoff", hits=hits
    )
    questions.hand_over(turn.tx, number, asker)
    return number


def finish(turn: Turn, *, relay: int) -> None:
    """Ends the talk for the asker, and tells who holds it."""
    if found := _own(turn, relay):
        waiting = relays.unanswered(turn.tx, relay)
        talks.close_cards(turn, waiting, turn.text("handoff.outcome.ended"))
        relays.end(turn.tx, relay)
        if found.holder in turn.house.staff.members:
            turn.say(Reply(turn.text("handoff.ended_by_asker", relay=relay)), to=found.holder)
        turn.say(Reply(turn.text("handoff.ended")))


def _own(turn: Turn, relay_id: int) -> Relay | None:
    """Return the caller's talk if it goes on; otherwise say that it does not."""
    found = relays.find(turn.tx, relay_id)
    if found and not found.ended and found.asker == turn.caller.user_id:
        return found
    turn.refuse("handoff.over")
    return None


def _unsaid(turn: Turn) -> Button:
    return Button(turn.text("handoff.unsaid"), "handoff.unsay")
