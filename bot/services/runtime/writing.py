"""Writing: what is written step by step, on which form, and who has the next text for it: a draft of whatever kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from bot.needs.actions import OfDraft
from bot.needs.draft import Draft, Step
from bot.needs.form import Form
from bot.needs.overview import subject
from bot.reply import Button, Reply
from bot.services.runtime import beijing, focus, rights
from bot.services.runtime.turn import Turn
from bot.storage import attachments, drafts, needs, postings, sharings
from bot.storage.drafts import DraftRow
from bot.storage.postings import Posting
from bot.storage.subjects import Subject
from bot.texts.markup import shortened

A = TypeVar("A")
NAME = 30  # characters of what staff were asked, as an entry's title


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
    form = replace(form_named(turn, row.form), draft_title=title(turn, row), printed=bool(turn.house.documents))
    files = attachments.of_draft(turn.tx, row.id) if form.files else []
    if not files:
        return form
    attached = turn.text("files.attached", count=len(files), names="、".join(each.name for each in files))
    return replace(form, attached=attached, told="\n".join(f"{each.name}\n{each.caption}" for each in files))


def title(turn: Turn, row: DraftRow) -> str:
    """Return what a draft goes by: its name, else what it is about, else when it was begun."""
    if row.about:
        return shortened(row.about.asked, NAME)
    if row.name:
        return row.name
    if row.need_id is not None and (need := needs.by_id(turn.tx, row.need_id)):
        return turn.text("mine.amending", reference=need.reference)
    begun = beijing.day(row.created_at)
    return subject(turn.house.form_of(row), row.content.get("values", {})) or str(
        turn.text("mine.untitled", month=begun.month, day=begun.day)
    )


def show(turn: Turn, step: Step, *, active: bool = True) -> None:
    """Stores a draft as it is after a step and says the step's replies; their buttons belong to this revision.

    An `active` draft has the next text, in place of what else was asked for; another one rests.
    """
    draft = step.draft
    if active:
        focus.take_up(turn, draft.id)
    else:
        focus.rest(turn, draft.id)
    keep(turn, draft)
    for reply in led(step, _news(turn, draft)).replies:
        _say(turn, draft, reply)


def led(step: Step, lead: str) -> Step:
    """Return the step with `lead` before what it says."""
    if not lead or not step.replies:
        return step
    first, *others = step.replies
    return replace(step, replies=(replace(first, text=f"{lead}\n\n{first.text}"), *others))


def keep(turn: Turn, draft: Draft) -> None:
    """Stores a draft as the caller leaves it; who writes it with him learns at his next step what was changed."""
    row = drafts.by_id(turn.tx, draft.id)
    if row and row.content and (others := _others(turn, row)):  # what has just been made is no change
        before = row.content.get("values", {})
        fields = [key for key in {**before, **draft.values} if before.get(key) != draft.values.get(key)]
        sharings.changed(turn.tx, draft.id, turn.caller.user_id, fields, others)
    drafts.keep(turn.tx, draft.id, draft.to_json())


def _others(turn: Turn, row: DraftRow) -> list[int]:
    return [each for each in rights.people(turn, row) if each != turn.caller.user_id]


def _news(turn: Turn, draft: Draft) -> str:
    """Return what others have changed since the caller was shown the draft last, a line each; he knows of it then."""
    row, me = drafts.by_id(turn.tx, draft.id), turn.caller.user_id
    if row is None or not _others(turn, row):
        return ""
    form = turn.house.form_of(row)
    known = sharings.seen(turn.tx, draft.id, me)
    sharings.look(turn.tx, draft.id, me, draft.step)
    names = {each.user_id: each.name for each in sharings.of(turn.tx, *rights.about(row))}
    fields = dict[str, list[str]]()
    for who, key in known.changes if known else ():
        if form.has(key):
            name = names.get(who) or str(turn.text("sharing.owner" if who == row.owner else "sharing.somebody"))
            fields.setdefault(name, []).append(form.field(key).label)
    return "\n".join(turn.text("sharing.changed", name=name, fields="、".join(each)) for name, each in fields.items())


def close(turn: Turn, draft_id: int, *replies: Reply) -> None:
    """Deletes a draft and says what has become of it; none of its buttons stays, in whosever chat they are."""
    drafts.delete(turn.tx, draft_id)
    for reply in replies:
        turn.say(reply)
    for shown in postings.of_subject(turn.tx, _subject(draft_id)):
        put_away(turn, draft_id, shown.chat_id)


def put_away(turn: Turn, draft_id: int, chat_id: int) -> None:
    """Take the buttons from the card of a draft that a chat shows."""
    if before := _retired(turn, draft_id, chat_id):
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
