"""Drafts as a whole: begun, gone on with, copied, mended after a return, deleted, and at last submitted."""

from collections.abc import Sequence
from dataclasses import replace

from bot.needs import intake as core
from bot.needs import lifecycle
from bot.needs.draft import Draft, Step
from bot.needs.fields import Values
from bot.needs.form import OF_NEEDS
from bot.needs.pasted import Brought
from bot.reply import Button, Reply, Row
from bot.services.actions import (
    Amend,
    AskDelete,
    Copy,
    Delete,
    KeepDraft,
    ResumeDraft,
    ShowDraftFiles,
    ShowMine,
)
from bot.services.filing import my_needs
from bot.services.needs_state import alike, live_cards, owners_view, receipt, wording
from bot.services.needs_state.transition import move, record
from bot.services.runtime import beijing, limits, rights, writing
from bot.services.runtime.rights import What
from bot.services.runtime.turn import Turn, on
from bot.services.runtime.writing import form_named, form_of, show
from bot.storage import attachments, consents, drafts, erasures, needs
from bot.storage.drafts import DraftRow
from bot.storage.needs import Content, Need, Request
from bot.texts.markup import plain

MOST = 5  # drafts of new needs that one person has at once


def new_ones(turn: Turn, form: str | None = None) -> list[DraftRow]:
    """Return the caller's own drafts of what is new, on whatever form or on one, the latest touched first."""
    own = drafts.of_owner(turn.tx, turn.caller.user_id)
    return [each for each in own if each.need_id is None and form in (None, each.form)]


def fill(turn: Turn, told: str | Brought, row: DraftRow | None = None) -> bool:
    """Fills what was told of the fields into a draft, or else into a new need; False where there may be none more."""
    if row:
        show(turn, core.paste(form_of(turn, row), Draft.from_json(row.content), told))
    elif step := made(turn):
        show(turn, core.paste(form_named(turn, OF_NEEDS), step.draft, told))
    else:
        return False
    return True


def begin(
    turn: Turn,
    values: Values | None = None,
    *,
    form: str = OF_NEEDS,
    lead: str = "",
    problem: str = "",
    files_of: int | None = None,
) -> int | None:
    """Makes a new draft, with `values` and files of an earlier need as far as they hold; its first step follows `lead`.

    Without values, what the enterprise has in its last need is offered. `problem` was told before. Returns its id;
    None where the caller has as many as there may be, and is told so.
    """
    step = made(turn, values, problem, files_of, form)
    if step:
        show(turn, writing.led(step, lead))
    return step.draft.id if step else None


def made(
    turn: Turn,
    values: Values | None = None,
    problem: str = "",
    files_of: int | None = None,
    form: str = OF_NEEDS,
) -> Step | None:
    """Return the first step of a draft that is made; None where there are as many as there may be, which is said."""
    owner, begun = turn.caller.user_id, new_ones(turn)
    if len(begun) >= MOST:
        rows = tuple(my_needs.draft_row(turn, each) for each in begun)
        turn.say(Reply(turn.text("mine.full", most=MOST), rows))
        return None
    offered = values is None and erasures.of_user(turn.tx, owner) is None  # nothing that is to be erased
    filed = needs.of_owner(turn.tx, owner) if offered else []
    earlier = next((need.content.values for need in filed if need.form == form), None)
    draft_id = drafts.create(turn.tx, owner, form=form)
    if files_of is not None:
        attachments.copy(turn.tx, files_of, draft_id)
    return core.begin(form_named(turn, form), owner, draft_id, values, earlier, problem)


@on(ResumeDraft)
def resume(turn: Turn, action: ResumeDraft) -> None:
    """Goes on with a draft at the step where it was left."""
    if row := find(turn, action.draft_id):
        show(turn, core.resume(form_of(turn, row), Draft.from_json(row.content)))


@on(AskDelete)
def ask_delete(turn: Turn, action: AskDelete) -> None:
    """Asks whether to delete a draft."""
    if row := find(turn, action.draft_id, what="erase"):
        yes = Button(turn.text("mine.delete_yes"), Delete(draft_id=row.id))
        no = Button(turn.text("mine.delete_no"), KeepDraft(draft_id=row.id))
        turn.say(Reply(turn.text("mine.delete_ask", title=writing.title(turn, row)), ((yes, no),)))


