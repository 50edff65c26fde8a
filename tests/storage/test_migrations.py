"""Tables are brought up to date one migration at a time, each whole and with its record, or not at all."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bot.actions import encode
from bot.needs.draft import Draft
from bot.services.actions import AnswerAsked, ReasonAsked, ReplyAsked, SearchAsked, WordsAsked
from bot.storage import drafts, focus, versions
from bot.storage.database import Database, StorageError, Transaction
from bot.storage.drafts import About
from bot.storage.needs import Content, Request
from tests.storage.conftest import NOON, Clock

FIRST = "CREATE TABLE person (name TEXT);\nINSERT INTO person VALUES ('王芳');\n"
SECOND = "CREATE TABLE pet (name TEXT);\n"

Package = Callable[..., None]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """Give the program other migrations than its own, by the names of their files."""
    folder = tmp_path / "package" / "migrations"
    folder.mkdir(parents=True)
    monkeypatch.setattr("bot.storage.schema.files", lambda _: tmp_path / "package")

    def holds(**scripts: str) -> None:
        for name, script in scripts.items():
            (folder / f"{name.removeprefix('m')}.sql").write_text(script, encoding="utf-8")

    return holds


async def opened(path: Path, work: Callable[[Transaction], Any]) -> Any:
    """Start and stop a program on the file; return what `work` reads."""
    database = Database(path, Clock())
    await database.open()
    try:
        return await database.read(work)
    finally:
        await database.close()


async def refused(path: Path) -> str:
    with pytest.raises(StorageError) as caught:
        await Database(path, Clock()).open()
    return str(caught.value).removeprefix(f"{path}: ")


def seen(path: Path, sql: str) -> list[Any]:
    """Look into the file from outside."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] if len(row) == 1 else row for row in connection.execute(sql)]


TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
APPLIED = "SELECT version, name, digest, applied_at FROM migration ORDER BY version"


def record(version: int, name: str, script: str) -> tuple[int, str, str, str]:
    return version, name, hashlib.sha256(script.encode()).hexdigest(), NOON


def record_of_own(name: str) -> tuple[int, str, str, str]:
    return record(int(name[:4]), name, files("bot.storage").joinpath("migrations", name).read_text(encoding="utf-8"))


async def test_a_fresh_file_gets_every_migration_with_its_record(tmp_path: Path) -> None:
    own = sorted(each.name for each in files("bot.storage").joinpath("migrations").iterdir())
    path = tmp_path / "jiebang.db"
    found = await opened(path, lambda tx: [tuple(row) for row in tx.all(APPLIED)])
    assert found == [record_of_own(name) for name in own]
    assert set(seen(path, TABLES)) >= {"inbox", "outbox", "keyboard", "draft", "need", "audit", "focus", "question"}


async def test_a_second_start_applies_nothing_again(tmp_path: Path, package: Package) -> None:
    package(m0001_people=FIRST)
    path = tmp_path / "jiebang.db"
    for _ in range(2):
        assert await opened(path, lambda tx: [row["name"] for row in tx.all("SELECT name FROM person")]) == ["王芳"]


async def test_a_later_program_adds_what_is_new(tmp_path: Path, package: Package) -> None:
    package(m0001_people=FIRST)
    path = tmp_path / "jiebang.db"
    assert await opened(path, lambda tx: tx.row("SELECT count(*) FROM person")[0]) == 1
    package(m0002_pets=SECOND, m0010_late="ALTER TABLE pet ADD COLUMN age INTEGER;")
    assert await opened(path, lambda tx: tx.row("SELECT count(*) FROM person")[0]) == 1
    assert seen(path, "SELECT version, name FROM migration") == [
        (1, "0001_people.sql"),
        (2, "0002_pets.sql"),
        (10, "0010_late.sql"),
    ]


OLD_ROWS = """
    INSERT INTO question VALUES (1, 1001, 1001, '有多少钱', 'handoff', NULL, '[]', -1, '2026-11-02');
    INSERT INTO need (reference, owner, draft_id, state, content, submitted_at, updated_at)
      VALUES ('NM-2026-000001', 1001, 1, 'submitted', '{}', '2026-11-02', '2026-11-02');
    INSERT INTO audit VALUES (1, 1, '2026-11-02', 1001, '王芳', 'owner', 'submit', 'draft', 'submitted', '');
    INSERT INTO outbox (chat_id, call, created_at) VALUES (1001, '{}', '2026-11-02');
    INSERT INTO inbox (bot_id, update_id, lane, raw, received_at) VALUES (42, 1, 'chat:1001', '{}', '2026-11-02');
"""


