"""Technical indicators: a list of rows, each of which should be measurable.

A row is a line as it was typed, or, where it came in columns, a mapping of some of COLUMNS. A field with a table of its
own has rows by its columns, which need not be measurable.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from bot.needs.fields import groups
from bot.needs.fields.caution import cautions
from bot.needs.fields.cleaning import clean, plain
from bot.needs.fields.spec import Accepted, AskBack, Doubtful, Field, Json, Kind, Parsed, Rejected, Remark, Values
from bot.needs.fields.tables import UNIT, Table, table
from faq.asking import is_worded

CIRCLED = 20  # numbers that have a character of their own

_BETWEEN = re.compile(r"[\n;；]+")
_BULLET = re.compile(
    r"^\s*(?:[-*•·●]|[(（]?[0-9一二三四五六七八九十]{1,2}[)）]|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．](?!\s*[0-9])|[①-⑳])\s*",
)
#: A number before one of several that stand in one line: 1、寿命≥5年 2、能耗≤3度.
_INLINE = re.compile(r"(?:^|(?<=[\s,，。]))(?P<number>[1-9][0-9]?)[、.．)）](?!\s*[0-9])")
_FIGURE = r"(?:[0-9]+(?:[.,][0-9]+)*|[零一二两三四五六七八九十百千]+)"
_COMPARISON = (
    r"(?:[<>=≤≥≦≧≈~±+×→↑↓:]|->|不[低高小大少多]于|不超过|不足|[大小高低优多少]于|超过|达到?|至少|至多|最[高低大小多少]|"
    r"提[高升]到?|[降减]低?[至到]|为|约|到|至|以[上下内])"
)
_MEASURABLE = re.compile(rf"{_FIGURE}\s*{UNIT}|{_COMPARISON}\s*{_FIGURE}|{_FIGURE}\s*{_COMPARISON}|百分之{_FIGURE}")


def is_measurable(line: str) -> bool:
    """Return whether a line holds a figure with a unit or a comparison."""
    return _MEASURABLE.search(plain(line).casefold()) is not None


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, each once, without bullets and numbers before them."""
    told = (each for line in _BETWEEN.split(clean(text, multiline=True)) for each in _numbered(line.strip()))
    return list(dict.fromkeys(filter(None, (_BULLET.sub("", line).strip() for line in told))))


def _numbered(line: str) -> list[str]:
    """Return the parts of a line in which they are numbered from 1 on; else the line itself."""
    found = list(_INLINE.finditer(line))
    counted = [int(each["number"]) for each in found] == list(range(1, len(found) + 1))
    if len(found) < 2 or not counted or found[0].start():
        return [line]
    ends = [*(each.start() for each in found[1:]), len(line)]
    return [line[each.start() : end].strip(" \t,，。") for each, end in zip(found, ends, strict=True)]


def line(field: Field, row: Json) -> str:
    """Return a row as one line to read."""
    if not isinstance(row, Mapping):
        return str(row)
    if field.table:
        return groups.line(field, row)
    what = " ".join(filter(None, (str(row.get(column, "")) for column in ("name", "target"))))
    unit, now, method = (str(row.get(column, "")) for column in ("unit", "now", "method"))
    texts = field.texts
    shown = f"{what} {unit}".strip() if unit and unit not in what else what
    shown += str(texts("intake.show.now", now=now)) if now else ""
    return shown + (str(texts("intake.show.method", method=method)) if method else "")


def name_of(field: Field, row: Json) -> str:
    """Return what a row is about: what stands before its first figure or comparison."""
    if isinstance(row, Mapping):
        return str(row.get(groups.columns(field)[0], ""))
    text = line(field, row)
    found = re.search(rf"{_COMPARISON}|[0-9]", text.casefold())
    return text[: found.start()].strip(" ：:，,") if found else text


def targets(text: str) -> list[re.Match[str]]:
    """Return where a line says figures that could be its target, with what is compared and the unit."""
    figure = rf"(?:{_COMPARISON}\s*)*{_FIGURE}(?:\s*{UNIT}+)?"
    return list(re.finditer(figure, text, re.IGNORECASE))


def parse(field: Field, text: str, _values: Values) -> Parsed:
    """Accept rows within the limits if each is measurable; else they are doubtful, and the vague ones are named.

    Where two columns of figures could each be the target, this is asked back.
    """
    found = _table(field, text)
    if found is not None and found.unclear:
        return _which(field, [], found)
    rows = rows_of(field, text)
    return judged(field, rows, range(len(rows)))


def rows_of(field: Field, text: str) -> list[Json]:
    """Return the rows of a table, or the lines of any other text."""
    if field.table:
        return groups.rows_in(field, lines_of(text))
    found = _table(field, text)
    return [*found.rows] if found else [*lines_of(text)]


def _table(field: Field, text: str) -> Table | None:
    return None if field.table else table(field.texts, text)


