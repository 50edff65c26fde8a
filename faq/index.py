"""The index of entries: what is asked in, entries out, likeliest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from faq.entry import Entry
from faq.matcher import Matcher, best
from faq.naming import SCHEME, Difference, Names, named, stands_in, subjects, verdict

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

    def weakened(self) -> "Hit":
        """Return the hit, less likely where its entry differs."""
        less = UNLIKE if self.differs else 1.0
        return replace(self, score=self.score * less, evidence=self.evidence * less)


class Index:
    """All phrasings of the entries, searchable.

    An entry of which a `not_asked` lies nearer to the question than any of its phrasings is left out of the result.
    """

    def __init__(self, entries: Iterable[Entry], matching: Matching = Matcher) -> None:
        """Index every phrasing and near miss of the entries, by `matching`."""
        self._entries = {entry.id: entry for entry in entries}
        every = self._entries.values()
        self._stand_ins = {kind: entry for entry in every for kind in stands_in(entry)}
        self._subjects = {name for entry in every for name in subjects(entry)}
        self.matcher = matching(
            ((entry.id, phrasing) for entry in every for phrasing in entry.phrasings),
            ((entry.id, miss) for entry in every for miss in entry.not_asked),
        )

    def search(self, text: str, k: int = 3) -> list[Hit]:
        """Return up to `k` entries that `text` may ask for, likeliest first."""
        odds = self.matcher.odds(text)
        scores, evidence = self.matcher.model.calibrated(odds), self.matcher.model.probabilities(odds)
        hits = [Hit(self._entries[key], score, evidence[key]) for key, score in best(scores, max(k, DEEP))]
        return (self._by_names(names, hits) if (names := named(text)) else hits)[:k]

    def _by_names(self, names: Names, hits: Iterable[Hit]) -> list[Hit]:
        """Return the hits by how likely they are now that `names` are named; none of another scheme.

        Where an entry that differs still comes first, all keep the probabilities that they have by their words alone.
        """
        told = [hit for hit in differing(names, hits) if hit.differs is None or hit.differs.kind != SCHEME]
        if told and (instead := self._instead(names, told[0])):
            return [instead, *(hit.weakened() for hit in told if hit.entry.id != instead.entry.id)]
        told.sort(key=lambda hit: -hit.weakened().score)
        if not told or told[0].differs:
            return told
        weakened = [hit.weakened() for hit in told]
        score = 1 - sum(hit.score - less.score for hit, less in zip(told, weakened, strict=True))
        evidence = 1 - sum(hit.evidence - less.evidence for hit, less in zip(told, weakened, strict=True))
        return [replace(hit, score=hit.score / score, evidence=hit.evidence / evidence) for hit in weakened]

    def _instead(self, names: Names, first: Hit) -> Hit | None:
        """Return what answers instead of a first hit that differs: the entry that speaks for what no entry is about.

        Not where more is named: 交通银行的王重华 is not to be had at another bank. It answers whatever was asked only
        if it says that nothing is published, and the first is about another name; what holds for all may be meant after
        all (赤峰的企业补多少), so that then it differs as much as the first.
        """
        if first.differs is None or len(names) > 1 or not self._subjects.isdisjoint(first.differs.asked):
            return None
        if (entry := self._stand_ins.get(first.differs.kind)) is None:
            return None
        less, says_all = first.weakened(), entry.status == "not_published" and first.differs.had
        differs = None if says_all else first.differs
        return Hit(entry, first.score - less.score, first.evidence - less.evidence, differs)


def differing(names: Names, hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits, each with what it differs in from `names`."""
    return [replace(hit, differs=verdict(names, hit.entry).difference) for hit in hits]
