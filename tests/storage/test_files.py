"""The files in the data folder: nobody else's to read, whole when copied, and never taken for new when emptied."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.storage.database import LOG_BYTES, Database, StorageError, Transaction
from tests.disk import log_of

LONG = "稀" * 100_000


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    return {each.name: f"{stat.S_IMODE(each.stat().st_mode):o}" for each in (folder, *folder.iterdir())}


def write(text: str) -> Callable[[Transaction], object]:
    sql = "INSERT INTO question (user_id, chat_id, text, outcome, asked_at) VALUES (1, 1, :text, 'answer', '')"
    return lambda tx: tx.execute(sql, text=text) and None


def notes(tx: Transaction) -> list[str]:
    return [row["text"] for row in tx.all("SELECT text FROM question ORDER BY id")]


async def refused(path: Path) -> str:
    with pytest.raises(StorageError) as caught:
        await Database(path).open()
    return str(caught.value)


PRIVATE = {
    "data": "700",
    "jiebang.db": "600",
    "jiebang.db-shm": "600",
    "jiebang.db-wal": "600",
    "jiebang.lock": "600",
}


async def test_nobody_else_can_read_what_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    database = Database(folder / "jiebang.db")
    with umask(0o022):
        await database.open()
        await database.transaction(write("甲"))
        assert modes(folder) == PRIVATE
        await database.close()


async def test_what_was_open_to_others_is_closed_to_them_and_the_log_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    database = Database(folder / "jiebang.db")
    await database.open()
    await database.transaction(write("甲"))
    for name in ("jiebang.db", "jiebang.db-wal"):  # as a program that was killed leaves them
        shutil.copy(folder / name, tmp_path)
    await database.close()
    for name in ("jiebang.db", "jiebang.db-wal"):
        shutil.copy(tmp_path / name, folder)
    for each in (folder, *folder.iterdir()):
        each.chmod(0o755 if each == folder else 0o644)
    with log_of("bot.private") as log:
        await database.open()
        await log.says(f"{folder} was open to others (755) and is closed to them now")
        await log.says(f"{folder}/jiebang.db-wal was open to others (644) and is closed to them now")
    assert (modes(folder), await database.read(notes)) == (PRIVATE, ["甲"])
    await database.close()


EMPTIED = "数据库文件是空的，或者不见了，而它原来有内容，没有启动，免得编号从头来"


@pytest.mark.parametrize("wal", [True, False], ids=["with its log", "alone"])
@pytest.mark.parametrize("lost", ["emptied", "missing", "not mounted"])
async def test_a_database_that_is_gone_is_not_taken_for_a_new_one(tmp_path: Path, lost: str, *, wal: bool) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    path = folder / "jiebang.db"
    database = Database(path)
    await database.open()
    await database.transaction(write("甲"))
    log_file = path.with_name("jiebang.db-wal")
    kept = log_file.read_bytes()
    await database.close()
    if wal:
        log_file.write_bytes(kept)
    if lost == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    if lost == "not mounted":
        path.symlink_to(elsewhere / "jiebang.db")
    if lost == "missing" and not wal:  # of this nothing tells: it is a first start
        return
    before = {each.name: each.lstat().st_size for each in folder.iterdir()}
    for _ in range(2):
        assert (await refused(path)).startswith(f"{path}: {EMPTIED}")
    assert {each.name: each.lstat().st_size for each in folder.iterdir()} == before
    if wal:
        assert log_file.read_bytes() == kept


async def test_a_first_start_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "jiebang.db"
    path.with_name("jiebang.db.new").write_bytes(b"half of the first page")
    path.with_name("jiebang.lock").write_bytes(b"")
    database = Database(path)
    await database.open()
    assert await database.read(notes) == []
    await database.close()
    assert sorted(modes(tmp_path)) == sorted([tmp_path.name, "jiebang.db", "jiebang.lock"])


def tables(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0])


async def test_a_copy_of_the_file_alone_has_what_stood_at_the_last_checkpoint(database: Database) -> None:
    copy = database.path.with_name("copy.db")
    shutil.copy(database.path, copy)
    assert tables(copy) == await database.read(
        lambda tx: tx.row("SELECT count(*) FROM sqlite_master WHERE type = 'table'")[0]
    )
    await database.transaction(write("甲"))
    await database.checkpoint()
    shutil.copy(database.path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT text FROM question").fetchall() == [("甲",)]


async def grown_beside_a_reader(database: Database) -> None:
    """Write far more than the log should hold while another program goes on reading what was."""
    with closing(sqlite3.connect(database.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM question").fetchone()
        for _ in range(2 * LOG_BYTES // len(LONG.encode())):
            await database.transaction(write(LONG))
        await database.checkpoint()  # which is not kept up by the reader
        assert log_size(database) > LOG_BYTES


def log_size(database: Database) -> int:
    return database.path.with_name("jiebang.db-wal").stat().st_size


async def test_the_log_is_cut_when_it_is_begun_again(database: Database) -> None:
    await grown_beside_a_reader(database)
    await database.checkpoint()
    await database.transaction(write("甲"))
    assert log_size(database) == LOG_BYTES


async def test_the_log_is_cut_also_without_a_checkpoint_of_ours(database: Database) -> None:
    await grown_beside_a_reader(database)
    for _ in range(2):  # the first brings all into the file, the second begins the log again
        await database.transaction(write("甲"))
    assert log_size(database) == LOG_BYTES


async def test_in_the_end_all_is_in_the_file(database: Database) -> None:
    copy = database.path.with_name("copy.db")
    await database.transaction(write("甲"))
    with closing(sqlite3.connect(database.path)) as reader:  # closing alone would leave the rest in the log
        reader.execute("SELECT count(*) FROM question").fetchone()
        await database.close()
        shutil.copy(database.path, copy)
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT text FROM question").fetchall() == [("甲",)]
