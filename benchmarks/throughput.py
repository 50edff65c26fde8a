"""Measures how fast updates are answered: `python -m benchmarks.throughput [--updates N] [--rounds N] [--only NAME]`.

The real program, in a process of its own, is asked questions that it knows over a loopback Bot API in another process
(benchmarks.loopback); beside it, in turns, a bare python-telegram-bot echo (benchmarks.echo). Prints the medians:
updates a second, from the first batch to the last answer; their ratio to the bare echo; CPU an update; memory at the
end. With `--updates 100000 --rounds 1 --only 揭榜通` it shows whether memory stays where it is.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
import yaml

from benchmarks.echo import TOKEN
from faq.answer import Answer, Responder
from faq.dialogue import Dialogue
from faq.entry import Entry, load

CHATS, UPDATES, ROUNDS = 400, 2000, 3
PACE = {"private_burst": 10**6, "group_messages": 10**6, "all_messages": 10**6}
BOT, ECHO = "揭榜通", "PTB echo"
CONTENDERS = {
    BOT: (),
    ECHO: ("httpx",),
    "PTB echo, in turn": ("httpx", "--in-turn"),
    "PTB echo on aiohttp": ("aiohttp",),
}
TENTHS = 10
POLITE = "请问"


@dataclass(frozen=True)
class Run:
    """What one run came to; `memory` is in MB, at each tenth."""

    seconds: float
    cpu: float
    memory: Sequence[float]


def questions(dialogue: Dialogue, count: int) -> list[str]:
    """Return texts, each different as far as there are enough, that have one sure answer.

    They are phrasings of the content asked politely: none of them has been seen word for word when it is asked.
    """
    known = [f"{POLITE}{each}" for entry in dialogue.responder.library.entries for each in entry.phrasings]
    mixed = sorted(known, key=lambda text: zlib.crc32(text.encode()))
    sure = [text for text in mixed[: count + count // 10] if _is_answered(dialogue, text)]
    return [sure[place % len(sure)] for place in range(count)]


def _is_answered(dialogue: Dialogue, text: str) -> bool:
    parts = dialogue.consider(text).parts
    return len(parts) == 1 and isinstance(parts[0].outcome, Answer)


def searching(dialogue: Dialogue, texts: Sequence[str]) -> float:
    """Return the CPU seconds that it takes to find the answers alone, each read after the one before in its chat."""
    last: dict[int, Entry] = {}
    began = time.process_time()
    for number, text in enumerate(texts):
        outcome = dialogue.consider(text, last.get(number % CHATS)).parts[-1].outcome
        if isinstance(outcome, Answer):
            last[number % CHATS] = outcome.entry
    return time.process_time() - began


def run(arguments: Sequence[str], folder: Path, asked: Path) -> Run:
    """Let one contender answer everything that is asked."""
    with _program("benchmarks.loopback", str(asked), str(CHATS), folder=folder) as server:
        reports = map(json.loads, server.stdout or ())
        url = next(reports)["url"]
        with _program(
            *(("benchmarks.echo", url, *arguments) if arguments else _bot(folder, url)), folder=folder
        ) as bot:
            process, seen = psutil.Process(bot.pid), []
            for report in reports:
                times = process.cpu_times()
                seen.append((report["at"], times.user + times.system, process.memory_info().rss / 2**20))
                if len(seen) > TENTHS:
                    break
            else:
                raise RuntimeError(f"answers are missing; {folder} has the logs")
    (begun, spent, _), (ended, all_spent, _) = seen[0], seen[-1]
    return Run(ended - begun, all_spent - spent, [memory for *_, memory in seen[1:]])


def _bot(folder: Path, url: str) -> tuple[str, ...]:
    config = folder / "config.yaml"
    content = {"data_dir": "data", "telegram": {"api_url": url, "pace": PACE}, "faq": {"semantic": False}}
    config.write_text(yaml.safe_dump(content), encoding="utf-8")
    return "bot", "run", "--config", str(config)


@contextmanager
def _program(*arguments: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    with (folder / f"{arguments[0]}.log").open("a") as log:
        command, environment = [sys.executable, "-m", *arguments], {**os.environ, "JIEBANG_TOKEN": TOKEN}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)  # noqa: S603
        try:
            yield process
        finally:
            process.kill()
            process.communicate()


def measure(arguments: Sequence[str], texts: Sequence[str]) -> Run:
    """Run one contender in a folder of its own, on the disk where the project is."""
    home = Path("data")
    home.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix="throughput-") as name:
        asked = Path(name) / "questions.txt"
        asked.write_text("\n".join(texts), encoding="utf-8")
        return run(arguments, Path(name), asked)


def show(name: str, runs: Sequence[Run], updates: int, bare: float) -> None:
    """Print the medians of a contender; `bare` is the seconds that the bare echo took."""
    seconds, cpu = median(each.seconds for each in runs), median(each.cpu for each in runs) / updates * 1000
    rate, memory = updates / seconds, median(each.memory[-1] for each in runs)
    print(f"{name:24}{rate:10.0f}{bare / seconds:10.2f}{cpu:10.2f}{memory:10.0f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=UPDATES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=CONTENDERS, action="append", help="measure just this; can be repeated")
    options = parser.parse_args()
    dialogue, names = Dialogue(Responder(load())), options.only or list(CONTENDERS)
    texts = questions(dialogue, options.updates)
    runs: dict[str, list[Run]] = {name: [] for name in names}
    found: list[float] = []
    for _ in range(options.rounds):  # in turns, so that what else the machine does falls on all of them
        for name in names:
            runs[name].append(measure(CONTENDERS[name], texts))
        found.append(searching(dialogue, texts))
    print(
        f"{options.updates} questions in {CHATS} chats; medians of {options.rounds}; CPU an update, memory at the end"
    )
    print(f"{'':24}{'updates/s':>10}{'ratio':>10}{'CPU ms':>10}{'MB':>10}")
    bare = median(each.seconds for each in runs.get(ECHO, runs[names[0]]))
    for name in names:
        show(name, runs[name], options.updates, bare)
    if BOT in names:
        print(f"{'  of it searching':24}{'':20}{median(found) / options.updates * 1000:10.2f}")
        print("MB at each tenth of it:", *(f"{memory:.0f}" for memory in runs[BOT][-1].memory))


if __name__ == "__main__":
    main()
