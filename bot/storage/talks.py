"""Talks between an asker and staff: who takes part, and the lines said."""

from dataclasses import dataclass
from datetime import datetime

from bot.storage.database import Transaction
from bot.storage.rows import Rows


@dataclass(frozen=True)
class Talk:
    """A talk; `id` is the asker's number for staff, `holder` the member of staff who has it, since when."""

    id: int
    asker: int
    holder: int | None
    ended_at: datetime | None = None
    held_since: datetime | None = None

    @property
    def ended(self) -> bool:
        """Return whether the talk has ended."""
        return self.ended_at is not None


@dataclass(frozen=True)
class Line:
    """A line of a talk, by the asker or by a member of staff (`staff_id`).

    `question_id`: the question handed over with it; `outcome`: what became of its card, as HTML; `card`: the line on
    whose card it is shown (None: its own); `need_id`: the need that it is about.
    """

    id: int
    talk_id: int
    staff_id: int | None
    question_id: int | None
    text: str
    said_at: datetime
    outcome: str | None = None
    card: int | None = None
    need_id: int | None = None


@dataclass(frozen=True)
class Open:
    """An open talk, what its asker has said last, and since when staff owe him an answer (None: they do not)."""

    talk: Talk
    said: str
    waiting: datetime | None


_relays, _lines = Rows(Talk), Rows(Line)


def begin(tx: Transaction, asker: int) -> Talk:
    """Return the asker's open talk with staff, or else a new one."""
    return present(tx, asker) or _relays.row(
        tx, "INSERT INTO talk (asker, created_at) VALUES (:asker, :now) RETURNING *", asker=asker, now=tx.now
    )


def present(tx: Transaction, asker: int) -> Talk | None:
    """Return the asker's open talk with staff; None where there is none."""
    return _relays.one(tx, "SELECT * FROM talk WHERE asker = :asker AND ended_at IS NULL", asker=asker)


def find(tx: Transaction, talk_id: int) -> Talk | None:
    """Return a talk by its number."""
    return _relays.one(tx, "SELECT * FROM talk WHERE id = :id", id=talk_id)


def about(tx: Transaction, question_id: int) -> Talk | None:
    """Return the open talk in which a question was handed over; None where there is none."""
    return _relays.one(
        tx,
        "SELECT talk.* FROM talk_line JOIN talk ON talk.id = talk_id"
        " WHERE question_id = :question AND ended_at IS NULL",
        question=question_id,
    )


def held_by(tx: Transaction, staff_id: int) -> list[Talk]:
    """Return the open talks that a member of staff holds, the oldest first."""
    sql = "SELECT * FROM talk WHERE holder = :staff AND ended_at IS NULL ORDER BY id"
    return _relays.all(tx, sql, staff=staff_id)


def hold(tx: Transaction, talk_id: int, staff_id: int | None) -> None:
    """Make a member of staff the holder of a talk; None: it is everybody's again."""
    tx.execute(
        "UPDATE talk SET holder = :staff, held_since = CASE WHEN holder IS :staff THEN held_since ELSE :now END"
        " WHERE id = :id",
        staff=staff_id,
        now=tx.now,
        id=talk_id,
    )


def going_on(tx: Transaction) -> list[Open]:
    """Return the open talks in which something was said, those first in which the asker waits longest."""
    rows = tx.all(
        "SELECT talk.*, last.text AS said, first.said_at AS waiting FROM talk"
        " JOIN talk_line AS last ON last.id ="
        "  (SELECT max(id) FROM talk_line WHERE talk_id = talk.id AND staff_id IS NULL)"
        " LEFT JOIN talk_line AS first ON first.id = (SELECT min(id) FROM talk_line WHERE talk_id = talk.id AND id >"
        "  coalesce((SELECT max(id) FROM talk_line WHERE talk_id = talk.id AND staff_id IS NOT NULL), 0))"
        " WHERE talk.ended_at IS NULL ORDER BY first.id IS NULL, first.id, talk.id"
    )
    return [Open(_relays.of(row), row["said"], _moment(row["waiting"])) for row in rows]


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def end(tx: Transaction, talk_id: int) -> bool:
    """End a talk; return whether it was open until now."""
    done = tx.execute(
        "UPDATE talk SET ended_at = :now WHERE id = :id AND ended_at IS NULL",
        now=tx.now,
        id=talk_id,
    )
    return done.rowcount == 1


