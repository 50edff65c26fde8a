"""What is being written: new ones side by side, one draft for each returned need, and staff's new entries.

At most one of the drafts that somebody writes has his next text.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from pydantic import Json

from bot.storage import steps
from bot.storage.database import Transaction
from bot.storage.rows import Rows


@dataclass(frozen=True)
class About:
    """What a new entry answers: settled questions, or some that wait, and how these were `asked`."""

    settlement: int
    questions: tuple[int, ...]
    asked: str


@dataclass(frozen=True)
class DraftRow:
    """A stored draft; `content` is what the form's core keeps. `about` is what a new entry has and a need has not.

    `form` is the name of the form that a need is written on, `name` what its owner calls it.
    """

    id: int
    owner: int
    need_id: int | None
    content: Json[dict[str, Any]]
    updated_at: datetime
    about: Json[About] | None = None
    reminded: int = 0
    warned_at: datetime | None = None
    form: str = "need"
    name: str = ""
    created_at: datetime = field(kw_only=True)


_drafts = Rows(DraftRow)


def create(
    tx: Transaction, owner: int, need_id: int | None = None, about: About | None = None, *, form: str = "need"
) -> int:
    """Make an empty draft on a form; return its id."""
    row = tx.row(
        "INSERT INTO draft (owner, need_id, about, form, content, touched, created_at, updated_at)"
        " VALUES (:owner, :need, :about, :form, '{}', :step, :now, :now) RETURNING id",
        owner=owner,
        need=need_id,
        about=about and json.dumps(asdict(about), ensure_ascii=False),
        form=form,
        step=steps.following(tx),
        now=tx.now,
    )
    return int(row["id"])


def by_id(tx: Transaction, draft_id: int) -> DraftRow | None:
    """Return a draft, whoever's it is."""
    return _drafts.one(tx, "SELECT * FROM draft WHERE id = :id", id=draft_id)


def active(tx: Transaction, user_id: int, *, entries: bool = True) -> DraftRow | None:
    """Return the draft that a person is writing at present, or the one beneath; `entries`: new entries count."""
    return _drafts.one(
        tx,
        "SELECT draft.* FROM focus JOIN draft ON draft.id IN (draft_id, beneath)"
        " WHERE user_id = :user AND (about IS NULL OR :entries) ORDER BY draft.id IS draft_id DESC LIMIT 1",
        user=user_id,
        entries=entries,
    )


def of_need(tx: Transaction, need_id: int) -> DraftRow | None:
    """Return the draft that mends a returned need."""
    return _drafts.one(tx, "SELECT * FROM draft WHERE need_id = :need", need=need_id)


def of_owner(tx: Transaction, owner: int) -> list[DraftRow]:
    """Return all of the owner's drafts of needs, the latest touched first."""
    return _drafts.all(
        tx, "SELECT * FROM draft WHERE owner = :owner AND about IS NULL ORDER BY touched DESC", owner=owner
    )


def of_person(tx: Transaction, user_id: int) -> list[DraftRow]:
    """Return the drafts of needs that a person may go on with: his own, and those to which he was invited."""
    return _drafts.all(
        tx,
        "SELECT * FROM draft WHERE about IS NULL AND (owner = :user OR EXISTS (SELECT 1 FROM sharing"
        " WHERE user_id = :user AND ended_at IS NULL"
        " AND (draft_id = draft.id OR sharing.need_id = draft.need_id))) ORDER BY touched DESC",
        user=user_id,
    )


def entries(tx: Transaction, owner: int) -> list[DraftRow]:
    """Return the owner's new entries that are under way, the latest touched first."""
    return _drafts.all(
        tx, "SELECT * FROM draft WHERE owner = :owner AND about IS NOT NULL ORDER BY touched DESC", owner=owner
    )


def entry(tx: Transaction, owner: int) -> DraftRow | None:
    """Return the new entry that the owner has touched last."""
    return next(iter(entries(tx, owner)), None)


def keep(tx: Transaction, draft_id: int, content: dict[str, Any]) -> None:
    """Store a draft's content; LookupError where there is no such draft."""
    tx.row(
        "UPDATE draft SET content = :content, touched = :step, updated_at = :now, reminded = 0, warned_at = NULL"
        " WHERE id = :id RETURNING id",
        content=json.dumps(content, ensure_ascii=False),
        step=steps.following(tx),
        now=tx.now,
        id=draft_id,
    )


def call(tx: Transaction, draft_id: int, name: str) -> None:
    """Give a draft a name."""
    tx.execute("UPDATE draft SET name = :name WHERE id = :id", name=name, id=draft_id)


def delete(tx: Transaction, draft_id: int) -> None:
    """Remove a draft: it became what it was to be, or its owner cancelled it."""
    tx.execute("DELETE FROM draft WHERE id = :id", id=draft_id)


def forget(tx: Transaction, before: str) -> int:
    """Delete new entries that were last touched before a moment (UTC ISO); return how many went."""
    return tx.execute("DELETE FROM draft WHERE about IS NOT NULL AND updated_at < :before", before=before).rowcount
