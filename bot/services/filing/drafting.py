"""Drafts as a whole: begun, gone on with, copied, mended after a return, deleted, and at last submitted."""

from collections.abc import Sequence
from dataclasses import replace

from bot.needs import intake as core
from bot.needs import lifecycle
from bot.needs.draft import Draft, Step
from bot.needs.fields import Values
from bot.reply import Button, Reply, Row
from bot.services.actions import (
    Amend,
    AskDelete,
    AskRestart,
    BeginNeed,
    BeginWithProblem,
    ContinueWriting,
    Copy,
    CopyOver,
    Delete,
    KeepDraft,
    Restart,
    ResumeDraft,
    ShowDraftFiles,
    ShowMine,
)
from bot.services.asking import enquiry
from bot.services.filing import my_needs
from bot.services.needs_state import live_cards, receipt, wording
from bot.services.needs_state.transition import move, record
from bot.services.runtime import beijing, limits, writing
from bot.services.runtime.turn import Turn, on
from bot.services.runtime.writing import form_of, need_form, show
from bot.storage import attachments, consents, drafts, erasures, needs
from bot.storage.drafts import DraftRow
from bot.storage.needs import Content, Need, Request
from bot.texts.markup import plain


@on(BeginNeed)
def start(turn: Turn, _: BeginNeed) -> None:
    """Begins a new need, or offers to go on with the one begun."""
    row = drafts.of_need(turn.tx, turn.caller.user_id, None)
    if row is None:
        begin(turn)
        return
    buttons = (_going_on(turn, row.id), Button(turn.text("mine.restart"), AskRestart(draft_id=row.id)))
    text = turn.text("mine.unfinished", title=wording.draft_title(turn, row), at=beijing.moment(row.updated_at))
    turn.say(Reply(text, (buttons,)))


@on(BeginWithProblem)
def begin_with(turn: Turn, action: BeginWithProblem) -> None:
    """Begins a new need with a text as its problem, or puts it into the one begun where that tells of none yet."""
    row, form = drafts.of_need(turn.tx, turn.caller.user_id, None), turn.house.form
    told = enquiry.masked(action.text)
    lead = turn.text("mine.told", label=form.problem.label) if form.problem else ""
    if enquiry.HIDDEN in told:
        lead += f"\n{turn.text('mine.masked')}"
    if row is None:
        begin(turn, lead=lead, problem=told)
    elif step := core.tell(form, Draft.from_json(row.content), told):
        show(turn, _led(step, lead))
    else:
        start(turn, BeginNeed())


def bring(turn: Turn, text: str) -> bool:
    """Begins a need with a text that names its fields, or puts it into the one begun; False where it names too few."""
    form = need_form(turn)
    if not core.brings(form, text):
        return False
    row = drafts.of_need(turn.tx, turn.caller.user_id, None)
    draft = Draft.from_json(row.content) if row else _new(turn, None).draft
    show(turn, core.bring(form, draft, text))
    return True


def begin(
    turn: Turn, values: Values | None = None, *, lead: str = "", problem: str = "", files_of: int | None = None
) -> None:
    """Makes a new draft, with `values` and files of an earlier need as far as they hold; its first step follows `lead`.

    Without values, what the enterprise has in its last need is offered. `problem` was told before.
    """
    show(turn, _led(_new(turn, values, problem, files_of), lead))


def _new(turn: Turn, values: Values | None, problem: str = "", files_of: int | None = None) -> Step:
    """Return the first step of a draft that is made."""
    owner = turn.caller.user_id
    offered = values is None and erasures.of_user(turn.tx, owner) is None  # nothing that is to be erased
    last = needs.of_owner(turn.tx, owner)[:1] if offered else []
    earlier = last[0].content.values if last else None
    draft_id = drafts.create(turn.tx, owner)
    if files_of is not None:
        attachments.copy(turn.tx, files_of, draft_id)
    return core.begin(turn.house.form, owner, draft_id, values, earlier, problem)


def _led(step: Step, lead: str) -> Step:
    """Return the step with `lead` before what it says."""
    first, *others = step.replies
    return replace(step, replies=(replace(first, text=f"{lead}\n\n{first.text}" if lead else first.text), *others))


@on(ResumeDraft)
def resume(turn: Turn, action: ResumeDraft) -> None:
    """Goes on with a draft at the step where it was left."""
    if row := find(turn, action.draft_id):
        show(turn, core.resume(form_of(turn, row), Draft.from_json(row.content)))


