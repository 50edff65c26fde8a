"""How long the office's workbook takes, and how much memory: `python -m benchmarks.export [--needs 10000] [--zip]`.

The database is made up: needs of all leagues and states with long texts, ten indicators, up to three rounds of review.
The workbook is made by the command itself, `jiebang export`, in a process of its own.
"""

import argparse
import asyncio
import json
import random
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage.database import Database
from bot.storage.transaction import Transaction
from bot.storage.versions import Content, written

LEAGUES = (
    "150100",
    "150200",
    "150300",
    "150400",
    "150500",
    "150600",
    "150700",
    "150800",
    "150900",
    "152200",
    "152500",
    "152900",
)
FIELDS = ("high_tech", "high_tech", "farming", "society", "other")
ENDS = {"accept": "accepted", "reject": "rejected", "return": "returned"}
SENTENCE = "现用设备每运行约三个月就要停炉更换，备件周期长达半年，试过两种国产替代件，在高温下都出现卡滞。"
FORMULA = '=HYPERLINK("http://a.b")<b>粉体</b>输送&除尘'
BEGUN = datetime(2026, 9, 1, 1, tzinfo=UTC)


def values(number: int, dice: random.Random) -> dict[str, object]:
    """Return what a need says."""
    budget = dice.randrange(20, 3000)
    return {
        "consent": True,
        "org_name": f"内蒙古敕勒第{number % 997}新材料科技股份有限公司",
        "uscc": "91150200MA0TE5T00K",
        "league": LEAGUES[number % 12],
        "need_type": "research",
        "title": FORMULA if number % 17 == 0 else f"第{number}号高温烧结炉推舟机构国产化研制与产业化示范",
        "field": dice.choice(FIELDS),
        "problem": "\n".join(SENTENCE * dice.randrange(1, 5) for _ in range(dice.randrange(1, 4))),
        "indicators": [
            f"指标{at}：连续运行时间 ≥ {at * 500} 小时（现约 200 小时），第三方检测"
            for at in range(1, dice.choice((2, 4, 11)))
        ],
        "budget": budget,
        "self_fund": budget // 2,
        "deadline": dice.randrange(6, 37),
        "solver_req": "无特殊要求",
        "coop_mode": ["joint"],
        "ip": "shared",
        "publicity": "anonymous",
        "contact": "王芳",
        "mobile": "13800000000",
    }


def fill(tx: Transaction, count: int) -> None:
    """Put so many needs into the database, with their versions and records."""
    dice = random.Random(7)  # noqa: S311  # the same needs each time
    for number in range(1, count + 1):
        at = BEGUN + timedelta(minutes=number * 86_400 * 0.9 / count)
        acts = list(_acts(dice, at))
        state = acts[-1][3]
        content = written(Content(values=values(number, dice)))
        tx.execute(
            "INSERT INTO need (id, reference, owner, draft_id, state, holder, league, content, submitted_at,"
            " waiting_since, updated_at)"
            " VALUES (:id, :reference, 1, :id, :state, :holder, :league, :content, :at, :at, :at)",
            id=number,
            reference=f"NM-2026-{number:06}",
            state=state,
            holder=2001 if state == "in_review" else None,
            league=LEAGUES[number % 12],
            content=content,
            at=_text(at),
        )
        for place, (when, action, before, after) in enumerate(acts):
            owner = action in ("submit", "resubmit")
            tx.execute(
                "INSERT INTO audit (need_id, at, actor, actor_name, role, action, from_state, to_state, note)"
                " VALUES (:need, :at, :actor, :name, :role, :action, :before, :after, :note)",
                need=number,
                at=_text(when),
                actor=1 if owner else 2001,
                name="王芳" if owner else "赵敏",
                role="owner" if owner else "reviewer",
                action=action,
                before=before,
                after=after,
                note="" if owner or action == "claim" else "指标请写明现值和检测方法，附上检测报告。",
            )
            if owner:
                tx.execute(
                    "INSERT INTO need_version (need_id, number, at, actor, action, content, request, digest)"
                    " VALUES (:need, :number, :at, 1, :action, :content, :request, '')",
                    need=number,
                    number=1 + sum(each[1] in ("submit", "resubmit") for each in acts[:place]),
                    at=_text(when),
                    action=action,
                    content=content,
                    request=json.dumps({"fields": ["indicators"], "reason": "请补充"}) if place else None,
                )


def _acts(dice, at):  # type: ignore[no-untyped-def]
    """Give what was done to a need: when, what, from which state to which."""
    yield at, "submit", "draft", "submitted"
    for _ in range(3):
        if dice.random() < 0.25:
            return
        at += timedelta(hours=dice.randrange(4, 90))
        yield at, "claim", "submitted", "in_review"
        if dice.random() < 0.1:
            return
        at += timedelta(hours=dice.randrange(2, 60))
        if dice.random() < 0.2:  # decided in error, and undone at once
            yield at, "reject", "in_review", "rejected"
            yield at, "undo", "rejected", "in_review"
            at += timedelta(hours=1)
        action = dice.choice(("accept", "accept", "return", "reject"))
        yield at, action, "in_review", ENDS[action]
        if action != "return" or dice.random() < 0.3:
            return
        at += timedelta(hours=dice.randrange(10, 200))
        yield at, "resubmit", "returned", "submitted"


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


async def prepare(folder: Path, count: int) -> Path:
    """Make a database with so many needs, and a configuration beside it; return the path of that."""
    database = Database(folder / "data" / "jiebang.db")
    await database.open()
    await database.transaction(lambda tx: fill(tx, count))
    await database.close()
    config = folder / "config.yaml"
    config.write_text("staff:\n  members: [{id: 2001, name: 赵敏, role: reviewer}]\n", encoding="utf-8")
    return config


def main() -> None:
    """Fill a database, export it, print seconds and the peak of memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--needs", type=int, default=10_000)
    parser.add_argument("--zip", action="store_true")
    parser.add_argument("--keep", type=Path, help="where the file is kept")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        config = asyncio.run(prepare(folder, options.needs))
        out = options.keep or folder / ("out.zip" if options.zip else "out.xlsx")
        command = [sys.executable, "-m", "bot", "export", "--config", str(config), "--out", str(out)]
        begun = time.perf_counter()
        subprocess.run([*command, *(["--zip"] if options.zip else [])], check=True)  # noqa: S603  # our own
        seconds, used = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{options.needs} needs: {seconds:.1f} s ({used.ru_utime + used.ru_stime:.1f} s of CPU),"
            f" {used.ru_maxrss / 1024:.0f} MB at most, a file of {out.stat().st_size / 1e6:.1f} MB"
        )


if __name__ == "__main__":
    main()
