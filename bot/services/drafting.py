"""Drafts as a whole: begun, gone on with, copied, mended after a return, deleted, and at last submitted."""

from dataclasses import replace

from bot.needs import intake as core
from bot.needs import lifecycle
from bot.needs.draft import Draft, Step
from bot.needs.fields import Values
from bot.reply import Button, Reply
from bot.services import cards, mine, review
from bot.services.turn import Turn
from bot.storage import drafts, needs
from bot.storage.drafts import DraftRow
from bot.storage.needs import Need


def start(turn: Turn) -> None:
    """Begins a new need, or offers to go on with the one begun."""
    row = drafts.of_need(turn.tx, turn.caller.user_id, None)
    if row is None:
        begin(turn)
        return
    about = {"draft_id": row.id}
    buttons = (
        Button(turn.text("mine.go_on"), "draft.resume", about),
        Button(turn.text("mine.restart"), "draft.restart", about),
    )
    text = turn.text("mine.unfinished", title=cards.draft_title(turn, row), at=cards.moment(row.updated_at))
    turn.say(Reply(text, (buttons,)))


def begin(turn: Turn, values: Values | None = None) -> None:
    """Makes a new draft, with `values` of an earlier need as far as they still hold, and shows its first step."""
    draft_id = drafts.create(turn.tx, turn.caller.user_id)
    show(turn, core.begin(turn.house.form, turn.caller.user_id, draft_id, values))


def resume(turn: Turn, *, draft_id: int) -> None:
    """Goes on with a draft at the step where it was left."""
    if row := _own(turn, draft_id):
        show(turn, core.resume(turn.house.form, Draft.from_json(row.content)))


def restart(turn: Turn, *, draft_id: int) -> None:
    """Asks whether to throw the begun draft away."""
    ask_delete(turn, draft_id=draft_id)


def ask_delete(turn: Turn, *, draft_id: int) -> None:
    """Asks whether to delete a draft."""
    if row := _own(turn, draft_id):
        yes = Button(turn.text("mine.delete_yes"), "draft.delete_yes", {"draft_id": draft_id})
        no = Button(turn.text("mine.delete_no"), "draft.resume", {"draft_id": draft_id})
        turn.say(Reply(turn.text("mine.delete_ask", title=cards.draft_title(turn, row)), ((yes, no),), replace=True))


def delete(turn: Turn, *, draft_id: int) -> None:
    """Deletes a draft of the caller's."""
    if _own(turn, draft_id):
        drafts.delete(turn.tx, draft_id)
        again = Button(turn.text("mine.begin"), "act.submit")
        turn.say(Reply(turn.text("mine.deleted"), ((again,),), replace=True))


def amend(turn: Turn, *, need: int) -> None:
    """Walks the owner of a returned need through the fields that it was returned for."""
    found = needs.by_id(turn.tx, need)
    if found is None or found.owner != turn.caller.user_id or found.state != "returned":
        turn.tell("common.stale")
        return
    if row := drafts.of_need(turn.tx, found.owner, found.id):
        resume(turn, draft_id=row.id)
        return
    request = found.request or {}
    draft_id = drafts.create(turn.tx, found.owner, found.id)
    draft = Draft(
        id=draft_id,
        owner=found.owner,
        values=found.content["values"],
        todo=tuple(request.get("fields", ())),
        need_id=found.id,
        reason=request.get("reason", ""),
        flags=tuple(found.content.get("flags", ())),
        form_version=found.content.get("form_version", 1),
    )
    show(turn, core.amend(turn.house.form, draft))


def copy(turn: Turn, *, need: int) -> None:
    """Makes a new draft with what a rejected or withdrawn need held."""
    found = needs.by_id(turn.tx, need)
    if found is None or found.owner != turn.caller.user_id or found.state not in ("rejected", "withdrawn"):
        turn.tell("common.stale")
    elif drafts.of_need(turn.tx, found.owner, None):
        turn.tell("mine.one_draft")
        start(turn)
    else:
        begin(turn, found.content["values"])


def show(turn: Turn, step: Step, *, active: bool = True) -> None:
    """Stores a draft as it is after a step and says the step's replies; their buttons belong to this revision."""
    draft = step.draft
    drafts.keep(turn.tx, draft.id, draft.to_json(), active=active)
    for reply in step.replies:
        turn.say(reply, draft=draft.id, rev=draft.revision)


def submit(turn: Turn, draft: Draft) -> None:
    """Makes the need of a finished draft, or puts a mended one back into the queue; staff are told."""
    if draft.need_id is not None:
        _resubmit(turn, draft)
        return
    need = needs.create(
        turn.tx,
        reference=needs.next_reference(turn.tx, turn.house.reference_prefix, turn.now.astimezone(cards.BEIJING).year),
        owner=draft.owner,
        draft_id=draft.id,
        state=lifecycle.transition("draft", "submit", role="owner"),
        league=_league(draft),
        content=_content(draft),
    )
    mine.record(turn, replace(need, state="draft"), "submit", need.state)
    drafts.delete(turn.tx, draft.id)
    _confirm(turn, need, "mine.submitted")
    review.announce(turn, need)


def _resubmit(turn: Turn, draft: Draft) -> None:
    need = needs.by_id(turn.tx, draft.need_id or 0)
    drafts.delete(turn.tx, draft.id)
    if need is None or need.state != "returned":
        turn.tell("common.stale")
        return
    state = lifecycle.transition(need.state, "resubmit", role="owner")
    moved = needs.change(turn.tx, need, state=state, holder=None, content=_content(draft), league=_league(draft))
    mine.record(turn, need, "resubmit", state)
    _confirm(turn, moved, "mine.resubmitted")
    review.announce(turn, moved, "review.resubmitted")


def _confirm(turn: Turn, need: Need, key: str) -> None:
    button = Button(turn.text("mine.show"), "mine.show", {"need": need.id})
    text = turn.text(key, reference=need.reference, title=cards.shown(turn, need, "title"))
    turn.say(Reply(text, ((button,),), replace=True))


def _own(turn: Turn, draft_id: int) -> DraftRow | None:
    row = next((each for each in drafts.of_owner(turn.tx, turn.caller.user_id) if each.id == draft_id), None)
    if row is None:
        need = needs.by_draft(turn.tx, draft_id)
        if need and need.owner == turn.caller.user_id:
            turn.tell("mine.already", reference=need.reference)
        else:
            turn.tell("common.stale")
    return row


def _content(draft: Draft) -> dict[str, object]:
    return {"values": dict(draft.values), "flags": list(draft.flags), "form_version": draft.form_version}


def _league(draft: Draft) -> str | None:
    league = draft.values.get("league")
    return str(league) if league else None
