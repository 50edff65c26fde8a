"""Measures the matching: `python -m benchmarks.bench [--semantic]`. Needs numpy, bm25s and jieba.

Prints how the scheme questions come out with the project's matcher and its peers, by register, how far the scores can
be taken at their word, and how long a search takes. Where the variable FAQBENCH names the folder of faqbench (public
question pairs, not part of this repository), its figures follow.

A peer's scores are no probabilities; its thresholds for an answer and for choices are those of benchmarks.calibrate,
found on one half of the questions and used on the other. "matcher alone" is the project's matcher treated the same way;
"揭榜通" is the responder as it is installed, which also knows words that belong to other subjects (faq/outside.yaml).
"""

import importlib
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from benchmarks.calibrate import OFFERED, STRAYS, WRONG, ask, lowest, matching, show_reliability
from benchmarks.messages import KINDS, Message, held_out, replied
from benchmarks.peers import PEERS, Hits, Phrasings, Search
from benchmarks.questions import Asked, off_topic, scheme_questions
from faq.answer import CHOICES, Answer, Choices, Lead, Responder
from faq.dialogue import Dialogue
from faq.entry import Entry, Library, load
from faq.matcher import Matcher

SIZES = (10_000, 100_000)
SEARCHES, PATIENCE = 400, 10.0  # searches timed for each, or as many as can be in that many seconds
Outcome = tuple[Asked | Message, str]


def kind(asked: Asked, answered: Entry | None, offered: list[Entry]) -> str:
    """Return which of KINDS it is to answer, or to offer choices, or neither."""
    if answered:
        return KINDS[0] if asked.is_right(answered) else KINDS[1]
    if offered:
        return KINDS[2] if any(map(asked.is_right, offered)) else KINDS[3]
    return KINDS[4]


def responded(responder: Responder, questions: list[Asked]) -> list[Outcome]:
    """Return how the questions come out with the project's responder."""
    outcomes: list[Outcome] = []
    for asked in questions:
        said = responder.answer(asked.text)
        answered = said.entry if isinstance(said, Answer) else None
        offered = [hit.entry for hit in said.hits] if isinstance(said, Lead | Choices) else []
        outcomes.append((asked, kind(asked, answered, offered)))
    return outcomes


def searched(search: Search, library: Library, questions: list[Asked]) -> list[Outcome]:
    """Return how the questions come out with thresholds from the half of the questions that each is not in."""
    found = [(asked, search(asked.text, CHOICES)) for asked in questions]
    outcomes: list[Outcome] = []
    for half in (0, 1):
        sure, floor = cuts([each for each in found if each[0].half != half], library)
        for asked, hits in found:
            if asked.half == half:
                answered = library[hits[0][0]] if hits and hits[0][1] >= sure else None
                offered = [library[entry_id] for entry_id, score in hits if score >= floor]
                outcomes.append((asked, kind(asked, answered, offered)))
    return outcomes


def searched_anew(search: Search, library: Library, seen: list[Asked], messages: list[Message]) -> list[Outcome]:
    """Return how messages come out that were not `seen` when the thresholds were found."""
    sure, floor = cuts([(asked, search(asked.text, CHOICES)) for asked in seen], library)
    outcomes: list[Outcome] = []
    for message in messages:
        hits = search(message.text, CHOICES)
        answered = [library[entry_id] for entry_id, score in hits[:1] if score >= sure]
        offered = [library[entry_id] for entry_id, score in hits if score >= floor]
        outcomes.append((message, message.fared(answered, offered)))
    return outcomes


def cuts(found: list[tuple[Asked, Hits]], library: Library) -> tuple[float, float]:
    """Return the lowest scores to answer and to offer choices at, within the limits of benchmarks.calibrate."""
    best = [(asked, hits[0][1], asked.is_right(library[hits[0][0]])) for asked, hits in found if hits]
    wrong = np.array([score for asked, score, right in best if asked.in_scope and not right])
    stray = np.array([score for asked, score, _ in best if not asked.in_scope])
    inside = sum(asked.in_scope for asked, _ in found)
    outside = len(found) - inside
    sure = max(lowest(wrong, WRONG * inside), lowest(stray, STRAYS * outside))
    return sure, lowest(stray, OFFERED * outside)


def table(title: str, rows: Iterable[tuple[str, list[Outcome]]]) -> None:
    """Print for each row the share of each kind among the questions about the scheme, and what the others got."""
    print(f"\n{title}\n{'':20s}" + "".join(f"{name:>21s}" for name in KINDS) + f"{'questions':>11s}   others declined")
    for name, outcomes in rows:
        inside = Counter(came for asked, came in outcomes if asked.in_scope)
        outside = Counter(came for asked, came in outcomes if not asked.in_scope)
        shares = "".join(f"{100 * inside[each] / max(1, inside.total()):20.1f}%" for each in KINDS)
        others = f"{outside[KINDS[4]]}, answered {outside[KINDS[1]]} of {outside.total()}" if outside else ""
        print(f"{name:20s}{shares}{inside.total():11d}   {others}", flush=True)


