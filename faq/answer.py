"""What to say to a question: an answer, a choice of answers, or honestly that there is none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from faq.entry import Entry, Library, Topic
from faq.index import Hit, Index
from faq.normalize import clean, is_greeting
from faq.text import text

# By measurement: at SURE a quarter of faqbench's near-misses is answered outright; at FLOOR most questions about the
# scheme that are not answered outright still find their entry among the choices (benchmarks/scheme_questions.jsonl).
FLOOR, SURE, MARGIN = 0.05, 0.60, 0.20
CERTAIN = 0.90  # above this a question that names another scheme is answered all the same
CHOICES = 3

Reason = Literal["unknown", "greeting", "smalltalk", "other_scheme"]


@dataclass(frozen=True)
class Answer:
    """The entry that answers the question, and the probability (0-1) that it does."""

    entry: Entry
    score: float


@dataclass(frozen=True)
class Choices:
    """Up to three entries of which one probably answers the question, likeliest first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Unknown:
    """No entry answers the question; the topics nearest to it, the unlikely hits, and why nothing is answered."""

    topics: tuple[Topic, ...]
    hits: tuple[Hit, ...]
    reason: Reason = "unknown"


class Responder:
    """Answers questions from a library.

    A best entry at `sure` or more, and `margin` or more ahead of the second, is the answer; otherwise the entries at
    `floor` or more are offered as choices; where there are none, the question is unknown. All three are probabilities.
    """

    def __init__(self, library: Library, floor: float = FLOOR, sure: float = SURE, margin: float = MARGIN) -> None:
        """Index the library's entries."""
        self.library, self.floor, self.sure, self.margin = library, floor, sure, margin
        self._index = Index(library.entries)
        self._topics = {topic.id: topic for topic in library.topics}

    def answer(self, question: str) -> Answer | Choices | Unknown:
        """Return what there is to say to `question`."""
        hits = tuple(self._index.search(question, CHOICES))
        best, second = [*(hit.score for hit in hits), 0.0, 0.0][:2]
        reason = outside(question)
        sure = max(CERTAIN, self.sure) if reason == "other_scheme" else self.sure
        if hits and best >= sure and best - second >= self.margin:
            return Answer(hits[0].entry, best)
        if reason:
            return Unknown(self._nearest(()), hits, reason)
        likely = tuple(hit for hit in hits if hit.score >= self.floor)
        return Choices(likely) if likely else Unknown(self._nearest(hits), hits)

    def nearest(self, question: str) -> tuple[Hit, ...]:
        """Return the entries that may answer `question`, likeliest first; none where it is about something else."""
        if outside(question):
            return ()
        return tuple(hit for hit in self._index.search(question, CHOICES) if hit.score >= self.floor)

    def _nearest(self, hits: Iterable[Hit]) -> tuple[Topic, ...]:
        """Return the topics of the hits, filled up with the first topics there are."""
        ids = dict.fromkeys([hit.entry.topic for hit in hits] + list(self._topics))
        return tuple(self._topics[topic_id] for topic_id in ids)[:CHOICES]


@cache
def _outside() -> dict[str, re.Pattern[str]]:
    words = yaml.safe_load(Path(__file__).with_name("outside.yaml").read_text(encoding="utf-8"))
    return {kind: re.compile("|".join(map(re.escape, listed))) for kind, listed in words.items()}


def outside(question: str) -> Reason | None:
    """Return what `question` is about where that is recognised and is not the scheme, otherwise None."""
    seen, words = clean(question), _outside()
    if words["scheme"].search(seen):
        return None
    if words["other_scheme"].search(seen):
        return "other_scheme"
    if words["smalltalk"].search(seen):
        return "smalltalk"
    return "greeting" if is_greeting(question) else None


def render(entry: Entry) -> str:
    """Return the answer as Telegram HTML, ending with its source and date and how far it still holds."""
    source = text("footer.source", publisher=entry.source.publisher, date=_spelled(entry.source.date))
    footer = [source] if entry.status == "howto" else [source, text("footer.caveat", date=_spelled(entry.as_of))]
    return "\n".join([entry.answer, "", *(f"<i>{line}</i>" for line in footer)])


def _spelled(date: str) -> str:
    year, month, *day = date.split("-")
    if day:
        return text("footer.day", year=year, month=int(month), day=int(day[0]))
    return text("footer.month", year=year, month=int(month))
