"""What staff are reminded of by the calendar: needs that wait or are left alone, and what was said of them already."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.needs.lifecycle import Action, State
from bot.storage.database import Transaction
from bot.storage.needs import Need, by_id


@dataclass(frozen=True)
class Due:
    """A need, and since when it is as it is."""

    need: Need
    since: datetime


def say_once(tx: Transaction, kind: str, need_id: int, step: str) -> bool:
    """Note that something is said of a need (0: of none) at this step; return False where it was said before."""
    done = tx.execute(
        "INSERT INTO routine (kind, need_id, step, said_at) VALUES (:kind, :need, :step, :now) ON CONFLICT DO NOTHING",
        kind=kind,
        need=need_id,
        step=step,
        now=tx.now,
    )
    return done.rowcount == 1


def waiting(tx: Transaction, kind: str, states: Sequence[State], since: Sequence[Action], before: str) -> list[Due]:
    """Return the needs in `states` whose last act of `since` was before a moment (UTC ISO), but for those told of."""
    return _due(tx, kind, states, "act.action IN (SELECT value FROM json_each(:since))", before, since)


def left_alone(tx: Transaction, kind: str, states: Sequence[State], before: str) -> list[Due]:
    """Return the needs in `states` on which staff acted last before a moment (UTC ISO), but for those told of."""
    return _due(tx, kind, states, "act.role <> 'owner'", before)


def _due(
    tx: Transaction, kind: str, states: Sequence[State], acts: str, before: str, since: Sequence[Action] = ()
) -> list[Due]:
    rows = tx.all(
        "SELECT each.id, each.since FROM (SELECT need.id, need.holder, (SELECT max(act.at) FROM audit AS act"  # noqa: S608  # constants
        f" WHERE act.need_id = need.id AND {acts}) AS since FROM need"
        " WHERE need.erased_at IS NULL AND need.state IN (SELECT value FROM json_each(:states))) AS each"
        " WHERE each.since < :before AND NOT EXISTS (SELECT 1 FROM routine AS said"
        " WHERE said.kind = :kind AND said.need_id = each.id AND said.step = each.since) ORDER BY each.since, each.id",
        kind=kind,
        states=json.dumps(list(states)),
        since=json.dumps(list(since)),
        before=before,
    )
    return [Due(need, datetime.fromisoformat(row["since"])) for row in rows if (need := by_id(tx, row["id"]))]


def held_by_each(tx: Transaction) -> dict[int, int]:
    """Return how many needs each holder has in hand."""
    rows = tx.all("SELECT holder, count(*) AS n FROM need WHERE holder IS NOT NULL GROUP BY holder ORDER BY holder")
    return {row["holder"]: row["n"] for row in rows}


def resubmitted(tx: Transaction, states: Sequence[State]) -> int:
    """Return how many of the needs in `states` have come back after a return."""
    row = tx.row(
        "SELECT count(*) AS n FROM need WHERE erased_at IS NULL AND state IN (SELECT value FROM json_each(:states))"
        " AND (SELECT act.action FROM audit AS act WHERE act.need_id = need.id AND act.from_state <> act.to_state"
        " ORDER BY act.id DESC LIMIT 1) = 'resubmit'",
        states=json.dumps(list(states)),
    )
    return int(row["n"])


def open_talks(tx: Transaction) -> int:
    """Return how many talks go on."""
    return int(tx.row("SELECT count(*) AS n FROM talk WHERE ended_at IS NULL")["n"])
