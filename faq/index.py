"""The index of entries: what is asked in, entries out, likeliest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from faq.entry import Entry
from faq.matcher import Matcher
from faq.words import written

Kind = Literal["other_scheme", "smalltalk"]
KINDS: tuple[Kind, ...] = ("other_scheme", "smalltalk")  # of what is in elsewhere.yaml

Phrasings = Iterable[tuple[str, str]]  # (entry id, phrasing)
Matching = Callable[[Phrasings, Phrasings, Iterable[str]], Matcher[str]]  # phrasings, near misses, strange keys


@dataclass(frozen=True)
class Hit:
    """An entry and the probability (0-1) that it is what was asked for."""

    entry: Entry
    score: float


def elsewhere() -> list[tuple[str, str]]:
    """Return what else people ask for, each line under its kind and group, parted by a slash."""
    kinds: dict[str, dict[str, list[str]]] = written("elsewhere.yaml")
    return [(f"{kind}/{group}", line) for kind in KINDS for group, lines in kinds[kind].items() for line in lines]


class Index:
    """All phrasings of the entries, and of what else people ask for (elsewhere.yaml), searchable.

    An entry of which a `not_asked` lies nearer to the question than any of its phrasings is left out of the result.
    """

    def __init__(self, entries: Iterable[Entry], matching: Matching = Matcher) -> None:
        """Index every phrasing and near miss of the entries, by `matching`."""
        self._entries = {entry.id: entry for entry in entries}
        every = self._entries.values()
        strange = elsewhere()
        self.matcher = matching(
            [*((entry.id, phrasing) for entry in every for phrasing in entry.phrasings), *strange],
            [(entry.id, miss) for entry in every for miss in entry.not_asked],
            dict.fromkeys(key for key, _ in strange),
        )

    def search(self, text: str, k: int = 3) -> list[Hit]:
        """Return up to `k` entries that `text` may ask for, likeliest first."""
        return self.judge(text, k)[0]

    def judge(self, text: str, k: int) -> tuple[list[Hit], Kind | None]:
        """Return the same, and of which kind else `text` is where that is likelier than any entry."""
        scores, stranger = self.matcher.judge(text)
        hits = [Hit(self._entries[key], score) for key, score in list(scores.items())[:k]]
        return hits, next((kind for kind in KINDS if stranger and stranger.startswith(f"{kind}/")), None)
