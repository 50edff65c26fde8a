"""What staff teach: phrasings and entries count at once, outlast the program, and come out as content files."""

import asyncio
import json
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import app, cli
from bot.config import FaqSection
from bot.services.knowledge.editions import Knowledge, extend, uncollected
from bot.services.knowledge.renewal import Renewal
from bot.storage import learned, outbox
from bot.storage.database import Database, Transaction, read_only
from bot.texts import catalogue
from bot.texts.markup import plain
from faq.answer import Answer
from faq.entry import CONTENT, load
from faq.vectors import RECORD
from tests.chat import WANG, ZHAO, Chat, answering
from tests.outgoing import words
from tests.patience import STILL

SLANG = "鹿城厂子跟冰城教授捣鼓的那桩事儿"  # nothing in the content looks like it
CANTEEN: dict[str, Any] = {
    "id": "howto.canteen",
    "question": "揭榜办的食堂在哪里？",
    "also_asked": ["哪里有食堂"],
    "answer": "<b>二楼东头。</b>",
    "source": {"publisher": "揭榜通使用说明", "date": "2026-11"},
    "as_of": "2026-11",
    "status": "howto",
}
BUS = {
    **CANTEEN,
    "id": "howto.bus",
    "question": "班车几点发车？",
    "also_asked": ["班车什么时候开", "早上的班车几点走", "班车时刻", "通勤车几点开"],
}


