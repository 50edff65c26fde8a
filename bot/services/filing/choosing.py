"""Choosing: which of several drafts somebody goes on with, and into which goes what he typed before he chose.

What was typed stands in the buttons until then, so that nothing of it is lost whatever is chosen.
"""

from bot.needs import intake as core
from bot.needs.draft import Draft, Step
from bot.needs.form import OF_NEEDS
from bot.reply import Button, Reply, Row
from bot.services.actions import (
    BeginAnother,
    BeginForm,
    BeginNeed,
    BeginWithProblem,
    ContinueWriting,
    PutText,
    ResumeDraft,
)
from bot.services.asking import enquiry
from bot.services.filing import drafting
from bot.services.runtime import focus, rights, writing
from bot.services.runtime.turn import Turn, on
from bot.storage import drafts
from bot.storage.drafts import DraftRow
from bot.texts import Html

LINK = "fill_"  # begins what a link to the bot carries that begins a form, by its name


@on(BeginNeed)
def start(turn: Turn, _: BeginNeed) -> None:
    """Begins a new need; where there are drafts, asks whether to go on with one or to begin another."""
    _start(turn, OF_NEEDS)


@on(BeginForm)
def start_other(turn: Turn, action: BeginForm) -> None:
    """Does the same with another form, where it is offered."""
    if action.form in turn.house.offered:
        _start(turn, action.form)
    else:
        turn.refuse("common.stale")


def linked(turn: Turn, form: str) -> None:
    """Does the same for a link to the bot that carries the form's name."""
    start_other(turn, BeginForm(form=form))


def _start(turn: Turn, form: str) -> None:
    begun = drafting.new_ones(turn, form)
    if not begun:
        drafting.begin(turn, form=form)
        return
    again = _another(turn, begun, form=form)
    key = "mine.unfinished" if len(begun) == 1 else "mine.unfinished_some"
    said = turn.text(key, count=len(begun), full="" if again else _full(turn))
    turn.say(Reply(said, (*(enquiry.on_with(turn, each) for each in begun), *again)))


def _another(
    turn: Turn, begun: list[DraftRow], text: str = "", *, pasted: bool = False, form: str = OF_NEEDS
) -> tuple[Row, ...]:
    """Return the button that begins another one beside those begun; none where there are as many as there may be."""
    if len(drafting.new_ones(turn)) >= drafting.MOST:
        return ()
    after = max(each.id for each in begun)
    return ((Button(turn.text("mine.another"), BeginAnother(after=after, text=text, pasted=pasted, form=form)),),)


def _full(turn: Turn) -> str:
    return f"\n{turn.text('mine.full', most=drafting.MOST)}"


@on(BeginAnother)
def begin_another(turn: Turn, action: BeginAnother) -> None:
    """Begins another need beside those begun, with what was typed; to a second tap, goes on with that one."""
    later = [each for each in drafting.new_ones(turn, action.form) if each.id > action.after]
    if action.form not in (OF_NEEDS, *turn.house.offered):
        turn.refuse("common.stale")
    elif later:
        drafting.resume(turn, ResumeDraft(draft_id=later[0].id))
    elif action.pasted:
        drafting.fill(turn, action.text)
    else:
        lead = _noted(turn, action.text) if action.text else ""
        drafting.begin(turn, form=action.form, lead=lead, problem=action.text)


@on(BeginWithProblem)
def begin_with(turn: Turn, action: BeginWithProblem) -> None:
    """Puts a text into the draft being written as its problem; else asks where to, or begins a need with it."""
    told, row = enquiry.masked(action.text), focus.written(turn)
    if row and (step := _telling(turn, row, told)):
        writing.show(turn, writing.led(step, _noted(turn, told)))
    elif begun := drafting.new_ones(turn, OF_NEEDS):
        _ask_where(turn, begun, told, pasted=False)
    else:
        drafting.begin(turn, lead=_noted(turn, told), problem=told)


def bring(turn: Turn, text: str) -> bool:
    """Begins a need with a text that names its fields, or asks into which draft it goes; False: it names too few."""
    if not core.is_need(writing.form_named(turn, OF_NEEDS), text):
        return False
    if begun := drafting.new_ones(turn, OF_NEEDS):
        _ask_where(turn, begun, text, pasted=True)
    else:
        drafting.fill(turn, text)
    return True


def _telling(turn: Turn, row: DraftRow, text: str) -> Step | None:
    """Return the step of a draft of a new need into which a text goes as its problem; None where it has one."""
    if row.about or row.need_id is not None:
        return None
    return core.tell(writing.form_of(turn, row), Draft.from_json(row.content), text)


def _ask_where(turn: Turn, begun: list[DraftRow], text: str, *, pasted: bool) -> None:
    """Asks into which draft a text goes, or whether it begins another need."""
    takes = [each for each in begun if pasted or _telling(turn, each, text)]
    put = [
        Button(
            turn.text("mine.put", title=writing.title(turn, each)),
            PutText(draft_id=each.id, text=text, pasted=pasted),
        )
        for each in takes
    ]
    again = _another(turn, begun, text, pasted=pasted)
    said = turn.text("mine.where", full="" if again else _full(turn))
    turn.say(Reply(said, (*((each,) for each in put), *again)))


@on(PutText)
def put(turn: Turn, action: PutText) -> None:
    """Puts a text into a draft: into the fields that it names, or as its problem; and goes on with the draft."""
    row = drafting.find(turn, action.draft_id)
    if row is None:
        return
    if action.pasted:
        drafting.fill(turn, action.text, row)
    elif step := _telling(turn, row, action.text):
        writing.show(turn, writing.led(step, _noted(turn, action.text)))
    else:
        drafting.resume(turn, ResumeDraft(draft_id=row.id))


def _noted(turn: Turn, told: str) -> Html:
    """Return that a text was put down as the problem, and whether numbers in it were not."""
    problem = turn.house.form.problem
    lead = turn.text("mine.told", label=problem.label) if problem else Html()
    return Html(f"{lead}\n{turn.text('mine.masked')}") if enquiry.HIDDEN in told else lead


@on(ContinueWriting)
def go_on(turn: Turn, _: ContinueWriting) -> None:
    """Goes on with the draft being written, else with the only one there is; of several, asks with which."""
    found, entry = rights.written(turn), turn.member and drafts.entry(turn.tx, turn.caller.user_id)
    only = focus.written(turn) or (found[0] if len(found) == 1 else None if found else entry)
    if only:
        drafting.resume(turn, ResumeDraft(draft_id=only.id))
    elif found:
        turn.say(Reply(turn.text("mine.several", count=len(found)), enquiry.all_going_on(turn)))
    else:
        turn.say(Reply(turn.text("mine.no_draft"), ((Button(turn.text("mine.begin"), BeginNeed()),),)))
