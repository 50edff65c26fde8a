"""Tells what a text wants done: one of the wishes of wishes.yaml, surely or perhaps.

Theory of operation: wishes are found as entries are, by the nearest phrasings. A text that asks is compared with the
phrasings that ask and any other with the rest, so that 怎么填报 is no wish for all that it shares with 填报. What only
comes near to a wish is one more key, that of none: the likeliest key is meant, at SURE or more surely, at FLOOR or more
perhaps. Who first tells and then asks may mean what he tells: without the clauses that ask, a text is read once more.

A wish that could lose something, or that short values are like, has its `words`: without one of them it is none,
however near its phrasings are (提交 to 提交错了要收回来, 不限 to 不填了). What a text refuses is not wished for. Long
numbers say nothing of what is wanted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from faq.asking import is_question
from faq.likeness import pairs
from faq.matcher import Matcher
from faq.normalize import HANZI, canonical, sound
from faq.words import any_of, written

# Derived on tests/content/wishes.tsv (python -m tests.content.test_wishes prints its rates): at SURE no question and no
# value of a field is taken for a wish, and six wishes in ten are done at once; at FLOOR nine in ten are seen, and one
# question in twenty gets a wish beside its answer.
FLOOR, SURE = 0.3, 0.75
# From here on it is a wish though the FAQ surely has an answer too: of that table 59 wishes and no question are so
# certain; with the FAQ beside them two wishes more would be done at SURE, two fewer at 0.99.
UNDOUBTED = 0.97
TELLING = 2  # different characters; what has fewer is a wish only in words that are listed: 报, but not 不
DESCRIBING = 8  # different characters; what has fewer describes nothing that could be carried along: 36个月
NONE = ""  # the key of what is no wish
NOTHING = (0.0, NONE)
CLAUSE = re.compile(r"[\s,，。.!！?？;；、~…]+")
NUMBER = re.compile(r"\d[\d\s-]{6,}")


@dataclass(frozen=True)
class Wish:
    """Something that can be wished for; wishes.yaml explains the fields."""

    name: str
    does: str | Mapping[str, Mapping[str, Any]]
    said: tuple[str, ...]
    not_said: tuple[str, ...] = ()
    anytime: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    needs: str = ""
    tells: bool = False
    refuses: bool = False
    carries: bool = False

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Return all that may be said for it."""
        return (*self.anytime, *self.said)

    def can_be(self, text: str, having: frozenset[str]) -> bool:
        """Return whether a text can have this wish: what it needs is there, and one of its own words is said."""
        said = text.lower()
        return (
            (not self.needs or self.needs in having)
            and (not self.words or any(word in said for word in self.words))
            and not self.is_refused(said)
            and self.is_written(said)
        )

    def is_written(self, said: str) -> bool:
        """Return whether a text that sounds like the wish in places is written like it too, or sounds so as a whole.

        In the middle of a text sound alone says little: 精度 is no 进度. What is typed in letters has nothing else.
        """
        spelled, heard = canonical(said), sound(canonical(said))
        if not HANZI.search(spelled) or self._heard.isdisjoint(pairs(heard)):
            return True
        return not self._pairs.isdisjoint(pairs(spelled)) or (len(spelled) > TELLING and heard in self._sounds)

    @cached_property
    def _spelled(self) -> frozenset[str]:
        return frozenset(map(canonical, self.phrasings))

    @cached_property
    def _pairs(self) -> frozenset[str]:
        return frozenset().union(*map(pairs, self._spelled))

    @cached_property
    def _heard(self) -> frozenset[str]:
        return frozenset().union(*map(pairs, self._sounds))

    @cached_property
    def _sounds(self) -> frozenset[str]:
        return frozenset(map(sound, self._spelled))

    def is_refused(self, said: str) -> bool:
        """Return whether what would be wished for is just what is not wanted: 不要撤回, 别转人工."""
        refusal = _refusing().match(said)
        if refusal is None:
            return False
        wanted, own = canonical(said[refusal.end() :]), (*self.phrasings, *self.words)
        return wanted in map(canonical, self.phrasings) or not any(map(_refusing().match, own))


