"""Handing over to a person: questions go to staff, and answers go back and forth through the bot.

Neither side sees the other's account: staff are "staff", the asker is a number, the same while the talk goes on. An
asker's text is for the bot, unless it replies to a message of the talk; or the asker has said that it is for staff, or
answers what staff have just said, and the buttons shown last are those of the talk. Where a person was only asked for,
a text is read as everywhere (`_put_up`), and what may be a question to hand over is first shown for confirmation.
"""

from datetime import timedelta

from bot.actions import Action
from bot.needs.actions import OfDraft
from bot.reply import Button, Reply
from bot.services.actions import (
    Anybodys,
    AskBot,
    AskPerson,
    BotAsked,
    EndTalk,
    FinishTalk,
    HandOver,
    HandOverText,
    InTalk,
    Rewrite,
    Speak,
    ToBot,
    ToStaff,
    Unsay,
    WordsAsked,
)
from bot.services.asking import enquiry, wishing
from bot.services.runtime import contact, focus, limits
from bot.services.runtime.focus import Ear
from bot.services.runtime.office_hours import SHANGHAI, UNKNOWN, WEEK
from bot.services.runtime.turn import Turn, on
from bot.services.talks import messages
from bot.storage import chats, keyboards, questions, talks
from bot.storage.talks import Line, Talk
from bot.texts import Html
from bot.texts.markup import plain, shortened
from faq.answer import Answer
from faq.dialogue import Consideration


def last(turn: Turn) -> None:
    """Shows the caller's recent question, to be handed over or not; asks for one where there is none."""
    found = enquiry.lately_asked(turn)
    asked = questions.find(turn.tx, found) if found else None
    if asked is None:
        rewrite(turn, Rewrite())
    elif talk := talks.about(turn.tx, asked.id):
        _again(turn, talk)
    else:
        other = Button(turn.text("talks.rewrite"), Rewrite(shown=True))
        _confirm(turn, asked.text, HandOver(question=asked.id, shown=True), other)


def _confirm(turn: Turn, text: str, action: Action, other: Button) -> None:
    """Show the text that the button's `action` would put to staff; a text typed instead takes its place."""
    _ask(turn)
    asked = turn.text("talks.confirm", question=shortened(text, messages.QUOTED), seen=_seen(turn, text))
    confirm = Button(turn.text("talks.hand_over"), action)
    turn.say(Reply(asked, ((confirm, other), (_unsaid(turn),))))


def _ask(turn: Turn) -> None:
    focus.take(turn, WordsAsked(talk=talks.begin(turn.tx, turn.caller.user_id).id, shown=True))


def _seen(turn: Turn, text: str) -> Html:
    """Return a line that staff see the identifying numbers of a text, masked elsewhere; empty where there are none."""
    return Html(f"{turn.text('talks.seen')}\n") if enquiry.identifies(text) else Html()


@on(Rewrite)
def rewrite(turn: Turn, action: Rewrite) -> None:
    """Asks for a text to put to staff, in place of the tapped card where that shows a question."""
    _ask(turn)
    turn.say(Reply(turn.text("talks.ask") + _beside(turn), ((_unsaid(turn),),), replace=action.shown))


@on(AskPerson)
def ask_person(turn: Turn, action: AskPerson) -> None:
    """Hands a question over to staff; without a given one, shows the last one first."""
    if action.question is None:
        last(turn)
    else:
        begin(turn, HandOver(question=action.question))


@on(HandOver)
def begin(turn: Turn, action: HandOver) -> None:
    """Hands a question over to staff, once, and says when the office opens and whom else to ask.

    This takes the place of the tapped card, where that only asks whether to.
    """
    if talk := talks.about(turn.tx, action.question):
        _again(turn, talk) if talk.asker == turn.caller.user_id else turn.refuse("common.stale")
    elif not limits.may_say(turn):
        pass
    elif asked := questions.hand_over(turn.tx, action.question, turn.caller.user_id):
        _pass(turn, talks.begin(turn.tx, asked.user_id), asked.id, asked.text, replace=action.shown)
    else:
        turn.refuse("common.stale")


@on(HandOverText)
def send(turn: Turn, action: HandOverText) -> None:
    """Hands over the text typed for it, once."""
    text, talk = action.text, talks.begin(turn.tx, turn.caller.user_id)
    if _waits(turn, talk, text):
        _again(turn, talk)
    elif limits.may_say(turn):
        messages.remember(turn, _pass(turn, talk, _keep(turn, text), text, replace=True), action.own)


