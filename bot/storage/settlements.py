"""Settlements: what staff decided on waiting questions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Json

from bot.storage.database import Transaction
from bot.storage.rows import Rows

Hits = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Settlement:
    """A decision on a question: staff's own answer (`text`), that of an entry, or (neither) that none is needed."""

    id: int
    staff_id: int
    question: str
    hits: Json[tuple[tuple[str, float], ...]]
    text: str | None
    entry_id: str | None
    taught: bool
    created_at: datetime


_settlements = Rows(Settlement)


def add(
    tx: Transaction, staff_id: int, *, question: str, hits: Hits, text: str | None = None, entry_id: str | None = None
) -> int:
    """Store a settlement; return its id."""
    row = tx.row(
        "INSERT INTO settlement (staff_id, question, hits, text, entry_id, created_at)"
        " VALUES (:staff, :question, :hits, :text, :entry, :now) RETURNING id",
        staff=staff_id,
        question=question,
        hits=json.dumps(hits),
        text=text,
        entry=entry_id,
        now=tx.now,
    )
    return int(row["id"])


def find(tx: Transaction, settlement_id: int) -> Settlement | None:
    """Return a settlement by its id."""
    return _settlements.one(tx, "SELECT * FROM settlement WHERE id = :id", id=settlement_id)


def written(tx: Transaction, limit: int) -> list[Settlement]:
    """Return the latest settlements with an answer written by staff, the latest first."""
    return _settlements.all(
        tx, "SELECT * FROM settlement WHERE text IS NOT NULL ORDER BY id DESC LIMIT :limit", limit=limit
    )


def teach(tx: Transaction, settlement_id: int) -> bool:
    """Mark a settlement as learned from; return whether that is new."""
    done = tx.execute("UPDATE settlement SET taught = 1 WHERE id = :id AND taught = 0", id=settlement_id)
    return done.rowcount == 1


def of_question(tx: Transaction, question_id: int) -> Settlement | None:
    """Return a question's settlement; None while it has none."""
    row = tx.one("SELECT settlement_id FROM question WHERE id = :id AND settlement_id IS NOT NULL", id=question_id)
    return find(tx, row["settlement_id"]) if row else None