def by_register(outcomes: list[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """Return the outcomes as rows of a table, one for each way of writing."""
    registers = dict.fromkeys(asked.register for asked, _ in outcomes)
    return [(name, [each for each in outcomes if each[0].register == name]) for name in registers]


def quality(library: Library, *, semantic: bool) -> None:
    """Print the tables of the scheme questions and the reliability of the scores."""
    scheme = scheme_questions()
    alone = [asked for asked in scheme if asked.register != "follow_up"]
    questions = [*alone, *off_topic()]
    phrasings = [(entry.id, phrasing) for entry in library.entries for phrasing in entry.phrasings]
    misses = [(entry.id, miss) for entry in library.entries for miss in entry.not_asked]
    responder = Responder(library)
    rows = [
        ("揭榜通", responded(responder, questions)),
        ("matcher alone", searched(Matcher(phrasings, misses).search, library, questions)),
        *((name, searched(build(phrasings), library, questions)) for name, build in PEERS.items()),
    ]
    if semantic:
        responder = Responder(library, matching(semantic=True))
        rows.insert(1, ("揭榜通[semantic]", responded(responder, questions)))
    table(
        "Questions about the scheme, and about other things (follow-ups, which need what went before, left out)", rows
    )
    with_model = f"{'with' if semantic else 'without'} the language model"
    table(f"By register, {with_model}", by_register(responded(responder, scheme)))
    messages, dialogue = held_out(), Dialogue(responder)
    read: list[Outcome] = [(message, replied(dialogue, message)) for message in messages]
    rows = [
        ("揭榜通", read),
        *((name, searched_anew(build(phrasings), library, questions, messages)) for name, build in PEERS.items()),
    ]
    table(f"Held-out messages, {with_model}; both of two questions must be answered", rows)
    table("Held-out messages by register", by_register(read))
    print("\nReliability of the scores: calibrated on one half of the questions, measured on the other")
    show_reliability(ask(matching(semantic=semantic)))


def recombined(phrasings: Phrasings, count: int) -> Phrasings:
    """Return `count` phrasings, three an entry: halves of real ones put together, the same in every run."""
    dice, texts = random.Random(7), dict.fromkeys(text for _, text in phrasings)  # noqa: S311  # no secret
    real = list(texts)
    while len(texts) < count:
        head, tail = dice.choice(real), dice.choice(real)
        texts[head[: (len(head) + 1) // 2] + tail[len(tail) // 2 :]] = None
    shuffled = dice.sample(list(texts), len(texts))[:count]
    return [(str(row // 3), text) for row, text in enumerate(shuffled)]


def speed(library: Library) -> None:
    """Print how long building an index and searching it take."""
    builds: dict[str, Callable[[Phrasings], Search]] = {"matcher": lambda given: Matcher(given).search, **PEERS}
    phrasings = [(entry.id, phrasing) for entry in library.entries for phrasing in entry.phrasings]
    questions = [asked.text for asked in scheme_questions()][:SEARCHES]
    print(f"\nSpeed, one thread, milliseconds a search\n{'':20s}  phrasings    build       p50       p99")
    for size in SIZES:
        many = recombined(phrasings, size)
        for name, build in builds.items():
            start = time.perf_counter()
            search = build(many)
            built = time.perf_counter() - start
            median, slow = np.percentile(timed(search, questions), [50, 99])
            print(f"{name:20s} {size:10d} {built:6.2f} s {median:9.2f} {slow:9.2f}", flush=True)


def timed(search: Search, questions: list[str]) -> list[float]:
    """Return how many milliseconds the searches took."""
    took: list[float] = []
    search(questions[0], CHOICES)
    for question in questions:
        start = time.perf_counter()
        search(question, CHOICES)
        took.append((time.perf_counter() - start) * 1e3)
        if sum(took) > PATIENCE * 1e3:
            break
    return took


def faqbench(*, semantic: bool) -> None:
    """Print faqbench's own figures, or why not."""
    folder = os.environ.get("FAQBENCH")
    if not folder or not (Path(folder) / "bench.py").is_file():
        print("\nfaqbench: left out, FAQBENCH does not name its folder")
        return
    sys.path.insert(0, folder)
    bench = importlib.import_module("bench")
    print("\nfaqbench, in percent: scored on its half 1 with the threshold from half 0, then the other way round")
    names = ["benchmarks.faq_matcher:matcher", *(["benchmarks.faq_matcher:semantic"] if semantic else []), *bench.PEERS]
    half = bench.half
    for swapped in (False, True):
        bench.half = (lambda row: 1 - half(row)) if swapped else half
        for name in names:
            bench.quality(name)


def main(*, semantic: bool) -> None:
    library = load()
    quality(library, semantic=semantic)
    speed(library)
    faqbench(semantic=semantic)


if __name__ == "__main__":
    main(semantic="--semantic" in sys.argv)
