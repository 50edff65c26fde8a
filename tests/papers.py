"""Files as people send them, small and real: documents of each kind, and what only looks like one."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from localchat.rare import grey_picture

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"
PNG, JPG = grey_picture(3), b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
TYPES = (
    '<Types><Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{main}"/></Types>'
)
DOCX_TYPES = TYPES.format(part="word/document.xml", main="wordprocessingml.document.main+xml")
PPTX_TYPES = TYPES.format(part="ppt/presentation.xml", main="presentationml.presentation.main+xml")


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP with these parts."""
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def document(**more: str | bytes) -> bytes:
    """A .docx, with further parts by their names."""
    return packed({"[Content_Types].xml": DOCX_TYPES, "word/document.xml": "<w:document/>", **more})


def sheet() -> bytes:
    """An .xlsx as a real program writes it."""
    held = BytesIO()
    Workbook().save(held)
    return held.getvalue()


DOCX = document()