class School:
    """Knowledge, a database with what was taught, and the loop between them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.knowledge = Knowledge(answering(FaqSection()))
        self.renewal = Renewal(self.knowledge, database, catalogue("zh"), lambda _: [ZHAO])

    async def learns(self, lesson: Callable[[Transaction], object]) -> None:
        """Commit a lesson as a verb does, and wait until it counts."""

        def work(tx: Transaction) -> None:
            lesson(tx)
            self.knowledge.outdated()

        await self.database.transaction(work)
        async with asyncio.timeout(STILL):
            while self.knowledge.behind:
                await self.database.read(lambda _: None)

    def answers(self, question: str) -> str | None:
        outcome = self.knowledge.current.dialogue.responder.answer(question)
        return outcome.entry.id if isinstance(outcome, Answer) else None

    async def said(self) -> list[str]:
        """Return what staff were told."""
        call = await self.database.read(lambda tx: outbox.following(tx, ZHAO))
        return [] if call is None else [words(call)]


@pytest_asyncio.fixture
async def school(tmp_path: Path) -> AsyncIterator[School]:
    database = Database(tmp_path / "jiebang.db")
    await database.open()
    opened = School(database)
    running = asyncio.create_task(opened.renewal.run())
    yield opened
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await database.close()


async def test_a_phrasing_counts_at_once_and_no_longer_once_it_is_retired(school: School) -> None:
    assert school.answers(SLANG) is None
    await school.learns(lambda tx: learned.add_phrasing(tx, entry_id="case.partner", phrasing=SLANG, author=ZHAO))
    assert school.answers(SLANG) == "case.partner"
    await school.learns(lambda tx: learned.retire(tx, 1))
    assert school.answers(SLANG) is None
    assert school.knowledge.revision == 2
    assert await school.said() == []


async def test_what_was_taught_is_found_by_its_meaning_at_once(school: School, tmp_path: Path) -> None:
    school.knowledge.answer_by(partial(app.respond_by_meaning, FaqSection(), tmp_path))
    await school.learns(lambda tx: learned.add_entry(tx, entry=BUS, author=ZHAO))
    found = school.knowledge.current.dialogue.responder.index.search("接送上下班的大巴啥时候走", 1)
    assert [hit.entry.id for hit in found] == ["howto.bus"]
    (_, _, records) = (tmp_path / "vectors.bin").read_bytes().partition(b"\n")
    assert len(records) == 5 * RECORD.itemsize  # its phrasings'


async def test_an_edition_that_was_replaced_needs_no_collector_to_go(school: School) -> None:
    await school.learns(lambda tx: learned.add_entry(tx, entry=CANTEEN, author=ZHAO))
    replaced = weakref.ref(school.knowledge.current.dialogue.responder)
    with uncollected():
        await school.learns(lambda tx: learned.retire(tx, 1))
        assert replaced() is None


async def test_an_entry_counts_at_once_and_can_be_asked_for_in_more_ways(school: School) -> None:
    await school.learns(lambda tx: learned.add_entry(tx, entry=CANTEEN, author=ZHAO))
    await school.learns(
        lambda tx: learned.add_phrasing(tx, entry_id="howto.canteen", phrasing="中午上哪儿吃饭", author=ZHAO)
    )
    assert [school.answers(asked) for asked in ("揭榜办的食堂在哪里", "中午上哪儿吃饭")] == ["howto.canteen"] * 2
    assert school.knowledge.current.library["howto.canteen"].also_asked == ("哪里有食堂", "中午上哪儿吃饭")


async def test_what_does_not_fit_is_left_out_and_told_once(school: School) -> None:
    def wrong(tx: Transaction) -> None:
        learned.add_phrasing(tx, entry_id="case.gone", phrasing=SLANG, author=ZHAO)
        learned.add_phrasing(tx, entry_id="case.partner", phrasing="问" * 201, author=ZHAO)
        learned.add_entry(tx, entry={**CANTEEN, "status": "sure", "answer": "<b>二楼"}, author=ZHAO)
        learned.add_entry(tx, entry={**CANTEEN, "id": "lunch.where", "facts": ["F999"]}, author=ZHAO)
        learned.add_phrasing(tx, entry_id="case.partner", phrasing=SLANG, author=ZHAO)

    await school.learns(wrong)
    assert school.answers(SLANG) == "case.partner"
    assert await school.said() == [
        "工作人员补充的问答有用不上的，其余照常：工作人员补充:1: case.gone: 没有 case.gone 这条问答（共 6 处）"
    ]


async def test_a_new_start_tells_only_what_has_changed(school: School) -> None:
    async def heads() -> list[str]:
        rows = await school.database.read(lambda tx: tx.all("SELECT call FROM outbox ORDER BY id"))
        return [json.loads(row["call"])["text"].partition("\n")[0] for row in rows]

    await school.learns(lambda tx: learned.add_phrasing(tx, entry_id="case.gone", phrasing=SLANG, author=ZHAO))
    unfit = "工作人员补充的问答有用不上的，其余照常：工作人员补充:1: case.gone: 没有 case.gone 这条问答（共 1 处）"
    assert await heads() == [unfit]
    await School(school.database).renewal.catch_up()
    assert await heads() == [unfit]
    await school.database.transaction(lambda tx: learned.retire(tx, 1))
    for _ in range(2):
        await School(school.database).renewal.catch_up()
    entries = len(school.knowledge.current.library.entries)
    assert await heads() == [unfit, f"<b>问答内容已改好</b>，现在按新内容回答，共 {entries} 条。"]


async def test_what_the_files_have_too_is_theirs(school: School) -> None:
    taken_over = {**CANTEEN, "id": "case.partner"}
    await school.learns(lambda tx: learned.add_entry(tx, entry=taken_over, author=ZHAO))
    assert school.knowledge.current.library["case.partner"] == answering(FaqSection()).library["case.partner"]
    assert await school.said() == []


async def test_what_was_learned_outlasts_the_program(tmp_path: Path) -> None:
    async with Chat(tmp_path) as chat:
        wang = chat.user(WANG)
        unknown = (await wang.says(SLANG)).heads
        await chat.stop()
        database = Database(chat.database)
        await database.open()
        await database.transaction(
            lambda tx: learned.add_phrasing(tx, entry_id="case.partner", phrasing=SLANG, author=ZHAO)
        )
        await database.close()
        await chat.start()
        known = (await wang.says(SLANG)).heads
    assert unknown != known
    assert known == [plain(answering(FaqSection()).library["case.partner"].answer).partition("\n")[0]]


CONFIG = """\
data_dir: .
staff:
  members: [{id: 2001, name: 赵敏, role: reviewer}]
