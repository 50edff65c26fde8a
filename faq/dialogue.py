"""Reads a message as part of a conversation: letters, two questions in one, half a question, one that fishes for a yes.

Theory of operation: the responder reads one question at a time and remembers nothing; everything here is done by asking
it several times. A message is parted where every part looks like a question and at least one is surely answered; what
there is to say to the others is said too. A question that leans on the last answer is read twice, as it is and with
that answer's subject before it, and the likelier reading is told; whatever then is not sure is asked back.

Of a letter the clauses that ask are read, and once more with what is told beside them (faq.clauses). A clause that is
sure by itself and says enough of its own is the answer, unless the little that is told makes another sure: then both
are offered. Where it says little (能发榜吗), what is told may be what matters: what is sure with it is the answer,
else the odds of both readings are mixed by FOCUS, the probability that what is told does not matter.

A correction (不对，我问的是…) is what it asks instead; of the odds the entry is taken out that was answered before.

How much likelier an entry near the last answer is to be meant follows from two shares: a question that leans stays near
the last answer about as often as not, and near it lies about a tenth of the entries. By Bayes' rule the odds of each of
them are (1/2) / (1/10) : (1/2) / (9/10) = NEAR times what they are by themselves. Only entries that hold all that the
question says of its own get it: 传达室在几楼 says 传达室, and is not drawn to 揭榜办在几楼.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

from faq import clauses, cues
from faq.answer import CHOICES, Answer, Choices, Lead, Responder, Unknown
from faq.encoder import spared, sparing
from faq.entry import Entry
from faq.index import DEEP, Hit, differing
from faq.leading import Stance, stance
from faq.naming import YEAR, Names, found, is_record, meant, named, of_asker, renamed, subjects, without_names
from faq.normalize import LIMIT, LONG, canonical, sound
from faq.personal import IDENTITY, PHONE

Outcome = Answer | Lead | Choices | Unknown

BRIEF = 6  # characters of a canonical question: up to here it may lean on what went before without showing it
SHORT = 14  # characters: longer ones say themselves what they are about
# The probability from which on an answer is not changed by what went before: read by itself, such a question is wrong
# less than once in twenty, and a context read into it would be wrong more often than that.
CERTAIN = 0.97
# The probability at which a question that leans is answered: who sees the last answer sees what was understood.
FOLLOWED = 0.77
NEAR = 36.0
# The probability that what is told beside a question does not matter to it: where it says enough to be surely
# answered by itself, and otherwise; and of how many characters it says too little: 能参加吗.
FOCUS, LEANT, LITTLE = 0.6, 0.25, 2
UNREACHABLE = 2.0  # more than any probability
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
        """Note which entries lie near each other: of one topic, or related either way."""
        self.responder = responder
        self._answer = responder.answer
        self._lately = lru_cache(LATELY)(lambda _text, _last: list[Consideration]())
        self._unsure = copy(responder)  # the same index; names what came second and third also where the first is sure
        self._unsure.sure, self._unsure.floor = UNREACHABLE, 0.0
        self._near: dict[str, set[str]] = {}
        self._heard: dict[str, frozenset[str]] = {}  # of entries, as far as they were looked at
        for entry in responder.library.entries:
            siblings = {each.id for each in responder.library.of_topic(entry.topic)}
            self._near.setdefault(entry.id, set()).update(siblings, entry.related)
            for other in entry.related:
                self._near.setdefault(other, set()).add(entry.id)

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
        whole = self._read(asked, last)
        parts = self._parted(asked, whole, last) or [(asked, self._focused(asked, told, whole))]
        if told:
            ours = clauses.names_scheme(text) or any(_settled(*each) for each in parts)
            parts = [(part, self._beside(part, told, outcome, ours=ours)) for part, outcome in parts]
        if corrected and last:
            parts = [(part, self._other(part, outcome, last)) for part, outcome in parts]
        if len(parts) == 1:
            parts = [(text, _of_what_is_meant(text, parts[0][1]))]
        found = [Part(part, outcome, lead_in(part, outcome, alone=len(parts) == 1)) for part, outcome in parts]
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
                if isinstance(whole, Answer) and read and whole.entry in [hit.entry for hit in _hits(outcome)]:
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
                return not any(_leans(piece, self._answer(piece)) for piece, _ in read[1:])
        return whole.entry.id in scores or (len(scores) == len(read) and min(scores.values()) >= whole.score)

    def _read(self, text: str, last: Entry | None) -> Outcome:
        """Return what there is to say to one question."""
        outcome = self._unled(text)
        leans = _leans(text, outcome)
        if last is None:  # what says nothing of its own is about something that was not said here
            return Lead(_hits(outcome)) if isinstance(outcome, Answer) and leans and not cues.own(text) else outcome
        broad = self.responder.offered(text)
        if _is_aside(outcome) or (broad and not cues.points(text)):
            return outcome
        if broad and (about := [entry for entry in broad if entry.id in self._near[last.id]]):
            return self._choices([*last.related, *(entry.id for entry in about)])
        if not leans and {each.kind for each in found(text)} != {YEAR}:  # a year is no subject by itself
            return outcome
        return self._of_another(text, last, self._in_context(text, outcome, last) if leans else outcome)

    def _unled(self, text: str) -> Outcome:
        """Return the responder's outcome; without the words of persuasion where only then it is surer."""
        outcome = self._answer(text)
        plain = cues.unpersuaded(text)
        if isinstance(outcome, Answer) or plain is None:
            return outcome
        again = self._answer(plain)
        return again if isinstance(again, Answer) or isinstance(outcome, Unknown) else outcome

    def _of_another(self, text: str, last: Entry, outcome: Outcome) -> Outcome:
        """Return what the last question gets of the other that `text` names, where it says no more than that.

        `outcome` is what there is to say otherwise; an answer stays if it is near the last, of the same entry, or about
        just the other.
        """
        names = found(text)
        if len(names) != 1 or cues.own(without_names(text)):
            return outcome
        again = self.responder.answer(renamed(last.question, names[0]))
        if isinstance(outcome, Answer):
            a_year = names[0].kind == YEAR  # is no subject, and what is near the last may tell of it beside
            about_it = not a_year and names[0].name in subjects(outcome.entry)
            near = {hit.entry.id for hit in _hits(again)[:1]} | (set() if a_year else self._near[last.id])
            if about_it or outcome.entry.id in near:
                return outcome
        return again if isinstance(again, Answer | Lead) else outcome

    def _focused(self, text: str, told: str, whole: Outcome) -> Outcome:
        """Return what there is to say to one of the clauses of `text` that ask, as far as the `whole` agrees."""
        if _is_aside(whole):
            return whole
        read = [(each, self._answer(each.asked)) for each in clauses.readings(text, told)]
        if len(read) == 1 and not read[0][0].strange and _settled(read[0][0].asked, read[0][1]):
            return read[0][1]
        if isinstance(whole, Answer):
            return whole
        agreed = len(_scores([(each.asked, alone) for each, alone in read])) == 1
        said = [self._mixed(each.asked, alone, whole, outright=agreed and not each.strange) for each, alone in read]
        return max([whole, *said], key=_surest)

    def _beside(self, text: str, told: str, alone: Outcome, *, ours: bool) -> Outcome:
        """Return what there is to say to `text`, `alone` being so by itself, after what was `told` beside it.

        The message is known to be `ours` where it surely is about the scheme.
        """
        if _is_aside(alone):
            return alone
        beside = self._answer(f"{told}，{text}"[-LIMIT:])
        if isinstance(alone, Answer):
            return self._kept(text, alone, beside, short=len(told) <= LONG, ours=ours)
        if _is_aside(beside):
            return beside
        likely = {hit.entry.id for hit in alone.hits}
        agreed = tuple(hit for hit in _hits(beside) if hit.entry.id in likely)
        if isinstance(beside, Answer) and (agreed or beside.score >= CERTAIN):
            return beside
        # so much as is told may well be like something that nobody asks for
        return self._mixed(text, alone, Unknown((), agreed) if len(told) > LONG else beside)

    def _kept(self, text: str, alone: Answer, beside: Outcome, *, short: bool, ours: bool) -> Outcome:
        """Return the answer to `text` alone, as far as what is told `beside` it, if `short`, is not sure of another."""
        sure = isinstance(beside, Answer) and beside.score >= CERTAIN
        if _settled(text, alone):
            if not sure or not short:
                return alone
            return self._mixed(text, alone, beside) if alone.score >= CERTAIN else beside
        if sure:
            return beside
        if ours and alone.entry in [hit.entry for hit in _hits(beside)[:1]]:
            return alone
        return self._mixed(text, alone, beside, outright=False)

    def _mixed(self, text: str, alone: Outcome, beside: Outcome, *, outright: bool = True) -> Outcome:
        """Return what there is to say if `text` is either to be taken alone or with what is beside it.

        As far as the one is like nothing that is known, the other is taken.
        """
        focus = FOCUS if _settled(text, alone) else LEANT
        odds: defaultdict[str, float] = defaultdict(float)
        for taken, other, chance in ((alone, beside, focus), (beside, alone, 1 - focus)):
            chance += (1 - chance) * (1 - sum(hit.score for hit in _hits(other)))
            for hit in _hits(taken):
                odds[hit.entry.id] += chance * hit.score
        none = max(0.0, 1 - sum(odds.values()))
        return self._weighed(text, odds, none, outright=outright and isinstance(alone, Answer)) or alone

    def _other(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return what there is to say to `text` once it is known that `last` is not the answer."""
        if last.id not in {hit.entry.id for hit in _hits(outcome)}:
            return outcome
        odds = {hit.entry.id: hit.score for hit in _hits(self._unsure.answer(text))}
        none = max(0.0, 1 - sum(odds.values()))
        odds.pop(last.id, None)
        return self._weighed(text, odds, none) or Unknown((), ())

    def _in_context(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return what `text` asks for after `last` was answered, `outcome` being what it asks for by itself."""
        near = self._near[last.id] | {last.id}
        alone = {hit.entry.id: hit.score for hit in _hits(self._unsure.answer(text))}
        none = max(0.0, 1 - sum(alone.values()))
        said = frozenset(sound(cues.own(text)))
        if not said:  # asks for something that was just spoken of, whatever it sounds like by itself
            alone = {key: score for key, score in alone.items() if key in near}
        joined = _hits(self._unsure.answer(cues.subject(last.question) + cues.unpointed(text)))
        meant = {
            hit.entry.id: hit.score
            for hit in joined
            if (hit.entry.id != last.id or cues.points_inside(text)) and hit.entry.id in near | alone.keys()
        }
        fits = {each.id for each in self.responder.library.named(alone | meant) if said <= self._syllables(each)}
        if not cues.points(text):  # nobody asks again just so for what was just answered
            fits.discard(last.id)
        odds = alone | {key: max(alone.get(key, 0) * (NEAR if key in near else 1), meant.get(key, 0)) for key in fits}
        likeliest = max(odds, key=lambda key: odds[key], default="")
        if odds.get(likeliest) == alone.get(likeliest):  # what went before lends it nothing
            return self._asked_back(text, outcome, last) if isinstance(outcome, Unknown) else outcome
        return self._weighed(text, odds, none, sure=FOLLOWED) or self._asked_back(text, outcome, last)

    def _syllables(self, entry: Entry) -> frozenset[str]:
        """Return how the entry's phrasings sound, as the set of their syllables."""
        if entry.id not in self._heard:
            heard = (sound(canonical(phrasing)) for phrasing in entry.phrasings)
            self._heard[entry.id] = frozenset().union(*heard)
        return self._heard[entry.id]

    def _weighed(
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
        hits = [Hit(self.responder.library[key], odds[key] / total) for key in ranked]
        return self.responder.weighed(differing(named(text), hits), outright=outright, sure=sure)

    def _asked_back(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return the entries related to `last` as choices where `text` says nothing of its own."""
        if not last.related or cues.own(text):
            return outcome
        return self._choices(last.related)

    def _choices(self, ids: Iterable[str]) -> Choices:
        return Choices(tuple(Hit(self.responder.library[key], 0.0) for key in list(dict.fromkeys(ids))[:CHOICES]))


def _of_what_is_meant(text: str, outcome: Outcome) -> Outcome:
    """Return `outcome`; what `text` names beside the clause that was read may make a lead of an answer.

    A lead says so too. A figure that tells what was may be asked for of the place that the asker is from; not where he
    greets, and so introduces himself.
    """
    if not isinstance(outcome, Answer | Lead):
        return outcome
    first, *others = _hits(outcome)
    names: Names = {**named(clauses.asking(text)), **meant(text)}
    if not names and is_record(first.entry) and all(each.kind != "frame" for each in clauses.clauses(text)):
        names = of_asker(text)
    (again,) = differing(names, [first])
    if first.differs or not again.differs:
        return outcome
    return Lead((again, *others))


def lead_in(text: str, outcome: Outcome, *, alone: bool = True) -> LeadIn | None:
    """Return which line to put before what is said to `text`, `alone` or one of several; None where none is needed."""
    if script := cues.script(text):
        return script
    if not isinstance(outcome, Answer):
        return None if alone else "one_of_several"
    return stance(clauses.asking(text), outcome.entry)


def _leans(text: str, outcome: Outcome) -> bool:
    """Return whether `text` may need what went before to be understood."""
    size = len(canonical(text))
    if size > SHORT or (isinstance(outcome, Answer) and outcome.score >= CERTAIN):
        return False
    return size <= BRIEF or not isinstance(outcome, Answer) or cues.points(text)


def _strays(piece: str, outcome: Outcome, before: Entry | None) -> bool:
    """Return whether `piece`, which says nothing of its own, was read as about something else than the part before."""
    if cues.own(piece) or not isinstance(outcome, Answer):
        return False
    return before is None or cues.subject(outcome.entry.question) != cues.subject(before.question)


def _settled(text: str, alone: Outcome) -> bool:
    """Return whether what is asked in `text` is surely answered, and says enough of its own to be what is meant."""
    return isinstance(alone, Answer) and len(cues.own(clauses.asking(text))) > LITTLE


def _adds(read: list[tuple[str, Outcome]], *, loose: bool) -> bool:
    """Return whether every part asks for something else; where the cut is `loose`, all must be answered."""
    scores, unsure = _scores(read), [outcome for _, outcome in read if not isinstance(outcome, Answer)]
    if not 0 < len(scores) == _answered(read) or (loose and unsure):
        return False
    politeness = any(isinstance(outcome, Unknown) and outcome.reason in POLITE for outcome in unsure)
    return not politeness and not any(hit.entry.id in scores for outcome in unsure for hit in _hits(outcome)[:1])


def _answered(read: list[tuple[str, Outcome]]) -> int:
    return sum(isinstance(outcome, Answer) for _, outcome in read)


def _scores(read: list[tuple[str, Outcome]]) -> dict[str, float]:
    """Return the entries that surely answer a part, with their probabilities."""
    return {outcome.entry.id: outcome.score for _, outcome in read if isinstance(outcome, Answer)}


def _is_aside(outcome: Outcome) -> bool:
    return isinstance(outcome, Unknown) and outcome.reason != "unknown"


def _surest(outcome: Outcome) -> tuple[bool, float]:
    return isinstance(outcome, Answer), max((hit.score for hit in _hits(outcome)), default=0.0)


def _hits(outcome: Outcome) -> tuple[Hit, ...]:
    return (Hit(outcome.entry, outcome.score),) if isinstance(outcome, Answer) else outcome.hits