def _waits(turn: Turn, talk: Talk, text: str) -> bool:
    """Return whether the asker has said exactly this, and staff have not answered since."""
    return any(line.text == text for line in talks.unanswered(turn.tx, talk.id))


def _again(turn: Turn, talk: Talk) -> None:
    turn.say(Reply(turn.text("talks.again") + _beside(turn), (messages.asker_row(turn, talk),)))


def _pass(turn: Turn, talk: Talk, question: int, asked: str, *, replace: bool = False) -> Line:
    _for_the_bot(turn)  # until staff have answered, what is typed next may be for the bot
    said = talks.say(turn.tx, talk.id, asked, question_id=question)
    messages.announce(turn, talk, said)
    text = turn.text("talks.passed", question=asked, seen=_seen(turn, asked), hours=_hours(turn)) + _beside(turn)
    messages.post(turn, said, Reply(text, (messages.asker_row(turn, talk),), replace=replace), to=talk.asker)
    return said


def _beside(turn: Turn) -> Html:
    """Return the sentence with the contact, on a line of its own; empty where no contact is configured."""
    line = contact.contact_line(turn)
    return Html(f"\n{line}") if line else line


def _hours(turn: Turn) -> Html:
    """Return a line on when the office opens next; empty while it is open or where no hours are set."""
    opens = turn.house.office.next_opening(turn.now)
    if opens is None:
        return Html("")
    if opens == UNKNOWN:
        return Html(turn.text("talks.hours_unknown") + "\n")
    here = opens.astimezone(SHANGHAI)
    moment = turn.text(
        "talks.opens",
        year=here.year,
        month=here.month,
        day=here.day,
        weekday=turn.text(f"talks.weekday.{WEEK[here.weekday()]}"),
        time=here.strftime("%H:%M"),
    )
    return Html(turn.text("talks.closed", opens=moment) + "\n")


@on(Speak)
def speak(turn: Turn, action: Speak) -> None:
    """Directs the asker's texts to staff."""
    if _own(turn, action.talk):
        focus.take(turn, WordsAsked(talk=action.talk))
        turn.say(Reply(turn.text("talks.speak"), ((_unsaid(turn),),)))


@on(Unsay)
def unsay(turn: Turn, _: Unsay) -> None:
    """Directs the asker's texts to the bot again."""
    _choose_bot(turn)
    turn.say(Reply(turn.text("talks.unsaid_done"), replace=True))


def leave(turn: Turn, _: WordsAsked | BotAsked) -> None:
    """Directs the asker's texts to the bot again, and says how to end the talk."""
    _choose_bot(turn)
    if not say_going_on(turn):
        turn.tell("talks.unsaid_done")


def _choose_bot(turn: Turn) -> None:
    """Let the asker's texts be for the bot until staff answer, or he replies to them or speaks to them again."""
    _for_the_bot(turn)
    if talk := talks.present(turn.tx, turn.caller.user_id):
        focus.take(turn, BotAsked(talk=talk.id))


def _for_the_bot(turn: Turn) -> None:
    if isinstance(focus.present(turn), WordsAsked):
        focus.release(turn)


@on(AskBot)
def ask_bot(turn: Turn, action: AskBot) -> None:
    """Lets the bot answer a line said to staff, and the asker's texts from now on."""
    found = talks.line(turn.tx, action.line)
    if found and _own(turn, found.talk_id):
        _choose_bot(turn)
        enquiry.ask(turn, enquiry.reconsider(turn, found.text))


def hear_reply(turn: Turn, text: str) -> bool:
    """Takes an asker's reply to a message of the talk into it; returns whether the text was such a reply."""
    talk = messages.replied_to(turn)
    if talk is None or turn.caller.chat_id != talk.asker:
        return False
    if _own(turn, talk.id):
        _go_on(turn, talk, text)
    return True


def correct(turn: Turn, text: str) -> bool:
    """Passes a changed line of the asker's on to staff, as a line that corrects it; returns whether it was such a line.

    A change to what was said already is passed over: Telegram also reports changes that nobody sees.
    """
    line = messages.remembered(turn)
    if line is None or line.staff_id:
        return False
    with turn.heard_by(None):
        head = plain(turn.text("talks.correction", before=shortened(line.text, messages.CORRECTED), text=""))
    last, said = talks.last_begun_with(turn.tx, line, head), text.strip()
    known = said == line.text if last is None else head + said == last.text
    if known or (talk := _own(turn, line.talk_id)) is None:
        return True
    if focus.fits(turn, said, messages.LONGEST) and limits.may_say(turn):
        added = talks.say(turn.tx, talk.id, head + said)
        messages.announce(turn, talk, added)
        passed = Reply(turn.text("talks.correction_passed"), (messages.asker_row(turn, talk),))
        messages.post(turn, added, passed, to=talk.asker)
    return True


