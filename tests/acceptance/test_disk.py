"""A full disk, damaged data, another program: said clearly, nothing overwritten or lost; what passes is waited for."""

import os
import resource
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest

from bot.texts import operators
from tests.acceptance.program import ANSWER, LI, QUESTION, RUNNING, WANG, Program, Town, unusable
from tests.disk import held

MANY = 100  # messages of 3 kB
LONGEST_STOP = 10.0  # seconds, as promised to whoever stops it


async def test_a_damaged_database_is_left_as_it_is(program: Program) -> None:
    program.data.mkdir()
    (program.data / "jiebang.db").write_bytes(garbage := os.urandom(100_000))
    await program.start()
    assert await program.ends() == 4
    database = program.data / "jiebang.db"
    assert program.printed.splitlines()[-1].startswith(unusable(f"{database}: 数据库已损坏，请从备份恢复"))
    assert database.read_bytes() == garbage


async def test_a_file_where_the_data_folder_should_be(program: Program) -> None:
    program.data.write_text("")
    await program.start()
    assert await program.ends() == 4
    assert program.printed == unusable(operators()("operator.path.no_folder", file=program.data)) + "\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root 哪里都能写，换个用户运行才测得到")
async def test_a_data_folder_that_is_read_only(program: Program) -> None:
    program.data.mkdir(mode=0o500)
    await program.start()
    assert await program.ends() == 4
    refused = operators()("operator.path.forbidden", file=program.data / "jiebang.lock")
    assert program.printed == f"{unusable(refused)}\n"


async def test_a_database_that_is_gone_is_not_taken_for_a_new_one(program: Program) -> None:
    program.data.mkdir()
    (program.data / "jiebang.db").write_bytes(b"")
    await program.start()
    assert await program.ends() == 4
    assert program.printed.splitlines()[-1].startswith(
        unusable(f"{program.data}/jiebang.db: 数据库文件是空的，或者不见了")
    )
    assert (program.data / "jiebang.db").read_bytes() == b""


@asynccontextmanager
async def full(program: Program) -> AsyncIterator[None]:
    """From now on the kernel lets no file of the program grow; none of its other files is larger."""
    size = max(each.stat().st_size for each in program.data.iterdir())
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    yield
    if program.process.returncode is None:
        resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


async def says_what_has_no_room(program: Program, chat: Town) -> None:
    for number in range(MANY):  # the free room of some pages may still take the first
        await chat.says(WANG, f"{QUESTION}{'院里的槐树歪七扭八，' * 100}{number}")
    await program.prints("writing waits, and is tried until it succeeds")
    stored = (await program.rows("SELECT count(*) n FROM inbox"))[0]["n"]
    assert chat.waiting + stored > MANY  # what the database does not have, the local chat still has
    assert chat.waiting > 0


async def nothing_is_lost(program: Program, chat: Town, before: int) -> None:
    await program.rests(chat)
    assert await program.stop() == 0
    assert len(await chat.heard(WANG)) >= before + 20
    assert await program.rows("SELECT state, count(*) n FROM inbox GROUP BY state") == [
        {"state": "done", "n": MANY + 1}
    ]


async def begun(program: Program, chat: Town) -> int:
    """Start the program and ask it something; return how much was heard of it."""
    await program.start()
    await chat.says(WANG, QUESTION)
    await chat.hears(WANG, ANSWER)
    await program.rests(chat)
    return len(await chat.heard(WANG))


async def test_a_full_disk_is_waited_for_and_it_goes_on_by_itself(program: Program, chat: Town) -> None:
    before = await begun(program, chat)
    async with full(program):
        await says_what_has_no_room(program, chat)
    await program.prints("writing goes on")
    await nothing_is_lost(program, chat, before)
    assert program.printed.count("writing waits") == program.printed.count("writing goes on")


async def test_stopped_while_the_disk_is_full_it_loses_nothing(program: Program, chat: Town) -> None:
    before = await begun(program, chat)
    async with full(program):
        await says_what_has_no_room(program, chat)
        asked = time.monotonic()
        assert await program.stop() == 0
    assert time.monotonic() - asked < LONGEST_STOP
    await program.start()
    await nothing_is_lost(program, chat, before)


async def test_another_program_that_writes_is_waited_for(program: Program, chat: Town) -> None:
    await begun(program, chat)
    with held(program.data / "jiebang.db"):
        await chat.says(LI, QUESTION)
        await program.prints("writing waits, and is tried until it succeeds: database is locked")
        assert (chat.waiting, await chat.heard(LI)) == (1, [])
    await chat.hears(LI, ANSWER)
    await program.rests(chat)
    assert await program.stop() == 0


async def test_it_waits_for_another_program_also_when_it_starts(program: Program, chat: Town) -> None:
    await begun(program, chat)
    assert await program.stop() == 0
    with closing(sqlite3.connect(program.data / "jiebang.db")) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        await program.start()
        await program.prints("opening the database waits, and is tried until it succeeds: database is locked")
        assert await program.stop() == 0
        program.printed = ""
        await program.start()
        await program.prints("opening the database waits")
    await program.prints("opening the database goes on")
    await program.prints(RUNNING)
    assert await program.stop() == 0
