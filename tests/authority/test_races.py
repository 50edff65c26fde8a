"""A thousand races for one need: whoever is a moment later reads by whom, and does nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest

from bot.actions import Action
from bot.services import actions
from bot.services.runtime.turn import Caller, Services, do
from bot.storage import chain
from bot.storage.database import Database, Transaction
from tests.authority.world import HOLDS, NEED, OTHER, REASON, SUN, WANG, World

RACES = 250  # of each kind
#: What two people do to the need at the same revision, each of which only one of them can.
KINDS: dict[str, Callable[[int], list[tuple[int, Action]]]] = {
    "claim": lambda rev: [
        (HOLDS, actions.ActOn(need=NEED, rev=rev, do="claim")),
        (OTHER, actions.ActOn(need=NEED, rev=rev, do="claim")),
    ],
    "decision": lambda rev: [
        (HOLDS, actions.ActAtOnce(need=NEED, rev=rev, do="accept")),
        (OTHER, actions.Decide(need=NEED, rev=rev, do="reject", fields=(), reason=REASON)),
    ],
    "assignment": lambda rev: [
        (SUN, actions.Hand(need=NEED, rev=rev, do="assign", to=HOLDS, note="")),
        (OTHER, actions.ActOn(need=NEED, rev=rev, do="claim")),
    ],
    "withdrawal": lambda rev: [
        (WANG, actions.Withdraw(need=NEED, rev=rev)),
        (HOLDS, actions.ActAtOnce(need=NEED, rev=rev, do="accept")),
    ],
}


@pytest.mark.parametrize("kind", KINDS)
async def test_one_of_two_wins(database: Database, kind: str) -> None:
    world = World(database)
    await world.fill()
    services, winners = Services(database, world.house), Counter[int]()
    for number in range(RACES):
        rev, last = await database.transaction(again)
        racers = KINDS[kind](rev)[:: 1 if number % 2 else -1]
        await asyncio.gather(*(services.perform(Caller(who, who, "某人"), do, action) for who, action in racers))
        moved = await database.read(lambda tx, last=last: acts_since(tx, last))  # type: ignore[misc]
        (winner,) = {who for who, _ in moved}
        assert (kind, [action for _, action in moved if action != "claim"][1:]) == (kind, [])
        winners[winner] += 1
    assert (sum(winners.values()), len(winners)) == (RACES, 2)
    assert (await database.read(chain.verify)).found == ()


def again(tx: Transaction) -> tuple[int, int]:
    """Let the need wait as it was; return its revision, and the record's last row."""
    need = tx.row(
        "UPDATE need SET state = 'submitted', holder = NULL, revision = revision + 1 WHERE id = :id RETURNING revision",
        id=NEED,
    )
    return need["revision"], tx.row("SELECT max(id) AS id FROM audit")["id"]


def acts_since(tx: Transaction, last: int) -> list[tuple[int, str]]:
    """Return who has done what to the need since a row of the record."""
    rows = tx.all("SELECT actor, action FROM audit WHERE need_id = :id AND id > :last ORDER BY id", id=NEED, last=last)
    return [(row["actor"], row["action"]) for row in rows]
