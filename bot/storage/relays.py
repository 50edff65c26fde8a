"""Talks between one who asks and staff: who takes part, and what was said."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Transaction


@dataclass(frozen=True)
class Relay:
    """A talk; `id` is the number by which staff know the asker, `holder` who of staff answered first."""

    id: int
    asker: int
    holder: int | None
    ended: bool


@dataclass(frozen=True)
class Line:
    """Something said in it: by the asker, or by a member of staff (`staff_id`).

    `question_id`: it was handed over; `outcome`: what became of its card, as HTML; `card`: the line whose card shows it
    (None: its own).
    """

    id: int
    relay_id: int
    staff_id: int | None
    question_id: int | None
    text: str
    said_at: datetime
    outcome: str | None = None
    card: int | None = None


def begin(tx: Transaction, asker: int) -> Relay:
    """Return the talk that a person has with staff: the one that goes on, or a new one."""
    row = tx.one("SELECT * FROM relay WHERE asker = :asker AND ended_at IS NULL", asker=asker)
    if row is None:
        row = tx.row("INSERT INTO relay (asker, created_at) VALUES (:asker, :now) RETURNING *", asker=asker, now=tx.now)
    return _relay(row)


def present(tx: Transaction, asker: int) -> Relay | None:
    """Return the talk that a person has with staff at present."""
    row = tx.one("SELECT * FROM relay WHERE asker = :asker AND ended_at IS NULL", asker=asker)
    return _relay(row) if row else None


def find(tx: Transaction, relay_id: int) -> Relay | None:
    """Return a talk by its number."""
    row = tx.one("SELECT * FROM relay WHERE id = :id", id=relay_id)
    return _relay(row) if row else None


def about(tx: Transaction, question_id: int) -> Relay | None:
    """Return the talk that goes on and in which a question was handed over."""
    row = tx.one(
        "SELECT relay.* FROM relay_line JOIN relay ON relay.id = relay_id"
        " WHERE question_id = :question AND ended_at IS NULL",
        question=question_id,
    )
    return _relay(row) if row else None


def hold(tx: Transaction, relay_id: int, staff_id: int) -> None:
    """Give a talk to a member of staff."""
    tx.execute("UPDATE relay SET holder = :staff WHERE id = :id", staff=staff_id, id=relay_id)


def end(tx: Transaction, relay_id: int) -> bool:
    """End a talk; return False where it had ended."""
    done = tx.execute(
        "UPDATE relay SET ended_at = :now WHERE id = :id AND ended_at IS NULL",
        now=tx.now,
        id=relay_id,
    )
    return done.rowcount == 1


def say(
    tx: Transaction, relay_id: int, text: str, *, staff_id: int | None = None, question_id: int | None = None
) -> Line:
    """Keep what was said by the asker, who may have handed over a question so, or by a member of staff."""
    row = tx.row(
        "INSERT INTO relay_line (relay_id, staff_id, question_id, text, said_at)"
        " VALUES (:relay, :staff, :question, :text, :now) RETURNING *",
        relay=relay_id,
        staff=staff_id,
        question=question_id,
        text=text,
        now=tx.now,
    )
    return _line(row)


def line(tx: Transaction, line_id: int) -> Line | None:
    """Return something that was said."""
    row = tx.one("SELECT * FROM relay_line WHERE id = :id", id=line_id)
    return _line(row) if row else None


def close(tx: Transaction, line_id: int, outcome: str) -> Line:
    """Keep what became of a line's card (HTML); return the line."""
    return _line(tx.row("UPDATE relay_line SET outcome = :said WHERE id = :id RETURNING *", said=outcome, id=line_id))


def join(tx: Transaction, line_id: int, card: int) -> None:
    """Let a line be shown on the card of an earlier one."""
    tx.execute("UPDATE relay_line SET card = :card WHERE id = :id", card=card, id=line_id)


def on_card(tx: Transaction, line_id: int) -> list[Line]:
    """Return the lines on a card, the one that it began with first."""
    rows = tx.all("SELECT * FROM relay_line WHERE id = :id OR card = :id ORDER BY id", id=line_id)
    return [_line(row) for row in rows]


def said_before(tx: Transaction, asker: int, count: int) -> datetime | None:
    """Return when a person said, to staff, what he said `count` lines ago; None where he has not said as much."""
    row = tx.one(
        "SELECT said_at FROM relay_line JOIN relay ON relay.id = relay_id WHERE asker = :asker AND staff_id IS NULL"
        " ORDER BY relay_line.id DESC LIMIT 1 OFFSET :before",
        asker=asker,
        before=count - 1,
    )
    return datetime.fromisoformat(row["said_at"]) if row else None


def lines(tx: Transaction, relay_id: int, limit: int) -> list[Line]:
    """Return what was said last, oldest first."""
    rows = tx.all(
        "SELECT * FROM relay_line WHERE relay_id = :relay ORDER BY id DESC LIMIT :limit", relay=relay_id, limit=limit
    )
    return [_line(row) for row in reversed(rows)]


def unanswered(tx: Transaction, relay_id: int) -> list[Line]:
    """Return what the asker has said since staff said something, oldest first."""
    rows = tx.all(
        "SELECT * FROM relay_line WHERE relay_id = :relay AND id > coalesce("
        "(SELECT max(id) FROM relay_line WHERE relay_id = :relay AND staff_id IS NOT NULL), 0) ORDER BY id",
        relay=relay_id,
    )
    return [_line(row) for row in rows]


def last_said(tx: Transaction, relay_id: int) -> str | None:
    """Return the last thing that the asker said."""
    row = tx.one(
        "SELECT text FROM relay_line WHERE relay_id = :relay AND staff_id IS NULL ORDER BY id DESC LIMIT 1",
        relay=relay_id,
    )
    return row["text"] if row else None


def _relay(row: sqlite3.Row) -> Relay:
    return Relay(row["id"], row["asker"], row["holder"], row["ended_at"] is not None)


def _line(row: sqlite3.Row) -> Line:
    return Line(
        row["id"],
        row["relay_id"],
        row["staff_id"],
        row["question_id"],
        row["text"],
        datetime.fromisoformat(row["said_at"]),
        row["outcome"],
        row["card"],
    )
