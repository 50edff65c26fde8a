"""Calls and subjects as they stand in the database: what earlier versions have stored is read, and stored so again."""

import json
from typing import Any

import pytest

from bot.reply import Course, Drawing, Paper
from bot.storage import calls, outbox, postings, subjects
from bot.storage.calls import (
    Call,
    Document,
    Edit,
    Key,
    Known,
    Photo,
    Printed,
    Refresh,
    Send,
    Sorry,
    Strip,
    Unreadable,
)
from bot.storage.database import Database, Transaction
from bot.storage.outbox import Outgoing, Owed
from bot.storage.postings import Posting
from bot.storage.subjects import Subject
from tests.storage.conftest import NOON

WANG = 1001
BUTTONS = [[{"text": "是", "data": "abc:0"}, {"text": "网站", "url": "https://x/"}]]
KEYS = ((Key(text="是", data="abc:0"), Key(text="网站", url="https://x/")),)
GRID = {"label": "指标", "headings": ["序号", "内容"], "widths": [1, 9], "rows": [["1", "≥ 4000 小时"]]}
PAPER = {
    "name": "回执",
    "header": "页眉",
    "title": "回执",
    "subtitle": "研制",
    "page": "第 |PAGE| 页",
    "head": [["编号", "NM"]],
    "sections": [{"title": "单位", "items": [["名称", "厂"], GRID]}],
    "signing": ["盖章："],
    "closing": ["接下来"],
}
#: As it is stored (nothing here is ever changed: such rows may wait in somebody's database), and what it is.
STORED: list[tuple[dict[str, Any], Known]] = [
    ({"kind": "send", "text": "好😀"}, Send(text="好😀")),
    ({"kind": "send", "text": "好", "buttons": BUTTONS}, Send(text="好", buttons=KEYS)),
    ({"kind": "send", "text": "好", "ask_contact": "发送"}, Send(text="好", ask_contact="发送")),
    ({"kind": "send", "text": "好", "remove_keyboard": True}, Send(text="好", remove_keyboard=True)),
    ({"kind": "sorry", "text": "出了点问题"}, Sorry(text="出了点问题")),
    ({"kind": "edit", "text": "好", "message_id": 7}, Edit(text="好", message_id=7)),
    ({"kind": "edit", "text": "好", "posting": 3}, Edit(text="好", posting=3)),
    ({"kind": "refresh", "text": "好", "posting": 3}, Refresh(text="好", posting=3)),
    ({"kind": "refresh", "text": "好", "posting": 3, "message_id": 7}, Refresh(text="好", posting=3, message_id=7)),
    ({"kind": "strip", "posting": 3}, Strip(posting=3)),
    ({"kind": "strip", "message_id": 7}, Strip(message_id=7)),
    ({"kind": "photo", "file": "/faq/a.png"}, Photo(file="/faq/a.png")),
    (
        {"kind": "document", "text": "回执", "buttons": BUTTONS, "path": "/files/ab/abc", "name": "回执.docx"},
        Document(text="回执", buttons=KEYS, path="/files/ab/abc", name="回执.docx"),
    ),
    (
        {"kind": "photo", "figures": {"days": [["11-02", {"answer": 3}], ["11-03", {}]]}},
        Photo(figures=Drawing(days=(("11-02", {"answer": 3}), ("11-03", {})))),
    ),
    (
        {"kind": "photo", "course": {"heading": "NM", "events": [["11-02", "退回", "太短"]], "now": "待补充"}},
        Photo(course=Course(heading="NM", events=(("11-02", "退回", "太短"),), now="待补充")),
    ),
    ({"kind": "printed", "paper": PAPER}, Printed(paper=Paper.model_validate(PAPER))),
    (
        {"kind": "printed", "paper": {**PAPER, "link": "https://x/", "link_label": "扫码"}, "format": "pdf"},
        Printed(paper=Paper.model_validate({**PAPER, "link": "https://x/", "link_label": "扫码"}), format="pdf"),
    ),
]
#: What no call of this program is, and what is said of it: nothing that stands in it.
WRONG = [
    ('{"kind": "send"}', "send: text: Field required"),
    ('{"text": "13800000000"}', "Unable to extract tag using discriminator 'kind'"),
    ('{"kind": "edit", "text": "好", "posting": "13800000000x"}', "edit: posting: Input should be a valid integer"),
]


@pytest.mark.parametrize(("stored", "call"), STORED)
def test_a_call_is_read_and_stored_as_it_always_was(stored: dict[str, Any], call: Known) -> None:
    assert (calls.read(json.dumps(stored)), json.loads(calls.written(call))) == (call, stored)


def test_the_token_is_of_the_first_button_that_sends_anything_back() -> None:
    link, yes = Key(text="网站", url="https://x/"), Key(text="是", data="abc:1")
    rows = (((yes, link),), ((link, yes),), ((link,), (yes,)), ((link,),), ())
    assert [Send(text="好", buttons=each).token for each in rows] == ["abc:1", "abc:1", "abc:1", None, None]


