"""The index of entries: what is asked in, entries out, likeliest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from faq.entry import Entry
from faq.matcher import Matcher, best

Phrasings = Iterable[tuple[str, str]]  # (entry id, phrasing)
Matching = Callable[[Phrasings, Phrasings], Matcher[str]]  # of phrasings and near misses


@dataclass(frozen=True)
class Hit:
    """An entry and the probability (0-1) that it is what was asked for.

    `evidence` is that probability for a text of which it is open whether it is about the scheme, or a question, at all.
    """

    entry: Entry
    score: float
    evidence: float = 0.0


class Index:
    """All phrasings of the entries, searchable.

    An entry of which a `not_asked` lies nearer to the question than any of its phrasings is left out of the result.
    """

    def __init__(self, entries: Iterable[Entry], matching: Matching = Matcher) -> None:
        """Index every phrasing and near miss of the entries, by `matching`."""
        self._entries = {entry.id: entry for entry in entries}
        every = self._entries.values()
        self.matcher = matching(
            ((entry.id, phrasing) for entry in every for phrasing in entry.phrasings),
            ((entry.id, miss) for entry in every for miss in entry.not_asked),
        )

    def search(self, text: str, k: int = 3) -> list[Hit]:
        """Return up to `k` entries that `text` may ask for, likeliest first."""
        odds = self.matcher.odds(text)
        scores, evidence = self.matcher.model.calibrated(odds), self.matcher.model.probabilities(odds)
        return [Hit(self._entries[key], score, evidence[key]) for key, score in best(scores, k)]
