"""What the bot has said: in order within a chat, until it arrived or never will."""

from datetime import timedelta
from typing import Any

import pytest

from bot.storage import outbox
from bot.storage.database import Database, Transaction
from bot.storage.outbox import Outgoing
from tests.storage.conftest import NOON, Clock

WANG, LI = 1001, 1002


async def put(database: Database, chat_id: int, text: str) -> int:
    return await database.transaction(lambda tx: outbox.put(tx, chat_id, {"kind": "send", "text": text}))


async def following(database: Database, chat_id: int = WANG) -> Outgoing | None:
    return await database.read(lambda tx: outbox.following(tx, chat_id))


async def rows(database: Database, columns: str) -> list[tuple[Any, ...]]:
    return await database.read(lambda tx: [tuple(row) for row in tx.all(f"SELECT {columns} FROM outbox ORDER BY id")])


def call(row_id: int, text: str, attempts: int = 0, chat_id: int = WANG, **more: Any) -> Outgoing:
    return Outgoing(row_id, chat_id, {"kind": "send", "text": text}, attempts, more.get("not_before"))


async def test_in_order_within_a_chat(database: Database) -> None:
    ids = [await put(database, chat, text) for chat, text in ((WANG, "一"), (LI, "甲"), (WANG, "二"))]
    assert ids == [1, 2, 3]
    assert await following(database) == call(1, "一")
    await database.transaction(lambda tx: outbox.sent(tx, 1, 501))
    assert await following(database) == call(3, "二")
    assert await following(database, LI) == call(2, "甲", chat_id=LI)
    assert await following(database, 9) is None


async def test_what_is_sent_is_blanked(database: Database, clock: Clock) -> None:
    await put(database, WANG, "联系电话13800000000")
    clock.passes(seconds=2)
    await database.transaction(lambda tx: outbox.sent(tx, 1, 501))
    assert await rows(database, "state, call, message_id, created_at, finished_at") == [
        ("sent", None, 501, NOON, "2026-11-02T12:00:02.000000+00:00")
    ]


async def test_a_postponed_call_stays_first_and_counts(database: Database, clock: Clock) -> None:
    await put(database, WANG, "一")
    await put(database, WANG, "二")
    later = clock.now + timedelta(seconds=7.5)
    for attempts in (1, 2):
        await database.transaction(lambda tx: outbox.postpone(tx, 1, later, "flood limit"))
        assert await following(database) == call(1, "一", attempts, not_before=later)
    assert await rows(database, "error, state") == [("flood limit", "waiting"), (None, "waiting")]


@pytest.mark.parametrize("state", ["unreachable", "rejected"])
async def test_a_call_that_is_given_up_lets_the_next_pass(database: Database, state: str) -> None:
    await put(database, WANG, "一")
    await put(database, WANG, "二")
    await database.transaction(lambda tx: outbox.given_up(tx, 1, state, "bot was blocked by the user"))
    assert await following(database) == call(2, "二")
    assert (await rows(database, "state, error, finished_at"))[0] == (state, "bot was blocked by the user", NOON)


async def test_chats_with_calls_to_make_and_their_newest(database: Database) -> None:
    for chat in (WANG, LI, WANG, -100):
        await put(database, chat, "。")
    await database.transaction(lambda tx: outbox.sent(tx, 2, None))

    async def waiting(after: int) -> list[tuple[int, int]]:
        return sorted(await database.read(lambda tx: outbox.waiting_chats(tx, after)))

    assert await waiting(0) == [(-100, 4), (WANG, 3)]
    assert await waiting(3) == [(-100, 4)]
    assert await waiting(4) == []


async def test_only_what_was_finished_long_ago_is_forgotten(database: Database, clock: Clock) -> None:
    for text in ("sent", "rejected", "unreachable", "waiting"):
        await put(database, WANG, text)
    await database.transaction(lambda tx: outbox.sent(tx, 1, None))
    await database.transaction(lambda tx: outbox.given_up(tx, 2, "rejected", ""))
    clock.passes(days=8)
    await database.transaction(lambda tx: outbox.given_up(tx, 3, "unreachable", ""))
    assert await database.transaction(lambda tx: outbox.forget(tx, tx.now)) == 2
    assert await rows(database, "id, state") == [(3, "unreachable"), (4, "waiting")]
    assert await put(database, WANG, "new") == 5


async def test_notices_held_back_are_put_again_in_order_the_newest_and_nothing_else(
    database: Database, clock: Clock
) -> None:
    async def fail(chat_id: int, notice: dict[str, int] | None) -> None:
        call = {"kind": "send", "text": "。", **({"notice": notice} if notice else {})}
        row_id = await database.transaction(lambda tx: outbox.put(tx, chat_id, call))
        await database.transaction(lambda tx: outbox.given_up(tx, row_id, "unreachable", "blocked"))

    await fail(WANG, None)
    for need_id in range(1, outbox.NEWEST + 3):
        await fail(WANG, {"need": need_id, "by": 2001})
    await fail(LI, {"need": 99, "by": 2001})
    assert await database.read(lambda tx: [outbox.holds_back(tx, WANG, need_id) for need_id in (1, 12, 99)]) == [
        True,
        True,
        False,
    ]
    clock.passes(days=80)
    assert await database.transaction(lambda tx: outbox.forget(tx, tx.now)) == 1  # what was no notice
    await database.transaction(lambda tx: outbox.put_again(tx, WANG))
    waiting = "state, json_extract(call, '$.notice')"
    assert [row for row in await rows(database, waiting) if row[0] == "waiting"] == [
        ("waiting", f'{{"need":{need_id}}}') for need_id in range(3, outbox.NEWEST + 3)
    ]
    assert await database.read(lambda tx: [outbox.holds_back(tx, WANG, need_id) for need_id in (1, 12)]) == [False] * 2
    assert await database.read(lambda tx: outbox.holds_back(tx, LI, 99))
    assert await database.transaction(lambda tx: outbox.forget(tx, tx.now + "~")) == 2  # too old to be told any more


async def test_what_is_urgent_goes_first_and_of_that_the_oldest(database: Database) -> None:
    def work(tx: Transaction) -> list[str]:
        for text, priority in (("一", 1), ("二", 1), ("三", 0), ("四", 1), ("五", 0)):
            outbox.put(tx, WANG, {"kind": "send", "text": text}, priority)
        made = []
        while call := outbox.following(tx, WANG):
            made.append(call.call["text"])
            outbox.sent(tx, call.id, None)
        return made

    assert await database.transaction(work) == ["三", "五", "一", "二", "四"]
