"""Indicators in columns: a table pasted from a document or a sheet, with a header or without one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.needs.fields.cleaning import folded
from bot.needs.fields.vocabulary import means
from bot.texts import Catalogue

#: What a row is made of, in the order in which it is read out.
COLUMNS = ("name", "now", "target", "unit", "method")
NUMBER = "number"  # a column that counts the rows
LEAST = 3  # columns of a table that has no header
LONGEST_UNIT = 6  # characters
SURE = 4  # columns that blanks alone can part

_SEPARATORS = (r"\t", r"[|｜]", r" {2,}|　+", r"[,，]", r" ")
_LOOSE = _SEPARATORS[
    3:
]  # what also stands within a line: only columns that are known, or of the same number, are parted
_ORDINAL = re.compile(r"[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]?|[①-⑳]")
_CIRCLED = re.compile(r"^[①-⑳]\s*")
_PARTED = re.compile(r"(?<=[<>=≤≥≦≧≈±＜＞＝])[ ]+(?=[<>=≤≥≦≧≈±＜＞＝0-9])")
_FIGURE = re.compile(r"[0-9０-９]")
_COMPARED = re.compile(r"[<>=≤≥≦≧≈±＜＞＝]|不[低高小大少多]于|不超过|至少|以[上下内]|[大小高低优多少]于")


@dataclass(frozen=True)
class Table:
    """Rows by column, and whether it is unclear which of two columns of figures is the target."""

    rows: tuple[dict[str, str], ...]
    unclear: bool = False

    def turned(self) -> "Table":
        """Return the table with the present values and the targets exchanged."""
        other = {"now": "target", "target": "now"}
        return Table(tuple({other.get(key, key): value for key, value in row.items()} for row in self.rows))


def table(texts: Catalogue, text: str) -> Table | None:
    """Return what stands in columns in a text; None where there are none."""
    lines = [line.strip(" 　|｜") for line in text.splitlines() if line.strip(" 　\t|｜")]
    lines = [_PARTED.sub("", _CIRCLED.sub("", line)) for line in lines if not re.fullmatch(r"[-|:+= ]+", line)]
    for separator in _SEPARATORS:
        cells = [[cell.strip() for cell in re.split(separator, line.strip())] for line in lines]
        if found := _table(texts, cells, loose=separator in _LOOSE, blanks=separator == _SEPARATORS[-1]):
            return found
    return None


def _table(texts: Catalogue, cells: Sequence[list[str]], *, loose: bool, blanks: bool) -> Table | None:
    if not cells:
        return None
    header = [_column(texts, cell) for cell in cells[0]]
    known = [column for column in header if column]
    if "name" in known and len(known) >= 2 and len(known) == len(header) and len(cells) > 1:
        rows = [_row(header, row) for row in cells[1:]]
        return Table(tuple(filter(None, rows))) if all(len(row) <= len(header) for row in cells[1:]) else None
    widths = {len(row) for row in cells}
    least = SURE if blanks else LEAST
    if len(widths) > 1 or min(widths) < least or (loose and len(cells) == 1):
        return None
    return _guessed([list(column) for column in zip(*cells, strict=True)], unit_needed=loose)


def is_header(texts: Catalogue, text: str) -> bool:
    """Return whether a text is names of columns and no more."""
    cells = re.split(r"[\t |｜]+", text.strip())
    return len(cells) > 1 and all(_column(texts, cell) for cell in cells)


def _column(texts: Catalogue, cell: str) -> str | None:
    """Return which column a cell of the header names; None where it names none."""
    bare = re.sub(r"[(（][^()（）]*[)）]", "", cell)
    return next((each for each in (*COLUMNS, NUMBER) if means(texts, f"column.{each}", bare)), None)


def _row(header: Sequence[str | None], cells: Sequence[str]) -> dict[str, str] | None:
    row = {column: cell for column, cell in zip(header, cells, strict=False) if column in COLUMNS and cell}
    return {column: row[column] for column in COLUMNS if column in row} if row.get("name") else None


def _guessed(columns: list[list[str]], *, unit_needed: bool) -> Table | None:
    """Return a table without a header, by what its columns look like."""
    if all(map(_ORDINAL.fullmatch, columns[0])) and len(columns) > LEAST - 1:
        columns = columns[1:]
    figures = [at for at, column in enumerate(columns) if at and all(map(_FIGURE.search, column))]
    if not figures or len(figures) > 2 or any(map(_FIGURE.match, columns[0])):
        return None
    roles: dict[int, str] = {0: "name"}
    unclear = False
    if len(figures) == 1:
        roles[figures[0]] = "target"
    else:
        compared = [at for at in figures if any(map(_COMPARED.search, columns[at]))]
        target = compared[0] if len(compared) == 1 else figures[1]
        unclear = len(compared) != 1
        roles |= {at: "target" if at == target else "now" for at in figures}
    units = [at for at, column in enumerate(columns) if at not in roles and _is_unit(column) and at <= figures[-1] + 1]
    roles |= dict.fromkeys(units[:1], "unit")
    rest = [at for at in range(len(columns)) if at not in roles]
    if len(rest) > 1 or (unit_needed and "unit" not in roles.values()):
        return None
    roles |= dict.fromkeys(rest, "method")
    rows = [{roles[at]: cell for at, cell in enumerate(cells) if cell} for cells in zip(*columns, strict=True)]
    return Table(tuple({key: row[key] for key in COLUMNS if key in row} for row in rows), unclear)


def _is_unit(column: Sequence[str]) -> bool:
    return all(len(folded(cell)) <= LONGEST_UNIT and not _FIGURE.search(cell) for cell in column)