async def test_rows_of_the_first_version_live_through_all_that_came_after(tmp_path: Path, package: Package) -> None:
    own = {
        each.name: each.read_text(encoding="utf-8") for each in files("bot.storage").joinpath("migrations").iterdir()
    }
    path = tmp_path / "jiebang.db"
    package(m0001_initial=own["0001_initial.sql"])
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD_ROWS)
    tables = ("question", "need", "audit", "outbox", "inbox")
    columns = [_columns(path, table).replace("not_before, ", "") for table in tables]  # the one that was dropped
    before = [seen(path, f"SELECT {names} FROM {table}") for names, table in zip(columns, tables, strict=True)]
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items()})
    await opened(path, lambda _: None)
    after = [seen(path, f"SELECT {names} FROM {table}") for names, table in zip(columns, tables, strict=True)]
    assert after == before
    assert [len(rows) for rows in after] == [1] * 5
    assert seen(path, "SELECT form FROM need") == ["need"]


OLD_NOTICES = """
    INSERT INTO outbox (id, chat_id, call, state, attempts, not_before, error, created_at, finished_at) VALUES
      (5, 1001, '{"text":"一","notice":{"need":7,"by":2001}}', 'unreachable', 0, NULL, 'blocked', '1', '2'),
      (6, 1001, '{"text":"二","notice":{"need":7}}', 'waiting', 3, '2036-11-25', 'flood limit', '1', NULL),
      (7, 1001, '{"text":"三","notice":{"need":8,"by":2001}}', 'rejected', 0, NULL, 'no', '1', '2'),
      (8, 1001, '{"text":"四"}', 'unreachable', 0, NULL, 'blocked', '1', '2'),
      (9, 1001, NULL, 'sent', 0, NULL, NULL, '1', '2');
    DELETE FROM outbox WHERE id = 9;
"""


async def test_notices_are_owed_and_what_could_not_be_delivered_is_held(tmp_path: Path, package: Package) -> None:
    own = {
        each.name: each.read_text(encoding="utf-8") for each in files("bot.storage").joinpath("migrations").iterdir()
    }
    path = tmp_path / "jiebang.db"
    scripts = {f"m{name.removesuffix('.sql')}": script for name, script in own.items()}
    package(**{name: script for name, script in scripts.items() if name < "m0005"})
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD_NOTICES)
    package(**scripts)
    await opened(path, lambda _: None)
    columns = "id, call ->> 'text', call ->> 'notice', state, owed, subject, caused_by, fault, holds, attempts"
    assert seen(path, f"SELECT {columns} FROM outbox") == [
        (5, "一", None, "held", 1, "need:7", 2001, "chat", 1, 0),
        (6, "二", None, "waiting", 1, "need:7", None, None, 0, 3),
        (7, "三", None, "held", 1, "need:8", 2001, "message", 1, 0),
        (8, "四", None, "void", 0, None, None, None, 1, 0),
    ]
    assert seen(path, "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'") == [9]  # no id is given twice


OLD_TALKS = """
    INSERT INTO question (id, user_id, chat_id, text, outcome, asked_at)
      VALUES (1, 1001, 1001, '甲', 'unknown', '2026-11-01'), (2, 1001, 1001, '乙', 'unknown', '2026-11-02');
    INSERT INTO relay VALUES (4, 1, 1001, 2001, NULL, '2026-11-01', NULL),
      (5, 2, 1001, NULL, '2026-11-02', '2026-11-02', NULL);
    INSERT INTO relay_line VALUES (1, 4, 2001, '没有', '2026-11-01'), (2, 5, NULL, '在吗', '2026-11-02'),
      (3, 4, NULL, '谢谢', '2026-11-03');
"""


