"""Dispatching: every update has its effect once, in order within a chat; told as (second, what a handler was given)."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from bot.needs.form import load_form
from bot.services.knowledge.editions import Knowledge
from bot.services.runtime.turn import House, Member, Staff
from bot.storage import inbox, questions
from bot.storage.database import StorageError, Transaction
from bot.storage.inbox import Received
from bot.telegram.dispatch import Dispatcher
from bot.telegram.transport import AiohttpRequest
from bot.texts import catalogue
from faq.answer import Responder
from faq.entry import Library
from handlers import errors
from tests.disk import full, log_of, write_protected
from tests.unit.virtual_time import VirtualLoop, Watched, at_once
from tests.unit.wire import always, answering

WANG, LI, ZHAO, SUN, GROUP = 1001, 1002, 2001, 2002, -1001000000001
HOUR = 3600.0
ME = '{"ok":true,"result":{"id":42,"is_bot":true,"first_name":"揭榜通","username":"jiebang_local_bot"}}'
STAFF = {ZHAO: Member(ZHAO, "赵敏", "reviewer"), SUN: Member(SUN, "孙岩", "lead")}
SORRY = catalogue("zh")("common.sorry")

Deed = Callable[["Desk", str], Awaitable[None]]


@cache
def house(group: int | None = GROUP) -> House:
    return House(
        texts=catalogue("zh"),
        forms={name: load_form(None, catalogue("zh"), name) for name in ("need", "entry")},
        knowledge=Knowledge(Responder(Library((), (), {}))),
        staff=Staff(STAFF, group),
        contact=None,
        bot_username="jiebang_local_bot",
    )


def said(update_id: int, text: str, chat: int = WANG) -> Received:
    kind: dict[str, Any] = {"type": "supergroup", "title": "揭榜办"} if chat < 0 else {"type": "private"}
    person = {"id": abs(chat), "is_bot": False, "first_name": "芳"}
    body = {"message_id": update_id, "date": 1_790_000_000, "chat": {"id": chat, **kind}, "from": person, "text": text}
    return Received(update_id, f"chat:{chat}", {"update_id": update_id, "message": body})


class Desk:
    """A database, an application whose one handler does what the update's text says, and a dispatcher."""

    def __init__(self, database: Watched, application: Any, **deeds: Deed) -> None:
        self.database, self.application = database, application
        self.deeds: dict[str, Deed] = deeds
        self.seen: list[tuple[float, str]] = []
        application.add_handler(TypeHandler(Update, self._handle))
        application.add_error_handler(errors.note)

    async def _handle(self, update: Update, _: Any) -> None:
        text = (update.effective_message and update.effective_message.text) or ""
        self.seen.append((round(asyncio.get_running_loop().time(), 3), text))
        await self.deeds.get(text.partition(" ")[0], effect)(self, text)

    async def receives(self, *updates: Received) -> None:
        lanes = await self.database.transaction(lambda tx: inbox.receive(tx, 42, updates))
        for lane in lanes:
            self.dispatcher.wake(lane)

    @asynccontextmanager
    async def works(self, group: int | None = GROUP, lanes: int = 32) -> AsyncIterator[Dispatcher]:
        """Run a dispatcher; at the end of the block an hour passes, then it is stopped."""
        self.dispatcher = Dispatcher(self.database, self.application, house(group), lanes=lanes)
        running = asyncio.create_task(self.dispatcher.run())
        yield self.dispatcher
        await asyncio.sleep(HOUR)
        self.dispatcher.stop()
        await running

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.database.read(lambda tx: tx.all(sql))]

    async def states(self) -> list[tuple[int, str, int]]:
        """Return each update's number, state and attempts."""
        return await self.rows("SELECT update_id, state, attempts FROM inbox ORDER BY seq")

    async def effects(self) -> list[str]:
        return [text for (text,) in await self.rows("SELECT text FROM question ORDER BY id")]

    async def told(self) -> list[tuple[int, str]]:
        """Return what was said to whom."""
        rows = await self.rows("SELECT chat_id, call FROM outbox ORDER BY id")
        return [(chat, json.loads(call)["text"]) for chat, call in rows]


async def effect(desk: Desk, text: str) -> None:
    """Do what a service does: one transaction."""

    def work(tx: Transaction) -> None:
        questions.record(tx, user_id=1, chat_id=1, text=text, outcome="answer")

    await desk.database.transaction(work)


async def nothing(_: Desk, __: str) -> None:
    """Do what a handler does that has nothing to change."""


