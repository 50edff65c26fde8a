"""Something other than the Bot API answers: a failed try of that one call, which ends nothing and loses nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faq.entry import load
from tests.between import Answer, chat_behind
from tests.chat import WANG, Chat
from tests.odd import ODD, ODD_MESSAGES

QUESTION, ANSWER = "首批榜单有多少项？", "15项，都是技术攻关类。"
PICTURED = next(each for each in load().entries if each.id == "flow.published")
AT_START = ("getMe", "setMyCommands", "getChatMember", "deleteWebhook", "getUpdates")


def first_of_each(methods: tuple[str, ...], odd: Answer) -> Callable[[str, dict[str, Any]], Answer | None]:
    """Answer the first call of each method oddly."""
    left = set(methods)

    def meddle(method: str, _: dict[str, Any]) -> Answer | None:
        if method not in left:
            return None
        left.remove(method)
        return odd

    return meddle


@pytest.mark.parametrize("part", range(4))
async def test_the_bot_starts_whatever_answers_at_first(tmp_path: Path, part: int) -> None:
    """Let each odd answer be that of every first call, one start an answer."""

    async def answered(number: int, odd: Answer) -> list[str]:
        async with chat_behind(first_of_each(AT_START, odd), tmp_path / str(number)) as chat:
            return (await chat.user(WANG).says(QUESTION)).heads

    odd = ODD[part::4]
    found = await asyncio.gather(*(answered(*each) for each in enumerate(odd)))
    assert {each: heads for each, heads in zip(odd, found, strict=True) if heads != [ANSWER]} == {}


async def people(chat: Chat, count: int) -> list[int]:
    return [(await chat.post("/local/users", {"name": f"企业{number}"}))["id"] for number in range(count)]


@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto", "editMessageText", "answerCallbackQuery"])
async def test_nothing_is_lost_whatever_answers_a_call(tmp_path: Path, method: str) -> None:
    """Let everybody ask, be shown the topics and choose one, each with an odd answer of his own once."""
    odd: dict[int, Answer] = {}

    def meddle(called: str, sent: dict[str, Any]) -> Answer | None:
        whose = sent.get("chat_id") or next(iter(odd), 0)
        return odd.pop(whose, None) if called == method else None

    async with chat_behind(meddle, tmp_path) as chat:
        users = [chat.user(each) for each in await people(chat, len(ODD_MESSAGES))]
        odd |= dict(zip((each.id for each in users), ODD_MESSAGES, strict=True))
        said = await asyncio.gather(*(each.says(PICTURED.question) for each in users))
        await asyncio.gather(*(each.says("/topics") for each in users))
        chosen = await asyncio.gather(*(each.taps("资金") for each in users))
        assert odd == {}
        assert await chat.rows("SELECT state, count(*) AS n FROM outbox GROUP BY state") == [
            {"state": "sent", "n": 4 * len(users)}
        ]
    assert ({len(each.messages) for each in said}, {each.heads[-1] for each in chosen}) == ({2}, {"资金支持（1/4）"})
