"""The office's workbook: every need with its state, one row each, and a sheet for each form.

Text cells are text, whatever they begin with.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot import private
from bot.needs.form import OF_NEEDS, Field, Form
from bot.needs.reasons import told
from bot.services.runtime.beijing import moment
from bot.services.runtime.staffing import present
from bot.services.runtime.turn import House
from bot.storage import attachments, needs
from bot.storage.attachments import Attachment
from bot.storage.database import Transaction, read_only
from bot.storage.needs import Need

HEADINGS = ("reference", "state", "holder", "submitted", "updated", "reason")
WIDTHS = {"text": 40, "indicators": 40, "group": 40, "choices": 20}  # characters; other kinds are short
UNSAFE = re.compile(r'[<>:"/\\|?*]')  # in the name of a file, on some system or other
LONGEST = 32_767  # characters of one cell (Excel's limit)


Files = Mapping[int, Sequence[Attachment]]  # by the need


async def export(database: Path, house: House, out: Path, *, zipped: bool = False) -> int:
    """Write all needs of the database file to `out` (.xlsx) and return how many; the bot may be running meanwhile.

    The file appears whole or not at all, for its owner alone. Phone numbers are in full: the sheet is for the office.
    `zipped`: `out` is a ZIP with the sheet and, in a folder for each need, its files; OSError where one is missing.
    """
    house, found, files = await read_only(database, partial(_everything, house))
    book = _workbook(house, found, files)
    if zipped:
        _zip(house, book, found, files, out)
    else:
        private.write(out, book)
    return len(found)


def _everything(house: House, tx: Transaction) -> tuple[House, list[Need], Files]:
    """Return what is to be written, and the house with who is staff now."""
    needs.require_forms(tx, house.forms)
    house = replace(house, staff=present(tx, house))
    found = needs.everything(tx)
    return house, found, {need.id: attachments.of_need(tx, need.id) for need in found}


def _zip(house: House, book: bytes, found: Sequence[Need], files: Files, out: Path) -> None:
    with private.written(out) as part, ZipFile(part, "w") as archive:  # documents and pictures are packed already
        archive.writestr(f"{house.texts('export.sheet')}.xlsx", book)
        for need in found:
            for number, each in enumerate(files[need.id], 1):
                name = f"{number:02} {UNSAFE.sub('_', each.name).rstrip('. ')}"
                archive.write(house.shelf.path(each.sha256 or ""), f"{need.reference}/{name}")


def _workbook(house: House, found: Sequence[Need], files: Files) -> bytes:
    """Return the workbook as .xlsx; the sheet of needs is there even where there is none."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, form in house.forms.items():
        of_it = [need for need in found if need.form == name]
        if of_it or name == OF_NEEDS:
            _fill(book.create_sheet(form.name or house.texts("export.sheet")), house, form, of_it, files)
    return _saved(book)


def _fill(sheet: Worksheet, house: House, form: Form, found: Sequence[Need], files: Files) -> None:
    """Write what was submitted on one form, a row each."""
    fields = [field for field in form.fields if field.kind != "consent"]
    headings = [house.texts(f"export.{each}") for each in HEADINGS]
    _row(sheet, 1, [*headings, *(_heading(house, field) for field in fields), house.texts("export.files")])
    for number, need in enumerate(found, start=2):
        _row(sheet, number, [*_values(house, need, fields), "\n".join(file.name for file in files[need.id])])
    _dress(sheet, fields)


def _saved(book: Workbook) -> bytes:
    held = BytesIO()  # writing it takes long, and a half-written file with all its names would be left by a kill
    book.save(held)
    return held.getvalue()


def _heading(house: House, field: Field) -> str:
    return house.texts("export.money", label=field.label) if field.kind == "money" else field.label


def _values(house: House, need: Need, fields: Iterable[Field]) -> list[str | float]:
    holder = house.staff.members.get(need.holder) if need.holder else None
    asked = need.request
    known: list[str | float] = [
        need.reference,
        house.texts(f"lifecycle.state.{need.state}.name"),
        holder.name if holder else str(need.holder or ""),
        moment(need.submitted_at),
        moment(need.updated_at),
        told(house.form_of(need), asked.fields, asked.reason, asked.reasons).strip() if asked else "",
    ]
    for field in fields:
        value = need.content.values.get(field.key)
        if value is None:
            known.append("")
        elif field.kind == "money":
            known.append(float(str(value)))
        else:
            known.append(house.form_of(need).display(field.key, value))
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
    """Make the sheet readable: a bold fixed heading, filters, widths, long texts wrapped."""
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for column in range(1, sheet.max_column + 1):
        place = column - 1 - len(HEADINGS)
        kind = fields[place].kind if 0 <= place < len(fields) else "text" if place == len(fields) else ""
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(kind, 18)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.row == 1:
                cell.font = Font(bold=True)
