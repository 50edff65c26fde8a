"""Drafts left alone are reminded of by day, what was kept long enough goes after a warning; the clock is passed in."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.services.filing import retention
from bot.storage import drafts, erasures, questions, reminders, talks
from bot.storage.database import Database, Transaction
from tests.storage.conftest import Clock
from tests.unit.test_dispatch import SUN, WANG, house

CONTENT = json.dumps({"values": {"need_title": "高温炉推舟机构"}}, ensure_ascii=False)
NEED = (
    "INSERT INTO need (reference, owner, draft_id, state, content, submitted_at, waiting_since, updated_at)"
    " VALUES ('NM-2026-000001', 1001, 1, :state, :content, :now, :now, :now)"
)
DRAFT = {"id": 1, "owner": WANG, "values": {}, "step": "consent"}


class Office:
    """The database, and what retention says as time passes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock, self.house = database, clock, house()
        self.told = 0

    async def does(self, work: Callable[[Transaction], Any]) -> Any:
        return await self.database.transaction(work)

    async def passes(self, **time: float) -> list[tuple[int, str]]:
        """Let time pass, enforce, and return whom what was said: the chat and the first line."""
        self.clock.passes(**time)
        return await self.enforces()

    async def enforces(self) -> list[tuple[int, str]]:
        """Enforce retention and return what was said since the last time."""

        def work(tx: Transaction) -> list[tuple[int, str]]:
            retention.enforce(tx, self.house)
            rows = tx.all(
                "SELECT id, chat_id, call ->> 'text' AS text FROM outbox WHERE id > :told ORDER BY id", told=self.told
            )
            self.told = max([self.told, *(row["id"] for row in rows)])
            return [(row["chat_id"], row["text"].partition("\n")[0]) for row in rows]

        return await self.database.transaction(work)

    async def count(self, rows: str) -> int:
        return int(await self.does(lambda tx: tx.row(f"SELECT count(*) AS n FROM {rows}")["n"]))


@pytest.fixture
def office(database: Database, clock: Clock) -> Office:
    clock.now = clock.now.replace(hour=2)  # ten in the morning in Beijing
    return Office(database, clock)


def begin(tx: Transaction) -> int:
    draft_id = drafts.create(tx, WANG)
    drafts.keep(tx, draft_id, {**DRAFT, "id": draft_id})
    return draft_id


STILL, WARNED = "<b>您的草稿还在</b>：未命名 · 11月2日开始", "<b>草稿“未命名 · 11月2日开始”到 {} 就会删除</b>"


async def test_a_draft_left_alone_is_reminded_of_twice_warned_of_and_deleted(office: Office) -> None:
    await office.does(begin)
    assert await office.passes(hours=23) == []
    assert await office.passes(hours=2) == [(WANG, STILL)]
    assert await office.passes(days=5) == []
    assert await office.passes(days=1) == [(WANG, STILL)]
    assert await office.passes(days=75) == []
    assert await office.passes(days=1, hours=-1) == [(WANG, WARNED.format("2027-01-31"))]
    assert await office.passes(days=6, hours=22) == []
    assert await office.count("draft") == 1
    assert await office.passes(hours=2) == []
    assert await office.count("draft") == 0


async def test_nobody_is_reminded_at_night(office: Office) -> None:
    await office.does(begin)
    office.clock.passes(days=1, hours=11)
    said = [await office.enforces(), *[await office.passes(hours=1) for _ in range(11)]]
    assert said == [*[[]] * 11, [(WANG, STILL)]]  # eight in Beijing; 21 was too late


async def test_who_goes_on_is_reminded_anew(office: Office) -> None:
    draft_id = await office.does(begin)
    assert await office.passes(days=7, hours=1) == [(WANG, STILL)]
    await office.does(lambda tx: drafts.keep(tx, draft_id, {**DRAFT, "id": draft_id}))
    assert await office.passes(hours=23) == []
    assert await office.passes(hours=2) == [(WANG, STILL)]


async def test_who_wants_no_reminders_is_still_warned(office: Office) -> None:
    await office.does(begin)
    await office.does(lambda tx: reminders.stop(tx, WANG))
    assert await office.passes(days=8) == []
    assert await office.passes(days=76) == [(WANG, WARNED.format("2027-02-01"))]


async def test_who_wants_reminders_again_gets_them(office: Office) -> None:
    await office.does(begin)
    await office.does(lambda tx: reminders.stop(tx, WANG))
    assert await office.passes(days=2) == []
    await office.does(lambda tx: reminders.start(tx, WANG))
    assert await office.passes(days=6) == [(WANG, STILL)]


async def test_after_a_long_pause_of_the_bot_the_warning_comes_first(office: Office) -> None:
    await office.does(begin)
    assert await office.passes(days=400) == [(WANG, WARNED.format("2027-12-14"))]
    assert await office.passes(days=6) == []
    assert await office.count("draft") == 1
    assert await office.passes(days=1) == []
    assert await office.count("draft") == 0


@pytest.mark.parametrize(
    ("state", "days"),
    [("withdrawn", 180), ("accepted", 1095), ("rejected", 1095), ("submitted", None), ("returned", None)],
)
async def test_what_was_decided_is_erased_in_the_end(office: Office, state: str, days: int | None) -> None:
    await office.does(lambda tx: tx.execute(NEED, state=state, content=CONTENT, now=tx.now))
    left = "need WHERE erased_at IS NULL"
    if days is None:
        assert (await office.passes(days=4000), await office.count(left)) == ([], 1)
        return
    assert await office.passes(days=days - 8) == []
    ((chat_id, said),) = await office.passes(days=2)
    assert (chat_id, said[:18]) == (WANG, "<b>NM-2026-000001 ")
    await office.passes(days=6)
    assert await office.count(left) == 1
    await office.passes(days=2)
    assert await office.count(left) == 0
    assert (
        await office.count("need WHERE content = '{}' AND reference = 'NM-2026-000001' AND state = '" + state + "'")
        == 1
    )


async def test_questions_and_talks_lose_their_words(office: Office) -> None:
    def say(tx: Transaction) -> None:
        questions.record(tx, user_id=WANG, chat_id=WANG, text="有没有补贴", outcome="unknown")
        talk = talks.begin(tx, WANG)
        talks.say(tx, talk.id, "请回电话")
        talks.end(tx, talk.id)

    await office.does(say)
    await office.passes(days=364)
    await office.does(say)
    left = ("question WHERE text <> ''", "talk_line WHERE text <> ''")
    assert [await office.count(rows) for rows in left] == [2, 2]
    await office.passes(days=2)
    assert [await office.count(rows) for rows in left] == [1, 1]
    assert await office.count("question WHERE outcome = 'unknown'") == 2  # the figures stay right
    assert await office.count("question WHERE outcome = 'unknown' AND settlement_id IS NULL") == 1


async def test_staff_are_reminded_daily_of_what_is_to_be_erased(office: Office) -> None:
    due = (office.clock.now + timedelta(days=15)).isoformat(timespec="microseconds")
    await office.does(lambda tx: erasures.ask(tx, WANG, [], due))
    soon, late = ([(SUN, f"<b>这项删除申请{text}</b>")] for text in ("快到期限了。", "已过期限，请马上办。"))
    assert await office.passes(days=11) == []
    assert await office.passes(days=1) == soon
    assert await office.passes(hours=2) == []
    assert await office.passes(hours=22) == soon
    assert await office.passes(days=3) == late
    await office.does(lambda tx: erasures.finish(tx, WANG))
    assert await office.passes(days=3) == []
