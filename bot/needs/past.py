"""The latest changes of a draft, each of which can be taken back."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any, TypeVar

from bot.needs.draft import Draft, Past
from bot.needs.fields import KINDS, Json
from bot.needs.fields.indicators import changes
from bot.needs.form import Form
from bot.needs.walk import fitted
from bot.texts import Html, escape
from bot.texts.markup import shortened

T = TypeVar("T")

REMEMBERED = 20  # changes


def taken_over(draft: Draft, writer: int) -> Draft:
    """Return the draft as one of those who write it goes on: what another one has changed is not his to undo."""
    return draft if draft.writer == writer else replace(draft, past=(), writer=writer)


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


def corrected(draft: Draft, key: str, value: Json) -> Draft:
    """Return the draft with a field as it was changed elsewhere; nothing in it leads back to an earlier value."""
    past = (
        replace(
            each, values=_without(each.values, key), begun=_without(each.begun, key), flags=_others(each.flags, key)
        )
        for each in draft.past
    )
    mine = draft.pending and key in (draft.step, draft.pending.changes)
    return replace(
        draft,
        values={**draft.values, key: value},
        before={**draft.before, key: value} if key in draft.before else draft.before,
        past=tuple(each for each in past if each.values or each.begun),
        flags=_others(draft.flags, key),
        pending=None if mine else draft.pending,
        begun=_without(draft.begun, key),
        rejected=_without(draft.rejected, key),
        brought=_without(draft.brought, key),
        revision=draft.revision + 1,
    )


def _without(held: Mapping[str, T], key: str) -> dict[str, T]:
    return {name: each for name, each in held.items() if name != key}


def _others(flags: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(name for name in flags if name != key)


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


def unsaid(form: Form, draft: Draft) -> tuple[Draft, str] | None:
    """Return the draft without the last piece of what was begun at the present step, and the receipt; None without one.

    Whatever was changed elsewhere since stays.
    """
    key, said = draft.step, draft.begun.get(draft.step, "")
    place = next((at for at in reversed(range(len(draft.past))) if key in draft.past[at].begun), None)
    if not said or place is None:
        return None
    last = draft.past[place]
    before = last.begun[key] or ""
    rest = replace(last, begun={other: text for other, text in last.begun.items() if other != key})
    past = (*draft.past[:place], *((rest,) if rest.values or rest.begun else ()), *draft.past[place + 1 :])
    back = replace(draft, begun=_put_back(draft.begun, {key: before or None}), past=past, pending=None)
    piece = said.removeprefix(before).strip()
    return back, form.texts("intake.unsaid", text=shortened(piece))


def _put_back(now: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    put = {**now, **then}
    return {key: value for key, value in put.items() if value is not None}


def changed(form: Form, key: str, before: Json, after: Json) -> str:
    """Return what became of a field's value, in short, as Telegram HTML: the new one, or what was changed of the old.

    Of rows those that are not the same any more are told, of a text that goes on from what it was its end, of one in
    parts what came between.
    """
    field = form.field(key)
    if KINDS[field.kind].rows and isinstance(before, list) and isinstance(after, list):
        return "".join(f"\n{line}" for line in changes(field, before, after)) or shortened(form.display(key, after))
    old, new = (form.display(key, value) for value in (before, after))
    if old and new != old and new.startswith(old):
        return form.texts("intake.more", text=shortened(new[len(old) :]))
    if field.parts and (added := _inserted(old, new)):
        return form.texts("intake.inserted", text=shortened(added))
    old, new = shortened(old), shortened(new)
    return form.texts("intake.became", old=old, new=new) if old and old != new else escape(new)


def _inserted(old: str, new: str) -> str:
    """Return what was put between two lines of an old text; nothing where more was changed."""
    first, last = old.split("\n"), new.split("\n")
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    rest = first[same:]
    return "\n".join(last[same : len(last) - len(rest)]) if rest and last[same:][-len(rest) :] == rest else ""


def _receipt(form: Form, key: str, now: Draft, back: Draft) -> str:
    label = form.field(key).label
    old, new = (draft.values.get(key) for draft in (back, now))
    if old is None and key in back.begun:
        return form.texts("intake.undone", label=label, value=shortened(back.begun[key]))
    if old is None:
        return form.texts("intake.undone_empty", label=label)
    return form.texts("intake.undone", label=label, value=Html(changed(form, key, new, old)))
