"""Reasons that staff give: whether one tells an enterprise anything, and how those of several fields are told.

What is wrong and what can be done about it takes some words.
"""

from collections.abc import Mapping, Sequence

from bot.needs.form import Form

SHORTEST = 6  # letters, figures and ideographs
DISTINCT = 4  # different ones among them


def says_something(text: str) -> bool:
    """Return whether a text is long enough to help, and not figures or one thing over and over."""
    said = [each for each in text.casefold() if each.isalnum()]
    return len(said) >= SHORTEST and len(set(said)) >= DISTINCT and not all(map(str.isdecimal, said))


def told(form: Form, fields: Sequence[str], reason: str, reasons: Mapping[str, str]) -> str:
    """Return the reason of a decision to be read beneath the names of its fields: those of single ones a line each."""
    return "".join(f"\n· {each}" for each in _lines(form, fields, reason, reasons)) if reasons else reason


def noted(form: Form, fields: Sequence[str], reason: str, reasons: Mapping[str, str]) -> str:
    """Return the same for the record: every reason with the names of the fields that it is of."""
    return "\n".join(_lines(form, fields, reason, reasons))


def _lines(form: Form, fields: Sequence[str], reason: str, reasons: Mapping[str, str]) -> list[str]:
    known = [key for key in fields if form.has(key)]
    single = [f"{form.field(key).label}：{reasons[key]}" for key in known if key in reasons]
    others = "、".join(form.field(key).label for key in known if key not in reasons)
    whole = f"{others}：{reason}" if others and reason else reason
    return [*single, *filter(None, (whole,))]
