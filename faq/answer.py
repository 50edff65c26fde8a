"""What to say to a question: an answer, a choice of answers, or honestly that there is none."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from faq.asking import is_question
from faq.entry import Entry, Library, Topic
from faq.index import Hit, Index, Matching
from faq.matcher import Matcher
from faq.normalize import canonical, clean, is_greeting
from faq.personal import PERSONAL
from faq.words import any_of, written

# Derived by benchmarks/calibrate.py: at SURE at most 2 % of the questions about the scheme get a wrong answer and at
# most 2 % of the others any; at FLOOR at most a fifth of the others are offered choices.
FLOOR, SURE, MARGIN = 0.29, 0.67, 0.20
# Of the evidence (faq.index.Hit) that it takes to answer a text that is no question (faq.asking): 联系电话; to offer an
# entry for what seems about something else; and to offer anything. What it takes to answer a question is in the model.
UNASKED, CERTAIN, FAINT = 0.55, 0.90, 0.02
CHOICES = 3
LEADS = 5  # entries of a lead: the likeliest and up to four others

Reason = Literal["unknown", "greeting", "thanks", "smalltalk", "other_scheme", "personal_data"]
ASIDE: tuple[Reason, ...] = ("other_scheme", "smalltalk")  # told by their words in outside.yaml, in this order


@dataclass(frozen=True)
class Answer:
    """The entry that answers the question, and the probability (0-1) that it does."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Lead:
    """Up to five entries that may answer the question, likeliest first: the first leads, the others stand beneath."""

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


class Responder:
    """Answers questions from a library.

    A best entry at `sure` or more, and `margin` or more ahead of the second, is the answer; otherwise, at `floor` or
    more, it leads, with the next ones beneath; below that the question is unknown. All three are probabilities.
    """

    def __init__(
        self,
        library: Library,
        matching: Matching = Matcher,
        /,
        floor: float = FLOOR,
        sure: float = SURE,
        margin: float = MARGIN,
    ) -> None:
        """Index the library's entries by `matching`."""
        self.library, self.floor, self.sure, self.margin = library, floor, sure, margin
        self.index = Index(library.entries, matching)
        self._topics = {topic.id: topic for topic in library.topics}
        self._broad: dict[str, list[Entry]] = {}
        for entry in library.entries:
            for word in entry.broad:
                self._broad.setdefault(canonical(word), []).append(entry)

    def answer(self, question: str) -> Answer | Lead | Choices | Unknown:
        """Return what there is to say to `question`; what seems about something else is never answered outright."""
        if offered := self.offered(question):
            return Choices(tuple(Hit(entry, 1 / len(offered)) for entry in offered))
        hits = tuple(self.index.search(question, LEADS))
        reason = outside(question, hits[0].entry.phrasings if hits else ())
        evidence = hits[0].evidence if hits else 0.0
        asked = not reason and evidence >= (self.index.matcher.model.asked if is_question(question) else UNASKED)
        outcome = self.weighed(hits, outright=asked) if evidence >= (CERTAIN if reason else FAINT) else None
        return outcome or Unknown(self._nearest(() if reason else hits), hits, reason or "unknown")

    def weighed(self, hits: Sequence[Hit], *, outright: bool = True) -> Answer | Lead | None:
        """Return the first hit as the answer, if one may be given `outright` and it is sure and far enough ahead.

        Otherwise the first leads, if it is likely enough, and the others stand beneath; None where it is not.
        """
        best, second = [*(hit.score for hit in hits), 0.0, 0.0][:2]
        if hits and outright and best >= self.sure and best - second >= self.margin:
            return Answer(hits[0].entry, best)
        return Lead(tuple(hits)) if hits and best >= self.floor else None

    def offered(self, question: str) -> list[Entry]:
        """Return the entries to choose from where `question` is just one of their broad words; otherwise none."""
        return self._broad.get(canonical(question), [])[:CHOICES]

    def nearest(self, question: str) -> tuple[Hit, ...]:
        """Return the entries that may answer `question`, likeliest first; none where it is about something else."""
        hits = [] if outside(question) else self.index.search(question, CHOICES)
        return tuple(hit for hit in hits if hit.evidence >= FAINT)

    def _nearest(self, hits: Iterable[Hit]) -> tuple[Topic, ...]:
        """Return the topics of the hits, filled up with the first topics there are."""
        ids = dict.fromkeys([hit.entry.topic for hit in hits] + list(self._topics))
        return tuple(self._topics[topic_id] for topic_id in ids)[:CHOICES]


@cache
def _outside() -> dict[str, re.Pattern[str]]:
    words = {kind: any_of(each) for kind, each in written("outside.yaml").items()}
    words["same_elsewhere"] = f"(?:{words['elsewhere']})[省市区]?(?:那边|这边)?的?(?:{words['scheme']}|科技|科委)"
    words["prying"] = f"(?:{words['person']}).*(?:{words['private']})"
    return {kind: re.compile(pattern) for kind, pattern in words.items()}


def outside(question: str, phrasings: Iterable[str] = ()) -> Reason | None:
    """Return what `question` is about where that is recognised and is not the scheme, otherwise None.

    A word that stands in one of the `phrasings`, those of the entry it may ask for, is no sign of something else.
    """
    seen, words = clean(question), _outside()
    if PERSONAL.search(seen) or words["prying"].search(seen):
        return "personal_data"
    if words["same_elsewhere"].search(seen):
        return "other_scheme"
    if words["scheme"].search(seen):
        return None
    left = words["closing"].sub("", seen)
    if is_greeting(left) or not any(map(str.isalnum, left)):
        return "greeting" if left == seen else "thanks"
    known = "\n".join(phrasings)
    return next((reason for reason in ASIDE if any(word not in known for word in words[reason].findall(seen))), None)
