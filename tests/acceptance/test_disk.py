"""When the disk is full or the data are damaged: said clearly, nothing overwritten, nothing lost."""

import os
import resource

import pytest

from tests.acceptance.program import (
    ANSWER,
    QUESTION,
    WANG,
    Program,
    Town,
    unusable,
)


async def test_a_damaged_database_is_left_as_it_is(program: Program) -> None:
    program.data.mkdir()
    (program.data / "jiebang.db").write_bytes(garbage := os.urandom(100_000))
    await program.start()
    assert await program.ends() == 4
    database = program.data / "jiebang.db"
    assert program.printed.startswith(unusable(f"{database}: 数据库已损坏，请从备份恢复"))
    assert database.read_bytes() == garbage


async def test_a_file_where_the_data_folder_should_be(program: Program) -> None:
    program.data.write_text("")
    await program.start()
    assert await program.ends() == 4
    assert program.printed.startswith(unusable(f"{program.data}/jiebang.db: "))


@pytest.mark.skipif(os.geteuid() == 0, reason="root 哪里都能写，换个用户运行才测得到")
async def test_a_data_folder_that_is_read_only(program: Program) -> None:
    program.data.mkdir(mode=0o500)
    await program.start()
    assert await program.ends() == 4
    assert "Permission denied" in program.printed


async def test_a_full_disk_ends_it_and_what_was_not_stored_is_not_acknowledged(program: Program, chat: Town) -> None:
    await program.start()
    await chat.says(WANG, QUESTION)
    await chat.hears(WANG, ANSWER)
    await program.rests(chat)
    size = max(each.stat().st_size for each in program.data.iterdir())
    # From now on the kernel lets no file of the program grow; none of its other files is larger.
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (size, size))
    before = len(await chat.heard(WANG))
    for number in range(20):  # the free room of a page or two may still take the first
        await chat.says(WANG, f"{QUESTION}{'啊' * 1000}{number}")
    assert await program.ends() == 4
    assert program.printed.splitlines()[-1].startswith(unusable(f"{program.data}/jiebang.db: "))
    stored = (await program.rows("SELECT count(*) n FROM inbox"))[0]["n"]
    assert chat.waiting + stored >= 21  # what the database does not have, the local chat still has
    assert chat.waiting > 0

    await program.start()
    await program.rests(chat)
    assert await program.stop() == 0
    assert len(await chat.heard(WANG)) >= before + 20
    assert await program.rows("SELECT state, count(*) n FROM inbox GROUP BY state") == [{"state": "done", "n": 21}]