async def test_talks_about_a_question_each_become_talks_of_a_person(tmp_path: Path, package: Package) -> None:
    own = {
        each.name: each.read_text(encoding="utf-8") for each in files("bot.storage").joinpath("migrations").iterdir()
    }
    path = tmp_path / "jiebang.db"
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items() if name < "0003"})
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD_TALKS)
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items()})
    await opened(path, lambda _: None)
    assert seen(path, "SELECT id, asker, holder, ended_at FROM talk") == [
        (4, 1001, 2001, "2026-11-01"),
        (5, 1001, None, None),
    ]
    assert seen(path, "SELECT talk_id, staff_id, question_id, text FROM talk_line ORDER BY id") == [
        (4, None, 1, "甲"),
        (4, 2001, None, "没有"),
        (4, None, None, "谢谢"),
        (5, None, 2, "乙"),
        (5, None, None, "在吗"),
    ]
    assert seen(path, "PRAGMA foreign_key_check") == []


OLD_MOMENTS = """
    INSERT INTO draft (id, owner, active, content, created_at, updated_at) VALUES
      (1, 1001, 1, '{}', '', '2026-11-02T12:00:00.000002+00:00'),
      (2, 1002, 1, '{}', '', '2026-11-02T12:00:00.000001+00:00');
    INSERT INTO relay VALUES (1, 1001, NULL, '2026-11-02T12:00:00.000003+00:00', '', NULL),
      (2, 1002, NULL, NULL, '', NULL);
    INSERT INTO keyboard VALUES ('b', 1, 1, '[]', '2026-11-02'), ('a', 1, 1, '[]', '2026-11-01');
    INSERT INTO outbox (chat_id, call, created_at) VALUES (1001, '{}', '2026-11-02T12:00:00.000000+00:00');
"""


async def test_what_was_ordered_by_moments_keeps_its_order_by_numbers(tmp_path: Path, package: Package) -> None:
    own = {
        each.name: each.read_text(encoding="utf-8") for each in files("bot.storage").joinpath("migrations").iterdir()
    }
    path = tmp_path / "jiebang.db"
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items() if name < "0005"})
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD_MOMENTS)
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items() if name < "0007"})
    await opened(path, lambda _: None)
    (first,) = seen(path, "SELECT touched FROM draft WHERE id = 2")
    assert seen(path, "SELECT touched FROM draft ORDER BY id") == [first + 1, first]
    assert seen(path, "SELECT listening FROM relay ORDER BY id") == [first + 2, 0]
    assert seen(path, "SELECT last FROM step") == [first + 2]
    assert seen(path, "SELECT id FROM keyboard ORDER BY seq") == ["b", "a"]
    assert seen(path, "SELECT seen, steady FROM clock") == [("2026-11-02T12:00:00.000000+00:00", 24)]


OLD_FOCUSES = """
    INSERT INTO need (id, reference, owner, draft_id, state, content, submitted_at, updated_at)
      VALUES (7, 'NM-2026-000007', 1001, 9, 'submitted', '{}', '', '');
    INSERT INTO draft (id, owner, active, content, touched, created_at, updated_at) VALUES
      (1, 1001, 1, '{}', 4, '', '2026-11-02'), (2, 1002, 1, '{}', 2, '', '2026-11-02'),
      (3, 1003, 0, '{}', 1, '', '2026-11-02'),
      (4, 2001, 1, '{}', 1, '', '2026-11-02');
    INSERT INTO relay (id, asker, listening_since, listening, created_at, ended_at) VALUES
      (1, 1001, '2026-11-02', 3, '', NULL), (2, 1002, '2026-11-02', 3, '', NULL), (3, 1004, '2026-11-02', 5, '', NULL);
    INSERT INTO ruling (staff_id, need_id, action, fields, updated_at) VALUES
      (2001, 7, 'return', '["title","budget"]', '2026-11-02'), (2002, 7, 'reject', '[]', '2026-11-02');
    INSERT INTO note (id, staff_id, purpose, content, present, updated_at) VALUES
      (1, 2002, 'answer', '{"questions":"3,5"}', 1, '2026-11-02'), (2, 2003, 'relay', '{"relay":4}', 1, '2026-11-02'),
      (3, 2004, 'search', '{"settlement":6}', 1, '2026-11-02'),
      (4, 2005, 'entry', '{"questions":"8","asked":"甲","question":"甲？"}', 1, '2026-11-02'),
      (5, 2005, 'entry', '{"settlement":6,"questions":"","asked":"乙","question":"乙？","answer":"乙。","topic":"money",
        "publisher":"-"}', 0, '2026-11-02');
    INSERT INTO posting (id, subject, view, chat_id, outbox_id, posted_at) VALUES
      (1, 'answer:3,5', 'prompt', 2002, 1, ''), (2, 'relay:4', 'prompt', 2003, 2, ''),
      (3, 'need:7', 'brief', -1, 3, '');
"""


