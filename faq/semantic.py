"""Matching by meaning as well: a small multilingual language model beside the shared grams.

Each phrasing becomes a vector of e5-small (faq.vectors). What the vectors of one key differ in is manner, what keys
differ in is matter; so all are whitened by how they scatter within keys: directions in which phrasings of one question
lie apart count for little. How near a question then comes to a key is weighed beside what the letters say
(weights_semantic.yaml). Where letters are sure by themselves, the language model is not asked.

Import it only where the encoder can be used (faq.encoder), and build it in a thread.
"""

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Generic, NamedTuple

import numpy as np

from faq.asking import is_question
from faq.encoder import spared
from faq.likeness import Judgement, Likeness, Question, model
from faq.matcher import Matcher
from faq.normalize import is_pinyin
from faq.steadiness import Key
from faq.vectors import LENGTH, Vectors, meaning, remembered

NEIGHBOURS = 20  # keys that are looked at for what they mean, whatever their letters
# How sure letters are by themselves where the language model is not asked: on the fresh sets, asking it all the same
# makes 256 right and 3 wrong of the 305 that letters are so sure of, where letters make 268 and 2. At 0.90 it is 306
# and 4 against 335 and 5, at 0.97 216 and 2 against 220 and 1.
BY_LETTERS = 0.95
RIDGE = 1e-6  # of families of one phrasing each, which scatter nowhere


class Nearness(NamedTuple):
    """How near what a question means is to what the phrasings of one key mean, as cosines of whitened vectors."""

    centre: float  # to the mean of all phrasings
    nearest: float  # to the nearest phrasing


class Meanings(Generic[Key]):
    """The whitened vectors of phrasings, by key."""

    def __init__(self, keys: Sequence[Key], vectors: Vectors, strange: Container[Key]) -> None:
        """Learn the whitening from the keys that are not strange: the phrasings of the others share a subject only."""
        rows: defaultdict[Key, list[int]] = defaultdict(list)
        for row, key in enumerate(keys):
            rows[key].append(row)
        self._keys = list(rows)
        self._mean = vectors.mean(axis=0)
        self._whitening = whitening([vectors[family] for key, family in rows.items() if key not in strange])
        white = [self._white(vectors[family]) for family in rows.values()]
        self._vectors = np.vstack(white)
        self._starts = np.cumsum([0, *map(len, white[:-1])])
        self._centres = _unit(np.array([family.mean(axis=0) for family in white]))

    def _white(self, vectors: Vectors) -> Vectors:
        return _unit((vectors - self._mean) @ self._whitening)

    def nearness(self, vector: Vectors) -> dict[Key, Nearness]:
        """Return how near the vector of a question is to each key, in the order of the nearest phrasing."""
        asked = self._white(vector)
        nearest = np.maximum.reduceat(self._vectors @ asked, self._starts)
        found = zip(self._keys, map(Nearness, (self._centres @ asked).tolist(), nearest.tolist()), strict=True)
        return dict(sorted(found, key=lambda each: -each[1].nearest))


def whitening(families: Sequence[Vectors]) -> Vectors:
    """Return the matrix after which the members of the families lie apart equally far in every direction.

    It is the inverse square root of their mean scatter; a ridge of its mean eigenvalue keeps noise from being blown up.
    """
    apart = np.vstack([(family - family.mean(axis=0)) / np.sqrt(len(family)) for family in families])
    values, axes = np.linalg.eigh(apart.T @ apart)
    return np.asarray((axes / np.sqrt(np.maximum(values, 0) + max(values.mean(), RIDGE))) @ axes.T, np.float32)


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9), np.float32)


class SemanticMatcher(Matcher[Key]):
    """A matcher that asks the language model where letters are not sure by themselves."""

    def __init__(
        self,
        phrasings: Iterable[tuple[Key, str]],
        near_misses: Iterable[tuple[Key, str]] = (),
        strange: Iterable[Key] = (),
        *,
        folder: Path | None,
    ) -> None:
        """Index as Matcher does; `folder` keeps the vectors of phrasings that the program does not bring along."""
        asked = list(phrasings)
        super().__init__(asked, near_misses, strange)
        vectors = remembered([phrasing for _, phrasing in asked], folder)
        self._meanings = Meanings([key for key, _ in asked], vectors, self._strange) if asked else None
        self._rows: defaultdict[Key, list[int]] = defaultdict(list)  # near misses too
        for row, key in enumerate(self._keys):
            self._rows[key].append(row)

    def judge(self, text: str) -> Judgement[Key]:
        """Return what Matcher does where it is sure, or the language model is spared or can't read the text: pinyin."""
        question, found = self._question(text), self.compare(text)
        asked = is_question(text)
        written = self.model.judge(self.model.odds(found), self._strange, asked=asked)
        sure = max(written.scores.values(), default=0.0) >= BY_LETTERS
        if sure or is_pinyin(question.text) or not question.text or not self._texts or spared(text[:LENGTH]):
            return written
        looked_at = self._look(question, found, meaning(text))
        odds = self.model.odds({key: likeness for key, (likeness, _) in looked_at.items()})
        meant = model("weights_semantic")
        odds = meant.odds({key: (math.log(odds[key]), *near) for key, (_, near) in looked_at.items()})
        return meant.judge(odds, self._strange, asked=asked)

    def looked_at(self, text: str, vector: Vectors) -> dict[Key, tuple[Likeness, Nearness]]:
        """Return the numbers of each key that `text`, of this vector, may ask for by its letters or its meaning."""
        return self._look(self._question(text), self.compare(text), vector)

    def _look(
        self, question: Question[Key], found: Mapping[Key, Likeness], vector: Vectors
    ) -> dict[Key, tuple[Likeness, Nearness]]:
        near = self._meanings.nearness(vector) if self._meanings else {}
        rows = (row for key in islice(near, NEIGHBOURS) if key not in found for row in self._rows[key])
        return {key: (each, near[key]) for key, each in {**found, **self._likenesses(question, rows)}.items()}
