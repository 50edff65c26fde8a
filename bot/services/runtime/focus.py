"""Focus: who gets somebody's next text. Whoever was asked for something last is listened to for that, and only that.

What can be asked for are the kinds of `Asked`; each has an `Ear`, registered by the room that asks for it. A form being
written is beneath whatever else was asked meanwhile: it has the next text again once that is done or left.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Generic, TypeVar

from bot.actions import encode, read
from bot.reply import Button, Reply
from bot.services.actions import Asked, AskedAtDesk, AskedInTalk, DropWriting, ReasonAsked
from bot.services.runtime import rights
from bot.services.runtime.turn import Caller, Turn
from bot.storage import drafts, focus, needs, postings
from bot.storage.drafts import DraftRow
from bot.storage.postings import Posting
from bot.storage.subjects import Subject, View
from bot.texts import Html

A = TypeVar("A", bound=Asked)

PROMPTS: tuple[View, ...] = ("prompt", "confirm")  # what asks staff for something; what shows what was typed for it
FAMILIES = (AskedAtDesk, AskedInTalk)  # the kinds within which one thing gives way to another without a word


def _silently(_turn: Turn, _asked: Any) -> None:
    return


def _nameless(turn: Turn, asked: Any) -> Html:
    """Return the number of the need that something is asked about; of what has no name of its own, that it is this."""
    need = needs.by_id(turn.tx, asked.need) if hasattr(asked, "need") else None
    return turn.text("prompts.of_need", reference=need.reference) if need else turn.text("prompts.this")


def _over(turn: Turn, _asked: Any, _text: str) -> None:
    turn.tell("prompts.over")


@dataclass(frozen=True)
class Ear(Generic[A]):
    """What becomes of something that was asked for.

    `hear` takes a text for it, False where the text is not for it after all. `leave`: whoever was asked does not want
    it any more, and is told. `give_way`: something else is asked for in its place. `lapse`: nothing came for too long.
    `late` takes a text that replies to a prompt which was declined, or has been answered. `called` says in words what
    prompts of this kind ask for.
    """

    hear: Callable[[Turn, A, str], bool]
    leave: Callable[[Turn, A], None]
    give_way: Callable[[Turn, A], None] = _silently
    lapse: Callable[[Turn, A], None] = _silently
    late: Callable[[Turn, A, str], None] = _over
    called: Callable[[Turn, A], Html] = _nameless


EARS: dict[type[Asked], Ear[Any]] = {}


def listen(kind: type[A], ear: Ear[A]) -> None:
    """Register what becomes of this kind of thing that is asked for."""
    EARS[kind] = ear


def since(turn: Turn) -> str:
    """Return from when on what somebody has begun still counts: after long silence he has turned to other things."""
    return (turn.now - timedelta(hours=turn.house.idle_hours)).isoformat(timespec="microseconds")


def present(turn: Turn) -> Asked | None:
    """Return what the caller was asked for last, where that is still waited for."""
    asked, fresh = _asked(turn)
    return asked if fresh and not _has_left(turn, asked) else None


def _has_left(turn: Turn, asked: Asked | None) -> bool:
    """Return whether the caller was asked as staff, and is none any more."""
    return isinstance(asked, AskedAtDesk | ReasonAsked) and turn.member is None


def _asked(turn: Turn) -> tuple[Asked | None, bool]:
    """Return what the caller was asked for last, and whether that is still waited for."""
    found = focus.find(turn.tx, turn.caller.user_id)
    if found is None or not isinstance(found.asked, Asked):
        return None, False
    return found.asked, turn.now - found.since <= (found.asked.lasts or timedelta(hours=turn.house.idle_hours))


def written(turn: Turn) -> DraftRow | None:
    """Return the draft that has the caller's next text if nothing else was asked; new entries are for staff alone."""
    row = drafts.active(turn.tx, turn.caller.user_id, entries=turn.member is not None)
    return row if row and rights.may(turn, "edit", row) else None


def take(turn: Turn, asked: Asked) -> None:
    """Let the caller's next text be for this, in place of what he was asked for before."""
    before, under = present(turn), written(turn)
    focus.ask(turn.tx, turn.caller.user_id, asked)
    if under and under.about:  # one thing at a time is written at the desk; a need's form lies beneath
        rest(turn, under.id)
        if not isinstance(asked, AskedAtDesk):
            _say_laid_aside(turn)
    if before and before != asked:
        _set_aside(turn, before)
    if before and _family(before) is not _family(asked):
        EARS[type(before)].give_way(turn, before)


def _set_aside(turn: Turn, asked: Asked) -> None:
    """Have the prompt for this say that only a reply to it is for it now, since something else is asked for."""
    if prompt := postings.find(turn.tx, _subject(asked), "prompt", turn.caller.user_id):
        said = turn.text("prompts.aside", what=EARS[type(asked)].called(turn, asked))
        turn.refresh(prompt, Reply(said, ((Button(turn.text("desk.drop"), DropWriting()),),)))


def _say_laid_aside(turn: Turn) -> None:
    turn.say(Reply(turn.text("desk.laid_aside")), to=turn.caller.user_id)


def _family(asked: Asked) -> type[Asked]:
    """Return the group of things that give way to each other without a word."""
    return next((kind for kind in FAMILIES if isinstance(asked, kind)), type(asked))


def offer(turn: Turn, user_id: int, asked: Asked) -> None:
    """Let the next text of somebody else be for this, unless he is in the middle of anything else."""
    his = replace(turn, caller=Caller(user_id, user_id, ""))
    before = present(his)
    if written(his) is None and (before is None or _family(before) is _family(asked)):
        focus.ask(turn.tx, user_id, asked)


