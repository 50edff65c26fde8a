"""The program with the encoder, with one that can't be used, and with none."""

import re
from pathlib import Path
from typing import Any

from bot.texts import operators
from tests.acceptance.program import ANSWER, QUESTION, WANG, Program, Town
from tests.damaged import damaged

BUS = """
topic: {id: local, title: 本地补充, order: 1}
entries:
  - id: local.bus
    question: 班车几点发车？
    also_asked: [班车什么时候开, 早上的班车几点走, 班车时刻, 末班车几点, 通勤车几点开]
    answer: <b>七点半。</b>
    source: {publisher: 揭榜通使用说明, date: 2026-11}
    as_of: 2026-11
    status: howto
"""
IN_OTHER_WORDS, KNOWN = "接送上下班的大巴啥时候走", "七点半。"
READY, NEVER = "knowledge: edition 1", operators()("operator.encoder", problem="~").partition("~")[0]


def program(folder: Path, chat: Town, **faq: Any) -> Program:
    (folder / "own").mkdir()
    (folder / "own" / "bus.yaml").write_text(BUS, encoding="utf-8")
    return Program(folder, chat.url, faq={"extra_dirs": ["own"], **faq})


async def test_a_question_in_other_words_is_answered_once_the_encoder_is_ready(chat: Town, tmp_path: Path) -> None:
    async with program(tmp_path, chat, semantic=True) as running:
        await running.prints(READY)
        await chat.says(WANG, IN_OTHER_WORDS)
        await chat.hears(WANG, KNOWN)
        assert await running.stop() == 0
    assert ((running.data / "vectors.bin").exists(), NEVER in running.printed) == (True, False)


async def test_a_file_of_vectors_that_is_damaged_is_told_of_and_made_anew(chat: Town, tmp_path: Path) -> None:
    running = program(tmp_path, chat, semantic=True)
    (path := running.data / "vectors.bin").parent.mkdir()
    path.write_bytes(b"\0" * 784)
    why = operators()("operator.vectors.another")
    told = operators()("operator.vectors.anew", file=path, why=why)
    await running.start("check", "--config", str(running.config))
    assert (await running.ends(), running.printed.count(told)) == (0, 1)
    async with running:
        await running.prints(READY)
        await chat.says(WANG, IN_OTHER_WORDS)
        await chat.hears(WANG, KNOWN)
        assert await running.stop() == 0
    assert (running.printed.count(told), path.stat().st_size > 784) == (2, True)
    await running.start("check", "--config", str(running.config))
    assert (await running.ends(), running.printed.count(told)) == (0, 2)


async def test_without_it_letters_answer(chat: Town, tmp_path: Path) -> None:
    async with program(tmp_path, chat, semantic=False) as running:
        await chat.says(WANG, IN_OTHER_WORDS)
        await chat.says(WANG, QUESTION)
        await chat.hears(WANG, ANSWER)
        assert await running.stop() == 0
    assert [KNOWN in text for text in await chat.heard(WANG)] == [False, False]
    assert ((running.data / "vectors.bin").exists(), READY in running.printed) == (False, False)


async def test_where_it_cannot_be_used_the_log_says_so_and_letters_answer(chat: Town, tmp_path: Path) -> None:
    running = program(tmp_path, chat, semantic=True)
    (tmp_path / "damaged").mkdir()
    running.environment["PYTHONPATH"] = str(damaged(tmp_path / "damaged", "another processor"))
    async with running:
        await running.prints(READY)
        await chat.says(WANG, QUESTION)
        await chat.hears(WANG, ANSWER)
        assert await running.stop() == 0
    assert len(re.findall(re.escape(NEVER), running.printed)) == 1
    await running.start("check", "--config", str(running.config))
    assert await running.ends() == 0
    checked = running.printed.rpartition("没有发现问题")[2]
    letters = operators()("operator.matching.letters")
    assert (NEVER in checked, f"匹配：{letters}。" in checked) == (True, True)
