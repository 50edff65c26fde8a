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


#: What is Chinese in an English sentence on purpose: names of the thing itself, and what the reader has chosen from.
GLOSSES = ("揭榜通", "揭榜挂帅", "中文", "统一社会信用代码", "万元", "盟市", "揭榜方")
NAMES = ("某某科技服务中心", "信息科", "电话", "赵敏", "孙岩", "王芳", "张伟")
REASON = "期限太长，请再核实"
CONTENT = (COMPANY, TITLE, PROBLEM, "Continuous operation ≥ 4000 h", "positioning error", "Wang Fang", "MA0TE5T00K")


async def test_a_whole_need_in_english_is_reviewed_by_staff_in_chinese(chat: Chat) -> None:
    wang, zhao = await english(chat), chat.user(ZHAO)
    await zhao.says("/start")
    begun = await wang.goes("/start", "/help", "/submit")
    assert begun.heads == ["Before you begin"]
    checked = await wang.goes(*ENGLISH)
    assert checked.heads == ["Please check"]
    submitted = await wang.goes("☞Checked, all right", "☞True")
    assert [text for text in submitted.texts if "NM-2026-000001" in text]
    assert [row["language"] for row in await chat.rows("SELECT language FROM language WHERE user_id = 1001")] == ["en"]

    await zhao.taps("领取", chat=GROUP)
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因", REASON, "☞确认退回")
    returned = await wang.hears()
    assert [text for text in returned.texts if "Time needed" in text and REASON in text]
    mended = await wang.goes("/my", "☞Show", "☞Add and submit", "36 months", "☞Checked", "☞True")
    assert [text for text in mended.texts if "NM-2026-000001" in text]
    await zhao.taps("领取", chat=GROUP)
    await zhao.goes("☞通过", "☞确认通过")
    approved = await wang.hears()
    assert len(approved.texts) == 1
    await wang.goes("/my", "☞Show", "/status 1")

    await wang.goes("How do I get a refund of my deposit for the exhibition hall?", "/handoff", "☞staff")
    said = [each for user in (wang, zhao, chat.user(SUN)) for each in await events(chat, user)]
    hers = [each for each in said if each.get("chat_id") == WANG]
    theirs = [each for each in said if each.get("chat_id") in (ZHAO, SUN, GROUP)]
    assert foreign(hers, HAN, (*GLOSSES, *NAMES, REASON)) == []
    assert foreign(theirs, LATIN, (*CONTENT, "jiebang_local_bot", "NM", "PDF", "English")) == []


async def events(chat: Chat, user: User) -> list[dict[str, Any]]:
    """Return all that ever happened in somebody's chats."""
    found: list[dict[str, Any]] = (await chat.get(f"/local/users/{user.id}/messages?after=0"))["events"]
    return found
