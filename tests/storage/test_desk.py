"""Settlements, and talks: one open talk a person."""

import pytest

from bot.storage import questions, settlements, talks, told
from bot.storage.database import Database, Transaction
from bot.storage.settlements import Settlement
from bot.storage.talks import Line, Talk
from tests.storage.conftest import Clock

WANG, ZHAO, SUN = 1001, 2001, 2002
LONG_AGO = "2000-01-01"


def ask(tx: Transaction, text: str = "甲") -> int:
    return questions.record(tx, user_id=WANG, chat_id=WANG, text=text, outcome="unknown")


async def test_a_settlement_is_kept_and_taught_once(database: Database, clock: Clock) -> None:
    hits = (("money.kinds", 0.25),)
    number = await database.transaction(lambda tx: settlements.add(tx, ZHAO, question="钱😀", hits=hits, text="没有"))
    taught = [await database.transaction(lambda tx: settlements.teach(tx, number)) for _ in range(2)]
    assert taught == [True, False]
    assert await database.read(lambda tx: settlements.find(tx, number)) == Settlement(
        number, ZHAO, "钱😀", hits, "没有", None, taught=True, created_at=clock.now
    )
    assert await database.read(lambda tx: settlements.find(tx, 99)) is None
    assert await database.transaction(lambda tx: settlements.teach(tx, 99)) is False


async def test_one_talk_a_person_at_a_time(database: Database, clock: Clock) -> None:
    def begin(tx: Transaction) -> list[Talk | None]:
        first = [talks.begin(tx, WANG) for _ in range(2)]
        ended = [talks.end(tx, 1) for _ in range(2)]
        assert ended == [True, False]
        return [*first, talks.begin(tx, ZHAO), talks.begin(tx, WANG), talks.find(tx, 1)]

    first, other, second = (Talk(n, who, None) for n, who in ((1, WANG), (2, ZHAO), (3, WANG)))
    ended = Talk(1, WANG, None, clock.now)
    assert await database.transaction(begin) == [first, first, other, second, ended]


async def test_the_talk_about_a_question_is_found_while_it_goes_on(database: Database) -> None:
    def talk(tx: Transaction) -> list[Talk | None]:
        handed, other = ask(tx), ask(tx, "乙")
        talk = talks.begin(tx, WANG)
        talks.say(tx, talk.id, "甲", question_id=handed)
        found = [talks.about(tx, handed), talks.about(tx, other)]
        talks.end(tx, talk.id)
        return [*found, talks.about(tx, handed)]

    assert await database.transaction(talk) == [Talk(1, WANG, None), None, None]


async def test_what_was_said_last_and_what_waits_for_an_answer(database: Database) -> None:
    def talk(tx: Transaction) -> tuple[list[str], str | None, str | None, list[list[str]]]:
        talks.begin(tx, WANG)
        before, waiting = talks.last_said(tx, 1), []
        for text, staff in (("一", None), ("二", ZHAO), ("三", None), ("四", None), ("五", SUN)):
            talks.say(tx, 1, text, staff_id=staff)
            waiting.append([each.text for each in talks.unanswered(tx, 1)])
        return [each.text for each in talks.lines(tx, 1, 3)], before, talks.last_said(tx, 1), waiting

    waiting = [["一"], [], ["三"], ["三", "四"], []]
    assert await database.transaction(talk) == (["三", "四", "五"], None, "四", waiting)


async def test_what_was_said_is_kept_whole(database: Database, clock: Clock) -> None:
    def say(tx: Transaction) -> list[Line | None]:
        question = ask(tx)
        talks.begin(tx, WANG)
        said = [talks.say(tx, 1, "钱😀", question_id=question), talks.say(tx, 1, "没有", staff_id=ZHAO)]
        return [*said, talks.line(tx, 1), talks.line(tx, 99)]

    asked = Line(1, 1, None, 1, "钱😀", clock.now)
    assert await database.transaction(say) == [asked, Line(2, 1, ZHAO, None, "没有", clock.now), asked, None]


async def test_answers_of_staff_are_found_the_latest_first(database: Database) -> None:
    def settle(tx: Transaction) -> list[str]:
        for question, text in (("甲", "一"), ("乙", None), ("丙", "三"), ("丁", "四")):
            settlements.add(tx, ZHAO, question=question, hits=[], text=text)
        return [each.question for each in settlements.written(tx, 2)]

    assert await database.transaction(settle) == ["丁", "丙"]


async def test_what_was_told_is_not_told_again(database: Database) -> None:
    news = [
        ("mistakes", ""),
        ("mistakes", "甲"),
        ("mistakes", "甲"),
        ("other", "甲"),
        ("mistakes", ""),
        ("mistakes", ""),
    ]
    seen = await database.transaction(lambda tx: [told.tell(tx, topic, content) for topic, content in news])
    assert seen == [False, True, False, True, True, False]


@pytest.mark.parametrize("limit", [5, 2000])
async def test_what_waits_is_found_without_reading_every_question(database: Database, limit: int) -> None:
    plan = await database.read(
        lambda tx: tx.all(
            f"EXPLAIN QUERY PLAN SELECT * FROM question WHERE {questions.WAITING} ORDER BY id DESC LIMIT {limit}"
        )
    )
    assert [row["detail"] for row in plan] == ["SCAN question USING INDEX question_waiting"]
