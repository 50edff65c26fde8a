"""Measures how fast staff find needs: `python -m benchmarks.queue [--needs 100000] [--rounds 40] [--keep FILE]`.

A database of its own is filled with made-up needs, Chinese texts of the length that people write, and asked what the
queue and the search ask: with a warm cache, in one process, one after the other. Prints the median and the 99th
percentile of each in milliseconds, by the clock and of the CPU alone (others may use the machine), how
large the file is, and how SQLite goes about it (EXPLAIN QUERY PLAN).
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

from bot.needs.lifecycle import STATES
from bot.storage import listing, needs, search
from bot.storage.database import Database, Transaction
from bot.storage.listing import Filter
from bot.storage.needs import Content, Need
from bot.storage.search import Findable

WAITING = ("submitted", "in_review")
LEAGUES = [f"15{code:02}00" for code in (*range(1, 10), 22, 25, 29)]
WORDS = """
高温 烧结炉 推舟 机构 稀土 抛光粉 风电 叶片 裂纹 检测 草原 鼠害 监测 牧草 收割 马铃薯 种薯
脱毒 煤矸石 利用 光伏 组件 清洗 羊绒 分梳 乳品 发酵 储能 电池 热失控 预警 石墨 负极 钢渣
处理 矿井 水处理 氢能 重卡 储罐 密封 轴承 国产化 研制 工艺 优化 装备 自动化 系统 技术 平台
材料 效率 温度 压力 精度 寿命 能耗 成本 产能 停机 损失 现有 进口 替代 试过 多次 没有 解决
影响 明显 每年 约 提高 降低 达到 以上 目前 采用 方法 难以 满足 要求 严重 制约 生产
"""
PARTS = WORDS.split()
PLACES = "敕勒 阴山 河套 乌拉 科尔沁 鸿雁 蒙原 塞上 昆都 青山 达茂 巴彦 阿拉善 呼伦 红山 元宝"
SORTS = "新材料 重工 农牧 能源 生物 装备 环保 矿业 科技 电力"
FIRMS, TRADES = PLACES.split(), SORTS.split()
A_BATCH = 2000


def text(chance: random.Random, length: int) -> str:
    """Return a text of about so many characters."""
    words: list[str] = []
    while sum(map(len, words)) < length:
        words.append(chance.choice(PARTS))
        if chance.random() < 0.2:
            words.append(f"{chance.randint(1, 999)}%，")
    return "".join(words)


def values(chance: random.Random) -> dict[str, Any]:
    """Return what is filled in of one need."""
    firm = f"内蒙古{chance.choice(FIRMS)}{chance.choice(FIRMS)}{chance.choice(TRADES)}有限公司"
    code = f"9115{chance.randint(0, 10**14 - 1):014d}"
    return {
        "head": [code, firm, text(chance, 18)],
        "body": [text(chance, 180), *(text(chance, 20) for _ in range(3))],
        "exact": [code, firm, f"{chance.randint(0, 9999):04d}"],
        "months": chance.randint(1, 60),
        "domain": chance.choice(("high_tech", "farming", "society", "other")),
    }


def findable(need: Need) -> Findable:
    """Return what a made-up need is found by."""
    kept: dict[str, Any] = dict(need.content.values)
    number = need.reference.rpartition("-")[2].lstrip("0")
    return Findable(
        (need.reference, number, *kept["exact"]), kept["head"], kept["body"], kept["domain"], kept["months"]
    )


def fill(tx: Transaction, chance: random.Random, first: int, count: int) -> None:
    """Add needs: a fifth of them wait for staff, some of these mended, some held by one of nine."""
    for number in range(first, first + count):
        need = needs.create(
            tx,
            reference=f"NM-2026-{number:06d}",
            owner=1000 + number % 5000,
            draft_id=number,
            state="submitted",
            league=chance.choice(LEAGUES),
            content=Content(values=values(chance)),
        )
        state = chance.choices(STATES, (12, 8, 15, 40, 15, 10))[0]
        holder = 2000 + number % 9 if state == "in_review" else None
        if state != "submitted":
            needs.change(tx, need, state=state, holder=holder)
        elif chance.random() < 0.25:
            needs.change(tx, need, state=state, holder=None, content=need.content)
    search.read(tx, findable)


def asked(total: int, chance: random.Random, sample: Need) -> Iterator[tuple[str, Callable[[Transaction], object]]]:
    """Yield what is measured, by name."""
    waiting, old = Filter(WAITING), "2026-06-01"

    def page(wanted: Filter, order: listing.Order = "waiting", *, at: float = 0) -> Callable[[Transaction], object]:
        def look(tx: Transaction) -> object:
            offset = int(listing.count(tx, wanted) * at) if at else 0
            found = listing.page(tx, wanted, order, limit=5, offset=offset)
            return found, listing.by_state(tx, wanted.leagues, wanted.league)

        return look

    def find(*words: str) -> Callable[[Transaction], object]:
        def look(tx: Transaction) -> object:
            return needs.by_ids(tx, listing.found_by(tx, Filter(STATES, words=words))[:12])

        return look

    kept: dict[str, Any] = dict(sample.content.values)
    title, body = kept["head"][2], kept["body"][0]
    yield "默认页", page(waiting)
    yield "最后一页", page(waiting, at=0.99999)
    yield "正中一页", page(waiting, at=0.5)
    yield "按最新", page(waiting, "newest")
    yield "按期限", page(waiting, "months")
    yield "审核通过", page(Filter(("accepted",)))
    yield "审核通过，最后一页", page(Filter(("accepted",)), at=0.99999)
    yield "按盟市", page(Filter(WAITING, league=LEAGUES[3]))
    yield "限三个盟市", page(Filter(WAITING, leagues=LEAGUES[:3]))
    yield "我的", page(Filter(WAITING, holder=2003))
    yield "补充后", page(Filter(WAITING, again=True))
    yield "超期", page(Filter(WAITING, before=old))
    yield "未分派、按领域", page(Filter(WAITING, unheld=True, domain="farming"))
    yield "有附件", page(Filter(WAITING, files=True))
    yield "各状态计数", listing.by_state
    yield "找 2 字（常见）", find("鼠害")
    yield "找 2 字（名称里）", find(title[:2])
    yield "找 3 字", find(body[10:13])
    yield "找 6 字", find(body[10:16])
    yield "找两个词", find("草原", "鼠害")
    yield "找单位", find(kept["head"][1])
    yield "找信用代码", find(kept["head"][0])
    yield "找手机后四位", find(kept["exact"][-1])
    yield "找短编号", find(str(chance.randint(1, total)))
    yield "找不到的", find("量子纠缠")
    yield (
        "队列里找，待审核",
        lambda tx: listing.page(tx, Filter(("submitted",), words=("鼠害",)), "waiting", limit=5, offset=0),
    )


def measured(tx: Transaction, look: Callable[[Transaction], object], rounds: int) -> list[float]:
    """Return the median and the 99th percentile of how long something takes, then of its CPU alone, in milliseconds."""
    look(tx)
    taken: dict[Callable[[], float], list[float]] = {time.perf_counter: [], time.thread_time: []}
    for _ in range(rounds):
        began = {clock: clock() for clock in taken}
        look(tx)
        for clock, each in taken.items():
            each.append((clock() - began[clock]) * 1000)
    return [quantiles(each, n=100)[at] for each in taken.values() for at in (49, 98)]


def plans(tx: Transaction) -> Iterator[str]:
    """Yield how SQLite goes about each kind of query, as the statements themselves are traced."""
    said: list[str] = []
    tx.connection.set_trace_callback(said.append)
    for wanted in (Filter(WAITING), Filter(WAITING, league=LEAGUES[3], again=True), Filter(("accepted",))):
        listing.page(tx, wanted, "waiting", limit=5, offset=0)
        listing.count(tx, wanted)
    listing.page(tx, Filter(WAITING), "months", limit=5, offset=0)
    listing.found_by(tx, Filter(WAITING, words=("鼠害",)))
    tx.connection.set_trace_callback(None)
    for sql in dict.fromkeys(each for each in said if each.lstrip().startswith("SELECT")):
        steps = tx.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        yield f"  {sql[:150]}\n" + "\n".join(f"      {step['detail']}" for step in steps)


async def run(path: Path, total: int, rounds: int) -> None:
    """Fill the database as far as it is not, and print what each question takes."""
    database, chance = Database(path), random.Random(7)  # noqa: S311
    await database.open()
    try:
        there = await database.read(lambda tx: int(tx.row("SELECT count(*) AS n FROM need")["n"]))
        began = time.perf_counter()
        for first in range(there + 1, total + 1, A_BATCH):
            count = min(A_BATCH, total + 1 - first)
            await database.transaction(lambda tx, first=first, count=count: fill(tx, chance, first, count))  # type: ignore[misc]
        await database.transaction(lambda tx: tx.execute("ANALYZE"))
        await database.empty_log()
        size = await database.read(lambda tx: tx.row("PRAGMA page_count")[0] * tx.row("PRAGMA page_size")[0])
        print(f"{total} 项需求，{size / 2**20:.0f} MB，写入 {time.perf_counter() - began:.0f} 秒")
        sample = (await database.read(lambda tx: needs.by_ids(tx, [total // 2])))[0]
        heads = "".join(f"{each:>10}" for each in ("p50", "p99", "CPU p50", "CPU p99"))
        print(f"SQLite {sqlite3.sqlite_version}，每样 {rounds} 次，毫秒\n{'':24}{heads}")
        for name, look in asked(total, chance, sample):
            figures = await database.read(lambda tx, look=look: measured(tx, look, rounds))  # type: ignore[misc]
            wide = sum(2 if ord(each) > 0x2E80 else 1 for each in name)
            print(f"{name}{' ' * (24 - wide)}{''.join(f'{each:10.1f}' for each in figures)}", flush=True)
        print("查询计划")
        print("\n".join(await database.read(lambda tx: [*plans(tx)])))
    finally:
        await database.close()


def main() -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--needs", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="a database to fill and keep, or to ask again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(given.keep or Path(folder) / "jiebang.db", given.needs, given.rounds))


if __name__ == "__main__":
    main()
