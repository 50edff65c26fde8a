"""Messages of talks between an asker and staff: what each side sees, and the talk that a reply belongs to.

Every message about a line of a talk is a posting of that line: a reply to it goes on with the talk, and the cards of
staff, once answered, lose their buttons and say who has answered and when. Its views: `card`, to be answered by staff;
`staff`, whatever else they see; `asker`, what the asker sees.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.reply import Button, Reply, Row
from bot.services.actions import BotAsked, CloseTalk, FinishTalk, Mute, OpenNeed, Speak, WordsAsked, WriteInTalk
from bot.services.needs_state import wording
from bot.services.runtime import beijing, focus, rights
from bot.services.runtime.turn import LATER, Member, Turn
from bot.storage import chats, needs, postings, questions, talks
from bot.storage.outbox import Owed
from bot.storage.postings import Posting
from bot.storage.questions import Question
from bot.storage.subjects import Subject, View
from bot.storage.talks import Line, Talk
from bot.texts import Html
from bot.texts.markup import plain, shortened

LONGEST = 1000  # characters of a message
CORRECTED = 20  # characters of a line above what corrects it
QUOTED = 300  # characters of a question above what it is answered
MOST = 10  # lines on one card of staff, as long as they are no longer than one message
TALKATIVE = 4  # further lines on a card from which on it offers to mute the asker
GATHERED = timedelta(minutes=10)  # for so long what follows joins a card; then staff are told anew


def post(turn: Turn, line: Line, reply: Reply, *, to: int, view: View = "asker", by: int | None = None) -> None:
    """Post a message about a line of a talk, to be replied to; an asker may be staff too, and see both sides of it.

    `by` is the member of staff to be told should it not arrive.
    """
    owed = Owed(Subject("talk", line.talk_id), by, staff=view == "card") if by or view == "card" else None
    turn.post(Subject("line", line.id), view, reply, to=to, owed=owed, priority=LATER if view == "card" else 0)


def replied_to(turn: Turn) -> Talk | None:
    """Return the talk of the message to which the caller has replied; None where it is of none."""
    posting = turn.replied_to()
    line = talks.line(turn.tx, posting.subject.id) if posting and posting.subject.kind == "line" else None
    return talks.find(turn.tx, line.talk_id) if line else None


def remember(turn: Turn, line: Line, own: int | None) -> None:
    """Have the caller's `own` message known as this line, which its sender has been told of there."""
    here = chats.present(turn.tx, turn.caller.chat_id)
    for told in postings.of_subject(turn.tx, Subject("line", line.id)):
        if own and told.chat_id == here and told.view != "card":  # a card is changed, with all its copies
            postings.count_as(turn.tx, told.id, here, own)


def remembered(turn: Turn) -> Line | None:
    """Return the line that the caller's own message is known as; None where it is none."""
    posting = postings.once_at(turn.tx, chats.present(turn.tx, turn.caller.chat_id), turn.caller.own)
    return talks.line(turn.tx, posting.subject.id) if posting and posting.subject.kind == "line" else None


def end(turn: Turn, talk: Talk) -> None:
    """End a talk; its asker's texts are for the bot again."""
    talks.end(turn.tx, talk.id)
    for asked in (WordsAsked(talk=talk.id), WordsAsked(talk=talk.id, shown=True), BotAsked(talk=talk.id)):
        focus.withdraw(turn, talk.asker, asked)


def announce(turn: Turn, talk: Talk, line: Line) -> None:
    """Show an asker's line to the talk's holder, or to all staff while nobody holds it."""
    holder = turn.staff.members.get(talk.holder or 0)
    told = [holder.id] if holder else _chats(turn, line)
    if head := _with_room(turn, talk, line, told):
        talks.join(turn.tx, line.id, head.id)
        _refresh(turn, talk, head, owed=Owed(Subject("talk", talk.id), staff=True))
    else:
        for chat_id in told:
            with turn.heard_by(chat_id):
                post(turn, line, _card(turn, talk, line), to=chat_id, view="card")


