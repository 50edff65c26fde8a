"""Measures the matching: `python -m benchmarks.bench [--semantic] [--set FILE]`. Needs numpy, bm25s and jieba.

With `--set` only how the questions of a file (its form stands in README.md) come out, read as the bot does it: by kind
and by register, beside the share of them that stand nearly verbatim in the content; with `--failed` each of those that
did not get the right answer outright.

Otherwise prints how the scheme questions come out with the project's matcher and its peers, by register, and how long a
search takes. Where the variable FAQBENCH names the folder of faqbench (public question pairs, not part of this
repository), its figures follow.

A peer's scores are no probabilities; its thresholds for an answer and for choices are those of benchmarks.calibrate,
found on one half of the questions and used on the other. "matcher alone" is the project's matcher treated the same way,
without what it knows of other subjects (faq/elsewhere.yaml); "揭榜通" is the responder as it is installed.
"""

import importlib
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import gettempdir

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks import calibrate
from benchmarks.messages import KINDS, RIGHT, UNKNOWN, WRONG, Message, fared, held_out, replied
from benchmarks.peers import PEERS, Hits, Phrasings, Search
from benchmarks.questions import Asked, asked_in, off_topic, scheme_questions
from faq.answer import LEADS, Answer, Choices, Lead, Responder, Unknown
from faq.dialogue import Dialogue
from faq.entry import Entry, Library, load
from faq.index import Matching
from faq.matcher import Matcher
from faq.normalize import canonical

VERBATIM = 90  # of 100, by which two texts are nearly the same
SIZES = (10_000, 100_000)
SEARCHES, PATIENCE = 400, 10.0  # searches timed for each, or as many as can be in that many seconds
Outcome = tuple[Asked | Message, str]


def came(asked: Asked, answered: Iterable[Entry], offered: Iterable[Entry]) -> str:
    """Return which of KINDS it is to answer these, or to lead with the first of those offered."""
    return fared(list(map(asked.is_right, answered)), list(map(asked.is_right, offered)))


def responded(responder: Responder, questions: list[Asked]) -> list[Outcome]:
    """Return how the questions come out with the project's responder."""
    return [(asked, came(asked, *said([responder.answer(asked.text)]))) for asked in questions]


def said(outcomes: Iterable[Answer | Lead | Choices | Unknown]) -> tuple[list[Entry], list[Entry]]:
    """Return the entries that are answered, and those that lead or are offered."""
    every = list(outcomes)
    answered = [each.entry for each in every if isinstance(each, Answer)]
    return answered, [hit.entry for each in every if isinstance(each, Lead | Choices) for hit in each.hits]


def searched(search: Search, library: Library, questions: list[Asked]) -> list[Outcome]:
    """Return how the questions come out with thresholds from the half of the questions that each is not in."""
    found = [(asked, search(asked.text, LEADS)) for asked in questions]
    outcomes: list[Outcome] = []
    for half in (0, 1):
        sure, floor = cuts([each for each in found if each[0].half != half], library)
        for asked, hits in found:
            if asked.half == half:
                answered = [library[entry_id] for entry_id, score in hits[:1] if score >= sure]
                offered = [library[entry_id] for entry_id, score in hits if score >= floor]
                outcomes.append((asked, came(asked, answered, offered)))
    return outcomes


def searched_anew(search: Search, library: Library, seen: list[Asked], messages: list[Message]) -> list[Outcome]:
    """Return how messages come out that were not `seen` when the thresholds were found."""
    sure, floor = cuts([(asked, search(asked.text, LEADS)) for asked in seen], library)
    outcomes: list[Outcome] = []
    for message in messages:
        hits = search(message.text, LEADS)
        answered = [library[entry_id] for entry_id, score in hits[:1] if score >= sure]
        offered = [library[entry_id] for entry_id, score in hits if score >= floor]
        outcomes.append((message, message.fared(answered, offered)))
    return outcomes


def cuts(found: list[tuple[Asked, Hits]], library: Library) -> tuple[float, float]:
    """Return the lowest scores to answer and to offer choices at, within the limits of benchmarks.calibrate."""
    scores = np.array([hits[0][1] if hits else -np.inf for _, hits in found])
    right = np.array([bool(hits) and asked.is_right(library[hits[0][0]]) for asked, hits in found])
    return calibrate.cuts(scores, right, np.array([asked.in_scope for asked, _ in found]))


