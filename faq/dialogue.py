"""Reads a message as part of a conversation: letters, two questions in one, half a question, one that fishes for a yes.

Theory of operation: the responder reads one question at a time and remembers nothing; everything here is done by asking
it several times. A message is parted where every part looks like a question and at least one is surely answered; what
there is to say to the others is said too. What is told beside the clauses that ask is heeded by faq.letters, what was
answered before by faq.followups.

A correction (不对，我问的是…) is what it asks instead.
"""

from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

from faq import clauses, cues
from faq.answer import CERTAIN, Answer, Lead, Outcome, Responder, Unknown, hits_of
from faq.encoder import spared, sparing
from faq.entry import Entry
from faq.followups import FollowUps, leans
from faq.leading import Stance, stance
from faq.letters import Letter, of_what_is_meant, of_what_was_named, settled
from faq.personal import IDENTITY, PHONE

HEARD = 64  # texts whose outcomes are remembered: a clause stands in several readings of its message
LATELY = 256  # messages whose readings are remembered: what is asked back is read again within a transaction
PIECES = 6  # pieces of one message that are read; bounds the cost
ENCODED = 80  # characters that the encoder reads for one message, of which each text counts for 15 more: 80 ms
LeadIn = Literal[Stance, cues.Script, "one_of_several"]
POLITE = frozenset({"greeting", "thanks"})


@dataclass(frozen=True)
class Part:
    """A piece of a message, what there is to say to it, and which line to put before that, where one is needed.

    The line says that an answer is no yes, that answers are Chinese, or which of several questions is not answered.
    `numbered` is the part in whose reply it is said that the number to call in the message is not kept.
    """

    text: str
    outcome: Outcome
    lead_in: LeadIn | None = None
    numbered: bool = False


