"""What is being written: one new need a person, one for each returned one, new entries; at most one of them active."""

import sqlite3
from datetime import timedelta
from functools import partial

import pytest

from bot.storage import drafts, focus, needs
from bot.storage.database import Database, Transaction
from bot.storage.drafts import About, DraftRow
from bot.storage.needs import Content
from tests.storage.conftest import Clock

WANG, LI = 1001, 1002
ABOUT = About(3, (), "钱😀")


async def create(database: Database, owner: int = WANG, need_id: int | None = None) -> int:
    """Begin a draft and write it."""

    def work(tx: Transaction) -> int:
        draft_id = drafts.create(tx, owner, need_id)
        focus.write(tx, owner, draft_id)
        return draft_id

    return await database.transaction(work)


async def submitted(database: Database, draft_id: int, owner: int = WANG) -> int:
    """Turn a draft into a need; return the need's id."""
    need = await database.transaction(
        lambda tx: needs.create(
            tx,
            reference=f"NM-2026-{draft_id:06d}",
            owner=owner,
            draft_id=draft_id,
            state="returned",
            league=None,
            content=Content(),
        )
    )
    await database.transaction(lambda tx: drafts.delete(tx, draft_id))
    return need.id


async def active(database: Database, owner: int = WANG) -> int | None:
    draft = await database.read(lambda tx: drafts.active(tx, owner))
    return draft.id if draft else None


async def test_a_new_draft_is_empty_and_active(database: Database, clock: Clock) -> None:
    draft_id = await create(database)
    assert await database.read(lambda tx: drafts.active(tx, WANG)) == DraftRow(
        id=draft_id, owner=WANG, need_id=None, content={}, updated_at=clock.now, created_at=clock.now
    )
    assert await active(database, LI) is None


async def test_what_is_kept_is_there_again(database: Database, clock: Clock) -> None:
    draft_id = await create(database)
    content = {"values": {"title": "稀土“抛光”\n\x00\U0001f600", "budget": 800, "flags": [True, None]}, "revision": 3}
    clock.passes(minutes=5)
    await database.transaction(lambda tx: drafts.keep(tx, draft_id, content))
    kept = DraftRow(draft_id, WANG, None, content, clock.now, created_at=clock.now - timedelta(minutes=5))
    assert await database.read(lambda tx: drafts.of_owner(tx, WANG)) == [kept]


async def test_new_needs_side_by_side_have_names(database: Database) -> None:
    first, second = await create(database), await create(database)
    await database.transaction(lambda tx: drafts.call(tx, first, "推舟机构"))
    named = [(draft.id, draft.name) for draft in await database.read(lambda tx: drafts.of_owner(tx, WANG))]
    assert (named, await active(database)) == ([(second, ""), (first, "推舟机构")], second)


async def test_a_draft_knows_its_form(database: Database) -> None:
    need = await create(database)
    interest = await database.transaction(lambda tx: drafts.create(tx, WANG, form="interest"))
    found = await database.read(lambda tx: drafts.of_owner(tx, WANG))
    assert [(draft.id, draft.form) for draft in found] == [(interest, "interest"), (need, "need")]


async def test_one_draft_for_each_returned_need(database: Database) -> None:
    first, second = await submitted(database, await create(database)), await submitted(database, await create(database))
    ids = [await create(database, need_id=need) for need in (first, second)]
    for owner in (WANG, LI):
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            await create(database, owner, need_id=first)
    found = [await database.read(partial(drafts.of_need, need_id=need)) for need in (first, second)]
    assert [draft and (draft.id, draft.need_id) for draft in found] == list(zip(ids, (first, second), strict=True))


async def test_a_draft_of_a_need_that_is_not_there_is_refused(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await create(database, need_id=99)


async def test_one_active_draft_a_person(database: Database) -> None:
    need = await submitted(database, await create(database))
    new, other = await create(database), await create(database, LI)
    assert (await active(database), await active(database, LI)) == (new, other)
    mending = await create(database, need_id=need)
    assert (await active(database), await active(database, LI)) == (mending, other)
    await database.transaction(lambda tx: focus.write(tx, WANG, new))
    assert (await active(database), await active(database, LI)) == (new, other)
    await database.transaction(lambda tx: focus.rest(tx, WANG, mending))
    assert await active(database) == new
    await database.transaction(lambda tx: focus.rest(tx, WANG, new))
    assert await active(database) is None


async def test_the_latest_touched_comes_first(database: Database, clock: Clock) -> None:
    need = await submitted(database, await create(database))
    new = await create(database)
    clock.now += timedelta(seconds=1)
    mending = await create(database, need_id=need)

    async def listed() -> list[int]:
        return [draft.id for draft in await database.read(lambda tx: drafts.of_owner(tx, WANG))]

    assert await listed() == [mending, new]
    clock.now += timedelta(seconds=1)
    await database.transaction(lambda tx: drafts.keep(tx, new, {}))
    assert await listed() == [new, mending]


async def test_a_deleted_draft_makes_room_and_its_number_is_not_used_again(database: Database) -> None:
    draft_id = await create(database)
    await database.transaction(lambda tx: drafts.delete(tx, draft_id))
    assert (await active(database), await create(database)) == (None, draft_id + 1)


async def test_keeping_a_draft_that_is_gone_raises(database: Database) -> None:
    with pytest.raises(LookupError):
        await database.transaction(lambda tx: drafts.keep(tx, 99, {}))


async def test_several_new_entries_can_be_under_way_beside_a_need(database: Database, clock: Clock) -> None:
    first, second = [await database.transaction(lambda tx: drafts.create(tx, WANG, about=ABOUT)) for _ in range(2)]
    need = await create(database)

    async def latest() -> int | None:
        entry = await database.read(lambda tx: drafts.entry(tx, WANG))
        return entry.id if entry else None

    assert await latest() == second
    found = await database.read(lambda tx: drafts.by_id(tx, first))
    assert found == DraftRow(first, WANG, None, {}, clock.now, ABOUT, created_at=clock.now)
    clock.passes(hours=-1)  # what was touched last is so whatever the clock says
    await database.transaction(lambda tx: drafts.keep(tx, first, {}))
    assert await latest() == first
    began = clock.now + timedelta(hours=1)
    kept = DraftRow(need, WANG, None, {}, began, created_at=began)
    assert await database.read(lambda tx: drafts.of_owner(tx, WANG)) == [kept]
    assert await database.transaction(lambda tx: drafts.forget(tx, "9")) == 2
    assert (await latest(), await active(database)) == (None, need)
