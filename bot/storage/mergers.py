"""Needs that staff treat as one, and the record of who has joined or parted them."""

from dataclasses import dataclass
from datetime import datetime

from bot.storage import chain
from bot.storage.rows import Rows
from bot.storage.transaction import Transaction


@dataclass(frozen=True)
class Merger:
    """That a member of staff has joined a need with the one with `other_id`, or has parted them."""

    other_id: int
    joined: bool
    at: datetime
    actor_name: str
    note: str


_mergers = Rows(Merger)


def record(
    tx: Transaction, need_id: int, other_id: int, *, joined: bool, actor: int, actor_name: str, note: str
) -> None:
    """Add one row to the record of what was joined and parted: the only way in which that is done."""
    row = tx.row(
        "INSERT INTO merger (need_id, other_id, joined, at, actor, actor_name, note)"
        " VALUES (:need, :other, :joined, :now, :actor, :name, :note) RETURNING id",
        need=min(need_id, other_id),
        other=max(need_id, other_id),
        joined=joined,
        now=tx.now,
        actor=actor,
        name=actor_name,
        note=note,
    )
    chain.add(tx, "merger", row["id"])


def of_need(tx: Transaction, need_id: int) -> list[Merger]:
    """Return the record of what a need was joined with and parted from, in order."""
    return _mergers.all(
        tx,
        "SELECT need_id + other_id - :need AS other_id, joined, at, actor_name, note FROM merger"
        " WHERE need_id = :need OR other_id = :need ORDER BY id",
        need=need_id,
    )


def present(tx: Transaction, need_id: int) -> list[Merger]:
    """Return with what a need is joined now, by its last row each."""
    last = {each.other_id: each for each in of_need(tx, need_id)}
    return [each for each in last.values() if each.joined]
