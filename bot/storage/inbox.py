"""Updates from Telegram: stored before they are acknowledged, worked on in order, kept a while to recognise repeats."""

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
    """Store the updates not seen before; return their lanes."""
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
    """Return the lanes with waiting updates, the longest waiting first."""
    rows = tx.all("SELECT lane FROM inbox WHERE state = 'waiting' GROUP BY lane ORDER BY min(seq)")
    return [row["lane"] for row in rows]


def interrupted_lanes(tx: Transaction) -> list[str]:
    """Return the lanes with an update that was being worked on when the program ended."""
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
    """Mark an update done and delete its content."""
    tx.execute("UPDATE inbox SET state = 'done', raw = NULL, finished_at = :now WHERE seq = :seq", now=tx.now, seq=seq)


def park(tx: Transaction, seq: int, error: str) -> None:
    """Set aside an update that failed every time, keeping its content and `error` for an engineer."""
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
    """Delete updates done, and updates parked, before these moments (UTC ISO); return the number of rows."""
    return tx.execute(
        "DELETE FROM inbox WHERE (state = 'done' AND finished_at < :done)"
        " OR (state = 'parked' AND coalesce(finished_at, received_at) < :parked)",
        done=done_before,
        parked=parked_before,
    ).rowcount
