"""Submitted needs: numbered without gaps, changed by one at a time, with a record that nobody can touch."""

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.storage import drafts, listing, needs
from bot.storage.database import Database, Transaction
from bot.storage.listing import Filter
from bot.storage.needs import Act, Content, Need, Request
from tests.storage.conftest import Clock

WANG, LI, ZHAO, SUN = 1001, 1002, 2001, 2002


def everything(tx: Transaction) -> list[needs.Need]:
    return needs.following(tx, 0, where="1 = 1", limit=100)


async def create(database: Database, number: int = 1, owner: int = WANG, **changes: Any) -> Need:
    fields: dict[str, Any] = {
        "state": "submitted",
        "league": "包头市",
        "content": Content(values={"title": f"需求{number}"}),
    } | changes
    reference = f"NM-2026-{number:06d}"
    return await database.transaction(
        lambda tx: needs.create(tx, reference=reference, owner=owner, draft_id=number, **fields)
    )


async def change(database: Database, need: Need, **changes: Any) -> Need:
    fields = {"state": need.state, "holder": need.holder} | changes
    return await database.transaction(lambda tx: needs.change(tx, need, **fields))


# ── reference numbers ──


def reference(year: int) -> Callable[[Transaction], str]:
    return lambda tx: needs.next_reference(tx, "NM", year)


async def test_numbers_are_unique_and_without_gaps_however_many_ask_at_once(database: Database) -> None:
    given = await asyncio.gather(*(database.transaction(reference(2026)) for _ in range(60)))
    assert sorted(given) == [f"NM-2026-{number:06d}" for number in range(1, 61)]


async def test_every_year_counts_for_itself(database: Database) -> None:
    given = [await database.transaction(reference(year)) for year in (2026, 2026, 2027, 2026, 2027)]
    assert given == ["NM-2026-000001", "NM-2026-000002", "NM-2027-000001", "NM-2026-000003", "NM-2027-000002"]


async def test_a_number_whose_need_was_not_stored_is_given_to_the_next(database: Database) -> None:
    def fails(tx: Transaction) -> None:
        assert needs.next_reference(tx, "NM", 2026) == "NM-2026-000001"
        raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        await database.transaction(fails)
    assert await database.transaction(reference(2026)) == "NM-2026-000001"


# ── one need ──


async def test_a_need_is_there_by_id_reference_and_draft(database: Database, clock: Clock) -> None:
    need = await create(database, 7, content=Content(values={"title": "稀土“抛光”", "budget": 800}))
    assert need == Need(
        id=need.id,
        reference="NM-2026-000007",
        owner=WANG,
        draft_id=7,
        state="submitted",
        holder=None,
        league="包头市",
        content=Content(values={"title": "稀土“抛光”", "budget": 800}),
        request=None,
        revision=1,
        submitted_at=clock.now,
        updated_at=clock.now,
        waiting_since=clock.now,
        place=1,
    )

    def found(tx: Transaction) -> list[Need | None]:
        return [needs.by_id(tx, need.id), needs.by_reference(tx, need.reference), needs.by_draft(tx, 7)]

    def missing(tx: Transaction) -> list[Need | None]:
        return [needs.by_id(tx, 99), needs.by_reference(tx, "NM-2026-000099"), needs.by_draft(tx, 99)]

    assert await database.read(found) == [need] * 3
    assert await database.read(missing) == [None] * 3


async def test_a_draft_becomes_one_need(database: Database) -> None:
    draft_id = await database.transaction(lambda tx: drafts.create(tx, WANG))

    def submit(tx: Transaction) -> str:
        number = needs.next_reference(tx, "NM", 2026)
        needs.create(
            tx,
            reference=number,
            owner=WANG,
            draft_id=draft_id,
            state="submitted",
            league=None,
            content=Content(values={"n": 1}),
        )
        drafts.delete(tx, draft_id)
        return number

    twice = await asyncio.gather(*(database.transaction(submit) for _ in range(2)), return_exceptions=True)
    assert [twice[0], type(twice[1])] == ["NM-2026-000001", sqlite3.IntegrityError]
    assert [need.reference for need in await database.read(everything)] == ["NM-2026-000001"]
    assert await database.transaction(reference(2026)) == "NM-2026-000002"


