"""`jiebang verify`: a receipt is of what stands in the database, or not; a row that was tampered with is said."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.storage import attachments, drafts, needs
from bot.storage.attachments import Content as Lying
from bot.storage.database import Database, Transaction
from bot.storage.needs import Content
from bot.storage.shelf import Shelf, digest
from tests.storage.conftest import Clock

REFERENCE = "NM-2026-000001"
FIRST = "9f08014110d53c1e5d0dc6325386f7d3cea383f77b5a3cf54bbf16cbfd1b6245"  # as the receipt of the first version has it
SECOND = "763a50d52d060490348d0490c33bcd37b12683a3b65f28f1434d94e92835c78d"
SAID = f"一致：{REFERENCE} 第 1 版，2026-11-02 20:00（北京时间）提交，共 2 版。\n"
TAMPERED = f"记录被改动过：{REFERENCE} 第 2 版，现有内容算出的指纹与存下的不同，请从备份查起。\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A bot that has got one need, and then its contact changed."""

    async def fill() -> None:
        database = Database(tmp_path / "jiebang.db", Clock())
        await database.open()
        await database.transaction(_filled)
        await database.close()

    asyncio.run(fill())
    (tmp_path / "config.yaml").write_text(f"data_dir: {tmp_path}\n", encoding="utf-8")
    return tmp_path / "config.yaml"


def _filled(tx: Transaction) -> None:
    content = Content(values={"title": "高温烧结炉推舟机构国产化研制", "budget": 800.0})
    need = needs.create(
        tx, reference=REFERENCE, owner=1001, draft_id=1, state="submitted", league=None, content=content
    )
    changed = content.model_copy(update={"values": {**content.values, "contact": "王芳"}})
    needs.correct(tx, need, changed, "contact")


def tamper(config: Path, sql: str) -> None:
    """Change the database as somebody with its file could."""
    with closing(sqlite3.connect(config.with_name("jiebang.db"))) as database, database:
        database.execute("DROP TRIGGER need_version_is_final")
        database.execute(sql)


@pytest.mark.parametrize(
    ("number", "digest"),
    [
        (REFERENCE, [FIRST]),
        (" nm－2026－000001", [FIRST.upper()[:32], FIRST[32:]]),
        (REFERENCE, [f"{FIRST[:8]} {FIRST[8:]}"]),
    ],
)
def test_a_receipt_is_found_however_it_is_typed(
    config: Path, capsys: pytest.CaptureFixture[str], number: str, digest: list[str]
) -> None:
    assert (main(["verify", number, *digest, "--config", str(config)]), *capsys.readouterr()) == (0, SAID, "")


@pytest.mark.parametrize(
    ("number", "digest", "said"),
    [
        (REFERENCE, "0" * 64, f"对不上：{REFERENCE} 共有 2 版，没有一版是这个指纹。\n"),
        ("NM-2026-000002", FIRST, "对不上：没有编号为 NM-2026-000002 的需求。\n"),
    ],
)
def test_what_is_no_receipt_is_said_to_be_none(
    config: Path, capsys: pytest.CaptureFixture[str], number: str, digest: str, said: str
) -> None:
    assert (main(["verify", number, digest, "--config", str(config)]), *capsys.readouterr()) == (1, "", said)


@pytest.mark.parametrize(
    ("sql", "digest", "expected"),
    [
        (
            "UPDATE need_version SET content = replace(content, '800', '900') WHERE number = 2",
            SECOND,
            (4, "", TAMPERED),
        ),
        ("UPDATE need_version SET at = '2026-11-01T12:00:00+00:00' WHERE number = 2", SECOND, (4, "", TAMPERED)),
        ("UPDATE need_version SET digest = '0' WHERE number = 2", SECOND, (4, "", TAMPERED)),
        # the other version is what it was
        ("UPDATE need_version SET content = '{}' WHERE number = 2", FIRST, (4, SAID, TAMPERED)),
    ],
)
def test_a_row_that_was_tampered_with_is_said(
    config: Path, capsys: pytest.CaptureFixture[str], sql: str, digest: str, expected: tuple[int, str, str]
) -> None:
    tamper(config, sql)
    assert (main(["verify", REFERENCE, digest, "--config", str(config)]), *capsys.readouterr()) == expected


def test_an_erased_version_is_known_by_its_digest(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(config.with_name("jiebang.db"))) as database, database:
        database.execute("UPDATE need_version SET content = NULL, request = NULL")
    code = main(["verify", REFERENCE, FIRST, "--config", str(config)])
    said = f"指纹一致：{REFERENCE} 第 1 版，2026-11-02 20:00（北京时间）提交。内容已按要求删除，不能再从内容核对。\n"
    assert (code, *capsys.readouterr()) == (0, said, "")


FILED = "NM-2026-000002"


@pytest.fixture
def lying(config: Path) -> Path:
    """The file that another need was submitted with, where it lies."""
    shelf, drawing = Shelf(config.with_name("files")), config.with_name("drawing.pdf")
    drawing.write_bytes(b"%PDF-1.7 drawing")
    content = Lying(*digest(drawing), "pdf")

    def submit(tx: Transaction) -> None:
        drafts.create(tx, 1002)  # the first draft's number is taken by a need
        draft = drafts.create(tx, 1001)
        attachments.expect(tx, content)
        each = attachments.add(tx, owner=1001, draft_id=draft, name="图纸.pdf", file_id="f", size=None)
        attachments.store(tx, each.id, content, "图纸.pdf")
        needs.create(tx, reference=FILED, owner=1001, draft_id=draft, state="submitted", league=None, content=Content())

    async def fill() -> None:
        database = Database(config.with_name("jiebang.db"), Clock())
        await database.open()
        await database.transaction(submit)
        await database.close()

    asyncio.run(fill())
    part = shelf.part(1)
    part.write_bytes(drawing.read_bytes())
    shelf.place(part, content.sha256)
    return shelf.path(content.sha256)


@pytest.mark.parametrize(
    ("change", "code", "complaint"),
    [
        (lambda _: None, 0, ""),
        (
            lambda path: path.write_bytes(b"%PDF-1.7 another"),
            4,
            "附件被改动过：《图纸.pdf》，磁盘上的内容和提交时的摘要 {sha} 不同，请从备份查起。\n",
        ),
        (lambda path: path.unlink(), 4, "附件不在了：《图纸.pdf》，磁盘上没有摘要 {sha} 的文件，请从备份查起。\n"),
    ],
)
def test_files_are_those_of_the_submission(
    config: Path,
    lying: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[Path], object],
    code: int,
    complaint: str,
) -> None:
    with closing(sqlite3.connect(config.with_name("jiebang.db"))) as database:
        (stored,) = database.execute("SELECT digest FROM need_version WHERE need_id = 2").fetchone()
    change(lying)
    said = (
        f"一致：{FILED} 第 1 版，2026-11-02 20:00（北京时间）提交，共 1 版。\n附件《图纸.pdf》，SHA-256 {lying.name}\n"
    )
    found = main(["verify", FILED, stored, "--config", str(config)])
    assert (found, *capsys.readouterr()) == (code, said, complaint.format(sha=lying.name))
