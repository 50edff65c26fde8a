"""Notes, settlements and talks: one note each, one open talk a question, one that listens."""

import pytest

from bot.storage import notes, questions, relays, rulings, settlements
from bot.storage.database import Database, Transaction
from bot.storage.notes import Note
from bot.storage.relays import Line, Relay
from bot.storage.rulings import Ruling
from bot.storage.settlements import Settlement
from tests.storage.conftest import Clock

WANG, ZHAO, SUN = 1001, 2001, 2002
LONG_AGO = "2000-01-01"
ANSWER, ENTRY = Note("answer", {"questions": "1,2"}), Note("entry", {"asked": "钱😀", "settlement": 3})


def ask(tx: Transaction, text: str = "甲") -> int:
    return questions.record(tx, user_id=WANG, chat_id=WANG, text=text, outcome="unknown")


async def noted(database: Database, since: str = LONG_AGO) -> Note | None:
    return await database.read(lambda tx: notes.find(tx, ZHAO, since))


async def keep(database: Database, note: Note) -> None:
    await database.transaction(lambda tx: notes.keep(tx, ZHAO, note))


async def test_a_note_takes_the_place_of_the_one_before(database: Database) -> None:
    assert await noted(database) is None
    for note in (ANSWER, ENTRY):
        await keep(database, note)
        assert await noted(database) == note
    await database.transaction(lambda tx: notes.drop(tx, SUN))
    assert await noted(database) == ENTRY
    await database.transaction(lambda tx: notes.drop(tx, ZHAO))
    assert await noted(database) is None


async def test_an_old_note_does_not_count(database: Database, clock: Clock) -> None:
    await keep(database, ANSWER)
    begun = clock.now.isoformat(timespec="microseconds")
    clock.passes(minutes=1)
    later = clock.now.isoformat(timespec="microseconds")
    assert [await noted(database, since) for since in (begun, later)] == [ANSWER, None]


async def test_what_is_written_of_a_need_later_comes_first(database: Database, clock: Clock) -> None:
    def decide(tx: Transaction) -> None:
        tx.execute(
            "INSERT INTO need (reference, owner, draft_id, state, content, submitted_at, updated_at)"
            " VALUES ('NM-2026-000001', 1, 1, 'submitted', '{}', :now, :now)",
            now=tx.now,
        )
        rulings.keep(tx, ZHAO, Ruling(1, "reject"))

    await keep(database, ANSWER)
    clock.passes(minutes=1)
    await database.transaction(decide)
    assert await noted(database) is None
    clock.passes(minutes=1)
    await keep(database, ENTRY)
    assert await noted(database) == ENTRY


async def test_a_settlement_is_kept_and_taught_once(database: Database) -> None:
    hits = (("money.kinds", 0.25),)
    number = await database.transaction(lambda tx: settlements.add(tx, ZHAO, question="钱😀", hits=hits, text="没有"))
    taught = [await database.transaction(lambda tx: settlements.teach(tx, number)) for _ in range(2)]
    assert taught == [True, False]
    assert await database.read(lambda tx: settlements.find(tx, number)) == Settlement(
        number, ZHAO, "钱😀", hits, "没有", None, taught=True
    )
    assert await database.read(lambda tx: settlements.find(tx, 99)) is None
    assert await database.transaction(lambda tx: settlements.teach(tx, 99)) is False


async def test_one_talk_about_a_question_at_a_time(database: Database) -> None:
    def begin(tx: Transaction) -> list[Relay | None]:
        question = ask(tx)
        first = [relays.begin(tx, question, WANG) for _ in range(2)]
        ended = [relays.end(tx, 1) for _ in range(2)]
        assert ended == [True, False]
        return [*first, relays.about(tx, question), relays.begin(tx, question, WANG), relays.find(tx, 1)]

    first, second = Relay(1, 1, WANG, None, ended=False), Relay(2, 1, WANG, None, ended=False)
    ended = Relay(1, 1, WANG, None, ended=True)
    assert await database.transaction(begin) == [first, None, None, second, ended]


async def test_one_talk_listens_and_not_for_ever(database: Database, clock: Clock) -> None:
    def begin(tx: Transaction) -> list[Relay]:
        return [relay for text in "甲乙" if (relay := relays.begin(tx, ask(tx, text), WANG))]

    async def listening(since: str = LONG_AGO) -> int | None:
        found = await database.read(lambda tx: relays.listening(tx, WANG, since))
        return found and found.id

    first, second = await database.transaction(begin)
    heard = [await listening()]
    for relay in (first, second, first):
        await database.transaction(lambda tx, relay=relay: relays.listen(tx, relay))
        heard.append(await listening())
    clock.passes(minutes=1)
    heard.append(await listening(clock.now.isoformat(timespec="microseconds")))
    await database.transaction(lambda tx: relays.end(tx, first.id))
    heard.append(await listening())
    await database.transaction(lambda tx: relays.listen(tx, second))
    await database.transaction(lambda tx: relays.hush(tx, WANG))
    heard.append(await listening())
    assert heard == [None, 1, 2, 1, None, None, None]


async def test_what_was_said_last(database: Database) -> None:
    def talk(tx: Transaction) -> tuple[list[Line], str | None, str | None]:
        relays.begin(tx, ask(tx), WANG)
        before = relays.last_said(tx, 1)
        for text, staff in (("一", None), ("二", ZHAO), ("三", None), ("四", SUN)):
            relays.say(tx, 1, text, staff_id=staff)
        return relays.lines(tx, 1, 3), before, relays.last_said(tx, 1)

    lines = [Line(by_staff=True, text="二"), Line(by_staff=False, text="三"), Line(by_staff=True, text="四")]
    assert await database.transaction(talk) == (lines, None, "三")


@pytest.mark.parametrize("limit", [5, 2000])
async def test_what_waits_is_found_without_reading_every_question(database: Database, limit: int) -> None:
    plan = await database.read(
        lambda tx: tx.all(
            f"EXPLAIN QUERY PLAN SELECT * FROM question WHERE {questions.WAITING} ORDER BY id DESC LIMIT {limit}"
        )
    )
    assert [row["detail"] for row in plan] == ["SCAN question USING INDEX question_waiting"]
