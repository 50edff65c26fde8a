"""Staff are reminded by the calendar, each step once; the clock is passed in and goes over weekends and holidays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bot.services.reviewing import routine
from bot.services.runtime import housekeeping
from bot.services.runtime.turn import Review
from bot.storage import needs
from bot.storage.database import Database, Transaction
from tests.storage.conftest import Clock
from tests.unit.test_dispatch import GROUP, SUN, WANG, ZHAO, house

NEED = (
    "INSERT INTO need (reference, owner, draft_id, state, content, submitted_at, waiting_since, updated_at)"
    " VALUES (:reference, 1001, :draft, 'submitted', '{}', :now, :now, :now) RETURNING id"
)
ALWAYS = Review(digest=None, quiet=None)
WAITING, OVERDUE = "<b>{} 项需求 3 个工作日没有人领取</b>：", "<b>超期：{} 项需求 5 个工作日没有人领取</b>，请指派："
IDLE = "<b>您手里有 1 项需求 2 个工作日没有动静</b>，请办理、转给同事或放回队列："
RELEASED = "<b>1 项需求 5 个工作日没有动静，已放回队列</b>，可以重新指派："
TAKEN = "揭榜通（自动） 已把您领取的 NM-2026-000001 放回队列，不再由您审核。"


class Desk:
    """The database, and what staff are told as time passes."""

    def __init__(self, database: Database, clock: Clock, review: Review) -> None:
        self.database, self.clock, self.house = database, clock, replace(house(), review=review)
        self.told = self.count = 0

    async def does(self, work: Callable[[Transaction], Any]) -> Any:
        return await self.database.transaction(work)

    async def submits(self) -> int:
        """Let a need be submitted now."""
        self.count += 1

        def work(tx: Transaction) -> int:
            reference = f"NM-2026-{self.count:06}"
            need_id = int(tx.row(NEED, reference=reference, draft=self.count, now=tx.now)["id"])
            acted(tx, need_id, "submit", "draft", "submitted", WANG, "owner")
            return need_id

        return int(await self.does(work))

    async def claims(self, need_id: int) -> None:
        """Let 赵敏 claim a need now."""

        def work(tx: Transaction) -> None:
            tx.execute("UPDATE need SET state = 'in_review', holder = 2001 WHERE id = :id", id=need_id)
            acted(tx, need_id, "claim", "submitted", "in_review", ZHAO, "reviewer")

        await self.does(work)

    async def at(self, moment: str) -> list[tuple[int, str]]:
        """Look at a time of Beijing's what is to be said; return whom what is said: the chat and the first line."""
        self.clock.now = datetime.fromisoformat(f"{moment}+08:00").astimezone(UTC)

        def work(tx: Transaction) -> list[tuple[int, str]]:
            housekeeping.tidy(tx, self.house, hours=0)
            routine.run(tx, self.house)
            rows = tx.all(
                "SELECT id, chat_id, call ->> 'text' AS text FROM outbox WHERE id > :told ORDER BY id", told=self.told
            )
            self.told = max([self.told, *(row["id"] for row in rows)])
            return [(row["chat_id"], row["text"].partition("\n")[0]) for row in rows]

        return list(await self.does(work))

    async def text(self) -> str:
        """Return what was said last."""
        return str(await self.does(lambda tx: tx.row("SELECT call ->> 'text' AS t FROM outbox ORDER BY id DESC")["t"]))


def acted(tx: Transaction, need_id: int, action: Any, old: Any, new: Any, actor: int, role: Any) -> None:
    needs.record(
        tx, need_id, actor=actor, actor_name="", role=role, action=action, from_state=old, to_state=new, note=""
    )


@pytest.fixture
def desk(database: Database, clock: Clock) -> Desk:
    clock.now = datetime.fromisoformat("2026-11-06T10:00+08:00").astimezone(UTC)  # a Friday
    return Desk(database, clock, ALWAYS)


async def test_what_nobody_claims_is_spoken_of_once_and_told_to_the_lead_once(desk: Desk) -> None:
    await desk.submits()
    said = {day: await desk.at(f"2026-11-{day:02}T10:00") for day in range(6, 20)}
    assert {day: heard for day, heard in said.items() if heard} == {
        11: [(GROUP, WAITING.format(1))],  # Wednesday: the weekend does not count
        13: [(SUN, OVERDUE.format(1))],
    }


async def test_over_the_holiday_week_nothing_counts_and_the_worked_saturday_does(desk: Desk) -> None:
    await desk.at("2026-09-29T10:00")
    await desk.submits()  # Tuesday; Wednesday is one, then the first to the seventh are off
    days = [date(2026, 9, 30) + timedelta(days=ahead) for ahead in range(14)]
    said = {f"{day:%m-%d}": await desk.at(f"{day:%Y-%m-%d}T10:00") for day in days}
    assert {day: heard for day, heard in said.items() if heard} == {
        "10-09": [(GROUP, WAITING.format(1))],
        "10-12": [(SUN, OVERDUE.format(1))],  # Saturday the tenth is worked
    }


