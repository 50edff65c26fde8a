"""Asks every phrasing that names something with another name of its kind in that place: `python -m benchmarks.swaps`.

The entry must not be answered outright then, unless it is about the other name too; nor where the name is set apart
(除首批以外) and it tells of no other of its kind.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from faq.answer import Answer, Responder
from faq.entry import Entry, load
from faq.mentions import YEAR, Found, found, kinds, spelled
from faq.naming import tells, treats

APART = ("除{}外的", "{}以外的", "除了{}之外的")
EACH = 3  # names put in the place of one
YEARS = [f"{year}年" for year in range(2019, 2030)]


@dataclass(frozen=True)
class Swap:
    """A phrasing of an entry with another name in it."""

    entry: Entry
    kind: str
    question: str
    about_it: bool  # whether the entry is about the other name too


def swaps(entry: Entry, each: int = EACH) -> Iterator[Swap]:
    """Yield the phrasings of `entry` with each name in turn swapped for `each` others; not twice the same."""
    seen = set()
    for phrasing in entry.phrasings:
        for name in found(phrasing):
            if name.apart:
                continue
            if _can_be_set_apart(name, phrasing):
                yield _set_apart(entry, name, phrasing)
            for other in _others(name, phrasing)[:each]:
                text = spelled(phrasing)
                question = text[: name.start] + other + text[name.end :]
                if question not in seen:
                    seen.add(question)
                    treated = treats(entry, name.kind)
                    yield Swap(entry, name.kind, question, treated is None or other in treated)


def _can_be_set_apart(name: Found, phrasing: str) -> bool:
    """Return whether a name begins its phrasing and ends there, so that another word can be put around it."""
    after = spelled(phrasing)[name.end :][:1]
    return name.start == 0 and after.isalpha() and after not in "的等月什"


def _set_apart(entry: Entry, name: Found, phrasing: str) -> Swap:
    """Return a phrasing with one of its names set apart, in a way that follows from the phrasing alone."""
    text, way = spelled(phrasing), APART[crc32(phrasing.encode()) % len(APART)]
    question = text[: name.start] + way.format(name.name) + text[name.end :]
    others = len(found(phrasing)) > 1 or len(tells(entry, name.kind)) > 1  # may then be asked for
    return Swap(entry, "apart", question, treats(entry, name.kind) is None or others)


def _others(name: Found, phrasing: str) -> list[str]:
    """Return EACH names of the same kind; which ones, follows from the phrasing alone."""
    rest = [other for other in (YEARS if name.kind == YEAR else kinds()[name.kind].members) if other != name.name]
    first = crc32(phrasing.encode()) % len(rest) if rest else 0
    return [rest[(first + step * 5) % len(rest)] for step in range(min(EACH, len(rest)))]


@dataclass(frozen=True)
class Rate:
    """Of the swaps of a kind: how many are about another thing, answered with the same entry; and left out."""

    swapped: int
    answered: int
    left_out: int

    @property
    def share(self) -> float:
        """Return the share that the same entry answered outright."""
        return self.answered / self.swapped if self.swapped else 0.0


def rates(responder: Responder, each: int = EACH) -> tuple[dict[str, Rate], list[Swap]]:
    """Return the rate of each kind, under "" that of all, and the swaps that the same entry answered."""
    counts: Counter[tuple[str, str]] = Counter()
    answered = list[Swap]()
    for entry in responder.library.entries:
        for swap in swaps(entry, each):
            outcome = "left_out" if swap.about_it else "swapped"
            if not swap.about_it and _answers(responder, swap):
                counts.update([(swap.kind, "answered"), ("", "answered")])
                answered.append(swap)
            counts.update([(swap.kind, outcome), ("", outcome)])
    every = [kind for kind in [*kinds(), "apart"] if counts[kind, "swapped"]]
    return {
        kind: Rate(*(counts[kind, what] for what in ("swapped", "answered", "left_out"))) for kind in [*every, ""]
    }, answered


def _answers(responder: Responder, swap: Swap) -> bool:
    outcome = responder.answer(swap.question)
    return isinstance(outcome, Answer) and outcome.entry.id == swap.entry.id


def main() -> None:
    """Print the table of kinds, and what was answered all the same."""
    table, answered = rates(Responder(load()))
    print("kind         swapped  same entry outright   about it too, left out")
    for kind, rate in table.items():
        print(f"{kind or 'all':<12} {rate.swapped:>7}  {rate.answered:>5} {rate.share:>6.1%} {rate.left_out:>15}")
    for swap in answered:
        print(f"  {swap.kind}: {swap.question} -> {swap.entry.id}")


if __name__ == "__main__":
    main()