@on(ContinueWriting)
def go_on(turn: Turn, _: ContinueWriting) -> None:
    """Goes on with the draft that was touched last, where there is any: of a need, else of a new entry."""
    me = turn.caller.user_id
    if written := next(iter(drafts.of_owner(turn.tx, me)), turn.member and drafts.entry(turn.tx, me)):
        resume(turn, ResumeDraft(draft_id=written.id))
    else:
        turn.say(Reply(turn.text("mine.no_draft"), ((Button(turn.text("mine.begin"), BeginNeed()),),)))


@on(AskRestart)
def ask_restart(turn: Turn, action: AskRestart) -> None:
    """Asks whether to throw the begun draft away and begin anew."""
    if row := find(turn, action.draft_id):
        yes = Button(turn.text("mine.restart_yes"), Restart(draft_id=row.id))
        text = turn.text("mine.restart_ask", title=wording.draft_title(turn, row))
        turn.say(Reply(text, ((yes, _going_on(turn, row.id)),), replace=True))


@on(Restart)
def restart(turn: Turn, action: Restart) -> None:
    """Throws the begun draft away and begins anew."""
    if find(turn, action.draft_id):
        writing.close(turn, action.draft_id, Reply(turn.text("mine.deleted"), replace=True))
        begin(turn)


@on(AskDelete)
def ask_delete(turn: Turn, action: AskDelete) -> None:
    """Asks whether to delete a draft."""
    if row := find(turn, action.draft_id):
        yes = Button(turn.text("mine.delete_yes"), Delete(draft_id=row.id))
        no = Button(turn.text("mine.delete_no"), KeepDraft(draft_id=row.id))
        turn.say(Reply(turn.text("mine.delete_ask", title=wording.draft_title(turn, row)), ((yes, no),)))


@on(Delete)
def delete(turn: Turn, action: Delete) -> None:
    """Deletes a draft of the caller's."""
    if find(turn, action.draft_id):
        writing.close(turn, action.draft_id, Reply(turn.text("mine.deleted"), replace=True))


@on(KeepDraft)
def kept(turn: Turn, action: KeepDraft) -> None:
    """Leaves a draft as it is."""
    if find(turn, action.draft_id):
        turn.say(Reply(turn.text("mine.kept"), ((_going_on(turn, action.draft_id),),), replace=True))


def _going_on(turn: Turn, draft_id: int, label: str = "mine.go_on") -> Button:
    return Button(turn.text(label), ResumeDraft(draft_id=draft_id))


@on(Amend)
def amend(turn: Turn, action: Amend) -> None:
    """Walks the owner of a returned need through the fields that it was returned for."""
    found = my_needs.own(turn, action.need)
    if found is None:
        return
    if not lifecycle.may(found.state, "resubmit", "owner"):
        turn.say(my_needs.card(turn, found))
    elif row := drafts.of_need(turn.tx, found.owner, found.id):
        resume(turn, ResumeDraft(draft_id=row.id))
    else:
        draft = _draft_of(found, drafts.create(turn.tx, found.owner, found.id))
        attachments.copy(turn.tx, found.id, draft.id)
        show(turn, core.amend(turn.house.form, draft))


def _draft_of(need: Need, draft_id: int) -> Draft:
    request, content = need.request or Request(), need.content
    return Draft(
        id=draft_id,
        owner=need.owner,
        values=content.values,
        todo=request.fields,
        need_id=need.id,
        reason=request.reason,
        flags=content.flags,
        form_version=content.form_version,
    )


@on(Copy)
def copy(turn: Turn, action: Copy) -> None:
    """Makes a new draft with what a rejected or withdrawn need held."""
    found = my_needs.own(turn, action.need)
    if found is None:
        return
    if not lifecycle.may(found.state, "copy", "owner"):
        turn.say(my_needs.card(turn, found))
    elif row := drafts.of_need(turn.tx, found.owner, None):
        over = Button(turn.text("mine.copy_over"), CopyOver(draft_id=row.id, need=found.id))
        go_on = _going_on(turn, row.id, "mine.go_on_draft")
        title, at = wording.draft_title(turn, row), beijing.moment(row.updated_at)
        turn.say(Reply(turn.text("mine.one_draft", title=title, at=at), ((over,), (go_on,))))
    else:
        begin(turn, found.content.values, lead=turn.text("mine.copied", reference=found.reference), files_of=found.id)


