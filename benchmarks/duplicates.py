"""`python -m benchmarks.duplicates [NEEDS]`: what it takes to find what a new need may be the same as.

The needs are put together of clauses of tests/unit/need_pairs.yaml and figures, so that they have more in common than
real ones. Each of the pairs that are the same is submitted among them: one with the first needs, the other at the end.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.needs.form import load_form
from bot.needs.likeness import percent, sketch, told
from bot.storage import likenesses, needs
from bot.storage.database import Database
from bot.storage.needs import Content, Need
from bot.storage.transaction import Transaction
from bot.texts import catalogue

FORM = load_form(None, catalogue("zh"))
PAIRS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent.parent / "tests" / "unit" / "need_pairs.yaml").read_text(encoding="utf-8")
)
LEAST = 60
BATCH = 500
CHANCE = random.Random(11)  # noqa: S311  # made-up needs


def made_up() -> tuple[str, str]:
    """Return a title and a problem of about 150 characters."""
    sides = [side for each in PAIRS for side in (each["one"], each["other"])]
    clauses = [clause for _, problem in sides for clause in problem.strip("。").split("，")]
    words = [CHANCE.choice(sides)[0][:5], CHANCE.choice(sides)[0][-6:]]
    told = [f"{CHANCE.choice(clauses)}{CHANCE.randrange(1000)}" for _ in range(10)]
    return "".join(words), "，".join(told)


def submit(tx: Transaction, number: int, title: str, problem: str) -> Need:
    """Store a need, with its sketch."""
    values = {"title": title, "problem": problem}
    need = needs.create(
        tx,
        reference=f"NM-2026-{number:06}",
        owner=number,
        draft_id=number,
        state="submitted",
        league=None,
        content=Content(values=values),
    )
    likenesses.sketch(tx, need.id, sketch(told(FORM, values)))
    return need


def found(tx: Transaction, need: Need) -> dict[int, int]:
    """Return what a need may be the same as, as alike.note finds it."""
    mine = told(FORM, need.content.values)
    likenesses.sketch(tx, need.id, sketch(mine))
    near = filter(None, (needs.by_id(tx, number) for number in likenesses.near(tx, need.id)))
    sure = {each.id: percent(mine, told(FORM, each.content.values)) for each in near}
    return {number: each for number, each in sure.items() if each >= LEAST}


async def measure(count: int) -> None:
    """Fill a database, and print what the last needs take."""
    same = [each for each in PAIRS if each["kind"] == "same"]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "bench.db", lambda: datetime.now(UTC))
        await database.open()
        first = [
            await database.transaction(lambda tx, n=n, each=each: submit(tx, n + 1, *each["one"]).id)
            for n, each in enumerate(same)
        ]

        def fill(tx: Transaction, start: int) -> None:
            for number in range(start, min(start + BATCH, count)):
                submit(tx, number + 1, *made_up())

        for start in range(len(same), count, BATCH):
            await database.transaction(lambda tx, start=start: fill(tx, start))

        took, hit = [], 0
        for place, each in enumerate(same):

            def one(tx: Transaction, place: int = place, each: dict[str, Any] = each) -> bool:
                need = submit(tx, count + place + 1, *each["other"])
                began = time.thread_time()
                known = found(tx, need)
                took.append(1000 * (time.thread_time() - began))
                return first[place] in known

            hit += await database.transaction(one)
        wanted = sum(
            percent(
                told(FORM, dict(zip(("title", "problem"), each["one"], strict=True))),
                told(FORM, dict(zip(("title", "problem"), each["other"], strict=True))),
            )
            >= LEAST
            for each in same
        )
        for _ in range(50):

            def another(tx: Transaction) -> None:
                need = submit(tx, count + 1000 + len(took), *made_up())
                began = time.thread_time()
                found(tx, need)
                took.append(1000 * (time.thread_time() - began))

            await database.transaction(another)
        await database.close()
    print(f"{count:,} needs: {statistics.median(took):.1f} ms of CPU for a new one (at most {max(took):.1f} ms);")
    print(f"of {wanted} pairs at {LEAST} % or more, {hit} were found among them")


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
