"""Who gets somebody's next text: what was asked of him last, or else the draft that he is writing; one row a person."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.actions import Action, encode, read
from bot.storage.database import Transaction


@dataclass(frozen=True)
class Focus:
    """What was asked of somebody, and since when it is waited for."""

    asked: Action
    since: datetime


def find(tx: Transaction, user_id: int) -> Focus | None:
    """Return what was asked of a person last; None where it was nothing, or is not known any more."""
    row = tx.one("SELECT asked, since FROM focus WHERE user_id = :user AND asked IS NOT NULL", user=user_id)
    asked = read(row["asked"]) if row else None
    return Focus(asked, datetime.fromisoformat(row["since"])) if row and asked else None


def ask(tx: Transaction, user_id: int, asked: Action | None) -> None:
    """Let the person's next text be for this; None: for the draft that he is writing, or the bot."""
    tx.execute(
        "INSERT INTO focus (user_id, asked, since) VALUES (:user, :asked, :now)"
        " ON CONFLICT (user_id) DO UPDATE SET asked = :asked, since = :now",
        user=user_id,
        asked=asked and json.dumps(encode(asked), ensure_ascii=False),
        now=tx.now,
    )


def write(tx: Transaction, user_id: int, draft_id: int) -> None:
    """Let the person's next text be for this draft; a need that he is writing lies beneath a new entry."""
    tx.execute(
        "INSERT INTO focus (user_id, draft_id, since) VALUES (:user, :draft, :now)"
        " ON CONFLICT (user_id) DO UPDATE SET draft_id = :draft, asked = NULL, since = :now,"
        " beneath = CASE WHEN (SELECT about FROM draft WHERE id = :draft) IS NOT NULL"
        " THEN coalesce((SELECT id FROM draft WHERE id = focus.draft_id AND about IS NULL), beneath) END",
        user=user_id,
        draft=draft_id,
        now=tx.now,
    )


def rest(tx: Transaction, user_id: int, draft_id: int) -> None:
    """Let no text of the person's be for this draft until he goes on with it."""
    for place in ("draft_id", "beneath"):
        tx.execute(
            f"UPDATE focus SET {place} = NULL WHERE {place} = :draft AND user_id = :user",  # noqa: S608  # constants
            draft=draft_id,
            user=user_id,
        )
