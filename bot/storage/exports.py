"""What leaves the office: the needs that are wanted, with all that was done to them, a few hundred at a time."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.needs.lifecycle import State
from bot.storage import needs
from bot.storage.attachments import Attachment
from bot.storage.needs import Act, Need
from bot.storage.transaction import Transaction
from bot.storage.versions import Request

CHUNK = 200  # needs held at once


@dataclass(frozen=True)
class Wanted:
    """Which needs: in any of the states and leagues (none: all), first submitted from `start` on and before `end`.

    Both moments are UTC ISO text, empty where there is no such bound.
    """

    states: tuple[State, ...] = ()
    leagues: tuple[str, ...] = ()
    start: str = ""
    end: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """Return what `WHERE` takes."""
        return {
            "states": json.dumps(self.states),
            "leagues": json.dumps(self.leagues),
            "start": self.start,
            "end": self.end,
        }


EVERYTHING = Wanted()
#: Picks rows of `need`.
WHERE = (
    "(:states = '[]' OR need.state IN (SELECT value FROM json_each(:states)))"
    " AND (:leagues = '[]' OR need.league IN (SELECT value FROM json_each(:leagues)))"
    " AND (:start = '' OR need.submitted_at >= :start) AND (:end = '' OR need.submitted_at < :end)"
)


@dataclass(frozen=True)
class Round:
    """One submission of a need: its number, and what the version before it was returned for."""

    number: int
    request: Request | None


@dataclass(frozen=True)
class Exported:
    """A need with its record, its submissions and its files, each in order."""

    need: Need
    acts: tuple[Act, ...]
    rounds: tuple[Round, ...]
    files: tuple[Attachment, ...]


_ACT, _REQUEST, _FILE = TypeAdapter(Act), TypeAdapter(Request), TypeAdapter(Attachment)


def count(tx: Transaction, wanted: Wanted) -> int:
    """Return how many needs there are."""
    return int(tx.row(f"SELECT count(*) AS n FROM need WHERE {WHERE}", **wanted.values)["n"])  # noqa: S608  # constant


def size(tx: Transaction, wanted: Wanted) -> tuple[int, int]:
    """Return how many files the needs have, and how many bytes these are."""
    row = tx.row(
        "SELECT count(*) AS n, coalesce(sum(attachment.size), 0) AS bytes FROM attachment"  # noqa: S608  # constant
        f" JOIN need ON need.id = attachment.need_id WHERE dropped = 0 AND attachment.state = 'stored' AND {WHERE}",
        **wanted.values,
    )
    return row["n"], row["bytes"]


def forms(tx: Transaction, wanted: Wanted) -> list[str]:
    """Return the names of the forms that the needs are on."""
    rows = tx.all(f"SELECT DISTINCT form FROM need WHERE {WHERE}", **wanted.values)  # noqa: S608  # constant
    return [row["form"] for row in rows]


def filled(tx: Transaction, wanted: Wanted, form: str) -> frozenset[str]:
    """Return the keys of the fields that anybody has filled in on a form."""
    rows = tx.all(
        "SELECT DISTINCT value.key AS key FROM need, json_each(need.content, '$.values') AS value"  # noqa: S608  # constant
        f" WHERE need.form = :form AND value.type <> 'null' AND {WHERE}",
        form=form,
        **wanted.values,
    )
    return frozenset(row["key"] for row in rows)


def each(tx: Transaction, wanted: Wanted) -> Iterator[Exported]:
    """Give the needs in the order of their submission, never more than a few in memory."""
    last = 0
    while found := needs.following(tx, last, where=WHERE, limit=CHUNK, **wanted.values):
        last = found[-1].id
        yield from _whole(tx, found)


def _whole(tx: Transaction, found: Sequence[Need]) -> Iterator[Exported]:
    ids = json.dumps([need.id for need in found])
    acts = _grouped(
        tx, "SELECT id, need_id, at, actor, actor_name, role, action, from_state, to_state, note FROM audit", ids
    )
    rounds = _grouped(tx, "SELECT need_id, number, request FROM need_version", ids)
    files = _grouped(tx, "SELECT * FROM attachment", ids, "AND dropped = 0 AND state = 'stored'")
    for need in found:
        yield Exported(
            need,
            tuple(_ACT.validate_python(row) for row in acts[need.id]),
            tuple(
                Round(row["number"], _REQUEST.validate_json(row["request"]) if row["request"] else None)
                for row in rounds[need.id]
            ),
            tuple(_FILE.validate_python(row) for row in files[need.id]),
        )


def _grouped(tx: Transaction, select: str, ids: str, more: str = "") -> Mapping[int, list[dict[str, Any]]]:
    """Return rows by the need that they belong to, in order."""
    found = defaultdict[int, list[dict[str, Any]]](list)
    where = f"WHERE need_id IN (SELECT value FROM json_each(:ids)) {more} ORDER BY id"  # noqa: S608  # constants
    rows = tx.all(f"{select} {where}", ids=ids)
    for row in rows:
        found[row["need_id"]].append(dict(row))
    return found
