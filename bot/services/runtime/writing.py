"""Writing: what is written step by step, on which form, and who has the next text for it: a draft of whatever kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from bot.needs.actions import OfDraft
from bot.needs.draft import Draft, Step
from bot.needs.form import Form
from bot.reply import Button, Reply
from bot.services.runtime import beijing, focus
from bot.services.runtime.turn import Turn
from bot.storage import attachments, drafts, postings
from bot.storage.drafts import DraftRow
from bot.storage.postings import Posting
from bot.storage.subjects import Subject

A = TypeVar("A")


@dataclass(frozen=True)
class Paper(Generic[A]):
    """What drafts of something else than needs are written on, and what becomes of one that is left or done with."""

    form: Callable[[Turn, A, int], Form]
    end: Callable[[Turn, A, Step], None]


#: What else is written than needs, by the type of what it is about.
PAPERS: dict[type, Paper[Any]] = {}


def form_named(turn: Turn, name: str) -> Form:
    """Return the form of that name, as of today."""
    return replace(turn.house.forms[name], today=beijing.day(turn.now))


def form_of(turn: Turn, row: DraftRow) -> Form:
    """Return the form that a draft fills in, as of today."""
    if row.about:
        return replace(PAPERS[type(row.about)].form(turn, row.about, row.id), today=beijing.day(turn.now))
    form = form_named(turn, row.form)
    files = attachments.of_draft(turn.tx, row.id) if form.files else []
    if not files:
        return form
    attached = turn.text("files.attached", count=len(files), names="、".join(each.name for each in files))
    return replace(form, attached=attached, told="\n".join(f"{each.name}\n{each.caption}" for each in files))


def show(turn: Turn, step: Step, *, active: bool = True) -> None:
    """Stores a draft as it is after a step and says the step's replies; their buttons belong to this revision.

    An `active` draft has the next text, in place of what else was asked for; another one rests.
    """
    draft = step.draft
    if active:
        focus.take_up(turn, draft.id)
    else:
        focus.rest(turn, draft.id)
    drafts.keep(turn.tx, draft.id, draft.to_json())
    for reply in step.replies:
        _say(turn, draft, reply)


def close(turn: Turn, draft_id: int, *replies: Reply) -> None:
    """Deletes a draft and says what has become of it; none of its buttons stays."""
    drafts.delete(turn.tx, draft_id)
    for reply in replies:
        turn.say(reply)
    if before := _retired(turn, draft_id, turn.caller.user_id):
        turn.strip(before)


def _say(turn: Turn, draft: Draft, reply: Reply) -> None:
    """Say something about a draft; what has buttons is its present card, and the card before loses its own."""
    if not reply.buttons:
        turn.say(reply)
        return
    before = _retired(turn, draft.id, turn.caller.chat_id)
    turn.post(_subject(draft.id), "step", _belonging(reply, draft), to=turn.caller.chat_id)
    if before:
        turn.strip(before)


def _retired(turn: Turn, draft_id: int, chat_id: int) -> Posting | None:
    return postings.retire(turn.tx, _subject(draft_id), "step", chat_id)


def _subject(draft_id: int) -> Subject:
    return Subject("draft", draft_id)


def _belonging(reply: Reply, draft: Draft) -> Reply:
    """Return the reply with its buttons for this draft, as it is now."""
    own = {"draft": draft.id, "rev": draft.revision, "need": draft.need_id}

    def its(button: Button) -> Button:
        mine = isinstance(button.action, OfDraft)
        return replace(button, action=button.action.model_copy(update=own)) if button.action and mine else button

    return replace(reply, buttons=tuple(tuple(map(its, row)) for row in reply.buttons))
