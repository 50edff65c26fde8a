"""What members of staff are in the middle of writing at the desk.

One thing is present, for which what is typed next is meant. A new entry is put aside when something else is begun, and
can be gone on with; anything else is forgotten then.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Json

from bot.storage import steps
from bot.storage.database import Transaction
from bot.storage.rows import Rows

Purpose = Literal["answer", "relay", "search", "entry"]


@dataclass(frozen=True)
class Note:
    """What it is for, and what there is of it so far (JSON values); `id` is 0 until it is kept."""

    purpose: Purpose
    content: Json[dict[str, Any]]
    id: int = 0


_notes = Rows(Note)


def find(tx: Transaction, staff_id: int, since: str) -> Note | None:
    """Return what the member of staff is writing; None where it was last touched before `since` (UTC ISO)."""
    return _notes.one(
        tx,
        "SELECT * FROM note WHERE staff_id = :staff AND present = 1 AND updated_at >= :since",
        staff=staff_id,
        since=since,
    )


def entry(tx: Transaction, staff_id: int, note_id: int, since: str) -> Note | None:
    """Return a new entry of the member of staff, put aside or not, if it was touched since."""
    return _notes.one(
        tx,
        "SELECT * FROM note WHERE id = :id AND staff_id = :staff AND purpose = 'entry' AND updated_at >= :since",
        id=note_id,
        staff=staff_id,
        since=since,
    )


def aside(tx: Transaction, staff_id: int, since: str) -> Note | None:
    """Return the new entry that the member of staff has put aside last, if it was touched since."""
    return _notes.one(
        tx,
        "SELECT * FROM note WHERE staff_id = :staff AND present = 0 AND updated_at >= :since"
        " ORDER BY touched DESC, id DESC LIMIT 1",
        staff=staff_id,
        since=since,
    )


def keep(tx: Transaction, staff_id: int, note: Note) -> int:
    """Let it be what the member of staff is writing; return its id."""
    put_aside(tx, staff_id)
    row = tx.row(
        "INSERT INTO note (id, staff_id, purpose, content, touched, updated_at)"
        " VALUES (:id, :staff, :purpose, :content, :step, :now) ON CONFLICT (id) DO UPDATE"
        " SET content = :content, present = 1, touched = :step, updated_at = :now RETURNING id",
        id=note.id or None,
        staff=staff_id,
        purpose=note.purpose,
        content=json.dumps(note.content, ensure_ascii=False),
        step=steps.following(tx),
        now=tx.now,
    )
    return int(row["id"])


def put_aside(tx: Transaction, staff_id: int) -> None:
    """Let nothing be what the member of staff is writing."""
    tx.execute("DELETE FROM note WHERE staff_id = :staff AND purpose <> 'entry'", staff=staff_id)
    tx.execute("UPDATE note SET present = 0 WHERE staff_id = :staff", staff=staff_id)


def drop(tx: Transaction, staff_id: int, *purposes: Purpose) -> None:
    """Forget what the member of staff was writing for one of these."""
    for purpose in purposes:
        tx.execute("DELETE FROM note WHERE staff_id = :staff AND purpose = :purpose", staff=staff_id, purpose=purpose)


def drop_entry(tx: Transaction, staff_id: int, note_id: int) -> None:
    """Forget one new entry: stored, or thought better of."""
    tx.execute(
        "DELETE FROM note WHERE id = :id AND staff_id = :staff AND purpose = 'entry'", id=note_id, staff=staff_id
    )


def forget(tx: Transaction, before: str) -> int:
    """Delete what was last touched before a moment (UTC ISO); return how much went."""
    return tx.execute("DELETE FROM note WHERE updated_at < :before", before=before).rowcount
