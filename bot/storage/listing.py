"""Lists of needs for staff, by what they are to be: pages in the order of the line, and how many there are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.needs.lifecycle import STATES, State
from bot.storage import needs, search
from bot.storage.needs import Need
from bot.storage.transaction import Transaction

Order = Literal["waiting", "newest", "months"]
#: What waits for staff; word for word as in the index need_waiting, or that is not used.
WAITING: frozenset[State] = frozenset({"submitted", "in_review"})
_WAITING = "state IN ('submitted', 'in_review')"
_ORDERS: Mapping[Order, tuple[str, str]] = {
    "waiting": ("place", "place DESC"),
    "newest": ("place DESC", "place"),
    "months": ("months, place", "months DESC, place DESC"),
}
_FILES = "EXISTS (SELECT 1 FROM attachment WHERE need_id = need.id AND state = 'stored' AND dropped = 0)"


@dataclass(frozen=True)
class Filter:
    """What the needs of a list are to be: in one of `states`, of a league, and so on; None and False ask nothing.

    `leagues` are those that the reader is limited to; none: he is not. `before`: who has waited since before (UTC ISO).
    """

    states: Sequence[State]
    leagues: Sequence[str] = ()
    league: str | None = None
    holder: int | None = None
    domain: str | None = None
    before: str | None = None
    again: bool = False
    unheld: bool = False
    files: bool = False
    words: Sequence[str] = ()

    def sql(self) -> tuple[str, dict[str, object]]:
        """Return the conditions in SQL about a row of need, and their values."""
        given = {"league": self.league, "holder": self.holder, "domain": self.domain, "before": self.before}
        values: dict[str, object] = {name: value for name, value in given.items() if value is not None}
        parts = [] if frozenset(self.states) == frozenset(STATES) else [self._state(values)]
        parts += [f"{name} = :{name}" for name in ("league", "holder", "domain") if name in values]
        parts += ["waiting_since < :before"] if self.before else []
        if self.leagues:
            parts.append("league IN (SELECT value FROM json_each(:leagues))")
            values["leagues"] = json.dumps(list(self.leagues))
        flags = {"again = 1": self.again, "holder IS NULL": self.unheld, _FILES: self.files}
        return " AND ".join([*parts, *(sql for sql, asked in flags.items() if asked)]), values

    def _state(self, values: dict[str, object]) -> str:
        if frozenset(self.states) == WAITING:
            return _WAITING
        if len(self.states) == 1:
            values["state"] = self.states[0]
            return "state = :state"
        values["states"] = json.dumps(list(self.states))
        return "state IN (SELECT value FROM json_each(:states))"

    @property
    def counted(self) -> bool:
        """Return whether the table of counts says how many there are."""
        return not (self.holder or self.domain or self.before or self.again or self.unheld or self.files)


def page(tx: Transaction, wanted: Filter, order: Order, *, limit: int, offset: int) -> tuple[list[Need], int]:
    """Return a page of the needs that are wanted, in order, and how many there are.

    Found by words there are search.MOST at most.
    """
    if wanted.words:
        found = found_by(tx, wanted)
        return needs.by_ids(tx, _sorted(tx, found, order, limit, offset)), len(found)
    total = count(tx, wanted)
    return needs.by_ids(tx, _ids(tx, wanted, order, limit, offset, total)), total


def found_by(tx: Transaction, wanted: Filter) -> list[int]:
    """Return the ids of the needs that are wanted, found by the filter's words, the best first."""
    where, values = wanted.sql()
    return search.find(tx, wanted.words, where, values)


def _sorted(tx: Transaction, found: Sequence[int], order: Order, limit: int, offset: int) -> list[int]:
    rows = tx.all(
        "SELECT id FROM need WHERE id IN (SELECT value FROM json_each(:ids))"  # noqa: S608  # constants
        f" ORDER BY {_ORDERS[order][0]} LIMIT :limit OFFSET :offset",
        ids=search.ids(found),
        limit=limit,
        offset=offset,
    )
    return [row["id"] for row in rows]


def _ids(tx: Transaction, wanted: Filter, order: Order, limit: int, offset: int, total: int) -> list[int]:
    """Return the ids of a page; those near the end are looked up from there."""
    where, values = wanted.sql()
    where = where or "TRUE"
    limit = min(limit, max(0, total - offset))
    behind = total - offset - limit
    forwards, backwards = _ORDERS[order]
    turned = behind < offset
    rows = tx.all(
        f"SELECT id FROM need WHERE {where} ORDER BY {backwards if turned else forwards}"  # noqa: S608  # constants
        " LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=behind if turned else offset,
        **values,
    )
    found = [row["id"] for row in rows]
    return found[::-1] if turned else found


def count(tx: Transaction, wanted: Filter) -> int:
    """Return how many needs are wanted; of those found by words, search.MOST at most."""
    if wanted.words:
        return len(found_by(tx, wanted))
    if wanted.counted:
        counts = by_state(tx, wanted.leagues, wanted.league)
        return sum(counts.get(state, 0) for state in wanted.states)
    where, values = wanted.sql()
    where = where or "TRUE"
    return int(tx.row(f"SELECT count(*) AS n FROM need WHERE {where}", **values)["n"])  # noqa: S608  # constants


def by_state(tx: Transaction, leagues: Sequence[str] = (), league: str | None = None) -> dict[State, int]:
    """Return how many needs there are in each state, of one league or of those that the reader is limited to."""
    rows = tx.all(
        "SELECT state, sum(needs) AS n FROM need_count WHERE (:league IS NULL OR league = :league)"
        " AND (:every OR league IN (SELECT value FROM json_each(:leagues))) GROUP BY state",
        league=league,
        every=not leagues,
        leagues=json.dumps(list(leagues)),
    )
    return {row["state"]: row["n"] for row in rows}


def kept_view(tx: Transaction, user_id: int) -> str | None:
    """Return the filters that a member of staff has set, as they were kept; None where he never has."""
    row = tx.one("SELECT view FROM queue_view WHERE user_id = :user", user=user_id)
    return row["view"] if row else None


def keep_view(tx: Transaction, user_id: int, view: str) -> None:
    """Keep the filters that a member of staff has set."""
    tx.execute(
        "INSERT INTO queue_view VALUES (:user, :view) ON CONFLICT (user_id) DO UPDATE SET view = :view",
        user=user_id,
        view=view,
    )
