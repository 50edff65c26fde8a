"""What is said about a need beside its record: staff's notes, their questions to the enterprise, and the answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.storage import chain
from bot.storage.database import Transaction
from bot.storage.rows import Rows

Kind = Literal["note", "question", "answer"]


@dataclass(frozen=True)
class Remark:
    """A remark on a need; `answers` is the question that it answers; `closed_at`: a question waits no longer."""

    id: int
    need_id: int
    kind: Kind
    author: int
    author_name: str
    text: str
    said_at: datetime
    answers: int | None = None
    closed_at: datetime | None = None


_remarks = Rows(Remark)


def add(
    tx: Transaction, need_id: int, kind: Kind, text: str, *, author: int, author_name: str, answers: int | None = None
) -> Remark:
    """Store and return a remark; a question that it answers waits no longer."""
    tx.execute("UPDATE need_remark SET closed_at = :now WHERE id = :id", now=tx.now, id=answers)
    remark = _remarks.row(
        tx,
        "INSERT INTO need_remark (need_id, kind, author, author_name, text, answers, said_at)"
        " VALUES (:need, :kind, :author, :name, :text, :answers, :now) RETURNING *",
        need=need_id,
        kind=kind,
        author=author,
        name=author_name,
        text=text,
        answers=answers,
        now=tx.now,
    )
    chain.add(tx, "remark", remark.id)
    return remark


def find(tx: Transaction, remark_id: int) -> Remark | None:
    """Return a remark by its id."""
    return _remarks.one(tx, "SELECT * FROM need_remark WHERE id = :id", id=remark_id)


def of_need(tx: Transaction, need_id: int) -> list[Remark]:
    """Return what was remarked on a need, in order; what was erased is not among it."""
    return _remarks.all(tx, "SELECT * FROM need_remark WHERE need_id = :need AND text <> '' ORDER BY id", need=need_id)


def waiting(tx: Transaction, need_id: int, since: str | None = None) -> list[Remark]:
    """Return the questions on a need that wait for an answer, in order; also those closed `since` without one."""
    return _remarks.all(
        tx,
        "SELECT * FROM need_remark AS asked WHERE need_id = :need AND kind = 'question' AND text <> ''"
        " AND (closed_at IS NULL OR closed_at >= :since)"
        " AND NOT EXISTS (SELECT 1 FROM need_remark WHERE answers = asked.id) ORDER BY id",
        need=need_id,
        since=since,
    )


def close(tx: Transaction, need_id: int) -> None:
    """Let no question on a need wait any more."""
    tx.execute(
        "UPDATE need_remark SET closed_at = :now WHERE need_id = :need AND kind = 'question' AND closed_at IS NULL",
        now=tx.now,
        need=need_id,
    )


def reopen(tx: Transaction, need_id: int, since: str) -> None:
    """Let the questions wait again that were closed without an answer since that moment (UTC ISO)."""
    for each in waiting(tx, need_id, since):
        tx.execute("UPDATE need_remark SET closed_at = NULL WHERE id = :id", id=each.id)


def answered_by(tx: Transaction, user_id: int) -> list[tuple[Remark, Remark]]:
    """Return a person's answers, each after its question, in order."""
    answers = _remarks.all(
        tx,
        "SELECT * FROM need_remark WHERE kind = 'answer' AND author = :user AND text <> '' ORDER BY id",
        user=user_id,
    )
    return [(asked, each) for each in answers if (asked := find(tx, each.answers or 0))]
