"""Indicators in columns: a table pasted from a document or a sheet, with a header or without one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.needs.fields.cleaning import clean, folded, is_han
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
_EMPTY = _SEPARATORS[:2]  # between which a cell may be empty
_ORDINAL = re.compile(r"[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]?|[①-⑳]")
_CIRCLED = re.compile(r"^[①-⑳]\s*")
_PARTED = re.compile(r"(?<=[<>=≤≥≦≧≈±＜＞＝])[ ]+(?=[<>=≤≥≦≧≈±＜＞＝0-9])")
_FIGURE = re.compile(r"[0-9０-９]")
_COMPARED = re.compile(r"[<>=≤≥≦≧≈±＜＞＝]|不[低高小大少多]于|不超过|至少|以[上下内]|[大小高低优多少]于")
_BESIDE = re.compile(r"[^0-9０-９A-Za-z]{0,2}")  # what may stand before a figure, beside the comparison
_IN_HEADER = re.compile(r"[(（](?P<unit>[^()（）]*)[)）]|/(?P<last>[^/]+)$")

UNIT = (
    r"(?:[a-zµμωåπ%‰°℃℉/\"']|个|次|倍|成|级|台|套|件|只|项|层|位|种|条|道|块|片|根|支|粒|株|头|羽|亩|公顷|平方|立方|"
    r"秒|分|小时|时|天|日|周|月|年|元|万|亿|吨|公斤|千克|毫?克|斤|公里|千米|[厘毫微纳]?米|度|摄氏|"
    r"[千兆]?瓦|[千毫]?伏|[毫微]?安|[千兆]?帕|[千兆吉]?赫|千?焦|千?牛|欧|毫?升|转|目|像素|比特|字节|[*x][0-9])"
)


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
    if rows := in_lines(texts, text):
        return Table(rows)
    lines = [re.sub(r"^[|｜]|[|｜]$", "", line.strip(" 　")).rstrip() for line in text.splitlines()]
    lines = [_CIRCLED.sub("", line) for line in lines if line.strip("-|:+= 　\t｜")]
    for separator in _SEPARATORS:
        kept = lines if separator in _EMPTY else [_PARTED.sub("", line.strip()) for line in lines]
        cells = [[clean(cell) for cell in re.split(separator, line)] for line in kept]
        if found := _table(texts, cells, loose=separator in _LOOSE, blanks=separator == _SEPARATORS[-1]):
            return found
    return None


def _table(texts: Catalogue, cells: Sequence[list[str]], *, loose: bool, blanks: bool) -> Table | None:
    if not cells:
        return None
    header = [_column(texts, cell) for cell in cells[0]]
    known = [column for column in header if column]
    if "name" in known and len(known) >= 2 and len(known) == len(header) and len(cells) > 1:
        fits = len({*known}) == len(known) and all(len(row) <= len(header) for row in cells[1:])
        return _headed(header, list(map(_unit_of, cells[0])), cells[1:]) if fits else None
    if blanks and not any(is_han(each) for row in cells for cell in row for each in cell):
        return None  # blanks part words there
    widths = {len(row) for row in cells}
    least = SURE if blanks else LEAST
    if len(widths) > 1 or min(widths) < least or (loose and len(cells) == 1):
        return None
    return _guessed([list(column) for column in zip(*cells, strict=True)], unit_needed=loose)


def in_lines(texts: Catalogue, text: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a text whose every line names a column: 名称：…, 目标值：…; empty for another text."""
    rows = list[dict[str, str]]()
    for line in filter(str.strip, text.splitlines()):
        name, colon, value = re.sub("[：=＝]", ":", line, count=1).partition(":")
        column = _column(texts, name) if colon else None
        if column is None or (column != "name" and not rows):
            return ()
        if column == "name":
            rows.append({})
        rows[-1] |= {column: value.strip()} if column in COLUMNS else {}
    return tuple(rows) if rows and all("target" in row for row in rows) else ()


def is_header(texts: Catalogue, text: str) -> bool:
    """Return whether a text is names of columns and no more."""
    cells = re.split(r"[\t |｜]+", text.strip())
    return len(cells) > 1 and all(_column(texts, cell) for cell in cells)


def is_column(texts: Catalogue, name: str) -> bool:
    """Return whether a name, whatever stands around it, is that of a column."""
    return any(means(texts, f"column.{each}", folded(name)) for each in COLUMNS)


def _column(texts: Catalogue, cell: str) -> str | None:
    """Return which column a cell of the header names; None where it names none."""
    bare = re.sub(r"[(（][^()（）]*[)）]", "", cell)
    return next((each for each in (*COLUMNS, NUMBER) if means(texts, f"column.{each}", bare)), None)


def _unit_of(cell: str) -> str:
    """Return the unit in a cell of the header: 目标值（小时）."""
    found = _IN_HEADER.search(cell)
    unit = (found["unit"] or found["last"] or "").strip() if found else ""
    return unit if re.fullmatch(rf"(?:{UNIT}|[0-9²³·^-])+", unit, re.IGNORECASE) else ""


def _headed(header: Sequence[str | None], units: Sequence[str], cells: Sequence[list[str]]) -> Table | None:
    """Return the rows beneath a header, whose units are those of the figures that have none."""
    unit_of = dict(zip(header, units, strict=True))
    rows = list[dict[str, str]]()
    for each in cells:
        row = {column: cell for column, cell in zip(header, each, strict=False) if column in COLUMNS and cell}
        bare = [column for column in ("target", "now") if unit_of.get(column) and row.get(column, "")[-1:].isdigit()]
        for column in bare:
            if row.setdefault("unit", unit_of[column]) != unit_of[column]:
                row[column] += f" {unit_of[column]}"
        rows.append(row)
    return _named(rows)


def _named(rows: Sequence[dict[str, str]], *, unclear: bool = False) -> Table | None:
    """Return a table of rows by column; one without a name has that of the row above it, as in cells put together."""
    done, name = list[dict[str, str]](), ""
    for row in filter(None, rows):
        name = row.get("name", name)
        if not name:
            return None
        done.append({column: {**row, "name": name}[column] for column in COLUMNS if column == "name" or column in row})
    return Table(tuple(done), unclear) if done else None


def _guessed(columns: list[list[str]], *, unit_needed: bool) -> Table | None:
    """Return a table without a header, by what its columns look like."""
    if all(map(_ORDINAL.fullmatch, columns[0])) and len(columns) > LEAST - 1:
        columns = columns[1:]
    figures = [at for at, column in enumerate(columns) if at and all(map(_is_figure, column))]
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
    return _named(rows, unclear=unclear)


def _is_figure(cell: str) -> bool:
    """Return whether a cell says a figure, and no name with one in it: 国标GB 123."""
    before = _COMPARED.sub("", cell[: found.start()]) if (found := _FIGURE.search(cell)) else None
    return before is not None and _BESIDE.fullmatch(before.strip()) is not None


def _is_unit(column: Sequence[str]) -> bool:
    return all(len(folded(cell)) <= LONGEST_UNIT and not _FIGURE.search(cell) for cell in column)
