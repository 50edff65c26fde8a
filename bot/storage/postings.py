"""Postings: messages about something that changes, and where they are, so that they can be kept true.

A crash or a lost answer can have made further copies of one. They are known by their buttons once somebody uses them,
and kept true as well from then on.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.storage import chats
from bot.storage.database import Transaction
from bot.storage.rows import Rows
from bot.storage.subjects import StoredSubject, Subject, View


@dataclass(frozen=True)
class Posting:
    """A message with a `view` of `subject`; the outbox finds its place in the chat by `id`.

    `message_id` is what it had there when this was read.
    """

    id: int
    subject: StoredSubject
    view: View
    chat_id: int
    live: bool = True
    message_id: int | None = field(default=None, compare=False)


_postings = Rows(Posting)


def add(tx: Transaction, subject: Subject, view: View, chat_id: int, outbox_id: int, button: str | None = None) -> None:
    """Register the outbox row's message as the live view of `subject` in its chat.

    A chat has at most one: `retire` the former first. A moved group's former id will do. `button`: callback data of one
    of its buttons.
    """
    row = tx.row(
        "INSERT INTO posting (subject, view, chat_id, outbox_id, posted_at)"
        " VALUES (:subject, :view, :chat, :outbox, :now) RETURNING id",
        subject=str(subject),
        view=view,
        chat=chats.present(tx, chat_id),
        outbox=outbox_id,
        now=tx.now,
    )
    if button:
        tx.execute(
            "UPDATE keyboard SET posting_id = :posting WHERE id = :id", posting=row["id"], id=button.partition(":")[0]
        )


def retire(tx: Transaction, subject: Subject, view: View, chat_id: int) -> Posting | None:
    """End the live view of `subject` in a chat, since another is about to replace it; return it, if there is one."""
    return _postings.one(
        tx,
        "UPDATE posting SET live = 0 WHERE subject = :subject AND view = :view AND chat_id = :chat AND live = 1"
        " RETURNING *",
        subject=str(subject),
        view=view,
        chat=chats.present(tx, chat_id),
    )


def of_subject(tx: Transaction, subject: Subject) -> list[Posting]:
    """Return the live postings of a subject, in the order of posting."""
    return _postings.all(
        tx, "SELECT * FROM posting WHERE subject = :subject AND live = 1 ORDER BY id", subject=str(subject)
    )


def staffs(tx: Transaction, chat_id: int) -> list[Posting]:
    """Return the live postings in a private chat that show what is for staff, in the order of posting."""
    return _postings.all(
        tx,
        "SELECT * FROM posting WHERE chat_id = :chat AND live = 1"
        " AND view IN ('brief', 'whole', 'ruling', 'card', 'prompt') ORDER BY id",
        chat=chat_id,
    )


def find(tx: Transaction, subject: Subject, view: View, chat_id: int, since: str = "") -> Posting | None:
    """Return the live view of `subject` in a chat, if it was posted since a moment (UTC ISO, else ever)."""
    return _postings.one(
        tx,
        "SELECT * FROM posting WHERE subject = :subject AND view = :view AND chat_id = :chat AND live = 1"
        " AND posted_at >= :since",
        subject=str(subject),
        view=view,
        chat=chats.present(tx, chat_id),
        since=since,
    )


def standing(tx: Transaction, chat_id: int, views: Iterable[View], since: str) -> list[Posting]:
    """Return the live `views` of anything in a chat, posted since a moment (UTC ISO), the latest first."""
    return _postings.all(
        tx,
        "SELECT * FROM posting WHERE chat_id = :chat AND view IN (SELECT value FROM json_each(:views)) AND live = 1"
        " AND posted_at >= :since ORDER BY id DESC",
        chat=chats.present(tx, chat_id),
        views=json.dumps(list(views)),
        since=since,
    )


def at(tx: Transaction, chat_id: int, message_id: int | None) -> Posting | None:
    """Return the live posting of a message or of the original that it copies."""
    found = once_at(tx, chat_id, message_id)
    return found if found and found.live else None


def once_at(tx: Transaction, chat_id: int, message_id: int | None) -> Posting | None:
    """Return the posting, live or retired, of a message or of the original that it copies."""
    return _postings.one(
        tx,
        "SELECT * FROM posting WHERE chat_id = :chat AND message_id = :message UNION ALL"
        " SELECT posting.* FROM posting_copy AS copy JOIN posting ON posting.id = posting_id"
        " WHERE copy.chat_id = :chat AND copy.message_id = :message ORDER BY live DESC, id DESC LIMIT 1",
        chat=chat_id,
        message=message_id,
    )


def said_by(tx: Transaction, outbox_id: int, posting_id: int | None) -> Posting | None:
    """Return the live posting that an outbox row sends, or the one with `posting_id` that it changes."""
    return _postings.one(
        tx,
        "SELECT * FROM posting WHERE (outbox_id = :outbox OR id = :id) AND live = 1",
        outbox=outbox_id,
        id=posting_id,
    )


def priority(tx: Transaction, posting_id: int) -> int:
    """Return the priority of a posting that waits to be sent, for its changes to follow it; 0 once it is sent."""
    row = tx.one(
        "SELECT priority FROM posting JOIN outbox ON outbox.id = outbox_id"
        " WHERE posting.id = :id AND state = 'waiting'",
        id=posting_id,
    )
    return row["priority"] if row else 0


def recognise(tx: Transaction, chat_id: int, message_id: int, button: str) -> Posting | None:
    """Register a message as a copy of its button's posting; return the posting, None where that is nothing new.

    `button` is callback data on the message.
    """
    row = tx.one(
        "SELECT posting.* FROM keyboard JOIN posting ON posting.id = posting_id"
        " WHERE keyboard.id = :keyboard AND posting.chat_id = :chat AND message_id IS NOT :message",
        keyboard=button.partition(":")[0],
        chat=chat_id,
        message=message_id,
    )
    if row is None:
        return None
    return _postings.of(row) if count_as(tx, row["id"], chat_id, message_id) else None


def count_as(tx: Transaction, posting_id: int, chat_id: int, message_id: int) -> bool:
    """Let a message count as a copy of a posting, unless it is one already; return whether it was none."""
    known = tx.execute(
        "INSERT INTO posting_copy (chat_id, message_id, posting_id) VALUES (:chat, :message, :posting)"
        " ON CONFLICT DO NOTHING",
        chat=chat_id,
        message=message_id,
        posting=posting_id,
    )
    return known.rowcount == 1


def copies(tx: Transaction, posting_id: int) -> list[int]:
    """Return the message ids of a posting's copies."""
    rows = tx.all("SELECT message_id FROM posting_copy WHERE posting_id = :id ORDER BY message_id", id=posting_id)
    return [row["message_id"] for row in rows]


def forget(tx: Transaction, before: str) -> int:
    """Delete postings made before a moment (UTC ISO), whose messages stay as they are; return their number."""
    return tx.execute("DELETE FROM posting WHERE posted_at < :before", before=before).rowcount
