"""Needs being written: one new one a person, one for each returned need, at most one of them active."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Json

from bot.storage import steps
from bot.storage.database import Transaction
from bot.storage.rows import Rows


@dataclass(frozen=True)
class DraftRow:
    """A stored draft; `content` is what the form's core keeps."""

    id: int
    owner: int
    need_id: int | None
    active: bool
    content: Json[dict[str, Any]]
    updated_at: datetime


_drafts = Rows(DraftRow)


def create(tx: Transaction, owner: int, need_id: int | None = None) -> int:
    """Make an empty active draft, any other of the owner's becoming inactive; return its id."""
    _quiet(tx, owner)
    row = tx.row(
        "INSERT INTO draft (owner, need_id, active, content, touched, created_at, updated_at)"
        " VALUES (:owner, :need, 1, '{}', :step, :now, :now) RETURNING id",
        owner=owner,
        need=need_id,
        step=steps.following(tx),
        now=tx.now,
    )
    return int(row["id"])


def active(tx: Transaction, owner: int) -> DraftRow | None:
    """Return the draft that the owner is writing at present."""
    return _drafts.one(tx, "SELECT * FROM draft WHERE owner = :owner AND active = 1", owner=owner)


def of_need(tx: Transaction, owner: int, need_id: int | None) -> DraftRow | None:
    """Return the owner's draft for a returned need, or (None) the one for a new need."""
    return _drafts.one(tx, "SELECT * FROM draft WHERE owner = :owner AND need_id IS :need", owner=owner, need=need_id)


def of_owner(tx: Transaction, owner: int) -> list[DraftRow]:
    """Return all of the owner's drafts, the latest touched first."""
    return _drafts.all(tx, "SELECT * FROM draft WHERE owner = :owner ORDER BY touched DESC", owner=owner)


def keep(tx: Transaction, draft_id: int, content: dict[str, Any], *, active: bool) -> None:
    """Store a draft's content; `active` says whether the next message belongs to it."""
    row = tx.row("SELECT owner FROM draft WHERE id = :id", id=draft_id)
    if active:
        _quiet(tx, row["owner"])
    tx.execute(
        "UPDATE draft SET content = :content, active = :active, touched = :step, updated_at = :now WHERE id = :id",
        content=json.dumps(content, ensure_ascii=False),
        active=active,
        step=steps.following(tx),
        now=tx.now,
        id=draft_id,
    )


def delete(tx: Transaction, draft_id: int) -> None:
    """Remove a draft: it became a need, or its owner cancelled it."""
    tx.execute("DELETE FROM draft WHERE id = :id", id=draft_id)


def _quiet(tx: Transaction, owner: int) -> None:
    tx.execute("UPDATE draft SET active = 0 WHERE owner = :owner AND active = 1", owner=owner)
