"""Pictures of answers: above the words, which end the screen; no loss where one is gone."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.config import FaqSection
from faq.entry import CONTENT
from tests.chat import WANG, Chat, Heard, answering

LIBRARY = answering(FaqSection()).library


def order(said: Heard) -> list[str]:
    """What came, one after the other: the kind of each message."""
    return [message["file"]["kind"] if message["file"] else "text" for message in said.messages]


async def sent(chat: Chat, message: dict[str, Any]) -> bytes:
    """Return the file of a message as the user downloads it."""
    async with chat.http.get(chat.server.url + message["file"]["url"]) as response:
        return await response.read()


@pytest.mark.parametrize("entry_id", ["money.three_kinds", "flow.published"])
async def test_the_picture_of_an_answer_comes_above_it(chat: Chat, entry_id: str) -> None:
    entry = LIBRARY[entry_id]
    said = await chat.user(WANG).says(entry.question)
    assert order(said) == ["photo", "text"]
    assert await sent(chat, said.messages[0]) == (CONTENT / "pictures" / f"{entry.picture}.png").read_bytes()


async def test_answers_without_a_picture_have_none(chat: Chat) -> None:
    assert order(await chat.user(WANG).says("首批榜单有多少项？")) == ["text"]


async def test_a_picture_that_is_gone_costs_only_the_picture(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "own")
    own = tmp_path / "own" / "pictures"
    (own / "process.png").write_bytes(b"")
    async with Chat(tmp_path, faq=FaqSection(extra_dirs=(tmp_path / "own",))) as chat:
        wang = chat.user(WANG)
        assert order(await wang.says(LIBRARY["flow.published"].question)) == ["text"]
        await asyncio.to_thread((own / "three_kinds.png").unlink)
        assert order(await wang.says(LIBRARY["money.three_kinds"].question)) == ["text"]
    states = [row["state"] for row in await chat.rows(f"SELECT state FROM outbox WHERE chat_id = {WANG}")]
    assert states == ["void", "sent"] * 2
