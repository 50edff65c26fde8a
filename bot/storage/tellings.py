"""Tellings: who is told of an act by which message, and what became of it, also when the message's row is gone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.storage.database import Transaction
from bot.storage.outbox import Fault
from bot.storage.rows import Rows

#: waiting: it can be taken back; leaving: it is under way; held: refused, and kept; lost: given up.
State = Literal["waiting", "leaving", "arrived", "held", "lost"]


@dataclass(frozen=True)
class Telling:
    """That `recipient` is told of an act; `waits_until`: until when the message could be taken back (None: never)."""

    need_id: int
    act_id: int
    recipient: int
    outbox_id: int
    state: State
    fault: Fault | None
    waits_until: datetime | None = None
    arrived_at: datetime | None = None


_tellings = Rows(Telling)
_STATE = (
    "SELECT telling.*, outbox.fault, CASE WHEN arrived_at IS NOT NULL THEN 'arrived'"
    " WHEN outbox.state = 'waiting' AND not_before IS NOT NULL THEN 'waiting' WHEN outbox.state = 'waiting'"
    " THEN 'leaving' WHEN outbox.state = 'held' THEN 'held' ELSE 'lost' END AS state"
    " FROM telling LEFT JOIN outbox ON outbox.id = outbox_id"
)


def add(tx: Transaction, need_id: int, act_id: int, recipient: int, outbox_id: int, waits_until: str | None) -> None:
    """Store that a person is told of an act by the message in that row."""
    tx.execute(
        "INSERT INTO telling (need_id, act_id, recipient, outbox_id, waits_until)"
        " VALUES (:need, :act, :recipient, :outbox, :until)",
        need=need_id,
        act=act_id,
        recipient=recipient,
        outbox=outbox_id,
        until=waits_until,
    )


def of_need(tx: Transaction, need_id: int) -> list[Telling]:
    """Return who is told of what is done to a need, in order."""
    return _tellings.all(tx, f"{_STATE} WHERE telling.need_id = :need ORDER BY telling.id", need=need_id)


def first_waiting(tx: Transaction, need_id: int) -> int | None:
    """Return the first act of a need of which nobody has been told yet, since its notice waits; None without one."""
    row = tx.one(
        "SELECT act_id FROM telling JOIN outbox ON outbox.id = outbox_id WHERE need_id = :need"
        " AND state = 'waiting' AND not_before IS NOT NULL ORDER BY act_id LIMIT 1",
        need=need_id,
    )
    return int(row["act_id"]) if row else None


def take_back(tx: Transaction, need_id: int, act_id: int) -> bool:
    """Take back the messages that tell of an act, if none has left; return whether that is so."""
    told = [each for each in of_need(tx, need_id) if each.act_id == act_id]
    states = {each.state for each in told}
    if "waiting" not in states or states - {"waiting", "lost"}:  # lost: he had erased what waited for him
        return False
    tx.execute(  # a long notice is several calls
        "DELETE FROM outbox WHERE state = 'waiting' AND subject = :subject AND not_before IN"
        " (SELECT waits_until FROM telling WHERE act_id = :act)",
        subject=f"need:{need_id}",
        act=act_id,
    )
    tx.execute("DELETE FROM telling WHERE act_id = :act", act=act_id)
    return True


def drop(tx: Transaction, need_id: int, recipient: int) -> None:
    """Tell somebody nothing more of what waits to be told of a need: it is not his any more."""
    tx.execute(
        "DELETE FROM outbox WHERE state = 'waiting' AND chat_id = :recipient AND subject = :subject"
        " AND not_before IS NOT NULL",
        recipient=recipient,
        subject=f"need:{need_id}",
    )
    tx.execute(
        "DELETE FROM telling WHERE need_id = :need AND recipient = :recipient AND arrived_at IS NULL",
        need=need_id,
        recipient=recipient,
    )


def arrive(tx: Transaction, outbox_id: int) -> bool:
    """Note that a message has arrived; return whether it tells of an act and could have been taken back before."""
    row = tx.one(
        "UPDATE telling SET arrived_at = :now WHERE outbox_id = :id RETURNING waits_until", now=tx.now, id=outbox_id
    )
    return row is not None and row["waits_until"] is not None