async def fails(_: Desk, text: str) -> None:
    raise ValueError(text)


async def half(desk: Desk, text: str) -> None:
    def work(tx: Transaction) -> None:
        questions.record(tx, user_id=1, chat_id=1, text=text, outcome="answer")
        raise ValueError(text)

    await desk.database.transaction(work)


async def fails_afterwards(desk: Desk, text: str) -> None:
    await effect(desk, text)
    raise ValueError(text)


async def twice(desk: Desk, text: str) -> None:
    await effect(desk, text)
    await effect(desk, "another")


async def slow(desk: Desk, text: str) -> None:
    await asyncio.sleep(10)
    await effect(desk, text)


@asynccontextmanager
async def desk(folder: Path, loop: VirtualLoop, **deeds: Deed) -> AsyncIterator[Desk]:
    database = Watched(folder / "jiebang.db", loop)
    await database.open()
    async with answering(always(200, ME)) as url:
        application: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder()
            .token("42:secret")
            .base_url(f"{url}/bot")
            .request(AiohttpRequest())
            .get_updates_request(AiohttpRequest())
            .updater(None)
            .job_queue(None)
            .build()
        )
        try:
            with loop.standing_still():
                await application.initialize()
            yield Desk(database, application, **deeds)
        finally:
            with loop.standing_still():
                await application.shutdown()
            await database.close()


# ── in order, once, with its effect ──


@at_once
async def test_in_order_within_a_chat_and_chats_side_by_side(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop, slow=slow) as work:
        async with work.works():
            await work.receives(said(1, "slow 一"), said(2, "二"), said(3, "甲", LI), said(4, "三"))
        assert work.seen == [(0, "slow 一"), (0, "甲"), (10, "二"), (10, "三")]
        assert await work.effects() == ["甲", "slow 一", "二", "三"]
        assert await work.states() == [(number, "done", 1) for number in (1, 2, 3, 4)]


@at_once
async def test_a_busy_chat_does_not_hold_up_the_others(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop, slow=slow) as work:
        async with work.works(lanes=2):
            await work.receives(*(said(number, f"slow {number}") for number in range(1, 21)))
            await work.receives(said(99, "甲", LI))
        assert [when for when, text in work.seen if text == "甲"] == [0]


@at_once
async def test_what_an_earlier_run_left_comes_first(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop) as work:
        await work.database.transaction(lambda tx: inbox.receive(tx, 42, [said(900, "一"), said(901, "二")]))
        async with work.works():
            await work.receives(said(5, "三"))
        assert [text for _, text in work.seen] == ["一", "二", "三"]


@at_once
async def test_an_update_that_changes_nothing_is_done_too(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop, nothing=nothing) as work:
        async with work.works():
            await work.receives(said(1, "nothing"), said(2, "二"))
        assert (await work.states(), await work.effects()) == ([(1, "done", 1), (2, "done", 1)], ["二"])


@at_once
async def test_an_update_without_a_chat_has_its_own_lane(loop: VirtualLoop, tmp_path: Path) -> None:
    asked = {"id": "1", "from": {"id": WANG, "is_bot": False, "first_name": "芳"}, "query": "经费", "offset": ""}
    async with desk(tmp_path, loop, slow=slow) as work:
        work.deeds[""] = nothing
        async with work.works():
            await work.receives(said(1, "slow"), Received(2, f"user:{WANG}", {"update_id": 2, "inline_query": asked}))
        assert await work.states() == [(1, "done", 1), (2, "done", 1)]


@at_once
async def test_stop_ends_what_is_under_way_and_leaves_the_rest(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop, slow=slow) as work:
        work.dispatcher = Dispatcher(work.database, work.application, house())
        running = asyncio.create_task(work.dispatcher.run())
        await work.receives(said(1, "slow 一"), said(2, "二"))
        await asyncio.sleep(3)
        work.dispatcher.stop()
        await running
        assert (loop.time(), await work.effects()) == (10, ["slow 一"])
        assert await work.states() == [(1, "done", 1), (2, "waiting", 0)]
        async with work.works():
            pass
        assert await work.effects() == ["slow 一", "二"]


# ── what fails ──


