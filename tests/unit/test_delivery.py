"""Delivery: what was committed arrives, in order within a chat, at the pace allowed; told as (second, chat, text)."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.services.runtime.delivery import (
    TRIES,
    Delivery,
    Moved,
    NothingCanBeSentError,
    Pace,
    Pacing,
    Rejected,
    Result,
    RetryLater,
    Sent,
    Unreachable,
    Watcher,
)
from bot.storage import chats, outbox
from bot.storage.calls import Edit, Refresh, Send, Sorry
from bot.storage.database import Transaction
from bot.storage.outbox import Fault, Outgoing, Owed
from bot.storage.subjects import Subject
from tests.outgoing import words
from tests.unit.virtual_time import VirtualLoop, Watched, at_once

CALLS = {"send": Send, "edit": Edit, "refresh": Refresh, "sorry": Sorry}
WANG, LI, GROUP = 1001, 1002, -1001000000001
HOUR = 3600.0
FAST = Pace(private_burst=1000, group_messages=1000, all_messages=1000)


class Recorder:
    """A sender that keeps what it was given and answers as told, else with Sent; a call takes `seconds`.

    `answers` tells whether the API answers at all, when it is asked that.
    """

    def __init__(
        self, results: dict[str, list[Result]] | None = None, seconds: float = 0, *, answers: bool = True
    ) -> None:
        self.results, self.answers = defaultdict(list, results or {}), answers
        self.seconds, self.running, self.most_at_once = seconds, 0, 0
        self.calls: list[tuple[float, int, str]] = []

    async def send(self, call: Outgoing) -> Result:
        self.calls.append((round(asyncio.get_running_loop().time(), 3), call.chat_id, words(call)))
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        await asyncio.sleep(self.seconds)
        self.running -= 1
        left = self.results[words(call)]
        return left.pop(0) if left else Sent(len(self.calls))

    async def alive(self) -> bool:
        return self.answers


class Post:
    """A database with an outbox, and a delivery that runs on it."""

    def __init__(self, database: Watched) -> None:
        self.database = database

    async def says(
        self, chat_id: int, *texts: str, kind: str = "send", owed: Owed | None = None, after: float = 0
    ) -> None:
        def work(tx: Any) -> None:
            moment = (datetime.fromisoformat(tx.now) + timedelta(seconds=after)).isoformat() if after else None
            for text in texts:
                outbox.put(tx, chat_id, CALLS[kind](text=text), owed, not_before=moment)

        await self.database.transaction(work)

    @asynccontextmanager
    async def delivers(
        self,
        sender: Recorder,
        pace: Pace = Pace(),  # noqa: B008  # frozen
        lanes: int = 16,
        watcher: Watcher | None = None,
    ) -> AsyncIterator[Delivery]:
        """Run a delivery; at the end of the block an hour passes, then it is stopped."""
        clock = asyncio.get_running_loop().time
        delivery = Delivery(self.database, sender, Pacing(pace, clock), lanes=lanes, watcher=watcher)
        running = asyncio.create_task(delivery.run())
        yield delivery
        await asyncio.sleep(HOUR)
        delivery.stop()
        await running

    async def rows(self, columns: str) -> list[tuple[Any, ...]]:
        sql = f"SELECT {columns} FROM outbox ORDER BY id"
        return [tuple(row) for row in await self.database.read(lambda tx: tx.all(sql))]


@asynccontextmanager
async def post(folder: Path, loop: VirtualLoop) -> AsyncIterator[Post]:
    database = Watched(folder / "jiebang.db", loop)
    await database.open()
    try:
        yield Post(database)
    finally:
        await database.close()


@at_once
async def test_in_order_within_a_chat_and_chats_side_by_side(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder(seconds=2)
    async with post(tmp_path, loop) as office, office.delivers(sender, FAST):
        await office.says(WANG, "一", "二")
        await office.says(LI, "甲")
        await office.says(WANG, "三")
    assert sender.calls == [(0, WANG, "一"), (0, LI, "甲"), (2, WANG, "二"), (4, WANG, "三")]


@at_once
async def test_what_was_sent_is_noted_and_blanked(loop: VirtualLoop, tmp_path: Path) -> None:
    async with post(tmp_path, loop) as office:
        async with office.delivers(Recorder()):
            await office.says(WANG, "一", "二")
        assert await office.rows("state, message_id, call, attempts") == [("sent", 1, None, 0), ("sent", 2, None, 0)]


@at_once
async def test_what_is_said_later_goes_out_when_it_is_said(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender):
        for text in ("一", "二", "三"):
            await asyncio.sleep(10)
            await office.says(WANG, text)
    assert sender.calls == [(10, WANG, "一"), (20, WANG, "二"), (30, WANG, "三")]


@at_once
async def test_what_is_to_be_said_later_waits_beside_the_others(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender):
        await office.says(WANG, "以后", after=120)
        await office.says(WANG, "现在")
        await asyncio.sleep(100)
        await office.says(WANG, "再以后", after=10)
    assert sender.calls == [(0, WANG, "现在"), (110, WANG, "再以后"), (120, WANG, "以后")]


@at_once
@pytest.mark.parametrize(("days", "sent_at"), [(-400, 120), (400, 10)])
async def test_a_clock_that_is_put_holds_up_nothing(loop: VirtualLoop, tmp_path: Path, days: int, sent_at: int) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender):
        await office.says(WANG, "以后", after=120)
        await asyncio.sleep(10)
        office.database.clock = lambda: loop.clock() + timedelta(days=days)
        await office.says(LI, "现在")
    assert sender.calls == [(10, LI, "现在"), (sent_at, WANG, "以后")]


@at_once
@pytest.mark.parametrize(("days", "sent_at"), [(0, 120), (-400, 130), (400, 10)])
async def test_a_restart_waits_for_the_rest_and_no_longer_than_meant(
    loop: VirtualLoop, tmp_path: Path, days: int, sent_at: int
) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office:
        await office.says(WANG, "以后", after=120)
        await asyncio.sleep(10)
        office.database.clock = lambda: loop.clock() + timedelta(days=days)
        async with office.delivers(sender):
            await asyncio.sleep(1)
    assert sender.calls == [(sent_at, WANG, "以后")]


@at_once
async def test_what_an_earlier_run_left_is_delivered(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office:
        await office.says(WANG, "一", "二")
        await office.says(LI, "甲")
        await asyncio.sleep(60)
        async with office.delivers(sender):
            await asyncio.sleep(1)
            await office.says(WANG, "三")
    assert sorted(sender.calls) == [(60, WANG, "一"), (60, WANG, "二"), (60, LI, "甲"), (61, WANG, "三")]


@at_once
async def test_what_was_stopped_goes_on_with_the_next_start(loop: VirtualLoop, tmp_path: Path) -> None:
    first, second = Recorder(seconds=10), Recorder()
    async with post(tmp_path, loop) as office:
        await office.says(WANG, "一", "二", "三")
        delivery = Delivery(office.database, first, Pacing(Pace(), loop.time))
        running = asyncio.create_task(delivery.run())
        await asyncio.sleep(15)
        delivery.stop()
        await running  # the call under way ends and is noted
        assert (loop.time(), first.calls) == (20, [(0, WANG, "一"), (10, WANG, "二")])
        assert await office.rows("state") == [("sent",), ("sent",), ("waiting",)]
        async with office.delivers(second):
            pass
    assert second.calls == [(20, WANG, "三")]


@at_once
async def test_who_waits_for_a_place_when_it_is_stopped_makes_no_call(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder(seconds=10)
    async with post(tmp_path, loop) as office:
        for chat in range(1, 6):
            await office.says(chat, "您好")
        delivery = Delivery(office.database, sender, Pacing(Pace(), loop.time))
        running = asyncio.create_task(delivery.run())
        await asyncio.sleep(5)
        delivery.stop()
        await running
        assert [state for (state,) in await office.rows("state")] == ["sent", "sent", "waiting", "waiting", "waiting"]
    assert [(when, chat) for when, chat, _ in sender.calls] == [(0, 1), (0, 2)]


@at_once
async def test_no_more_calls_at_once_than_lanes(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder(seconds=1)
    async with post(tmp_path, loop) as office, office.delivers(sender, FAST, lanes=3):
        for chat in range(1, 13):
            await office.says(chat, "您好")
    # two at once until it is known how long a call takes
    assert (sender.most_at_once, [when for when, _, _ in sender.calls]) == (3, [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4])


@pytest.mark.parametrize(("seconds", "at_once_there"), [(0.01, 2), (0.05, 3), (0.1, 5), (1, 16)])
@at_once
async def test_no_more_calls_at_once_than_the_pace_can_use(
    loop: VirtualLoop, tmp_path: Path, seconds: float, at_once_there: int
) -> None:
    """Whatever is under way may be repeated after a crash; thirty a second are sent all the same, where they can be."""
    sender = Recorder(seconds=seconds)
    async with post(tmp_path, loop) as office, office.delivers(sender):
        for chat in range(1, 201):
            await office.says(chat, "您好")
    assert sender.most_at_once == at_once_there
    assert sender.calls[-1][0] < (200 / 30 + 1 if seconds < 1 else 200 / 16 + 3)


# ── pace ──


@at_once
async def test_a_private_chat_gets_a_burst_and_then_one_a_second(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender):
        await office.says(WANG, *"一二三四五六七八")
    assert sender.calls == [(max(0, place - 4), WANG, text) for place, text in enumerate("一二三四五六七八")]


@at_once
async def test_a_group_gets_twenty_in_a_minute_while_others_go_on(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender):
        await office.says(GROUP, *(str(number) for number in range(41)))
        await office.says(WANG, "一")
    assert [when for when, chat, _ in sender.calls if chat == GROUP] == [0] * 20 + [60] * 20 + [120]
    assert [call for call in sender.calls if call[1] == WANG] == [(0, WANG, "一")]


@at_once
async def test_thirty_a_second_over_all_chats(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender):
        for chat in range(1, 66):
            await office.says(chat, "您好")
    assert [when for when, _, _ in sender.calls] == [0] * 30 + [1] * 30 + [2] * 5


@at_once
async def test_edits_are_not_paced_and_keep_their_place(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender):
        await office.says(WANG, *"abcdefgh", kind="edit")
        await office.says(WANG, *"一二三四五六")
        await office.says(WANG, "i", kind="edit")
    assert [text for _, _, text in sender.calls] == [*"abcdefgh", *"一二三四五六", "i"]
    assert [when for when, _, _ in sender.calls] == [0] * 8 + [0] * 5 + [1, 1]


class Uneven(Recorder):
    """A network on which calls take their own time, so that places become free one by one."""

    async def send(self, call: Outgoing) -> Result:
        result = await super().send(call)
        await asyncio.sleep(call.id * 37 % 41 / 1000)
        return result


@at_once
async def test_many_who_wait_for_their_turn_are_served_in_time_and_cost_no_more_reading(
    loop: VirtualLoop, tmp_path: Path
) -> None:
    sender = Uneven()
    async with post(tmp_path, loop) as office:
        for chat in range(1, 301):
            await office.says(chat, "您好")
        before = office.database.reads
        async with office.delivers(sender):
            pass
        reads = office.database.reads - before
    times = [when for when, _, _ in sender.calls]
    assert sorted(chat for _, chat, _ in sender.calls) == list(range(1, 301))
    assert max(sum(start <= when < start + 0.999 for when in times) for start in times) == 30
    assert times[-1] < 9.6  # nine seconds and what the last calls took; no place stays free
    assert reads < 8 * 300  # a few each; some 14,000 if everybody looked at every place that becomes free


@at_once
async def test_groups_that_wait_for_their_minute_hold_up_nobody(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender, Pace(all_messages=5)):
        for group in (-1, -2, -3):
            await office.says(group, *(str(number) for number in range(22)))
        await asyncio.sleep(30)
        await office.says(WANG, "一", "二")
    assert [call for call in sender.calls if call[1] == WANG] == [(30, WANG, "一"), (30, WANG, "二")]
    late = [when for when, chat, text in sender.calls if chat < 0 and int(text) >= 20]
    assert (len(late), min(late) >= 60, max(late) < 75) == (6, True, True)


# ── what goes wrong ──


@at_once
async def test_retry_after_holds_its_own_chat_only(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder({"一": [RetryLater("flood limit", 7.5)]})
    async with post(tmp_path, loop) as office:
        async with office.delivers(sender):
            await office.says(WANG, "一", "二")
            await office.says(LI, "甲")
            await asyncio.sleep(3)
            await office.says(WANG, "三")
            await office.says(LI, "乙")
        assert await office.rows("attempts, error, state") == [(0, None, "sent")] * 5
    assert sender.calls == [
        (0, WANG, "一"),
        (0, LI, "甲"),
        (3, LI, "乙"),
        (7.5, WANG, "一"),
        (7.5, WANG, "二"),
        (7.5, WANG, "三"),
    ]


@at_once
async def test_a_pause_is_measured_on_the_steady_clock(loop: VirtualLoop, tmp_path: Path) -> None:
    """Set the wall clock back an hour, then ahead a year, while a chat rests: it rests as long as it was told."""
    sender = Recorder({"一": [RetryLater("flood limit", 7.5)], "甲": [RetryLater("no answer")]})
    async with post(tmp_path, loop) as office, office.delivers(sender):
        await office.says(WANG, "一")
        await office.says(LI, "甲")
        await asyncio.sleep(0.1)
        for seconds in (-HOUR, 365 * 24 * HOUR):
            office.database.clock_ahead = seconds
            await office.says(GROUP, "。")
    assert [call for call in sender.calls if call[1] != GROUP] == [
        (0, WANG, "一"),
        (0, LI, "甲"),
        (0.5, LI, "甲"),
        (7.5, WANG, "一"),
    ]


@at_once
async def test_without_an_answer_the_pauses_grow_up_to_half_a_minute(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder({"一": [RetryLater("no answer")] * 9})
    async with post(tmp_path, loop) as office, office.delivers(sender):
        await office.says(WANG, "一", "二")
    times = [when for when, _, text in sender.calls if text == "一"]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30, 30], abs=0.01)
    assert [text for _, _, text in sender.calls] == ["一"] * 10 + ["二"]


@pytest.mark.parametrize("attempts", [1000, 1023, 1024, 100_000])
@at_once
async def test_while_the_api_answers_nothing_a_message_is_tried_for_days(
    loop: VirtualLoop, tmp_path: Path, attempts: int
) -> None:
    sender = Recorder({"一": [RetryLater("no answer")]}, answers=False)
    async with post(tmp_path, loop) as office:
        await office.says(WANG, "一")
        await office.database.transaction(lambda tx: tx.execute("UPDATE outbox SET attempts = :n", n=attempts))
        async with office.delivers(sender):
            pass
        assert await office.rows("state, attempts") == [("sent", TRIES // 2)]  # an outage is not the message's fault
    assert sender.calls == [(0, WANG, "一"), (30, WANG, "一")]


@at_once
async def test_a_message_that_is_never_taken_while_the_api_answers_is_set_aside_for_the_next(
    loop: VirtualLoop, tmp_path: Path
) -> None:
    sender = Recorder({"一": [RetryLater("Internal Server Error")] * 100})
    async with post(tmp_path, loop) as office:
        async with office.delivers(sender, watcher=(told := Told())):
            await office.says(WANG, "一", "二")
        assert await office.rows("state, error") == [("held", "Internal Server Error"), ("sent", None)]
    assert [text for _, _, text in sender.calls] == ["一"] * TRIES + ["二"]
    assert told.of == [("held", WANG, "message")]
    assert sender.calls[-1][0] < 300


@pytest.mark.parametrize("groups", [(GROUP,), (GROUP, GROUP - 1)])
@at_once
async def test_a_group_that_moves_in_a_circle_is_given_up(
    loop: VirtualLoop, tmp_path: Path, groups: tuple[int, ...]
) -> None:
    class Circle(Recorder):
        async def send(self, call: Outgoing) -> Result:
            await super().send(call)
            return Moved(groups[(groups.index(call.chat_id) + 1) % len(groups)])

    sender = Circle()
    async with post(tmp_path, loop) as office:
        async with office.delivers(sender, FAST):
            await office.says(GROUP, "一", owed=Owed())
        assert [state for (state,) in await office.rows("state")] == ["held"]
    assert len(sender.calls) <= 2 * TRIES


@at_once
async def test_what_is_for_a_group_that_moved_goes_where_it_is_now(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder({"一": [Moved(GROUP)]})
    async with post(tmp_path, loop) as office, office.delivers(sender, FAST):
        await office.says(-4000, "一", "二")
        await asyncio.sleep(1)
        await office.says(-4000, "三")
    assert sender.calls == [(0, -4000, "一"), (0, GROUP, "一"), (0, GROUP, "二"), (1, GROUP, "三")]


class Told(Watcher):
    """Keeps what it is told, and puts again what is owed to a chat that is within reach."""

    def __init__(self) -> None:
        self.of: list[tuple[Any, ...]] = []

    def lost(self, tx: Transaction, chat_id: int) -> None:
        self.of.append(("lost", chat_id, chats.lost(tx, chat_id)))

    def reached(self, tx: Transaction, chat_id: int) -> None:
        self.of.append(("reached", chat_id, chats.lost(tx, chat_id)))
        outbox.put_again(tx, chat_id)

    def held(self, _: Transaction, call: Outgoing, fault: Fault) -> None:
        self.of.append(("held", call.chat_id, fault))

    def late(self, _: Transaction, call: Outgoing) -> None:
        self.of.append(("late", call.chat_id, call.holds))


BLOCKED, BARRED, WRONG = Unreachable("no", "blocked"), Unreachable("TOPIC_CLOSED", "barred"), Rejected("can't be had")


@at_once
async def test_what_is_owed_is_held_while_its_chat_is_out_of_reach_and_arrives_in_order_once_it_is_back(
    loop: VirtualLoop, tmp_path: Path
) -> None:
    sender = Recorder({"一": [BLOCKED], "二": [BLOCKED], "三": [BLOCKED]})
    async with post(tmp_path, loop) as office:
        async with office.delivers(sender, FAST, watcher=(told := Told())):
            await office.says(WANG, "一", "二", owed=Owed(Subject("need", 1)))
            await office.says(WANG, "三")  # an answer to him, who has gone
            await asyncio.sleep(10)
            assert await office.rows("state") == [("held",), ("held",), ("void",)]
            await office.says(WANG, "四")
        assert await office.rows("state, holds") == [("sent", 1), ("sent", 1), ("void", 0), ("sent", 0)]
    assert [text for _, _, text in sender.calls] == ["一", "二", "三", "四", "一", "二"]
    assert told.of == [
        ("held", WANG, "chat"),
        ("lost", WANG, "blocked"),
        ("held", WANG, "chat"),
        ("reached", WANG, None),
        ("late", WANG, 1),
        ("late", WANG, 1),
    ]


@at_once
async def test_a_chat_that_seems_to_be_back_again_and_again_is_not_tried_for_ever(
    loop: VirtualLoop, tmp_path: Path
) -> None:
    sender = Recorder({"一": [BARRED] * 100})
    async with post(tmp_path, loop) as office:
        async with office.delivers(sender, FAST, watcher=Told()):
            await office.says(GROUP, "一", owed=Owed())
            for _ in range(20):
                await asyncio.sleep(10)
                await office.says(GROUP, "。")
        assert (await office.rows("state, holds"))[0] == ("held", outbox.HOLDS)
    assert [text for _, _, text in sender.calls].count("一") == outbox.HOLDS


@pytest.mark.parametrize(
    ("kind", "owed", "result", "state", "told"),
    [
        ("send", Owed(), BLOCKED, "held", ["held", "lost"]),
        ("send", Owed(), WRONG, "held", ["held"]),
        ("send", None, BLOCKED, "void", ["lost"]),
        ("send", None, WRONG, "held", ["held"]),
        ("edit", None, BLOCKED, "void", ["lost"]),
        ("edit", None, WRONG, "held", ["held"]),
        ("refresh", None, BLOCKED, "void", ["lost"]),
        ("refresh", None, WRONG, "void", []),
    ],
)
@at_once
async def test_what_is_refused_lets_the_next_pass(
    loop: VirtualLoop, tmp_path: Path, kind: str, owed: Owed | None, result: Any, state: str, told: list[str]
) -> None:
    sender = Recorder({"一": [result]})
    async with post(tmp_path, loop) as office, office.delivers(sender, watcher=(heard := Told())):
        await office.says(WANG, "一", kind=kind, owed=owed)
        await asyncio.sleep(1)
        assert await office.rows("state, error") == [(state, result.reason)]
        await office.says(LI, "二")
    assert sender.calls == [(0, WANG, "一"), (1, LI, "二")]
    assert [what for what, *_ in heard.of] == told


@at_once
async def test_a_sender_that_raises_on_one_message_holds_up_no_other(loop: VirtualLoop, tmp_path: Path) -> None:
    class Broken(Recorder):
        async def send(self, call: Outgoing) -> Result:
            if words(call) == "一":
                raise ValueError("invalid literal for int()")
            return await super().send(call)

    sender = Broken()
    async with post(tmp_path, loop) as office:
        async with office.delivers(sender, watcher=Told()):
            await office.says(WANG, "一", "二")
            await office.says(LI, "甲")
        assert await office.rows("state, error") == [
            ("held", "ValueError: invalid literal for int()"),
            ("sent", None),
            ("sent", None),
        ]
    assert [text for _, _, text in sender.calls] == ["甲", "二"]


@at_once
async def test_a_program_that_the_service_knows_no_longer_ends_and_loses_nothing(
    loop: VirtualLoop, tmp_path: Path
) -> None:
    class Unknown(Recorder):
        async def send(self, call: Outgoing) -> Result:
            raise NothingCanBeSentError(words(call))

    async with post(tmp_path, loop) as office:
        await office.says(WANG, "一")
        with pytest.raises(ExceptionGroup) as caught:
            await Delivery(office.database, Unknown(), Pacing(Pace(), loop.time)).run()
        assert caught.value.split(NothingCanBeSentError)[1] is None
        assert await office.rows("state, attempts") == [("waiting", 0)]


@at_once
async def test_what_was_committed_arrives_also_when_its_author_was_cancelled(loop: VirtualLoop, tmp_path: Path) -> None:
    sender = Recorder()
    async with post(tmp_path, loop) as office, office.delivers(sender):
        await asyncio.sleep(1)
        begun = asyncio.Event()

        def work(tx: Any) -> None:
            outbox.put(tx, WANG, Send(text="一"))
            loop.call_soon_threadsafe(begun.set)

        with loop.standing_still():
            author = asyncio.create_task(office.database.transaction(work))
            await begun.wait()
            author.cancel()
            with pytest.raises(LookupError):  # commits nothing, but comes after the author's commit
                await office.database.transaction(lambda tx: tx.row("SELECT 1 WHERE 0"))
    assert sender.calls == [(1, WANG, "一")]
