"""Talks about a need: the enterprise asks whoever reviews it, and the answer comes back as in any talk."""

from dataclasses import replace

from bot.needs import lifecycle
from bot.reply import Button, Reply
from bot.services.actions import AskReviewer, QuestionAsked, StopAsking
from bot.services.needs_state import owners_view, wording
from bot.services.runtime import focus, limits, rights
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Turn, on
from bot.services.talks import messages
from bot.storage import needs, talks
from bot.storage.needs import Need
from bot.storage.talks import Talk


def button(turn: Turn, need: Need) -> Button | None:
    """Return the button that asks whoever reviews a need, as its owner sees it; None where nobody has looked at it."""
    looked_at = need.state not in ("draft", "submitted", "withdrawn")
    return Button(turn.text("reviewer.button"), AskReviewer(need=need.id)) if looked_at else None


@on(AskReviewer)
def ask(turn: Turn, action: AskReviewer) -> None:
    """Asks a reader of a need for his question to whoever reviews it."""
    if need := _need(turn, action.need):
        focus.take(turn, QuestionAsked(need=need.id))
        asked = turn.text("reviewer.ask", reference=need.reference, title=wording.shown(turn, need, "title"))
        turn.say(Reply(asked, ((Button(turn.text("reviewer.stop"), StopAsking()),),)))


def _need(turn: Turn, need_id: int) -> Need | None:
    need = needs.by_id(turn.tx, need_id)
    if need and not need.erased_at and rights.may(turn, "read", need) and turn.caller.private:
        return owners_view.seen(turn.tx, need)
    turn.refuse("common.stale")
    return None


def hear(turn: Turn, asked: QuestionAsked, text: str) -> bool:
    """Passes a text on as the question about a need; True, since it was asked for."""
    said, need = text.strip(), _need(turn, asked.need)
    if need is None:
        focus.release(turn)
    elif focus.fits(turn, said, messages.LONGEST) and limits.may_say(turn):
        focus.release(turn)
        _put(turn, need, said)
    return True


def _put(turn: Turn, need: Need, said: str) -> None:
    talk = talks.begin(turn.tx, turn.caller.user_id)
    line = talks.say(turn.tx, talk.id, said, need_id=need.id)
    talk = _with_reviewer(turn, need, talk)
    messages.announce(turn, talk, line)
    passed = turn.text("reviewer.passed", reference=need.reference, question=said)
    messages.post(turn, line, Reply(passed, (messages.asker_row(turn, talk),)), to=talk.asker)
    messages.remember(turn, line, turn.caller.own)


def _with_reviewer(turn: Turn, need: Need, talk: Talk) -> Talk:
    """Return the talk in the hands of whoever has the need, or has decided on it last; as it is where he has left."""
    reviewer = _reviewer(turn, need)
    member = turn.staff.members.get(reviewer)
    if member is None or not rights.sees(turn, member, need):
        return talk
    talks.hold(turn.tx, talk.id, reviewer)
    return replace(talk, holder=reviewer)


def _reviewer(turn: Turn, need: Need) -> int:
    present = needs.by_id(turn.tx, need.id) or need
    decided = [act.actor for act in needs.history(turn.tx, need.id) if act.action in lifecycle.UNDOABLE]
    return present.holder or next(reversed(decided), 0)


def leave(turn: Turn, _: QuestionAsked) -> None:
    """Asks no question after all."""
    focus.release(turn)
    turn.tell("reviewer.stopped")


@on(StopAsking)
def stop(turn: Turn, _: StopAsking) -> None:
    """Asks no question after all, where one was asked for."""
    if isinstance(focus.present(turn), QuestionAsked):
        focus.release(turn)
    turn.say(Reply(turn.text("reviewer.stopped"), replace=True))


focus.listen(QuestionAsked, Ear(hear, leave))