@dataclass(frozen=True)
class Wished:
    """The wish that a text has, and another that may be meant, `or_else`.

    It is `sure`, or only perhaps; `certain`, whatever else is known of the words; `anytime`: even while somebody writes
    to staff.
    """

    wish: Wish
    sure: bool = False
    certain: bool = False
    or_else: Wish | None = None
    anytime: bool = False

    @property
    def wishes(self) -> tuple[Wish, ...]:
        """Return the one or two that may be meant, the likelier one first."""
        return (self.wish, self.or_else) if self.or_else else (self.wish,)


@cache
def every() -> Mapping[str, Wish]:
    """Return all wishes by name."""
    return {name: _wish(name, listed) for name, listed in written("wishes.yaml").items()}


def _wish(name: str, listed: Mapping[str, Any]) -> Wish:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in listed.items()}
    return Wish(name, **given)


def read(text: str, having: frozenset[str] = frozenset()) -> Wished | None:
    """Return the wish that a text has, `having` what some wishes need; None where it has none."""
    found = _likeliest(text, having)
    if found and found.sure:
        return found
    told = "，".join(clause for clause in CLAUSE.split(text) if not is_question(clause))
    perhaps = _likeliest(told, having) if is_question(text) and told else None
    return found or (perhaps and Wished(perhaps.wish, certain=_tells(perhaps), or_else=perhaps.or_else))


def refused(text: str, having: frozenset[str] = frozenset()) -> tuple[Wish, str] | None:
    """Return the wish to have nothing done with which a text begins, and what is said after it; None without one."""
    first, start = None, 0
    for clause in CLAUSE.split(text):
        found = read(clause, having) if clause else None
        if clause and not (found and found.wish.refuses and found.anytime):
            break
        first, start = first or (found and found.wish), text.index(clause, start) + len(clause)
    return (first, CLAUSE.sub(" ", text[start:], count=1).strip()) if first else None


def _tells(wished: Wished) -> bool:
    """Return whether it is told at length what is wished for, so that what is asked after it is no other matter."""
    return wished.wish.carries and wished.certain


def _likeliest(text: str, having: frozenset[str]) -> Wished | None:
    odds = {key: odd for key, odd in _odds(text).items() if _can_be(key, text, having)}
    ranked = sorted(((odd / (1 + sum(odds.values())), key) for key, odd in odds.items()), reverse=True)
    (score, name), (less, second) = [*ranked, NOTHING, NOTHING][:2]
    if name == NONE or score < FLOOR:
        return None
    wish, said = every()[name], canonical(text)
    listed, anytime = (said in map(canonical, words) for words in (wish.phrasings, wish.anytime))
    sure = listed or score >= SURE
    least = DESCRIBING if wish.carries else TELLING + (not sure)
    if not listed and len(set(filter(str.isalnum, text))) < least:
        return None
    other = every()[second] if second != NONE and less >= FLOOR else None
    certain = sure and (listed or wish.carries or score >= UNDOUBTED)  # what carries a text is never done unasked
    return Wished(wish, sure and not wish.carries, certain, other, anytime)


@lru_cache(maxsize=1024)  # texts are read before their transactions, and again in these
def _odds(text: str) -> Mapping[str, float]:
    return _matcher(asking=is_question(text)).odds(NUMBER.sub(" ", text))


def _can_be(name: str, text: str, having: frozenset[str]) -> bool:
    return name == NONE or every()[name].can_be(text, having)


@cache
def _refusing() -> re.Pattern[str]:
    return re.compile(any_of(written("dialogue.yaml")["refusing"]))


@cache
def _matcher(*, asking: bool) -> Matcher[str]:
    """Return the index of the phrasings that ask, or of the others, and of all that is no wish."""
    wishes = every().values()
    said = [(each.name, text) for each in wishes for text in each.phrasings if is_question(text) == asking]
    return Matcher([*said, *((NONE, text) for each in wishes for text in each.not_said)])
