"""Reads a message as part of a conversation: two questions in one, half a question, one that is fishing for a yes.

Theory of operation: the responder reads one question at a time and remembers nothing; everything here is done by asking
it several times. A message is parted only where every part is surely answered by a different entry. A question that
leans on the last answer is read twice, as it is and with that answer's subject before it; entries near the last one are
NEAR times as likely as others to be what is meant, and whatever then is not sure is asked back.
"""

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from operator import or_
from pathlib import Path
from typing import Any

import yaml

from faq.answer import CHOICES, Answer, Choices, Responder, Unknown
from faq.entry import Entry
from faq.index import Hit
from faq.normalize import LIMIT, canonical, clean

Outcome = Answer | Choices | Unknown

PARTS = 3  # questions in one message
CUTS = 4  # places looked at where a message might be parted; bounds the cost
BRIEF = 6  # characters of a canonical question: up to here it may lean on what went before without showing it
WORD = 4  # characters: 流程和材料 asks for two things with one word each
SHORT = 14  # characters: longer ones say themselves what they are about
CERTAIN = 0.95  # an answer that sure is not changed by what went before
NEAR = 8.0  # how much likelier a leaning question stays near the last answer
WORTH_ASKING = 0.25  # what nothing was found for by itself is asked back only at this probability
UNREACHABLE = 2.0  # more than any probability
# Where the words of a list must stand; those of other lists may stand anywhere.
PLACES = {"joins": r"\s*[?？。！!；;,，、\n]+\s*{0}?|{0}", "pointing": "^{0}", "ends": "{0}$"}
HEDGED = frozenset({"not_published", "plan", "comment"})


EDGES = " \t\n，,。.；;、：:"  # what may hang on to a piece where the text was cut


@dataclass(frozen=True)
class Part:
    """A piece of a message, what there is to say to it, and a line to put before an answer that sounds like a yes."""

    text: str
    outcome: Outcome
    lead_in: str | None = None


