"""What staff taught the bot while it ran: further phrasings of entries, and entries of their own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Json

from bot.storage.database import Transaction
from bot.storage.rows import Rows


@dataclass(frozen=True)
class Learned:
    """A row in force; `content` is the phrasing (a string), or the entry as a content file would have it."""

    id: int
    kind: str
    entry_id: str
    content: Json[Any]
    author: int
    created_at: str


_learned = Rows(Learned)


def everything(tx: Transaction) -> tuple[Learned, ...]:
    """Return all rows in force, in the order of learning."""
    return tuple(_learned.all(tx, "SELECT * FROM learned WHERE retired_at IS NULL ORDER BY id"))


def add_phrasing(tx: Transaction, *, entry_id: str, phrasing: str, author: int) -> int:
    """Store a further phrasing of an entry; return the row's id."""
    return _add(tx, "phrasing", entry_id, phrasing, author)


def add_entry(tx: Transaction, *, entry: Mapping[str, Any], author: int) -> int:
    """Store an entry (the keys of a content file's entry, JSON values, with its `id`); return the row's id."""
    return _add(tx, "entry", entry["id"], dict(entry), author)


def retire(tx: Transaction, row_id: int) -> bool:
    """Take a row out of force; return whether it was in force until now."""
    done = tx.execute(
        "UPDATE learned SET retired_at = :now WHERE id = :id AND retired_at IS NULL", now=tx.now, id=row_id
    )
    return done.rowcount == 1


def _add(tx: Transaction, kind: str, entry_id: str, content: object, author: int) -> int:
    row = tx.row(
        "INSERT INTO learned (kind, entry_id, content, author, created_at)"
        " VALUES (:kind, :entry, :content, :author, :now) RETURNING id",
        kind=kind,
        entry=entry_id,
        content=json.dumps(content, ensure_ascii=False),
        author=author,
        now=tx.now,
    )
    return int(row["id"])