async def test_a_change_moves_it_on(database: Database, clock: Clock) -> None:
    need = await create(database)
    clock.passes(hours=1)
    claimed = await change(database, need, state="in_review", holder=ZHAO)
    assert claimed == replace(need, state="in_review", holder=ZHAO, revision=2, updated_at=clock.now)
    request = Request(fields=("title",), reason="请写明")
    returned = await change(database, claimed, state="returned", holder=None, request=request)
    assert returned == replace(claimed, state="returned", holder=None, request=request, revision=3)
    mended = await change(
        database, returned, state="submitted", content=Content(values={"title": "新"}), league="赤峰市"
    )
    assert mended == replace(
        returned,
        state="submitted",
        content=Content(values={"title": "新"}),
        league="赤峰市",
        request=None,
        revision=4,
        waiting_since=clock.now,
        again=True,
        place=2,
    )
    assert await database.read(lambda tx: needs.by_id(tx, need.id)) == mended


async def test_what_an_older_version_has_stored_is_read_and_nothing_is_added_to_it(database: Database) -> None:
    need = await create(database)
    stored = """UPDATE need SET content = '{"values": {"budget": 12345.6789}}', request = '{"reason": "请写明"}'"""
    await database.transaction(lambda tx: tx.execute(stored))
    old = await database.read(lambda tx: needs.by_id(tx, need.id))
    assert old is not None
    assert (old.content, old.request) == (Content(values={"budget": 12345.6789}), Request(reason="请写明"))
    await change(database, old, content=Content(values={"title": "新"}, flags=("title",), form_version=2))
    row = await database.read(lambda tx: tx.row("SELECT content, request FROM need"))
    assert tuple(row) == (
        '{"values": {"title": "新"}, "flags": ["title"], "form_version": 2}',
        None,
    )


async def test_of_two_who_change_at_once_one_wins(database: Database) -> None:
    need = await create(database)
    both = (change(database, need, state="in_review", holder=who) for who in (ZHAO, SUN))
    results = await asyncio.gather(*both, return_exceptions=True)
    changed = replace(need, state="in_review", holder=ZHAO, revision=2)
    assert [results[0], type(results[1])] == [changed, LookupError]
    assert await database.read(lambda tx: needs.by_id(tx, need.id)) == changed


@pytest.mark.parametrize(
    ("state", "holder", "allowed"),
    [
        ("in_review", ZHAO, True),
        ("in_review", None, False),
        ("submitted", ZHAO, False),
        ("accepted", ZHAO, False),
        ("accepted", None, True),
    ],
)
async def test_who_holds_a_need_is_reviewing_it(
    database: Database,
    state: str,
    holder: int | None,
    allowed: bool,  # noqa: FBT001  # a table's column
) -> None:
    need = await create(database)
    if allowed:
        assert (await change(database, need, state=state, holder=holder)).state == state
    else:
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            await change(database, need, state=state, holder=holder)


async def test_an_owner_sees_the_latest_first(database: Database) -> None:
    for number, owner in enumerate((WANG, LI, WANG), 1):
        await create(database, number, owner)
    found = await database.read(lambda tx: needs.of_owner(tx, WANG))
    assert [need.draft_id for need in found] == [3, 1]
    assert [need.draft_id for need in await database.read(everything)] == [1, 2, 3]


# ── the queue ──


