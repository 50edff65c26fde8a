"""Tables of a workbook, written row by row to the disk: however many there are, few lie in memory.

Texts are texts, whatever they begin with. A row is as high as what stands in it needs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Value = str | float | datetime | date | None

ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # in no XML
NUMBERED = re.compile(r"(_x[0-9A-Fa-f]{4}_)")  # a character by its number
UNNAMED = re.compile(r"[\[\]:*?/\\]")  # in no name of a sheet
NAME = 31  # characters of it
LONGEST = 32_767  # characters of one cell (Excel's limit)
LINE, HIGHEST = 16.0, 409.0  # points of a line, and of the highest row that there can be
USED = 0.92  # of a column's width is written on before a line ends
FONT, A3, A4 = "宋体", 8, 9
WIDE = 3  # pages beside each other that a wide table is printed on
DAY, MOMENT, MONEY, COUNT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "#,##0.00", "0"
MANY_ROWS = 1_048_576  # of one sheet (Excel's limit)


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters (Chinese ones are two wide), and how its numbers look."""

    heading: str
    width: float = 12
    shown: str = COUNT


class Book:
    """A workbook that is being written; `close` ends it."""

    def __init__(self, path: Path, scratch: Path, footer: str) -> None:
        """Write to a file, with what is not finished in the folder `scratch`; `footer` has {page} and {pages}."""
        options = {"constant_memory": True, "tmpdir": str(scratch), "strings_to_formulas": False}
        self.file = Workbook(str(path), {**options, "strings_to_urls": False, "strings_to_numbers": False})
        self._footer = "&C" + footer.format(page="&P", pages="&N")
        self._formats = dict[tuple[str, ...], Format]()

    def table(self, name: str, columns: Sequence[Column], above: Sequence[str] = (), *, wide: bool = False) -> "Table":
        """Add a sheet with a table, under lines with a title and remarks; a `wide` one goes over several pages."""
        return Table(self, self.sheet(name, wide=wide), columns, above)

    def sheet(self, name: str, *, wide: bool = False) -> Worksheet:
        """Add a sheet that prints: across the page, as wide as it, with the number of the page."""
        sheet = self.file.add_worksheet(UNNAMED.sub("_", name)[:NAME].strip("'"))
        sheet.set_landscape()
        sheet.set_paper(A3 if wide else A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer(self._footer)
        sheet.fit_to_pages(WIDE if wide else 1, 0)
        if wide:
            sheet.repeat_columns(0)
        return sheet

    def look(self, kind: str, shown: str = "") -> Format:
        """Return how a cell of a kind looks."""
        known = self._formats.get((kind, shown))
        if known is None:
            known = self._formats[kind, shown] = self.file.add_format(_looks(kind, shown))
        return known

    def number(self, kind: str, shown: str = "") -> int:
        """Return the number in the file of how a cell looks."""
        return int(self.look(kind, shown)._get_xf_index())

    def close(self) -> None:
        """Finish the file."""
        self.file.close()


def _looks(kind: str, shown: str) -> dict[str, Any]:
    cell = {"font_name": FONT, "font_size": 10.5, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    text = {"text_wrap": True, "quote_prefix": True}  # also when somebody edits the cell later
    bare = {"font_name": FONT, "valign": "vcenter", "quote_prefix": True}
    middle = {"bold": True, "bg_color": "#E8EEF5", "valign": "vcenter", "align": "center"}
    return {
        "title": bare | {"bold": True, "font_size": 16},
        "note": bare | {"font_size": 10, "font_color": "#595959"},
        "heading": cell | text | middle,
        "text": cell | text,
        "empty": cell,
        "number": cell | {"num_format": shown, "align": "right"},
        "time": cell | {"num_format": shown, "align": "center"},
    }[kind]


class Table:
    """A table on a sheet of its own; `row` is the next one to be written, from 0."""

    def __init__(self, book: Book, sheet: Worksheet, columns: Sequence[Column], above: Sequence[str]) -> None:
        """Write what stands above it and its heading, which stays in sight and is on every page."""
        self._book, self.sheet, self.columns = book, sheet, columns
        self._text, self._empty, self.row = book.number("text"), book.number("empty"), 0
        self._letters = [xl_col_to_name(place) for place in range(len(columns))]
        self._looks = [book.number("time" if each.shown in (DAY, MOMENT) else "number", each.shown) for each in columns]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        for text in above:
            self._line(text)
        self.head = self.row
        self._write_heading()
        sheet._write_single_row(self.row)  # what the library has kept; from here on, rows go past it

    def _line(self, text: str) -> None:
        self.sheet.set_row(self.row, 28 if self.row == 0 else 18)
        self.sheet.write_string(self.row, 0, clean(text), self._book.look("note" if self.row else "title"))
        self.row += 1

    def _write_heading(self) -> None:
        headings = [column.heading for column in self.columns]
        self.sheet.set_row(self.row, self._height(headings) + 6)
        for place, heading in enumerate(headings):
            self.sheet.write_string(self.row, place, clean(heading), self._book.look("heading"))
        self.row += 1
        self.sheet.repeat_rows(self.head)
        self.sheet.freeze_panes(self.row, 1)

    def add(self, values: Sequence[Value]) -> None:
        """Write the next row; what has no room on a sheet is not written."""
        if self.row >= MANY_ROWS:
            return
        place = str(self.row + 1)
        cells = "".join(
            self._cell(letters + place, look, value)
            for letters, look, value in zip(self._letters, self._looks, values, strict=True)
        )
        high = self._height(values)
        self.sheet.row_data_fh.write(f'<row r="{place}" ht="{high:g}" customHeight="1">{cells}</row>')
        self.row += 1

    def _cell(self, place: str, look: int, value: Value) -> str:
        """Return a cell; the library takes ten times as long to write one."""
        if value is None or value == "":
            return f'<c r="{place}" s="{self._empty}"/>'
        if isinstance(value, str):
            text = escape(clean(value), quote=False)
            return f'<c r="{place}" s="{self._text}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        number = value if isinstance(value, int | float) else _serial(value)
        return f'<c r="{place}" s="{look}"><v>{number!r}</v></c>'

    def _height(self, values: Sequence[Value]) -> float:
        most = max(
            (
                lines(value, column.width)
                for value, column in zip(values, self.columns, strict=True)
                if isinstance(value, str)
            ),
            default=1,
        )
        return min(most * LINE + 3, HIGHEST)

    def close(self) -> None:
        """End the table: it can be filtered, and what is printed are its rows."""
        last, right = max(self.row - 1, self.head), len(self.columns) - 1
        self.sheet.dim_rowmax = last
        self.sheet.autofilter(self.head, 0, last, right)
        self.sheet.print_area(0, 0, last, right)


def clean(text: str) -> str:
    """Return a text as a cell can hold it; what would be read as the number of a character stays as it is."""
    text = ILLEGAL.sub("", text)[:LONGEST]
    return NUMBERED.sub(r"_x005F\1", text) if "_x" in text else text


def _serial(at: date) -> float:
    """Return a day, or a moment, as a workbook counts: in days."""
    if isinstance(at, datetime):
        return (at - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001  # a workbook knows no zones
    return float((at - date(1899, 12, 30)).days)


def lines(text: str, width: float) -> int:
    """Return how many lines a text has in a column of that width."""
    room = width * USED
    if "\n" not in text and len(text) * 2 <= room:
        return 1
    return sum(max(1, -int(-wide(each) // room)) for each in text.split("\n"))


def wide(text: str) -> int:
    """Return how wide a text is: Chinese characters are two."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))
