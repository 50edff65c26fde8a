"""`jiebang verify`: a receipt is of what stands in the database, or not; a row that was tampered with is said."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.storage import needs
from bot.storage.database import Database, Transaction
from bot.storage.needs import Content
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
