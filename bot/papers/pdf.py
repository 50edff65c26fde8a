"""PDF by LibreOffice: a process of its own for each document, with a profile of its own."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

#: By font of the documents, what takes its place: other names of the same, then free ones.
INSTEAD = {
    "仿宋": ("FangSong", "FangSong_GB2312", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC", "SimSun"),
    "黑体": ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei"),
}
SECONDS = 60.0  # after which a conversion is given up; one takes two to ten, the first on a machine longer
#: The settings of fonts that LibreOffice runs with: left to itself it takes any font in place of one that is not there.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{aliases}</fontconfig>"""
ALIAS = '<alias binding="same"><family>{name}</family><prefer>{others}</prefer></alias>'
#: What keeps it from looking for anything but the one file.
OPTIONS = ("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard")


class PaperError(Exception):
    """A document could not be made; the message says what was in the way."""


async def converted(docx: bytes, office: str, seconds: float = SECONDS) -> bytes:
    """Return a Word file as PDF; PaperError where the program fails or takes too long."""
    with TemporaryDirectory(prefix="jiebang-") as name:  # for its owner alone, and gone afterwards
        folder = Path(name)
        await asyncio.to_thread(_lay, folder, docx)
        await _run(office, folder, seconds)
        try:
            return await asyncio.to_thread((folder / "paper.pdf").read_bytes)
        except OSError as error:
            raise PaperError("LibreOffice has made no PDF") from error


def _lay(folder: Path, docx: bytes) -> None:
    """Put what is to be converted into the folder, and what its fonts are."""
    (folder / "paper.docx").write_bytes(docx)
    aliases = (
        ALIAS.format(name=name, others="".join(f"<family>{each}</family>" for each in others))
        for name, others in INSTEAD.items()
    )
    (folder / "fonts.conf").write_text(FONTS.format(aliases="".join(aliases)), encoding="utf-8")


async def _run(office: str, folder: Path, seconds: float) -> None:
    """Let the program convert the folder's paper; whatever comes, none of its processes is left."""
    profile = (folder / "profile").as_uri()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}  # and none of the bot's secrets
    process = await asyncio.create_subprocess_exec(
        *(office, f"-env:UserInstallation={profile}", *OPTIONS),
        *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(folder / "paper.docx")),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # soffice is a script with children of its own
        env={**kept, "FONTCONFIG_FILE": str(folder / "fonts.conf"), "LANG": "C.UTF-8"},
    )
    try:
        async with asyncio.timeout(seconds):
            await process.wait()
    except TimeoutError as error:
        raise PaperError(f"LibreOffice took more than {seconds:.0f} s") from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
