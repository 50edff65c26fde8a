"""Everybody in his own language: who is spoken to in English sees none of the bot's Chinese, and staff no English."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.config import FaqSection
from bot.services.reviewing.ruling_cards import SHORT
from bot.texts import catalogue
from bot.texts.markup import plain, shortened
from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat, User, answering
from tests.conversations.need import REFERENCE
from tests.conversations.test_documents import WORD, cells, lines, read
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
WELCOME = "Welcome back, let us go on."
QUESTION = "Is there a hotel near the exhibition hall where we could stay?"
REASON = "期限太长，请再核实"
#: What is Chinese in an English sentence on purpose: what the reader will meet in Chinese papers.
GLOSSES = ("揭榜通", "揭榜挂帅", "中文", "统一社会信用代码", "万元", "盟市", "揭榜方", "科技厅")
NAMES = ("某某科技服务中心", "信息科", "电话", "赵敏", REASON)
CONTENT = (COMPANY, TITLE, PROBLEM, QUESTION, "Continuous operation", "positioning error", "Wang Fang", "mm")
COMMAND = re.compile(r"/[a-z]+")
HAN, LATIN = re.compile(r"[一-龥]+"), re.compile(r"[A-Za-z]{2,}")
PRODUCTS = ("NM-2026", "TE5T00K", "MA0")


async def english(chat: Chat, user_id: int = WANG) -> User:
    user = chat.user(user_id)
    await user.reads("en-GB")
    return user


def foreign(events: Iterable[dict[str, Any]], pattern: re.Pattern[str], known: Iterable[str]) -> list[str]:
    """Return the messages of the bot in which something stands in another language that is not known."""
    found = []
    for said in (plain(text) for event in events for text in shown(event)):
        rest = COMMAND.sub("", said)
        for each in known:
            rest = rest.replace(each, "")
        found += [said] if pattern.search(rest) else []
    return found


async def events(chat: Chat, user: User) -> list[dict[str, Any]]:
    """Return all that ever happened in somebody's chats."""
    found: list[dict[str, Any]] = (await chat.get(f"/local/users/{user.id}/messages?after=0"))["events"]
    return found


def published() -> list[str]:
    """Return what the FAQ says in Chinese, the longest first."""
    entries = answering(FaqSection()).library.entries
    said = {each for entry in entries for each in (entry.question, entry.source.publisher, *lines_of(entry.answer))}
    return sorted(said, key=len, reverse=True)


def lines_of(answer: str) -> list[str]:
    return [line for line in plain(answer).split("\n") if line]


async def test_a_whole_need_in_english_is_reviewed_by_staff_in_chinese(chat: Chat) -> None:
    wang, zhao = await english(chat), chat.user(ZHAO)
    await zhao.says("/start")
    begun = await wang.goes("/start", "/help", "/submit")
    assert begun.heads == ["Before you begin"]
    checked = await wang.goes(*ENGLISH)
    assert checked.heads == ["Please check"]
    await wang.goes("☞Checked, all right", "☞True")

    await zhao.taps("领取", chat=GROUP)
    await zhao.goes("☞退回补充", "☞技术指标", "☞完成期限", "☞写原因", REASON, "☞确认退回")
    returned = await wang.hears()
    assert [REASON in text and "Time needed" in text for text in returned.texts] == [True]
    await wang.goes("/my", "☞Show", "☞Add and submit", "by the end of 2029", "☞months", "☞Checked", "☞True")
    await zhao.taps("领取", chat=GROUP)
    await zhao.goes("☞通过")
    approved = await wang.hears()
    assert approved.heads == [f"Your need has passed the review {REFERENCE}"]
    await wang.goes("/my", "☞Show", "/status 1", "/privacy", "/mydata")

    await wang.goes(QUESTION, "/handoff", "☞Pass to staff")
    await zhao.taps("答复", chat=GROUP)
    await zhao.says("请联系会务组。")
    hers = [each for each in await events(chat, wang) if each.get("chat_id") == WANG]
    theirs = [each for user in (zhao, chat.user(SUN)) for each in await events(chat, user)]
    assert foreign(hers, HAN, (*published(), *GLOSSES, *NAMES, "请联系会务组。")) == []
    short = [*(shortened(each, SHORT) for each in CONTENT), "Continuous oper…"]  # among the fields to tick
    assert foreign(theirs, LATIN, (*CONTENT, *short, *PRODUCTS)) == []
    (filed,) = await chat.rows(
        "SELECT content ->> '$.values.need_type' AS kind, content ->> '$.values.budget' AS budget FROM need"
    )
    assert filed == {"kind": "research", "budget": 800}


