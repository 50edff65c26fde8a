"""How long what need not be kept is kept: to the microsecond."""

from datetime import timedelta

import pytest

from bot.services.runtime import housekeeping
from bot.storage.database import Database, Transaction
from tests.storage.conftest import Clock
from tests.unit.test_dispatch import house

INBOX = "INSERT INTO inbox (bot_id, update_id, lane, raw, received_at, finished_at, state) VALUES (1, 1, 'a', '{}', "
OUTBOX = "INSERT INTO outbox (chat_id, call, created_at, finished_at, state) VALUES (1, NULL, "
DRAFT = "INSERT INTO draft (owner, content, touched, about, created_at, updated_at) VALUES (1, '{}', 1, "
KEEPING = [
    ("inbox", f"{INBOX} :then, :then, 'done')", 8),
    ("inbox", f"{INBOX} :then, :then, 'parked')", 30),
    ("inbox", f"{INBOX} :then, NULL, 'parked')", 30),
    ("outbox", f"{OUTBOX} :then, :then, 'sent')", 8),
    ("outbox", f"{OUTBOX} :then, :then, 'void')", 8),
    ("keyboard", "INSERT INTO keyboard (id, chat_id, actions, created_at) VALUES ('a', 1, '[]', :then)", 180),
    (
        "posting",
        "INSERT INTO posting (subject, view, chat_id, outbox_id, posted_at) VALUES ('inbox', 'x', 1, 1, :then)",
        180,
    ),
    ("draft", f"{DRAFT} '{{}}', :then, :then)", 180),
]
FOR_EVER = [
    ("inbox", f"{INBOX} :then, NULL, 'waiting')"),
    ("outbox", f"{OUTBOX} :then, NULL, 'waiting')"),
    ("outbox", f"{OUTBOX} :then, :then, 'held')"),
    ("draft", f"{DRAFT} NULL, :then, :then)"),
]


async def left(database: Database, clock: Clock, table: str, insert: str, age: timedelta) -> int:
    """Return how many rows of that age are left after housekeeping."""

    def work(tx: Transaction) -> int:
        tx.execute(insert, then=(clock.now - age).isoformat(timespec="microseconds"))
        housekeeping.tidy(tx, house(), hours=1)
        return int(tx.row(f"SELECT count(*) AS n FROM {table}")["n"])

    return await database.transaction(work)


@pytest.mark.parametrize(("table", "insert", "days"), KEEPING)
@pytest.mark.parametrize(("more", "kept"), [(timedelta(), 1), (timedelta(microseconds=1), 0)])
async def test_what_was_done_is_kept_for_so_many_days(
    database: Database, clock: Clock, table: str, insert: str, days: int, more: timedelta, kept: int
) -> None:
    assert await left(database, clock, table, insert, timedelta(days=days) + more) == kept


@pytest.mark.parametrize(("table", "insert"), FOR_EVER)
async def test_what_is_still_to_be_done_is_kept(database: Database, clock: Clock, table: str, insert: str) -> None:
    assert await left(database, clock, table, insert, timedelta(days=4000)) == 1
