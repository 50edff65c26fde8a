"""Talks between one who asked and staff: who takes part, what was said, and whose turn it is."""

import sqlite3
from dataclasses import dataclass

from bot.storage.database import Transaction


@dataclass(frozen=True)
class Relay:
    """A talk about one question; `id` is the number by which staff know the asker, `holder` who answered first."""

    id: int
    question_id: int
    asker: int
    holder: int | None
    ended: bool


@dataclass(frozen=True)
class Line:
    """Something said in it: by the asker, or (`by_staff`) by a member of staff."""

    by_staff: bool
    text: str


def begin(tx: Transaction, question_id: int, asker: int) -> Relay | None:
    """Begin a talk about a question; None where there is one already."""
    if about(tx, question_id):
        return None
    row = tx.row(
        "INSERT INTO relay (question_id, asker, created_at) VALUES (:question, :asker, :now) RETURNING *",
        question=question_id,
        asker=asker,
        now=tx.now,
    )
    return _relay(row)


def find(tx: Transaction, relay_id: int) -> Relay | None:
    """Return a talk by its number."""
    row = tx.one("SELECT * FROM relay WHERE id = :id", id=relay_id)
    return _relay(row) if row else None


def about(tx: Transaction, question_id: int) -> Relay | None:
    """Return the talk about a question that is going on."""
    row = tx.one("SELECT * FROM relay WHERE question_id = :question AND ended_at IS NULL", question=question_id)
    return _relay(row) if row else None


def hold(tx: Transaction, relay_id: int, staff_id: int) -> None:
    """Give a talk to a member of staff."""
    tx.execute("UPDATE relay SET holder = :staff WHERE id = :id", staff=staff_id, id=relay_id)


def end(tx: Transaction, relay_id: int) -> bool:
    """End a talk; return False where it had ended."""
    done = tx.execute(
        "UPDATE relay SET ended_at = :now, listening_since = NULL WHERE id = :id AND ended_at IS NULL",
        now=tx.now,
        id=relay_id,
    )
    return done.rowcount == 1


def listen(tx: Transaction, relay: Relay) -> None:
    """Let the asker's next message go to staff, in this talk and in no other."""
    hush(tx, relay.asker)
    tx.execute("UPDATE relay SET listening_since = :now WHERE id = :id", now=tx.now, id=relay.id)


def hush(tx: Transaction, asker: int) -> None:
    """Let the asker's messages be for the bot again."""
    tx.execute("UPDATE relay SET listening_since = NULL WHERE asker = :asker", asker=asker)


def listening(tx: Transaction, asker: int, since: str) -> Relay | None:
    """Return the talk that the asker's next message is for, if that was said at `since` (UTC ISO) or later."""
    row = tx.one("SELECT * FROM relay WHERE asker = :asker AND listening_since >= :since", asker=asker, since=since)
    return _relay(row) if row else None


def say(tx: Transaction, relay_id: int, text: str, *, staff_id: int | None = None) -> None:
    """Keep what was said by the asker, or by a member of staff."""
    tx.execute(
        "INSERT INTO relay_line (relay_id, staff_id, text, said_at) VALUES (:relay, :staff, :text, :now)",
        relay=relay_id,
        staff=staff_id,
        text=text,
        now=tx.now,
    )


def lines(tx: Transaction, relay_id: int, limit: int) -> list[Line]:
    """Return what was said last, oldest first."""
    rows = tx.all(
        "SELECT * FROM relay_line WHERE relay_id = :relay ORDER BY id DESC LIMIT :limit", relay=relay_id, limit=limit
    )
    return [Line(row["staff_id"] is not None, row["text"]) for row in reversed(rows)]


def last_said(tx: Transaction, relay_id: int) -> str | None:
    """Return the last thing that the asker said."""
    row = tx.one(
        "SELECT text FROM relay_line WHERE relay_id = :relay AND staff_id IS NULL ORDER BY id DESC LIMIT 1",
        relay=relay_id,
    )
    return row["text"] if row else None


def _relay(row: sqlite3.Row) -> Relay:
    return Relay(row["id"], row["question_id"], row["asker"], row["holder"], row["ended_at"] is not None)
