"""Groups of things with the same parts, such as the members of a team: rows whose columns the form names."""

import re
from collections.abc import Mapping, Sequence

from bot.needs.fields.cleaning import clean, folded
from bot.needs.fields.spec import Field, Json
from bot.needs.fields.tables import COLUMNS
from bot.needs.fields.vocabulary import any_of, means
from faq import words

_CELLS = (r"\t", r"[|｜]", r"[,，]", r"、", r" {2,}|　+", r" ")  # the first that stands in a line parts it


def columns(field: Field) -> tuple[str, ...]:
    """Return the keys of a field's columns, in order."""
    return tuple(column.key for column in field.table) or COLUMNS


def heading(field: Field, column: str) -> str:
    """Return what a column is called."""
    own = next((each.label for each in field.table if each.key == column), None)
    return own or str(field.texts(f"paper.column.{column}"))


def called(field: Field, name: str) -> str | None:
    """Return the column that people call so."""
    if field.table:
        wanted = folded(name)
        return next((each.key for each in field.table if wanted in map(folded, (each.label, *each.aliases))), None)
    return next((each for each in COLUMNS if means(field.texts, f"column.{each}", name)), None)


def any_name(field: Field, column: str) -> str:
    """Return the pattern of whatever a column is called."""
    own = next((each for each in field.table if each.key == column), None)
    return words.any_of((own.label, *own.aliases)) if own else any_of(field.texts, f"column.{column}")


def rows_in(field: Field, lines: Sequence[str]) -> list[Json]:
    """Return lines as rows by column: in the order of the form, or of a first line that names columns."""
    cells = [_cells(line) for line in lines]
    order = columns(field)
    if cells and len(cells) > 1 and (named := [called(field, cell) for cell in cells[0]]) and all(named):
        order, cells = tuple(filter(None, named)), cells[1:]
    return [_row(order, each) for each in cells]


def _cells(line: str) -> list[str]:
    separator = next((each for each in _CELLS if re.search(each, line)), None)
    return [clean(cell) for cell in re.split(separator, line)] if separator else [clean(line)]


def _row(order: Sequence[str], cells: Sequence[str]) -> dict[str, Json]:
    """Return a row; what is more than there are columns belongs to the last."""
    last = len(order) - 1
    kept = [*cells[:last], "，".join(filter(None, cells[last:]))]
    return {column: cell for column, cell in zip(order, kept, strict=False) if cell}


def line(field: Field, row: Mapping[str, Json]) -> str:
    """Return a row as one line to read."""
    return "，".join(str(row[column]) for column in columns(field) if row.get(column))
