"""The clock is put back or leaps: what was shown last counts, and nothing is forgotten by a clock that may be wrong."""

import re
from pathlib import Path

from bot.app import furnish, knowing
from bot.config import FaqSection
from bot.services.actions import ListMine
from bot.services.runtime import housekeeping
from bot.storage import keyboards
from bot.storage.database import Database
from bot.storage.keyboards import Labelled
from tests.chat import GROUP, WANG, ZHAO, Chat, answering, configured
from tests.conversations.need import REFERENCE, submit
from tests.storage.conftest import Clock

SECOND = "NM-2026-000002"
LEAPT = "服务器的时钟从 {} 变成了 {}，请核对。为免误删，旧记录暂不清理；时间没有错的话，连续运行 24 小时后照常。"


async def test_what_is_typed_is_for_the_card_shown_last(reviewing: Chat) -> None:
    await submit(reviewing)
    wang = reviewing.user(WANG)
    await wang.goes("/my", f"☞查看 {REFERENCE}", "☞撤回")
    reviewing.clock.back(hours=1)
    await wang.goes("/my", f"☞查看 {SECOND}", "☞撤回")
    assert (await wang.says("确定撤回")).texts == [f"{SECOND} 已撤回，不再审核。"]


async def test_a_start_with_a_wrong_clock_forgets_nothing_and_staff_are_told(reviewing: Chat) -> None:
    zhao, heard = reviewing.user(ZHAO), []
    tables = ("keyboard", "posting", "inbox", "outbox")
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in tables)
    (before,) = await reviewing.rows(f"SELECT {counts}")
    for leaps in (reviewing.clock.forward, reviewing.clock.back):
        leaps(days=200)
        await reviewing.restart()
        await reviewing.get(f"/local/users/{ZHAO}/messages?after={zhao.cursor}&wait=30")  # housekeeping has begun
        heard += (await zhao.hears()).in_chat(GROUP).texts
    days = [re.sub(r" \d\d:\d\d", "", each) for each in heard]
    assert days == [LEAPT.format("2026-11-02", "2027-05-21"), LEAPT.format("2027-05-21", "2026-11-02")]
    (after,) = await reviewing.rows(f"SELECT {counts}")
    assert after == {**before, "outbox": before["outbox"] + 2}
    assert (await zhao.taps("领取", chat=GROUP)).in_chat(ZHAO).heads == [f"{REFERENCE} · 审核中"]


async def test_the_clock_is_believed_again_after_a_day_of_running(tmp_path: Path) -> None:
    clock = Clock()
    database = Database(tmp_path / "jiebang.db", clock)
    house = furnish(configured(tmp_path, "http://127.0.0.1:9"), "", knowing(FaqSection(), answering(FaqSection())))
    await database.open()

    async def hours(count: int, *, hour: int = 1) -> list[int]:
        """Let hours pass, of which the program knows or (0) does not; return the count of keyboards after each."""
        left = []
        for _ in range(count):
            clock.passes(hours=1)
            await database.transaction(lambda tx: housekeeping.tidy(tx, house, hours=hour))
            left.append(await database.read(lambda tx: int(tx.row("SELECT count(*) AS n FROM keyboard")["n"])))
        return left

    await hours(1)
    await database.transaction(lambda tx: keyboards.put(tx, WANG, WANG, [Labelled(ListMine(), "我的需求")]))
    clock.passes(days=200)
    left = await hours(1), await hours(30, hour=0), await hours(24)
    await database.close()
    assert left == ([1], [1] * 30, [1] * 23 + [0])  # starting often is not running
