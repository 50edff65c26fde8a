"""What the bot has said: committed with its cause, delivered afterwards, in order within a chat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.storage import chats
from bot.storage.database import Transaction


@dataclass(frozen=True)
class Outgoing:
    """One API call to make; `attempts` counts those that failed before."""

    id: int
    chat_id: int
    call: dict[str, Any]
    attempts: int
    not_before: datetime | None


def put(tx: Transaction, chat_id: int, call: Mapping[str, Any]) -> int:
    """Queue one API call for the chat, wherever that is by now; return its row's id."""
    row = tx.row(
        "INSERT INTO outbox (chat_id, call, created_at) VALUES (:chat, :call, :now) RETURNING id",
        chat=chats.present(tx, chat_id),
        call=json.dumps(call, ensure_ascii=False),
        now=tx.now,
    )
    return int(row["id"])


def supersede(tx: Transaction, posting_id: int) -> None:
    """Take back what was still to be made of a posting: something newer is about to be put in its place."""
    tx.execute(
        "DELETE FROM outbox WHERE state = 'waiting' AND json_extract(call, '$.posting') = :posting", posting=posting_id
    )


def waiting_chats(tx: Transaction, after: int) -> list[tuple[int, int]]:
    """Return (chat, newest row id) of each chat with calls to make that were queued after row `after`."""
    rows = tx.all(
        "SELECT chat_id, max(id) AS newest FROM outbox WHERE state = 'waiting' AND id > :after GROUP BY chat_id",
        after=after,
    )
    return [(row["chat_id"], row["newest"]) for row in rows]


def following(tx: Transaction, chat_id: int) -> Outgoing | None:
    """Return the chat's oldest call that is still to be made; of a posting with the `message_id` that it has by now."""
    row = tx.one(
        "SELECT * FROM outbox WHERE state = 'waiting' AND chat_id = :chat ORDER BY id LIMIT 1",
        chat=chat_id,
    )
    if row is None:
        return None
    not_before = row["not_before"] and datetime.fromisoformat(row["not_before"])
    call = json.loads(row["call"])
    if "posting" in call:
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


def postpone(tx: Transaction, row_id: int, not_before: datetime, error: str) -> None:
    """Count a failed attempt; the call is made again at `not_before` (UTC) at the earliest."""
    tx.execute(
        "UPDATE outbox SET attempts = attempts + 1, not_before = :moment, error = :error WHERE id = :id",
        moment=not_before.isoformat(timespec="microseconds"),
        error=error,
        id=row_id,
    )


def forget(tx: Transaction, before: str) -> int:
    """Delete calls finished before a moment (UTC ISO); return how many rows went."""
    return tx.execute("DELETE FROM outbox WHERE state <> 'waiting' AND finished_at < :before", before=before).rowcount
