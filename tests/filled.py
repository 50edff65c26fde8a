"""Blank forms filled in as people do it at a desk: in Word, or in a sheet."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from openpyxl import load_workbook

Rows = Sequence[Sequence[str]]


def name(cell: object) -> str:
    """The name of the field in a label's cell, without its mark, its unit and the small print."""
    return str(cell or "").partition("\n")[0].rstrip(" *").partition("（")[0]


def in_word(blank: bytes, values: Mapping[str, str], rows: Rows = ()) -> bytes:
    """The .docx with values by label, and rows in its only table of several columns."""
    word = Document(BytesIO(blank))
    for table in word.tables:
        lines = iter(rows)
        for row in table.rows:
            if row.cells[0].text.isdigit() and (line := next(lines, None)):
                for cell, value in zip(row.cells[1:], line, strict=False):
                    cell.text = value
            elif label := name(row.cells[0].text) if name(row.cells[0].text) in values else None:
                row.cells[1].text = values[label]
    return saved(word)


def in_a_sheet(blank: bytes, values: Mapping[str, Any], rows: Rows = ()) -> bytes:
    """The .xlsx, likewise; values may be figures."""
    book = load_workbook(BytesIO(blank), rich_text=True)
    (sheet,), lines = book.worksheets, iter(rows)
    beside = next(each for each in sheet.merged_cells.ranges if each.min_col > 1).min_col
    for row in sheet.iter_rows():
        label = name(row[0].value)
        if label.isdigit() and (line := next(lines, None)):
            for cell, value in zip(row[1:], line, strict=False):
                cell.value = value
        elif label in values:
            row[beside - 1].value = values[label]
    return saved(book)


def saved(document: Any) -> bytes:
    held = BytesIO()
    document.save(held)
    return held.getvalue()
