"""What members of staff are in the middle of writing at the desk; one thing each."""

import json
from dataclasses import dataclass
from typing import Any, Literal

from bot.storage.database import Transaction

Purpose = Literal["answer", "relay", "search", "entry"]


@dataclass(frozen=True)
class Note:
    """What it is for, and what there is of it so far (JSON values)."""

    purpose: Purpose
    content: dict[str, Any]


def find(tx: Transaction, staff_id: int, since: str) -> Note | None:
    """Return what the member of staff is writing.

    None where it was last touched before `since` (UTC ISO), or a decision on a need was begun or touched after it.
    """
    row = tx.one(
        "SELECT * FROM note WHERE staff_id = :staff AND updated_at >= :since AND NOT EXISTS"
        " (SELECT 1 FROM ruling WHERE ruling.staff_id = :staff AND ruling.updated_at > note.updated_at)",
        staff=staff_id,
        since=since,
    )
    return Note(row["purpose"], json.loads(row["content"])) if row else None


def keep(tx: Transaction, staff_id: int, note: Note) -> None:
    """Store it, in place of whatever else the member of staff was writing."""
    tx.execute(
        "INSERT INTO note (staff_id, purpose, content, updated_at) VALUES (:staff, :purpose, :content, :now)"
        " ON CONFLICT (staff_id) DO UPDATE SET purpose = :purpose, content = :content, updated_at = :now",
        staff=staff_id,
        purpose=note.purpose,
        content=json.dumps(note.content, ensure_ascii=False),
        now=tx.now,
    )


def drop(tx: Transaction, staff_id: int) -> None:
    """Forget it: done, or thought better of."""
    tx.execute("DELETE FROM note WHERE staff_id = :staff", staff=staff_id)
