"""What kind of file something is, by what is in it and not by its name; what could run, or swell up, is refused.

Nothing is opened for it: of a document only the list of its parts is read, and each part is unpacked to nowhere, within
limits. Four signatures and one list of parts are all there is to know, so no library is asked.
"""

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

Why = Literal["empty", "foreign", "old_office", "macro", "program", "swells", "broken"]

#: How an allowed file begins, by its suffix; what begins with ZIP is looked into.
SIGNATURES: Mapping[bytes, str] = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The content type of the main part of a document (ECMA-376), by its suffix.
OFFICE: Mapping[str, bytes] = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
TYPES, TYPES_SIZE = "[Content_Types].xml", 1 << 20
MACROS = ("vbaproject.bin", "vbadata.xml")
PROGRAMS = (
    ".exe",
    ".dll",
    ".com",
    ".scr",
    ".msi",
    ".bat",
    ".cmd",
    ".ps1",
    ".vbs",
    ".js",
    ".jar",
    ".hta",
    ".lnk",
    ".sh",
)
PARTS, UNPACKED = 10_000, 200 << 20  # of a document: how many, and bytes of all together
BLOCK = 1 << 20
#: Every suffix of an allowed kind, the first one being what such a file is called if its name says another.
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "pptx": ("pptx",),
    "jpg": ("jpg", "jpeg"),
    "png": ("png",),
}


class Unfit(Exception):  # noqa: N818  # its name is what it says
    """The file is none that is taken; `why` says what is wrong with it."""

    def __init__(self, why: Why) -> None:
        """Say what is wrong."""
        super().__init__(why)
        self.why = why


def kind(path: Path) -> str:
    """Return the suffix of the kind that a file is; Unfit where it is none of those that are taken."""
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Unfit("empty")
    for signature, suffix in SIGNATURES.items():
        if head.startswith(signature):
            return suffix
    if head.startswith(OLD_OFFICE):
        raise Unfit("old_office")
    if not head.startswith(ZIP):
        raise Unfit("foreign")
    try:
        with ZipFile(path) as archive:
            return _office(archive)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unfit("broken") from error  # RuntimeError: a part is encrypted


def _office(archive: ZipFile) -> str:
    parts = archive.infolist()
    if len(parts) > PARTS or sum(each.file_size for each in parts) > UNPACKED:
        raise Unfit("swells")
    names = [each.filename.lower() for each in parts]
    if TYPES not in archive.namelist():
        raise Unfit("foreign")
    with archive.open(TYPES) as file:
        types = file.read(TYPES_SIZE)
    if b"macroEnabled" in types or any(name.endswith(MACROS) or "/activex/" in name for name in names):
        raise Unfit("macro")
    if any(name.endswith(PROGRAMS) for name in names):
        raise Unfit("program")
    _unpack(archive)
    found = next((suffix for suffix, main in OFFICE.items() if main in types), None)
    if found is None:
        raise Unfit("foreign")
    return found


def _unpack(archive: ZipFile) -> None:
    """Read every part; one that is not what the list says of it raises BadZipFile."""
    for each in archive.infolist():
        with archive.open(each) as part:
            while part.read(BLOCK):
                pass


def named(name: str, suffix: str) -> str:
    """Return a file's name with a suffix that fits what it is."""
    return name if name.lower().rpartition(".")[2] in SUFFIXES[suffix] else f"{name}.{suffix}"