async def test_who_had_the_next_text_has_it_still(tmp_path: Path, package: Package) -> None:
    own = {
        each.name: each.read_text(encoding="utf-8") for each in files("bot.storage").joinpath("migrations").iterdir()
    }
    path = tmp_path / "jiebang.db"
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items() if name < "0007"})
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD_FOCUSES)
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items()})
    people = (1001, 1002, 1003, 1004, 2001, 2002, 2003, 2004, 2005)
    asked = await opened(path, lambda tx: {who: focus.find(tx, who) for who in people})
    assert {who: found and found.asked for who, found in asked.items()} == {
        1001: None,
        1002: WordsAsked(talk=2),
        1003: None,
        1004: WordsAsked(talk=3),
        2001: ReasonAsked(need=7, do="return"),
        2002: AnswerAsked(questions=(3, 5)),
        2003: ReplyAsked(talk=4),
        2004: SearchAsked(settlement=6),
        2005: None,
    }
    assert seen(path, "SELECT user_id, draft_id FROM focus WHERE draft_id IS NOT NULL ORDER BY user_id") == [
        (1001, 1),
        (1002, 2),
        (2001, 4),
        (2005, 5),
    ]
    entries = await opened(path, lambda tx: [drafts.by_id(tx, number) for number in (5, 6)])
    assert [each and each.about for each in entries] == [About(0, (8,), "甲"), About(6, (), "乙")]
    assert [each and Draft.from_json(each.content) for each in entries] == [
        Draft(5, 2005, {"question": "甲？"}, ""),
        Draft(6, 2005, {"question": "乙？", "answer": "乙。", "topic": "money", "status": "own"}, ""),
    ]
    assert [
        json.loads(each) for each in seen(path, "SELECT subject FROM posting WHERE view = 'prompt' ORDER BY id")
    ] == [
        encode(AnswerAsked(questions=(3, 5))),
        encode(ReplyAsked(talk=4)),
    ]


OLD_RULINGS = """
INSERT INTO need (id, reference, owner, draft_id, state, holder, content, revision, submitted_at, updated_at)
  VALUES (7, 'NM-2026-000007', 1, 1, 'in_review', 2001, '{}', 3, 't1', 't2');
INSERT INTO focus (user_id, asked, since) VALUES
  (2001, '["asked.reason", 2, {"need": 7, "do": "return", "fields": ["title", "budget"], "reason": "请写明"}]', 't3'),
  (2002, '["asked.reason", 1, {"need": 7, "do": "reject"}]', 't4'),
  (2003, '["asked.reply", 1, {"talk": 4}]', 't5');
"""


async def test_a_decision_that_was_being_written_is_a_row(tmp_path: Path, package: Package) -> None:
    own = {
        each.name: each.read_text(encoding="utf-8") for each in files("bot.storage").joinpath("migrations").iterdir()
    }
    path = tmp_path / "jiebang.db"
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items() if name < "0020"})
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD_RULINGS)
    package(**{f"m{name.removesuffix('.sql')}": script for name, script in own.items()})
    await opened(path, lambda _: None)
    columns = "staff_id, need_id, action, fields, reasons, reason, asking, revision, begun_at, updated_at"
    assert seen(path, f"SELECT {columns} FROM ruling ORDER BY id") == [
        (2001, 7, "return", '["title","budget"]', "{}", "请写明", "", 3, "t3", "t3"),
        (2002, 7, "reject", "[]", "{}", "", "", 3, "t4", "t4"),
    ]