@on(Delete)
def delete(turn: Turn, action: Delete) -> None:
    """Deletes a draft of the caller's."""
    if row := find(turn, action.draft_id, what="erase"):
        rights.tell(turn, row, lambda: deleted(turn, row))
        writing.close(turn, row.id, replace(deleted(turn, row), replace=True))


def deleted(turn: Turn, row: DraftRow) -> Reply:
    """Return that a draft was deleted."""
    return Reply(turn.text("mine.deleted", title=writing.title(turn, row)))


@on(KeepDraft)
def kept(turn: Turn, action: KeepDraft) -> None:
    """Leaves a draft as it is."""
    if find(turn, action.draft_id):
        turn.say(Reply(turn.text("mine.kept"), ((_going_on(turn, action.draft_id),),), replace=True))


def _going_on(turn: Turn, draft_id: int, label: str = "mine.go_on") -> Button:
    return Button(turn.text(label), ResumeDraft(draft_id=draft_id))


@on(Amend)
def amend(turn: Turn, action: Amend) -> None:
    """Walks the caller through the fields that a need was returned for."""
    found = my_needs.own(turn, action.need, "edit")
    if found is None:
        return
    if not lifecycle.may(found.state, "resubmit", "owner"):
        turn.say(my_needs.card(turn, found))
    elif row := drafts.of_need(turn.tx, found.id):
        resume(turn, ResumeDraft(draft_id=row.id))
    else:
        draft = _draft_of(found, drafts.create(turn.tx, found.owner, found.id, form=found.form))
        attachments.copy(turn.tx, found.id, draft.id)
        show(turn, core.amend(form_named(turn, found.form), draft))


def _draft_of(need: Need, draft_id: int) -> Draft:
    request, content = need.request or Request(), need.content
    return Draft(
        id=draft_id,
        owner=need.owner,
        values=content.values,
        todo=request.fields,
        need_id=need.id,
        reason=request.reason,
        reasons=request.reasons,
        flags=content.flags,
        form_version=content.form_version,
    )


@on(Copy)
def copy(turn: Turn, action: Copy) -> None:
    """Makes a new draft with what a rejected or withdrawn need held."""
    found = my_needs.own(turn, action.need, "copy")
    if found is None:
        return
    if not lifecycle.may(found.state, "copy", "owner"):
        turn.say(my_needs.card(turn, found))
    elif again := _copied(turn, found):
        resume(turn, ResumeDraft(draft_id=again.id))
    else:
        lead = turn.text("mine.copied", reference=found.reference)
        begin(turn, found.content.values, form=found.form, lead=lead, files_of=found.id)


def _copied(turn: Turn, found: Need) -> DraftRow | None:
    """Return the draft that a need was copied into and that is as it was then: a second tap means that one."""
    form = form_named(turn, found.form)
    fresh = core.begin(form, found.owner, 0, found.content.values, None, "").draft.values
    return next((each for each in new_ones(turn, found.form) if each.content.get("values") == dict(fresh)), None)


def submit(turn: Turn, row: DraftRow, draft: Draft) -> None:
    """Makes the need of a finished draft, or puts a mended one back into the queue; staff are told."""
    if draft.need_id is None and not limits.may_submit(turn):
        return
    if any(each.state == "waiting" for each in attachments.of_draft(turn.tx, draft.id)):
        listing = Button(turn.text("intake.button.files"), ShowDraftFiles(draft_id=draft.id))
        turn.say(Reply(turn.text("files.still"), ((listing, _going_on(turn, draft.id)),)))
        return
    if draft.need_id is None:
        need = _created(turn, row, draft)
    elif found := my_needs.own(turn, draft.need_id, "submit"):
        files = _files_note(turn, *attachments.hand_over(turn.tx, draft.id, found.id))
        note = _noted(files, _helped(turn, found))
        content = _content(draft)
        need = move(turn, found, "resubmit", role="owner", note=note, content=content, league=_league(turn, row, draft))
    else:
        writing.close(turn, draft.id)
        return
    again = draft.need_id is not None
    rights.tell(turn, need, lambda: _confirmation(turn, need, again=again, replace=False))
    writing.close(turn, draft.id, _with_receipt(turn, need, _confirmation(turn, need, again=again, replace=True)))
    live_cards.announce(turn, need)


