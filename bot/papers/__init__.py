"""Documents that go out: made of their words when they are sent, as .docx, and as PDF where LibreOffice is installed.

Word files need the extra `documents` (python-docx, segno), which is only loaded to make one.
"""

import asyncio
import shutil
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from typing import Literal

from bot.papers import pdf
from bot.papers.pdf import PaperError as PaperError
from bot.reply import Paper

Format = Literal["docx", "pdf"]


@cache
def office() -> str | None:
    """Return the path of LibreOffice's program; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def possible(wanted: Iterable[Format]) -> tuple[Format, ...]:
    """Return those of the wanted formats that can be made here."""
    if not all(map(find_spec, ("docx", "segno"))):
        return ()
    return tuple(each for each in wanted if each == "docx" or office())


async def made(paper: Paper, format: Format) -> bytes:  # noqa: A002  # what it is
    """Return a document as a file; PaperError where it can't be made. Nobody waits for it meanwhile."""
    if format not in possible([format]):
        raise PaperError(f"nothing here makes {format}")
    from bot.papers import word  # what it needs is not there everywhere

    written = await asyncio.to_thread(word.docx, paper)
    return await pdf.converted(written, office() or "") if format == "pdf" else written
