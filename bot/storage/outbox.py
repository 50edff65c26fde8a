"""What the bot has said: committed with its cause, delivered afterwards, in order within a chat.

A call is waiting, sent, held or void. What is owed to somebody (see Owed) is never void: refused, it is held with the
reason until its chat is within reach again, or until staff have it put again.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.storage import chats, keyboards, postings
from bot.storage.database import Transaction

#: Who is at fault where a call is refused: its chat is out of reach, or the message itself can't be had.
Fault = Literal["chat", "message"]
#: How often a call is put again by itself: one that is refused each time its chat seems to be back is left to staff.
HOLDS = 5


@dataclass(frozen=True)
class Owed:
    """What is said because of what somebody else did, so that nobody will ask for it again if it gets lost.

    `subject` is what it is about, as "need:12"; `by`, of staff, is told when it can't be delivered, and when it was
    after all.
    """

    subject: str | None = None
    by: int | None = None


@dataclass(frozen=True)
class Outgoing:
    """One API call to make; `attempts` counts those that failed before, `holds` how often it was held."""

    id: int
    chat_id: int
    call: dict[str, Any]
    attempts: int = 0
    owed: Owed | None = None
    priority: int = 0
    holds: int = 0
    error: str | None = None


def put(tx: Transaction, chat_id: int, call: Mapping[str, Any], owed: Owed | None = None, priority: int = 0) -> int:
    """Queue one API call for the chat, wherever that is by now; return its row's id.

    It goes before those of greater `priority`.
    """
    row = tx.row(
        "INSERT INTO outbox (chat_id, priority, call, owed, subject, caused_by, created_at)"
        " VALUES (:chat, :priority, :call, :owed, :subject, :by, :now) RETURNING id",
        chat=chats.present(tx, chat_id),
        priority=priority,
        call=json.dumps(call, ensure_ascii=False),
        owed=owed is not None,
        subject=owed and owed.subject,
        by=owed and owed.by,
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


def rewrite(tx: Transaction, posting_id: int, call: Mapping[str, Any]) -> bool:
    """Let a posting that is held say this once it is delivered; False where it is not held."""
    done = tx.execute(
        "UPDATE outbox SET call = json_patch(call, :call)"
        " WHERE state = 'held' AND id = (SELECT outbox_id FROM posting WHERE id = :posting)",
        call=json.dumps({"text": call["text"], "buttons": call.get("buttons")}, ensure_ascii=False),
        posting=posting_id,
    )
    return done.rowcount == 1


def waiting_chats(tx: Transaction, after: int) -> list[tuple[int, int]]:
    """Return (chat, row id) of each call to make that was queued after row `after`, in order.

    Asked after every commit: in this order only the new rows are looked at, however many wait.
    """
    rows = tx.all("SELECT chat_id, id FROM outbox WHERE state = 'waiting' AND id > :after ORDER BY id", after=after)
    return [(row["chat_id"], row["id"]) for row in rows]


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
    found = _outgoing(row)
    if "posting" in found.call and "message_id" not in found.call:  # else it is for a copy of the message
        shown = tx.one("SELECT message_id FROM posting WHERE id = :id", id=found.call["posting"])
        found.call["message_id"] = shown and shown["message_id"]
    return found


def sent(tx: Transaction, row_id: int, message_id: int | None) -> None:
    """Mark a call made and forget what it said."""
    tx.execute(
        "UPDATE outbox SET state = 'sent', call = NULL, message_id = :message, error = NULL, fault = NULL,"
        " finished_at = :now WHERE id = :id",
        message=message_id,
        now=tx.now,
        id=row_id,
    )
    tx.execute("UPDATE posting SET message_id = :message WHERE outbox_id = :id", message=message_id, id=row_id)


def hold(tx: Transaction, row_id: int, fault: Fault, error: str) -> None:
    """Keep a call that was refused, with the reason, until it is put again."""
    tx.execute(
        "UPDATE outbox SET state = 'held', fault = :fault, error = :error, holds = holds + 1, finished_at = :now"
        " WHERE id = :id",
        fault=fault,
        error=error,
        now=tx.now,
        id=row_id,
    )


def void(tx: Transaction, row_id: int, error: str) -> None:
    """Let a call go that was refused and keeps nothing from anybody."""
    tx.execute(
        "UPDATE outbox SET state = 'void', error = :error, finished_at = :now WHERE id = :id",
        error=error,
        now=tx.now,
        id=row_id,
    )


def holds_back(tx: Transaction, chat_id: int, subject: str) -> bool:
    """Tell whether something about the subject is owed to the chat and could not be delivered."""
    found = tx.one(
        "SELECT 1 FROM outbox WHERE state = 'held' AND chat_id = :chat AND subject = :subject",
        chat=chat_id,
        subject=subject,
    )
    return found is not None


def held(tx: Transaction, limit: int) -> tuple[list[Outgoing], int]:
    """Return what is held, the oldest first and at most `limit` of it, and how much it is in all."""
    rows = tx.all("SELECT * FROM outbox WHERE state = 'held' ORDER BY id LIMIT :limit", limit=limit)
    count = tx.row("SELECT count(*) AS n FROM outbox WHERE state = 'held'")["n"]
    return [_outgoing(row) for row in rows], count


def put_again(tx: Transaction, chat_id: int, newest: int | None = None) -> int:
    """Queue again what is owed to a chat which is within reach again; return how much older than the `newest` is left.

    It keeps its order and goes before what was said since. Attempts count on: refused once more it is held at once.
    """
    rows = tx.all(
        "SELECT id FROM outbox WHERE state = 'held' AND chat_id = :chat AND owed = 1 AND fault = 'chat'"
        " AND holds < :holds ORDER BY id DESC",
        chat=chat_id,
        holds=HOLDS,
    )
    chosen = rows[:newest]
    for row in chosen:
        _again(tx, row["id"])
    left = rows[len(chosen) :]
    for row in left:  # one line says how many there are; the list of what is held has them still
        tx.execute("UPDATE outbox SET holds = :holds WHERE id = :id", holds=HOLDS, id=row["id"])
    return len(left)


def put_all_again(tx: Transaction) -> int:
    """Queue again whatever is held, since staff want it; return how much it was."""
    rows = tx.all("SELECT id FROM outbox WHERE state = 'held'")
    for row in rows:
        _again(tx, row["id"])
        tx.execute("UPDATE outbox SET attempts = 0, holds = 1 WHERE id = :id", id=row["id"])
    return len(rows)


def _again(tx: Transaction, row_id: int) -> None:
    tx.execute("UPDATE outbox SET state = 'waiting', finished_at = NULL WHERE id = :id", id=row_id)


def copy(tx: Transaction, row: Outgoing, chat_id: int) -> None:
    """Queue the same for another chat, a message of its own whose buttons work there, kept true as the first is."""
    call = {name: part for name, part in row.call.items() if name not in ("posting", "message_id")}
    if call["kind"] == "edit":
        call["kind"] = "send"
    if call.get("buttons"):
        call["buttons"] = _copied(tx, call["buttons"], chat_id)
    new = put(tx, chat_id, call, row.owed, row.priority)
    token = next((each["data"] for line in call.get("buttons") or () for each in line if "data" in each), None)
    for each in tx.all(
        "SELECT * FROM posting WHERE (outbox_id = :id OR id = :posting) AND live = 1",
        id=row.id,
        posting=row.call.get("posting"),
    ):
        postings.retire(tx, each["subject"], each["view"], chat_id)
        postings.add(tx, each["subject"], each["view"], chat_id, new, token)


def _copied(tx: Transaction, buttons: list[list[dict[str, str]]], chat_id: int) -> list[list[dict[str, str]]]:
    old = next((each["data"].partition(":")[0] for line in buttons for each in line if "data" in each), None)
    if old is None:
        return buttons
    new = keyboards.copy(tx, old, chat_id)
    return [
        [{**each, "data": each["data"].replace(old, new)} if "data" in each else each for each in line]
        for line in buttons
    ]


def count_attempt(tx: Transaction, row_id: int, error: str) -> None:
    """Count a failed attempt."""
    tx.execute("UPDATE outbox SET attempts = attempts + 1, error = :error WHERE id = :id", error=error, id=row_id)


def forget(tx: Transaction, before: str) -> int:
    """Delete calls that were made, or let go, before a moment (UTC ISO); return how many rows went."""
    return tx.execute(
        "DELETE FROM outbox WHERE state IN ('sent', 'void') AND finished_at < :before", before=before
    ).rowcount


def _outgoing(row: sqlite3.Row) -> Outgoing:
    owed = Owed(row["subject"], row["caused_by"]) if row["owed"] else None
    return Outgoing(
        id=row["id"],
        chat_id=row["chat_id"],
        call=json.loads(row["call"]),
        attempts=row["attempts"],
        owed=owed,
        priority=row["priority"],
        holds=row["holds"],
        error=row["error"],
    )
