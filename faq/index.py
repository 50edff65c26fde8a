"""The index of entries: what is asked in, entries out, likeliest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from faq.entry import Entry
from faq.matcher import Matcher, best
from faq.naming import Difference, named, verdict

# How much less likely an entry is to be meant if it is about something else than what is named, and how many are looked
# at for one that is about that.
UNLIKE, DEEP = 0.05, 12

Phrasings = Iterable[tuple[str, str]]  # (entry id, phrasing)
Matching = Callable[[Phrasings, Phrasings], Matcher[str]]  # of phrasings and near misses


@dataclass(frozen=True)
class Hit:
    """An entry and the probability (0-1) that it is what was asked for.

    `evidence` is that probability for a text of which it is open whether it is about the scheme, or a question, at all.
    `differs` tells where the entry is about something else than the text names.
    """

    entry: Entry
    score: float
    evidence: float = 0.0
    differs: Difference | None = None


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
        hits = [Hit(self._entries[key], score, evidence[key]) for key, score in best(scores, max(k, DEEP))]
        return told_apart(text, hits)[:k]


def told_apart(text: str, hits: list[Hit]) -> list[Hit]:
    """Return the hits with what they differ in from what `text` names; those that differ are UNLIKE to be meant.

    Where one of them still comes first, all keep the probabilities that they have by their words.
    """
    if not (names := named(text)):
        return hits
    told = [replace(hit, differs=verdict(names, hit.entry).difference) for hit in hits]
    ranked = sorted(told, key=lambda hit: -hit.score * _share(hit))
    if not ranked or ranked[0].differs:
        return ranked
    scores = 1 - sum(hit.score * (1 - _share(hit)) for hit in ranked)
    evidence = 1 - sum(hit.evidence * (1 - _share(hit)) for hit in ranked)
    return [
        replace(hit, score=hit.score * _share(hit) / scores, evidence=hit.evidence * _share(hit) / evidence)
        for hit in ranked
    ]


def _share(hit: Hit) -> float:
    return UNLIKE if hit.differs else 1.0