def give_back(turn: Turn, talk: Talk) -> None:
    """Let nobody hold a talk; what waits in it is shown to all staff, as it is while nobody does."""
    talks.hold(turn.tx, talk.id, None)
    freed = replace(talk, holder=None)
    heads = [line for line in talks.unanswered(turn.tx, talk.id) if line.card is None and line.outcome is None]
    for line, chat_id in ((head, chat_id) for head in heads for chat_id in _chats(turn, head)):
        with turn.heard_by(chat_id):
            postings.retire(turn.tx, Subject("line", line.id), "card", chat_id)
            post(turn, line, _card(turn, freed, line), to=chat_id, view="card")


def _chats(turn: Turn, line: Line) -> list[int]:
    """Return the chats of staff in which a line may be shown: what is about a need, to whoever may see that."""
    need = needs.by_id(turn.tx, line.need_id) if line.need_id else None
    members = turn.staff.members
    limited = {each.id for each in members.values() if need and not rights.sees(turn, each, need)}
    return [chat_id for chat_id in turn.staff.chats() if chat_id not in limited]


def _with_room(turn: Turn, talk: Talk, line: Line, told: Iterable[int]) -> Line | None:
    """Return the line whose card can take another: it has room, waits, and was lately shown in the same chats."""
    *before, _ = talks.unanswered(turn.tx, talk.id)
    head = talks.line(turn.tx, before[-1].card or before[-1].id) if before else None
    if head is None or head.outcome is not None or line.question_id or line.need_id != head.need_id:
        return None
    on_card = [*talks.on_card(turn.tx, head.id), line]
    since = (turn.now - GATHERED).isoformat(timespec="microseconds")
    shown = (postings.find(turn.tx, Subject("line", head.id), "card", chat_id, since) for chat_id in told)
    fits = len(on_card) <= MOST and sum(len(each.text) for each in on_card) <= LONGEST
    return head if fits and all(shown) else None


def put_back(turn: Turn, talk: Talk) -> None:
    """Make a talk everybody's again: staff are shown anew the cards that wait."""
    talks.hold(turn.tx, talk.id, None)
    heads = dict.fromkeys(each.card or each.id for each in talks.unanswered(turn.tx, talk.id))
    for line in filter(None, (talks.line(turn.tx, head) for head in heads)):
        for chat_id in _chats(turn, line):
            with turn.heard_by(chat_id):
                _again(turn, line, _card(turn, replace(talk, holder=None), line), to=chat_id, view="card")


def show(turn: Turn, talk: Talk, reply: Reply, *, to: int) -> None:
    """Show a talk to a member of staff, in the private chat; a reply to this message goes on with it."""
    if line := next(iter(talks.lines(turn.tx, talk.id, 1)), None):
        _again(turn, line, reply, to=to, view="staff")


def _again(turn: Turn, line: Line, reply: Reply, *, to: int, view: View) -> None:
    """Post a message about a line in place of the former one of its kind, which loses its buttons."""
    if former := postings.retire(turn.tx, Subject("line", line.id), view, to):
        turn.strip(former)
    post(turn, line, reply, to=to, view=view)


def close_cards(turn: Turn, lines: Iterable[Line], outcome: Html) -> None:
    """Close the cards of these lines: the outcome takes the place of their buttons."""
    for head in dict.fromkeys(each.card or each.id for each in lines):
        line = talks.close(turn.tx, head, outcome)
        if talk := talks.find(turn.tx, line.talk_id):
            _refresh(turn, talk, line)


def _refresh(turn: Turn, talk: Talk, head: Line, owed: Owed | None = None) -> None:
    for posting in postings.of_subject(turn.tx, Subject("line", head.id)):
        if posting.view == "card" and turn.staff.reads(posting.chat_id):
            with turn.heard_by(posting.chat_id):
                turn.refresh(posting, _card(turn, talk, head), owed=owed)


def renew(turn: Turn, line_id: int, posting: Posting, message_id: int) -> None:
    """Bring a copy of a card of staff up to date."""
    line = talks.line(turn.tx, line_id)
    talk = line and talks.find(turn.tx, line.talk_id)
    if line and talk and posting.view == "card" and turn.staff.reads(posting.chat_id):
        turn.refresh(posting, _card(turn, talk, line), only=message_id)


