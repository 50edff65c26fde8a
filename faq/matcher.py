"""Finds the key whose phrasings mean what was asked: candidates by shared grams, then a close look at the best of them.

Every phrasing is filed under its characters, its syllables and the pairs of both. A query walks these lists, the rarest
gram first, until it has visited POSTINGS rows; the CANDIDATES rows of the best cosine are compared in detail. So the
cost of a search is bounded, whatever the number of phrasings.
"""

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from copy import copy
from heapq import nlargest
from typing import Generic, Self

from faq.asking import is_question
from faq.likeness import Habits, Judgement, Likeness, Model, Question, Resemblance, Weights, model, pairs
from faq.normalize import HANZI, canonical, sound
from faq.steadiness import Key, Steadiness

POSTINGS = 4_000
CANDIDATES = 80
KEYS = 16


class Matcher(Generic[Key]):
    """An index of phrasings, each under the key of what it asks for; several phrasings may share a key."""

    def __init__(
        self,
        phrasings: Iterable[tuple[Key, str]],
        near_misses: Iterable[tuple[Key, str]] = (),
        strange: Iterable[Key] = (),
    ) -> None:
        """Index (key, phrasing) pairs; a query nearest to a near miss of a key does not ask for that key.

        The `strange` ones of the keys are never found: they stand for what nobody is to find here.
        """
        self._strange = frozenset(strange)
        self._keys: list[Key] = []
        self._texts: list[str] = []
        self._heard: list[str] = []
        self._postings: dict[str, array[int]] = {}
        for key, phrasing in phrasings:
            self._add(key, phrasing)
        self._asking = len(self._keys)  # rows from here on are near misses
        for key, phrasing in near_misses:
            self._add(key, phrasing)
        held = {gram: len(rows) for gram, rows in self._postings.items()}
        self._weights = Weights(held, len(self._keys))
        self._habits = self._learn()
        self._lengths = self._measure()

    def _add(self, key: Key, phrasing: str) -> None:
        text = canonical(phrasing)
        heard = sound(text)
        for gram in {*text, *heard, *pairs(text), *pairs(heard)}:
            if (rows := self._postings.get(gram)) is None:
                rows = self._postings[gram] = array("I")
            rows.append(len(self._keys))
        self._keys.append(key)
        self._texts.append(text)
        self._heard.append(heard)

    def _learn(self) -> Habits[Key]:
        """Return what the phrasings of each key have in common."""
        keys = self._keys[: self._asking]
        heard: defaultdict[Key, set[str]] = defaultdict(set)
        for key, sounds in zip(keys, self._heard, strict=False):
            heard[key].update(pairs(sounds))
        chinese = {key for key, text in zip(keys, self._texts, strict=False) if HANZI.search(text)}
        written = Steadiness(
            (key, text)
            for key, text in zip(keys, self._texts, strict=False)
            if key not in chinese or HANZI.search(text)  # other languages say nothing of what Chinese ones hold to
        )
        crowd = {key: math.log(count) for key, count in Counter(keys).items()}
        return Habits(written, Steadiness(zip(keys, self._heard, strict=False)), heard, crowd)

    def _measure(self) -> list[float]:
        """Return the length of each row's vector of gram weights."""
        squares = [0.0] * len(self._keys)
        for gram, rows in self._postings.items():
            square = self._weights[gram] ** 2
            for row in rows:
                squares[row] += square
        return list(map(math.sqrt, squares))

    def renamed(self, keys: Iterable[Key]) -> Self:
        """Return this index with its phrasings, in their order, under other keys; near misses stay under theirs."""
        other = copy(self)
        other._keys = [*keys, *self._keys[self._asking :]]
        other._habits = other._learn()
        return other

    @property
    def model(self) -> Model:
        """Return what the numbers of `compare` are worth."""
        return model()

    def search(self, text: str, k: int = 3) -> list[tuple[Key, float]]:
        """Return up to `k` keys, likeliest first, each with the probability (0-1) that it is what `text` asks for."""
        return list(self.judge(text).scores.items())[:k]

    def judge(self, text: str) -> Judgement[Key]:
        """Return how probably each key is what `text` asks for, and the strange one if that is likelier."""
        return self.model.judge(self.odds(text), self._strange, asked=is_question(text))

    def odds(self, text: str) -> dict[Key, float]:
        """Return for each key that `text` may ask for the odds that it does, against it asking for none."""
        return self.model.odds(self.compare(text))

    def compare(self, text: str) -> dict[Key, Likeness]:
        """Return how like `text` is to each key that it may ask for, in the numbers that the model weighs."""
        question = self._question(text)
        return self._likenesses(question, self._candidates(question))

    def _question(self, text: str) -> Question[Key]:
        written = canonical(text)
        heard = sound(written)
        if HANZI.search(written):
            return Question(written, heard, self._weights, self._habits)
        # What is typed without Chinese characters has only its sound to go by.
        return Question(heard, heard, self._weights, self._habits._replace(written=self._habits.spoken))

    def _likenesses(self, question: Question[Key], rows: Iterable[int]) -> dict[Key, Likeness]:
        """Return how like the question is to each key of the rows, except where a near miss is more like it."""
        said = self._heard if question.text == question.heard else self._texts
        asking: defaultdict[Key, list[tuple[float, Resemblance]]] = defaultdict(list)
        missed: defaultdict[Key, float] = defaultdict(float)
        for row in rows:
            key, found = self._keys[row], question.resemblance(said[row], self._heard[row])
            if row < self._asking:
                asking[key].append((found.closeness, found))
            else:
                missed[key] = max(missed[key], found.closeness)
        closest = {key: max(found)[0] for key, found in asking.items()}
        likely = nlargest(KEYS, closest, key=closest.__getitem__)
        return {key: question.likeness(asking[key], key) for key in likely if closest[key] >= missed[key]}

    def _candidates(self, question: Question[Key]) -> list[int]:
        """Return the rows whose grams have the best cosine to the question's, as far as the rarer ones tell."""
        grams = {*question.text, *pairs(question.text), *pairs(question.heard)}
        held = sorted((len(self._postings[gram]), gram) for gram in grams if gram in self._postings)
        shared: dict[int, float] = {}
        before = shared.get  # here a search spends most of its time
        budget = POSTINGS
        for count, gram in held:
            budget -= count
            if budget < 0 and shared:
                break
            square = self._weights[gram] ** 2
            for row in self._postings[gram]:
                shared[row] = before(row, 0.0) + square
        lengths = self._lengths
        cosines = [told / lengths[row] for row, told in shared.items()]
        least = nlargest(CANDIDATES, cosines)[-1] if cosines else 0.0
        likely = [(cosine, row) for row, cosine in zip(shared, cosines, strict=True) if cosine >= least]
        return [row for _, row in sorted(likely, reverse=True)[:CANDIDATES]]  # of equals there may be more