@pytest.mark.parametrize("deed", [fails, half])
@at_once
async def test_what_fails_is_tried_three_times_and_parked(loop: VirtualLoop, tmp_path: Path, deed: Deed) -> None:
    async with desk(tmp_path, loop, bad=deed) as work:
        async with work.works():
            await work.receives(said(1, "bad 一"), said(2, "二"), said(3, "甲", LI))
        assert work.seen == [(0, "bad 一"), (0, "甲"), (0.5, "bad 一"), (1, "bad 一"), (1, "二")]
        assert await work.effects() == ["甲", "二"]
        assert await work.states() == [(1, "parked", 3), (2, "done", 1), (3, "done", 1)]
        assert await work.told() == [(WANG, SORRY), (GROUP, catalogue("zh")("common.parked", row=1, count=1))]
        ((error, raw),) = await work.rows("SELECT error, raw FROM inbox WHERE state = 'parked'")
        assert (error, json.loads(raw)) == ("ValueError: bad 一", said(1, "bad 一").raw)


@at_once
async def test_new_updates_do_not_shorten_the_pause(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop, bad=fails) as work:
        async with work.works():
            await work.receives(said(1, "bad"))
            await asyncio.sleep(0.1)
            await work.receives(said(2, "二"))
        assert work.seen == [(0, "bad"), (0.5, "bad"), (1, "bad"), (1, "二")]


@at_once
async def test_what_succeeds_the_second_time_has_its_effect_once(loop: VirtualLoop, tmp_path: Path) -> None:
    async def once(desk: Desk, text: str) -> None:
        await (half if len(desk.seen) == 1 else effect)(desk, text)

    async with desk(tmp_path, loop, once=once) as work:
        async with work.works():
            await work.receives(said(1, "once"), said(2, "二"))
        assert work.seen == [(0, "once"), (0.5, "once"), (0.5, "二")]
        assert (await work.effects(), await work.told()) == (["once", "二"], [])
        assert await work.states() == [(1, "done", 2), (2, "done", 1)]


@pytest.mark.parametrize("deed", [fails_afterwards, twice])
@at_once
async def test_what_fails_after_its_effect_is_not_done_again(loop: VirtualLoop, tmp_path: Path, deed: Deed) -> None:
    async with desk(tmp_path, loop, bad=deed) as work:
        async with work.works():
            await work.receives(said(1, "bad 一"), said(2, "bad 二"), said(3, "bad 三"))
        assert work.seen == [(0, "bad 一"), (0, "bad 二"), (0, "bad 三")]
        assert (await work.effects(), await work.told()) == (["bad 一", "bad 二", "bad 三"], [])
        assert await work.states() == [(1, "done", 1), (2, "done", 1), (3, "done", 1)]


def unreadable(number: int, text: str, chat: int = WANG) -> Received:
    """Return what comes of an older server, or of a field beside it that the library does not know."""
    update = said(number, text, chat)
    return Received(number, update.lane, {**update.raw, "poll": {"id": 5, "question": []}})


@at_once
async def test_of_what_can_not_be_read_the_words_are_taken(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop) as work:
        async with work.works():
            await work.receives(unreadable(1, "一"), said(2, "二"), unreadable(3, "三", LI))
        assert sorted(work.seen) == [(0, "一"), (0, "三"), (0, "二")]
        assert await work.states() == [(number, "done", 1) for number in (1, 2, 3)]
        assert await work.told() == []


@at_once
async def test_what_can_not_be_read_is_told_to_asker_and_staff_and_holds_up_nothing(
    loop: VirtualLoop, tmp_path: Path
) -> None:
    async with desk(tmp_path, loop) as work:
        async with work.works():
            await work.receives(unreadable(1, ""), said(2, "二"), unreadable(3, "", LI))
        assert work.seen == [(0, "二")]
        assert await work.states() == [(1, "parked", 1), (2, "done", 1), (3, "parked", 1)]
        told = await work.told()
        assert sorted(each for each in told if each[0] > 0) == [(WANG, SORRY), (LI, SORRY)]
        assert [text for chat, text in told if chat == GROUP] == [
            catalogue("zh")("common.parked", row=1, count=1),  # one message, which is brought up to date
            catalogue("zh")("common.parked", row=3, count=2),
        ]
        kinds = await work.rows("SELECT call ->> 'kind' FROM outbox WHERE chat_id < 0 ORDER BY id")
        assert kinds == [("send",), ("refresh",)]


ODD_IDS: list[object] = [1.5, True, None, "x", 2**70, [], {}]


@pytest.mark.parametrize("chat_id", ODD_IDS)
@at_once
async def test_an_id_that_is_none_wedges_nothing(loop: VirtualLoop, tmp_path: Path, chat_id: Any) -> None:
    update = said(1, "一")
    update.raw["message"]["chat"]["id"] = chat_id
    async with desk(tmp_path, loop, 一=fails) as work:
        async with work.works():
            await work.receives(update, said(2, "二"))
        assert [state for _, state, _ in await work.states()] == ["parked", "done"]
        assert [chat for chat, _ in await work.told()] == [GROUP]


