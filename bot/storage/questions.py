"""What people asked, what they were answered, and what they thought of it."""

import json
from collections.abc import Sequence
from typing import Any

from bot.storage.database import Transaction


def record(
    tx: Transaction,
    *,
    user_id: int,
    chat_id: int,
    text: str,
    outcome: str,
    entry_id: str | None = None,
    hits: Sequence[tuple[str, float]] = (),
) -> int:
    """Store a question with its outcome (answer, choices, unknown, handoff) and ranked candidates; return its id."""
    row = tx.row(
        "INSERT INTO question (user_id, chat_id, text, outcome, entry_id, hits, asked_at)"
        " VALUES (:user, :chat, :text, :outcome, :entry, :hits, :now) RETURNING id",
        user=user_id,
        chat=chat_id,
        text=text,
        outcome=outcome,
        entry=entry_id,
        hits=json.dumps([[entry, round(score, 3)] for entry, score in hits]),
        now=tx.now,
    )
    return int(row["id"])


def vote(tx: Transaction, question_id: int, user_id: int, value: int) -> bool:
    """Store the asker's 1 or -1 (the last one counts); return whether there was such a question of this user's."""
    done = tx.execute(
        "UPDATE question SET vote = :value WHERE id = :id AND user_id = :user",
        value=value,
        id=question_id,
        user=user_id,
    )
    return done.rowcount == 1


def last(tx: Transaction, user_id: int) -> Any:
    """Return the user's latest question row, or None."""
    return tx.one("SELECT * FROM question WHERE user_id = :user ORDER BY id DESC LIMIT 1", user=user_id)


def open_questions(tx: Transaction, limit: int) -> list[Any]:
    """Return what was not answered, was passed to staff, or was answered with a thumb down; the latest first."""
    return tx.all(
        "SELECT * FROM question WHERE outcome IN ('unknown', 'handoff') OR vote = -1 ORDER BY id DESC LIMIT :limit",
        limit=limit,
    )


def pass_on(tx: Transaction, question_id: int, user_id: int) -> str | None:
    """Mark a question of this user's as passed to staff; return its text the first time, None after that."""
    row = tx.one(
        "UPDATE question SET outcome = 'handoff' WHERE id = :id AND user_id = :user AND outcome <> 'handoff'"
        " RETURNING text",
        id=question_id,
        user=user_id,
    )
    return row["text"] if row else None