def say(
    tx: Transaction,
    talk_id: int,
    text: str,
    *,
    staff_id: int | None = None,
    question_id: int | None = None,
    need_id: int | None = None,
) -> Line:
    """Store and return a line, by `staff_id` or else the asker; `question_id`: the question handed over with it.

    It is about the need `need_id`; what goes on with a line or answers it is about the same.
    """
    return _lines.row(
        tx,
        "INSERT INTO talk_line (talk_id, staff_id, question_id, text, said_at, need_id)"
        " VALUES (:talk, :staff, :question, :text, :now, coalesce(:need, CASE WHEN :question IS NULL THEN"
        " (SELECT need_id FROM talk_line WHERE talk_id = :talk ORDER BY id DESC LIMIT 1) END)) RETURNING *",
        need=need_id,
        talk=talk_id,
        staff=staff_id,
        question=question_id,
        text=text,
        now=tx.now,
    )


def line(tx: Transaction, line_id: int) -> Line | None:
    """Return one line of a talk by its id."""
    return _lines.one(tx, "SELECT * FROM talk_line WHERE id = :id", id=line_id)


def reword(tx: Transaction, line_id: int, text: str) -> None:
    """Change the text of a line."""
    tx.execute("UPDATE talk_line SET text = :text WHERE id = :id", text=text, id=line_id)


def last_begun_with(tx: Transaction, line: Line, head: str) -> Line | None:
    """Return the asker's last line after this one that begins with `head`; None where there is none."""
    return _lines.one(
        tx,
        "SELECT * FROM talk_line WHERE talk_id = :talk AND id > :id AND staff_id IS NULL"
        " AND substr(text, 1, :length) = :head ORDER BY id DESC LIMIT 1",
        talk=line.talk_id,
        id=line.id,
        head=head,
        length=len(head),
    )


def of_need(tx: Transaction, need_id: int) -> list[Line]:
    """Return what was said in talks about a need, in order; what was erased is not among it."""
    return _lines.all(tx, "SELECT * FROM talk_line WHERE need_id = :need AND text <> '' ORDER BY id", need=need_id)


def close(tx: Transaction, line_id: int, outcome: str) -> Line:
    """Store the outcome of a line's card (HTML); return the line."""
    return _lines.row(tx, "UPDATE talk_line SET outcome = :said WHERE id = :id RETURNING *", said=outcome, id=line_id)


def join(tx: Transaction, line_id: int, card: int) -> None:
    """Put a line on the card of an earlier one."""
    tx.execute("UPDATE talk_line SET card = :card WHERE id = :id", card=card, id=line_id)


def on_card(tx: Transaction, line_id: int) -> list[Line]:
    """Return a line and those that joined its card, in order."""
    return _lines.all(tx, "SELECT * FROM talk_line WHERE id = :id OR card = :id ORDER BY id", id=line_id)


def said_before(tx: Transaction, asker: int, count: int) -> datetime | None:
    """Return when the asker said the `count`-th latest line to staff; None where there are fewer."""
    row = tx.one(
        "SELECT said_at FROM talk_line JOIN talk ON talk.id = talk_id WHERE asker = :asker AND staff_id IS NULL"
        " ORDER BY talk_line.id DESC LIMIT 1 OFFSET :before",
        asker=asker,
        before=count - 1,
    )
    return datetime.fromisoformat(row["said_at"]) if row else None


def count(tx: Transaction, asker: int) -> int:
    """Return how many lines of the asker's to staff are kept."""
    row = tx.row(
        "SELECT count(*) AS lines FROM talk_line JOIN talk ON talk.id = talk_id"
        " WHERE asker = :asker AND staff_id IS NULL AND text <> ''",
        asker=asker,
    )
    return int(row["lines"])


def of_asker(tx: Transaction, asker: int) -> list[Line]:
    """Return all lines of the asker's talks, in order; what was erased is not among them."""
    return _lines.all(
        tx,
        "SELECT talk_line.* FROM talk_line JOIN talk ON talk.id = talk_id WHERE asker = :asker AND text <> ''"
        " ORDER BY talk_line.id",
        asker=asker,
    )


def lines(tx: Transaction, talk_id: int, limit: int) -> list[Line]:
    """Return the last `limit` lines of a talk, oldest first."""
    return _lines.all(
        tx,
        "SELECT * FROM talk_line WHERE talk_id = :talk ORDER BY id DESC LIMIT :limit",
        talk=talk_id,
        limit=limit,
    )[::-1]


def unanswered(tx: Transaction, talk_id: int) -> list[Line]:
    """Return the asker's lines since staff's last one, oldest first."""
    return _lines.all(
        tx,
        "SELECT * FROM talk_line WHERE talk_id = :talk AND id > coalesce("
        "(SELECT max(id) FROM talk_line WHERE talk_id = :talk AND staff_id IS NOT NULL), 0) ORDER BY id",
        talk=talk_id,
    )


def last_said(tx: Transaction, talk_id: int) -> str | None:
    """Return the text of the asker's last line; None before the first."""
    row = tx.one(
        "SELECT text FROM talk_line WHERE talk_id = :talk AND staff_id IS NULL ORDER BY id DESC LIMIT 1",
        talk=talk_id,
    )
    return row["text"] if row else None
