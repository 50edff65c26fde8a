"""Decisions that reviewers are writing: which need, which fields are ticked."""

import json
from dataclasses import dataclass

from bot.needs.lifecycle import Action
from bot.storage.database import Transaction


@dataclass(frozen=True)
class Ruling:
    """A reviewer's unfinished decision."""

    need_id: int
    action: Action
    fields: tuple[str, ...] = ()


def find(tx: Transaction, staff_id: int) -> Ruling | None:
    """Return what the reviewer is deciding at present."""
    row = tx.one("SELECT * FROM ruling WHERE staff_id = :staff", staff=staff_id)
    return Ruling(row["need_id"], row["action"], tuple(json.loads(row["fields"]))) if row else None


def is_fresh(tx: Transaction, staff_id: int, since: str) -> bool:
    """Tell whether what the reviewer is deciding was last touched at `since` (UTC ISO) or later."""
    found = tx.one("SELECT 1 FROM ruling WHERE staff_id = :staff AND updated_at >= :since", staff=staff_id, since=since)
    return found is not None


def keep(tx: Transaction, staff_id: int, ruling: Ruling) -> None:
    """Store it, in place of any other that the reviewer had begun."""
    tx.execute(
        "INSERT INTO ruling (staff_id, need_id, action, fields, updated_at)"
        " VALUES (:staff, :need, :action, :fields, :now)"
        " ON CONFLICT (staff_id) DO UPDATE SET need_id = :need, action = :action, fields = :fields, updated_at = :now",
        staff=staff_id,
        need=ruling.need_id,
        action=ruling.action,
        fields=json.dumps(ruling.fields),
        now=tx.now,
    )


def drop(tx: Transaction, staff_id: int) -> None:
    """Forget it: decided, or thought better of."""
    tx.execute("DELETE FROM ruling WHERE staff_id = :staff", staff=staff_id)
