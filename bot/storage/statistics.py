"""Needs counted: by state, league, week and any field, sums of money, and what was done when. Nobody is named."""

import json
from collections.abc import Iterator, Sequence

from bot.storage.exports import WHERE, Wanted
from bot.storage.transaction import Transaction

DECISIONS = ("accept", "return", "reject")
BEGINS = ("submit", "resubmit", "reopen")
#: Picks rows of `audit`: not what was undone, which only the move right after it can do.
STANDS = (
    "coalesce((SELECT later.action FROM audit AS later WHERE later.need_id = audit.need_id AND later.id > audit.id"
    " AND later.from_state <> later.to_state ORDER BY later.id LIMIT 1), '') <> 'undo'"
)


def by_state(tx: Transaction, wanted: Wanted, form: str) -> dict[str, int]:
    """Return how many needs there are in each state."""
    return _counted(tx, "state", wanted, form)


def by_league(tx: Transaction, wanted: Wanted, form: str) -> dict[str, int]:
    """Return how many needs each league has, by its code; empty for those without one."""
    return _counted(tx, "coalesce(league, '')", wanted, form)


def by_hour(tx: Transaction, wanted: Wanted, form: str) -> dict[str, int]:
    """Return how many needs were first submitted in each hour, as 2026-11-02T09 in UTC."""
    return _counted(tx, "substr(submitted_at, 1, 13)", wanted, form)


def by_value(tx: Transaction, wanted: Wanted, form: str, field: str) -> dict[str, int]:
    """Return how many needs have each value in a field; empty for those without one."""
    return _counted(tx, "coalesce(json_extract(content, '$.values.' || :field), '')", wanted, form, field=field)


def _counted(tx: Transaction, what: str, wanted: Wanted, form: str, **values: object) -> dict[str, int]:
    rows = tx.all(
        f"SELECT {what} AS what, count(*) AS n FROM need"  # noqa: S608  # constants
        f" WHERE form = :form AND {WHERE} GROUP BY what ORDER BY what",
        form=form,
        **wanted.values,
        **values,
    )
    return {str(row["what"]): row["n"] for row in rows}


def total(tx: Transaction, wanted: Wanted, form: str, field: str) -> float:
    """Return the sum of what stands in a field of money."""
    row = tx.row(
        "SELECT coalesce(sum(CAST(json_extract(content, '$.values.' || :field) AS REAL)), 0) AS n FROM need"  # noqa: S608
        f" WHERE form = :form AND {WHERE}",
        form=form,
        field=field,
        **wanted.values,
    )
    return float(row["n"])


def decided(tx: Transaction, wanted: Wanted, form: str) -> Iterator[tuple[str, str]]:
    """Give for each decision that stands when its matter had come to staff, and when it was made (UTC ISO)."""
    since = dict[int, str]()
    for row in tx.execute(
        "SELECT audit.need_id, audit.at, audit.action FROM audit JOIN need ON need.id = audit.need_id"  # noqa: S608
        f" WHERE need.form = :form AND audit.action IN (SELECT value FROM json_each(:acts)) AND {STANDS} AND {WHERE}"
        " ORDER BY audit.id",
        form=form,
        acts=_listed((*BEGINS, *DECISIONS)),
        **wanted.values,
    ):
        if row["action"] in BEGINS:
            since[row["need_id"]] = row["at"]
        elif begun := since.pop(row["need_id"], None):
            yield begun, row["at"]


def _listed(values: Sequence[str]) -> str:
    return json.dumps(values)
