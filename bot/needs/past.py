"""The latest changes of a draft, each of which can be taken back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.needs.draft import Draft, Past
from bot.needs.fields import KINDS, Json
from bot.needs.fields.indicators import changes
from bot.needs.form import Form
from bot.needs.walk import fitted
from bot.texts import Html, escape
from bot.texts.markup import shortened

REMEMBERED = 20  # changes


def remembering(form: Form, before: Draft, after: Draft) -> Draft:
    """Return the draft with what its last change replaced, where it changed; a consent is never taken back."""
    if after.past != before.past:  # a change was taken back
        return after
    values = {key: before.values.get(key) for key in _differing(before.values, after.values) if not form.consents(key)}
    begun = {key: before.begun.get(key) for key in _differing(before.begun, after.begun)}
    if not values and not begun:
        return after
    past = Past(before.step, before.home, values, begun, before.flags)
    return replace(after, past=(*after.past, past)[-REMEMBERED:])


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the keys that only one has, or both with different values, in the order of either."""
    return [key for key in {**before, **after} if before.get(key) != after.get(key)]


def undone(form: Form, draft: Draft) -> tuple[Draft, str] | None:
    """Return the draft without its last change, and the receipt; None where it remembers none.

    It stands where that change was made; at the review and such it stays.
    """
    if not draft.past:
        return None
    *past, last = draft.past
    values = _put_back(draft.values, last.values)
    begun = _put_back(draft.begun, last.begun)
    step, home = (draft.step, draft.home) if draft.step in form.ends else (last.step, last.home)
    if form.consents(step):  # what was kept from before it was filled in then, and is not asked for again
        step, home = form.steps[0].key, None
    back = replace(
        draft, values=values, begun=begun, flags=last.flags, past=tuple(past), step=step, home=home, pending=None
    )
    gone = {key: value for key, value in draft.values.items() if key not in back.values and form.has(key)}
    kept = {key: value for key, value in gone.items() if not form.applies(key, back.values)}
    back = fitted(form, replace(back, aside={**draft.aside, **kept}))
    return back, "\n".join(_receipt(form, key, draft, back) for key in {**last.values, **last.begun} if form.has(key))


def _put_back(now: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    put = {**now, **then}
    return {key: value for key, value in put.items() if value is not None}


def changed(form: Form, key: str, before: Json, after: Json) -> str:
    """Return what became of a field's value, in short, as Telegram HTML: the new one, or what was changed of the old.

    Of rows those that are not the same any more are told, of a text that goes on from what it was its end.
    """
    field = form.field(key)
    if KINDS[field.kind].rows and isinstance(before, list) and isinstance(after, list):
        return "".join(f"\n{line}" for line in changes(field, before, after)) or shortened(form.display(key, after))
    old, new = (form.display(key, value) for value in (before, after))
    if old and new != old and new.startswith(old):
        return form.texts("intake.more", text=shortened(new[len(old) :]))
    old, new = shortened(old), shortened(new)
    return form.texts("intake.became", old=old, new=new) if old and old != new else escape(new)


def _receipt(form: Form, key: str, now: Draft, back: Draft) -> str:
    label = form.field(key).label
    old, new = (draft.values.get(key) for draft in (back, now))
    if old is None and key in back.begun:
        return form.texts("intake.undone", label=label, value=shortened(back.begun[key]))
    if old is None:
        return form.texts("intake.undone_empty", label=label)
    return form.texts("intake.undone", label=label, value=Html(changed(form, key, new, old)))
