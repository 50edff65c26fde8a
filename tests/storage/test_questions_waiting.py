"""Questions that wait for staff: from when they were not answered, or not well, until somebody settles them."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.storage import question_stats, questions, settlements
from bot.storage.database import Database, Transaction
from bot.storage.questions import Question
from tests.storage.conftest import Clock

WANG, LI, ZHAO = 1001, 1002, 2001


async def record(database: Database, text: str, outcome: str = "unknown", user: int = WANG, **more: Any) -> int:
    return await database.transaction(
        lambda tx: questions.record(tx, user_id=user, chat_id=user, text=text, outcome=outcome, **more)
    )


async def waiting(database: Database, limit: int = 9, undecided_before: str = "") -> list[str]:
    found = await database.read(lambda tx: questions.waiting(tx, limit, undecided_before))
    return [question.text for question in found]


async def hand_over(database: Database, question: int, user: int = WANG) -> Question | None:
    return await database.transaction(lambda tx: questions.hand_over(tx, question, user))


async def vote(database: Database, question: int, value: int) -> bool:
    return await database.transaction(lambda tx: questions.vote(tx, question, WANG, value))


async def settle(database: Database, *ids: int) -> list[str]:
    def work(tx: Transaction) -> list[Question]:
        return questions.settle(tx, ids, settlements.add(tx, ZHAO, question="甲", hits=[], text="答"))

    return [question.text for question in await database.transaction(work)]


async def test_what_was_not_answered_waits_oldest_first(database: Database) -> None:
    for text, outcome in (("甲", "unknown"), ("乙", "answer"), ("丙", "choices"), ("丁", "handoff"), ("戊", "unknown")):
        await record(database, text, outcome)
    assert await waiting(database) == ["甲", "丁", "戊"]
    assert await waiting(database, 2) == ["丁", "戊"]  # the latest two


async def test_a_thumb_down_waits_too_and_a_thumb_up_no_more(database: Database) -> None:
    question = await record(database, "甲", "answer")
    seen = []
    for value in (-1, 1, -1):
        await vote(database, question, value)
        seen.append(await waiting(database))
    assert seen == [["甲"], [], ["甲"]]


async def test_a_question_as_it_is_found_again(database: Database, clock: Clock) -> None:
    hits = (("money.kinds", 0.9), ("money.share", 0.25))
    question = await record(database, "钱😀", "answer", entry_id="money.kinds", hits=hits)
    expected = Question(question, WANG, "钱😀", "answer", "money.kinds", hits, None, clock.now, handed_over=False)
    assert await database.read(lambda tx: questions.find(tx, question)) == expected
    assert await database.read(lambda tx: questions.find(tx, 99)) is None


@pytest.mark.parametrize("outcome", ["answer", "choices", "unknown"])
async def test_a_question_is_handed_over_by_its_asker(database: Database, outcome: str) -> None:
    question = await record(database, "甲", outcome)
    assert [await hand_over(database, question, LI), await hand_over(database, 99)] == [None, None]
    handed = await hand_over(database, question)
    assert handed is not None
    assert (handed.text, handed.outcome, handed.handed_over) == ("甲", outcome, True)
    assert await waiting(database) == ["甲"]


async def test_what_is_settled_waits_no_more_and_is_settled_once(database: Database) -> None:
    first, second, third = [await record(database, text) for text in "甲乙丙"]
    assert await settle(database, second, first, 99) == ["乙", "甲"]
    assert await waiting(database) == ["丙"]
    assert await settle(database, first, third) == ["丙"]
    answers = [await database.read(partial(settlements.of_question, question_id=each)) for each in (first, third)]
    assert [answer and answer.id for answer in answers] == [1, 2]


async def test_what_was_settled_can_be_handed_over_again(database: Database) -> None:
    question = await record(database, "甲")
    await settle(database, question)
    assert await hand_over(database, question) is not None
    assert await waiting(database) == ["甲"]


async def test_choices_that_nobody_tapped_wait_once_they_are_old(database: Database, clock: Clock) -> None:
    tapped, judged, handed = [await record(database, text, "choices") for text in "甲乙丙"]
    await record(database, "丁", "choices")
    await database.transaction(lambda tx: question_stats.chosen(tx, tapped, WANG, "money.kinds"))
    await vote(database, judged, 1)
    await hand_over(database, handed)
    clock.passes(hours=1)
    hour = clock.now.isoformat(timespec="microseconds")
    settled = await record(database, "戊", "choices")
    await settle(database, settled)
    await record(database, "己", "choices")
    later = (clock.now + timedelta(seconds=1)).isoformat(timespec="microseconds")
    assert await waiting(database, undecided_before=hour) == ["丙", "丁"]
    assert await waiting(database, undecided_before=later) == ["丙", "丁", "己"]
    assert await waiting(database, 1, later) == ["己"]
    found = await database.read(lambda tx: questions.waiting(tx, 9, later))
    assert [each.undecided for each in found] == [False, True, True]


async def test_what_waits_is_found_by_the_indices(database: Database) -> None:
    """Both halves are small beside all that was ever asked."""

    def plan(tx: Transaction, where: str) -> str:
        found: str = tx.all(f"EXPLAIN QUERY PLAN SELECT * FROM question WHERE {where}")[0]["detail"]
        return found

    halves = (questions.WAITING, f"{questions.UNDECIDED} AND asked_at < '2026'")
    plans = [await database.read(partial(plan, where=where)) for where in halves]
    assert [plan.split(" INDEX ")[1].split()[0] for plan in plans] == ["question_waiting", "question_undecided"]