@on(CopyOver)
def copy_over(turn: Turn, action: CopyOver) -> None:
    """Throws the begun draft away and copies a need into a new one."""
    if my_needs.own(turn, action.need) and find(turn, action.draft_id):
        writing.close(turn, action.draft_id, Reply(turn.text("mine.deleted"), replace=True))
        copy(turn, Copy(need=action.need))


def submit(turn: Turn, draft: Draft) -> None:
    """Makes the need of a finished draft, or puts a mended one back into the queue; staff are told."""
    if draft.need_id is None and not limits.may_submit(turn):
        return
    if any(each.state == "waiting" for each in attachments.of_draft(turn.tx, draft.id)):
        listing = Button(turn.text("intake.button.files"), ShowDraftFiles(draft_id=draft.id))
        turn.say(Reply(turn.text("files.still"), ((listing, _going_on(turn, draft.id)),)))
        return
    if draft.need_id is None:
        need = _created(turn, draft)
    elif found := my_needs.own(turn, draft.need_id):
        note = _files_note(turn, *attachments.hand_over(turn.tx, draft.id, found.id))
        content = _content(draft)
        need = move(turn, found, "resubmit", role="owner", note=note, content=content, league=_league(turn, draft))
    else:
        writing.close(turn, draft.id)
        return
    again = draft.need_id is not None
    writing.close(turn, draft.id, _with_receipt(turn, need, _confirmation(turn, need, again=again, replace=True)))
    live_cards.announce(turn, need)


def _files_note(turn: Turn, come: Sequence[str], gone: Sequence[str]) -> str:
    """Return what the record says of files that came with a submission, and of those that went."""
    with turn.heard_by(None):  # it is staff who read the record
        said = [turn.text("files.come", names="、".join(come))] if come else []
        said += [turn.text("files.went", names="、".join(gone))] if gone else []
    return "\n".join(map(plain, said))


def _with_receipt(turn: Turn, need: Need, confirmation: Reply) -> Reply:
    return replace(confirmation, paper=receipt.of_need(turn, need, mask=False) if turn.house.documents else None)


def _created(turn: Turn, draft: Draft) -> Need:
    need = needs.create(
        turn.tx,
        reference=needs.next_reference(turn.tx, turn.house.reference_prefix, turn.now.astimezone(beijing.BEIJING).year),
        owner=draft.owner,
        draft_id=draft.id,
        state=lifecycle.transition("draft", "submit", role="owner"),
        league=_league(turn, draft),
        content=_content(draft),
    )
    consents.become(turn.tx, draft.id, need.id)
    note = _files_note(turn, [each.name for each in attachments.of_need(turn.tx, need.id)], ())
    record(turn, need, "submit", from_state="draft", role="owner", note=note)
    return need


def _confirmation(turn: Turn, need: Need, *, again: bool, replace: bool) -> Reply:
    key = "mine.resubmitted" if again else "mine.submitted"
    text = turn.text(key, reference=need.reference, title=wording.shown(turn, need, "title"))
    return Reply(text, (_shown(turn, need),), replace=replace)


def _shown(turn: Turn, need: Need) -> Row:
    return (Button(turn.text("mine.show"), ShowMine(need=need.id)),)


def find(turn: Turn, draft_id: int, need_id: int | None = None, *, replace: bool = False) -> DraftRow | None:
    """Return the caller's draft; otherwise say what has become of it, in place of the tapped card if asked.

    `need_id` is the need that it was to mend. To a second tap on the last card the same is said as to the first.
    """
    row = drafts.find(turn.tx, turn.caller.user_id, draft_id)
    if row and row.about:
        return row if turn.admit() else None
    if row is None:
        need = needs.by_draft(turn.tx, draft_id) if need_id is None else needs.by_id(turn.tx, need_id)
        if need and need.owner == turn.caller.user_id and need.state == "submitted":
            turn.say(_confirmation(turn, need, again=need_id is not None, replace=replace))
        elif need and need.owner == turn.caller.user_id and not lifecycle.may(need.state, "resubmit", "owner"):
            text = turn.text("mine.already", reference=need.reference, state=wording.state(turn, need))
            turn.say(Reply(text, (_shown(turn, need),), replace=replace))
        else:
            turn.refuse("common.stale")
    return row


def _content(draft: Draft) -> Content:
    return Content(values=draft.values, flags=draft.flags, form_version=draft.form_version)


def _league(turn: Turn, draft: Draft) -> str | None:
    league = draft.values.get(turn.house.form.of_role("league").key)
    return str(league) if league else None
