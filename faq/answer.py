"""What to say to a question: an answer, a choice of answers, or honestly that there is none."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from faq.cues import is_repeated
from faq.entry import Entry, Library, Topic
from faq.index import DEEP, Hit, Index, Matching, differing
from faq.matcher import Matcher
from faq.naming import elsewhere, named
from faq.normalize import canonical, clean, is_greeting
from faq.personal import PERSONAL
from faq.words import any_of, written

# The probability at which the likeliest entry is the answer, and at which it leads. benchmarks/calibrate.py proposes
# 0.75 to 0.81 for the first; of questions by writers who had seen no phrasings, it takes 0.88 for 3 % wrong answers.
SURE, FLOOR = 0.88, 0.20
# The probability from which on an answer is not changed by what was said before or beside, and a form lets it come in:
# of the 750 questions of the fresh sets 225 are answered so surely by letters, 2 of them wrong (from SURE on 8 of 361);
# a context read into such a question would be wrong more often.
CERTAIN = 0.97
BESIDE = 0.02  # what is likelier than that is no noise beneath an entry that leads
CHOICES = 3
LEADS = 5  # entries of a lead: the likeliest and up to four others
OF_TOPIC = 2  # of these, as long as there are others: five siblings are five times the same guess

Reason = Literal["unknown", "greeting", "thanks", "smalltalk", "other_scheme", "personal_data", "meaningless"]


@dataclass(frozen=True)
class Answer:
    """The entry that answers the question, and the probability (0-1) that it does."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Lead:
    """Up to five entries that may answer the question, likeliest first: the first leads, the others stand beneath.

    They are of several topics where several are likely (varied).
    """

    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Choices:
    """Up to three entries to choose from, none likelier than another: the question says too little to tell."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Unknown:
    """No entry answers the question; the topics nearest to it, the unlikely hits, and why nothing is answered."""

    topics: tuple[Topic, ...]
    hits: tuple[Hit, ...]
    reason: Reason = "unknown"


Outcome = Answer | Lead | Choices | Unknown


def hits_of(outcome: Outcome) -> tuple[Hit, ...]:
    """Return the entries of an outcome, likeliest first."""
    return (Hit(outcome.entry, outcome.score),) if isinstance(outcome, Answer) else outcome.hits


def is_aside(outcome: Outcome) -> bool:
    """Return whether it is known that a text asks for no entry."""
    return isinstance(outcome, Unknown) and outcome.reason != "unknown"


class Responder:
    """Answers questions from a library.

    A best entry at `sure` or more is the answer; otherwise, at `floor` or more, it leads, with others beneath that are
    not out of the question; below that the question is unknown. Both are probabilities.
    """

    def __init__(
        self, library: Library, matching: Matching = Matcher, /, floor: float = FLOOR, sure: float = SURE
    ) -> None:
        """Index the library's entries by `matching`."""
        self.library, self.floor, self.sure = library, floor, sure
        self.index = Index(library.entries, matching)
        self._topics = {topic.id: topic for topic in library.topics}
        self._broad: dict[str, list[Entry]] = {}
        for entry in library.entries:
            for word in entry.broad:
                self._broad.setdefault(canonical(word), []).append(entry)

    def answer(self, question: str) -> Outcome:
        """Return what there is to say to `question`."""
        if offered := self.offered(question):
            return Choices(tuple(Hit(entry, 1 / len(offered)) for entry in offered))
        if reason := outside(question):
            return Unknown(self._nearest(()), (), reason)
        hits, stranger = self.index.judge(question, DEEP)
        if self._elsewhere(question, hits):
            return Unknown(self._nearest(()), (), "other_scheme")
        return self.weighed(hits) or Unknown(
            self._nearest(() if stranger else hits), tuple(hits[:LEADS]), stranger or "unknown"
        )

    def _elsewhere(self, question: str, hits: Sequence[Hit]) -> bool:
        """Return whether `question` names another scheme, of which the likeliest entry says nothing."""
        known = "\n".join(hits[0].entry.phrasings) if hits else ""
        return any(word not in known for word in elsewhere(question))

    def weighed(self, hits: Sequence[Hit], *, outright: bool = True, sure: float | None = None) -> Answer | Lead | None:
        """Return the first hit as the answer, if one may be given `outright`, and it is sure and about what is named.

        What is not the answer leads, if it is likely; None where it is not.
        """
        if not hits or hits[0].score < self.floor:
            return None
        if outright and hits[0].score >= (self.sure if sure is None else sure) and not hits[0].differs:
            return Answer(hits[0].entry, hits[0].score)
        return Lead(varied([hits[0], *(hit for hit in hits[1:] if hit.score >= BESIDE)]))

    def of_odds(
        self,
        text: str,
        odds: Mapping[str, float],
        none: float,
        *,
        outright: bool = True,
        sure: float | None = None,
    ) -> Answer | Lead | None:
        """Return the likeliest entry or the likely ones; None where none is likely enough to be offered."""
        total = sum(odds.values()) + none or 1.0
        ranked = sorted(odds, key=lambda key: -odds[key])[:DEEP]
        hits = [Hit(self.library[key], odds[key] / total) for key in ranked]
        return self.weighed(differing(named(text), hits), outright=outright, sure=sure)

    def offered(self, question: str) -> list[Entry]:
        """Return the entries to choose from where `question` is just one of their broad words; otherwise none."""
        return self._broad.get(canonical(question), [])[:CHOICES]

    def nearest(self, question: str) -> tuple[Hit, ...]:
        """Return the entries that may answer `question`, likeliest first; none where it is about something else."""
        hits, stranger = ([], None) if outside(question) else self.index.judge(question, CHOICES)
        strange = stranger or self._elsewhere(question, hits)
        if strange or not hits or hits[0].score < self.floor:
            return ()
        return tuple(hit for hit in hits if hit.score >= BESIDE)

    def _nearest(self, hits: Iterable[Hit]) -> tuple[Topic, ...]:
        """Return the topics of the hits, filled up with the first topics there are."""
        ids = dict.fromkeys([hit.entry.topic for hit in hits] + list(self._topics))
        return tuple(self._topics[topic_id] for topic_id in ids)[:CHOICES]


def varied(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return up to LEADS of the hits in their order, no more than OF_TOPIC of one topic as long as there are others."""
    topics = [hit.entry.topic for hit in hits]
    crowding = [topics[:at].count(topic) >= OF_TOPIC for at, topic in enumerate(topics)]
    kept = sorted(range(len(hits)), key=crowding.__getitem__)[:LEADS]
    return tuple(hits[at] for at in sorted(kept))


@cache
def _outside() -> dict[str, re.Pattern[str]]:
    words = {kind: any_of(each) for kind, each in written("outside.yaml").items()}
    words["prying"] = f"(?:{words['person']}).*(?:{words['private']})"
    return {kind: re.compile(pattern) for kind, pattern in words.items()}


def outside(question: str) -> Reason | None:
    """Return what `question` is where its words alone tell that it is no question about anything, otherwise None."""
    seen, words = clean(question), _outside()
    if PERSONAL.search(seen) or words["prying"].search(seen):
        return "personal_data"
    left = words["closing"].sub("", seen)
    if is_greeting(left) or not any(map(str.isalnum, left)):
        return "greeting" if left == seen else "thanks"
    if is_repeated(seen):
        return "meaningless"
    return "smalltalk" if words["abuse"].search(seen) else None
