"""The floor that everything stands on: whole transactions, one program at a time, files that are never harmed."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.storage.database import Database, Receipt, StorageError, Transaction, read_only, receipt
from tests.patience import STILL
from tests.storage.conftest import NOON, Clock


def note(text: str) -> str:
    """Return SQL that leaves a trace to look for."""
    return f"INSERT INTO question (user_id, chat_id, text, outcome, asked_at) VALUES (1, 1, '{text}', 'answer', '')"


def notes(tx: Transaction) -> list[str]:
    return [row["text"] for row in tx.all("SELECT text FROM question ORDER BY id")]


def write(text: str) -> Callable[[Transaction], str]:
    def work(tx: Transaction) -> str:
        tx.execute(note(text))
        return text

    return work


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# ── transactions ──


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
async def test_both_connections_are_set_up_to_be_durable(database: Database, pragma: str, value: str | int) -> None:
    def asked(tx: Transaction) -> object:
        return tx.row(f"PRAGMA {pragma}")[0]

    assert [await database.transaction(asked), await database.read(asked)] == [value, value]


async def test_a_transaction_returns_what_its_work_returns_and_is_there_afterwards(database: Database) -> None:
    assert await database.transaction(write("甲")) == "甲"
    assert await database.read(notes) == ["甲"]


async def test_all_or_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        tx.execute(note("乙"))
        assert notes(tx) == ["甲", "乙"]
        raise ValueError("halfway")

    await database.transaction(write("甲"))
    with pytest.raises(ValueError, match="halfway"):
        await database.transaction(work)
    assert await database.read(notes) == ["甲"]
    assert await database.transaction(write("丙")) == "丙"
    assert await database.read(notes) == ["甲", "丙"]


async def test_a_statement_that_rolls_back_by_itself_shows_its_own_error(database: Database) -> None:
    again = "INSERT OR ROLLBACK INTO reference VALUES (2026, 1)"

    def work(tx: Transaction) -> None:
        tx.execute(again)
        tx.execute(again)

    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        await database.transaction(work)
    assert await database.transaction(write("甲")) == "甲"


async def test_work_that_raises_stop_iteration_does_not_hang(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with asyncio.timeout(STILL):
            await database.transaction(lambda _: next(iter(())))
    assert await database.transaction(write("甲")) == "甲"


async def test_foreign_keys_hold(database: Database) -> None:
    orphan = "INSERT INTO focus (user_id, draft_id, since) VALUES (1, 99, '')"
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await database.transaction(lambda tx: tx.execute(orphan))


async def test_one_moment_a_transaction_from_the_clock(database: Database, clock: Clock) -> None:
    assert await database.transaction(lambda tx: tx.now) == NOON
    clock.passes(milliseconds=1)
    assert await database.read(lambda tx: tx.now) == "2026-11-02T12:00:00.001000+00:00"


async def test_rows_by_name_one_none_and_all(database: Database) -> None:
    await database.transaction(write("甲"))
    await database.transaction(write("乙"))

    def work(tx: Transaction) -> tuple[object, object, list[str]]:
        found = tx.row("SELECT text FROM question WHERE text = :text", text="甲")
        return found["text"], tx.one("SELECT 1 FROM question WHERE text = :text", text="丙"), notes(tx)

    assert await database.read(work) == ("甲", None, ["甲", "乙"])
    with pytest.raises(LookupError, match="no row"):
        await database.read(lambda tx: tx.row("SELECT 1 FROM question WHERE id = 99"))


async def test_many_writers_at_once_wait_for_each_other(database: Database) -> None:
    def work(tx: Transaction) -> int:
        count = tx.row("SELECT count(*) FROM question")[0]
        tx.execute(note(str(count)))
        return int(count)

    assert sorted(await asyncio.gather(*(database.transaction(work) for _ in range(50)))) == list(range(50))
    assert await database.read(notes) == [str(number) for number in range(50)]


# ── cancellation ──


class Gate:
    """Work in the database's thread that says that it has begun and waits until it may go on."""

    def __init__(self) -> None:
        self.begun, self.loop = asyncio.Event(), asyncio.get_running_loop()
        self._open = threading.Event()

    def wait(self) -> None:
        self.loop.call_soon_threadsafe(self.begun.set)
        assert self._open.wait(STILL)

    def open(self) -> None:
        self._open.set()


async def cancelled_in_the_middle(database: Database) -> None:
    """Cancel whoever awaits a transaction that writes 甲; the transaction itself ends afterwards."""
    gate = Gate()

    def work(tx: Transaction) -> None:
        tx.execute(note("甲"))
        gate.wait()

    task = asyncio.create_task(database.transaction(work))
    await gate.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.open()


async def test_a_cancelled_caller_leaves_a_whole_transaction_and_a_working_database(database: Database) -> None:
    await cancelled_in_the_middle(database)
    assert await database.transaction(write("乙")) == "乙"
    assert await database.read(notes) == ["甲", "乙"]


async def test_a_commit_is_announced_also_when_its_caller_was_cancelled(database: Database) -> None:
    database.committed.clear()
    await cancelled_in_the_middle(database)
    async with asyncio.timeout(STILL):
        await database.committed.wait()


async def test_a_caller_cancelled_while_it_waits_its_turn(database: Database) -> None:
    gate = Gate()
    first = asyncio.create_task(database.transaction(lambda _: gate.wait()))
    await gate.begun.wait()
    second = asyncio.create_task(database.transaction(write("乙")))
    await asyncio.sleep(0)
    second.cancel()
    gate.open()
    await first
    assert await database.transaction(write("丙")) == "丙"
    assert (await database.read(notes))[-1] == "丙"


# ── reading ──


