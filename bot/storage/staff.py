"""Staff: who was named in the configuration or has joined in chat, invitations, and the record of what was done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import Json

from bot.storage import chain
from bot.storage.database import Transaction
from bot.storage.rows import Rows

Role = Literal["reviewer", "lead"]
#: invite, uninvite: an invitation was made, or taken back. join: by one. name: in the configuration. change: of role or
#: leagues. remove: by a lead. leave: gone from the configuration.
Deed = Literal["invite", "uninvite", "join", "name", "change", "remove", "leave"]


@dataclass(frozen=True)
class Person:
    """A member of staff, present or former; `invited_by` is None for one named in the configuration."""

    id: int
    user_id: int
    name: str
    role: Role
    leagues: Json[tuple[str, ...]]
    invited_by: int | None
    joined_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True)
class Invitation:
    """A link by which somebody can join, once."""

    id: int
    role: Role
    leagues: Json[tuple[str, ...]]
    invited_by: int
    expires_at: datetime
    used_by: int | None
    ended_at: datetime | None


_people, _invitations = Rows(Person), Rows(Invitation)
#: What somebody may still be reading or holding of what staff are shown.
LEFT = (
    "SELECT holder AS id FROM need WHERE holder IS NOT NULL"
    " UNION SELECT holder FROM talk WHERE ended_at IS NULL AND holder IS NOT NULL"
    " UNION SELECT chat_id FROM posting WHERE live = 1 AND chat_id > 0"
    " AND view IN ('brief', 'whole', 'ruling', 'card', 'prompt')"
)


def present(tx: Transaction) -> list[Person]:
    """Return the present members, named in the configuration or joined in chat, in the order of joining."""
    return _people.all(tx, "SELECT * FROM staff WHERE removed_at IS NULL ORDER BY id")


def joined(tx: Transaction, user_id: int) -> bool:
    """Return whether somebody has joined in chat and is there still."""
    sql = "SELECT 1 FROM staff WHERE user_id = :user AND removed_at IS NULL AND invited_by IS NOT NULL"
    return tx.one(sql, user=user_id) is not None


def with_something_left(tx: Transaction) -> list[int]:
    """Return everybody who holds something of staff's, or has cards of theirs in the private chat."""
    return [row["id"] for row in tx.all(LEFT)]


def name_of(tx: Transaction, user_id: int) -> str | None:
    """Return the name that a member, present or former, had last; None of who was never one."""
    row = tx.one(
        "SELECT coalesce((SELECT name FROM staff WHERE user_id = :user ORDER BY id DESC LIMIT 1),"
        " (SELECT actor_name FROM audit WHERE actor = :user AND role <> 'owner' ORDER BY id DESC LIMIT 1)) AS name",
        user=user_id,
    )
    return row["name"] if row else None


def add(
    tx: Transaction, user_id: int, name: str, role: Role, leagues: Sequence[str], invited_by: int | None = None
) -> None:
    """Add a present member."""
    tx.execute(
        "INSERT INTO staff (user_id, name, role, leagues, invited_by, joined_at)"
        " VALUES (:user, :name, :role, :leagues, :by, :now)",
        user=user_id,
        name=name,
        role=role,
        leagues=json.dumps(leagues),
        by=invited_by,
        now=tx.now,
    )


def change(tx: Transaction, user_id: int, name: str, role: Role, leagues: Sequence[str]) -> None:
    """Give a present member a name, a role and leagues."""
    tx.execute(
        "UPDATE staff SET name = :name, role = :role, leagues = :leagues WHERE user_id = :user AND removed_at IS NULL",
        user=user_id,
        name=name,
        role=role,
        leagues=json.dumps(leagues),
    )


def remove(tx: Transaction, user_id: int) -> None:
    """Let a member be one no longer."""
    tx.execute(
        "UPDATE staff SET removed_at = :now WHERE user_id = :user AND removed_at IS NULL", now=tx.now, user=user_id
    )


def invite(tx: Transaction, digest: str, role: Role, leagues: Sequence[str], *, by: int, expires: str) -> None:
    """Store an invitation, by the digest of what its link carries, until a moment (UTC ISO)."""
    tx.execute(
        "INSERT INTO staff_invitation (digest, role, leagues, invited_by, made_at, expires_at)"
        " VALUES (:digest, :role, :leagues, :by, :now, :expires)",
        digest=digest,
        role=role,
        leagues=json.dumps(leagues),
        by=by,
        now=tx.now,
        expires=expires,
    )


def by_digest(tx: Transaction, digest: str) -> Invitation | None:
    """Return the invitation of a link, by the digest of what it carries."""
    return _invitations.one(tx, "SELECT * FROM staff_invitation WHERE digest = :digest", digest=digest)


def by_id(tx: Transaction, invitation_id: int) -> Invitation | None:
    """Return an invitation by its row id."""
    return _invitations.one(tx, "SELECT * FROM staff_invitation WHERE id = :id", id=invitation_id)


def open_invitations(tx: Transaction) -> list[Invitation]:
    """Return the invitations that nobody has used, and that have neither expired nor been taken back, in order."""
    sql = "SELECT * FROM staff_invitation WHERE used_by IS NULL AND ended_at IS NULL AND expires_at > :now ORDER BY id"
    return _invitations.all(tx, sql, now=tx.now)


def use(tx: Transaction, invitation_id: int, user_id: int) -> bool:
    """Let a person use an invitation, once; return whether it could still be used."""
    row = tx.one(
        "UPDATE staff_invitation SET used_by = :user, used_at = :now"
        " WHERE id = :id AND used_by IS NULL AND ended_at IS NULL AND expires_at > :now RETURNING id",
        user=user_id,
        now=tx.now,
        id=invitation_id,
    )
    return row is not None


def end(tx: Transaction, invitation_id: int) -> None:
    """Take an invitation back that nobody has used."""
    sql = "UPDATE staff_invitation SET ended_at = :now WHERE id = :id AND used_by IS NULL AND ended_at IS NULL"
    tx.execute(sql, now=tx.now, id=invitation_id)


def record(
    tx: Transaction, *, actor: int, actor_name: str, subject: int, action: Deed, detail: Mapping[str, object]
) -> None:
    """Add one row to the record."""
    row = tx.row(
        "INSERT INTO staff_act (at, actor, actor_name, subject, action, detail)"
        " VALUES (:now, :actor, :name, :subject, :action, :detail) RETURNING id",
        now=tx.now,
        actor=actor,
        name=actor_name,
        subject=subject,
        action=action,
        detail=json.dumps(detail, ensure_ascii=False),
    )
    chain.add(tx, "role", row["id"])
