"""Finds the phrasing that means what was asked: candidates by shared grams, then a close look at the best of them.

Every phrasing is filed under its characters, character pairs and syllable pairs. A query walks these lists, the rarest gram
first, until it has visited POSTINGS rows; the CANDIDATES rows with the best cosine are compared in detail. So the cost of
a search is bounded, whatever the number of phrasings.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable
from heapq import nlargest
from itertools import pairwise
from typing import Generic, TypeVar

from rapidfuzz.distance import Indel

from faq.normalize import HANZI, canonical, sound

Key = TypeVar("Key", bound=Hashable)
POSTINGS = 30_000
CANDIDATES = 40


def grams(text: str, heard: str) -> set[str]:
    """Return the characters and pairs of characters of `text`, and the pairs of syllables of how it sounds."""
    return {*text, *map("".join, pairwise(text)), *map("".join, pairwise(heard))}


class Matcher(Generic[Key]):
    """An index of phrasings, each under the key of what it asks for; several phrasings may share a key."""

    def __init__(self, phrasings: Iterable[tuple[Key, str]], near_misses: Iterable[tuple[Key, str]] = ()) -> None:
        """Index (key, phrasing) pairs; a query nearest to a near miss of a key does not ask for that key."""
        self._keys: list[Key] = []
        self._texts: list[str] = []
        self._heard: list[str] = []
        self._asks = bytearray()
        postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        every = [(key, phrasing, True) for key, phrasing in phrasings] + [(key, miss, False) for key, miss in near_misses]
        for row, (key, phrasing, asks) in enumerate(every):
            self._asks.append(asks)
            text = canonical(phrasing)
            heard = sound(text)
            self._keys.append(key)
            self._texts.append(text)
            self._heard.append(heard)
            for gram in grams(text, heard):
                postings[gram].append(row)
        self._postings = dict(postings)
        self._norms = array("f", bytes(4 * len(self._keys)))
        for gram, rows in postings.items():
            weight = self._weight(gram) ** 2
            for row in rows:
                self._norms[row] += weight

    def _weight(self, gram: str) -> float:
        return math.log1p(len(self._keys) / len(self._postings.get(gram, "-")))

    def search(self, text: str, k: int = 3) -> list[tuple[Key, float]]:
        """Return up to `k` keys, likeliest first, each with the probability (0-1) that it is what `text` asks for."""
        query = canonical(text)
        heard = sound(query)
        best: dict[Key, float] = {}
        missed: dict[Key, float] = {}
        for row in self._candidates(query, heard):
            score = self._likeness(query, heard, row)
            scores = best if self._asks[row] else missed
            scores[self._keys[row]] = max(score, scores.get(self._keys[row], 0))
        odds = {key: math.exp(14 * (score - 0.62)) for key, score in best.items() if score >= missed.get(key, 0)}
        total = 1 + sum(odds.values())
        return [(key, odds[key] / total) for key in nlargest(k, odds, key=odds.__getitem__)]

    def _candidates(self, query: str, heard: str) -> list[int]:
        lists = sorted(((self._postings[gram], gram) for gram in grams(query, heard) if gram in self._postings), key=lambda x: len(x[0]))
        shared: defaultdict[int, float] = defaultdict(float)
        budget = POSTINGS
        for rows, gram in lists:
            budget -= len(rows)
            if budget < 0:
                break
            weight = self._weight(gram) ** 2
            for row in rows:
                shared[row] += weight
        norms = self._norms
        return [row for _, row in nlargest(CANDIDATES, ((weight / math.sqrt(norms[row]), row) for row, weight in shared.items()))]

    def _likeness(self, query: str, heard: str, row: int) -> float:
        by_sound = Indel.normalized_similarity(heard, self._heard[row])
        if not HANZI.search(query):
            return by_sound
        return 0.5 * (by_sound + Indel.normalized_similarity(query, self._texts[row]))
