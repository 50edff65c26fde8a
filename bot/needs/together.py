"""The card of the fields that are asked together: what it proposes for each, and what is typed beside it."""

import re
from dataclasses import replace
from types import UnionType

from bot.needs.draft import Draft
from bot.needs.fields import Accepted, AskBack, Field, Values, parse
from bot.needs.fields.choice import find, numbered
from bot.needs.fields.vocabulary import means
from bot.needs.form import Form
from bot.needs.words import Change

_BETWEEN = re.compile(r"[，,、；;。\s]+")
LONGEST = 200  # characters; what is longer names no options


def proposed(form: Form, values: Values) -> Values:
    """Return a value for each field of the card: what stands there, else the default."""
    return {
        key: value if form.holds(key, value := values.get(key)) else form.field(key).standard for key in form.together
    }


def settled(form: Form, draft: Draft) -> Draft:
    """Return the draft with all that the card proposes."""
    return replace(draft, values={**draft.values, **proposed(form, draft.values)})


def approves(form: Form, text: str) -> bool:
    """Return whether a text takes all that the card proposes."""
    return any(means(form.texts, kind, text) for kind in ("right", "consent", "indifferent"))


def told(form: Form, text: str) -> tuple[Change, ...]:
    """Return the fields that a text answers, with what it says of each; nothing where any of it is not clear."""
    whole = _reading(form, text, Accepted)
    if len(whole) == 1:
        return (Change(whole[0], text),)
    clear, others = parted(form, text)
    if others:
        return tuple(Change(field, text) for field in meant(form, text)) if len(meant(form, text)) == 1 else ()
    return clear


def parted(form: Form, text: str) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Return what the parts of a text say of fields, and the parts of which it is not clear which field they mean."""
    said, others = dict[str, list[str]](), list[str]()
    for part in filter(None, _BETWEEN.split(text[:LONGEST])):
        fields = meant(form, part)
        into = said.setdefault(fields[0].key, []) if len(fields) == 1 else others
        into.append(part)
    return tuple(Change(form.field(key), "、".join(words)) for key, words in said.items()), tuple(others)


def names(form: Form, text: str) -> bool:
    """Return whether a text is the name of an option of the card: 谁也别公开 asks nothing there."""
    return any(find(form.field(key), text) for key in form.together)


def meant(form: Form, text: str) -> list[Field]:
    """Return the fields of which a text names an option, those of the card first; or else resembles one of the card."""
    card = [form.field(key) for key in form.together]
    finer = [each for field in card for each in form.finer(field.key)]
    named = next(filter(None, ([each for each in fields if find(each, text)] for fields in (card, finer))), [])
    return named or _reading(form, text, Accepted | AskBack)


def _reading(form: Form, text: str, outcome: type[Accepted] | UnionType) -> list[Field]:
    """Return the fields that read a text so; its place in a list says nothing where there are several lists."""
    fields = [form.field(key) for key in form.together] if len(text) <= LONGEST else []
    return [field for field in fields if not numbered(field, text) and isinstance(parse(field, text, {}), outcome)]
