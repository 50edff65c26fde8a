"""What is erased, table by table; no column that can hold somebody's words is forgotten."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.reply import Paper
from bot.storage import (
    attachments,
    drafts,
    erasing,
    erasures,
    keyboards,
    needs,
    outbox,
    questions,
    remarks,
    rulings,
    talks,
)
from bot.storage.calls import Document, Printed, Send
from bot.storage.database import Database, StorageError, Transaction
from bot.storage.erasing import Erased, Traces
from bot.storage.needs import Content
from tests.storage.conftest import NOON, Clock

WANG, LI, ZHAO, SUN, GROUP = 1001, 1002, 2001, 2002, -1001
TITLE, NOTE, COMMON = "高温炉推舟机构国产化", "停炉损失要写清楚", "highnew"
CONTENT = json.dumps({"values": {"title": TITLE, "field": COMMON}}, ensure_ascii=False)
PAPER = Paper(
    name="回执",
    header="",
    title="回执",
    subtitle=TITLE,
    head=(),
    sections=(),
    signing=(),
    closing=(),
    page="",
)
TRACES = Traces("已清除", (ZHAO, GROUP), frozenset({COMMON}))

#: Columns of text, and why what stands there is erased or can stay. A new one belongs in either.
ERASED = {
    "draft.name", "sharing.name", "ruling.reason", "ruling.reasons",
    "attachment.caption", "attachment.file_id", "attachment.name", "need_version.content", "need_version.request",
    "audit.actor_name", "audit.note",
    "merger.note", "draft.about", "draft.content", "focus.asked", "inbox.error", "inbox.raw",
    "keyboard.actions", "need.content", "need.league", "need.request", "outbox.call", "question.hits",
    "need.domain", "need_words.body", "need_words.exact", "need_words.head",
    "need_index.body", "need_index.exact", "need_index.head",
    "need_index_data.block", "need_index_docsize.sz", "need_index_idx.pgno", "need_index_idx.segid",
    "need_index_idx.term",
    "need_remark.author_name", "need_remark.text",
    "question.text", "settlement.question", "settlement.text", "talk_line.outcome", "talk_line.text",
}  # fmt: skip
STAYS = {
    "a moment": {
        "routine.said_at", "routine.step",
        "attachment.created_at", "content.created_at", "need_version.at",
        "deed.at",
        "audit.at", "clock.seen", "consent.agreed_at", "consent.withdrawn_at", "draft.created_at", "draft.updated_at",
        "draft.warned_at", "erasure.asked_at", "erasure.done_at", "erasure.due_at", "erasure.reminded_at",
        "focus.since", "ruling.begun_at", "ruling.updated_at",
        "inbox.finished_at", "inbox.received_at", "keyboard.created_at", "learned.created_at", "learned.retired_at",
        "lost_chat.lost_at", "merger.at", "migration.applied_at", "moved_chat.moved_at", "mute.made_at", "mute.until",
        "need.waiting_since",
        "need_remark.closed_at", "need_remark.said_at", "outbox.not_before", "telling.arrived_at",
        "telling.waits_until",
        "need.erased_at", "need.submitted_at", "need.updated_at", "need.warned_at", "notice.first_at",
        "outbox.created_at", "outbox.finished_at", "posting.posted_at", "question.asked_at", "question.handed_over_at",
        "settlement.created_at", "sharing.ended_at", "sharing.expires_at", "sharing.joined_at", "sharing.made_at",
        "talk.created_at", "talk.ended_at", "talk_line.said_at", "unreminded.since", "language.chosen_at",
        "staff.joined_at", "staff.removed_at", "staff_act.at", "staff_invitation.ended_at",
        "staff_invitation.expires_at", "staff_invitation.made_at", "staff_invitation.used_at",
        "talk.held_since",
    },
    "a state or name of the program's": {
        "attachment.field", "attachment.state", "attachment.why", "content.kind", "need_version.action",
        "seen.step",
        "chain.kind", "deed.did",
        "staff.role", "staff_act.action", "staff_invitation.role",
        "audit.action", "audit.from_state", "audit.role", "audit.to_state", "inbox.lane", "inbox.state", "learned.kind",
        "language.language",
        "lost_chat.why", "migration.digest", "migration.name", "need.state",
        "need_count.state", "need_index_config.k", "need_index_config.v", "outbox.fault", "outbox.state",
        "routine.kind",
        "draft.form", "need.form",
        "need_remark.kind",
        "ready_reason.form", "ready_reason.action", "ready_reason.field",
        "ruling.action", "ruling.asking", "ruling.fields",
        "outbox.subject", "posting.subject", "posting.view", "question.entry_id", "question.outcome", "told.topic",
    },
    "a number, a digest, a token": {
        "need_count.league",
        "attachment.album", "attachment.sha256", "content.sha256", "need_version.attachments", "need_version.digest",
        "seen.changes", "sharing.digest",
        "chain.facts", "chain.hash", "chain.salt", "chain.words", "chain_head.hash",
        "staff.leagues", "staff_invitation.digest", "staff_invitation.leagues",
        "consent.digest", "erasure.needs", "keyboard.id", "need.reference", "notice.digest", "settlement.hits",
    },
    # what is learned as a reason for other needs names nobody: reviewing/ready_reasons.py
    "the operator's or staff's own, or what the API said": {
        "deed.actor_name", "deed.detail",
        "merger.actor_name",
        "queue_view.view",
        "ready_reason.text",
        "learned.content", "learned.entry_id", "notice.text", "outbox.error", "settlement.entry_id", "told.content",
        "staff.name", "staff_act.actor_name", "staff_act.detail",
    },
}  # fmt: skip


async def test_no_column_is_forgotten(database: Database) -> None:
    def columns(tx: Transaction) -> set[str]:
        tables = [row["name"] for row in tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {
            f"{table}.{row['name']}"
            for table in tables
            if not table.startswith("sqlite_")
            for row in tx.all(f"SELECT name, type FROM pragma_table_info('{table}')")
            if row["type"] not in ("INTEGER", "REAL")
        }

    assert await database.read(columns) == ERASED.union(*STAYS.values())


async def world(database: Database) -> None:
    """王芳 and 李强 have each a need, a question, a draft and a talk; staff's chats hold copies of hers."""

    def work(tx: Transaction) -> None:
        for owner, title in ((WANG, TITLE), (LI, "李强的需求名称")):
            tx.execute(
                "INSERT INTO need (reference, owner, draft_id, state, holder, league, content, request, submitted_at,"
                " updated_at) VALUES (:reference, :owner, :owner, 'in_review', 2001, '150200', :content, :request,"
                " :now, :now)",
                reference=f"NM-2026-{owner:06}",
                owner=owner,
                content=CONTENT.replace(TITLE, title),
                request=json.dumps({"fields": ["title"], "reason": NOTE}, ensure_ascii=False),
                now=tx.now,
            )
            questions.record(tx, user_id=owner, chat_id=owner, text=f"{title}能不能报", outcome="unknown")
            talk = talks.begin(tx, owner)
            talks.say(tx, talk.id, f"请看{title}")
            outbox.put(tx, owner, Send(text=title))
        tx.execute(
            "INSERT INTO audit (need_id, at, actor, actor_name, role, action, from_state, to_state, note)"
            " VALUES (1, :now, 1001, '王芳', 'owner', 'submit', 'draft', 'submitted', ''),"
            " (1, :now, 2001, '赵敏', 'reviewer', 'return', 'in_review', 'returned', :note)",
            now=tx.now,
            note=NOTE,
        )
        for number in (1, 2):
            rulings.begin(tx, ZHAO, number, 1, "return", {"title": f"{number}：{NOTE}"})
        outbox.put(tx, GROUP, Send(text=f"新需求：{TITLE}"))
        outbox.put(tx, GROUP, Send(text=f"按领域：{COMMON}"))
        raw = json.dumps({"update_id": 1, "message": {"from": {"id": WANG}, "text": TITLE}})
        tx.execute(
            "INSERT INTO inbox (bot_id, update_id, lane, raw, state, error, received_at)"
            " VALUES (42, 1, 'chat:1001', :raw, 'parked', :error, :now)",
            raw=raw,
            error=f"KeyError: {TITLE}",
            now=tx.now,
        )
        keyboards.put(tx, GROUP, None, [])
        tx.execute(
            "UPDATE keyboard SET actions = :actions", actions=json.dumps([["desk.find", 1, {"text": TITLE}, "找"]])
        )

    await database.transaction(work)


