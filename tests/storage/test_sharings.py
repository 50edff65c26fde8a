"""An invitation works once and in time, moves with its draft to the need, and goes with whom it is about."""

from datetime import timedelta

import pytest

from bot.storage import drafts, erasing, needs, sharings
from bot.storage.database import Database, Transaction
from bot.storage.erasing import Erased, Traces
from bot.storage.needs import Content
from tests.storage.conftest import Clock

WANG, LI, OTHER = 1001, 1002, 1003


def invited(tx: Transaction, clock: Clock, *digests: str) -> int:
    """Make 王芳's draft with an invitation for each digest, good for a week; return its id."""
    draft_id, until = drafts.create(tx, WANG), (clock.now + timedelta(days=7)).isoformat(timespec="microseconds")
    for digest in digests:
        sharings.invite(tx, draft_id, None, by=WANG, digest=digest, expires=until)
    return draft_id


async def joins(database: Database, sharing: int, user_id: int) -> bool:
    return await database.transaction(lambda tx: sharings.join(tx, sharing, user_id, "李强"))


async def test_a_link_works_once_in_time_and_until_it_is_taken_back(database: Database, clock: Clock) -> None:
    draft = await database.transaction(lambda tx: invited(tx, clock, "a", "b", "c"))
    assert [await joins(database, 1, user_id) for user_id in (LI, OTHER)] == [True, False]
    await database.transaction(lambda tx: sharings.end(tx, 2))
    assert await joins(database, 2, OTHER) is False
    clock.passes(days=7)
    assert await joins(database, 3, OTHER) is False
    assert [each.user_id for each in await database.read(lambda tx: sharings.of(tx, draft, None))] == [LI]
    await database.transaction(sharings.forget)
    assert [each.id for each in await database.read(lambda tx: sharings.of_user(tx, WANG))] == [1]


async def test_it_goes_over_to_the_need_and_to_what_mends_that(database: Database, clock: Clock) -> None:
    def work(tx: Transaction) -> None:
        draft = invited(tx, clock, "a")
        sharings.join(tx, 1, LI, "李强")
        needs.create(tx, reference="1", owner=WANG, draft_id=draft, state="submitted", league=None, content=Content())
        drafts.delete(tx, draft)
        drafts.create(tx, WANG, 1)

    await database.transaction(work)
    shared = await database.read(lambda tx: ([n.id for n in needs.shared_with(tx, LI)], len(drafts.of_person(tx, LI))))
    assert shared == ([1], 1)


async def test_what_others_have_changed_is_told_once(database: Database, clock: Clock) -> None:
    draft = await database.transaction(lambda tx: invited(tx, clock, "a"))
    await database.transaction(lambda tx: sharings.look(tx, draft, WANG, "title"))
    await database.transaction(lambda tx: sharings.changed(tx, draft, LI, ["title"], [WANG]))
    await database.transaction(lambda tx: sharings.changed(tx, draft, LI, ["budget", "title"], [WANG]))
    assert await database.read(lambda tx: sharings.seen(tx, draft, WANG)) == sharings.Seen(
        "title", ((LI, "title"), (LI, "budget"))
    )
    await database.transaction(lambda tx: sharings.look(tx, draft, WANG, "budget"))
    assert await database.read(lambda tx: sharings.seen(tx, draft, WANG)) == sharings.Seen("budget", ())


@pytest.mark.parametrize(("who", "drafts_left"), [(LI, 1), (WANG, 0)])
async def test_it_is_erased_with_either(database: Database, clock: Clock, who: int, drafts_left: int) -> None:
    draft = await database.transaction(lambda tx: invited(tx, clock, "a"))
    await joins(database, 1, LI)
    await database.transaction(lambda tx: sharings.changed(tx, draft, LI, ["title"], [WANG]))
    assert await database.read(lambda tx: erasing.count(tx, LI)) == Erased(sharings=1)
    await database.transaction(lambda tx: erasing.at_once(tx, who, Traces("已清除", ())))
    assert await database.read(lambda tx: tx.all("SELECT * FROM sharing")) == []
    assert len(await database.read(lambda tx: tx.all("SELECT * FROM draft"))) == drafts_left