@dataclass(frozen=True)
class Consideration:
    """One to three parts of a message, in the order in which they were asked."""

    parts: tuple[Part, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return what there is to say to each part."""
        return tuple(part.outcome for part in self.parts)


class Dialogue:
    """Reads messages with the help of a responder; to be made anew when the responder is replaced."""

    def __init__(self, responder: Responder) -> None:
        """Read with a responder; its content must stay as it is."""
        self.responder = responder
        self._answer = responder.answer
        self._lately = lru_cache(LATELY)(lambda _text, _last: list[Consideration]())
        self._follow_ups = FollowUps(responder)

    def consider(self, text: str, last: Entry | None = None) -> Consideration:
        """Return what there is to say to `text`; `last` is the entry that was answered just before."""
        remembered = self._lately(text, last)
        if not remembered:
            reading = copy(self)  # of this message only: how well its texts are read depends on what it may cost
            reading._answer = lru_cache(HEARD)(self.responder.answer)
            with sparing(ENCODED):
                considered = reading._considered(text, last)
            if spared():  # by letters alone, and to be read better when there is time
                return considered
            remembered.append(considered)
        return remembered[0]

    def _considered(self, text: str, last: Entry | None) -> Consideration:
        if identity := IDENTITY.search(normalize("NFKC", text)):
            return Consideration((Part(text, self._answer(identity.group())),))
        if cues.is_repeated(text):
            return Consideration((Part(text, self._answer(text)),))
        corrected = cues.meant(text)
        asked, told = clauses.heard(corrected or text)
        letter = Letter(self.responder, self._answer, told)
        whole = self._read(asked, last)
        parts = self._parted(asked, whole, last) or [(asked, letter.focused(asked, whole))]
        if told:
            ours = clauses.names_scheme(text) or any(settled(*each) for each in parts)
            parts = [(part, letter.beside(part, outcome, ours=ours)) for part, outcome in parts]
        if corrected and last:
            parts = [(part, self._follow_ups.other(part, outcome, last)) for part, outcome in parts]
        one = len(parts) == 1
        parts = [(text, of_what_is_meant(text, parts[0][1]))] if one else list(of_what_was_named(parts))
        found = [Part(part, outcome, lead_in(part, outcome, alone=one)) for part, outcome in parts]
        if PHONE.search(normalize("NFKC", text)):
            first = next((at for at, part in enumerate(found) if not isinstance(part.outcome, Unknown)), None)
            found = [replace(part, numbered=at == first) for at, part in enumerate(found)]
        return Consideration(tuple(found))

    def _parted(self, text: str, whole: Outcome, last: Entry | None) -> list[tuple[str, Outcome]]:
        """Return the questions that `text` holds: the parting with most answers, then with most parts; or nothing."""
        best: list[tuple[str, Outcome]] = []
        known: dict[tuple[str, str | None], Outcome] = {}  # a piece stands in several partings
        for pieces, loose in cues.partings(text):
            read: list[tuple[str, Outcome]] = []
            before = last
            for piece in pieces:
                key = piece, before.id if before else None
                if key not in known and len(known) == PIECES:
                    return best
                outcome = known[key] = known.get(key) or self._read(piece, before)
                if isinstance(whole, Answer) and read and whole.entry in [hit.entry for hit in hits_of(outcome)]:
                    outcome = whole  # of what a piece may ask for, the message as a whole tells which
                if read and _strays(piece, outcome, before):
                    continue
                read.append((piece, outcome))
                before = outcome.entry if isinstance(outcome, Answer) else before
            if _adds(read, loose=loose) and self._covers(read, whole):
                best = max(best, read, key=lambda each: (_answered(each), len(each)))
        return best if len(best) != 1 else [(text, best[0][1])]

    def _covers(self, read: list[tuple[str, Outcome]], whole: Outcome) -> bool:
        """Return whether parting loses nothing: the whole was unsure, is among the parts, or less sure than each.

        A whole that its first part surely is stays whole where the rest leans on it: 张志宽是谁，他说了什么.
        """
        scores = _scores(read)
        if not isinstance(whole, Answer):
            return True
        if any(whole.entry in [hit.entry for hit in outcome.hits] for _, outcome in read if isinstance(outcome, Lead)):
            return False
        if isinstance(first := read[0][1], Answer) and whole.entry.id == first.entry.id:
            if len(scores) == 1 and any(cues.points(piece) for piece, _ in read[1:]):
                return False
            if whole.score >= CERTAIN:
                return not any(leans(piece, self._answer(piece)) for piece, _ in read[1:])
        return whole.entry.id in scores or (len(scores) == len(read) and min(scores.values()) >= whole.score)

    def _read(self, text: str, last: Entry | None) -> Outcome:
        """Return what there is to say to one question."""
        outcome = self._unled(text)
        if last:
            return self._follow_ups.read(text, outcome, last)
        # what says nothing of its own is about something that was not said here
        bare = isinstance(outcome, Answer) and leans(text, outcome) and not cues.own(text)
        return Lead(hits_of(outcome)) if bare else outcome

    def _unled(self, text: str) -> Outcome:
        """Return the responder's outcome; without the words of persuasion where only then it is surer."""
        outcome = self._answer(text)
        plain = cues.unpersuaded(text)
        if isinstance(outcome, Answer) or plain is None:
            return outcome
        again = self._answer(plain)
        return again if isinstance(again, Answer) or isinstance(outcome, Unknown) else outcome


def lead_in(text: str, outcome: Outcome, *, alone: bool = True) -> LeadIn | None:
    """Return which line to put before what is said to `text`, `alone` or one of several; None where none is needed."""
    if script := cues.script(text):
        return script
    if not isinstance(outcome, Answer):
        return None if alone else "one_of_several"
    return stance(clauses.asking(text), outcome.entry)


def _strays(piece: str, outcome: Outcome, before: Entry | None) -> bool:
    """Return whether `piece`, which says nothing of its own, was read as about something else than the part before."""
    if cues.own(piece) or not isinstance(outcome, Answer):
        return False
    return before is None or cues.subject(outcome.entry.question) != cues.subject(before.question)


def _adds(read: list[tuple[str, Outcome]], *, loose: bool) -> bool:
    """Return whether every part asks for something else; where the cut is `loose`, all must be answered."""
    scores, unsure = (
        _scores(read),
        [outcome for _, outcome in read if not isinstance(outcome, Answer)],
    )
    if not 0 < len(scores) == _answered(read) or (loose and unsure):
        return False
    politeness = any(isinstance(outcome, Unknown) and outcome.reason in POLITE for outcome in unsure)
    return not politeness and not any(hit.entry.id in scores for outcome in unsure for hit in hits_of(outcome)[:1])


def _answered(read: list[tuple[str, Outcome]]) -> int:
    return sum(isinstance(outcome, Answer) for _, outcome in read)


def _scores(read: list[tuple[str, Outcome]]) -> dict[str, float]:
    """Return the entries that surely answer a part, with their probabilities."""
    return {outcome.entry.id: outcome.score for _, outcome in read if isinstance(outcome, Answer)}