@dataclass(frozen=True)
class Consideration:
    """One to three parts of a message, in the order in which they were asked."""

    parts: tuple[Part, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what there is to say to each part."""
        return tuple(part.outcome for part in self.parts)

    @property
    def leading(self) -> bool:
        """Return whether an answer needs a line before it."""
        return any(part.lead_in for part in self.parts)


class Dialogue:
    """Reads messages with the help of a responder; to be made anew when the responder is replaced."""

    def __init__(self, responder: Responder) -> None:
        """Note which entries lie near each other: of one topic, or related either way."""
        self.responder = responder
        self._unsure = copy(responder)  # the same index; names what came second and third also where the first is sure
        self._unsure.sure, self._unsure.floor = UNREACHABLE, 0.0
        self._near: dict[str, set[str]] = {}
        for entry in responder.library.entries:
            siblings = {each.id for each in responder.library.of_topic(entry.topic)}
            self._near.setdefault(entry.id, set()).update(siblings, entry.related)
            for other in entry.related:
                self._near.setdefault(other, set()).add(entry.id)

    def consider(self, text: str, last: Entry | None = None) -> Consideration:
        """Return what there is to say to `text`; `last` is the entry that was answered just before."""
        whole = self._read(text, last)
        parts = self._parted(text, whole, last) or [(text, whole)]
        return Consideration(tuple(Part(part, outcome, lead_in(part, outcome)) for part, outcome in parts))

    def _parted(self, text: str, whole: Outcome, last: Entry | None) -> list[tuple[str, Outcome]]:
        """Return the questions that `text` holds, each surely answered by another entry; empty where it is one."""
        found: list[tuple[str, Outcome]] = []
        for pieces in partings(text):
            read: list[tuple[str, Answer]] = []
            before = last
            for piece in pieces:
                outcome = self._read(piece, before)
                if not isinstance(outcome, Answer):
                    break
                read.append((piece, outcome))
                before = outcome.entry
            entries = {outcome.entry.id for _, outcome in read}
            if len(read) == len(entries) == len(pieces) > len(found) and self._covers(read, whole):
                found = list(read)
        return found

    def _covers(self, read: list[tuple[str, Answer]], whole: Outcome) -> bool:
        """Return whether parting loses nothing: the whole was unsure, is among the parts, or less sure than each.

        A whole that its first part surely is stays whole where the rest leans on it: 张志宽是谁，他说了什么.
        """
        scores = {answer.entry.id: answer.score for _, answer in read}
        if not isinstance(whole, Answer):
            return True
        if whole.entry.id == read[0][1].entry.id and whole.score >= CERTAIN:
            return not any(_leans(piece, self.responder.answer(piece)) for piece, _ in read[1:])
        return whole.entry.id in scores or min(scores.values()) >= whole.score

    def _read(self, text: str, last: Entry | None) -> Outcome:
        """Return what there is to say to one question."""
        outcome = self._unled(text)
        if last is None or (isinstance(outcome, Unknown) and outcome.reason != "unknown") or not _leans(text, outcome):
            return outcome
        return self._in_context(text, outcome, last)

    def _unled(self, text: str) -> Outcome:
        """Return the responder's outcome; without the words of persuasion where only then it is surer."""
        outcome = self.responder.answer(text)
        plain = _unpersuaded(text)
        if isinstance(outcome, Answer) or plain is None:
            return outcome
        again = self.responder.answer(plain)
        return again if isinstance(again, Answer) or isinstance(outcome, Unknown) else outcome

    def _in_context(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return what `text` asks for after `last` was answered, `outcome` being what it asks for by itself."""
        near = self._near[last.id] | {last.id}
        alone = {hit.entry.id: hit for hit in _hits(self._unsure.answer(text))}
        joined = _hits(self._unsure.answer(_subject(last) + _words("pointing").sub("", clean(text))))
        about_last = _words("leaning").search(clean(text)) is not None
        odds = {key: hit.score * (NEAR if key in near else 1) for key, hit in alone.items()}
        for hit in joined:
            key = hit.entry.id
            if (key != last.id or about_last) and (key in near or key in alone):
                odds[key] = max(odds.get(key, 0), hit.score)
        none = max(0.0, 1 - sum(hit.score for hit in alone.values()))
        return self._weighed(odds, none, outcome) or self._asked_back(text, outcome, last)

    def _weighed(self, odds: Mapping[str, float], none: float, outcome: Outcome) -> Outcome | None:
        """Return the likeliest entry or the likely ones; None where none is likely enough to be offered."""
        total = sum(odds.values()) + none
        ranked = sorted(odds, key=lambda key: -odds[key])[:CHOICES]
        hits = [Hit(self.responder.library[key], odds[key] / total) for key in ranked]
        best, second = [*(hit.score for hit in hits), 0.0, 0.0][:2]
        if hits and best >= self.responder.sure and best - second >= self.responder.margin:
            return Answer(hits[0].entry, best)
        if best < (WORTH_ASKING if isinstance(outcome, Unknown) else self.responder.floor):
            return None
        return Choices(tuple(hit for hit in hits if hit.score >= self.responder.floor))

    def _asked_back(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return the entries related to `last` as choices where `text` says nothing of its own."""
        if not last.related or _words("empty").sub("", canonical(text)):
            return outcome
        return Choices(tuple(Hit(self.responder.library[key], 0.0) for key in last.related[:CHOICES]))


def partings(text: str) -> Iterator[list[str]]:
    """Yield the ways to part `text` into two or three pieces that each look like a question, or are each one word."""
    shown = text[:LIMIT]
    cuts = [match for match in _words("joins").finditer(shown) if match.start() and match.end() < len(shown)][:CUTS]
    for count in range(1, PARTS):
        for chosen in combinations(cuts, count):
            ends = [0, *(end for cut in chosen for end in cut.span()), len(shown)]
            pieces = [shown[start:end].strip(EDGES) for start, end in list(pairwise(ends))[::2]]
            marks = [clean(cut.group()) for cut in chosen]
            asked = [*("?" in mark for mark in marks), False]
            told = [False, *(_words("announcing").search(mark) is not None for mark in marks)]
            sizes = [len(canonical(piece)) for piece in pieces]
            if min(sizes) > 1 and (max(sizes) <= WORD or all(map(_asks, pieces, map(or_, asked, told)))):
                yield pieces


def lead_in(text: str, outcome: Outcome) -> str | None:
    """Return the line to put before an answer that a question like `text` could take for a yes."""
    if not isinstance(outcome, Answer) or outcome.entry.status == "howto" or not is_leading(text):
        return None
    if _words("denying").search(outcome.entry.answer.split("\n", 1)[0]):
        return None
    lines: dict[str, str] = _written()["lines"]
    return lines["not_so" if outcome.entry.status in HEDGED else "as_published"]


def is_leading(text: str) -> bool:
    """Return whether `text` already says what it wants to hear."""
    said = re.sub(r"[\W_]+$", "", clean(text))
    if _words("inviting").search(said):
        return False
    return bool(_words("ends").search(said) or _words("holds").search(said))


def _unpersuaded(text: str) -> str | None:
    """Return `text` without what only persuades; None where there is nothing of the kind or nothing else."""
    said = re.sub(r"[\W_]+$", "", clean(text))
    plain = _words("dropped").sub("", _words("ends").sub("", said)).strip(" ,")
    return plain if plain and plain != said else None


def _leans(text: str, outcome: Outcome) -> bool:
    """Return whether `text` may need what went before to be understood."""
    size = len(canonical(text))
    if size > SHORT or (isinstance(outcome, Answer) and outcome.score >= CERTAIN):
        return False
    return size <= BRIEF or not isinstance(outcome, Answer) or _points(text)


def _points(text: str) -> bool:
    said = clean(text)
    return bool(_words("pointing").search(said) or _words("leaning").search(said))


def _asks(piece: str, marked: bool) -> bool:  # noqa: FBT001 - mapped over
    return marked or clean(piece).endswith("?") or bool(_words("asking").search(clean(piece)))


def _subject(entry: Entry) -> str:
    """Return the word of the entry's question that says what it is about; empty where none is known."""
    found = _words("subjects").search(clean(entry.question))
    return found.group() if found else ""


def _hits(outcome: Outcome) -> tuple[Hit, ...]:
    return (Hit(outcome.entry, outcome.score),) if isinstance(outcome, Answer) else outcome.hits


@cache
def _written() -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("dialogue.yaml").read_text(encoding="utf-8"))
    return written


@cache
def _words(kind: str) -> re.Pattern[str]:
    """Return the pattern of one list of dialogue.yaml; longer words are tried first."""
    words: list[str] = (_written() | _written()["leading"])[kind]
    found = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(PLACES.get(kind, "{0}").format(f"(?:{found})"))
