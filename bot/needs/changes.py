"""What differs between two versions of a need: field by field, nothing left out.

A list is compared line by line, each line with the one most like it, so that a line put in front leaves the others as
they are; prose word by word; anything else is an old value and a new one. A `Change` holds both values whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate, groupby, pairwise, takewhile
from typing import Literal

from bot.needs.fields import KINDS, Field, Json, Values, indicators
from bot.needs.form import Form
from bot.needs.likeness import ratio

LIKE = 0.45  # from which likeness on a line is taken for a changed one, and prose is compared word by word
CONTEXT = 12  # characters of what stays that are shown beside a change, and then the rest of the word
LISTS = frozenset({"choices", "keywords"})
WORD = re.compile(r"[A-Za-z0-9]+(?:[.,][0-9]+)*%?|.", re.DOTALL)

How = Literal["same", "gone", "come", "left out"]
#: rows: a list with numbers; list: one without; prose: one text; value: the old and the new one; hidden: a value whose
#: difference may not be seen.
Shape = Literal["rows", "list", "prose", "value", "hidden"]


@dataclass(frozen=True)
class Run:
    """A stretch of text that both have, or one of them; "left out": both have it, and it is not shown."""

    how: How
    text: str


@dataclass(frozen=True)
class Line:
    """A line with its places before and after, from 0; None where there it is not."""

    before: int | None
    after: int | None
    runs: tuple[Run, ...]

    @cached_property
    def differs(self) -> bool:
        """Return whether there is anything in it that only one of the two has."""
        return any(run.how != "same" for run in self.runs) or None in (self.before, self.after)

    def passages(self) -> list[tuple[Run, ...]]:
        """Return the stretches around its changes, long ones that stay left out."""
        return _passages(self.runs)


@dataclass(frozen=True)
class Change:
    """A field whose value is another now, with every line of both values."""

    label: str
    shape: Shape
    lines: tuple[Line, ...]

    def old(self) -> list[str]:
        """Return the lines of the value before; none where there was no value."""
        return [_joined(line.runs, "come") for line in self.lines if line.before is not None]

    def new(self) -> list[str]:
        """Return the lines of the value after; none where there is no value."""
        return [_joined(line.runs, "gone") for line in self.lines if line.after is not None]


def changes(form: Form, before: Values, after: Values, *, mask: bool) -> Iterator[Change]:
    """Give the changed fields in the form's order; `mask` hides phone numbers."""
    for field in form.numbered:
        if found := change(form, field, before.get(field.key), after.get(field.key), mask=mask):
            yield found


def change(form: Form, field: Field, old: Json, new: Json, *, mask: bool) -> Change | None:
    """Return what differs between two values of a field; None where they are the same."""
    if old == new:
        return None
    if KINDS[field.kind].rows or field.kind in LISTS:
        shape: Shape = "rows" if KINDS[field.kind].rows else "list"
        return Change(field.label, shape, tuple(_lines(_items(field, old), _items(field, new))))
    was, now = (form.display(field.key, value, mask=mask) for value in (old, new))
    if was == now:
        return Change(field.label, "hidden", (Line(0, 0, (Run("same", was),)),))
    if field.kind == "text" and was and now:
        return Change(field.label, "prose", (Line(0, 0, compared(was, now)),))
    return Change(field.label, "value", tuple(_replaced(was, now)))


def listed(label: str, old: Sequence[str], new: Sequence[str]) -> Change:
    """Return what differs between two lists of names."""
    return Change(label, "list", tuple(_lines(old, new)))


def compared(old: str, new: str) -> tuple[Run, ...]:
    """Return two texts as one, word by word; those with little in common are not torn up for it."""
    if ratio(old, new) < LIKE and not _extended(old, new):
        return tuple(_edit(old, new))
    one, other = WORD.findall(old), WORD.findall(new)
    found = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    stretches = [
        (kind == "equal", "".join(one[start:end]), "".join(other[first:last]))
        for kind, start, end, first, last in found
    ]
    return tuple(_runs(_widened(_smoothed(stretches))))


def _extended(old: str, new: str) -> bool:
    """Return whether the shorter text stands mostly at the beginning and the end of the longer one."""
    same = _same(old, new) + _same(old[::-1], new[::-1])
    return 2 * same >= min(len(old), len(new))