def _columns(path: Path, table: str) -> str:
    return ", ".join(row[1] for row in seen(path, f"PRAGMA table_info({table})"))


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("CREATE TABLE pet (name TEXT);\nINSERT INTO pets VALUES (1);", "no such table: pets"),
        ("CREATE TABLE pet (name TEXT);\nCREATE TABLE person (x);", "table person already exists"),
        ("CREATE TABLE pet (name TEXT);\nCREATE TABL", 'near "TABL": syntax error'),
        # a statement that ends the transaction itself does not hide what went wrong
        (
            "CREATE TABLE pet (name UNIQUE);\nINSERT INTO pet VALUES (1);\nINSERT OR ROLLBACK INTO pet VALUES (1);",
            "UNIQUE constraint failed: pet.name",
        ),
    ],
)
async def test_a_broken_second_leaves_the_first_and_says_why(
    tmp_path: Path, package: Package, broken: str, problem: str
) -> None:
    path = tmp_path / "jiebang.db"
    package(m0001_people=FIRST, m0002_pets=broken)
    assert await refused(path) == problem
    assert seen(path, TABLES) == ["migration", "person"]
    assert seen(path, APPLIED) == [record(1, "0001_people.sql", FIRST)]
    package(m0002_pets=SECOND)
    await opened(path, lambda _: None)
    assert seen(path, TABLES) == ["migration", "person", "pet"]
    assert seen(path, APPLIED) == [record(1, "0001_people.sql", FIRST), record(2, "0002_pets.sql", SECOND)]


async def test_a_file_of_a_newer_program_is_refused_and_left_as_it_is(tmp_path: Path, package: Package) -> None:
    path = tmp_path / "jiebang.db"
    package(m0001_people=FIRST)
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("INSERT INTO migration VALUES (7, '0007_future.sql', '', '')")
    before = path.read_bytes()
    package(m0002_pets=SECOND)
    assert await refused(path) == "数据库来自更新的版本（迁移 7），请升级程序"
    assert path.read_bytes() == before


async def test_a_migration_whose_text_is_another_than_the_one_applied_is_refused(
    tmp_path: Path, package: Package
) -> None:
    path = tmp_path / "jiebang.db"
    package(m0001_people=FIRST, m0002_pets=SECOND)
    await opened(path, lambda _: None)
    before = path.read_bytes()
    package(m0001_people=f"{FIRST}\n", m0003_late="CREATE TABLE late (x);")
    assert await refused(path) == (
        "迁移 0001_people.sql 的内容与这个数据库当初执行的不一样，没有启动。请恢复程序里的这个文件，或换回原来的版本"
    )
    assert path.read_bytes() == before
    package(m0001_people=FIRST)
    await opened(path, lambda _: None)
    assert seen(path, TABLES) == ["late", "migration", "person", "pet"]