@at_once
async def test_without_a_group_all_staff_are_told_and_a_group_gets_no_apology(
    loop: VirtualLoop, tmp_path: Path
) -> None:
    async with desk(tmp_path, loop, bad=fails) as work:
        async with work.works(group=None):
            await work.receives(said(1, "bad", GROUP))
        parked = catalogue("zh")("common.parked", row=1, count=1)
        assert await work.told() == [(ZHAO, parked), (SUN, parked)]


async def died(desk: Desk, times: int) -> None:
    """Let it seem that the program has ended so often while it worked on the first update."""
    await desk.database.transaction(
        lambda tx: tx.execute("UPDATE inbox SET attempts = :times WHERE seq = 1", times=times)
    )


@at_once
async def test_what_the_program_died_of_ten_times_is_parked_untried(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop) as work:
        deadly, beside = said(1, "deadly"), said(2, "beside", LI)
        await work.database.transaction(lambda tx: inbox.receive(tx, 42, [deadly, beside, said(3, "二")]))
        await died(work, 10)
        async with work.works():
            pass
        assert sorted(text for _, text in work.seen) == ["beside", "二"]
        assert await work.states() == [(1, "parked", 11), (2, "done", 1), (3, "done", 1)]
        assert await work.rows("SELECT error FROM inbox WHERE state = 'parked'") == [
            ("the program ended while working on it",)
        ]
        assert await work.told() == [(WANG, SORRY), (GROUP, catalogue("zh")("common.parked", row=1, count=1))]


@at_once
async def test_what_the_program_died_of_nine_times_is_tried_as_often_as_any_other(
    loop: VirtualLoop, tmp_path: Path
) -> None:
    async with desk(tmp_path, loop, bad=fails) as work:
        await work.database.transaction(lambda tx: inbox.receive(tx, 42, [said(1, "bad")]))
        await died(work, 9)
        async with work.works():
            pass
        assert [text for _, text in work.seen] == ["bad"] * 3
        assert await work.states() == [(1, "parked", 12)]
        assert await work.rows("SELECT error FROM inbox") == [("ValueError: bad",)]


@at_once
async def test_what_was_cut_off_is_tried_alone_before_all_else(loop: VirtualLoop, tmp_path: Path) -> None:
    async with desk(tmp_path, loop, slow=slow) as work:
        updates = [said(1, "slow 一"), said(2, "甲", LI), said(3, "slow 三", ZHAO)]
        await work.database.transaction(lambda tx: inbox.receive(tx, 42, updates))
        await work.database.transaction(lambda tx: tx.execute("UPDATE inbox SET attempts = 1 WHERE update_id <> 2"))
        async with work.works():
            pass
        assert work.seen == [(0, "slow 一"), (10, "slow 三"), (20, "甲")]
        assert await work.states() == [(1, "done", 2), (2, "done", 1), (3, "done", 2)]


@at_once
async def test_a_broken_disk_ends_it_and_blames_no_update(loop: VirtualLoop, tmp_path: Path) -> None:
    async def breaks(desk: Desk, text: str) -> None:
        def work(tx: Transaction) -> None:
            write_protected(tx)
            questions.record(tx, user_id=1, chat_id=1, text=text, outcome="answer")

        await desk.database.transaction(work)

    async with desk(tmp_path, loop, breaks=breaks) as work:
        await work.database.transaction(lambda tx: inbox.receive(tx, 42, [said(1, "breaks")]))
        with pytest.raises(ExceptionGroup) as caught:
            await Dispatcher(work.database, work.application, house()).run()
        assert caught.value.split(StorageError)[1] is None
        assert (await work.states(), await work.effects()) == ([(1, "waiting", 1)], [])


@at_once
async def test_a_full_disk_is_waited_for_and_blames_no_update(loop: VirtualLoop, tmp_path: Path) -> None:
    async def big(desk: Desk, text: str) -> None:
        await effect(desk, text * 10_000)

    async with desk(tmp_path, loop, big=big) as work:
        with log_of("bot.storage.faults") as log:
            async with work.works(), full(work.database):
                await work.receives(said(1, "big"))
                with loop.standing_still():
                    await log.says("writing waits")
        assert (await work.states(), await work.effects()) == ([(1, "done", 1)], ["big" * 10_000])
        assert [text for _, text in work.seen] == ["big"]
