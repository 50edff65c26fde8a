"""What people asked, what became of it, and what they thought of the answer."""

import sqlite3
from datetime import datetime
from typing import Any

import pytest

from bot.storage import questions
from bot.storage.database import Database
from bot.storage.questions import Question
from tests.storage.conftest import NOON

WANG, LI = 1001, 1002


async def record(database: Database, text: str, outcome: str = "answer", user: int = WANG, **more: Any) -> int:
    return await database.transaction(
        lambda tx: questions.record(tx, user_id=user, chat_id=user, text=text, outcome=outcome, **more)
    )


async def vote(database: Database, question: int, user: int, value: int) -> bool:
    return await database.transaction(lambda tx: questions.vote(tx, question, user, value))


async def test_a_question_with_its_outcome_and_candidates(database: Database) -> None:
    hits = [("money.kinds", 0.91239), ("money.share", 1 / 3)]
    question = await record(database, "有多少钱😀", entry_id="money.kinds", hits=hits)
    kept = (("money.kinds", 0.912), ("money.share", 0.333))
    asked = Question(question, WANG, "有多少钱😀", "answer", "money.kinds", kept, None, datetime.fromisoformat(NOON))
    assert await database.read(lambda tx: questions.last(tx, WANG)) == asked


async def test_the_last_question_is_the_users_own(database: Database) -> None:
    for text, user in (("甲", WANG), ("乙", WANG), ("丙", LI)):
        await record(database, text, user=user)
    last = await database.read(lambda tx: questions.last(tx, WANG))
    assert last
    assert last.text == "乙"
    assert await database.read(lambda tx: questions.last(tx, 9)) is None


async def test_the_askers_last_vote_counts(database: Database) -> None:
    question = await record(database, "甲")
    votes = [(WANG, 1), (LI, -1), (WANG, -1), (LI, 1)]
    assert [await vote(database, question, user, value) for user, value in votes] == [True, False, True, False]
    last = await database.read(lambda tx: questions.last(tx, WANG))
    assert last
    assert last.vote == -1
    assert await vote(database, 99, WANG, 1) is False


@pytest.mark.parametrize("value", [0, 2, -2])
async def test_a_vote_is_a_thumb_up_or_down(database: Database, value: int) -> None:
    question = await record(database, "甲")
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        await vote(database, question, WANG, value)


async def test_an_outcome_is_one_of_four(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        await record(database, "甲", "maybe")