def _same(one: str, other: str) -> int:
    """Return with how many of the same characters two texts begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _smoothed(stretches: Iterable[tuple[bool, str, str]]) -> list[tuple[bool, str, str]]:
    """Return (whether the same, old, new) with what is too short to stay, between two changes, made part of them."""
    every = list(stretches)
    inner = range(1, len(every) - 1)
    same = [kept and not (place in inner and _is_scrap(old)) for place, (kept, old, _) in enumerate(every)]
    grouped = groupby(zip(same, every, strict=True), key=lambda pair: pair[0])
    return [
        (kept, "".join(old for _, (_, old, _) in parts), "".join(new for _, (_, _, new) in parts))
        for kept, group in grouped
        for parts in [list(group)]
    ]


def _widened(stretches: Iterable[tuple[bool, str, str]]) -> list[tuple[bool, str, str]]:
    """Return the stretches with no single letter struck: it takes the next word with it, since 三 hides the line."""
    found = list(stretches)
    for place, ((kept, old, new), (_, same, _)) in enumerate(pairwise(found)):
        if not kept and len(old) == 1 and new and (word := WORD.findall(same)[0]).isalnum():
            found[place] = (False, old + word, new + word)
            found[place + 1] = (True, same[len(word) :], same[len(word) :])
    return found


def _is_scrap(text: str) -> bool:
    """Return whether a text is one or two letters or figures, which both texts may have by chance."""
    return len(text) < 3 and any(char.isalnum() for char in text)  # as the line above says


def _runs(stretches: Iterable[tuple[bool, str, str]]) -> Iterator[Run]:
    for kept, old, new in stretches:
        if kept and old:
            yield Run("same", old)
        else:
            yield from _edit(old, new)


def _edit(old: str, new: str) -> Iterator[Run]:
    if old:
        yield Run("gone", old)
    if new:
        yield Run("come", new)


def _replaced(old: str, new: str) -> Iterator[Line]:
    if old:
        yield Line(0, None, (Run("gone", old),))
    if new:
        yield Line(None, 0, (Run("come", new),))


def _items(field: Field, value: Json) -> list[str]:
    """Return a list's lines as they are read, without their numbers."""
    items = value if isinstance(value, list) else [] if value is None else [value]
    if KINDS[field.kind].rows:
        return [indicators.line(field, row) for row in items]
    return [KINDS[field.kind].show(field, [item]) for item in items]


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Give the lines of both, in order, each old one with the new one that it has become."""
    before = after = 0
    for start, first in (*_pairs(old, new), (len(old), len(new))):
        yield from (Line(place, None, (Run("gone", old[place]),)) for place in range(before, start))
        yield from (Line(None, place, (Run("come", new[place]),)) for place in range(after, first))
        if start < len(old):
            yield Line(start, first, compared(old[start], new[first]))
        before, after = start + 1, first + 1


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return which old line has become which new one: of the ways that keep the order, that of greatest likeness."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likes = [[_like(one, other) for other in new] for one in old]
    for start in reversed(range(len(old))):
        for first in reversed(range(len(new))):
            paired = likes[start][first] + best[start + 1][first + 1] if likes[start][first] else 0
            best[start][first] = max(paired, best[start + 1][first], best[start][first + 1])
    pairs, start, first = list[tuple[int, int]](), 0, 0
    while start < len(old) and first < len(new):
        if likes[start][first] and best[start][first] == likes[start][first] + best[start + 1][first + 1]:
            pairs.append((start, first))
            start, first = start + 1, first + 1
        elif best[start][first] == best[start + 1][first]:
            start += 1
        else:
            first += 1
    return pairs


def _like(one: str, other: str) -> float:
    """Return how alike two lines are, 0 where they are others; the same line counts for as much as any two."""
    if one == other:
        return 2.0
    found = ratio(one, other)
    return found if found >= LIKE else 0.0


def _passages(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    passages: list[list[Run]] = [[]]
    for place, run in enumerate(runs):
        if run.how != "same":
            passages[-1].append(run)
            continue
        head, rest, tail = _parted(run.text, first=place == 0, last=place == len(runs) - 1)
        if not rest:
            passages[-1].append(run)
            continue
        passages[-1] += [*([Run("same", head)] if head else []), Run("left out", rest)]
        if place not in (0, len(runs) - 1):
            passages.append([Run("left out", rest)])
        passages[-1] += [Run("same", tail)] if tail else []
    return [tuple(passage) for passage in passages]


def _parted(text: str, *, first: bool, last: bool) -> tuple[str, str, str]:
    """Return what is shown after one change, what is left out, and what is shown before the next, at ends of words."""
    words = WORD.findall(text)
    head = "" if first else "".join(_context(words))
    tail = "" if last else "".join(reversed(_context(words[::-1])))
    rest = text[len(head) : len(text) - len(tail)]
    return (head, rest, tail) if len(head) + len(tail) + CONTEXT // 2 < len(text) else (text, "", "")


def _context(words: Sequence[str]) -> list[str]:
    """Return as few of the first words as have the characters of a context."""
    lengths = accumulate(map(len, words), initial=0)
    return [word for word, before in zip(words, lengths, strict=False) if before < CONTEXT]


def _joined(runs: Iterable[Run], but: How) -> str:
    return "".join(run.text for run in runs if run.how != but)
