"""`jiebang erase` beside the running program, and whose the files are."""

import stat
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE

from bot.texts import operators
from tests.acceptance.program import RUNNING, SUN, WANG, Program, Town

QUESTION, COMPANY = "呼伦贝尔的驯鹿养殖能不能揭榜呀", "内蒙古敕勒新材料有限公司"


async def erases(program: Program, *arguments: str) -> tuple[int | None, str]:
    """Run `jiebang erase` as an operator does; return its exit code and what it printed."""
    command = (sys.executable, "-m", "bot", "erase", *arguments, "--config", str(program.config))
    process = await create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE, cwd=program.folder)
    printed, complained = await process.communicate()
    return process.returncode, (printed + complained).decode()


def holding(program: Program) -> set[str]:
    """Return which of the words stand anywhere in the data folder."""
    files = [path.read_bytes() for path in program.data.rglob("*") if path.is_file()]
    return {word for word in (QUESTION, COMPANY) if any(word.encode() in content for content in files)}


async def test_erase_leaves_nothing_in_the_data_folder_while_the_bot_runs(program: Program, chat: Town) -> None:
    await program.start()
    await program.prints(RUNNING)
    await chat.says(WANG, QUESTION)
    await chat.says(WANG, "/submit")
    await chat.taps(WANG, await chat.hears(WANG, "填报须知"), "同意")
    await chat.hears(WANG, "单位全称")
    await chat.says(WANG, COMPANY)
    await chat.hears(WANG, "信用代码")
    await program.rests(chat)
    assert holding(program) == {QUESTION, COMPANY}
    code, printed = await erases(program, str(WANG))
    assert (code, printed.splitlines()[0]) == (0, f"账号 {WANG}：草稿 1 份、需求 0 项、提问 1 条、往来的话 0 条")
    assert holding(program) == {QUESTION, COMPANY}
    assert (await erases(program, str(WANG), "--yes"))[0] == 0
    assert holding(program) == set()
    assert await erases(program, str(WANG)) == (1, f"{operators()('operator.erase.nothing', what=WANG)}\n")
    await chat.says(WANG, "/my")
    await chat.hears(WANG, "您还没有填报过技术需求")
    await chat.says(SUN, "/erasures")
    await chat.hears(SUN, "等着清除的个人数据：0 件")
    modes = {path.name: stat.filemode(path.stat().st_mode) for path in program.data.rglob("*")}
    assert set(modes.values()) == {"-rw-------"}
    assert {"jiebang.db", "jiebang.db-wal", "jiebang.db-shm", "jiebang.lock"} <= modes.keys()
    assert stat.filemode(program.data.stat().st_mode) == "drwx------"


async def test_run_wants_to_know_who_runs_it(program: Program) -> None:
    written = program.config.read_text(encoding="utf-8")
    program.config.write_text(written.replace("unit: 某某科技服务中心", "unit: null"), encoding="utf-8")
    await program.start()
    assert await program.ends() == 1
    line = next(
        number
        for number, each in enumerate(program.config.read_text(encoding="utf-8").splitlines(), 1)
        if "unit:" in each
    )
    told = operators()("config.operator.unit")
    assert program.printed == f"{program.config}:{line}: operator.unit: {told}\n"
