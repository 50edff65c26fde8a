"""Needs being written: one new one a person, one for each returned need; at most one of them has the next text."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.storage import steps
from bot.storage.database import Transaction


@dataclass(frozen=True)
class DraftRow:
    """A stored draft; `content` is what the form's core keeps."""

    id: int
    owner: int
    need_id: int | None
    content: dict[str, Any]
    updated_at: datetime


def create(tx: Transaction, owner: int, need_id: int | None = None) -> int:
    """Make an empty draft; return its id."""
    row = tx.row(
        "INSERT INTO draft (owner, need_id, content, touched, created_at, updated_at)"
        " VALUES (:owner, :need, '{}', :step, :now, :now) RETURNING id",
        owner=owner,
        need=need_id,
        step=steps.following(tx),
        now=tx.now,
    )
    return int(row["id"])


def active(tx: Transaction, owner: int) -> DraftRow | None:
    """Return the draft that the owner is writing at present."""
    return _draft(
        tx.one("SELECT draft.* FROM focus JOIN draft ON draft.id = draft_id WHERE user_id = :owner", owner=owner)
    )


def of_need(tx: Transaction, owner: int, need_id: int | None) -> DraftRow | None:
    """Return the owner's draft for a returned need, or (None) the one for a new need."""
    return _draft(
        tx.one("SELECT * FROM draft WHERE owner = :owner AND need_id IS :need", owner=owner, need=need_id),
    )


def of_owner(tx: Transaction, owner: int) -> list[DraftRow]:
    """Return all of the owner's drafts, the latest touched first."""
    rows = tx.all("SELECT * FROM draft WHERE owner = :owner ORDER BY touched DESC", owner=owner)
    return [draft for row in rows if (draft := _draft(row))]


def keep(tx: Transaction, draft_id: int, content: dict[str, Any]) -> None:
    """Store a draft's content; LookupError where there is no such draft."""
    tx.row(
        "UPDATE draft SET content = :content, touched = :step, updated_at = :now WHERE id = :id RETURNING id",
        content=json.dumps(content, ensure_ascii=False),
        step=steps.following(tx),
        now=tx.now,
        id=draft_id,
    )


def delete(tx: Transaction, draft_id: int) -> None:
    """Remove a draft: it became a need, or its owner cancelled it."""
    tx.execute("DELETE FROM draft WHERE id = :id", id=draft_id)


def _draft(row: Any) -> DraftRow | None:
    return row and DraftRow(
        row["id"],
        row["owner"],
        row["need_id"],
        json.loads(row["content"]),
        datetime.fromisoformat(row["updated_at"]),
    )
