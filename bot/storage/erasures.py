"""Requests to have erased what is stored of somebody: what is to go, by when, and when it was done."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Json

from bot.storage.database import Transaction
from bot.storage.rows import Rows


@dataclass(frozen=True)
class Erasure:
    """A request; `needs` are the ids of what is to go with it."""

    id: int
    user_id: int
    needs: Json[tuple[int, ...]]
    asked_at: datetime
    due_at: datetime
    reminded_at: datetime | None
    done_at: datetime | None


_erasures = Rows(Erasure)


def ask(tx: Transaction, user_id: int, needs: Sequence[int], due: str) -> Erasure:
    """Store a request that is due at a moment (UTC ISO), or what has been added to the open one; return it."""
    return _erasures.row(
        tx,
        "INSERT INTO erasure (user_id, needs, asked_at, due_at) VALUES (:user, :needs, :now, :due)"
        " ON CONFLICT (user_id) WHERE done_at IS NULL DO UPDATE SET needs = :needs RETURNING *",
        user=user_id,
        needs=json.dumps(list(needs)),
        now=tx.now,
        due=due,
    )


def of_user(tx: Transaction, user_id: int) -> Erasure | None:
    """Return a user's open request."""
    return _erasures.one(tx, "SELECT * FROM erasure WHERE user_id = :user AND done_at IS NULL", user=user_id)


def open_ones(tx: Transaction) -> list[Erasure]:
    """Return the open requests, the oldest first."""
    return _erasures.all(tx, "SELECT * FROM erasure WHERE done_at IS NULL ORDER BY id")


def done_ones(tx: Transaction, limit: int) -> list[Erasure]:
    """Return the requests that were carried out last, the latest first."""
    return _erasures.all(tx, "SELECT * FROM erasure WHERE done_at IS NOT NULL ORDER BY id DESC LIMIT :n", n=limit)


def remind(tx: Transaction, erasure_id: int) -> None:
    """Note that staff have been reminded of a request."""
    tx.execute("UPDATE erasure SET reminded_at = :now WHERE id = :id", now=tx.now, id=erasure_id)


def finish(tx: Transaction, user_id: int) -> bool:
    """Mark a user's request as carried out; return whether there was one."""
    done = tx.execute(
        "UPDATE erasure SET done_at = :now WHERE user_id = :user AND done_at IS NULL", now=tx.now, user=user_id
    )
    return done.rowcount == 1
