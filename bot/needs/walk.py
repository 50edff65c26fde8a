"""The way through the form: which step comes next, which before, what may be opened, what stops the submission."""

from collections.abc import Mapping
from dataclasses import replace

from bot.needs.draft import Draft
from bot.needs.fields import Json
from bot.needs.form import RESERVED, TOGETHER, Form


def sequence(form: Form, draft: Draft) -> tuple[str, ...]:
    """Return the steps that are walked in order: the fields to mend of a returned need, else all steps."""
    return draft.todo if draft.todo is not None else form.walked(draft.values)


def onward(form: Form, draft: Draft) -> str:
    """Return the step after the present one: home, else the next in order that has no value yet.

    After the last the ones that were put off come again; those that are put off then are left to the review.
    """
    if draft.home is not None and _is_asked(form, draft, draft.home):
        return draft.home
    keys = sequence(form, draft)
    ahead = keys[keys.index(draft.step) + 1 :] if draft.step in keys else keys
    if draft.todo is not None:
        return next((key for key in ahead if _is_asked(form, draft, key)), "review")
    again = keys if form.answered(draft.step, draft.values) else ()
    return next((key for key in (*ahead, *again) if not form.answered(key, draft.values)), form.ends[0])


def _is_asked(form: Form, draft: Draft, step: str) -> bool:
    """Return whether a step makes sense beside the values."""
    return not form.has(step) or form.applies(step, draft.values)


def fitted(form: Form, draft: Draft) -> Draft:
    """Return the draft with the values of fields that are not asked at present aside, and those back that are again."""
    values, aside = form.parted({**draft.aside, **draft.values})
    return replace(draft, values=values, aside=aside)


def backward(form: Form, draft: Draft) -> str | None:
    """Return the step before the present one; None at the beginning."""
    if draft.home is not None and _is_asked(form, draft, draft.home):
        return draft.home
    way = (*sequence(form, draft), *(end for end in form.ends if end != "extras" or draft.todo is None))
    place = way.index(draft.step) if draft.step in way else 0
    return next((step for step in reversed(way[:place]) if _is_asked(form, draft, step)), None)


def errors(form: Form, draft: Draft) -> list[str]:
    """Return the keys of fields that stop the submission by what they hold."""
    return [remark.field for remark in form.remarks(draft.values) if remark.level == "error"]


def is_complete(form: Form, draft: Draft) -> bool:
    """Return whether every required field is there and nothing is in error."""
    return not form.missing(draft.values) and not errors(form, draft)


def editable(form: Form, draft: Draft) -> tuple[str, ...]:
    """Return the keys that may be opened one by one, in order; of a returned need only what it was returned for."""
    keys = tuple(field.key for field in form.asked(draft.values))
    if draft.todo is None:
        return keys
    open_to = {*draft.todo, *errors(form, draft), *(field.key for field in form.missing(draft.values))}
    return tuple(key for key in keys if key in open_to)


def outgrown(form: Form, draft: Draft) -> Mapping[str, str]:
    """Return what a draft on another version of its form holds that the form can't take now, as text by key."""
    if draft.form_version == form.version:
        return {}
    held = {**draft.values, **{key: value for key, value in draft.aside.items() if form.has(key)}}
    old = {key: _as_text(value) for key, value in held.items() if not form.holds(key, value)}
    return old | {key: text for key, text in draft.begun.items() if not form.has(key)}


def _as_text(value: Json) -> str:
    if isinstance(value, Mapping):
        return "，".join(map(_as_text, value.values()))
    return "\n".join(map(_as_text, value)) if isinstance(value, list | tuple) else str(value)


def renewed(form: Form, draft: Draft) -> Draft:
    """Return a draft on another version of its form as one on this.

    What does not hold any more is no value, but the text that the field asks about again; without a field, it is aside.
    """
    old = outgrown(form, draft)
    gone = {key: value for key, value in {**draft.values, **draft.begun}.items() if key in old and not form.has(key)}
    values, aside = (
        {key: value for key, value in held.items() if key not in old} for held in (draft.values, draft.aside)
    )
    begun = {key: text for key, text in draft.begun.items() if key not in old}
    again = {key: text for key, text in old.items() if form.has(key)}
    rejected = {**draft.rejected, **again}
    return replace(draft, values=values, aside=aside | gone, begun=begun, rejected=rejected, form_version=form.version)


def settled(form: Form, draft: Draft, *, tapped: bool = False) -> Draft:
    """Return the draft as it stands in this form, which may have changed since it was written.

    What was asked by itself then, and now is on the card of several, is opened from there if it is `tapped`.
    """
    draft = renewed(form, draft)
    todo = None if draft.todo is None else tuple(key for key in draft.todo if form.has(key))
    home = draft.home if draft.home is None or _exists(form, draft.home) else None
    draft = replace(draft, todo=todo, home=home)
    if form.together and todo is None:
        past = tuple(replace(each, home=_on_card(form, each.step, each.home)) for each in draft.past)
        draft = replace(draft, home=_on_card(form, draft.step, home), past=past)
        if draft.step in form.together and home is None and not tapped:
            return replace(draft, step=TOGETHER, home=None, pending=None)
    if _exists(form, draft.step) and _is_asked(form, draft, draft.step):
        return draft
    missing = form.missing(draft.values)
    return replace(draft, step=missing[0].key if missing else "review", pending=None, home=None)


def _on_card(form: Form, step: str, home: str | None) -> str | None:
    """Return where one comes back to from a step, which is the card of several where either is on it."""
    return TOGETHER if home in form.together or (home is None and step in form.together) else home


def _exists(form: Form, step: str) -> bool:
    return form.has(step) or (bool(form.together) if step == TOGETHER else step in RESERVED)
