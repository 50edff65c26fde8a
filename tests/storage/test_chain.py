"""The chain of the record: nothing in it is changed, removed, inserted or put in another order without being found."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest

from bot.storage import chain, erasing, mergers, needs, remarks, staff
from bot.storage.chain import SOURCES, Found, Head, Verified
from bot.storage.database import Database, Transaction
from bot.storage.needs import Content, Request
from tests.storage.conftest import Clock
from tests.storage.test_erasing import TRACES
from tests.storage.test_needs import SUN, WANG, ZHAO, change, create
from tests.storage.test_versions import mended

FLIPS = 1000
#: The tables of the chain and of all that it names, with the column that a row is known by.
TABLES = {"chain": "seq", "chain_head": "id", **{each.table: "id" for each in SOURCES.values()}}
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


async def filled(database: Database, clock: Clock) -> None:
    """Store a record with lines of every kind, those of an erased need among them."""
    need = (await mended(database, clock))[0].need_id
    gone = await create(database, 2)

    def more(tx: Transaction) -> None:
        for action, role, who, note in (
            ("claim", "reviewer", ZHAO, ""),
            ("return", "reviewer", ZHAO, "请写明使用温度"),
            ("resubmit", "owner", WANG, ""),
        ):
            for number in (need, gone.id):
                needs.record(
                    tx,
                    number,
                    actor=who,
                    actor_name="赵敏" if who == ZHAO else "王芳",
                    role=role,  # type: ignore[arg-type]  # of the table above
                    action=action,  # type: ignore[arg-type]
                    from_state="submitted",
                    to_state="in_review",
                    note=note,
                )
        staff.record(tx, actor=SUN, actor_name="孙岩", subject=ZHAO, action="invite", detail={"role": "lead"})
        staff.record(tx, actor=SUN, actor_name="孙岩", subject=ZHAO, action="remove", detail={})
        for number in (need, gone.id):
            asked = remarks.add(tx, number, "question", "温度是多少", author=ZHAO, author_name="赵敏")
            remarks.add(tx, number, "answer", "1200 度", author=WANG, author_name="王芳", answers=asked.id)
            remarks.add(tx, number, "note", "和去年的像", author=ZHAO, author_name="赵敏")
        mergers.record(tx, need, gone.id, joined=True, actor=ZHAO, actor_name="赵敏", note="同一条产线")
        mergers.record(tx, need, gone.id, joined=False, actor=ZHAO, actor_name="赵敏", note="又分开")
        chain.do(tx, "export", actor=SUN, actor_name="孙岩", detail="120")
        erasing.need(tx, gone.id, TRACES)

    await database.transaction(more)


def query(sql: str) -> Callable[[Transaction], list[sqlite3.Row]]:
    return lambda tx: tx.all(sql)


async def verified(database: Database, **how: Head | int) -> Verified:
    return await database.read(lambda tx: chain.verify(tx, **how))  # type: ignore[arg-type]


@pytest.fixture
def tampering(database: Database) -> Callable[[Callable[[sqlite3.Connection], object]], list[str]]:
    """Return what changes the file behind the program's back, says what is found then, and undoes it."""

    def tamper(change: Callable[[sqlite3.Connection], object]) -> list[str]:
        with closing(sqlite3.connect(database.path)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN IMMEDIATE")
            triggers = connection.execute(TRIGGERS).fetchall()
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            change(connection)
            for _, sql in triggers:
                connection.execute(sql)
            found = chain.verify(Transaction(connection, "")).found
            connection.execute("ROLLBACK")
        return [each.flaw for each in found]

    return tamper


async def test_a_record_that_nobody_touched_is_whole(database: Database, clock: Clock) -> None:
    assert await verified(database) == Verified(0, Head(0, ""), ())
    await filled(database, clock)
    found = await verified(database)
    count = await database.read(lambda tx: tx.row("SELECT count(*), max(seq) FROM chain"))
    assert (found.found, found.lines, found.lines, found.head.seq) == ((), *count, count[1])
    tail = await verified(database, lines=3)
    assert (tail.found, tail.lines, tail.head) == ((), 3, found.head)


async def test_every_column_is_in_the_chain(database: Database) -> None:
    for kind, source in SOURCES.items():
        columns = await database.read(query(f"PRAGMA table_info({source.table})"))
        said = " ".join((*source.facts, *source.words))
        assert (
            kind,
            [each["name"] for each in columns if each["name"] not in (*said.split(), "id", *source.open)],
        ) == (kind, [])


async def test_every_flipped_byte_is_found(
    database: Database, clock: Clock, tampering: Callable[[Callable[[sqlite3.Connection], object]], list[str]]
) -> None:
    await filled(database, clock)
    cells = [
        (table, key, row[key], column, row[column])
        for table, key in TABLES.items()
        for row in await database.read(query(f"SELECT * FROM {table}"))
        for column in row.keys()  # noqa: SIM118  # a row of SQLite is no mapping
        if row[column] not in (None, "") and column not in ("id", "closed_at")
    ]
    assert {each[0] for each in cells} == set(TABLES)
    chance = random.Random(1)  # noqa: S311  # the same each time
    flipped = 0
    while flipped < FLIPS:
        table, key, at, column, value = chance.choice(cells)
        change, done = flipping(table, column, f"{key} = {at}", value, chance)
        found = tampering(change)
        flipped += done[0]  # none where the table itself refuses it
        assert (table, at, column, value, bool(found)) == (table, at, column, value, bool(done[0]))


def flipping(
    table: str, column: str, where: str, value: str | int, chance: random.Random
) -> tuple[Callable[[sqlite3.Connection], object], list[int]]:
    """Return what flips one bit of a value, and the list to which it adds how many rows that has changed."""
    raw = bytearray(str(value).encode())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(7)
    said = bytes(raw) if isinstance(value, str) else value ^ 1 << chance.randrange(20)
    sql = (
        f"UPDATE OR IGNORE {table} SET {column} = {'CAST(? AS TEXT)' if isinstance(value, str) else '?'} WHERE {where}"
    )
    done = list[int]()
    return lambda connection: done.append(connection.execute(sql, (said,)).rowcount), done


def statement(sql: str) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.executescript(sql) if ";" in sql else connection.execute(sql)


@pytest.mark.parametrize("table", [each for each in TABLES if each != "chain_head"])
@pytest.mark.parametrize("which", ["min", "max"])
async def test_a_row_that_is_taken_out_is_missed(
    database: Database,
    clock: Clock,
    tampering: Callable[[Callable[[sqlite3.Connection], object]], list[str]],
    table: str,
    which: str,
) -> None:
    await filled(database, clock)
    key = TABLES[table]
    assert tampering(statement(f"DELETE FROM {table} WHERE {key} = (SELECT {which}({key}) FROM {table})")) != []


@pytest.mark.parametrize("table", [each for each in TABLES if each != "chain_head"])
async def test_rows_that_are_swapped_put_in_or_numbered_anew_are_found(
    database: Database,
    clock: Clock,
    tampering: Callable[[Callable[[sqlite3.Connection], object]], list[str]],
    table: str,
) -> None:
    await filled(database, clock)
    key = TABLES[table]
    rows = await database.read(query(f"SELECT * FROM {table} ORDER BY {key}"))
    columns = ", ".join(rows[0].keys())
    one, other = rows[0][key], rows[1][key]
    last = rows[-1][key]

    def swap(connection: sqlite3.Connection) -> None:
        for old, new in ((one, -1), (other, one), (-1, other)):
            connection.execute(f"UPDATE {table} SET {key} = ? WHERE {key} = ?", (new, old))

    def put_in(connection: sqlite3.Connection) -> None:
        values = dict(rows[0]) | {key: last + 1} | ({"number": 9} if table == "need_version" else {})
        values |= {"row_id": 999} if table == "chain" else {}
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values()))

    def number(connection: sqlite3.Connection) -> None:
        connection.execute(f"UPDATE {table} SET {key} = ? WHERE {key} = ?", (last + 5, last))

    assert [bool(tampering(each)) for each in (swap, put_in, number)] == [True, True, True]


