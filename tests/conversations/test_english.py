"""Everybody in his own language: who is spoken to in English sees none of the bot's Chinese, and staff no English."""

import re
from collections.abc import Iterable
from typing import Any

from bot.texts.markup import plain
from tests.chat import GROUP, SUN, WANG, ZHAO, Chat, User
from tests.conversations.test_language import shown

COMPANY = "Inner Mongolia Rare Earth Co., Ltd."
TITLE = "Domestic pusher for sintering furnaces"
PROBLEM = (
    "The imported pusher forces us to stop the furnace every three months, spare parts take half a year, "
    "and both domestic parts that we have tried jam at 1800 degrees."
)
#: What is typed and tapped for a need in English; only what there is no button for is typed.
ENGLISH = (
    "☞Agree",
    COMPANY,
    "91150200MA0TE5T00K",
    "Baotou",
    TITLE,
    PROBLEM,
    "Continuous operation ≥ 4000 h",
    "add: positioning error ≤ 0.5 mm",
    "change 2 to positioning error ≤ 0.3 mm",
    "8 million yuan",
    "RMB 6,000,000",
    "24 months",
    "no special requirements",
    "all right",
    "Wang Fang",
    "13800000000",
    "done",
)
HAN = re.compile(r"[一-龥]+")
LATIN = re.compile(r"[A-Za-z]{2,}")


async def english(chat: Chat) -> User:
    wang = chat.user(WANG)
    await wang.reads("en-GB")
    return wang


def foreign(events: Iterable[dict[str, Any]], pattern: re.Pattern[str], known: Iterable[str]) -> list[str]:
    """Return what the bot shows in another language, without what is known to be content or a name."""
    found = set[str]()
    for text in (plain(text) for event in events for text in shown(event)):
        for each in known:
            text = text.replace(each, "")  # noqa: PLW2901  # one after the other
        found |= set(pattern.findall(text))
    return sorted(found)
