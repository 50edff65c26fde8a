"""What one row of indicators becomes when a part of it is told anew, and whether another row says all of it."""

import re
from collections.abc import Mapping, Sequence

from bot.needs.fields.cleaning import folded
from bot.needs.fields.indicators import line, name_of, rows_of, targets
from bot.needs.fields.spec import Field, Json

_COMMA = re.compile(r"[,，]\s*(?![0-9]{3}(?![0-9]))")
_FIGURE_AND_UNIT = re.compile(r"(?P<compared>[^0-9]*)(?P<figure>[0-9][0-9.,]*)\s*(?P<unit>.*)", re.DOTALL)


def told_anew(field: Field, row: Json, new: str) -> list[Json]:
    """Return what a row may become: the new text, or where this begins with a figure, the row with it in place of one.

    The comparison and the unit stay where no other is told; what follows a comma is the method.
    """
    if field.table:
        return rows_of(field, new)[:1] or [row]
    figures = targets(new)
    if not figures or figures[0].start() > 0 or name_of(field, new):
        return [new]
    figure, method = [*_COMMA.split(new, maxsplit=1), ""][:2]
    if isinstance(row, Mapping):
        told = _figured(row, figure)
        return [{**told, "method": method} if method else told]
    old = str(row)
    found = targets(old)
    compared = [each for each in found if not each[0][0].isalnum()] or found
    if len(compared) == 1 and method:
        old = _COMMA.split(old)[0]
        compared = [each for each in compared if each.end() <= len(old)]
        figure = f"{figure}，{method}"
    return [f"{old[: each.start()]}{_like(each[0], figure)}{old[each.end() :]}" for each in compared] or [new]


def _like(old: str, new: str) -> str:
    """Return a new figure with the comparison and the unit of an old one where it says none of its own."""
    was, told = _FIGURE_AND_UNIT.match(old), _FIGURE_AND_UNIT.match(new)
    if was is None or told is None:
        return new
    unit = re.search(r"[^0-9.,]*$", old)
    tail = unit[0] if unit and not told["unit"] else ""
    return f"{'' if told['compared'] else was['compared']}{new}{tail}"


def _figured(row: Mapping[str, Json], figure: str) -> dict[str, Json]:
    """Return a row in columns with another target, and with its unit where it has one of its own."""
    told = _FIGURE_AND_UNIT.match(_like(re.sub(r"[^0-9]*$", "", str(row.get("target", ""))), figure))
    if told and told["unit"] and row.get("unit"):
        return {**row, "target": f"{told['compared']}{told['figure']}", "unit": told["unit"]}
    return {**row, "target": _like(str(row.get("target", "")), figure)}


def in_column(field: Field, row: Json, column: str, new: str) -> list[Json]:
    """Return what a row may become with something else in one of its columns."""
    if field.table and isinstance(row, Mapping):
        return [{**row, column: new}]
    if column == "target":
        return told_anew(field, row, new)
    if not isinstance(row, Mapping):
        name = name_of(field, row)
        figure, method = [*_COMMA.split(str(row)[len(name) :].strip(" ：:，,"), maxsplit=1), ""][:2]
        row = {"name": name, "target": figure, **({"method": method} if method else {})}
    if column != "unit":
        return [{**row, column: new}]
    told = _FIGURE_AND_UNIT.match(str(row.get("target", "")))
    bare = f"{told['compared']}{told['figure']}".strip() if told and not row.get("unit") else row.get("target", "")
    return [{**row, "target": bare, "unit": new}]


def say_all(field: Field, rows: Sequence[Json], new: Sequence[Json]) -> bool:
    """Return whether each row is said anew by one of the new ones, which says no other."""
    left = list(new)
    for row in sorted(rows, key=lambda each: each not in new):
        heir = next((each for each in left if each == row), None)
        heir = heir or next((each for each in left if _says_all(field, row, each)), None)
        if heir is None:
            return False
        left.remove(heir)
    return True


def _says_all(field: Field, old: Json, new: Json) -> bool:
    """Return whether a row is about the same as an old one and keeps, or says anew, all that this one tells."""
    if folded(name_of(field, old)) != folded(name_of(field, new)):
        return False
    before, after = line(field, old), line(field, new)
    if _measures(before) > _measures(after):
        return False
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all(new.get(column) for column, cell in old.items() if cell and column != "unit")
    rest = before
    for figure in targets(before):
        rest = rest.replace(figure[0], " ")
    return all(folded(word) in folded(after) for word in re.findall(r"\w+", rest))


def _measures(text: str) -> int:
    """Return how many figures of a line have a unit."""
    return sum(not figure[0][-1].isdigit() for figure in targets(text))