async def test_words_that_nobody_erased_are_missed(
    database: Database, clock: Clock, tampering: Callable[[Callable[[sqlite3.Connection], object]], list[str]]
) -> None:
    await filled(database, clock)
    blank = "SELECT id FROM audit WHERE note <> '' LIMIT 1"

    def blanked(connection: sqlite3.Connection) -> None:
        number = connection.execute(blank).fetchone()[0]
        connection.execute("UPDATE audit SET note = '' WHERE id = ?", (number,))
        connection.execute("UPDATE chain SET salt = NULL WHERE kind = 'act' AND row_id = ?", (number,))

    assert tampering(blanked) == ["erased"]


async def test_a_whole_new_chain_is_found_by_a_head_noted_before(database: Database, clock: Clock) -> None:
    await filled(database, clock)
    noted = (await verified(database)).head
    await database.transaction(lambda tx: chain.do(tx, "export", actor=SUN, actor_name="孙岩"))
    assert (await verified(database, noted=noted)).found == ()
    other = replace(noted, hash="0" * 64)
    assert (await verified(database, noted=other)).found == (Found(noted.seq, "chain", 0, "noted"),)


async def test_an_erased_need_leaves_nothing_to_guess_by(database: Database, clock: Clock) -> None:
    await filled(database, clock)
    left = await database.read(
        lambda tx: tx.all(
            "SELECT DISTINCT salt FROM chain LEFT JOIN audit ON kind = 'act' AND audit.id = row_id"
            " LEFT JOIN need_version ON kind = 'version' AND need_version.id = row_id"
            " WHERE coalesce(audit.need_id, need_version.need_id) = 2"
        )
    )
    assert [tuple(each) for each in left] == [(None,)]


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE chain SET hash = ''", "never changed"),
        ("UPDATE chain SET salt = 'x'", "never changed"),
        ("DELETE FROM chain", "never cut"),
        ("UPDATE deed SET detail = ''", "never changed"),
        ("DELETE FROM deed", "never deleted"),
    ],
)
async def test_the_chain_is_only_added_to(database: Database, clock: Clock, sql: str, problem: str) -> None:
    await filled(database, clock)
    with pytest.raises(sqlite3.IntegrityError, match=problem):
        await database.transaction(lambda tx: tx.execute(sql))


async def test_what_was_recorded_before_there_was_a_chain_is_in_it(database: Database, clock: Clock) -> None:
    await filled(database, clock)
    before = await verified(database)
    await database.close()
    with closing(sqlite3.connect(database.path)) as connection:
        connection.executescript(
            "DROP TABLE chain; DROP TABLE chain_head; DROP TABLE deed; DELETE FROM migration WHERE version = 23;"
            "DROP TRIGGER staff_act_is_kept; DELETE FROM staff_act; DELETE FROM need_remark;"
            "DROP TRIGGER merger_is_kept; DELETE FROM merger"
        )
    await database.open()
    found = await verified(database)
    new = 11  # an export, two of staff, six remarks and two mergers, of which nothing was kept then
    assert (found.found, found.lines) == ((), before.lines - new)
    need = await database.read(lambda tx: needs.by_id(tx, 1))
    assert need
    content = Content(values={})
    await change(database, need, state="returned", holder=None, request=Request(reason="请写明"), content=content)
    assert (await verified(database)).found == ()