SCRIPTS = {
    "a trigger over several lines": """
        CREATE TABLE a (x);
        CREATE TRIGGER no_change BEFORE UPDATE ON a
        BEGIN
          SELECT raise(ABORT, 'never; ever');
          SELECT 1;
        END;
        CREATE TABLE b (y);
    """,
    "a trigger on one line": """
        CREATE TABLE a (x);
        CREATE TRIGGER no_change BEFORE UPDATE ON a BEGIN SELECT raise(ABORT, 'never; ever'); END;
        CREATE TABLE b (y);
    """,
    "several statements on one line": """
        CREATE TABLE a (x); CREATE TABLE b (y);
        CREATE TRIGGER no_change BEFORE UPDATE ON a BEGIN SELECT raise(ABORT, 'never; ever'); END;
    """,
    "a statement that ends where the next begins": """
        CREATE TABLE a (
          x); CREATE TABLE b (
          y);
        CREATE TRIGGER no_change BEFORE UPDATE ON a BEGIN SELECT raise(ABORT, 'never; ever'); END;
    """,
    "comments with semicolons": """
        -- first; of all
        CREATE TABLE a (x -- any; thing
        ); -- the; end
        /* CREATE TABLE c (z); */
        CREATE TABLE b (y);
        CREATE TRIGGER no_change BEFORE UPDATE ON a BEGIN SELECT raise(ABORT, 'never; ever'); END;
        -- last; word
    """,
    "no semicolon at the end": """
        CREATE TABLE a (x);
        CREATE TRIGGER no_change BEFORE UPDATE ON a BEGIN SELECT raise(ABORT, 'never; ever'); END;
        CREATE TABLE b (y)""",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
async def test_statements_are_told_apart(tmp_path: Path, package: Package, script: str) -> None:
    path = tmp_path / "jiebang.db"
    package(m0001_all=script)
    await opened(path, lambda _: None)
    assert seen(path, TABLES) == ["a", "b", "migration"]
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO a VALUES (1)")
        with pytest.raises(sqlite3.IntegrityError, match="never; ever"):
            connection.execute("UPDATE a SET x = 2")


async def test_a_semicolon_within_a_text_ends_nothing(tmp_path: Path, package: Package) -> None:
    package(m0001_all="CREATE TABLE a (x);\nINSERT INTO a VALUES ('one;\ntwo;');\n")
    assert await opened(tmp_path / "jiebang.db", lambda tx: tx.row("SELECT x FROM a")[0]) == "one;\ntwo;"


SUBMITTED_BEFORE = """
    INSERT INTO need (id, reference, owner, draft_id, state, content, earlier, submitted_at, updated_at) VALUES
      (1, 'NM-2026-000001', 1001, 1, 'submitted', '{"values": {"title": "一"}}', NULL, 't1', 't1'),
      (2, 'NM-2026-000002', 1001, 2, 'submitted', '{"values": {"title": "丙"}, "form_version": 2}',
        '{"values": {"title": "乙", "budget": 12345.6789}, "request": {"reason": "请写明"}}', 't2', 't6');
    INSERT INTO audit (need_id, at, actor, actor_name, role, action, from_state, to_state) VALUES
      (1, 't1', 1001, '王芳', 'owner', 'submit', 'draft', 'submitted'),
      (2, 't2', 1001, '王芳', 'owner', 'submit', 'draft', 'submitted'),
      (2, 't3', 2001, '赵敏', 'reviewer', 'return', 'in_review', 'returned'),
      (2, 't4', 1001, '王芳', 'owner', 'resubmit', 'returned', 'submitted'),
      (2, 't6', 1001, '王芳', 'owner', 'resubmit', 'returned', 'submitted');
"""


async def test_what_was_submitted_before_has_its_versions(tmp_path: Path, package: Package) -> None:
    own = {
        each.name: each.read_text(encoding="utf-8") for each in files("bot.storage").joinpath("migrations").iterdir()
    }
    path = tmp_path / "jiebang.db"
    scripts = {f"m{name.removesuffix('.sql')}": script for name, script in own.items()}
    package(**{name: script for name, script in scripts.items() if name < "m0011"})
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SUBMITTED_BEFORE)
    package(**scripts)
    found = await opened(path, lambda tx: [*versions.of_need(tx, 1), *versions.of_need(tx, 2)])
    assert [(each.need_id, each.number, each.at, each.action, each.content, each.request) for each in found] == [
        (1, 1, "t1", "submit", Content(values={"title": "一"}), None),
        # of the first of three nothing was kept but that it was
        (2, 2, "t4", "resubmit", Content(values={"title": "乙", "budget": 12345.6789}), None),
        (2, 3, "t6", "resubmit", Content(values={"title": "丙"}, form_version=2), Request(reason="请写明")),
    ]
    assert [each.recomputed(f"NM-2026-00000{each.need_id}") for each in found] == [each.digest for each in found]


DRAFTS_BEFORE = """
    INSERT INTO need (id, reference, owner, draft_id, state, content, submitted_at, updated_at) VALUES
      (1, 'NM-2026-000001', 1001, 1, 'returned', '{}', 't1', 't1');
    INSERT INTO draft (id, owner, need_id, content, touched, created_at, updated_at) VALUES
      (2, 1001, NULL, '{"values": {"title": "一"}}', 1, '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'),
      (3, 1001, 1, '{"values": {"title": "二"}}', 2, '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'),
      (4, 1002, NULL, '{}', 3, '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z');
"""
KEPT = "SELECT id, owner, need_id, content, touched, created_at, updated_at FROM draft"
ONE_MORE = (
    "INSERT INTO draft (owner, need_id, content, touched, created_at, updated_at) VALUES (1001, ?, '{}', 9, 't', 't')"
)


async def test_drafts_stand_as_they_were_and_more_can_be_beside_them(tmp_path: Path, package: Package) -> None:
    own = {
        each.name: each.read_text(encoding="utf-8") for each in files("bot.storage").joinpath("migrations").iterdir()
    }
    path = tmp_path / "jiebang.db"
    scripts = {f"m{name.removesuffix('.sql')}": script for name, script in own.items()}
    package(**{name: script for name, script in scripts.items() if name < "m0013"})
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(DRAFTS_BEFORE)
        before = connection.execute(KEPT).fetchall()
    package(**scripts)
    await opened(path, lambda _: None)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(KEPT).fetchall() == before
        connection.execute(ONE_MORE, [None])
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute(ONE_MORE, [1])
