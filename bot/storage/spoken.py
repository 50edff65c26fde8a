"""The language in which somebody is spoken to: as he has chosen, else as he was first seen."""

from dataclasses import dataclass

from bot.storage.database import Transaction


@dataclass(frozen=True)
class Spoken:
    """A person's language, and whether it is his own choice."""

    language: str
    chosen: bool


def find(tx: Transaction, user_id: int) -> Spoken | None:
    """Return a person's language; None where nothing is known of it."""
    row = tx.one("SELECT language, chosen_at FROM language WHERE user_id = :user", user=user_id)
    return Spoken(row["language"], row["chosen_at"] is not None) if row else None


def see(tx: Transaction, user_id: int, language: str) -> None:
    """Store a person's language as it was seen; one that he has chosen stays."""
    tx.execute(
        "INSERT INTO language (user_id, language) VALUES (:user, :language)"
        " ON CONFLICT (user_id) DO UPDATE SET language = :language WHERE chosen_at IS NULL",
        user=user_id,
        language=language,
    )


def choose(tx: Transaction, user_id: int, language: str) -> None:
    """Store a person's language as he has chosen it."""
    tx.execute(
        "INSERT INTO language (user_id, language, chosen_at) VALUES (:user, :language, :now)"
        " ON CONFLICT (user_id) DO UPDATE SET language = :language, chosen_at = :now",
        user=user_id,
        language=language,
        now=tx.now,
    )
