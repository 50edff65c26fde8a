"""Messages that show something which changes: where they are, so that they can be kept true.

A crash or a lost answer can have made further copies of one. They are known by their buttons once somebody uses them,
and kept true as well from then on.
"""

import sqlite3
from dataclasses import dataclass

from bot.storage import chats
from bot.storage.database import Transaction


@dataclass(frozen=True)
class Posting:
    """A message that shows a `view` of `subject`; where it is once delivered, the outbox knows by `id`."""

    id: int
    subject: str
    view: str
    chat_id: int
    live: bool = True


def add(tx: Transaction, subject: str, view: str, chat_id: int, outbox_id: int, button: str | None = None) -> None:
    """Remember that the outbox row's message shows this; there is one such message a chat (see `retire`).

    Here as there, the chat is meant wherever it is by now. `button`: callback data of one of its buttons.
    """
    row = tx.row(
        "INSERT INTO posting (subject, view, chat_id, outbox_id, posted_at)"
        " VALUES (:subject, :view, :chat, :outbox, :now) RETURNING id",
        subject=subject,
        view=view,
        chat=chats.present(tx, chat_id),
        outbox=outbox_id,
        now=tx.now,
    )
    if button:
        tx.execute(
            "UPDATE keyboard SET posting_id = :posting WHERE id = :id", posting=row["id"], id=button.partition(":")[0]
        )


def retire(tx: Transaction, subject: str, view: str, chat_id: int) -> Posting | None:
    """Let a message be kept true no longer, since another is about to take its place; return it if there is one."""
    row = tx.one(
        "UPDATE posting SET live = 0 WHERE subject = :subject AND view = :view AND chat_id = :chat AND live = 1"
        " RETURNING *",
        subject=subject,
        view=view,
        chat=chats.present(tx, chat_id),
    )
    return _posting(row) if row else None


def of_subject(tx: Transaction, subject: str) -> list[Posting]:
    """Return the messages that show the subject, in the order in which they were said."""
    rows = tx.all("SELECT * FROM posting WHERE subject = :subject AND live = 1 ORDER BY id", subject=subject)
    return [_posting(row) for row in rows]


def find(tx: Transaction, subject: str, view: str, chat_id: int) -> Posting | None:
    """Return the message that shows this in a chat."""
    row = tx.one(
        "SELECT * FROM posting WHERE subject = :subject AND view = :view AND chat_id = :chat AND live = 1",
        subject=subject,
        view=view,
        chat=chats.present(tx, chat_id),
    )
    return _posting(row) if row else None


def current(tx: Transaction, subject: str, view: str, chat_id: int, since: str) -> Posting | None:
    """Return the message that shows this in a chat, if it was posted since a moment (UTC ISO)."""
    row = tx.one(
        "SELECT * FROM posting WHERE subject = :subject AND view = :view AND chat_id = :chat AND live = 1"
        " AND posted_at >= :since",
        subject=subject,
        view=view,
        chat=chats.present(tx, chat_id),
        since=since,
    )
    return _posting(row) if row else None


def at(tx: Transaction, chat_id: int, message_id: int | None) -> Posting | None:
    """Return what a message shows, if it is one that is kept true, or a copy of it."""
    found = once_at(tx, chat_id, message_id)
    return found if found and found.live else None


def once_at(tx: Transaction, chat_id: int, message_id: int | None) -> Posting | None:
    """Return what a message shows, or has shown until another took its place."""
    row = tx.one(
        "SELECT * FROM posting WHERE chat_id = :chat AND message_id = :message UNION ALL"
        " SELECT posting.* FROM posting_copy AS copy JOIN posting ON posting.id = posting_id"
        " WHERE copy.chat_id = :chat AND copy.message_id = :message ORDER BY live DESC, id DESC LIMIT 1",
        chat=chat_id,
        message=message_id,
    )
    return _posting(row) if row else None


def priority(tx: Transaction, posting_id: int) -> int:
    """Return the priority with which a message still waits to be said: what changes it must follow; 0 once it is."""
    row = tx.one(
        "SELECT priority FROM posting JOIN outbox ON outbox.id = outbox_id"
        " WHERE posting.id = :id AND state = 'waiting'",
        id=posting_id,
    )
    return row["priority"] if row else 0


def recognise(tx: Transaction, chat_id: int, message_id: int, button: str) -> Posting | None:
    """Return what a message shows whose button was made for a posting, and know it as a copy; None where it is known.

    `button` is callback data that stands on the message.
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
    known = tx.execute(
        "INSERT INTO posting_copy (chat_id, message_id, posting_id) VALUES (:chat, :message, :posting)"
        " ON CONFLICT DO NOTHING",
        chat=chat_id,
        message=message_id,
        posting=row["id"],
    )
    return _posting(row) if known.rowcount else None


def copies(tx: Transaction, posting_id: int) -> list[int]:
    """Return the further messages that show the same as a posting."""
    rows = tx.all("SELECT message_id FROM posting_copy WHERE posting_id = :id ORDER BY message_id", id=posting_id)
    return [row["message_id"] for row in rows]


def forget(tx: Transaction, before: str) -> int:
    """Let messages made before a moment (UTC ISO) stay as they are; return how many."""
    return tx.execute("DELETE FROM posting WHERE posted_at < :before", before=before).rowcount


def _posting(row: sqlite3.Row) -> Posting:
    return Posting(row["id"], row["subject"], row["view"], row["chat_id"], bool(row["live"]))
