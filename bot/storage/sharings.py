"""Sharings: who was invited to a draft or need, by which link, and what each of those who write it has seen of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import Json

from bot.storage.database import Transaction
from bot.storage.rows import Rows


@dataclass(frozen=True)
class Sharing:
    """An invitation to a draft, or to a need and what mends it; `user_id` has joined by it."""

    id: int
    draft_id: int | None
    need_id: int | None
    invited_by: int
    made_at: datetime
    expires_at: datetime
    user_id: int | None
    name: str
    joined_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Seen:
    """The step of a draft that somebody was shown last, and since then: who has changed which field."""

    step: str
    changes: Json[tuple[tuple[int, str], ...]]


_sharings, _seen = Rows(Sharing), Rows(Seen)
#: What still counts: who has joined, and links that can be used.
LIVE = "ended_at IS NULL AND (user_id IS NOT NULL OR expires_at > :now)"
#: The sharings of a draft are those of the need that it mends, where it mends one.
ABOUT = "(draft_id = :draft OR need_id = :need)"


def invite(tx: Transaction, draft_id: int | None, need_id: int | None, *, by: int, digest: str, expires: str) -> None:
    """Store an invitation, by the digest of what its link carries, until a moment (UTC ISO)."""
    tx.execute(
        "INSERT INTO sharing (draft_id, need_id, invited_by, digest, made_at, expires_at)"
        " VALUES (:draft, :need, :by, :digest, :now, :expires)",
        draft=draft_id,
        need=need_id,
        by=by,
        digest=digest,
        now=tx.now,
        expires=expires,
    )


def by_digest(tx: Transaction, digest: str) -> Sharing | None:
    """Return the invitation of a link, by the digest of what it carries."""
    return _sharings.one(tx, "SELECT * FROM sharing WHERE digest = :digest", digest=digest)


def by_id(tx: Transaction, sharing_id: int) -> Sharing | None:
    """Return an invitation by its row id."""
    return _sharings.one(tx, "SELECT * FROM sharing WHERE id = :id", id=sharing_id)


def of(tx: Transaction, draft_id: int | None, need_id: int | None) -> list[Sharing]:
    """Return who has joined a draft or need, and the links to it that can be used, in order."""
    sql = f"SELECT * FROM sharing WHERE {ABOUT} AND {LIVE} ORDER BY id"  # noqa: S608  # constants
    return _sharings.all(tx, sql, draft=draft_id, need=need_id, now=tx.now)


def of_user(tx: Transaction, user_id: int) -> list[Sharing]:
    """Return all by which a person was invited or has invited others, in order."""
    return _sharings.all(
        tx, "SELECT * FROM sharing WHERE user_id = :user OR invited_by = :user ORDER BY id", user=user_id
    )


def joined(tx: Transaction, user_id: int, draft_id: int | None, need_id: int | None) -> bool:
    """Return whether a person has joined a draft or need, and is in it still."""
    return any(each.user_id == user_id for each in of(tx, draft_id, need_id))


def join(tx: Transaction, sharing_id: int, user_id: int, name: str) -> bool:
    """Let a person join by an invitation, once; return whether it could still be used."""
    row = tx.one(
        f"UPDATE sharing SET user_id = :user, name = :name, joined_at = :now"  # noqa: S608  # constants
        f" WHERE id = :id AND user_id IS NULL AND {LIVE} RETURNING id",
        user=user_id,
        name=name,
        now=tx.now,
        id=sharing_id,
    )
    return row is not None


def end(tx: Transaction, sharing_id: int) -> None:
    """Take an invitation back, or let whoever has joined by it be in it no more."""
    tx.execute("UPDATE sharing SET ended_at = :now WHERE id = :id AND ended_at IS NULL", now=tx.now, id=sharing_id)


def become(tx: Transaction, draft_id: int, need_id: int) -> None:
    """Let the sharings of a draft be those of the need that came of it."""
    tx.execute(
        "UPDATE sharing SET draft_id = NULL, need_id = :need WHERE draft_id = :draft", need=need_id, draft=draft_id
    )


def forget(tx: Transaction) -> None:
    """Delete links that nobody has used in time, or that were taken back before."""
    tx.execute("DELETE FROM sharing WHERE user_id IS NULL AND (ended_at IS NOT NULL OR expires_at <= :now)", now=tx.now)


def seen(tx: Transaction, draft_id: int, user_id: int) -> Seen | None:
    """Return what a person has seen of a draft; None where nobody else has written it with him."""
    sql = "SELECT step, changes FROM seen WHERE draft_id = :draft AND user_id = :user"
    return _seen.one(tx, sql, draft=draft_id, user=user_id)


def look(tx: Transaction, draft_id: int, user_id: int, step: str) -> None:
    """Note that a person is shown a step of a draft, and knows of all changes."""
    tx.execute(
        "INSERT INTO seen (draft_id, user_id, step) VALUES (:draft, :user, :step)"
        " ON CONFLICT (draft_id, user_id) DO UPDATE SET step = :step, changes = '[]'",
        draft=draft_id,
        user=user_id,
        step=step,
    )


def changed(tx: Transaction, draft_id: int, by: int, fields: Iterable[str], others: Iterable[int]) -> None:
    """Note for the others who write a draft which fields a person has changed."""
    for user_id in others:
        known = seen(tx, draft_id, user_id)
        news = dict.fromkeys((*(known.changes if known else ()), *((by, key) for key in fields)))
        tx.execute(
            "INSERT INTO seen (draft_id, user_id, changes) VALUES (:draft, :user, :changes)"
            " ON CONFLICT (draft_id, user_id) DO UPDATE SET changes = :changes",
            draft=draft_id,
            user=user_id,
            changes=json.dumps([*news]),
        )
