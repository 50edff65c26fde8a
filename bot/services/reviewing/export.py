"""The office's workbook, and a ZIP with it and all documents and files: written need by need, beside the bot.

The file appears whole or not at all, for its owner alone.
"""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

from bot import papers, private
from bot.papers.sheets import Book
from bot.services.needs_state import receipt
from bot.services.reviewing import charts, sheets
from bot.services.reviewing.figures import figures
from bot.services.reviewing.wanted import described
from bot.services.runtime.turn import Caller, House, Turn
from bot.storage import chain, exports, needs
from bot.storage.calls import Workbook
from bot.storage.database import read_only
from bot.storage.exports import EVERYTHING, Exported, Wanted
from bot.storage.transaction import Transaction
from bot.texts.markup import plain

log = logging.getLogger(__name__)

UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')  # in the name of a file, on some system or other
NAME = 80  # characters of it
NOBODY = Caller(0, 0, "")

Progress = Callable[[int, int], None]
Beside = Callable[[Exported], None]


async def export(
    database: Path,
    house: House,
    out: Path,
    *,
    wanted: Wanted = EVERYTHING,
    zipped: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> int:
    """Write the wanted needs of the database file to `out` (.xlsx) and return how many; the bot may run meanwhile.

    `zipped`: `out` is a ZIP with the workbook and, in a folder for each need, its document (where Word files can be
    made) and its files; OSError where one is missing.
    """

    def work(tx: Transaction) -> int:
        needs.require_forms(tx, house.forms)
        turn = Turn(tx, NOBODY, house)
        with TemporaryDirectory(prefix="jiebang-") as scratch, private.written(out) as part:
            if zipped:
                return _zip(turn, wanted, part, Path(scratch), progress)
            return _write(turn, wanted, part, Path(scratch), progress, lambda _each: None)

    return await read_only(database, work)


async def made(database: Path, house: House, call: Workbook, out: Path) -> None:
    """Write to `out` what a call is to send."""
    which = Wanted(call.states, call.leagues, call.start, call.end)
    await export(database, house, out, wanted=which, zipped=call.zipped)


def record(tx: Transaction, actor: int, name: str, wanted: Wanted, *, count: int, zipped: bool) -> None:
    """Note who has taken which needs out of the office; actor 0 is whoever runs a command."""
    detail = json.dumps({**asdict(wanted), "count": count, "zipped": zipped}, ensure_ascii=False)
    chain.do(tx, "export", actor=actor, actor_name=name, detail=detail)
    log.info("%s exports %d needs%s", actor, count, " with their files" if zipped else "")


def documents() -> bool:
    """Return whether a ZIP has a document of each need."""
    return bool(papers.possible(("docx",)))


def _write(turn: Turn, wanted: Wanted, path: Path, scratch: Path, progress: Progress, beside: Beside) -> int:
    """Write all sheets and return how many needs there are; `beside` is given each of them."""
    count, written = exports.count(turn.tx, wanted), 0
    book = Book(path, scratch, plain(turn.text("export.footer", page="{page}", pages="{pages}")))
    above = [plain(turn.text("export.title")), plain(sheets.said_above(turn, described(turn.house, wanted), count))]
    try:
        tables = sheets.of_needs(turn, book, wanted, above)
        for each in exports.each(turn.tx, wanted):
            for sheet in tables:
                sheet.add(each)
            beside(each)
            written += 1
            progress(written, count)
        for sheet in tables:
            sheet.close()
        charts.write(book, turn.house, figures(turn.tx, turn.house, wanted), above)
    finally:
        book.close()
    return written


def _zip(turn: Turn, wanted: Wanted, part: Path, scratch: Path, progress: Progress) -> int:
    book = scratch / "book.xlsx"
    with ZipFile(part, "w", ZIP_STORED) as archive:  # pictures and documents are packed already
        count = _write(turn, wanted, book, scratch, progress, lambda each: _put(archive, turn, each))
        archive.write(book, f"{plain(turn.text('export.file'))}.xlsx")
    return count


def _put(archive: ZipFile, turn: Turn, exported: Exported) -> None:
    """Put a need's document and its files into a folder of its own."""
    need = exported.need
    if documents() and (paper := receipt.of_need(turn, need, mask=turn.house.masked)):
        from bot.papers import word  # takes a while to load

        archive.writestr(f"{need.reference}/{safe(paper.name)}.docx", word.docx(paper))
    for number, each in enumerate(exported.files, 1):
        archive.write(turn.house.shelf.path(each.sha256 or ""), f"{need.reference}/{number:02} {safe(each.name)}")


def safe(name: str) -> str:
    """Return a name as every system takes it, its ending kept."""
    whole = UNSAFE.sub("_", name).strip(". ")
    stem, dot, ending = whole.rpartition(".")
    return f"{stem[: NAME - len(ending)]}{dot}{ending}" if stem and len(ending) < NAME else whole[:NAME]
