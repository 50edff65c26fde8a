"""Ten thousand taps on buttons that nobody was given: forged, altered, other people's, or of another chat."""

import random
import string
from collections.abc import Iterator

import pytest

from bot.actions import Action
from bot.services import actions
from bot.services.routing import conversation
from bot.services.runtime.turn import Caller, Turn
from bot.storage import keyboards
from bot.storage.database import Database, Transaction
from bot.storage.keyboards import Labelled
from tests.authority.world import (
    DRAFT,
    GROUP,
    HOLDS,
    IN_GROUP,
    LI,
    NEED,
    OTHER,
    REASON,
    REV,
    STRANGER,
    SUN,
    WANG,
    World,
)

TAPS = 10_000
#: Whose buttons there are, and in which chat.
GIVEN: dict[tuple[int, int], tuple[Action, ...]] = {
    (WANG, WANG): (
        actions.Withdraw(need=NEED, rev=REV),
        actions.Delete(draft_id=DRAFT),
        actions.EraseMine(),
        actions.ShowMine(need=NEED),
    ),
    (HOLDS, HOLDS): (
        actions.Decide(need=NEED, rev=REV, do="accept", fields=(), reason=""),
        actions.Decide(need=NEED, rev=REV, do="return", fields=("title",), reason=REASON),
        actions.OpenNeed(need=NEED),
    ),
    (0, GROUP): (actions.ActOn(need=NEED, rev=REV, do="claim"), actions.OpenNeed(need=NEED)),
}
CALLERS = [(who, chat) for who in (WANG, LI, STRANGER, HOLDS, OTHER, SUN, IN_GROUP) for chat in (who, GROUP)]


@pytest.fixture
async def world(database: Database) -> World:
    made = World(database)
    await made.fill()
    return made


def give(tx: Transaction) -> dict[tuple[int, int], list[str]]:
    """Return the tokens of all buttons that there are, by whom they are for and where."""
    return {
        (who, chat): list(keyboards.put(tx, chat, who or None, [Labelled(each, "") for each in given]))
        for (who, chat), given in GIVEN.items()
    }


def forged(tokens: list[str], chance: random.Random) -> Iterator[str]:
    """Give tokens that are none: one letter or the place is another, or the whole."""
    letters = string.ascii_letters + string.digits + "-_:"
    while True:
        token = chance.choice(tokens)
        name, _, place = token.partition(":")
        at = chance.randrange(len(name))
        yield chance.choice(
            (
                f"{name[:at]}{chance.choice(letters)}{name[at + 1 :]}:{place}",
                f"{name}:{chance.choice(('-1', '99', '', '1e3', '٣', '0x0', '999999999999999999999', place + ' '))}",
                "".join(chance.choices(letters, k=len(token))),
                f"{name}:{place}:{place}",
                chance.choice(("", ":", name, "0", "'; DROP TABLE need; --", "\x00", "密" * 20)),
            )
        )


async def test_no_tap_on_what_nobody_was_given_does_anything(world: World) -> None:
    chance = random.Random(1)  # noqa: S311  # the same each time

    def work(tx: Transaction) -> int:
        tokens = give(tx)
        genuine = {token: given for given, each in tokens.items() for token in each}
        made, done = forged([*genuine], chance), 0
        tx.execute("DELETE FROM touched")
        while done < TAPS:
            caller, at = chance.choice(CALLERS)
            token = chance.choice([*genuine]) if chance.random() < 0.5 else next(made)
            if genuine.get(token) in ((caller, at), (0, at)):
                continue  # his own
            turn = Turn(tx, Caller(caller, at, "某人", message_id=77), world.house)
            conversation.tap(turn, token)
            assert (turn.toast is not None, tx.all("SELECT * FROM touched")) == (True, []), (caller, at, token)
            done += 1
        shown = tx.all("SELECT call FROM outbox WHERE call LIKE '%密七八九%'")
        assert shown == []
        return done

    assert await world.database.transaction(work) == TAPS