async def test_read_sees_one_state_beside_the_writer(database: Database) -> None:
    gate = Gate()

    def twice(tx: Transaction) -> list[list[str]]:
        before = notes(tx)
        gate.wait()
        return [before, notes(tx)]

    await database.transaction(write("甲"))
    reading = asyncio.create_task(database.read(twice))
    await gate.begun.wait()
    await database.transaction(write("乙"))
    gate.open()
    assert await reading == [["甲"], ["甲"]]
    assert await database.read(notes) == ["甲", "乙"]


async def test_a_read_that_raises_leaves_the_next_one_working(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.read(lambda tx: tx.all("SELECT * FROM nowhere"))
    assert await database.read(notes) == []


async def test_reading_changes_nothing(database: Database) -> None:
    with pytest.raises((sqlite3.OperationalError, StorageError), match="readonly"):
        await database.read(write("甲"))
    assert await database.read(notes) == []


async def test_a_second_program_may_look_but_not_touch(database: Database) -> None:
    await database.transaction(write("甲"))
    assert await read_only(database.path, notes) == ["甲"]
    with pytest.raises(StorageError, match="readonly"):
        await read_only(database.path, lambda tx: tx.execute(note("乙")))


async def test_looking_at_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="还没有这个文件"):
        await read_only(tmp_path / "none.db", notes)
    assert names(tmp_path) == []


# ── receipts ──


@contextmanager
def working_on(update: Receipt) -> Iterator[Receipt]:
    token = receipt.set(update)
    try:
        yield update
    finally:
        receipt.reset(token)


def settling() -> Receipt:
    return Receipt(settle=lambda tx: tx.execute(note("done")))


async def test_an_update_is_settled_in_the_transaction_that_gives_it_its_effect(database: Database) -> None:
    with working_on(settling()) as update:
        await database.transaction(write("effect"))
    assert (update.settled, await database.read(notes)) == (True, ["effect", "done"])


async def test_an_update_has_one_transaction(database: Database) -> None:
    with working_on(settling()):
        await database.transaction(write("effect"))
        with pytest.raises(RuntimeError, match="one update, one transaction"):
            await database.transaction(write("another"))
    assert await database.read(notes) == ["effect", "done"]


async def test_an_update_has_one_transaction_also_when_two_are_begun_at_once(database: Database) -> None:
    with working_on(settling()):
        both = (database.transaction(write("effect")), database.transaction(write("another")))
        results = await asyncio.gather(*both, return_exceptions=True)
    assert [type(each) for each in results] == [str, RuntimeError]
    assert await database.read(notes) == ["effect", "done"]


async def test_a_failed_transaction_leaves_the_update_open(database: Database) -> None:
    def fails(tx: Transaction) -> None:
        tx.execute(note("half"))
        raise ValueError("halfway")

    with working_on(settling()) as update:
        with pytest.raises(ValueError, match="halfway"):
            await database.transaction(fails)
        assert (update.settled, await database.read(notes)) == (False, [])
        await database.transaction(write("effect"))
    assert await database.read(notes) == ["effect", "done"]


async def test_an_effect_whose_mark_fails_is_undone(database: Database) -> None:
    with working_on(Receipt(settle=lambda tx: tx.row("SELECT 1 WHERE 0"))) as update, pytest.raises(LookupError):
        await database.transaction(write("effect"))
    assert (update.settled, await database.read(notes)) == (False, [])


async def test_reading_settles_nothing(database: Database) -> None:
    with working_on(settling()) as update:
        assert await database.read(notes) == []
    assert update.settled is False


# ── opening ──


async def test_a_folder_serves_one_program(database: Database, clock: Clock) -> None:
    with pytest.raises(StorageError, match="这个数据目录正被另一个揭榜通程序使用"):
        await Database(database.path, clock).open()
    assert await database.transaction(write("甲")) == "甲"


async def test_closing_frees_the_folder_and_keeps_what_was_written(tmp_path: Path) -> None:
    for text, before in (("甲", []), ("乙", ["甲"])):
        database = Database(tmp_path / "new" / "folder" / "jiebang.db")
        await database.open()
        assert await database.read(notes) == before
        await database.transaction(write(text))
        await database.close()


def garbage(path: Path) -> None:
    path.write_bytes(b"this is not a database. " * 400)


def truncated(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE a (x); INSERT INTO a VALUES (zeroblob(20000));")
    path.write_bytes(path.read_bytes()[:-9000])


def scribbled_over(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = WAL; CREATE TABLE a (x PRIMARY KEY); INSERT INTO a VALUES (1);")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])


@pytest.mark.parametrize("damage", [garbage, truncated, scribbled_over])
async def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = tmp_path / "jiebang.db"
    damage(path)
    before = path.read_bytes()
    database = Database(path)
    for _ in range(2):  # the lock is freed each time
        with pytest.raises(StorageError, match="数据库已损坏，请从备份恢复"):
            await database.open()
    assert path.read_bytes() == before
    path.unlink()
    await database.open()
    await database.close()


async def test_no_thread_outlives_a_failed_opening(tmp_path: Path) -> None:
    before = threading.enumerate()
    garbage(tmp_path / "jiebang.db")
    with pytest.raises(StorageError):
        await Database(tmp_path / "jiebang.db").open()
    with pytest.raises(StorageError):
        await read_only(tmp_path / "none.db", notes)
    assert set(threading.enumerate()) - set(before) == set()


async def test_a_folder_that_can_not_be_made_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file/jiebang"):
        await Database(tmp_path / "file" / "jiebang.db").open()


async def test_a_folder_where_the_file_should_be_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "jiebang.db").mkdir()
    with pytest.raises(StorageError, match="unable to open"):
        await Database(tmp_path / "jiebang.db").open()
