"""Reads a question that leans on the last answer, and one that corrects it.

Theory of operation: a question that leans is read twice, as it is and with the last answer's subject before it, and the
likelier reading is told; whatever then is not sure is asked back. Of the odds of a correction the entry is taken out
that was answered before.

How much likelier an entry near the last answer is to be meant follows from two shares: a question that leans stays near
the last answer about as often as not, and near it lies about a tenth of the entries. By Bayes' rule the odds of each of
them are (1/2) / (1/10) : (1/2) / (9/10) = NEAR times what they are by themselves. Only entries that hold all that the
question says of its own get it: 传达室在几楼 says 传达室, and is not drawn to 揭榜办在几楼.
"""

from collections.abc import Iterable
from copy import copy

from faq import cues
from faq.answer import CERTAIN, CHOICES, Answer, Choices, Lead, Outcome, Responder, Unknown, hits_of, is_aside
from faq.entry import Entry
from faq.index import Hit
from faq.naming import YEAR, found, renamed, subjects, without_names
from faq.normalize import canonical, sound

BRIEF = 6  # characters of a canonical question: up to here it may lean on what went before without showing it
SHORT = 14  # characters: longer ones say themselves what they are about
# The probability at which a question that leans is answered: who sees the last answer sees what was understood.
FOLLOWED = 0.77
NEAR = 36.0
UNREACHABLE = 2.0  # more than any probability


class FollowUps:
    """Reads questions with the help of the entry that was answered just before."""

    def __init__(self, responder: Responder) -> None:
        """Note which entries lie near each other: of one topic, or related either way."""
        self._responder = responder
        self._unsure = copy(responder)  # the same index; names what came second and third also where the first is sure
        self._unsure.sure, self._unsure.floor = UNREACHABLE, 0.0
        self._near: dict[str, set[str]] = {}
        self._heard: dict[str, frozenset[str]] = {}  # of entries, as far as they were looked at
        for entry in responder.library.entries:
            siblings = {each.id for each in responder.library.of_topic(entry.topic)}
            self._near.setdefault(entry.id, set()).update(siblings, entry.related)
            for other in entry.related:
                self._near.setdefault(other, set()).add(entry.id)

    def read(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return what there is to say to `text` after `last` was answered, `outcome` being so by itself."""
        broad = self._responder.offered(text)
        if is_aside(outcome) or (broad and not cues.points(text)):
            return outcome
        if broad and (about := [entry for entry in broad if entry.id in self._near[last.id]]):
            return self._choices([*last.related, *(entry.id for entry in about)])
        leaning = leans(text, outcome)
        if not leaning and {each.kind for each in found(text)} != {YEAR}:  # a year is no subject by itself
            return outcome
        return self._of_another(text, last, self._in_context(text, outcome, last) if leaning else outcome)

    def _in_context(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return what `text` asks for after `last` was answered, `outcome` being what it asks for by itself."""
        near = self._near[last.id] | {last.id}
        alone = {hit.entry.id: hit.score for hit in hits_of(self._unsure.answer(text))}
        none = max(0.0, 1 - sum(alone.values()))
        said = frozenset(sound(cues.own(text)))
        if not said:  # asks for something that was just spoken of, whatever it sounds like by itself
            alone = {key: score for key, score in alone.items() if key in near}
        joined = hits_of(self._unsure.answer(cues.subject(last.question) + cues.unpointed(text)))
        meant = {
            hit.entry.id: hit.score
            for hit in joined
            if (hit.entry.id != last.id or cues.points_inside(text)) and hit.entry.id in near | alone.keys()
        }
        fits = {each.id for each in self._responder.library.named(alone | meant) if said <= self._syllables(each)}
        if not cues.points(text):  # nobody asks again just so for what was just answered
            fits.discard(last.id)
        odds = alone | {key: max(alone.get(key, 0) * (NEAR if key in near else 1), meant.get(key, 0)) for key in fits}
        likeliest = max(odds, key=lambda key: odds[key], default="")
        if odds.get(likeliest) == alone.get(likeliest):  # what went before lends it nothing
            return self._asked_back(text, outcome, last) if isinstance(outcome, Unknown) else outcome
        return self._responder.of_odds(text, odds, none, sure=FOLLOWED) or self._asked_back(text, outcome, last)

    def _of_another(self, text: str, last: Entry, outcome: Outcome) -> Outcome:
        """Return what the last question gets of the other that `text` names, where it says no more than that.

        `outcome` is what there is to say otherwise; an answer stays if it is near the last, of the same entry, or about
        just the other.
        """
        names = found(text)
        if len(names) != 1 or cues.own(without_names(text)):
            return outcome
        again = self._responder.answer(renamed(last.question, names[0]))
        if isinstance(outcome, Answer):
            a_year = names[0].kind == YEAR  # is no subject, and what is near the last may tell of it beside
            about_it = not a_year and names[0].name in subjects(outcome.entry)
            near = {hit.entry.id for hit in hits_of(again)[:1]} | (set() if a_year else self._near[last.id])
            if about_it or outcome.entry.id in near:
                return outcome
        return again if isinstance(again, Answer | Lead) else outcome

    def other(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return what there is to say to `text` once it is known that `last` is not the answer."""
        if last.id not in {hit.entry.id for hit in hits_of(outcome)}:
            return outcome
        odds = {hit.entry.id: hit.score for hit in hits_of(self._unsure.answer(text))}
        none = max(0.0, 1 - sum(odds.values()))
        odds.pop(last.id, None)
        return self._responder.of_odds(text, odds, none) or Unknown((), ())

    def _asked_back(self, text: str, outcome: Outcome, last: Entry) -> Outcome:
        """Return the entries related to `last` as choices where `text` says nothing of its own."""
        if not last.related or cues.own(text):
            return outcome
        return self._choices(last.related)

    def _choices(self, ids: Iterable[str]) -> Choices:
        return Choices(tuple(Hit(self._responder.library[key], 0.0) for key in list(dict.fromkeys(ids))[:CHOICES]))

    def _syllables(self, entry: Entry) -> frozenset[str]:
        """Return how the entry's phrasings sound, as the set of their syllables."""
        if entry.id not in self._heard:
            heard = (sound(canonical(phrasing)) for phrasing in entry.phrasings)
            self._heard[entry.id] = frozenset().union(*heard)
        return self._heard[entry.id]


def leans(text: str, outcome: Outcome) -> bool:
    """Return whether `text` may need what went before to be understood."""
    size = len(canonical(text))
    if size > SHORT or (isinstance(outcome, Answer) and outcome.score >= CERTAIN):
        return False
    return size <= BRIEF or not isinstance(outcome, Answer) or cues.points(text)
