"""What the bot has said: committed with its cause, delivered afterwards, in order within a chat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.storage import chats
from bot.storage.database import Transaction

#: Notices still delivered to a chat that was out of reach for long.
NEWEST = 10


@dataclass(frozen=True)
class Notice:
    """What makes a message one that must not get lost: the need that it is about, and who of staff caused it."""

    need_id: int
    by: int


@dataclass(frozen=True)
class Outgoing:
    """One API call to make; `attempts` counts those that failed before."""

    id: int
    chat_id: int
    call: dict[str, Any]
    attempts: int
    not_before: datetime | None


def put(tx: Transaction, chat_id: int, call: Mapping[str, Any], priority: int = 0) -> int:
    """Queue one API call for the chat, wherever that is by now; return its row's id.

    It goes before those of greater `priority`.
    """
    row = tx.row(
        "INSERT INTO outbox (chat_id, priority, call, created_at) VALUES (:chat, :priority, :call, :now) RETURNING id",
        chat=chats.present(tx, chat_id),
        priority=priority,
        call=json.dumps(call, ensure_ascii=False),
        now=tx.now,
    )
    return int(row["id"])


def supersede(tx: Transaction, chat_id: int, posting_id: int) -> None:
    """Take back what was still to be made of a chat's posting: something newer is about to be put in its place."""
    tx.execute(
        "DELETE FROM outbox WHERE state = 'waiting' AND chat_id = :chat AND json_extract(call, '$.posting') = :posting",
        chat=chats.present(tx, chat_id),
        posting=posting_id,
    )


def waiting_chats(tx: Transaction, after: int) -> list[tuple[int, int]]:
    """Return (chat, newest row id) of each chat with calls to make that were queued after row `after`."""
    rows = tx.all(
        "SELECT chat_id, max(id) AS newest FROM outbox WHERE state = 'waiting' AND id > :after GROUP BY chat_id",
        after=after,
    )
    return [(row["chat_id"], row["newest"]) for row in rows]


def following(tx: Transaction, chat_id: int) -> Outgoing | None:
    """Return the call to be made next in the chat: of the most urgent the oldest.

    A posting's has the `message_id` that it has by now.
    """
    row = tx.one(
        "SELECT * FROM outbox WHERE state = 'waiting' AND chat_id = :chat ORDER BY priority, id LIMIT 1",
        chat=chat_id,
    )
    if row is None:
        return None
    not_before = row["not_before"] and datetime.fromisoformat(row["not_before"])
    call = json.loads(row["call"])
    if "posting" in call and "message_id" not in call:  # else it is for a copy of the message
        shown = tx.one("SELECT message_id FROM posting WHERE id = :id", id=call["posting"])
        call["message_id"] = shown and shown["message_id"]
    return Outgoing(row["id"], chat_id, call, row["attempts"], not_before)


def sent(tx: Transaction, row_id: int, message_id: int | None) -> None:
    """Mark a call made and forget what it said."""
    tx.execute(
        "UPDATE outbox SET state = 'sent', call = NULL, message_id = :message, finished_at = :now WHERE id = :id",
        message=message_id,
        now=tx.now,
        id=row_id,
    )
    tx.execute("UPDATE posting SET message_id = :message WHERE outbox_id = :id", message=message_id, id=row_id)


def given_up(tx: Transaction, row_id: int, state: str, error: str) -> None:
    """Mark a call that will never succeed: `unreachable` (blocked, no such chat) or `rejected` (a mistake of ours)."""
    tx.execute(
        "UPDATE outbox SET state = :state, error = :error, finished_at = :now WHERE id = :id",
        state=state,
        error=error,
        now=tx.now,
        id=row_id,
    )


def holds_back(tx: Transaction, chat_id: int, need_id: int) -> bool:
    """Tell whether a notice about the need could not be delivered to the chat and still waits for it to be back."""
    found = tx.one(
        "SELECT 1 FROM outbox WHERE state = 'unreachable' AND chat_id = :chat"
        " AND json_extract(call, '$.notice.need') = :need",
        chat=chat_id,
        need=need_id,
    )
    return found is not None


def put_again(tx: Transaction, chat_id: int) -> None:
    """Queue the notices, of which the `NEWEST`, that could not be delivered to a chat which is within reach again.

    They keep their order and go before what was said since. Who caused them knows that they were held back, and is not
    told a second time. Older ones are let go.
    """
    held = tx.all(
        "SELECT id FROM outbox WHERE state = 'unreachable' AND chat_id = :chat"
        " AND json_extract(call, '$.notice') IS NOT NULL ORDER BY id DESC",
        chat=chat_id,
    )
    for row in held[:NEWEST]:
        tx.execute(
            "UPDATE outbox SET state = 'waiting', attempts = 0, not_before = NULL, error = NULL, finished_at = NULL,"
            " call = json_remove(call, '$.notice.by') WHERE id = :id",
            id=row["id"],
        )
    for row in held[NEWEST:]:
        tx.execute("UPDATE outbox SET call = json_remove(call, '$.notice') WHERE id = :id", id=row["id"])


def postpone(tx: Transaction, row_id: int, not_before: datetime, error: str) -> None:
    """Count a failed attempt; the call is made again at `not_before` (UTC) at the earliest."""
    tx.execute(
        "UPDATE outbox SET attempts = attempts + 1, not_before = :moment, error = :error WHERE id = :id",
        moment=not_before.isoformat(timespec="microseconds"),
        error=error,
        id=row_id,
    )


def forget(tx: Transaction, before: str) -> int:
    """Delete calls finished before a moment (UTC ISO), but no notice held back; return how many rows went."""
    return tx.execute(
        "DELETE FROM outbox WHERE state <> 'waiting' AND finished_at < :before"
        " AND NOT (state = 'unreachable' AND json_extract(call, '$.notice') IS NOT NULL)",
        before=before,
    ).rowcount