"""
HOWTO = """\
# 由 jiebang faq export 写出：工作人员在机器人里补充的内容。请核对，再并入问答文件，或者放进 faq.extra_dirs 的目录。
# howto.canteen：新的问答（2026-11-02，赵敏）
# howto.canteen：新的问法“中午上哪儿吃饭”（2026-11-02，赵敏）
topic:
  id: howto
  title: {title}
  english: {english}
  order: {order}
learned: true
entries:
  - id: howto.canteen
    question: 揭榜办的食堂在哪里？
    also_asked:
      - 哪里有食堂
      - 中午上哪儿吃饭
    answer: |-
      <b>二楼东头。</b>
      不对外。
    source:
      publisher: 揭榜通使用说明
      date: 2026-11
    as_of: 2026-11
    status: howto
"""


async def taught(folder: Path) -> None:
    """Leave a database in which staff have taught the bot something, some of it unfit."""
    database = Database(folder / "jiebang.db", lambda: datetime(2026, 11, 1, 17, tzinfo=UTC))
    await database.open()

    def lessons(tx: Transaction) -> None:
        learned.add_entry(tx, entry={**CANTEEN, "answer": "<b>二楼东头。</b>\n不对外。"}, author=ZHAO)
        learned.add_phrasing(tx, entry_id="howto.canteen", phrasing="中午上哪儿吃饭", author=ZHAO)
        learned.add_phrasing(tx, entry_id="case.partner", phrasing=SLANG, author=1)
        learned.add_phrasing(tx, entry_id="case.gone", phrasing=SLANG, author=ZHAO)
        learned.retire(tx, learned.add_phrasing(tx, entry_id="money.cap", phrasing="顶格能给多少", author=ZHAO))

    await database.transaction(lessons)
    await database.close()
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")


def export(folder: Path, out: Path) -> int:
    return cli.main(["faq", "export", "--config", f"{folder}/config.yaml", "--out", f"{out}"])


def test_what_was_learned_comes_out_as_files_that_say_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(taught(tmp_path))
    out = tmp_path / "out"
    assert (export(tmp_path, out), capsys.readouterr().out) == (
        0,
        f"已写出 2 个文件到 {out}：case.yaml、howto.yaml\n有 1 条补充用不上，没有写出。\n",
    )
    built_in = load()
    (topic,) = [each for each in built_in.topics if each.id == "howto"]
    assert (out / "howto.yaml").read_text(encoding="utf-8") == HOWTO.format(
        title=topic.title, english=topic.english, order=topic.order
    )
    assert (out / "case.yaml").read_text(encoding="utf-8").splitlines()[1] == (
        f"# case.partner：新的问法“{SLANG}”（2026-11-02，1）"
    )
    rows = asyncio.run(read_only(tmp_path / "jiebang.db", learned.everything))
    assert load([CONTENT, out]) == extend(built_in, rows)[0]


def test_nothing_is_overwritten_by_an_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(taught(tmp_path))
    out = tmp_path / "out"
    export(tmp_path, out)
    (out / "howto.yaml").write_text("# 正在核对\n", encoding="utf-8")
    capsys.readouterr()
    said = f"{out}/case.yaml 已经有了，不覆盖；请换一个目录。\n"
    assert (export(tmp_path, out), capsys.readouterr().err) == (1, said)
    assert (out / "howto.yaml").read_text(encoding="utf-8") == "# 正在核对\n"


def test_where_nothing_was_learned_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def untaught() -> None:
        database = Database(tmp_path / "jiebang.db")
        await database.open()
        await database.close()

    asyncio.run(untaught())
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    assert (export(tmp_path, tmp_path / "out"), capsys.readouterr().out) == (0, "没有补充过的内容，什么也没有写。\n")
