"""New entries that members of staff are writing; several can be under way at once."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from bot.storage import steps
from bot.storage.database import Transaction


@dataclass(frozen=True)
class Note:
    """What there is of an entry so far (JSON values); `id` is 0 until it is kept."""

    content: dict[str, Any]
    id: int = 0


def find(tx: Transaction, staff_id: int, note_id: int, since: str) -> Note | None:
    """Return a new entry of the member of staff, if it was touched since (UTC ISO)."""
    return _note(
        tx.one(
            "SELECT * FROM note WHERE id = :id AND staff_id = :staff AND updated_at >= :since",
            id=note_id,
            staff=staff_id,
            since=since,
        )
    )


def latest(tx: Transaction, staff_id: int, since: str) -> Note | None:
    """Return the new entry that the member of staff has touched last, if that was since (UTC ISO)."""
    return _note(
        tx.one(
            "SELECT * FROM note WHERE staff_id = :staff AND updated_at >= :since"
            " ORDER BY touched DESC, id DESC LIMIT 1",
            staff=staff_id,
            since=since,
        )
    )


def keep(tx: Transaction, staff_id: int, note: Note) -> int:
    """Store an entry as it is now; return its id."""
    row = tx.row(
        "INSERT INTO note (id, staff_id, content, touched, updated_at)"
        " VALUES (:id, :staff, :content, :step, :now) ON CONFLICT (id) DO UPDATE"
        " SET content = :content, touched = :step, updated_at = :now RETURNING id",
        id=note.id or None,
        staff=staff_id,
        content=json.dumps(note.content, ensure_ascii=False),
        step=steps.following(tx),
        now=tx.now,
    )
    return int(row["id"])


def drop(tx: Transaction, staff_id: int, note_id: int) -> None:
    """Forget a new entry: stored, or thought better of."""
    tx.execute("DELETE FROM note WHERE id = :id AND staff_id = :staff", id=note_id, staff=staff_id)


def forget(tx: Transaction, before: str) -> int:
    """Delete what was last touched before a moment (UTC ISO); return how much went."""
    return tx.execute("DELETE FROM note WHERE updated_at < :before", before=before).rowcount


def _note(row: sqlite3.Row | None) -> Note | None:
    return Note(json.loads(row["content"]), row["id"]) if row else None
