"""Reads the clauses of a message that ask, by themselves and with what is told beside them.

Theory of operation: of a letter the clauses that ask are read, and once more with what is told beside them
(faq.clauses). A clause that is sure by itself and says enough of its own is the answer, unless the little that is told
makes another sure: then both are offered. Where it says little (能发榜吗), what is told may be what matters: what is
sure with it is the answer, else the odds of both readings are mixed by FOCUS, the probability that what is told does
not matter.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from faq import clauses, cues
from faq.answer import CERTAIN, Answer, Lead, Outcome, Responder, Unknown, hits_of, is_aside
from faq.index import differing
from faq.naming import BANK, BATCH, YEAR, Names, elsewhere, is_record, meant, named, of_asker
from faq.normalize import LIMIT, LONG

# The probability that what is told beside a question does not matter to it: where it says enough to be surely
# answered by itself, and otherwise; and of how many characters it says too little: 能参加吗.
FOCUS, LEANT, LITTLE = 0.6, 0.25, 2
LASTING = frozenset({BATCH, YEAR, BANK, "league", "field"})  # kinds of names that go on for the questions that follow


class Letter:
    """What a message asks, read with what is told in it."""

    def __init__(self, responder: Responder, answer: Callable[[str], Outcome], told: str) -> None:
        """Read clauses by `answer`, which is the responder's and may remember what it has read."""
        self._responder, self._answer, self._told = responder, answer, told

    def focused(self, text: str, whole: Outcome) -> Outcome:
        """Return what there is to say to one of the clauses of `text` that ask, as far as the `whole` agrees."""
        if is_aside(whole):
            return whole
        read = [(each, self._answer(each.asked)) for each in clauses.readings(text, self._told)]
        if len(read) == 1 and not read[0][0].strange and settled(read[0][0].asked, read[0][1]):
            return read[0][1]
        if isinstance(whole, Answer):
            return whole
        agreed = len({alone.entry.id for _, alone in read if isinstance(alone, Answer)}) == 1
        said = [self._mixed(each.asked, alone, whole, outright=agreed and not each.strange) for each, alone in read]
        return max([whole, *said], key=_surest)

    def beside(self, text: str, alone: Outcome, *, ours: bool) -> Outcome:
        """Return what there is to say to `text`, `alone` being so by itself, after what is told beside it.

        The message is known to be `ours` where it surely is about the scheme.
        """
        if is_aside(alone):
            return alone
        beside = self._answer(f"{self._told}，{text}"[-LIMIT:])
        if isinstance(alone, Answer):
            return self._kept(text, alone, beside, short=len(self._told) <= LONG, ours=ours)
        if is_aside(beside):
            return alone if self._is_told_of_another(text) else beside
        likely = {hit.entry.id for hit in alone.hits}
        agreed = tuple(hit for hit in hits_of(beside) if hit.entry.id in likely)
        if isinstance(beside, Answer) and (agreed or beside.score >= CERTAIN):
            return beside
        # so much as is told may well be like something that nobody asks for
        return self._mixed(text, alone, Unknown((), agreed) if len(self._told) > LONG else beside)

    def _is_told_of_another(self, text: str) -> bool:
        """Return whether another scheme is named only in what is told, and `text` says enough of its own."""
        return bool(elsewhere(self._told)) and not elsewhere(text) and len(cues.own(clauses.asking(text))) > LITTLE

    def _kept(self, text: str, alone: Answer, beside: Outcome, *, short: bool, ours: bool) -> Outcome:
        """Return the answer to `text` alone, as far as what is told `beside` it, if `short`, is not sure of another."""
        sure = isinstance(beside, Answer) and beside.score >= CERTAIN
        if settled(text, alone):
            if not sure or not short:
                return alone
            return self._mixed(text, alone, beside) if alone.score >= CERTAIN else beside
        if sure:
            return beside
        if ours and alone.entry in [hit.entry for hit in hits_of(beside)[:1]]:
            return alone
        return self._mixed(text, alone, beside, outright=False)

    def _mixed(self, text: str, alone: Outcome, beside: Outcome, *, outright: bool = True) -> Outcome:
        """Return what there is to say if `text` is either to be taken alone or with what is beside it.

        As far as the one is like nothing that is known, the other is taken.
        """
        focus = FOCUS if settled(text, alone) else LEANT
        odds: defaultdict[str, float] = defaultdict(float)
        for taken, other, chance in ((alone, beside, focus), (beside, alone, 1 - focus)):
            chance += (1 - chance) * (1 - sum(hit.score for hit in hits_of(other)))
            for hit in hits_of(taken):
                odds[hit.entry.id] += chance * hit.score
        none = max(0.0, 1 - sum(odds.values()))
        return self._responder.of_odds(text, odds, none, outright=outright and isinstance(alone, Answer)) or alone


def of_what_is_meant(text: str, outcome: Outcome) -> Outcome:
    """Return `outcome`; what `text` names beside the clause that was read may make a lead of an answer.

    A lead says so too. A figure that tells what was may be asked for of the place that the asker is from; not where he
    greets, and so introduces himself.
    """
    if not isinstance(outcome, Answer | Lead):
        return outcome
    first = hits_of(outcome)[0]
    names: Names = {**named(clauses.asking(text)), **meant(text)}
    if not names and is_record(first.entry) and all(each.kind != "frame" for each in clauses.clauses(text)):
        names = of_asker(text)
    return _as_far_as(names, outcome)


def of_what_was_named(parts: Iterable[tuple[str, Outcome]]) -> Iterator[tuple[str, Outcome]]:
    """Yield the questions of a message; what one on what was names goes for a later one that names none of its kind."""
    before: Names = {}
    for text, outcome in parts:
        hits = hits_of(outcome)
        if not hits or not is_record(hits[0].entry):
            yield text, outcome
            continue
        before = {**before, **{kind: names for kind, names in named(text).items() if kind in LASTING}}
        yield text, _as_far_as(before, outcome) if isinstance(outcome, Answer) else outcome


def _as_far_as(names: Names, outcome: Outcome) -> Outcome:
    """Return `outcome`, as a lead that says so where its entry is about something else than `names`."""
    first, *others = hits_of(outcome)
    (again,) = differing(names, [first])
    return outcome if first.differs or not again.differs else Lead((again, *others))


def settled(text: str, alone: Outcome) -> bool:
    """Return whether what is asked in `text` is surely answered, and says enough of its own to be what is meant."""
    return isinstance(alone, Answer) and len(cues.own(clauses.asking(text))) > LITTLE


def _surest(outcome: Outcome) -> tuple[bool, float]:
    return isinstance(outcome, Answer), max((hit.score for hit in hits_of(outcome)), default=0.0)
