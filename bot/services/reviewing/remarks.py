"""Remarks: staff's notes on a need, which nobody else sees; what they ask the enterprise meanwhile, and its answers."""

import json

from bot.actions import encode
from bot.reply import Button, Reply
from bot.services.actions import (
    AnswerReviewer,
    AnswerWanted,
    AskEnterprise,
    DropWriting,
    RemarkAsked,
    ShowMine,
    StopAnswering,
    WriteNote,
)
from bot.services.needs_state import live_cards, remarked, staff_cards, wording
from bot.services.runtime import focus, limits, rights
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import needs, postings, remarks
from bot.storage.needs import Need
from bot.storage.outbox import Owed
from bot.storage.remarks import Kind, Remark
from bot.storage.subjects import Subject

LONGEST = 1000  # characters


def add(turn: Turn, need: Need, kind: Kind, text: str, *, author_name: str, answers: int | None = None) -> Remark:
    """Store what the caller says about a need, and show it on staff's cards."""
    said = remarks.add(
        turn.tx, need.id, kind, text, author=turn.caller.user_id, author_name=author_name, answers=answers
    )
    live_cards.refresh(turn, need)
    return said


@on(WriteNote)
def write_note(turn: Turn, action: WriteNote) -> None:
    """Asks a member of staff for a note on a need."""
    _begin(turn, RemarkAsked(need=action.need, kind="note"))


@on(AskEnterprise)
def write_question(turn: Turn, action: AskEnterprise) -> None:
    """Asks a member of staff for a question to the enterprise."""
    _begin(turn, RemarkAsked(need=action.need, kind="question"))


def _begin(turn: Turn, asked: RemarkAsked) -> None:
    if (found := _need(turn, asked)) is None:
        return
    need, _ = found
    text = turn.text(f"remarks.prompt.{asked.kind}", reference=need.reference, summary=wording.summary(turn, need))
    focus.prompt(turn, asked, Reply(text, ((Button(turn.text("desk.drop"), DropWriting()),),)))


def _need(turn: Turn, asked: RemarkAsked) -> tuple[Need, Member] | None:
    """Return the need on which the caller may say this, and the caller; otherwise say why not."""
    member = turn.admit()
    need = rights.admitted(turn, needs.by_id(turn.tx, asked.need)) if member else None
    if member is None or need is None:
        return None
    if need.erased_at or rights.may(turn, "read", need, member.id):
        turn.refuse("common.stale")
    elif asked.kind == "question" and not remarked.may_ask(need, member):
        turn.refuse("remarks.not_in_hand", reference=need.reference, state=wording.state(turn, need))
    else:
        return need, member
    return None


def hear(turn: Turn, asked: RemarkAsked, text: str) -> bool:
    """Takes a text as the note or question that was asked for."""
    said = text.strip()
    found = _need(turn, asked)
    if found is None:
        focus.withdraw(turn, turn.caller.user_id, asked)
    elif focus.fits(turn, said, LONGEST):
        focus.withdraw(turn, turn.caller.user_id, asked)
        _done_with(turn, asked)
        need, member = found
        remark = add(turn, need, asked.kind, said, author_name=member.name)
        if asked.kind == "question":
            _ask(turn, need, remark)
        turn.say(staff_cards.outcome(turn, need, turn.text(f"remarks.done.{asked.kind}", reference=need.reference)))
    return True


def _done_with(turn: Turn, asked: RemarkAsked | AnswerWanted) -> None:
    """Let a reply to the prompt be for it no more: what was asked for is said."""
    postings.retire(turn.tx, Subject("asked", asked=json.dumps(encode(asked))), "prompt", turn.caller.user_id)


def _ask(turn: Turn, need: Need, remark: Remark) -> None:
    """Put a question to everybody who may read the need; a reply to it answers it, as its button does."""
    subject = Subject("asked", asked=json.dumps(encode(AnswerWanted(remark=remark.id))))
    for reader in rights.people(turn, need):
        with turn.heard_by(reader):
            text = turn.text(
                "remarks.question",
                reference=need.reference,
                title=wording.shown(turn, need, "title"),
                text=remark.text,
            )
            answer = Button(turn.text("remarks.answer"), AnswerReviewer(remark=remark.id))
            row = (answer, Button(turn.text("mine.show"), ShowMine(need=need.id)))
            owed = Owed(Subject("need", need.id), remark.author if reader == need.owner else None)
            turn.post(subject, "prompt", Reply(text, (row,)), to=reader, owed=owed)


@on(AnswerReviewer)
def begin_answer(turn: Turn, action: AnswerReviewer) -> None:
    """Asks a reader of the need for his answer to staff's question."""
    if found := _question(turn, action.remark):
        need, remark = found
        focus.take(turn, AnswerWanted(remark=remark.id))
        text = turn.text("remarks.write_answer", reference=need.reference, text=remark.text)
        turn.say(Reply(text, ((Button(turn.text("remarks.stop"), StopAnswering()),),)))


def _question(turn: Turn, remark_id: int) -> tuple[Need, Remark] | None:
    """Return the need and the question on it that the caller may answer now; otherwise say why not."""
    remark = remarks.find(turn.tx, remark_id)
    need = needs.by_id(turn.tx, remark.need_id) if remark else None
    if remark is None or need is None or not rights.may(turn, "read", need):
        turn.refuse("common.stale")
    elif remark.id not in {each.id for each in remarked.waiting(turn, need)}:
        turn.refuse("remarks.over", reference=need.reference)
    else:
        return need, remark
    return None


def hear_answer(turn: Turn, asked: AnswerWanted, text: str) -> bool:
    """Takes a text as the enterprise's answer, and tells whoever has the need in hand, or has asked."""
    said = text.strip()
    found = _question(turn, asked.remark)
    if found is None:
        focus.withdraw(turn, turn.caller.user_id, asked)
    elif focus.fits(turn, said, LONGEST) and limits.may_say(turn):
        focus.withdraw(turn, turn.caller.user_id, asked)
        _answer(turn, *found, said)
    return True


def _answer(turn: Turn, need: Need, remark: Remark, said: str) -> None:
    add(turn, need, "answer", said, author_name=turn.caller.name, answers=remark.id)
    turn.say(Reply(turn.text("remarks.passed", reference=need.reference)))
    members = (turn.staff.members.get(each or 0) for each in (need.holder, remark.author))
    told = [each.id for each in members if each and rights.sees(turn, each, need)][:1]
    for member in told or turn.staff.leads():
        with turn.heard_by(member):
            text = turn.text("remarks.answered", reference=need.reference, question=remark.text, text=said)
            turn.say(staff_cards.outcome(turn, need, text), to=member)


@on(StopAnswering)
def stop(turn: Turn, _: StopAnswering) -> None:
    """Answers nothing for now; the question still waits."""
    if isinstance(focus.present(turn), AnswerWanted):
        focus.release(turn)
    turn.say(Reply(turn.text("remarks.stopped"), replace=True))


def _leave_answer(turn: Turn, _: AnswerWanted) -> None:
    focus.release(turn)
    turn.tell("remarks.stopped")


def _leave(turn: Turn, _: RemarkAsked) -> None:
    focus.release(turn)
    turn.tell("desk.dropped")


focus.listen(RemarkAsked, Ear(hear, _leave))
focus.listen(AnswerWanted, Ear(hear_answer, _leave_answer))