async def rows(database: Database, sql: str) -> list[tuple[Any, ...]]:
    return await database.read(lambda tx: [tuple(row) for row in tx.all(sql)])


async def test_what_was_said_about_a_need_goes_with_it_and_an_answer_with_whoever_gave_it(database: Database) -> None:
    await world(database)

    def work(tx: Transaction) -> None:
        for need_id in (1, 2):
            remarks.add(tx, need_id, "note", NOTE, author=ZHAO, author_name="赵敏")
            asked = remarks.add(tx, need_id, "question", NOTE, author=ZHAO, author_name="赵敏")
            remarks.add(tx, need_id, "answer", NOTE, author=WANG, author_name="王芳", answers=asked.id)

    await database.transaction(work)
    await database.transaction(lambda tx: erasing.person(tx, WANG, TRACES, None))
    assert await rows(database, "SELECT need_id, kind, author_name, text FROM need_remark ORDER BY id") == [
        (1, "note", "赵敏", ""),
        (1, "question", "赵敏", ""),
        (1, "answer", "", ""),
        (2, "note", "赵敏", NOTE),
        (2, "question", "赵敏", NOTE),
        (2, "answer", "", ""),  # she has answered for a colleague
    ]


async def test_a_person_is_erased_and_nobody_else_is_touched(database: Database) -> None:
    await world(database)
    others = (
        "SELECT * FROM need WHERE owner = 1002",
        "SELECT * FROM question WHERE user_id = 1002",
        "SELECT talk_line.* FROM talk_line JOIN talk ON talk.id = talk_id WHERE asker = 1002",
        "SELECT * FROM outbox WHERE chat_id = 1002",
    )
    before = [await rows(database, sql) for sql in others]
    assert await database.read(lambda tx: erasing.count(tx, WANG)) == Erased(needs=1, questions=1, lines=1)
    await database.transaction(lambda tx: erasing.person(tx, WANG, TRACES, None))
    assert [await rows(database, sql) for sql in others] == before
    assert await database.read(lambda tx: erasing.count(tx, WANG)) == Erased()
    assert await rows(database, "SELECT state, holder, league, content, request FROM need WHERE owner = 1001") == [
        ("withdrawn", None, None, "{}", None)
    ]
    assert await rows(database, "SELECT role, actor_name, action, note FROM audit WHERE need_id = 1 ORDER BY id") == [
        ("owner", "", "submit", ""),
        ("reviewer", "赵敏", "return", ""),
        ("owner", "", "withdraw", ""),
    ]
    assert await rows(database, "SELECT need_id FROM ruling") == [(2,)]
    group = "SELECT state, call ->> 'text' FROM outbox WHERE chat_id = -1001 ORDER BY id"
    assert await rows(database, group) == [("void", None), ("waiting", f"按领域：{COMMON}")]
    assert await rows(database, "SELECT raw, error FROM inbox") == [(None, None)]
    assert await rows(database, "SELECT actions FROM keyboard") == [("[]",)]