def listens(turn: Turn) -> bool:
    """Return whether the asker's next text is for staff."""
    return isinstance(focus.present(turn), WordsAsked) and bool(_shown(turn))


def unrecognised(turn: Turn) -> bool:
    """Says that nothing was sent, where staff reply to a message of no talk; returns whether the text was such a reply.

    It may have been meant for an asker: it is neither lost in silence nor taken for a question of staff's own.
    """
    caller = turn.caller
    if turn.member is None or caller.reply_to is None:
        return False
    if caller.private:
        button = keyboards.find(turn.tx, caller.button or "", caller.chat_id, caller.user_id)
        if isinstance(button, Anybodys | OfDraft) or focus.written(turn):
            return False
    elif chats.present(turn.tx, caller.chat_id) != turn.staff_group:
        return False
    turn.tell("talks.unrecognised")
    return True


def hear_asker(turn: Turn, asked: WordsAsked, text: str) -> bool:
    """Takes an asker's text into the talk; returns whether it was for the talk."""
    talk = talks.find(turn.tx, asked.talk)
    if talk is None or not _shown(turn):
        return False
    if asked.shown:
        return _put_up(turn, text)
    _go_on(turn, talk, text)
    return True


def _put_up(turn: Turn, text: str) -> bool:
    """Shows a text that may be the question to hand over; returns whether it was taken.

    What the bot surely knows it answers, and says how to hand it over all the same. A nod or a mere sign changes
    nothing; other pleasantries and wishes are no question: they are read as everywhere, and nothing more is asked for.
    """
    said, considered = text.strip(), enquiry.reconsider(turn, text)
    wished, send = wishing.heard(turn, text, considered), HandOverText(text=said, own=turn.caller.own)
    if enquiry.is_unmoved(turn.house, considered):
        turn.tell("talks.waiting")
    elif enquiry.is_aside(turn.house, considered) or (wished and wished.sure):
        _for_the_bot(turn)
        return False
    elif not focus.fits(turn, said, messages.LONGEST):
        pass
    elif any(isinstance(each, Answer) for each in considered.outcomes) and said != enquiry.last_asked(turn):
        _for_the_bot(turn)
        still = Button(turn.text("talks.still"), send)
        enquiry.ask(turn, considered, first=((still,),))
    else:
        _confirm(turn, said, send, Button(turn.text("talks.to_bot"), ToBot(text=said)))
    return True


def _for_others(_turn: Turn, _asked: BotAsked, _text: str) -> bool:
    return False


focus.listen(WordsAsked, Ear(hear_asker, leave))
focus.listen(BotAsked, Ear(_for_others, leave))


def offer(turn: Turn, text: str, considered: Consideration) -> bool:
    """Asks whether a text is for staff or the bot, where a talk goes on and the bot has no answer.

    Returns whether it asked.
    """
    known = enquiry.is_aside(turn.house, considered) or any(isinstance(each, Answer) for each in considered.outcomes)
    talk, said = None if known else talks.present(turn.tx, turn.caller.user_id), text.strip()
    if (
        talk is None
        or focus.present(turn) == BotAsked(talk=talk.id)
        or len(said) > messages.LONGEST
        or not (isinstance(focus.present(turn), WordsAsked) or awaited(turn, talk))
    ):
        return False
    staff = Button(turn.text("talks.to_staff"), ToStaff(text=said))
    bot = Button(turn.text("talks.to_bot"), ToBot(text=said))
    asked = turn.text("talks.for_whom", text=shortened(said, messages.QUOTED), seen=_seen(turn, said))
    turn.say(Reply(asked, ((staff, bot),)))
    return True


@on(ToStaff)
def to_staff(turn: Turn, action: ToStaff) -> None:
    """Passes a text on to staff, once, as chosen by the asker."""
    text, talk = action.text, talks.present(turn.tx, turn.caller.user_id)
    if talk is None:
        turn.refuse("talks.over")
    elif _waits(turn, talk, text):
        _again(turn, talk)
    elif limits.may_say(turn):
        _put(turn, talk, text)


