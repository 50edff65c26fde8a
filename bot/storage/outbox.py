"""The outbox: calls committed with their cause, and delivered afterwards, in order within a chat.

A call is waiting, sent, held or void. One that is not to be made before a moment waits beside the others: they go
before it, it can be taken back, and only `release` makes it one of them. A call owed to somebody (see Owed) is never
void: refused, it is held with the reason until its chat is within reach again, or until staff have it put again.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, PlainValidator

from bot.storage import calls, chats, keyboards, postings
from bot.storage.calls import Call, Change, Keys, Known, Send, Strip, Words
from bot.storage.database import Transaction
from bot.storage.rows import Rows
from bot.storage.subjects import StoredSubject, Subject

#: Who is at fault where a call is refused: its chat is out of reach, or the message itself can't be had.
Fault = Literal["chat", "message"]
#: How often a call is put again by itself: one that is refused each time its chat seems to be back is left to staff.
HOLDS = 5


@dataclass(frozen=True)
class Owed:
    """Marks a call caused by somebody else's act: its recipient can't know to ask for it again if it gets lost.

    `by` is the member of staff to be told when it can't be delivered, and when it was after all. `staff`: it is for
    staff, and not for those who are staff no longer.
    """

    subject: StoredSubject | None = None
    by: Annotated[int | None, Field(validation_alias="caused_by")] = None
    staff: Annotated[bool, Field(validation_alias="for_staff")] = False


@dataclass(frozen=True)
class Outgoing:
    """One API call to make; `attempts` counts those that failed before, `holds` how often it was held."""

    id: int
    chat_id: int
    call: Annotated[Call, PlainValidator(calls.read)]
    attempts: int = 0
    owed: Owed | None = None
    priority: int = 0
    holds: int = 0
    error: str | None = None


_owed, _calls = Rows(Owed), Rows(Outgoing)


def put(
    tx: Transaction,
    chat_id: int,
    call: Known,
    owed: Owed | None = None,
    priority: int = 0,
    not_before: str | None = None,
) -> int:
    """Queue an API call for a chat, by its present id; return the row's id. Smaller `priority` goes first.

    It is not made before that moment (UTC ISO), and can be taken back until then.
    """
    row = tx.row(
        "INSERT INTO outbox (chat_id, priority, call, owed, subject, caused_by, for_staff, created_at, not_before)"
        " VALUES (:chat, :priority, :call, :owed, :subject, :by, :staff, :now, :not_before) RETURNING id",
        chat=chats.present(tx, chat_id),
        priority=priority,
        call=calls.written(call),
        owed=owed is not None,
        subject=owed and owed.subject and str(owed.subject),
        by=owed and owed.by,
        staff=owed is not None and owed.staff,
        now=tx.now,
        not_before=not_before,
    )
    return int(row["id"])


def supersede(tx: Transaction, chat_id: int, posting_id: int) -> None:
    """Delete a posting's waiting changes in a chat, since a newer one is about to be queued."""
    tx.execute(
        "DELETE FROM outbox WHERE state = 'waiting' AND chat_id = :chat AND json_extract(call, '$.posting') = :posting",
        chat=chats.present(tx, chat_id),
        posting=posting_id,
    )


def rewrite(tx: Transaction, posting_id: int, call: Words) -> bool:
    """Change the words of a posting that is held; return whether it is held."""
    row = tx.one(
        "SELECT outbox.id FROM posting JOIN outbox ON outbox.id = outbox_id WHERE posting.id = :id AND state = 'held'",
        id=posting_id,
    )
    if row:
        _rewrite(tx, row["id"], call)
    return row is not None


def _rewrite(tx: Transaction, row_id: int, call: Words | Strip) -> None:
    tx.execute(
        "UPDATE outbox SET call = json_patch(call, :call) WHERE id = :id",
        call=json.dumps(
            {"buttons": None, **call.model_dump(include={"text", "buttons"}, exclude_defaults=True)}, ensure_ascii=False
        ),
        id=row_id,
    )


def waiting_chats(tx: Transaction, after: int) -> list[tuple[int, int]]:
    """Return (chat, row id) of each waiting call with an id above `after`, in order.

    Asked after every commit: in this order only the new rows are looked at, however many wait.
    """
    rows = tx.all(
        "SELECT chat_id, id FROM outbox WHERE state = 'waiting' AND not_before IS NULL AND id > :after ORDER BY id",
        after=after,
    )
    return [(row["chat_id"], row["id"]) for row in rows]


