"""What Telegram handed over: once each, in order within a lane, kept until it has had its effect."""

import json
from collections.abc import Iterable
from functools import partial
from typing import Any

import pytest

from bot.storage import inbox
from bot.storage.database import Database, Transaction
from bot.storage.inbox import Received, Waiting
from tests.storage.conftest import NOON, Clock

BOT, OTHER_BOT = 42, 43


def said(update_id: int, lane: str = "chat:1", text: str = "您好") -> Received:
    return Received(update_id, lane, {"update_id": update_id, "message": {"text": text}})


async def receive(database: Database, *updates: Received, bot: int = BOT) -> list[str]:
    return await database.transaction(lambda tx: inbox.receive(tx, bot, updates))


async def take(database: Database, lane: str = "chat:1") -> Waiting | None:
    return await database.transaction(lambda tx: inbox.take(tx, lane))


async def first_of(database: Database, lane: str = "chat:1") -> Waiting:
    waiting = await take(database, lane)
    assert waiting is not None
    return waiting


async def taken(database: Database, lane: str) -> list[int]:
    """Work off a lane; return the updates' ids in the order in which they came up."""
    ids = []
    while waiting := await take(database, lane):
        await database.transaction(partial(inbox.finish, seq=waiting.seq))
        ids.append(waiting.raw["update_id"])
    return ids


async def rows(database: Database, columns: str) -> list[tuple[Any, ...]]:
    return await database.read(lambda tx: [tuple(row) for row in tx.all(f"SELECT {columns} FROM inbox ORDER BY seq")])


async def test_the_lanes_of_what_is_new_are_passed_on(database: Database) -> None:
    assert await receive(database, said(1, "chat:1"), said(2, "user:2"), said(3, "chat:1")) == [
        "chat:1",
        "user:2",
        "chat:1",
    ]
    assert await rows(database, "bot_id, update_id, lane, state, attempts, received_at") == [
        (BOT, 1, "chat:1", "waiting", 0, NOON),
        (BOT, 2, "user:2", "waiting", 0, NOON),
        (BOT, 3, "chat:1", "waiting", 0, NOON),
    ]


async def test_a_repeat_is_known_also_within_a_batch_and_after_it_was_done(database: Database) -> None:
    assert await receive(database, said(7), said(7, text="again")) == ["chat:1"]
    assert await taken(database, "chat:1") == [7]
    assert await receive(database, said(7), said(8)) == ["chat:1"]
    assert await taken(database, "chat:1") == [8]


async def test_two_bots_number_their_updates_each_for_itself(database: Database) -> None:
    assert await receive(database, said(7)) == ["chat:1"]
    assert await receive(database, said(7), bot=OTHER_BOT) == ["chat:1"]
    assert await rows(database, "bot_id, update_id") == [(BOT, 7), (OTHER_BOT, 7)]


async def test_order_is_that_of_arrival_since_numbers_start_anew_anywhere(database: Database) -> None:
    await receive(database, said(900), said(901))
    await receive(database, said(5), said(6, "chat:2"), said(4))
    assert await taken(database, "chat:1") == [900, 901, 5, 4]
    assert await taken(database, "chat:2") == [6]


async def test_the_longest_waiting_lane_comes_first(database: Database) -> None:
    await receive(database, said(1, "chat:9"), said(2, "chat:1"), said(3, "chat:9"), said(4, "user:5"))
    assert await database.read(inbox.waiting_lanes) == ["chat:9", "chat:1", "user:5"]
    first = await first_of(database, "chat:9")
    await database.transaction(lambda tx: inbox.finish(tx, first.seq))
    assert await database.read(inbox.waiting_lanes) == ["chat:1", "chat:9", "user:5"]