@on(ToBot)
def to_bot(turn: Turn, action: ToBot) -> None:
    """Lets the bot answer a text, as chosen by the asker, and those that follow until staff have answered."""
    _choose_bot(turn)
    enquiry.ask(turn, enquiry.reconsider(turn, action.text))


def _shown(turn: Turn) -> list[Action]:
    """Return the actions of the buttons shown last to the caller; none unless a button of a talk is among them."""
    actions = [each.action for each in keyboards.shown(turn.tx, turn.caller.user_id, focus.since(turn))]
    return actions if any(isinstance(each, InTalk) for each in actions) else []


def awaited(turn: Turn, talk: Talk) -> bool:
    """Return whether the asker's recent lines wait for staff and nobody holds the talk."""
    waiting = [] if talk.holder else talks.unanswered(turn.tx, talk.id)
    return bool(waiting) and turn.now - waiting[-1].said_at <= timedelta(hours=turn.house.idle_hours)


def _go_on(turn: Turn, talk: Talk, text: str) -> None:
    """Pass a text on to staff; the asker's next text is for them too, unless a draft is being written."""
    if not (focus.fits(turn, said := text.strip(), messages.LONGEST) and limits.may_say(turn)):
        return
    if focus.written(turn):  # a form's next answer is the form's again
        _for_the_bot(turn)
    else:
        focus.take(turn, WordsAsked(talk=talk.id))
    messages.remember(turn, _put(turn, talk, said), turn.caller.own)


def _put(turn: Turn, talk: Talk, said: str) -> Line:
    """Pass a text on to staff, and return its line; the first of a talk becomes its question."""
    if talks.last_said(turn.tx, talk.id) is None:
        return _pass(turn, talk, _keep(turn, said), said)
    line = talks.say(turn.tx, talk.id, said)
    messages.announce(turn, talk, line)
    bot = Button(turn.text("talks.ask_bot"), AskBot(line=line.id))
    end = messages.asker_row(turn, talk)[-1]
    messages.post(turn, line, Reply(turn.text("talks.passed_line"), ((bot, end),)), to=talk.asker)
    return line


def _keep(turn: Turn, text: str) -> int:
    """Store a question never put to the bot, which waits for staff like the others; return its id."""
    asker = turn.caller.user_id
    hits = [(hit.entry.id, hit.score) for hit in turn.house.responder.nearest(text)]
    kept = enquiry.kept(text)
    number = questions.record(
        turn.tx, user_id=asker, chat_id=turn.caller.chat_id, text=kept, outcome="handoff", hits=hits
    )
    questions.hand_over(turn.tx, number, asker)
    return number


@on(EndTalk)
def end(turn: Turn, _: EndTalk) -> None:
    """Ends the caller's talk, like the button; says so where there is none."""
    if talk := talks.present(turn.tx, turn.caller.user_id):
        finish(turn, FinishTalk(talk=talk.id))
    else:
        turn.refuse("talks.over")


def say_going_on(turn: Turn) -> bool:
    """Says how to end the caller's talk with staff; False where none goes on."""
    talk = talks.present(turn.tx, turn.caller.user_id)
    if talk is None or talks.last_said(turn.tx, talk.id) is None:
        return False
    turn.say(Reply(turn.text("talks.going_on"), (messages.asker_row(turn, talk),)))
    return True


@on(FinishTalk)
def finish(turn: Turn, action: FinishTalk) -> None:
    """Ends the talk for the asker, and tells its holder."""
    talk = action.talk
    if found := _own(turn, talk):
        waiting = talks.unanswered(turn.tx, talk)
        with turn.heard_by(None):
            messages.close_cards(turn, waiting, turn.text("talks.outcome.ended"))
            messages.end(turn, found)
            if found.holder in turn.staff.members:
                turn.say(Reply(turn.text("talks.ended_by_asker", talk=talk)), to=found.holder)
        turn.say(Reply(turn.text("talks.ended")))


def _own(turn: Turn, talk_id: int) -> Talk | None:
    """Return the caller's talk if it goes on; otherwise say that it is over."""
    found = talks.find(turn.tx, talk_id)
    if found and not found.ended and found.asker == turn.caller.user_id:
        return found
    turn.refuse("talks.over")
    return None


def _unsaid(turn: Turn) -> Button:
    return Button(turn.text("talks.unsaid"), Unsay())