def table(title: str, rows: Iterable[tuple[str, list[Outcome]]]) -> None:
    """Print for each row the share of each kind among the questions about the scheme, and what the others got."""
    print(f"\n{title}\n{'':20s}" + "".join(f"{name:>16s}" for name in KINDS) + f"{'questions':>11s}   others declined")
    for name, outcomes in rows:
        inside = Counter(way for asked, way in outcomes if asked.in_scope)
        outside = Counter(way for asked, way in outcomes if not asked.in_scope)
        shares = "".join(f"{100 * inside[each] / max(1, inside.total()):15.1f}%" for each in KINDS)
        others = f"{outside[UNKNOWN]}, answered {outside[WRONG]} of {outside.total()}" if outside else ""
        print(f"{name:20s}{shares}{inside.total():11d}   {others}", flush=True)


def by_register(outcomes: list[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """Return the outcomes as rows of a table, one for each way of writing."""
    registers = dict.fromkeys(asked.register for asked, _ in outcomes)
    return [(name, [each for each in outcomes if each[0].register == name]) for name in registers]


def quality(library: Library, *, semantic: bool) -> None:
    """Print the tables of the scheme questions and the reliability of the scores."""
    scheme = scheme_questions()
    alone = [*(asked for asked in scheme if asked.register != "follow_up"), *off_topic()]
    phrasings = [(entry.id, phrasing) for entry in library.entries for phrasing in entry.phrasings]
    misses = [(entry.id, miss) for entry in library.entries for miss in entry.not_asked]
    responder = Responder(library)
    rows = [
        ("揭榜通", responded(responder, alone)),
        ("matcher alone", searched(Matcher(phrasings, misses).search, library, alone)),
        *((name, searched(build(phrasings), library, alone)) for name, build in PEERS.items()),
    ]
    if semantic:
        responder = Responder(library, matching(semantic=True))
        rows.insert(1, ("揭榜通[semantic]", responded(responder, alone)))
    table(
        "Questions about the scheme, and about other things (follow-ups, which need what went before, left out)", rows
    )
    with_model = f"{'with' if semantic else 'without'} the language model"
    table(f"By register, {with_model}", by_register(responded(responder, scheme)))
    messages, dialogue = held_out(), Dialogue(responder)
    read: list[Outcome] = [(message, replied(dialogue, message)) for message in messages]
    rows = [
        ("揭榜通", read),
        *((name, searched_anew(build(phrasings), library, alone, messages)) for name, build in PEERS.items()),
    ]
    table(f"Held-out messages, {with_model}; both of two questions must be answered", rows)
    table("Held-out messages by register", by_register(read))


def matching(*, semantic: bool) -> Matching:
    """Return what makes the matcher."""
    if not semantic:
        return Matcher
    from faq.semantic import SemanticMatcher  # needs more than the rest

    return partial(SemanticMatcher, folder=Path(gettempdir()) / "jiebang-vectors")


def nearly_verbatim(library: Library, asked: list[Asked]) -> float:
    """Return the share (0-1) of the questions that the content has nearly letter by letter."""
    texts = list({canonical(phrasing) for entry in library.entries for phrasing in entry.phrasings})
    found = process.cdist([canonical(each.text) for each in asked], texts, scorer=fuzz.ratio, score_cutoff=VERBATIM)
    return float((found.max(axis=1) >= VERBATIM).mean())


def fresh(path: Path, *, semantic: bool) -> None:
    """Print how the questions of a file come out, and how far the scores can be taken at their word."""
    library, asked = load(), asked_in(path)
    responder = Responder(library, matching(semantic=semantic))
    dialogue = Dialogue(responder)
    outcomes: list[Outcome] = [(each, came(each, *said(dialogue.consider(each.text).outcomes))) for each in asked]
    print(f"{len(asked)} questions, {100 * nearly_verbatim(library, asked):.1f} % nearly verbatim in the content")
    kinds = dict.fromkeys(each.kind for each in asked)
    table("By kind", [(kind, [each for each in outcomes if kind == each[0].kind]) for kind in kinds])
    table("By register", by_register(outcomes))
    hits = [(each, responder.index.search(each.text, 1)) for each in asked]
    scores = np.array([found[0].score for _, found in hits if found])
    print("\nReliability of the scores")
    calibrate.show_reliability(scores, np.array([each.is_right(found[0].entry) for each, found in hits if found]))
    for each, way in outcomes:
        if way != RIGHT and "--failed" in sys.argv and (each.in_scope or way == WRONG):
            print(
                f"{way:16s} {each.kind:14s} {each.text}  {[hit.entry.id for hit in responder.index.search(each.text)]}"
            )


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
    search(questions[0], LEADS)
    for question in questions:
        start = time.perf_counter()
        search(question, LEADS)
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
    if "--set" in sys.argv:
        fresh(Path(sys.argv[sys.argv.index("--set") + 1]), semantic=semantic)
        return
    library = load()
    quality(library, semantic=semantic)
    speed(library)
    faqbench(semantic=semantic)


if __name__ == "__main__":
    main(semantic="--semantic" in sys.argv)
