"""What staff decided on questions that waited for them."""

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
    """An answer of staff (`text`), or of an entry, or the decision that none is needed; and what it was given to."""

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
    """Store it; return its id."""
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
    """Return the settlements that are answers of staff's own, the latest first."""
    return _settlements.all(
        tx, "SELECT * FROM settlement WHERE text IS NOT NULL ORDER BY id DESC LIMIT :limit", limit=limit
    )


def teach(tx: Transaction, settlement_id: int) -> bool:
    """Note that the bot has learned from it; return False where it had before."""
    done = tx.execute("UPDATE settlement SET taught = 1 WHERE id = :id AND taught = 0", id=settlement_id)
    return done.rowcount == 1


def of_question(tx: Transaction, question_id: int) -> Settlement | None:
    """Return how a question was settled, None while it is not."""
    row = tx.one("SELECT settlement_id FROM question WHERE id = :id AND settlement_id IS NOT NULL", id=question_id)
    return find(tx, row["settlement_id"]) if row else None