@pytest.mark.parametrize(
    ("states", "league", "limit", "offset", "page", "count"),
    [
        (["submitted"], None, 10, 0, [1, 3, 5, 6], 4),
        (["submitted"], None, 3, 0, [1, 3, 5], 4),
        (["submitted"], None, 3, 3, [6], 4),
        (["submitted"], None, 3, 6, [], 4),
        (["submitted", "accepted"], None, 10, 0, [1, 2, 3, 5, 6], 5),
        (["submitted", "accepted"], "赤峰市", 10, 0, [2, 5], 2),
        (["submitted"], "包头市", 1, 1, [6], 2),
        (["in_review"], None, 10, 0, [4], 1),
        (["rejected"], None, 10, 0, [], 0),
        (["submitted') OR 1 --"], None, 10, 0, [], 0),
        ([], None, 10, 0, [], 0),
        (["submitted"], "", 10, 0, [], 0),
    ],
)
async def test_the_queue_in_pages(
    database: Database,
    clock: Clock,
    states: list[Any],
    league: str | None,
    limit: int,
    offset: int,
    page: list[int],
    count: int,
) -> None:
    rows = [
        ("submitted", "包头市"),
        ("accepted", "赤峰市"),
        ("submitted", None),
        ("submitted", "包头市"),
        ("submitted", "赤峰市"),
        ("submitted", "包头市"),
    ]
    for number, (state, where) in enumerate(rows, 1):
        need = await create(database, number, state=state, league=where)
        if number == 4:
            await change(database, need, state="in_review", holder=ZHAO)
        clock.passes(minutes=1)
    found, total = await database.read(
        lambda tx: listing.page(tx, Filter(states, league=league), "waiting", limit=limit, offset=offset)
    )
    assert ([need.draft_id for need in found], total) == (page, count)


async def test_the_oldest_first_and_a_mended_one_waits_anew(database: Database, clock: Clock) -> None:
    clock.passes(minutes=9)
    first = await create(database, 1)
    clock.passes(minutes=-5)  # the clock is set back: it was still the first
    await create(database, 2)
    await create(database, 3)
    await change(database, first, content=Content(values={"title": "新"}))
    found, _ = await database.read(lambda tx: listing.page(tx, Filter(("submitted",)), "waiting", limit=9, offset=0))
    assert [(need.draft_id, need.again) for need in found] == [(2, False), (3, False), (1, True)]


# ── the record ──


def claim(need: Need, note: str = "") -> Callable[[Transaction], None]:
    return lambda tx: needs.record(
        tx,
        need.id,
        actor=ZHAO,
        actor_name="赵敏",
        role="reviewer",
        action="claim",
        from_state="submitted",
        to_state="in_review",
        note=note,
    )


async def test_the_record_says_who_when_what_and_why_in_order(database: Database, clock: Clock) -> None:
    need, other = await create(database, 1), await create(database, 2)
    start = clock.now
    for each, note in ((need, "先看"), (other, "别的"), (need, "")):
        await database.transaction(claim(each, note))
        clock.passes(minutes=1)

    def act(number: int, minutes: int, note: str) -> Act:
        clock.now = start
        clock.passes(minutes=minutes)
        return Act(number, clock.now, ZHAO, "赵敏", "reviewer", "claim", "submitted", "in_review", note)

    assert await database.read(lambda tx: needs.history(tx, need.id)) == [act(1, 0, "先看"), act(3, 2, "")]
    assert await database.read(lambda tx: needs.history(tx, 99)) == []


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE audit SET note = ''", "never changed"),
        ("UPDATE OR IGNORE audit SET actor = 1", "never changed"),
        ("DELETE FROM audit", "never deleted"),
        ("DELETE FROM audit WHERE id = 1", "never deleted"),
        ("DELETE FROM need", "FOREIGN KEY"),
        ("INSERT OR REPLACE INTO audit SELECT * FROM audit", "never deleted"),
    ],
)
async def test_the_record_is_never_changed_or_deleted(database: Database, sql: str, problem: str) -> None:
    need = await create(database)
    await database.transaction(claim(need, "先看"))
    with pytest.raises(sqlite3.IntegrityError, match=problem):
        await database.transaction(lambda tx: tx.execute(sql))
    assert [act.note for act in await database.read(lambda tx: needs.history(tx, need.id))] == ["先看"]


async def test_a_need_that_is_not_there_has_no_record(database: Database) -> None:
    need = await create(database)
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        await database.transaction(claim(replace(need, id=99)))
