"""What Telegram handed over: stored before it is acknowledged, worked on in order, kept a while to know repeats."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.storage.database import Transaction


@dataclass(frozen=True)
class Received:
    """A raw update with its lane."""

    update_id: int
    lane: str
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Waiting:
    """An update to work on; `attempts` counts the present one."""

    seq: int
    raw: dict[str, Any]
    attempts: int


def receive(tx: Transaction, bot_id: int, updates: Iterable[Received]) -> list[str]:
    """Store those not seen before; return the lanes that have something new to work on."""
    lanes = []
    for update in updates:
        row = tx.one(
            "INSERT INTO inbox (bot_id, update_id, lane, raw, received_at) VALUES (:bot, :update, :lane, :raw, :now)"
            " ON CONFLICT (bot_id, update_id) DO NOTHING RETURNING seq",
            bot=bot_id,
            update=update.update_id,
            lane=update.lane,
            raw=json.dumps(update.raw),  # escaped: half a surrogate pair could not be stored as it is
            now=tx.now,
        )
        if row:
            lanes.append(update.lane)
    return lanes


def waiting_lanes(tx: Transaction) -> list[str]:
    """Return the lanes with something to do, the longest waiting first."""
    rows = tx.all("SELECT lane FROM inbox WHERE state = 'waiting' GROUP BY lane ORDER BY min(seq)")
    return [row["lane"] for row in rows]


def interrupted_lanes(tx: Transaction) -> list[str]:
    """Return the lanes whose next update was being worked on when the program ended."""
    rows = tx.all("SELECT lane FROM inbox WHERE state = 'waiting' AND attempts > 0 GROUP BY lane ORDER BY min(seq)")
    return [row["lane"] for row in rows]


def take(tx: Transaction, lane: str) -> Waiting | None:
    """Count an attempt at the lane's oldest waiting update and return it."""
    row = tx.one(
        "UPDATE inbox SET attempts = attempts + 1 WHERE seq ="
        " (SELECT seq FROM inbox WHERE state = 'waiting' AND lane = :lane ORDER BY seq LIMIT 1)"
        " RETURNING seq, raw, attempts",
        lane=lane,
    )
    return Waiting(row["seq"], json.loads(row["raw"]), row["attempts"]) if row else None


def finish(tx: Transaction, seq: int) -> None:
    """Mark an update done and forget what it said."""
    tx.execute("UPDATE inbox SET state = 'done', raw = NULL, finished_at = :now WHERE seq = :seq", now=tx.now, seq=seq)


def park(tx: Transaction, seq: int, error: str) -> None:
    """Set an update aside that failed every time, with what it said, for an engineer to look at."""
    tx.execute(
        "UPDATE inbox SET state = 'parked', error = :error, finished_at = :now WHERE seq = :seq",
        error=error,
        now=tx.now,
        seq=seq,
    )


def parked_since(tx: Transaction, since: str) -> int:
    """Return how many updates were set aside since a moment (UTC ISO)."""
    return int(
        tx.row("SELECT count(*) AS n FROM inbox WHERE state = 'parked' AND finished_at >= :since", since=since)["n"]
    )


def forget(tx: Transaction, done_before: str, parked_before: str) -> int:
    """Delete what was finished, and what was parked, before these moments (UTC ISO); return how many rows went."""
    return tx.execute(
        "DELETE FROM inbox WHERE (state = 'done' AND finished_at < :done)"
        " OR (state = 'parked' AND coalesce(finished_at, received_at) < :parked)",
        done=done_before,
        parked=parked_before,
    ).rowcount
