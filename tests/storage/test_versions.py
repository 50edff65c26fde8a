"""Versions: one each time a need is submitted, never changed, each with the digest of what stands in it."""

import sqlite3
from typing import Any

import pytest

from bot.storage import needs, versions
from bot.storage.database import Database
from bot.storage.needs import Content, Request
from bot.storage.versions import Version
from tests.storage.conftest import NOON, Clock
from tests.storage.test_needs import WANG, ZHAO, change, create

REFERENCE = "NM-2026-000001"
REQUEST = Request(fields=("title",), reason="请写明")


async def mended(database: Database, clock: Clock) -> list[Version]:
    """Store a need that was returned, mended and then corrected; return its versions."""
    need = await create(database)
    need = await change(database, need, state="in_review", holder=ZHAO)
    need = await change(database, need, state="returned", holder=None, request=REQUEST)
    clock.passes(hours=1)
    need = await change(database, need, state="submitted", content=Content(values={"title": "新"}, form_version=2))
    corrected = Content(values={"title": "新", "contact": "王芳"}, form_version=2)
    await database.transaction(lambda tx: needs.correct(tx, need, corrected, "contact"))
    return await database.read(lambda tx: versions.of_need(tx, need.id))


async def test_each_submission_is_a_version_with_what_it_answers(database: Database, clock: Clock) -> None:
    found = await mended(database, clock)
    assert [(each.number, each.at, each.actor, each.action, each.content, each.request) for each in found] == [
        (1, NOON, WANG, "submit", Content(values={"title": "需求1"}), None),
        (
            2,
            clock.now.isoformat(timespec="microseconds"),
            WANG,
            "resubmit",
            Content(values={"title": "新"}, form_version=2),
            REQUEST,
        ),
        (3, found[1].at, WANG, "contact", Content(values={"title": "新", "contact": "王芳"}, form_version=2), None),
    ]
    assert [each.recomputed(REFERENCE) for each in found] == [each.digest for each in found]
    assert len({each.digest for each in found}) == 3


async def test_a_correction_leaves_the_need_where_it_is(database: Database) -> None:
    need = await change(database, await create(database), state="in_review", holder=ZHAO)
    now = await database.transaction(lambda tx: needs.correct(tx, need, Content(values={"n": 1}), "contact"))
    assert (now.state, now.holder, now.revision, now.content) == ("in_review", ZHAO, 2, Content(values={"n": 1}))


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE need_version SET content = '{}'", "never changed"),
        ("UPDATE need_version SET content = NULL, digest = ''", "never changed"),
        ("UPDATE need_version SET content = NULL, request = NULL, at = ''", "never changed"),
        ("UPDATE OR IGNORE need_version SET number = 9", "never changed"),
        ("DELETE FROM need_version", "never deleted"),
        ("INSERT OR REPLACE INTO need_version SELECT * FROM need_version", "never deleted"),
        (
            "INSERT INTO need_version SELECT id + 9, need_id, number, at, 1, '', '', '', '', '' FROM need_version",
            "UNIQUE",
        ),
    ],
)
async def test_a_version_is_never_changed_or_deleted(database: Database, clock: Clock, sql: str, problem: str) -> None:
    before = await mended(database, clock)
    with pytest.raises(sqlite3.IntegrityError, match=problem):
        await database.transaction(lambda tx: tx.execute(sql))
    assert await database.read(lambda tx: versions.of_need(tx, before[0].need_id)) == before


async def test_its_content_can_be_erased_for_good_and_the_digest_stays(database: Database, clock: Clock) -> None:
    before = await mended(database, clock)
    await database.transaction(lambda tx: tx.execute("UPDATE need_version SET content = NULL, request = NULL"))
    after = await database.read(lambda tx: versions.of_need(tx, before[0].need_id))
    kept: list[Any] = [(each.content, each.request, each.recomputed(REFERENCE), each.digest) for each in after]
    assert kept == [(None, None, None, each.digest) for each in before]