def _card(turn: Turn, talk: Talk, head: Line) -> Reply:
    """Return staff's card of a line and those that joined it, with buttons to answer, or with its outcome."""
    further = talks.on_card(turn.tx, head.id)[1:]
    said = "\n".join((_said(turn, head), *(turn.text("talks.further", text=each.text) for each in further)))
    if head.outcome is not None:
        return Reply(f"{said}\n\n{head.outcome}")
    row = staff_row(turn, talk, "talks.answer", ends=talk.holder in turn.staff.members)
    if len(further) >= TALKATIVE:
        row = (*row, Button(turn.text("limits.mute"), Mute(talk=talk.id)))
    opener = ((Button(turn.text("review.open"), OpenNeed(need=head.need_id)),),) if head.need_id else ()
    return Reply(f"{said}\n{turn.text('talks.how')}", (row, *opener))


def outcome(turn: Turn, key: str, member: Member, text: str = "") -> Html:
    """Return a line's outcome in words for staff: what was done, by whom and when."""
    with turn.heard_by(None):
        return turn.text(f"talks.outcome.{key}", who=member.name, at=beijing.moment(turn.now), text=text)


def _said(turn: Turn, line: Line) -> Html:
    if need := needs.by_id(turn.tx, line.need_id) if line.need_id else None:
        return turn.text(
            "reviewer.about",
            reference=need.reference,
            talk=line.talk_id,
            summary=wording.summary(turn, need),
            text=line.text,
        )
    asked = questions.find(turn.tx, line.question_id) if line.question_id else None
    if asked is None:
        return turn.text("talks.said", talk=line.talk_id, text=line.text)
    return turn.text("talks.asked", talk=line.talk_id, question=line.text, answered=_answered(turn, asked))


def _answered(turn: Turn, asked: Question) -> Html:
    """Return the bot's answer to a question, in words for staff."""
    if asked.outcome == "handoff":
        return _before(turn, asked)
    entries = {entry.id: entry for entry in turn.house.responder.library.entries}
    if entry := entries.get(asked.entry_id or ""):
        return turn.text("talks.was.answer", entry=entry.question, head=plain(entry.answer).partition("\n")[0])
    offered = [
        turn.text("talks.was.choice", question=entries[each].question) for each, _ in asked.hits if each in entries
    ]
    if asked.outcome == "choices" and offered:
        return turn.text("talks.was.choices", entries=Html("\n".join(offered)))
    return turn.text("talks.was.unknown")


def _before(turn: Turn, asked: Question) -> Html:
    """Return the asker's previous question to the bot and its answer, in words for staff."""
    earlier = questions.before(turn.tx, asked)
    if earlier is None:
        return turn.text("talks.was.nothing")
    if asked.asked_at - earlier.asked_at > timedelta(hours=turn.house.idle_hours):
        return turn.text("talks.was.long_ago")
    question = shortened(earlier.text, QUOTED)
    return turn.text("talks.was.before", question=question, answered=_answered(turn, earlier))


def history(turn: Turn, talk: Talk, limit: int) -> Html:
    """Return the last `limit` lines of a talk, in words for staff."""
    said = talks.lines(turn.tx, talk.id, limit)
    sides = [("staff" if each.staff_id else "asker", each.text) for each in said]
    return Html("\n".join(turn.text(f"talks.line_{side}", text=text) for side, text in sides))


def asker_row(turn: Turn, talk: Talk) -> Row:
    """Return the asker's buttons under a message of the talk."""
    return (
        Button(turn.text("talks.go_on"), Speak(talk=talk.id)),
        Button(turn.text("talks.end"), FinishTalk(talk=talk.id)),
    )


def staff_row(turn: Turn, talk: Talk, write: str, *, ends: bool) -> Row:
    """Return staff's buttons: to write, labelled by the text `write`, and, with `ends`, to end the talk."""
    answer = Button(turn.text(write), WriteInTalk(talk=talk.id))
    return (answer, Button(turn.text("talks.end"), CloseTalk(talk=talk.id))) if ends else (answer,)
