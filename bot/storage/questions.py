"""Questions: their words, their outcome, the askers' votes, and which of them wait for staff."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Json

from bot.storage.database import Transaction
from bot.storage.rows import Rows

#: What waits for staff, and whose choices nobody has tapped; word for word as in the indices question_waiting and
#: question_undecided, or they are not used.
WAITING = (
    "settlement_id IS NULL AND (handed_over_at IS NOT NULL"
    " OR (staff = 0 AND (outcome IN ('unknown', 'handoff') OR vote = -1)))"
)
UNDECIDED = (
    "staff = 0 AND settlement_id IS NULL AND outcome = 'choices' AND entry_id IS NULL AND handed_over_at IS NULL"
    " AND vote IS NULL"
)


@dataclass(frozen=True)
class Question:
    """A question as it was asked; `hits` are the ids of the entries that came near it, with their probabilities."""

    id: int
    user_id: int
    text: str
    outcome: str
    entry_id: str | None
    hits: Json[tuple[tuple[str, float], ...]]
    vote: int | None
    asked_at: datetime
    handed_over_at: datetime | None = None
    settlement_id: int | None = None

    @property
    def handed_over(self) -> bool:
        """Return whether the question was put to staff."""
        return self.handed_over_at is not None

    @property
    def undecided(self) -> bool:
        """Return whether choices were offered and nothing followed: no tap, no vote, no handing over."""
        return self.outcome == "choices" and not (self.entry_id or self.handed_over or self.vote)


_questions = Rows(Question)


def record(
    tx: Transaction,
    *,
    user_id: int,
    chat_id: int,
    text: str,
    outcome: str,
    entry_id: str | None = None,
    hits: Sequence[tuple[str, float]] = (),
    browsed: bool = False,
    staff: bool = False,
) -> int:
    """Store a question with its outcome (answer, choices, unknown, handoff) and ranked candidates; return its id.

    handoff: it was put to staff, not to the bot. `browsed`: it was opened from a list of questions, nobody typed it.
    `staff`: a member of staff asked it, who does not wait for staff.
    """
    row = tx.row(
        "INSERT INTO question (user_id, chat_id, text, outcome, entry_id, hits, browsed, staff, asked_at)"
        " VALUES (:user, :chat, :text, :outcome, :entry, :hits, :browsed, :staff, :now) RETURNING id",
        user=user_id,
        chat=chat_id,
        text=text,
        outcome=outcome,
        entry=entry_id,
        hits=json.dumps([[entry, round(score, 3)] for entry, score in hits]),
        browsed=browsed,
        staff=staff,
        now=tx.now,
    )
    return int(row["id"])


def vote(tx: Transaction, question_id: int, user_id: int, value: int) -> bool:
    """Store the asker's vote, 1 or -1 (the last one counts); return whether the question is this user's."""
    done = tx.execute(
        "UPDATE question SET vote = :value WHERE id = :id AND user_id = :user",
        value=value,
        id=question_id,
        user=user_id,
    )
    return done.rowcount == 1


def last(tx: Transaction, user_id: int) -> Question | None:
    """Return the user's latest question."""
    return _questions.one(tx, "SELECT * FROM question WHERE user_id = :user ORDER BY id DESC LIMIT 1", user=user_id)


def lately(tx: Transaction, user_id: int, most: int) -> list[Question]:
    """Return up to `most` of the user's questions, latest first."""
    return _questions.all(
        tx, "SELECT * FROM question WHERE user_id = :user ORDER BY id DESC LIMIT :most", user=user_id, most=most
    )


def of_user(tx: Transaction, user_id: int) -> list[Question]:
    """Return all of the user's questions, in order."""
    return _questions.all(tx, "SELECT * FROM question WHERE user_id = :user ORDER BY id", user=user_id)


def count(tx: Transaction, user_id: int) -> int:
    """Return how many questions of the user's are kept."""
    return int(tx.row("SELECT count(*) AS questions FROM question WHERE user_id = :user", user=user_id)["questions"])


def find(tx: Transaction, question_id: int) -> Question | None:
    """Return a question by its id."""
    return _questions.one(tx, "SELECT * FROM question WHERE id = :id", id=question_id)


def before(tx: Transaction, question: Question) -> Question | None:
    """Return the asker's previous question to the bot; None where there is none."""
    return _questions.one(
        tx,
        "SELECT * FROM question WHERE user_id = :user AND id < :id AND outcome <> 'handoff' ORDER BY id DESC LIMIT 1",
        user=question.user_id,
        id=question.id,
    )


def unsettled(tx: Transaction, question_ids: Iterable[int]) -> list[Question]:
    """Return the questions with these ids that are not settled yet."""
    found = (find(tx, question_id) for question_id in question_ids)
    return [each for each in found if each and each.settlement_id is None]


def waiting(tx: Transaction, limit: int, undecided_before: str) -> list[Question]:
    """Return the latest questions that wait for staff, oldest first.

    Each found no answer, was handed over to staff, got a thumb down, or had choices offered before a moment (UTC ISO)
    and left untapped; and no member of staff has settled it since.
    """
    return _questions.all(
        tx,
        f"SELECT * FROM question WHERE {WAITING}"  # noqa: S608  # constants
        f" UNION ALL SELECT * FROM question WHERE {UNDECIDED} AND asked_at < :before ORDER BY id DESC LIMIT :limit",
        before=undecided_before,
        limit=limit,
    )[::-1]


def hand_over(tx: Transaction, question_id: int, user_id: int) -> Question | None:
    """Make a question of this user's wait for staff (again); return it, None where it is not the user's."""
    return _questions.one(
        tx,
        "UPDATE question SET handed_over_at = :now, settlement_id = NULL"
        " WHERE id = :id AND user_id = :user RETURNING *",
        now=tx.now,
        id=question_id,
        user=user_id,
    )


def settle(tx: Transaction, question_ids: Iterable[int], settlement_id: int) -> list[Question]:
    """Settle the questions that are not settled yet; return these."""
    now = "UPDATE question SET settlement_id = :settlement WHERE id = :id AND settlement_id IS NULL RETURNING *"
    settled = (_questions.one(tx, now, settlement=settlement_id, id=each) for each in question_ids)
    return [each for each in settled if each]