def take_up(turn: Turn, draft_id: int) -> None:
    """Let the caller's next text be for a draft that he writes."""
    before, under, me = present(turn), written(turn), turn.caller.user_id
    focus.write(turn.tx, me, draft_id)
    taken = drafts.by_id(turn.tx, draft_id)
    if under and under.about and taken and not taken.about:  # of several entries each is gone on with by itself
        _say_laid_aside(turn)
    if before:
        _set_aside(turn, before)
        EARS[type(before)].give_way(turn, before)


def rest(turn: Turn, draft_id: int) -> None:
    """Let no text of the caller's be for a draft until he goes on with it."""
    focus.rest(turn.tx, turn.caller.user_id, draft_id)


def release(turn: Turn) -> None:
    """Stop asking the caller: the next text is for the draft beneath, if there is one, else for the bot."""
    focus.ask(turn.tx, turn.caller.user_id, None)


def withdraw(turn: Turn, user_id: int, asked: Asked) -> None:
    """Stop asking a person for this, if it is what was asked last."""
    found = focus.find(turn.tx, user_id)
    if found and found.asked == asked:
        focus.ask(turn.tx, user_id, None)


def prompt(turn: Turn, asked: Asked, question: Reply) -> None:
    """Ask the caller, of staff, in the private chat; a reply to this message answers it, whatever was asked since."""
    take(turn, asked)
    post(turn, asked, question)


def post(turn: Turn, asked: Asked, reply: Reply, view: View = "prompt") -> None:
    """Say something about what the caller, of staff, was asked for; a reply to this message answers that.

    What has asked for it before points to this message, and has no button any more.
    """
    past = _retire(turn, asked)
    turn.post(_subject(asked), view, reply, to=turn.caller.user_id)
    for each in past:
        if not turn.edited or each.message_id != turn.caller.message_id:
            turn.refresh(each, Reply(turn.text("prompts.newer", what=EARS[type(asked)].called(turn, asked))))


def close(turn: Turn, asked: Asked) -> None:
    """Ask the caller for this no longer: its prompts lose their buttons."""
    withdraw(turn, turn.caller.user_id, asked)
    for each in _retire(turn, asked):
        turn.strip(each)


def _subject(asked: Asked) -> Subject:
    return Subject("asked", asked=json.dumps(encode(asked)))


def _retire(turn: Turn, asked: Asked) -> list[Posting]:
    """End the prompts for this; return them."""
    found = (postings.retire(turn.tx, _subject(asked), view, turn.caller.user_id) for view in PROMPTS)
    return [each for each in found if each]


def standing(turn: Turn, kind: type[A]) -> list[A]:
    """Return what prompts of this kind still ask the caller for, those posted last first."""
    found = postings.standing(turn.tx, turn.caller.user_id, PROMPTS, since(turn))
    asked = (read(each.subject.asked) for each in found if each.subject.kind == "asked")
    return list(dict.fromkeys(each for each in asked if isinstance(each, kind)))


def shown(turn: Turn, asked: Asked) -> bool:
    """Return whether what the caller typed for this stands before him to be confirmed."""
    return postings.find(turn.tx, _subject(asked), "confirm", turn.caller.user_id) is not None


def addressed(turn: Turn, asked: Asked) -> bool:
    """Return whether the caller's text replies to a prompt for this."""
    prompt = turn.replied_to()
    return prompt is not None and prompt.subject == _subject(asked)


def decline(turn: Turn, asked: Asked) -> None:
    """Ask the caller no longer for what he does not want; its prompts say so, but for a tapped one, to be replaced.

    What he was asked for since is still waited for.
    """
    withdraw(turn, turn.caller.user_id, asked)
    for each in _retire(turn, asked):
        if turn.caller.message_id is None or each.message_id != turn.caller.message_id:
            turn.refresh(each, Reply(turn.text("prompts.declined", what=EARS[type(asked)].called(turn, asked))))


def hear_reply(turn: Turn, text: str) -> bool:
    """Takes a reply to a prompt as its answer, whatever was asked since; returns whether it was such a reply.

    What replies to one that was declined or answered is sent to nobody, nor put to the bot, and that is said.
    """
    prompt = turn.replied_to()
    if prompt is None or prompt.subject.kind != "asked":
        return False
    asked = read(prompt.subject.asked)
    if not isinstance(asked, Asked):
        turn.tell("prompts.over")
    elif any(postings.find(turn.tx, prompt.subject, view, prompt.chat_id) for view in PROMPTS):
        hear(turn, text, asked)
    else:
        EARS[type(asked)].late(turn, asked, text)
    return True


def hear(turn: Turn, text: str, asked: Asked | None = None) -> bool:
    """Takes a text as the answer to `asked`, else to what was asked last; returns whether it was taken."""
    last, fresh = _asked(turn)
    if asked is None and _has_left(turn, last):  # what he types for it is nobody's question
        release(turn)
        if fresh:
            turn.tell("staff.lapsed")
        return fresh
    if wanted := asked or (last if fresh else None):
        return bool(EARS[type(wanted)].hear(turn, wanted, text))
    if last:
        release(turn)
        EARS[type(last)].lapse(turn, last)
    return False


def leave(turn: Turn) -> bool:
    """Leaves what the caller was asked for; returns whether there was anything."""
    asked = present(turn)
    if asked:
        EARS[type(asked)].leave(turn, asked)
    return asked is not None


def fits(turn: Turn, text: str, limit: int) -> bool:
    """Return whether a text has at most `limit` characters; if not, say so."""
    if len(text) > limit:
        turn.tell("desk.length", limit=limit, length=len(text))
    return len(text) <= limit
