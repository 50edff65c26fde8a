"""What was changed in a need when it was mended: field by field, the old value and the new one, as they are read."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from bot.needs.fields import KINDS, Field, Json, Values, indicators
from bot.needs.form import Form
from bot.texts.markup import shortened

LONGEST = 60  # characters of a value that are shown
BEFORE = 10  # characters of what both begin with that are still shown before the first difference


@dataclass(frozen=True)
class Change:
    """A field whose value is another now; empty: there was, or is, none."""

    label: str
    old: str
    new: str


def changes(form: Form, before: Values, after: Values, *, mask: bool) -> Iterator[Change]:
    """Give the changed fields in the form's order; `mask` hides phone numbers."""
    for field in form.numbered:
        old, new = before.get(field.key), after.get(field.key)
        if old != new:
            shown = (form.display(field.key, value, mask=mask) for value in (old, new))
            yield Change(field.label, *_differing(*shown))


def _differing(*texts: str) -> tuple[str, str]:
    """Return both texts short enough to compare, long ones from shortly before where they part."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False))
    same = max(0, sum(1 for _ in alike) - BEFORE) if max(map(len, texts)) > LONGEST else 0
    old, new = (shortened(f"…{text[same:]}" if same else text, LONGEST) for text in texts)
    return old, new


@dataclass(frozen=True)
class Lines:
    """A field with the lines of its value that are gone, or new, in order: (whether new, line)."""

    label: str
    lines: tuple[tuple[bool, str], ...]


def by_line(form: Form, before: Values, after: Values, *, mask: bool) -> Iterator[Lines]:
    """Give the changed fields in the form's order, each line of them that differs whole."""
    for field in form.numbered:
        old, new = before.get(field.key), after.get(field.key)
        if old != new:
            pair = [_lines(form, field, value, mask=mask) for value in (old, new)]
            yield Lines(field.label, tuple(_differing_lines(*pair)))


def _lines(form: Form, field: Field, value: Json, *, mask: bool) -> list[str]:
    """Return a value line by line; indicators without their numbers, or all behind a new one would differ."""
    if KINDS[field.kind].rows and isinstance(value, list):
        return [indicators.line(field, row) for row in value]
    return form.display(field.key, value, mask=mask).splitlines()


def _differing_lines(old: list[str], new: list[str]) -> Iterator[tuple[bool, str]]:
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from ((False, line) for line in old[start:end])
            yield from ((True, line) for line in new[first:last])
