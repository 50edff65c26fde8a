"""The index of needs: it finds what stands there and nothing else, whatever was changed and erased meanwhile."""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest

from bot.storage import erasing, listing, needs, search
from bot.storage.database import Database, Transaction
from bot.storage.erasing import Traces
from bot.storage.listing import Filter
from bot.storage.needs import Content, Need
from bot.storage.search import Findable
from tests.storage.conftest import Clock

WANG, ZHAO = 1001, 2001
LETTERS = "草原鼠害防治技术与装备研制（高温）炉推舟机构 AB12ｃ"
TRACES = Traces("已清除", (ZHAO,))


def findable(need: Need) -> Findable:
    """What a need is found by, of the values as these tests name them."""
    values: dict[str, Any] = dict(need.content.values)
    return Findable(
        exact=(need.reference, need.reference.rpartition("-")[2].lstrip("0"), *values.get("exact", ())),
        head=(values.get("title", ""),),
        body=values.get("body", ()),
        months=values.get("months"),
    )


def create(tx: Transaction, number: int, **values: Any) -> Need:
    content = Content(values=values)
    return needs.create(
        tx,
        reference=f"NM-2026-{number:06d}",
        owner=WANG,
        draft_id=number,
        state="submitted",
        league="150200",
        content=content,
    )


async def find(database: Database, *words: str) -> list[int]:
    def work(tx: Transaction) -> list[int]:
        search.read(tx, findable)
        return search.find(tx, words)

    return await database.transaction(work)


async def test_it_finds_what_a_plain_look_finds_whatever_was_changed_and_erased(
    database: Database, request: pytest.FixtureRequest
) -> None:
    seed = random.randrange(10**9) if request.config.getoption("--long") else 11  # noqa: S311
    chance = random.Random(seed)  # noqa: S311

    def text() -> str:
        return "".join(chance.choices(LETTERS, k=chance.randint(1, 30)))

    def values() -> dict[str, Any]:
        return {"title": text(), "body": [text() for _ in range(chance.randint(0, 3))]}

    there: dict[int, Need] = {}

    def work(tx: Transaction) -> None:
        for each in [*there.values()]:
            match chance.randrange(4):
                case 0:
                    there[each.id] = needs.correct(tx, each, Content(values=values()), "contact")
                case 1:
                    erasing.need(tx, each.id, TRACES)
                    del there[each.id]
        for _ in range(5):
            number = tx.row("SELECT count(*) + 1 AS n FROM need")["n"]
            need = create(tx, number, **values())
            there[need.id] = need
        if chance.random() < 0.5:
            search.read(tx, findable)
        if chance.random() < 0.3:
            search.settle(tx)

    def looked(piece: str) -> set[int]:
        def has(need: Need) -> bool:
            found = findable(need)
            return any(piece in search.folded(each) for each in (*found.head, *found.body))

        return {each.id for each in there.values() if has(each)}

    for _ in range(12):
        await database.transaction(work)
        for _ in range(25):
            piece = search.folded("".join(chance.choices(LETTERS, k=chance.randint(1, 3))))
            every = "".join(search.folded(text) for each in there.values() for text in findable(each).head)
            at = chance.randrange(max(1, len(every) - 6))
            for wanted in (piece, every[at : at + chance.randint(2, 6)]):
                if wanted and not wanted.isdecimal():
                    assert set(await find(database, wanted)) == looked(wanted), (seed, wanted)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["鼠害"], [3, 1, 2]),  # in the heading first, then the latest first
        (["草原", "鼠害"], [3, 1]),
        (["鼠 害"], [3, 1, 2]),
        (["草原鼠害"], [1]),
        (["害"], [3, 1, 2]),
        (["2"], [2, 1]),  # the number first
        (["NM-2026-000003"], [3]),
        (["nm2026000003"], [3]),
        (["0471"], [2]),
        (["471"], []),
        (["ＡＢ"], [1]),
        (["“鼠害”"], [3, 1, 2]),
        (["防治鼠"], []),  # not over the end of a text
        (["，"], []),
        ([], []),
        (['" OR exact : "2'], []),
        (["鼠害", "没有"], []),
    ],
)
async def test_what_is_found_and_in_which_order(database: Database, words: Sequence[str], found: list[int]) -> None:
    def work(tx: Transaction) -> None:
        create(tx, 1, title="草原鼠害防治 AB-12", body=["牧区"])
        create(tx, 2, title="播种机", body=["防治", "鼠害"], exact=["0471"])
        create(tx, 3, title="鼠害与草原")

    await database.transaction(work)
    assert await find(database, *words) == found


