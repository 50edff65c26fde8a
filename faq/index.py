"""The index of entries: what is asked in, entries out, likeliest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from faq.cues import own
from faq.entry import Entry
from faq.matcher import Matcher
from faq.naming import SCHEME, Difference, Names, about, named, stands_in, subjects, verdict, without_names
from faq.normalize import HANZI, canonical
from faq.words import written

Kind = Literal["other_scheme", "smalltalk"]
KINDS: tuple[Kind, ...] = ("other_scheme", "smalltalk")  # of what is in elsewhere.yaml
# How much less likely an entry is to be meant if it is about something else than what is named, and how many are looked
# at for one that is about that.
UNLIKE, DEEP = 0.05, 12

Phrasings = Iterable[tuple[str, str]]  # (entry id, phrasing)
Matching = Callable[[Phrasings, Phrasings, Iterable[str]], Matcher[str]]  # phrasings, near misses, strange keys


@dataclass(frozen=True)
class Hit:
    """An entry and the probability (0-1) that it is what was asked for.

    `differs` tells where the entry is about something else than the text names.
    """

    entry: Entry
    score: float
    differs: Difference | None = None

    def weakened(self) -> "Hit":
        """Return the hit, less likely where its entry differs."""
        return replace(self, score=self.score * (UNLIKE if self.differs else 1.0))


def strange_lines() -> list[tuple[str, str]]:
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
        for entry in every:
            about(entry)  # now, and not when somebody names something for the first time
        self._stand_ins = {kind: entry for entry in every for kind in stands_in(entry)}
        self._subjects = {name for entry in every for name in subjects(entry)}
        strange = strange_lines()
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
        hits = [Hit(self._entries[key], score) for key, score in list(scores.items())[: max(k, DEEP)]]
        if names := named(text):
            hits = self._by_names(names, hits)
            # 2024年授信多少 is not asked of the only entry on 2024.
            rest = without_names(text)
            if hits and not hits[0].differs and not self._speaks_of(hits[0].entry, rest):
                hits = differing(names, (Hit(self._entries[key], p) for key, p in self.matcher.judge(rest)[0].items()))
        return hits[:k], next((kind for kind in KINDS if stranger and stranger.startswith(f"{kind}/")), None)

    def _speaks_of(self, entry: Entry, rest: str) -> bool:
        """Return whether `entry` has anything of what a question says beside its names; true where it says nothing."""
        said = HANZI.findall(own(rest))
        return not said or not {*said}.isdisjoint("".join(map(canonical, (entry.answer, *entry.phrasings))))

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
        left = 1 - sum(hit.score - less.score for hit, less in zip(told, weakened, strict=True))
        return [replace(hit, score=hit.score / left) for hit in weakened]

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
        says_all = entry.status == "not_published" and first.differs.had
        differs = None if says_all else replace(first.differs, had=())  # it speaks for none of them in particular
        return Hit(entry, first.score - first.weakened().score, differs)


def differing(names: Names, hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits, each with what it differs in from `names`."""
    return [replace(hit, differs=verdict(names, hit.entry).difference) for hit in hits]
