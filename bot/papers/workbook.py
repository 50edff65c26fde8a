"""A document as a sheet: what there is to fill in, on A4, with lists to choose from. Every cell is text."""

import math
from collections.abc import Sequence
from io import BytesIO
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.reply import Blank, Grid, Paper, Section

WIDTH = 96  # of all columns, in characters of Latin letters: what fits on A4
PLAIN = (11, 20)  # how wide label and value are beside each other, where no table says otherwise
LABELS = 0.36  # of the width, about, is for labels
POINTS = 15  # of a line
LIST = 255  # characters of a list to choose from (Excel's limit)
TEXT, SMALL, TITLE = 10.5, 9, 18
EDGE = Side(style="thin", color="7F7F7F")
BOX = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
SHADE = PatternFill("solid", fgColor="EEF2F7")
GREY = "595959"
BOXED = Alignment(wrap_text=True, vertical="center", horizontal="left", indent=1)


def xlsx(paper: Paper) -> bytes:
    """Return the document as the bytes of an .xlsx file."""
    book = Workbook()
    made = _Page(book.worksheets[0], paper)
    made.line(paper.title, size=TITLE, bold=True, centred=True)
    if paper.subtitle:
        made.line(paper.subtitle, size=TEXT, centred=True)
    for label, value in paper.head:
        made.pair(label, value)
    for section in paper.sections:
        made.section(section)
    for place, remark in enumerate((*paper.signing, *paper.closing)):
        made.line(remark, size=TEXT, bold=place == len(paper.signing))
    written = BytesIO()
    book.save(written)
    return written.getvalue()


class _Page:
    """A sheet that is written from top to bottom."""

    def __init__(self, sheet: Worksheet, paper: Paper) -> None:
        self.sheet, self.row = sheet, 0
        grids = [item for section in paper.sections for item in section.items if isinstance(item, Grid)]
        parts = max((grid.widths for grid in grids), key=len, default=PLAIN)
        self.widths = [WIDTH * part / sum(parts) for part in parts]
        every = range(1, len(parts))
        self.labels = min(every, key=lambda count: abs(sum(self.widths[:count]) - LABELS * WIDTH))
        for column, width in enumerate(self.widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        _set_up(sheet, paper)

    def line(self, text: str, *, size: float, bold: bool = False, centred: bool = False) -> None:
        """Put a line over the whole width."""
        self.row += 1
        cell = self._put(text, 1, len(self.widths))
        cell.font = Font(size=size, bold=bold)
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if centred else "left")
        self._height(_lines(text, WIDTH) * size / TEXT)

    def section(self, section: Section) -> None:
        """Put a part of the document under its title."""
        self.line(section.title, size=12, bold=True)
        for item in section.items:
            if isinstance(item, Grid):
                self.grid(item)
            elif isinstance(item, Blank):
                self.pair(f"{item.label}\n{item.hint}", "", item.lines)
                self._choosing(item.options)
            else:
                self.pair(*item)

    def pair(self, label: str, value: str, least: int = 1) -> None:
        """Put a label and a value beside each other, at least so many lines high."""
        self.row += 1
        wide = sum(self.widths[: self.labels])
        self._label(label, 1, self.labels)
        self._value(value, self.labels + 1, len(self.widths))
        self._height(max(_lines(label, wide), _lines(value, WIDTH - wide), least))

    def grid(self, grid: Grid) -> None:
        """Put a table under its label."""
        self.row += 1
        self._label(grid.label, 1, len(self.widths))
        self._height(_lines(grid.label, WIDTH))
        self.row += 1
        for column, heading in enumerate(grid.headings, 1):
            self._label(heading, column, self._end(column, grid.headings))
        for values in grid.rows:
            self.row += 1
            for column, value in enumerate(values, 1):
                self._value(value, column, self._end(column, values))
            self._height(1.3)

    def _end(self, column: int, cells: Sequence[str]) -> int:
        """Return where a cell ends: the last one of a row takes what is left of it."""
        return len(self.widths) if column == len(cells) else column

    def _label(self, text: str, first: int, last: int) -> None:
        cell = self._put(text, first, last)
        head, _, small = text.partition("\n")
        bold, rest = InlineFont(sz=TEXT, b=True), InlineFont(sz=SMALL, color=Color(GREY))
        cell.value = CellRichText(TextBlock(bold, head), *([TextBlock(rest, f"\n{small}")] if small else []))
        cell.alignment = BOXED
        for column in range(first, last + 1):
            self.sheet.cell(self.row, column).fill = SHADE
            self.sheet.cell(self.row, column).border = BOX

    def _value(self, text: str, first: int, last: int) -> None:
        cell = self._put(text, first, last)
        cell.number_format = "@"  # a long figure stays as it is typed
        cell.alignment, cell.font = BOXED, Font(size=TEXT)
        for column in range(first, last + 1):
            self.sheet.cell(self.row, column).border = BOX

    def _put(self, text: str, first: int, last: int) -> Cell:
        """Put a text into a cell that goes over several columns."""
        if last > first:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        cell = self.sheet.cell(self.row, first)
        if not isinstance(cell, Cell):
            raise TypeError("the first one of merged cells is a cell")
        if text:
            cell.value = text
            cell.data_type = "s"
        return cell

    def _choosing(self, options: Sequence[str]) -> None:
        """Let the last place be chosen from a list, which other words are taken beside."""
        listed = ",".join(options)
        if not options or len(listed) > LIST or any(set(',"') & set(each) for each in options):
            return
        choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
        self.sheet.add_data_validation(choice)
        choice.add(self.sheet.cell(self.row, self.labels + 1))

    def _height(self, lines: float) -> None:
        self.sheet.row_dimensions[self.row].height = (lines + 0.4) * POINTS


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in so many characters of Latin letters."""
    return sum(math.ceil(max(1, _long(line)) / (width - 2)) for line in text.split("\n"))


def _long(text: str) -> int:
    return sum(2 if east_asian_width(each) in "WFA" else 1 for each in text)


def _set_up(sheet: Worksheet, paper: Paper) -> None:
    """Set how the sheet is printed: on A4, as wide as the page."""
    sheet.title = paper.title
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "portrait", 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.print_options.horizontalCentered = True
    codes = {"PAGE": "&P", "NUMPAGES": "&N"}
    footer = "".join(codes.get(part, part.replace("&", "&&")) for part in paper.page.split("|"))
    for place, text in ((sheet.oddHeader, paper.header.replace("&", "&&")), (sheet.oddFooter, footer)):
        if place is not None:
            place.center.text = text