async def test_what_was_erased_is_nowhere_in_the_file(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for number in range(1, 40):
            create(tx, number, title=f"草原鼠害防治{number}")
        create(tx, 40, title="饕餮纹龘靐")
        search.read(tx, findable)

    await database.transaction(work)
    traces = [each.encode() for each in ("饕餮", "餮纹", "龘靐")]
    assert await find(database, "龘靐") == [40]
    await database.checkpoint()
    assert any(each in database.path.read_bytes() for each in traces)
    await database.transaction(lambda tx: erasing.need(tx, 40, TRACES))
    assert await find(database, "龘靐") == []
    while await database.transaction(search.settle):
        pass
    await database.empty_log()
    files = sorted(database.path.parent.glob("jiebang.db*"))
    assert [path.name for path in files if any(each in path.read_bytes() for each in traces)] == []
    with closing(sqlite3.connect(database.path)) as looked:
        (damage,) = looked.execute("PRAGMA integrity_check").fetchall()
        assert damage == ("ok",)
    assert len(await find(database, "鼠害")) == 39


async def test_lists_are_counted_and_paged_alike_from_either_end(database: Database, clock: Clock) -> None:
    def work(tx: Transaction) -> None:
        there: dict[int, Need] = {}
        for number in range(1, 24):
            need = there[number] = create(tx, number, title=f"鼠害{number}", months=number % 5)
            if number % 3 == 0:
                needs.change(tx, need, state="in_review", holder=ZHAO + number % 2)
        for number in (7, 14):
            returned = needs.change(tx, there[number], state="returned", holder=None)
            needs.change(tx, returned, state="submitted", holder=None, content=Content(values={"title": "新"}))
        search.read(tx, findable)

    await database.transaction(work)
    clock.passes(days=1)
    waiting = Filter(("submitted", "in_review"))

    def pages(tx: Transaction, wanted: Filter, order: listing.Order) -> list[int]:
        found: list[int] = []
        total = listing.count(tx, wanted)
        for offset in range(0, total, 4):
            page, count = listing.page(tx, wanted, order, limit=4, offset=offset)
            assert count == total
            found += [each.id for each in page]
        return found

    def read(tx: Transaction) -> dict[str, list[int]]:
        mended = Filter(("submitted",), again=True)
        return {
            "waiting": pages(tx, waiting, "waiting"),
            "newest": pages(tx, waiting, "newest"),
            "again": pages(tx, mended, "waiting"),
            "mine": pages(tx, Filter(("in_review",), holder=ZHAO), "waiting"),
            "words": pages(tx, Filter(("submitted", "in_review"), words=("鼠害2",)), "waiting"),
            "leagues": pages(tx, Filter(("submitted",), leagues=("150300",)), "waiting"),
            "months": pages(tx, waiting, "months")[:5],
        }

    mended = [7, 14]
    line = [each for each in range(1, 24) if each not in mended] + mended
    assert await database.read(read) == {
        "waiting": line,
        "newest": line[::-1],
        "again": mended,
        "mine": [6, 12, 18],
        "words": [2, 20, 21, 22, 23],
        "leagues": [],
        "months": [7, 14, 5, 10, 15],
    }
    assert await database.read(listing.by_state) == {"submitted": 16, "in_review": 7, "returned": 0}
