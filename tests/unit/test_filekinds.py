"""What a file is, by its content: the kinds that are taken, and why the rest is not."""

import zlib
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot import filekinds
from bot.filekinds import Unfit
from tests.papers import DOCX, JPG, OLD_OFFICE, PDF, PNG, PPTX_TYPES, document, packed, sheet

TAKEN = {
    "pdf": PDF,
    "docx": DOCX,
    "xlsx": sheet(),
    "pptx": packed({"[Content_Types].xml": PPTX_TYPES, "ppt/presentation.xml": "<p:presentation/>"}),
    "jpg": JPG,
    "png": PNG,
}
MACRO_TYPES = "<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/></Types>"
REFUSED = {
    "empty": (b"", "empty"),
    "text": ("技术需求".encode(), "foreign"),
    "program": (b"MZ\x90\0" + PDF, "foreign"),
    "script before a document": (b"#!/bin/sh\n" + DOCX, "foreign"),
    "page": (b"<html><script>alert(1)</script></html>", "foreign"),
    "archive": (packed({"a.txt": "a"}), "foreign"),
    "archive of a program": (packed({"[Content_Types].xml": "<Types/>", "setup.exe": "MZ"}), "program"),
    "old office": (OLD_OFFICE, "old_office"),
    "macro": (document(**{"word/vbaProject.bin": b"x"}), "macro"),
    "macro by its type": (packed({"[Content_Types].xml": MACRO_TYPES}), "macro"),
    "control": (document(**{"word/activeX/activeX1.xml": "<x/>"}), "macro"),
    "program inside": (document(**{"word/embeddings/Setup.EXE": b"MZ"}), "program"),
    "cut off": (DOCX[: len(DOCX) // 2], "broken"),
    "nothing but the head": (DOCX[:4], "broken"),
}


@pytest.mark.parametrize("suffix", TAKEN)
def test_what_is_taken(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "name that says nothing.exe"
    path.write_bytes(TAKEN[suffix])
    assert filekinds.kind(path) == suffix


def why(path: Path) -> str:
    with pytest.raises(Unfit) as caught:
        filekinds.kind(path)
    return caught.value.why


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_not(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "技术方案.docx"
    path.write_bytes(content)
    assert why(path) == reason


def test_what_swells_up_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(document(**{"word/media/a.png": bytes(filekinds.UNPACKED)}))
    assert path.stat().st_size < 1 << 20
    assert why(path) == "swells"


def test_too_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(document(**{f"word/{number}.xml": "" for number in range(filekinds.PARTS)}))
    assert why(path) == "swells"


def test_a_list_of_parts_that_lies_is_found_out(tmp_path: Path) -> None:
    # The list says one byte; what is unpacked is a megabyte.
    honest = document(**{"word/media/a.bin": bytes(1 << 20)})
    size, crc = (1 << 20).to_bytes(4, "little"), zlib.crc32(bytes(1 << 20)).to_bytes(4, "little")
    path = tmp_path / "a.docx"
    path.write_bytes(
        honest.replace(crc + honest.partition(crc)[2][:4] + size, crc + honest.partition(crc)[2][:4] + b"\1\0\0\0")
    )
    with ZipFile(path) as archive:
        assert archive.getinfo("word/media/a.bin").file_size == 1
    assert why(path) == "broken"


def test_one_flipped_bit_is_found_out(tmp_path: Path) -> None:
    path, damaged = tmp_path / "a.docx", bytearray(document(**{"word/a.xml": "<a/>" * 50}))
    damaged[len(damaged) // 3] ^= 1
    path.write_bytes(damaged)
    assert why(path) in ("broken", "foreign")


@pytest.mark.parametrize(
    ("name", "suffix", "called"),
    [
        ("报告.pdf", "pdf", "报告.pdf"),
        ("报告.PDF", "pdf", "报告.PDF"),
        ("照片.jpeg", "jpg", "照片.jpeg"),
        ("报告.exe", "pdf", "报告.exe.pdf"),
        ("照片1", "jpg", "照片1.jpg"),
        ("pdf", "png", "pdf.png"),
    ],
)
def test_a_name_says_what_it_is(name: str, suffix: str, called: str) -> None:
    assert filekinds.named(name, suffix) == called
