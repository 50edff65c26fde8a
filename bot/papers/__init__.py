"""Documents that go out: made of their words when they are sent, as .docx or .xlsx, and as PDF beside LibreOffice.

Word files need the extra `documents` (python-docx, segno), which is only loaded to make one.
"""

import asyncio
import shutil
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec

from bot.papers import pdf
from bot.papers.pdf import PaperError as PaperError
from bot.reply import Format, Paper


@cache
def office() -> str | None:
    """Return the path of LibreOffice's program; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def possible(wanted: Iterable[Format]) -> tuple[Format, ...]:
    """Return those of the wanted formats that can be made here."""
    word = all(map(find_spec, ("docx", "segno")))
    there = {"xlsx": True, "docx": word, "pdf": word and office() is not None}
    return tuple(each for each in wanted if there[each])


async def made(paper: Paper, format: Format) -> bytes:  # noqa: A002  # what it is
    """Return a document as a file; PaperError where it can't be made. Nobody waits for it meanwhile."""
    if format not in possible([format]):
        raise PaperError(f"nothing here makes {format}")
    if format == "xlsx":
        from bot.papers import workbook  # takes a while to load

        return await asyncio.to_thread(workbook.xlsx, paper)
    from bot.papers import word  # what it needs is not there everywhere

    written = await asyncio.to_thread(word.docx, paper)
    return await pdf.converted(written, office() or "") if format == "pdf" else written