async def test_lanes_whose_work_was_cut_off(database: Database) -> None:
    await receive(database, said(1, "chat:9"), said(2, "chat:1"), said(3, "chat:2"), said(4, "chat:3"))
    for lane in ("chat:2", "chat:9", "chat:3"):
        waiting = await first_of(database, lane)
    await database.transaction(lambda tx: inbox.finish(tx, waiting.seq))
    assert await database.read(inbox.interrupted_lanes) == ["chat:9", "chat:2"]


async def test_every_taking_counts_and_the_update_stays_first(database: Database) -> None:
    await receive(database, said(1, text="首批“榜单” \x00 \U0001f600"), said(2))
    raw = {"update_id": 1, "message": {"text": "首批“榜单” \x00 \U0001f600"}}
    assert [await take(database) for _ in range(3)] == [Waiting(1, raw, attempt) for attempt in (1, 2, 3)]
    assert await take(database, "chat:2") is None


async def test_what_is_done_is_blanked(database: Database, clock: Clock) -> None:
    await receive(database, said(1))
    clock.passes(seconds=1)
    assert await taken(database, "chat:1") == [1]
    assert await rows(database, "state, raw, error, finished_at") == [
        ("done", None, None, "2026-11-02T12:00:01.000000+00:00")
    ]


async def test_what_is_parked_keeps_its_words_and_lets_the_next_pass(database: Database) -> None:
    await receive(database, said(1, text="毒"), said(2))
    first = await first_of(database)
    await database.transaction(lambda tx: inbox.park(tx, first.seq, "ValueError: no"))
    assert await taken(database, "chat:1") == [2]
    state, raw, *why = (await rows(database, "state, raw, error, finished_at"))[0]
    assert (state, json.loads(raw), why) == ("parked", first.raw, ["ValueError: no", NOON])


async def test_what_was_parked_lately_is_counted(database: Database, clock: Clock) -> None:
    await receive(database, said(1), said(2))
    for seq in (1, 2):
        clock.passes(minutes=seq)
        await database.transaction(partial(inbox.park, seq=seq, error="no"))
    moments = (NOON, "2026-11-02T12:02:00", "2026-11-02T13:00:00")
    assert [await database.read(partial(inbox.parked_since, since=m)) for m in moments] == [2, 1, 0]


@pytest.mark.parametrize("text", ["\ud800", "half \udfff of a pair"])
async def test_half_a_character_is_stored_too(database: Database, text: str) -> None:
    assert await receive(database, said(1, text=text), said(2)) == ["chat:1", "chat:1"]
    assert (await first_of(database)).raw == {"update_id": 1, "message": {"text": text}}


async def test_a_batch_is_stored_whole_or_not_at_all(database: Database) -> None:
    def batch() -> Iterable[Received]:
        yield said(1)
        raise ValueError("cut off")

    with pytest.raises(ValueError, match="cut off"):
        await database.transaction(lambda tx: inbox.receive(tx, BOT, batch()))
    assert await rows(database, "update_id") == []


async def test_only_what_was_done_or_parked_long_ago_is_forgotten(database: Database, clock: Clock) -> None:
    await receive(database, said(1), said(2), said(3, "chat:3"))
    parked = await first_of(database, "chat:3")
    await database.transaction(lambda tx: inbox.park(tx, parked.seq, "no"))
    first = await first_of(database)
    await database.transaction(lambda tx: inbox.finish(tx, first.seq))
    clock.passes(days=8)

    def forget_done(tx: Transaction) -> int:
        return inbox.forget(tx, tx.now, NOON)

    assert await database.transaction(lambda tx: inbox.forget(tx, NOON, NOON)) == 0
    assert await database.transaction(forget_done) == 1
    assert await rows(database, "update_id, state") == [(2, "waiting"), (3, "parked")]
    assert await receive(database, said(4)) == ["chat:1"]
    assert await rows(database, "seq, update_id") == [(2, 2), (3, 3), (4, 4)]
    assert await database.transaction(lambda tx: inbox.forget(tx, NOON, tx.now)) == 1
    assert await rows(database, "seq, update_id") == [(2, 2), (4, 4)]
