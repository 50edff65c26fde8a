"""Documents that come back, filled in at a desk: what stands in them, by rows and cells. Nothing in them is run.

Of a .docx the main part alone is read, of an .xlsx the values that were stored with its formulas.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook

log = logging.getLogger(__name__)

Cells = tuple[str, ...]  # of one row; a paragraph is a row of one cell

LARGEST = 8 << 20  # bytes of XML, unpacked: a form has some hundred thousand
ROWS, COLUMNS, SHEETS = 1000, 30, 5  # that are read
LONGEST = 5000  # characters of a cell

_MAIN = re.compile(r"word/document\d*\.xml")
_SAID: Mapping[str, str] = {"br": "\n", "cr": "\n", "tab": "\t"}
#: What is in a document and does not stand there: what was deleted, the same once more for older programs, settings.
_UNSAID = frozenset({"del", "moveFrom", "Fallback", "instrText", "pPr", "rPr", "tcPr", "trPr", "sectPr"})


def suffix(name: str) -> str:
    """Return what stands at the end of a file's name, in small letters."""
    return name.rpartition(".")[2].lower()


def may_read(name: str) -> bool:
    """Return whether a file is by its name of a kind that can be read."""
    return suffix(name) in READERS


def rows(path: Path, kind: str) -> tuple[Cells, ...]:
    """Return what stands in a file, in its order; nothing where it is of another kind, too large or broken."""
    read = READERS.get(kind)
    try:
        return tuple(islice(read(path), ROWS)) if read else ()
    except Exception as error:  # noqa: BLE001  # in a stranger's file anything can be wrong
        log.info("a document can't be read: %s", type(error).__name__)
        return ()


def _docx(path: Path) -> Iterator[Cells]:
    with ZipFile(path) as archive:
        (name,) = filter(_MAIN.fullmatch, archive.namelist())
        root = ElementTree.fromstring(_unpacked(archive, name))  # noqa: S314  # has no DTD, so no entities
    yield from _blocks(root)


def _unpacked(archive: ZipFile, name: str) -> bytes:
    """Return a part of a document; ValueError where it is too large, or defines anything, which no such part does."""
    with archive.open(name) as part:
        data = part.read(LARGEST + 1)
    if len(data) > LARGEST or b"<!" in data.replace(b"<!--", b"").replace(b"<![CDATA[", b"") or b"\0" in data:
        raise ValueError("no part of a form")
    return data


def _blocks(node: ElementTree.Element) -> Iterator[Cells]:
    """Give the paragraphs and rows in a part of a document."""
    for child in node:
        tag = _tag(child)
        if tag == "p":
            yield (_text(child),)
        elif tag == "tr":
            yield tuple(map(_text, _cells(child))) or ("",)
        elif tag not in _UNSAID:
            yield from _blocks(child)


def _cells(row: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in row:
        if _tag(child) == "tc":
            yield child
        elif _tag(child) not in _UNSAID:
            yield from _cells(child)


def _text(node: ElementTree.Element) -> str:
    return "".join(_said(node)).strip("\n")[:LONGEST]


def _said(node: ElementTree.Element) -> Iterator[str]:
    for child in node:
        tag = _tag(child)
        if tag == "t":
            yield child.text or ""
        elif tag in _SAID:
            yield _SAID[tag]
        elif tag not in _UNSAID:
            yield from _said(child)
    if _tag(node) == "p":
        yield "\n"


def _tag(node: ElementTree.Element) -> str:
    """Return a name without its namespace, of which there are two by the standard."""
    return node.tag.rpartition("}")[2]


def _xlsx(path: Path) -> Iterator[Cells]:
    with ZipFile(path) as archive:
        parts = [each for each in archive.infolist() if each.filename.endswith((".xml", ".rels"))]
        if sum(each.file_size for each in parts) > LARGEST:
            raise ValueError("no form")
        for each in parts:
            _unpacked(archive, each.filename)
    with path.open("rb") as file, closing(_book(file)) as book:  # by a path it would go by the file's name
        for sheet in book.worksheets[:SHEETS]:
            for row in sheet.iter_rows(max_row=ROWS, max_col=COLUMNS):
                values = tuple(_value(cell.value, cell.number_format or "") for cell in row)
                if any(values):
                    yield values


def _book(file: BinaryIO) -> Workbook:
    """Open a workbook for its values alone, those of formulas as they were stored."""
    return load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _value(value: object, shown: str) -> str:
    """Return a cell's value as it is `shown`, by its format: a share as 60%, a day as 2027-12-31."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, int | float):
        return f"{value * 100:.10g}%" if "%" in shown else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)[:LONGEST]


READERS: Mapping[str, Callable[[Path], Iterator[Cells]]] = {"docx": _docx, "xlsx": _xlsx}