async def test_what_came_since_the_request_stays(database: Database, clock: Clock) -> None:
    await world(database)
    clock.passes(days=1)
    asked = await database.transaction(lambda tx: erasures.ask(tx, WANG, [1], NOON))
    clock.passes(days=1)

    def goes_on(tx: Transaction) -> None:
        questions.record(tx, user_id=WANG, chat_id=WANG, text="那以后还能报吗", outcome="unknown")
        outbox.put(tx, WANG, Send(text="可以"))
        keyboards.put(tx, WANG, WANG, [])
        drafts.keep(tx, drafts.create(tx, WANG), {"values": {"title": "新的需求名称"}})
        raw = json.dumps({"update_id": 2, "message": {"from": {"id": WANG}, "text": "新的一句"}})
        tx.execute(
            "INSERT INTO inbox (bot_id, update_id, lane, raw, received_at) VALUES (42, 2, 'chat:1001', :raw, :now)",
            raw=raw,
            now=tx.now,
        )

    await database.transaction(goes_on)
    since = (
        "SELECT text FROM question WHERE id > 2",
        "SELECT state, call ->> 'text' FROM outbox WHERE chat_id = 1001 AND call IS NOT NULL",
        "SELECT actions FROM keyboard WHERE chat_id = 1001",
        "SELECT content FROM draft",
        "SELECT raw FROM inbox WHERE state = 'waiting'",
    )
    before = [await rows(database, sql) for sql in since]
    await database.transaction(lambda tx: erasing.person(tx, WANG, TRACES, asked))
    assert [len(each) for each in before] == [1, 2, 1, 1, 1]
    before[1] = before[1][1:]  # what waited before the request
    assert [await rows(database, sql) for sql in since] == before
    await database.transaction(lambda tx: erasing.person(tx, WANG, TRACES, None))
    assert [len(await rows(database, sql)) for sql in since[1:]] == [0, 0, 0, 0]


