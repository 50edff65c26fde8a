"""Messages that show something which changes: where they are, so that they can be kept true."""

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


def add(tx: Transaction, subject: str, view: str, chat_id: int, outbox_id: int) -> None:
    """Remember that the outbox row's message shows this; there is one such message a chat (see `retire`).

    Here as there, the chat is meant wherever it is by now.
    """
    tx.execute(
        "INSERT INTO posting (subject, view, chat_id, outbox_id, posted_at)"
        " VALUES (:subject, :view, :chat, :outbox, :now)",
        subject=subject,
        view=view,
        chat=chats.present(tx, chat_id),
        outbox=outbox_id,
        now=tx.now,
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
    """Return what a message shows, if it is one that is kept true."""
    row = tx.one(
        "SELECT * FROM posting WHERE chat_id = :chat AND message_id = :message AND live = 1",
        chat=chat_id,
        message=message_id,
    )
    return _posting(row) if row else None


def forget(tx: Transaction, before: str) -> int:
    """Let messages made before a moment (UTC ISO) stay as they are; return how many."""
    return tx.execute("DELETE FROM posting WHERE posted_at < :before", before=before).rowcount


def _posting(row: sqlite3.Row) -> Posting:
    return Posting(row["id"], row["subject"], row["view"], row["chat_id"])
