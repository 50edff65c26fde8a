"""Needs that may be the same as others: their sketches, and how sure it is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.storage.rows import Rows
from bot.storage.transaction import Transaction

#: Needs that are of no account any more, as against another that may be the same.
GONE = "state IN ('withdrawn', 'rejected') OR erased_at IS NOT NULL"
NOTHING = 0  # stands for the sketch of a need about which nothing is told
NEAR = 20  # needs that are looked at more closely


@dataclass(frozen=True)
class Likeness:
    """That a need is the same as the one with `other_id`, as sure as `percent`."""

    other_id: int
    percent: int


_likenesses = Rows(Likeness)


def sketch(tx: Transaction, need_id: int, numbers: Sequence[int]) -> None:
    """Store a need's sketch in place of the one before."""
    tx.execute("DELETE FROM sketch WHERE need_id = :need", need=need_id)
    tx.execute(
        "INSERT INTO sketch (number, need_id) SELECT value, :need FROM json_each(:numbers)",
        need=need_id,
        numbers=json.dumps([*numbers] or [NOTHING]),
    )


def near(tx: Transaction, need_id: int) -> list[int]:
    """Return the needs whose sketches have most in common with a need's, the nearest first."""
    rows = tx.all(
        "SELECT theirs.need_id AS id FROM sketch AS mine JOIN sketch AS theirs ON theirs.number = mine.number"
        " WHERE mine.need_id = :need AND mine.number <> :nothing AND theirs.need_id <> :need"
        " GROUP BY theirs.need_id ORDER BY count(*) DESC, theirs.need_id DESC LIMIT :most",
        need=need_id,
        nothing=NOTHING,
        most=NEAR,
    )
    return [row["id"] for row in rows]


def keep(tx: Transaction, need_id: int, found: Mapping[int, int]) -> None:
    """Store how sure it is that a need is the same as which others, in percent, in place of what was known of it."""
    tx.execute("DELETE FROM likeness WHERE need_id = :need OR other_id = :need", need=need_id)
    for other, percent in found.items():
        tx.execute(
            "INSERT INTO likeness (need_id, other_id, percent) VALUES (:need, :other, :percent)",
            need=need_id,
            other=other,
            percent=percent,
        )


def of_need(tx: Transaction, need_id: int) -> list[Likeness]:
    """Return with which needs that still count a need may be the same, the surest first."""
    both = (
        "SELECT other_id, percent FROM likeness WHERE need_id = :need"
        " UNION SELECT need_id, percent FROM likeness WHERE other_id = :need"
    )
    counts = f"SELECT id FROM need WHERE NOT ({GONE})"  # noqa: S608  # constants
    sql = f"SELECT * FROM ({both}) WHERE other_id IN ({counts}) ORDER BY percent DESC, other_id"  # noqa: S608  # constants
    return _likenesses.all(tx, sql, need=need_id)


def unsketched(tx: Transaction, most: int) -> list[int]:
    """Return the ids of needs that were submitted before there were sketches, the oldest first."""
    lacking = "erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM sketch WHERE need_id = need.id)"
    rows = tx.all(f"SELECT id FROM need WHERE {lacking} ORDER BY id LIMIT :most", most=most)  # noqa: S608  # constants
    return [row["id"] for row in rows]