async def test_files_and_versions_go_and_their_digests_stay(database: Database) -> None:
    content, drawing = Content(values={"title": TITLE}), attachments.Content("ab" * 32, 9, "pdf")

    def submit(tx: Transaction) -> None:
        draft = drafts.create(tx, WANG)
        attachments.expect(tx, drawing)
        each = attachments.add(tx, owner=WANG, draft_id=draft, name="推舟机构图纸.pdf", file_id="f", size=9)
        attachments.store(tx, each.id, drawing, each.name)
        needs.create(tx, reference="NM", owner=WANG, draft_id=draft, state="submitted", league=None, content=content)
        outbox.put(tx, ZHAO, Document(text="附件", path=f"/files/ab/{drawing.sha256}", name="x.pdf"))
        outbox.put(tx, ZHAO, Printed(paper=PAPER))

    await database.transaction(submit)
    (digest,) = await rows(database, "SELECT digest FROM need_version")
    await database.transaction(lambda tx: erasing.person(tx, WANG, TRACES, None))
    assert await rows(database, "SELECT content, request, attachments FROM need_version") == [
        (None, None, json.dumps([drawing.sha256]))
    ]
    assert await rows(database, "SELECT digest FROM need_version") == [digest]
    assert await rows(database, "SELECT * FROM attachment") == []
    assert await database.read(attachments.unwanted) == [drawing.sha256]
    assert await rows(database, "SELECT state, call FROM outbox WHERE chat_id = 2001") == [("void", None)] * 2


async def changes(database: Database, change: str, row: int) -> None:
    await database.transaction(lambda tx: tx.execute(f"UPDATE audit SET {change} WHERE id = {row}"))


async def test_the_record_stays_as_it_is_but_for_what_was_erased(database: Database) -> None:
    await world(database)
    for change in ("note = ''", "actor_name = ''", "action = 'accept'"):
        with pytest.raises(sqlite3.IntegrityError, match="audit rows are never changed"):
            await changes(database, change, 1)
    await database.transaction(lambda tx: erasing.need(tx, 1, TRACES))
    for change in ("note = 'x'", "action = 'accept'", "actor = 7", "at = ''", "actor_name = 'x'"):
        with pytest.raises(sqlite3.IntegrityError, match="audit rows are never changed"):
            await changes(database, change, 1)
    with pytest.raises(sqlite3.IntegrityError, match="audit rows are never changed"):  # staff answer for what they did
        await changes(database, "actor_name = ''", 2)


async def test_the_file_is_written_anew_beside_a_running_bot(database: Database) -> None:
    await world(database)
    files = sorted(database.path.parent.glob("jiebang.db*"))
    assert any(TITLE.encode() in path.read_bytes() for path in files)
    erasing.beside(database.path, lambda tx: erasing.person(tx, WANG, TRACES, None), change=True)
    assert [
        path.name for path in files if TITLE.encode() in path.read_bytes() or NOTE.encode() in path.read_bytes()
    ] == [
        "jiebang.db"  # 李强's need was returned with the same words
    ]
    erasing.beside(database.path, lambda tx: erasing.person(tx, LI, TRACES, None), change=True)
    assert [path.name for path in files if NOTE.encode() in path.read_bytes()] == []
    assert (database.path.parent / "jiebang.db-wal").stat().st_size == 0
    await database.transaction(lambda tx: outbox.put(tx, LI, Send(text="还在")))


async def test_what_earlier_versions_left_in_free_space_goes_too(database: Database) -> None:
    with closing(sqlite3.connect(database.path, isolation_level=None)) as former:
        former.execute("CREATE TABLE told_before (text TEXT)")
        former.executemany("INSERT INTO told_before VALUES (?)", [(f"{TITLE}{number}" * 40,) for number in range(200)])
        former.execute("PRAGMA secure_delete = OFF")
        former.execute("DROP TABLE told_before")
    await database.checkpoint()
    assert TITLE.encode() in database.path.read_bytes()
    erasing.beside(database.path, lambda tx: erasing.person(tx, WANG, TRACES, None), change=True)
    assert TITLE.encode() not in database.path.read_bytes()


async def test_somebody_who_reads_keeps_the_log_from_being_emptied(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world(database)
    monkeypatch.setattr(erasing, "PATIENCE", 0.1)
    with closing(sqlite3.connect(database.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM need").fetchall()
        with pytest.raises(StorageError, match="日志文件还没有清空"):
            erasing.beside(database.path, lambda tx: erasing.person(tx, WANG, TRACES, None), change=True)
    assert await database.read(lambda tx: erasing.count(tx, WANG)) == Erased()


def test_without_a_database_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        erasing.beside(tmp_path / "jiebang.db", lambda tx: tx.now, change=True)
    assert list(tmp_path.iterdir()) == []


async def test_a_database_of_another_version_is_left_alone(database: Database, clock: Clock) -> None:
    assert clock.now.isoformat(timespec="microseconds") == NOON
    await database.transaction(lambda tx: tx.execute("DELETE FROM migration WHERE version = 13"))
    with pytest.raises(StorageError, match="不是同一个版本"):
        erasing.beside(database.path, lambda tx: tx.now, change=True)