def later(tx: Transaction) -> dict[int, float]:
    """Return in how many seconds each call may be made that is not to be made yet, by its row's id.

    However the clock was put, it is never longer than it was meant to be.
    """
    rows = tx.all("SELECT id, created_at, not_before FROM outbox WHERE state = 'waiting' AND not_before IS NOT NULL")
    now = datetime.fromisoformat(tx.now)
    return {row["id"]: _until(datetime.fromisoformat(row["not_before"]), row["created_at"], now) for row in rows}


def _until(moment: datetime, created_at: str, now: datetime) -> float:
    meant = (moment - datetime.fromisoformat(created_at)).total_seconds()
    return min(max((moment - now).total_seconds(), 0.0), meant)


def release(tx: Transaction, ids: Iterable[int]) -> set[int]:
    """Let calls be made whose time has come, and be taken back no more; return the chats that they are for."""
    rows = tx.all(
        "UPDATE outbox SET not_before = NULL WHERE state = 'waiting' AND id IN (SELECT value FROM json_each(:ids))"
        " RETURNING chat_id",
        ids=json.dumps([*ids]),
    )
    return {row["chat_id"] for row in rows}


def following(tx: Transaction, chat_id: int) -> Outgoing | None:
    """Return a chat's next call, of the most urgent the oldest; None where none waits.

    What changes a posting gets the posting's present `message_id`.
    """
    row = tx.one(
        "SELECT * FROM outbox WHERE state = 'waiting' AND not_before IS NULL AND chat_id = :chat"
        " ORDER BY priority, id LIMIT 1",
        chat=chat_id,
    )
    if row is None:
        return None
    found = _outgoing(row)
    call = found.call
    if isinstance(call, Change | Strip) and call.posting and call.message_id is None:  # else it is for a copy of it
        shown = tx.one("SELECT message_id FROM posting WHERE id = :id", id=call.posting)
        call = call.model_copy(update={"message_id": shown and shown["message_id"]})
    return replace(found, call=call)


def sent(tx: Transaction, row_id: int, message_id: int | None) -> None:
    """Mark a call made, delete its content, and note the message's id in the posting."""
    tx.execute("UPDATE posting SET message_id = :message WHERE outbox_id = :id", message=message_id, id=row_id)
    if message_id is not None:
        tx.execute(
            "UPDATE posting SET message_id = :message WHERE id = (SELECT call ->> 'posting' FROM outbox"
            " WHERE id = :id AND call ->> 'message_id' IS NULL)",  # else it was for a copy of the message
            message=message_id,
            id=row_id,
        )
    tx.execute(
        "UPDATE outbox SET state = 'sent', call = NULL, message_id = :message, error = NULL, fault = NULL,"
        " finished_at = :now WHERE id = :id",
        message=message_id,
        now=tx.now,
        id=row_id,
    )


def hold(tx: Transaction, call: Outgoing, fault: Fault, error: str) -> Outgoing:
    """Hold a refused call, with fault and error, until it is put again; return the held call.

    A posting's call takes over the words of the changes that wait for it, and these are deleted.
    """
    for later in tx.all(
        "SELECT id, call FROM outbox WHERE state = 'waiting' AND chat_id = :chat AND id > :id AND call ->> 'posting' ="
        " (SELECT id FROM posting WHERE outbox_id = :id) ORDER BY id",
        chat=call.chat_id,
        id=call.id,
    ):
        if isinstance(change := calls.read(later["call"]), Words | Strip):
            _rewrite(tx, call.id, change)
        tx.execute("DELETE FROM outbox WHERE id = :id", id=later["id"])
    row = tx.row(
        "UPDATE outbox SET state = 'held', fault = :fault, error = :error, holds = holds + 1, finished_at = :now"
        " WHERE id = :id RETURNING *",
        fault=fault,
        error=error,
        now=tx.now,
        id=call.id,
    )
    return _outgoing(row)


def void(tx: Transaction, row_id: int, error: str) -> None:
    """Give up a refused call that nobody misses."""
    tx.execute(
        "UPDATE outbox SET state = 'void', error = :error, finished_at = :now WHERE id = :id",
        error=error,
        now=tx.now,
        id=row_id,
    )


def holds_back(tx: Transaction, chat_id: int, subject: Subject) -> bool:
    """Return whether a call about the subject is held for the chat."""
    found = tx.one(
        "SELECT 1 FROM outbox WHERE state = 'held' AND chat_id = :chat AND subject = :subject",
        chat=chat_id,
        subject=str(subject),
    )
    return found is not None


def held(tx: Transaction, limit: int) -> tuple[list[Outgoing], int]:
    """Return the held calls, the oldest first and at most `limit`, and the number of all."""
    rows = tx.all("SELECT * FROM outbox WHERE state = 'held' ORDER BY id LIMIT :limit", limit=limit)
    count = tx.row("SELECT count(*) AS n FROM outbox WHERE state = 'held'")["n"]
    return [_outgoing(row) for row in rows], count


