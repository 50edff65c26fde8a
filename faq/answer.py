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
from faq.naming import elsewhere
from faq.normalize import canonical, clean, is_greeting
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
# What identifies a person: a resident identity number (GB 11643: region, date of birth, serial, check), a mobile
# number, a bank card of China UnionPay (62…, 16 to 19 digits). A credit code does not: it is an organisation's.
PERSONAL = re.compile(
    r"(?<![0-9a-z])(?:[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]"
    r"|(?:(?:00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|62\d\d(?:[- ]?\d{4}){3}(?:[- ]?\d{1,3})?)(?![0-9a-z])",
    re.IGNORECASE,
)


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
    more, it leads, with the others that reach that beneath; else the question is unknown. All three are probabilities.
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

        What is about something else than is named is never the answer. Otherwise the first of the likely ones leads,
        and the others stand beneath; None where there are none.
        """
        best, second = [*(hit.score for hit in hits), 0.0, 0.0][:2]
        outright = outright and bool(hits) and not hits[0].differs
        if outright and best >= self.sure and best - second >= self.margin:
            return Answer(hits[0].entry, best)
        likely = tuple(hit for hit in hits if hit.score >= self.floor)
        return Lead(likely) if likely else None

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
    words["prying"] = f"(?:{words['person']}).*(?:{words['private']})"
    return {kind: re.compile(pattern) for kind, pattern in words.items()}


def outside(question: str, phrasings: Iterable[str] = ()) -> Reason | None:
    """Return what `question` is about where that is recognised and is not the scheme, otherwise None.

    A word that stands in one of the `phrasings`, those of the entry it may ask for, is no sign of something else.
    """
    seen, words = clean(question), _outside()
    if PERSONAL.search(seen) or words["prying"].search(seen):
        return "personal_data"
    known = "\n".join(phrasings)
    if any(word not in known for word in elsewhere(question)):
        return "other_scheme"
    if words["scheme"].search(seen):
        return None
    left = words["closing"].sub("", seen)
    if is_greeting(left) or not any(map(str.isalnum, left)):
        return "greeting" if left == seen else "thanks"
    return next((reason for reason in ASIDE if any(word not in known for word in words[reason].findall(seen))), None)
