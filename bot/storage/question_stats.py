"""Questions counted: how many, what became of them, and how their answers were judged. Nobody is named."""

from bot.storage.database import Transaction


def by_hour(tx: Transaction, since: str) -> list[tuple[str, str, int]]:
    """Return (hour as 2026-11-02T09, in UTC; outcome; count) of questions to the bot since a moment (UTC ISO).

    Entries opened from a list, questions put to staff at once and those of staff's own do not count.
    """
    rows = tx.all(
        "SELECT substr(asked_at, 1, 13) AS hour, outcome, count(*) AS n FROM question"
        " WHERE asked_at >= :since AND browsed = 0 AND staff = 0 AND (outcome <> 'handoff' OR handed_over_at IS NULL)"
        " GROUP BY hour, outcome ORDER BY hour, outcome",
        since=since,
    )
    return [(row["hour"], row["outcome"], row["n"]) for row in rows]


def handed_over(tx: Transaction, since: str) -> int:
    """Return how many of the questions asked since a moment (UTC ISO) were passed to staff."""
    row = tx.row(
        "SELECT count(*) AS n FROM question WHERE asked_at >= :since AND handed_over_at IS NOT NULL", since=since
    )
    return int(row["n"])


def votes(tx: Transaction, since: str) -> list[tuple[str, int, int]]:
    """Return (entry, thumbs down, thumbs up) of entries judged on questions asked since a moment, the worst first."""
    rows = tx.all(
        "SELECT entry_id, sum(CASE vote WHEN -1 THEN 1 ELSE 0 END) AS down,"
        " sum(CASE vote WHEN 1 THEN 1 ELSE 0 END) AS up FROM question"
        " WHERE asked_at >= :since AND vote IS NOT NULL AND staff = 0 AND entry_id IS NOT NULL"
        " GROUP BY entry_id ORDER BY down DESC, up, entry_id",
        since=since,
    )
    return [(row["entry_id"], row["down"], row["up"]) for row in rows]


def chosen(tx: Transaction, question_id: int, user_id: int, entry_id: str) -> None:
    """Store the entry chosen for a question, and for the user's other untapped choices in the same words.

    A vote on the question is then about that entry.
    """
    tx.execute(
        "UPDATE question SET entry_id = :entry WHERE user_id = :user AND outcome = 'choices'"
        " AND (id = :id OR (entry_id IS NULL AND text = (SELECT text FROM question WHERE id = :id)))",
        entry=entry_id,
        id=question_id,
        user=user_id,
    )