def _files_note(turn: Turn, come: Sequence[str], gone: Sequence[str]) -> str:
    """Return what the record says of files that came with a submission, and of those that went."""
    with turn.heard_by(None):  # it is staff who read the record
        said = [turn.text("files.come", names="、".join(come))] if come else []
        said += [turn.text("files.went", names="、".join(gone))] if gone else []
    return "\n".join(map(plain, said))


def _helped(turn: Turn, need: Need) -> str:
    """Return what the record says of colleagues who take part; it is kept for ever, so that no names are in it."""
    count = len(rights.colleagues(turn, need))
    return plain(turn.text("sharing.record", count=count)) if count else ""


def _noted(*notes: str) -> str:
    return "\n".join(filter(None, notes))


def _with_receipt(turn: Turn, need: Need, confirmation: Reply) -> Reply:
    return replace(confirmation, paper=receipt.of_need(turn, need, mask=False) if turn.house.documents else None)


def _created(turn: Turn, row: DraftRow, draft: Draft) -> Need:
    need = needs.create(
        turn.tx,
        reference=needs.next_reference(turn.tx, turn.house.reference_prefix, turn.now.astimezone(beijing.BEIJING).year),
        owner=draft.owner,
        draft_id=draft.id,
        state=lifecycle.transition("draft", "submit", role="owner"),
        league=_league(turn, row, draft),
        content=_content(draft),
        form=row.form,
    )
    consents.become(turn.tx, draft.id, need.id)
    files = _files_note(turn, [each.name for each in attachments.of_need(turn.tx, need.id)], ())
    note = _noted(files, _helped(turn, need))
    record(turn, need, "submit", from_state="draft", role="owner", note=note)
    alike.note(turn.tx, turn.house, need)
    live_cards.refresh_others(turn, need)
    return need


def _confirmation(turn: Turn, need: Need, *, again: bool, replace: bool) -> Reply:
    key = "mine.resubmitted" if again else "mine.submitted"
    text = turn.text(key, reference=need.reference, title=wording.shown(turn, need, "title"))
    return Reply(text, (_shown(turn, need),), replace=replace)


def _shown(turn: Turn, need: Need) -> Row:
    return (Button(turn.text("mine.show"), ShowMine(need=need.id)),)


def find(
    turn: Turn, draft_id: int, need_id: int | None = None, *, what: What = "edit", replace: bool = False
) -> DraftRow | None:
    """Return a draft with which the caller may do this; else say what has become of it, in place of the card if asked.

    `need_id` is the need that it was to mend. To a second tap on the last card the same is said as to the first.
    """
    row = rights.draft(turn, draft_id, what)
    if row and row.about:
        return row if turn.admit() else None
    if row is None and rights.draft(turn, draft_id):
        turn.refuse("sharing.owner_only")
    elif row is None:
        need = needs.by_draft(turn.tx, draft_id) if need_id is None else needs.by_id(turn.tx, need_id)
        mine = need is not None and rights.may(turn, "read", need)
        need = owners_view.seen(turn.tx, need) if need else None
        if need and mine and need.state == "submitted":
            turn.say(_confirmation(turn, need, again=need_id is not None, replace=replace))
        elif need and mine and not lifecycle.may(need.state, "resubmit", "owner"):
            text = turn.text("mine.already", reference=need.reference, state=wording.state(turn, need))
            turn.say(Reply(text, (_shown(turn, need),), replace=replace))
        else:
            turn.refuse("common.stale")
    return row


def _content(draft: Draft) -> Content:
    return Content(values=draft.values, flags=draft.flags, form_version=draft.form_version)


def _league(turn: Turn, row: DraftRow, draft: Draft) -> str | None:
    field = turn.house.form_of(row).role("league")
    league = draft.values.get(field.key) if field else None
    return str(league) if league else None
