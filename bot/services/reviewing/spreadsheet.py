"""The office's sheet: every need with its state, one row each. Text cells are text, whatever they begin with."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot import private
from bot.needs.form import Field
from bot.services.runtime.beijing import moment
from bot.services.runtime.turn import House
from bot.storage import needs
from bot.storage.database import read_only
from bot.storage.needs import Need

HEADINGS = ("reference", "state", "holder", "submitted", "updated", "reason")
WIDTHS = {"text": 40, "indicators": 40, "choices": 20}  # characters; other kinds are short
LONGEST = 32_767  # characters of one cell (Excel's limit)


async def export(database: Path, house: House, out: Path) -> int:
    """Write all needs of the database file to `out` (.xlsx) and return how many; the bot may be running meanwhile.

    The file appears whole or not at all, for its owner alone. Phone numbers are in full: the sheet is for the office.
    """
    found = await read_only(database, needs.everything)
    fields = [field for field in house.form.fields if field.kind != "consent"]
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = house.texts("export.sheet")
    headings = [house.texts(f"export.{each}") for each in HEADINGS]
    _row(sheet, 1, [*headings, *(_heading(house, field) for field in fields)])
    for number, need in enumerate(found, start=2):
        _row(sheet, number, _values(house, need, fields))
    _dress(sheet, fields)
    private.write(out, _saved(book))
    return len(found)


def _saved(book: Workbook) -> bytes:
    held = BytesIO()  # writing it takes long, and a half-written file with all its names would be left by a kill
    book.save(held)
    return held.getvalue()


def _heading(house: House, field: Field) -> str:
    return house.texts("export.money", label=field.label) if field.kind == "money" else field.label


def _values(house: House, need: Need, fields: Iterable[Field]) -> list[str | float]:
    holder = house.staff.members.get(need.holder) if need.holder else None
    known: list[str | float] = [
        need.reference,
        house.texts(f"lifecycle.state.{need.state}.name"),
        holder.name if holder else str(need.holder or ""),
        moment(need.submitted_at),
        moment(need.updated_at),
        need.request.reason if need.request else "",
    ]
    for field in fields:
        value = need.content.values.get(field.key)
        if value is None:
            known.append("")
        elif field.kind == "money":
            known.append(float(str(value)))
        else:
            known.append(house.form.display(field.key, value))
    return known


def _row(sheet: Worksheet, number: int, values: Iterable[str | float]) -> None:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(number, column)
        if not isinstance(cell, Cell):
            raise TypeError("a fresh sheet has no merged cells")
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
            cell.data_type = "s"  # "=1+1" stays what was typed
            cell.quotePrefix = True  # and also when somebody edits the cell later
        else:
            cell.value = value


def _dress(sheet: Worksheet, fields: list[Field]) -> None:
    """Make it readable: a bold fixed heading, filters, widths, long texts wrapped."""
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for column in range(1, sheet.max_column + 1):
        kind = fields[column - 1 - len(HEADINGS)].kind if column > len(HEADINGS) else ""
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(kind, 18)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == 1:
                cell.font = Font(bold=True)