def put_again(tx: Transaction, chat_id: int, newest: int | None = None) -> int:
    """Queue again the `newest` (None: all) calls owed to a chat within reach; return how many older ones stay held.

    They keep their order and go before what was said since; attempts count on. Messages that the chat has already are
    brought up to date.
    """
    _bring_up_to_date(tx, chat_id)
    rows = tx.all(
        "SELECT id FROM outbox WHERE state = 'held' AND chat_id = :chat AND owed = 1 AND fault = 'chat'"
        " AND holds < :holds ORDER BY id DESC",
        chat=chat_id,
        holds=HOLDS,
    )
    chosen = rows[:newest]
    for row in chosen:
        _again(tx, row["id"])
    left = rows[len(chosen) :]
    for row in left:  # one line says how many there are; the list of what is held has them still
        tx.execute("UPDATE outbox SET holds = :holds WHERE id = :id", holds=HOLDS, id=row["id"])
    return len(left)


def _bring_up_to_date(tx: Transaction, chat_id: int) -> None:
    """Queue again the last refused change of each message in the chat; delete the earlier ones."""
    changes = tx.all(
        "SELECT id, state, call ->> 'posting' AS posting FROM outbox WHERE chat_id = :chat"
        " AND state IN ('held', 'void') AND call ->> 'posting' IS NOT NULL AND call ->> 'message_id' IS NULL"
        " ORDER BY id",
        chat=chat_id,
    )
    last = {row["posting"]: row["id"] for row in changes}
    for row in changes:
        if row["id"] != last[row["posting"]]:
            tx.execute("DELETE FROM outbox WHERE id = :id", id=row["id"])
        elif row["state"] == "void":
            _again(tx, row["id"])


def put_all_again(tx: Transaction) -> int:
    """Queue all held calls again, their attempts counted anew, since staff want it; return their number."""
    rows = tx.all("SELECT id FROM outbox WHERE state = 'held'")
    for row in rows:
        put_one_again(tx, row["id"])
    return len(rows)


def put_one_again(tx: Transaction, row_id: int) -> None:
    """Queue a held call again, its attempts counted anew, since staff want it."""
    _again(tx, row_id)
    tx.execute("UPDATE outbox SET attempts = 0, holds = 1 WHERE id = :id", id=row_id)


def drop_for_staff(tx: Transaction, chat_id: int) -> None:
    """Give up the calls for staff to a chat that is no longer staff's."""
    tx.execute(
        "UPDATE outbox SET state = 'void', call = NULL WHERE chat_id = :chat AND for_staff = 1"
        " AND state IN ('waiting', 'held')",
        chat=chat_id,
    )


def _again(tx: Transaction, row_id: int) -> None:
    tx.execute("UPDATE outbox SET state = 'waiting', finished_at = NULL WHERE id = :id", id=row_id)


def copy(tx: Transaction, row: Outgoing, chat_id: int) -> None:
    """Queue a call's words for another chat, as a message with buttons of its own, kept true as the first is.

    Nothing is queued for a change of a message that the other chat has too: it is made there anyway.
    """
    if not isinstance(row.call, Words):
        return
    changed = row.call.posting if isinstance(row.call, Change) else None
    shown = postings.said_by(tx, row.id, changed)
    if shown and changed and postings.find(tx, shown.subject, shown.view, chat_id):
        return
    call = Send(text=row.call.text, buttons=_copied(tx, row.call, chat_id))
    new = put(tx, chat_id, call, row.owed, row.priority)
    if shown:
        postings.retire(tx, shown.subject, shown.view, chat_id)
        postings.add(tx, shown.subject, shown.view, chat_id, new, call.token)


def _copied(tx: Transaction, call: Words, chat_id: int) -> Keys:
    if call.token is None:
        return call.buttons
    old = call.token.partition(":")[0]
    new = keyboards.copy(tx, old, chat_id)
    return tuple(
        tuple(each.model_copy(update={"data": each.data and each.data.replace(old, new)}) for each in row)
        for row in call.buttons
    )


def failed(tx: Transaction, row_id: int, attempts: int, error: str) -> None:
    """Store the number of failed attempts and the last error."""
    tx.execute("UPDATE outbox SET attempts = :n, error = :error WHERE id = :id", n=attempts, error=error, id=row_id)


def forget(tx: Transaction, before: str) -> int:
    """Delete calls sent, or void, before a moment (UTC ISO); return the number of rows."""
    return tx.execute(
        "DELETE FROM outbox WHERE state IN ('sent', 'void') AND finished_at < :before", before=before
    ).rowcount


def _outgoing(row: sqlite3.Row) -> Outgoing:
    return _calls.of(row, owed=_owed.of(row) if row["owed"] else None)
