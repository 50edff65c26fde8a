"""Who gets somebody's next text: what was asked of him last, or else the draft beneath."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.services.actions import AnswerAsked, ReasonAsked, WordsAsked
from bot.storage import drafts, focus
from bot.storage.database import Database, Transaction
from bot.storage.drafts import About
from bot.storage.focus import Focus
from tests.storage.conftest import Clock

WANG, ZHAO = 1001, 2001
ANSWER, REASON = AnswerAsked(questions=(1, 2)), ReasonAsked(need=7, do="return")


async def test_what_was_asked_last_counts(database: Database, clock: Clock) -> None:
    assert await database.read(lambda tx: focus.find(tx, ZHAO)) is None
    for asked in (ANSWER, REASON):
        await database.transaction(partial(focus.ask, user_id=ZHAO, asked=asked))
        assert await database.read(lambda tx: focus.find(tx, ZHAO)) == Focus(asked, clock.now)
        clock.now += timedelta(minutes=1)
    assert await database.read(lambda tx: focus.find(tx, WANG)) is None
    await database.transaction(lambda tx: focus.ask(tx, ZHAO, None))
    assert await database.read(lambda tx: focus.find(tx, ZHAO)) is None


async def test_what_is_not_known_any_more_was_not_asked(database: Database) -> None:
    await database.transaction(lambda tx: focus.ask(tx, ZHAO, ANSWER))
    for odd in (
        '["asked.poem", 1, {}]',
        '["asked.answer", 1, {"question": 1}]',
        '["asked.answer", 1, {"questions": "x"}]',
        '["asked.answer", "1", {"questions": [1]}]',
        '["asked.answer", 1]',
        '[["asked.answer"], 1, {}]',
        '{"asked.answer": 1}',
        '["asked.answer", 1, {"questions": [1]',
    ):
        await database.transaction(partial(Transaction.execute, sql="UPDATE focus SET asked = :odd", odd=odd))
        assert await database.read(lambda tx: focus.find(tx, ZHAO)) is None


async def test_a_draft_lies_beneath_what_is_asked_and_takes_its_place_when_it_is_gone_on_with(
    database: Database,
) -> None:
    def work(tx: Transaction) -> list[tuple[bool, bool]]:
        def now() -> tuple[bool, bool]:
            return focus.find(tx, WANG) is not None, drafts.active(tx, WANG) is not None

        draft, seen = drafts.create(tx, WANG), [now()]
        steps: tuple[Callable[[], None], ...] = (
            lambda: focus.write(tx, WANG, draft),
            lambda: focus.ask(tx, WANG, WordsAsked(talk=1)),
            lambda: focus.ask(tx, WANG, None),
            lambda: focus.ask(tx, WANG, WordsAsked(talk=1)),
            lambda: focus.write(tx, WANG, draft),
            lambda: focus.rest(tx, WANG, draft),
            lambda: focus.write(tx, WANG, draft),
            lambda: drafts.delete(tx, draft),
        )
        for step in steps:
            step()
            seen.append(now())
        return seen

    nothing, form, words = (False, False), (False, True), (True, True)
    assert await database.transaction(work) == [nothing, form, words, form, words, form, nothing, form, nothing]


async def test_a_need_lies_beneath_a_new_entry_and_nothing_beneath_a_need(database: Database) -> None:
    def work(tx: Transaction) -> list[list[str | None]]:
        need = drafts.create(tx, ZHAO)
        one, other = (drafts.create(tx, ZHAO, about=About(0, (1,), "甲")) for _ in range(2))
        steps: tuple[Callable[[], None], ...] = (
            lambda: focus.write(tx, ZHAO, need),
            lambda: focus.write(tx, ZHAO, one),
            lambda: focus.write(tx, ZHAO, other),
            lambda: drafts.delete(tx, other),
            lambda: focus.write(tx, ZHAO, one),
            lambda: focus.rest(tx, ZHAO, need),
            lambda: focus.write(tx, ZHAO, need),
            lambda: focus.rest(tx, ZHAO, need),
        )
        names, seen = {need: "need", one: "one", other: "other"}, list[list[str | None]]()
        for step in steps:
            step()
            every = [drafts.active(tx, ZHAO), drafts.active(tx, ZHAO, entries=False)]
            seen.append([names[found.id] if found else None for found in every])
        return seen

    assert await database.transaction(work) == [
        ["need", "need"],
        ["one", "need"],
        ["other", "need"],
        ["need", "need"],
        ["one", "need"],
        ["one", None],
        ["need", "need"],
        [None, None],
    ]