async def test_the_receipt_is_in_the_language_of_its_owner(tmp_path: Path) -> None:
    async with Chat(tmp_path, needs=WORD) as chat:
        wang = await english(chat)
        word = await read(chat, await wang.goes("/submit", *ENGLISH, "☞Checked, all right", "☞True"))
        said = [*lines(word), *(text for row in cells(word) for text in row)]
    assert "Organisation" in said
    assert [each for each in said if HAN.search(each)] == []


async def test_a_question_has_its_short_answer_above_the_chinese(chat: Chat) -> None:
    said = await (await english(chat)).says("How many projects are on the first list?")
    (answer,) = said.texts
    translated, chinese = answer.index("convenience"), answer.index("15项")
    assert translated < chinese


async def test_the_language_can_be_chosen_and_stays(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    asked = await wang.says("/language")
    assert asked.seen == ["请选择语言：\nPlease choose a language:\n[中文] [English]"]
    chosen = await wang.taps("English")
    assert chosen.texts == ["Alright, English from now on. To change it, send /language."]
    assert (await wang.says("/status 7")).heads != []
    menu: Any = await chat.get(f"/local/users/{WANG}/commands?chat_id={WANG}")
    assert menu[0] == {"command": "start", "description": "Begin"}
    await wang.says("你好，首批榜单有多少项")  # who has chosen is not taken for somebody who has not
    assert (await wang.says("/cancel")).texts == [plain(catalogue("en")("common.nothing_to_leave"))]
    assert (await zhao.says("/language")).texts == [plain(catalogue("zh")("language.staff"))]


@pytest.mark.parametrize(
    ("code", "text", "spoken"),
    [
        ("zh-hans", "English please", "en"),
        ("zh-hans", "switch to English", "en"),
        ("zh-hans", "切换英文", "en"),
        ("en", "说中文", "zh"),
        ("en", "中文", "zh"),
        ("ru", "/start", "en"),
        ("zh-TW", "/start", "zh"),
        ("en", "首批榜单有多少项", "zh"),
        ("en", "What is this scheme about?", "en"),
    ],
)
async def test_a_language_is_wished_for_seen_and_noticed(chat: Chat, code: str, text: str, spoken: str) -> None:
    li = chat.user(LI)
    await li.reads(code)
    await li.says(text)
    assert await chat.rows("SELECT language FROM language") == [{"language": spoken}]


async def test_words_are_read_in_both_languages_whoever_speaks(chat: Chat) -> None:
    wang = await english(chat)
    await wang.goes("/submit", "同意", COMPANY)
    assert (await wang.says("上一步")).heads[-1] == "Step 1/13 · Organisation"
    assert (await wang.says("保存")).heads[-1].startswith("The draft is saved")
    li = chat.user(LI)
    await li.goes("/submit", "agree", "内蒙古敕勒新材料有限公司")
    assert (await li.says("go back")).heads[-1] == "第 1/13 步 · 单位全称"


async def test_what_is_being_written_goes_on_in_the_language_chosen(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("/submit", "☞同意", "内蒙古敕勒新材料有限公司", "/language")
    said = await wang.taps("English")
    assert said.heads == ["Alright, English from now on. To change it, send /language.", WELCOME]
    assert "Step 2/13 · Credit code" in said.texts[-1]
