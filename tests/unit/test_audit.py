"""`jiebang audit verify`: the record is as it was written, or what is wrong with it is said."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.storage import chain
from bot.storage.database import Database
from tests.storage.conftest import Clock


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A bot that was asked for two exports."""

    async def fill() -> None:
        database = Database(tmp_path / "jiebang.db", Clock())
        await database.open()
        for _ in range(2):
            await database.transaction(lambda tx: chain.do(tx, "export", actor=1, actor_name="孙岩"))
        await database.close()

    asyncio.run(fill())
    (tmp_path / "config.yaml").write_text(f"data_dir: {tmp_path}\n", encoding="utf-8")
    return tmp_path


def run(data: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, list[str]]:
    code = main(["audit", "verify", "--config", str(data / "config.yaml"), *more])
    shown = capsys.readouterr()
    return code, (shown.out + shown.err).splitlines()


def tamper(data: Path, sql: str) -> None:
    with closing(sqlite3.connect(data / "jiebang.db")) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(sql)


def test_a_whole_record_names_its_head_which_can_be_noted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, (said, whole) = run(data, capsys)
    assert (code, said[:14], whole[:2]) == (0, "办理记录共 2 条，末条 2", "完好")
    head = said.partition("末条 ")[2]
    assert run(data, capsys, "--noted", head) == (0, [said, whole])
    assert run(data, capsys, "--noted", head[:-1] + ("0" if head[-1] != "0" else "1"))[0] == 4


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE deed SET detail = 'x' WHERE id = 1", ["第 1 条：导出或清除的记录（行 1）被改动过"]),
        ("DELETE FROM deed WHERE id = 2", ["第 2 条：导出或清除的记录（行 2）不见了"]),
        (
            "DELETE FROM chain WHERE seq = 2",
            ["末尾有几条不见了，或末条的记号被改动过", "导出或清除的记录（行 2）不在链上：不是机器人写的"],
        ),
        (
            "UPDATE chain SET hash = 'x' WHERE seq = 1",
            ["第 1 条和前一条连不上：中间有改动、删除或插入", "第 2 条和前一条连不上：中间有改动、删除或插入"],
        ),
    ],
)
def test_what_is_wrong_is_said(data: Path, capsys: pytest.CaptureFixture[str], sql: str, said: list[str]) -> None:
    tamper(data, sql)
    code, lines = run(data, capsys)
    assert (code, lines[1:]) == (4, said)