async def test_an_idle_holder_is_reminded_then_the_need_is_released(desk: Desk) -> None:
    await desk.claims(await desk.submits())
    said = {day: await desk.at(f"2026-11-{day:02}T10:00") for day in range(6, 14)}
    assert {day: heard for day, heard in said.items() if heard} == {
        10: [(ZHAO, IDLE)],
        13: [(ZHAO, TAKEN), (SUN, RELEASED), (SUN, OVERDUE.format(1))],
    }
    record = "SELECT actor, actor_name, action, to_state, note FROM audit ORDER BY id DESC"
    assert tuple(await desk.does(lambda tx: tx.one(record))) == (
        *(0, "揭榜通（自动）", "release", "submitted"),
        "5 个工作日没有动静，自动放回",
    )


async def test_who_does_something_is_reminded_anew(desk: Desk) -> None:
    need_id = await desk.submits()
    await desk.claims(need_id)
    assert await desk.at("2026-11-10T10:00") == [(ZHAO, IDLE)]
    await desk.claims(need_id)
    assert await desk.at("2026-11-11T10:00") == []
    assert await desk.at("2026-11-12T10:00") == [(ZHAO, IDLE)]


async def test_many_are_one_message_of_ten_lines(desk: Desk) -> None:
    for _ in range(13):
        await desk.submits()
    assert await desk.at("2026-11-11T10:00") == [(GROUP, WAITING.format(13))]
    lines = (await desk.text()).split("\n")
    assert (len(lines), lines[1], lines[-1]) == (
        12,
        "· NM-2026-000001 — · — · —（2026-11-06 起）",
        "另有 3 项",
    )


async def test_quiet_hours_and_days_off_put_off_what_is_due(desk: Desk) -> None:
    desk.house = replace(desk.house, review=replace(ALWAYS, quiet=(time(20), time(8))))
    await desk.submits()
    moments = ("2026-11-10T23:00", "2026-11-11T00:10", "2026-11-11T07:59")
    assert [await desk.at(each) for each in moments] == [[], [], []]
    assert await desk.at("2026-11-11T08:00") == [(GROUP, WAITING.format(1))]
    await desk.submits()
    assert await desk.at("2026-11-14T10:00") == []  # Saturday: the lead is told on Monday, after the bot was off
    assert await desk.at("2026-11-16T19:59") == [(SUN, OVERDUE.format(1)), (GROUP, WAITING.format(1))]


async def test_the_digest_comes_once_on_a_working_morning(desk: Desk) -> None:
    desk.house = replace(desk.house, review=Review())
    await desk.claims(await desk.submits())
    await desk.submits()
    moments = ("2026-11-07T09:00", "2026-11-09T08:44", "2026-11-09T08:45", "2026-11-09T08:50", "2026-11-09T15:00")
    digest = (GROUP, "<b>今日待办</b>（2026-11-09）")
    assert [await desk.at(each) for each in moments] == [[], [], [digest], [], []]
    assert await desk.text() == "<b>今日待办</b>（2026-11-09）\n待审核 1 项\n· 赵敏 手里 1 项"


async def test_a_digest_that_was_missed_is_not_sent_for_a_past_day(desk: Desk) -> None:
    desk.house = replace(desk.house, review=replace(Review(), waiting_days=0, overdue_days=0))
    await desk.submits()
    assert await desk.at("2026-11-12T11:00") == [(GROUP, "<b>今日待办</b>（2026-11-12）")]  # off since the sixth
    assert await desk.at("2026-11-12T11:05") == []
    assert await desk.at("2026-11-13T08:45") == [(GROUP, "<b>今日待办</b>（2026-11-13）")]


async def test_nothing_is_said_of_nothing_and_nothing_where_it_is_turned_off(desk: Desk) -> None:
    desk.house = replace(desk.house, review=Review())
    assert await desk.at("2026-11-09T09:00") == []
    desk.house = replace(desk.house, review=Review(None, None, None, None, None, None))
    await desk.submits()
    await desk.claims(await desk.submits())
    assert await desk.at("2026-12-01T10:00") == []


async def test_nothing_is_said_by_a_clock_that_has_leapt(desk: Desk) -> None:
    await desk.at("2026-11-06T10:00")
    await desk.submits()
    assert [text[:6] for _, text in await desk.at("2027-03-10T10:00")] == ["服务器的时钟"]
    assert await desk.at("2027-03-11T10:00") == []


async def test_what_was_not_committed_is_said_again_and_what_was_is_not(desk: Desk) -> None:
    await desk.submits()
    desk.clock.now = datetime.fromisoformat("2026-11-11T10:00+08:00").astimezone(UTC)

    def killed(tx: Transaction) -> None:
        housekeeping.tidy(tx, desk.house, hours=0)
        routine.run(tx, desk.house)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        await desk.does(killed)
    assert await desk.at("2026-11-11T10:05") == [(GROUP, WAITING.format(1))]
    assert await desk.at("2026-11-11T10:10") == []