def test_what_a_later_version_adds_is_no_obstacle() -> None:
    assert calls.read('{"kind": "send", "text": "好", "silent": true}') == Send(text="好")


@pytest.mark.parametrize(("stored", "why"), WRONG)
def test_what_is_no_call_is_said_to_be_none_without_repeating_it(stored: str, why: str) -> None:
    found = calls.read(stored)
    assert isinstance(found, Unreadable)
    assert (found.why[: len(why)], "13800000000" in found.why) == (why, False)


async def test_a_row_from_before_is_read_whole(database: Database) -> None:
    insert = (
        "INSERT INTO outbox (chat_id, priority, call, owed, subject, caused_by, for_staff, attempts, holds, error,"
        " created_at) VALUES (1001, 1, :call, 1, 'need:12', 2001, 1, 2, 1, 'no', :now)"
    )
    await database.transaction(lambda tx: tx.execute(insert, call='{"kind": "send", "text": "好"}', now=NOON))
    owed = Owed(Subject("need", 12), 2001, staff=True)
    assert await database.read(lambda tx: outbox.following(tx, WANG)) == Outgoing(
        1, WANG, Send(text="好"), attempts=2, owed=owed, priority=1, holds=1, error="no"
    )


@pytest.mark.parametrize(("more", "message_id"), [("", 77), (', "message_id": 88', 88)])  # 88 is a copy of it
async def test_a_change_from_before_finds_its_message(database: Database, more: str, message_id: int) -> None:
    def work(tx: Transaction) -> Call | None:
        tx.execute(
            "INSERT INTO posting (id, subject, view, chat_id, outbox_id, message_id, posted_at)"
            " VALUES (3, 'line:7', 'card', 1001, 1, 77, :now)",
            now=NOON,
        )
        tx.execute(
            "INSERT INTO outbox (chat_id, call, created_at) VALUES (1001, :call, :now)",
            call=f'{{"kind": "refresh", "posting": 3, "text": "好"{more}}}',
            now=NOON,
        )
        found = outbox.following(tx, WANG)
        return found.call if found else None

    assert await database.transaction(work) == Refresh(text="好", posting=3, message_id=message_id)


@pytest.mark.parametrize(
    ("stored", "subject"),
    [
        ("need:12", Subject("need", 12)),
        ("line:7", Subject("line", 7)),
        ("talk:3", Subject("talk", 3)),
        ("question:9", Subject("question", 9)),
        ('["asked.reply", 1, {"talk": 3}]', Subject("asked", asked='["asked.reply", 1, {"talk": 3}]')),
        ("outbox", Subject("outbox")),
        ("inbox", Subject("inbox")),
        ("knowledge", Subject("knowledge")),
    ],
)
def test_a_subject_is_read_and_stored_as_it_always_was(stored: str, subject: Subject) -> None:
    assert (subjects.read(stored), str(subject)) == (subject, stored)


@pytest.mark.parametrize("stored", ["", ":", "league", "league:3", "need:a", "need:3²", "need:-3", "need:3:4"])
def test_a_subject_of_another_version_is_unknown(stored: str) -> None:
    assert subjects.read(stored) == Subject("unknown")


async def test_a_posting_of_another_version_is_of_nothing_that_is_known(database: Database) -> None:
    def work(tx: Transaction) -> list[Posting | None]:
        for number, (subject, view) in enumerate((("need:12", "whole"), ("need:12", "map"), ("league:a", "brief")), 1):
            tx.execute(
                "INSERT INTO posting (subject, view, chat_id, outbox_id, message_id, posted_at)"
                " VALUES (:subject, :view, 1001, :id, :id, :now)",
                subject=subject,
                view=view,
                id=number,
                now=NOON,
            )
        return [postings.at(tx, WANG, number) for number in (1, 2, 3)]

    assert await database.transaction(work) == [
        Posting(1, Subject("need", 12), "whole", WANG),
        Posting(2, Subject("need", 12), "unknown", WANG),
        Posting(3, Subject("unknown"), "brief", WANG),
    ]


async def test_what_cant_be_read_is_held_as_it_is_and_copied_to_nobody(database: Database) -> None:
    unread = '{"kind": "edit", "posting": 3}'

    def work(tx: Transaction) -> tuple[object, ...]:
        tx.execute(
            "INSERT INTO outbox (chat_id, call, owed, created_at) VALUES (2001, :call, 1, :now)", call=unread, now=NOON
        )
        broken = outbox.following(tx, 2001)
        assert broken
        held = outbox.hold(tx, broken, "message", "no")
        outbox.copy(tx, held, 2002)
        return outbox.following(tx, 2002), tx.row("SELECT call FROM outbox WHERE id = :id", id=broken.id)["call"]

    assert await database.transaction(work) == (None, unread)
