"""Content that changes while the bot runs: what is right counts at once, what is wrong is refused and told to staff."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.config import FaqSection
from bot.services.knowledge.editions import look
from tests.chat import GROUP, LI, WANG, ZHAO, Chat, Heard, answering
from tests.patience import STILL

OFFICE = """\
topic: {id: local, title: 本地补充, order: 900}
entries:
  - id: local.office
    question: 揭榜办在几楼？
    also_asked: [揭榜办几楼, 办公室在哪层楼, 去哪层楼办, 揭榜办楼层, 揭榜办在哪一层]
    answer: <b>三楼。</b>
    source: {publisher: 揭榜通使用说明, date: '2026-11'}
    as_of: '2026-11'
    status: howto
"""
QUESTION = "揭榜办在几楼？"
MORE = """\
topic: {id: more, title: 更多补充, order: 901}
entries:
  - id: more.bell
    question: 值班师傅的铃铛挂哪儿？
    also_asked: [铃铛在什么地方, 值班铃挂哪, 师傅的铃铛呢, 铃铛挂在哪面墙上, 值班师傅的铃在哪]
    answer: <b>三楼。</b>
    source: {publisher: 揭榜通使用说明, date: '2026-11'}
    as_of: '2026-11'
    status: howto
"""
MOVED = OFFICE.replace("三楼", "五楼")
BROKEN = MOVED.replace("    status: howto\n", "    status: sure\n    colour: red\n")
STATUS = "entries[0].status: 只能是 'stated', 'reported', 'comment', 'plan', 'conflict', 'not_published' or 'howto…"
REFUSED = f"问答内容有错误，这次修改没有采用：own/local.yaml:9: {STATUS}（共 2 处）"


def mended(added: int) -> str:
    count = len(answering(FaqSection()).library.entries) + added
    return f"问答内容已改好，现在按新内容回答，共 {count} 条。"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A directory of the operator's own, with one entry."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "local.yaml").write_text(OFFICE, encoding="utf-8")
    return folder


@pytest_asyncio.fixture
async def chat(tmp_path: Path, own: Path) -> AsyncIterator[Chat]:
    async with Chat(tmp_path, faq=FaqSection(extra_dirs=(own,))) as running:
        await running.user(ZHAO).says("/start")
        yield running


async def taken_up(chat: Chat) -> None:
    """Wait until the bot has read the files as they are now."""
    async with asyncio.timeout(STILL):
        while chat.knowledge.current.seen != await asyncio.to_thread(look, chat.knowledge.directories):
            await chat.rest()
    await chat.rest()


async def told(chat: Chat) -> Heard:
    """Wait until staff are told something."""
    zhao = chat.user(ZHAO)
    await chat.get(f"/local/users/{ZHAO}/messages?after={zhao.cursor}&wait=30")
    return (await zhao.hears()).in_chat(GROUP)


async def test_a_changed_file_counts_soon(chat: Chat, own: Path) -> None:
    wang = chat.user(WANG)
    assert (await wang.says(QUESTION)).heads == ["三楼。"]
    (own / "local.yaml").write_text(MOVED, encoding="utf-8")
    await taken_up(chat)
    assert (await wang.says(QUESTION)).heads == ["五楼。"]
    assert (await chat.user(ZHAO).hears()).texts == []  # nobody is bothered with what is right


async def test_files_that_come_and_go(chat: Chat, own: Path) -> None:
    wang = chat.user(WANG)
    (own / "more.yaml").write_text(MORE, encoding="utf-8")
    await taken_up(chat)
    assert (await wang.says("值班师傅的铃铛挂哪儿")).heads == ["三楼。"]
    (own / "more.yaml").unlink()
    await taken_up(chat)
    assert (await wang.says("值班师傅的铃铛挂哪儿")).heads != ["三楼。"]


async def test_a_broken_file_is_refused_and_told_to_staff_once_until_it_is_mended(chat: Chat, own: Path) -> None:
    wang, li = chat.user(WANG), chat.user(LI)  # LI's questions follow no answer
    (own / "local.yaml").write_text(BROKEN, encoding="utf-8")
    assert (await told(chat)).texts == [REFUSED]
    assert (await wang.says(QUESTION)).heads == ["三楼。"]

    (own / "local.yaml").write_text(BROKEN + "# 还没改好\n", encoding="utf-8")
    (own / "more.yaml").write_text(MORE, encoding="utf-8")
    await taken_up(chat)
    assert (await wang.says(QUESTION)).heads == ["三楼。"]
    assert (await li.says("值班师傅的铃铛挂哪儿")).heads != ["三楼。"]  # the right file waits for the wrong one
    assert (await chat.user(ZHAO).hears()).texts == []

    (own / "local.yaml").write_text(MOVED, encoding="utf-8")
    assert (await told(chat)).texts == [mended(2)]
    assert [(await li.says(asked)).heads for asked in (QUESTION, "值班师傅的铃铛挂哪儿")] == [["五楼。"], ["三楼。"]]


LAUGHS = "a: &a [1, 1]\n" + "".join(f"{name}: &{name} [{'*a, ' * 99}]\n" for name in "bcdefghi")
ATTACKS = {
    "nested": ("[" * 100_000, "own/more.yaml:1: YAML 写法有误：嵌套太深，最多 30 层"),
    "laughs": (LAUGHS, "own/more.yaml:2: YAML 写法有误：不能用 *a 引用别处，请照样写一遍"),
    "pipe": (None, "own/more.yaml: 文件读不出来：这不是普通文件"),
}


@pytest.mark.parametrize(("written", "mistake"), ATTACKS.values(), ids=ATTACKS)
async def test_a_file_that_could_end_the_bot_or_hold_it_up_is_refused_and_an_honest_one_is_taken(
    chat: Chat, own: Path, written: str | None, mistake: str
) -> None:
    path = own / "more.yaml"
    if written is None:
        os.mkfifo(path)
    else:
        path.write_text(written, encoding="utf-8")
    assert (await told(chat)).texts == [f"问答内容有错误，这次修改没有采用：{mistake}（共 1 处）"]
    path.unlink()
    (own / "local.yaml").write_text(MOVED, encoding="utf-8")
    assert (await told(chat)).texts == [mended(1)]
    assert (await chat.user(WANG).says(QUESTION)).heads == ["五楼。"]


def test_reading_that_hangs_holds_up_no_stop() -> None:
    program = """
