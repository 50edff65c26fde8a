"""The buttons that concern the whole form: the extras, the review, the submission, leaving and giving up."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from bot.needs import actions
from bot.needs.answers import show
from bot.needs.cards import button, cautioning, fields, review
from bot.needs.draft import Draft, Step
from bot.needs.form import Form
from bot.needs.overview import overview, progress
from bot.needs.walk import is_complete
from bot.reply import Reply

Reaction: TypeAlias = Callable[[Form, Draft], Step | None]


def done(form: Form, draft: Draft) -> Step | None:
    """Leave the extras for the review."""
    return show(form, replace(draft, step="review")) if draft.step == "extras" else None


def _more(form: Form, draft: Draft) -> Step | None:
    fits = draft.step == "review" and draft.todo is None
    return show(form, replace(draft, step="extras")) if fits else None


def _review(form: Form, draft: Draft) -> Step | None:
    return show(form, replace(draft, step="review"), in_place=True) if draft.step == "truth" else None


def _change_some(form: Form, draft: Draft) -> Step | None:
    if draft.step != "review":
        return None
    text, _ = review(form, draft)
    return Step(draft, (Reply(text, tuple(fields(form, draft)), replace=True),))


def _whole(form: Form, draft: Draft) -> Step | None:
    if draft.step != "review":
        return None
    text, rows = review(form, draft, whole=True)
    return Step(draft, (Reply(text, tuple(rows), replace=True),))


def _truth(form: Form, draft: Draft) -> Step | None:
    if draft.step != "review" or "truth" not in form.ends or not is_complete(form, draft):
        return None
    return _cautioned(form, draft) or show(form, replace(draft, step="truth"))


def _cautioned(form: Form, draft: Draft) -> Step | None:
    """Stop at the review for cautions that were not shown yet; None where there are none of them."""
    found = [each for each in form.remarks(draft.values) if each.level == "caution"]
    told = tuple(f"{each.field}: {each.text}" for each in found)
    if {*told} <= {*draft.cautioned}:
        return None
    return Step(replace(draft, step="review", cautioned=told), (cautioning(form, draft, found),))


def _preview(_form: Form, draft: Draft) -> Step | None:
    return Step(draft, (), "previewed") if draft.step in ("review", "truth") else None


def _submit(form: Form, draft: Draft) -> Step | None:
    if draft.step != form.ends[-1]:
        return None
    if not is_complete(form, draft):
        return show(form, replace(draft, step="review"))
    if "truth" in form.ends and (step := _cautioned(form, draft)):
        return step
    return Step(replace(draft, step="submitted", pending=None, home=None, rejected={}), (), "submitted")


def _look(form: Form, draft: Draft) -> Step | None:
    text = overview(form, draft.values) or form.texts("intake.nothing_yet")
    lead = form.texts("intake.look", progress=progress(form, draft))
    begun = (
        form.texts("intake.begun", label=form.field(key).label, text=said)
        for key, said in draft.begun.items()
        if form.has(key)
    )
    return Step(draft, (Reply("\n\n".join((lead, text, *begun)), ((button(form, actions.Here()),),)),))


def _leave(form: Form, draft: Draft) -> Step | None:
    text = form.texts("intake.left", progress=progress(form, draft))
    return Step(draft, (Reply(text, ((button(form, actions.Resume()),),)),), "left")


def _cancel(form: Form, draft: Draft) -> Step | None:
    key = "intake.cancel" if draft.need_id is None else "intake.cancel_amending"
    either = (button(form, actions.CancelYes()), button(form, actions.CancelNo()))
    asked = form.texts(key, title=form.draft_title)
    return Step(draft, (Reply(asked, ((button(form, actions.Leave()),), either)),))


def _cancel_yes(form: Form, draft: Draft) -> Step | None:
    key = "intake.cancelled" if draft.need_id is None else "intake.cancelled_amending"
    return Step(draft, (Reply(form.texts(key, title=form.draft_title), replace=True),), "cancelled")


WHOLE: Mapping[type[actions.OfDraft], Reaction] = {
    actions.Done: done,
    actions.More: _more,
    actions.Review: _review,
    actions.ChangeSome: _change_some,
    actions.Whole: _whole,
    actions.Truth: _truth,
    actions.Preview: _preview,
    actions.Submit: _submit,
    actions.Look: _look,
    actions.Leave: _leave,
    actions.Cancel: _cancel,
    actions.CancelYes: _cancel_yes,
}
