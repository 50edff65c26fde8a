"""Consents: who agreed to which text, when; the texts are kept by their digests."""

from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Transaction
from bot.storage.rows import Rows


@dataclass(frozen=True)
class Consent:
    """That somebody agreed to a text for a draft, and for the need that came of it."""

    draft_id: int
    need_id: int | None
    digest: str
    agreed_at: datetime
    withdrawn_at: datetime | None
    text: str


_consents = Rows(Consent)


def record(tx: Transaction, user_id: int, draft_id: int, need_id: int | None, digest: str, text: str) -> None:
    """Store that the user agreed to the text for a draft."""
    tx.execute(
        "INSERT INTO notice (digest, text, first_at) VALUES (:digest, :text, :now) ON CONFLICT DO NOTHING",
        digest=digest,
        text=text,
        now=tx.now,
    )
    tx.execute(
        "INSERT INTO consent (user_id, draft_id, need_id, digest, agreed_at)"
        " VALUES (:user, :draft, :need, :digest, :now)",
        user=user_id,
        draft=draft_id,
        need=need_id,
        digest=digest,
        now=tx.now,
    )


def agreed(tx: Transaction, user_id: int, draft_id: int, need_id: int | None) -> str | None:
    """Return the digest of the text that a user agreed to last for a draft, or for the need that it mends."""
    row = tx.one(
        "SELECT digest FROM consent WHERE withdrawn_at IS NULL AND user_id = :user"
        " AND (draft_id = :draft OR need_id = :need) ORDER BY id DESC LIMIT 1",
        user=user_id,
        draft=draft_id,
        need=need_id,
    )
    return row["digest"] if row else None


def become(tx: Transaction, draft_id: int, need_id: int) -> None:
    """Keep a draft's consents with the need that came of it."""
    tx.execute("UPDATE consent SET need_id = :need WHERE draft_id = :draft", need=need_id, draft=draft_id)


def of_user(tx: Transaction, user_id: int) -> list[Consent]:
    """Return a user's consents with their texts, in order."""
    return _consents.all(
        tx,
        "SELECT consent.*, text FROM consent JOIN notice ON notice.digest = consent.digest WHERE user_id = :user"
        " ORDER BY id",
        user=user_id,
    )


def withdraw(tx: Transaction, user_id: int) -> None:
    """Mark a user's consents as withdrawn."""
    tx.execute(
        "UPDATE consent SET withdrawn_at = :now WHERE user_id = :user AND withdrawn_at IS NULL",
        now=tx.now,
        user=user_id,
    )


def forget(tx: Transaction) -> None:
    """Delete consents for drafts that are gone and became no need."""
    tx.execute("DELETE FROM consent WHERE need_id IS NULL AND draft_id NOT IN (SELECT id FROM draft)")