import asyncio, threading
from bot.services.knowledge.renewal import apart

async def main():
    try:
        await asyncio.wait_for(apart(threading.Event().wait), 0.1)
    except TimeoutError:
        print("stopped")

asyncio.run(main())
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=STILL, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "stopped\n", "")


async def test_what_becomes_of_a_mistake_soon_is_put_in_its_place(chat: Chat, own: Path) -> None:
    group: list[list[str]] = []
    for count, content in enumerate((BROKEN, BROKEN.replace("    colour: red\n", ""), MOVED, BROKEN)):
        (own / "local.yaml").write_text(content, encoding="utf-8")
        assert len((await told(chat)).texts) == 1, count
        group.append([each["text"] for (where, _), each in sorted(chat.user(ZHAO).messages.items()) if where == GROUP])
    one = REFUSED.replace("共 2 处", "共 1 处")
    assert group == [[REFUSED], [one], [mended(1)], [mended(1), REFUSED]]
    chat.clock.forward(hours=1)
    (own / "local.yaml").write_text(OFFICE, encoding="utf-8")
    assert (await told(chat)).texts == [mended(1)]
    group.append([each["text"] for (where, _), each in sorted(chat.user(ZHAO).messages.items()) if where == GROUP])
    assert group[-1] == [mended(1), REFUSED, mended(1)]


async def test_a_directory_that_is_gone_is_told_and_may_come_back(chat: Chat, own: Path) -> None:
    away = own.with_name("away")
    await asyncio.to_thread(own.rename, away)
    assert (await told(chat)).texts == [
        f"问答内容有错误，这次修改没有采用：{own.parent.name}/own: 目录不存在，或里面没有 .yaml 文件（共 1 处）"
    ]
    await asyncio.to_thread(away.rename, own)
    assert (await told(chat)).texts == [mended(1)]


async def test_every_question_is_answered_while_content_changes(chat: Chat, own: Path) -> None:
    wang = chat.user(WANG)
    heads = []
    for floor in "四五六":
        (own / "local.yaml").write_text(OFFICE.replace("三楼", f"{floor}楼"), encoding="utf-8")
        before = chat.knowledge.revision
        while chat.knowledge.revision == before:
            heads.append((await wang.says(QUESTION)).heads)
    assert {len(each) for each in heads} == {1}
    seen = [head.removesuffix("楼。") for (head,) in heads]
    assert sorted(seen, key="三四五六".index) == seen  # the old or the new, never neither, never backwards
