"""Inline mode: answers to take into any chat, and no trace of who asked for them."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.commands import ask
from bot.config import FaqSection
from bot.services.asking import inline
from bot.services.runtime.contact import with_contact
from bot.services.runtime.footer import footer
from bot.texts import catalogue
from bot.texts.markup import plain
from faq.answer import Answer
from faq.index import Hit
from tests.chat import GROUP, WANG, ZHAO, Chat, answering, configured

NO_CONTACT = "要问现行标准：点“转人工”，或发送 /handoff。"


async def offered(chat: Chat, query: str, **more: Any) -> list[dict[str, Any]]:
    """Return the results that the bot offers to what is typed after its name."""
    said = await chat.user(WANG).does("inline_query", query=query, **more)
    (answer,) = [event for event in said.events if event["type"] == "inline_answer"]
    results: list[dict[str, Any]] = answer["results"]
    return results


def titles(results: list[dict[str, Any]]) -> list[str]:
    return [result["title"] for result in results]


async def test_the_three_best_answers_are_offered(chat: Chat) -> None:
    responder = answering(FaqSection())
    results = await offered(chat, "经费")
    nearest = [hit.entry for hit in responder.nearest("经费")]
    assert len(nearest) == 3
    assert titles(results) == [entry.question for entry in nearest]
    assert results[0] == {
        "type": "article",
        "id": "0",
        "title": nearest[0].question,
        "description": plain(nearest[0].answer).replace("\n", " ")[:120],
        "input_message_content": {
            "message_text": f"{nearest[0].answer}\n\n{footer(catalogue('zh'), nearest[0])}",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
    }


async def test_what_an_offer_differs_in_is_said_first(chat: Chat) -> None:
    first, *_ = await offered(chat, "2023年科技成果转化产生多少经济效益")
    differs = "公开材料里，这个问题只有2021年的，没有2023年的记载。"
    said = (first["description"], first["input_message_content"]["message_text"])
    assert [text[: len(differs)] for text in said] == [differs, differs]


async def test_the_contact_is_filled_in(chat: Chat) -> None:
    results = await offered(chat, "补助比例是多少")
    said = [result["input_message_content"]["message_text"] for result in results]
    assert [text for text in said if "{contact}" in text] == []
    assert NO_CONTACT in said[0].splitlines()


@pytest.mark.parametrize("contact", [None, "办公室 0471-1 <周一至周五>"])
def test_nothing_stands_in_for_the_contact_in_any_entry(tmp_path: Path, contact: str | None) -> None:
    """Inline, where staff look at what there is, and on the command line."""
    knowledge = app.knowing(FaqSection(), answering(FaqSection()))
    config = replace(configured(tmp_path, "http://127.0.0.1"), contact=contact)
    house = app.furnish(config, "bot", knowledge)
    said = []
    for entry in house.responder.library.entries:
        offer = inline._answer(house, Hit(entry, 1.0))  # searching for each takes long
        said += [offer.title, offer.description, offer.html, with_contact(house, entry.answer)]
        said.append(ask._as_text(Answer(entry, 1.0), house))
    assert [text for text in said if re.search(r"\{\w*\}|：\n点“转人工”", text)] == []


async def test_without_words_the_first_topics_are_offered(chat: Chat) -> None:
    library = answering(FaqSection()).library
    results = await offered(chat, " ")
    assert titles(results) == [topic.title for topic in library.topics[:3]]
    first = library.topics[0]
    questions = [f"· {entry.question}" for entry in library.of_topic(first.id)[:5]]
    assert plain(results[0]["input_message_content"]["message_text"]).splitlines() == [
        f"{first.title}：可以这样问 @jiebang_local_bot",
        *questions,
    ]


async def test_what_has_no_answer_gets_none(chat: Chat) -> None:
    assert await offered(chat, "今天天气怎么样") == []
    assert await offered(chat, "🙂<b>") == []


async def test_in_a_group_too(chat: Chat) -> None:
    said = await chat.user(ZHAO).does("inline_query", query="首批榜单有多少项？", chat_id=GROUP)
    (answer,) = [event for event in said.events if event["type"] == "inline_answer"]
    assert answer["results"][0]["title"] == "首批榜单有多少项？"


@pytest.mark.parametrize(("picker", "where"), [(WANG, WANG), (ZHAO, GROUP)])
async def test_what_is_picked_is_no_question_to_the_bot(chat: Chat, picker: int, where: int) -> None:
    user = chat.user(picker)
    said = await user.does("inline_query", query="首批榜单有多少项？", chat_id=where)
    (answer,) = [event for event in said.events if event["type"] == "inline_answer"]
    picked = {"inline_query_id": answer["inline_query_id"], "result_id": "0"}
    said = await user.does("chosen_result", **picked, chat_id=where)
    (message,) = [event["message"] for event in said.events if event["type"] == "message"]
    assert (message["from"]["id"], message["text"].splitlines()[0]) == (picker, "15项，都是技术攻关类。")
    assert await chat.rows("SELECT * FROM question") == []


async def test_nothing_is_kept_about_who_asked(chat: Chat) -> None:
    await offered(chat, "经费")
    assert await chat.rows("SELECT * FROM question") == []
    assert await chat.rows("SELECT * FROM outbox") == []
    inbox = await chat.rows("SELECT lane, raw, state FROM inbox")
    assert [(row["raw"], row["state"]) for row in inbox] == [(None, "done")]
    assert [row["lane"].partition(":")[0] for row in inbox] == ["inline"]
