"""Decisions being put into words, one a member of staff and need; what is next for whom."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import Json

from bot.needs.lifecycle import HELD, WAITING, Action
from bot.storage.database import Transaction
from bot.storage.rows import Rows


@dataclass(frozen=True)
class Ruling:
    """A decision of a member of staff on a need, as far as it is written.

    `fields` are ticked, each with a reason of its own in `reasons` or that of all, `reason`. `asking` is the field that
    the next text is for, "" for all. `revision` is that of the need which it is about.
    """

    staff_id: int
    need_id: int
    action: Action
    revision: int
    begun_at: datetime
    updated_at: datetime
    fields: Json[tuple[str, ...]] = ()
    reasons: Json[Mapping[str, str]] = field(default_factory=dict)
    reason: str = ""
    asking: str = ""


_rulings = Rows(Ruling)


def begin(
    tx: Transaction, staff_id: int, need_id: int, revision: int, action: Action, reasons: Mapping[str, str]
) -> Ruling:
    """Store a decision that begins with these fields ticked, in place of any on the same need; return it."""
    return _rulings.row(
        tx,
        "INSERT INTO ruling (staff_id, need_id, action, fields, reasons, revision, begun_at, updated_at)"
        " VALUES (:staff, :need, :action, :fields, :reasons, :revision, :now, :now)"
        " ON CONFLICT (staff_id, need_id) DO UPDATE SET action = :action, fields = :fields, reasons = :reasons,"
        " reason = '', asking = '', revision = :revision, begun_at = :now, updated_at = :now RETURNING *",
        staff=staff_id,
        need=need_id,
        action=action,
        fields=json.dumps([*reasons]),
        reasons=json.dumps(dict(reasons), ensure_ascii=False),
        revision=revision,
        now=tx.now,
    )


def keep(tx: Transaction, ruling: Ruling) -> Ruling:
    """Store a decision as it is written by now; return it."""
    return _rulings.row(
        tx,
        "UPDATE ruling SET fields = :fields, reasons = :reasons, reason = :reason, asking = :asking, updated_at = :now"
        " WHERE staff_id = :staff AND need_id = :need RETURNING *",
        fields=json.dumps(list(ruling.fields)),
        reasons=json.dumps(dict(ruling.reasons), ensure_ascii=False),
        reason=ruling.reason,
        asking=ruling.asking,
        now=tx.now,
        staff=ruling.staff_id,
        need=ruling.need_id,
    )


def find(tx: Transaction, staff_id: int, need_id: int) -> Ruling | None:
    """Return the decision that somebody writes on a need; None where there is none."""
    return _rulings.one(
        tx, "SELECT * FROM ruling WHERE staff_id = :staff AND need_id = :need", staff=staff_id, need=need_id
    )


def of_need(tx: Transaction, need_id: int, since: str) -> list[Ruling]:
    """Return the decisions on a need that were worked on since a moment (UTC ISO), in the order of beginning."""
    return _rulings.all(
        tx,
        "SELECT * FROM ruling WHERE need_id = :need AND updated_at >= :since ORDER BY id",
        need=need_id,
        since=since,
    )


def drop(tx: Transaction, staff_id: int, need_id: int) -> None:
    """Forget what somebody was deciding on a need."""
    tx.execute("DELETE FROM ruling WHERE staff_id = :staff AND need_id = :need", staff=staff_id, need=need_id)


def void(tx: Transaction, need_id: int) -> None:
    """Forget what anybody was deciding on a need, which has changed."""
    tx.execute("DELETE FROM ruling WHERE need_id = :need", need=need_id)


def next_needs(tx: Transaction, staff_id: int, since: str, leagues: Sequence[str] = ()) -> Sequence[int]:
    """Return the needs that are next for a member of staff, the first first: what he holds, then what waits longest.

    What others have opened, or worked on, since a moment (UTC ISO) is theirs for now. `leagues`: of these alone.
    """
    mine = tx.all(
        "SELECT id FROM need WHERE state IN (SELECT value FROM json_each(:held)) AND holder = :staff ORDER BY place",
        held=json.dumps(sorted(HELD)),
        staff=staff_id,
    )
    free = tx.all(
        "SELECT id FROM need WHERE state IN (SELECT value FROM json_each(:waiting)) AND holder IS NULL"
        " AND owner <> :staff AND (:leagues = '[]' OR league IN (SELECT value FROM json_each(:leagues)))"
        " AND NOT EXISTS (SELECT 1 FROM ruling WHERE need_id = need.id AND staff_id <> :staff AND updated_at >= :since)"
        " AND NOT EXISTS (SELECT 1 FROM posting WHERE subject = 'need:' || need.id AND view = 'whole' AND live = 1"
        " AND chat_id <> :staff AND posted_at >= :since)"
        " ORDER BY place LIMIT 100",
        waiting=json.dumps(sorted(set(WAITING) - HELD)),
        staff=staff_id,
        since=since,
        leagues=json.dumps(list(leagues)),
    )
    return [row["id"] for row in (*mine, *free)]