def _which(field: Field, standing: Sequence[Json], found: Table) -> Parsed:
    """Ask which of two columns of figures is the target, by the first row."""
    readings = [(each, judged(field, [*standing, *each.rows], range(0))) for each in (found, found.turned())]
    if isinstance(refusal := readings[0][1], Rejected):
        return refusal
    choices = [
        (line(field, each.rows[0]), outcome.value) for each, outcome in readings if isinstance(outcome, Accepted)
    ]
    return AskBack(field.texts("intake.ask.which_column"), tuple(choices))


def join(field: Field, standing: Sequence[Json], text: str) -> Parsed:
    """Return the lines of a text as rows beneath those that stand."""
    found = _table(field, text)
    if found is not None and found.unclear:
        return _which(field, standing, found)
    fresh = [each for each in rows_of(field, text) if each not in standing]
    return judged(field, [*standing, *fresh], range(len(standing), len(standing) + len(fresh)))


def judged(field: Field, rows: Sequence[Json], fresh: Container[int]) -> Parsed:
    """Accept rows that keep the limits; doubtful where one of the `fresh` places can't be measured."""
    lines = [line(field, row) for row in rows]
    if message := _fault(field, lines):
        return Rejected(message)
    unclear = [place for place in vague(field, rows) if place in fresh]
    if not unclear:
        return Accepted(list(rows))
    places, first = "、".join(str(place + 1) for place in unclear), lines[unclear[0]][:40]
    return Doubtful(list(rows), field.texts("intake.doubt.indicators", places=places, text=first))


def vague(field: Field, rows: Sequence[Json]) -> list[int]:
    """Return the places (from 0) of the rows that can't be measured."""
    return [place for place, row in enumerate(rows) if not (field.table or is_measurable(line(field, row)))]


def _fault(field: Field, lines: list[str]) -> str | None:
    say, most, longest = field.texts, field.max_items or 10, field.max_length or 100
    if not any(character.isalpha() for line in lines for character in line):
        return say("intake.reject.no_words")
    if len(lines) < (field.min_items or 1):
        return say("intake.reject.too_few", limit=field.min_items)
    if len(lines) > most:
        return say("intake.reject.too_many", count=len(lines), limit=most)
    for place, each in enumerate(lines, 1):
        if len(each) > longest:
            return say("intake.reject.line_too_long", place=place, length=len(each), limit=longest)
    return None


def _holds(field: Field, value: Json) -> bool:
    if not isinstance(value, list) or not all(_is_row(field, row) for row in value):
        return False
    return not _fault(field, [line(field, row) for row in value])


def changes(field: Field, old: Sequence[Json], new: Sequence[Json]) -> list[str]:
    """Return, a line each, which rows went, came or were replaced; the marks are those of the new rows."""
    before, after = ([line(field, row) for row in rows] for rows in (old, new))
    say, told = field.texts, list[str]()
    for how, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            continue
        gone, come = before[first:last], after[start:end]
        both = min(len(gone), len(come))
        pairs = zip(range(start, start + both), gone, come, strict=False)
        told += [say("intake.rows.changed", mark=mark(at + 1), old=was, new=now) for at, was, now in pairs]
        told += [say("intake.rows.gone", text=was) for was in gone[both:]]
        told += [say("intake.rows.come", mark=mark(start + at + 1), text=come[at]) for at in range(both, len(come))]
    return told


def _is_row(field: Field, row: object) -> bool:
    if isinstance(row, dict):
        return row.keys() <= {*groups.columns(field)} and all(isinstance(each, str) for each in row.values())
    return isinstance(row, str) and not field.table


def _is_measured(field: Field, text: str) -> bool:
    """Return whether every line can be measured or is parted, which no question can or is."""
    if field.table:
        return all(len(row) > 1 for row in rows_of(field, text) if isinstance(row, Mapping)) and not is_worded(text)
    return isinstance(parse(field, text, {}), Accepted) and not is_worded(text)


def _show(field: Field, value: Json) -> str:
    rows = value if isinstance(value, list) else [value]
    return "\n".join(f"{mark(place)} {line(field, row)}" for place, row in enumerate(rows, 1))


def mark(place: int) -> str:
    """Return the mark of a line, unlike the numbers that fields have."""
    return chr(ord("①") + place - 1) if place <= CIRCLED else f"({place})"


def _remarks(field: Field, value: Json, _values: Values) -> Iterable[Remark]:
    rows = value if isinstance(value, list) else []
    if places := vague(field, rows):
        yield Remark(field.key, field.texts("intake.remark.vague", places="、".join(str(at + 1) for at in places)))
    # an identity number may be split over cells
    yield from cautions(field, [" ".join(map(str, row.values())) if isinstance(row, Mapping) else row for row in rows])


GROUP = Kind(
    parse=parse,
    show=_show,
    holds=_holds,
    remarks=_remarks,
    limits=frozenset({"min_items", "max_items", "max_length", "table"}),
    needs=frozenset({"max_items", "max_length", "table"}),
    free=True,
    is_answer=_is_measured,
    rows=True,
)
INDICATORS = Kind(
    parse=parse,
    show=_show,
    holds=_holds,
    remarks=_remarks,
    limits=frozenset({"min_items", "max_items", "max_length"}),
    needs=frozenset({"max_items", "max_length"}),
    free=True,
    is_answer=_is_measured,
    rows=True,
)
