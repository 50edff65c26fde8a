"""The way through the form: which step comes next, which before, what may be opened, what stops the submission."""

from dataclasses import replace

from bot.needs.draft import Draft
from bot.needs.form import RESERVED, TOGETHER, Form


def sequence(form: Form, draft: Draft) -> tuple[str, ...]:
    """Return the steps that are walked in order: the fields to mend of a returned need, else all steps."""
    return draft.todo if draft.todo is not None else form.walked(draft.values)


def onward(form: Form, draft: Draft) -> str:
    """Return the step after the present one: home, else the next in order that has no value yet.

    After the last the ones that were put off come again; those that are put off then are left to the review.
    """
    if draft.home is not None:
        return draft.home
    keys = sequence(form, draft)
    ahead = keys[keys.index(draft.step) + 1 :] if draft.step in keys else keys
    if draft.todo is not None:
        return ahead[0] if ahead else "review"
    again = keys if form.answered(draft.step, draft.values) else ()
    return next((key for key in (*ahead, *again) if not form.answered(key, draft.values)), form.ends[0])


def backward(form: Form, draft: Draft) -> str | None:
    """Return the step before the present one; None at the beginning."""
    if draft.home is not None:
        return draft.home
    way = (*sequence(form, draft), *(end for end in form.ends if end != "extras" or draft.todo is None))
    place = way.index(draft.step) if draft.step in way else 0
    return way[place - 1] if place else None


def errors(form: Form, draft: Draft) -> list[str]:
    """Return the keys of fields that stop the submission by what they hold."""
    return [remark.field for remark in form.remarks(draft.values) if remark.level == "error"]


def is_complete(form: Form, draft: Draft) -> bool:
    """Return whether every required field is there and nothing is in error."""
    return not form.missing(draft.values) and not errors(form, draft)


def editable(form: Form, draft: Draft) -> tuple[str, ...]:
    """Return the keys that may be opened one by one, in order; of a returned need only what it was returned for."""
    keys = tuple(field.key for field in form.numbered if form.applies(field.key, draft.values))
    if draft.todo is None:
        return keys
    open_to = {*draft.todo, *errors(form, draft), *(field.key for field in form.missing(draft.values))}
    return tuple(key for key in keys if key in open_to)


def settled(form: Form, draft: Draft, *, tapped: bool = False) -> Draft:
    """Return the draft as it stands in this form, which may have changed since it was written.

    What was asked by itself then, and now is on the card of several, is opened from there if it is `tapped`.
    """
    todo = None if draft.todo is None else tuple(key for key in draft.todo if form.has(key))
    home = draft.home if draft.home is None or _exists(form, draft.home) else None
    draft = replace(draft, todo=todo, home=home, form_version=form.version)
    if form.together and todo is None:
        past = tuple(replace(each, home=_on_card(form, each.step, each.home)) for each in draft.past)
        draft = replace(draft, home=_on_card(form, draft.step, home), past=past)
        if draft.step in form.together and home is None and not tapped:
            return replace(draft, step=TOGETHER, home=None, pending=None)
    if _exists(form, draft.step):
        return draft
    missing = form.missing(draft.values)
    return replace(draft, step=missing[0].key if missing else "review", pending=None, home=None)


def _on_card(form: Form, step: str, home: str | None) -> str | None:
    """Return where one comes back to from a step, which is the card of several where either is on it."""
    return TOGETHER if home in form.together or (home is None and step in form.together) else home


def _exists(form: Form, step: str) -> bool:
    return form.has(step) or (bool(form.together) if step == TOGETHER else step in RESERVED)
