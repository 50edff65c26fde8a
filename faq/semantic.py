"""Matching by meaning as well: a small multilingual language model beside the shared grams.

Each phrasing becomes a vector of e5-small (faq.vectors); the vectors nearest to the question's add candidates, and the
nearest vector of a key adds a number, meaning, to its likeness. So a question in another language, or in other words,
finds its key (weights: weights_semantic.yaml). Import it only where the encoder can be used (faq.encoder), and build it
in a thread.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from faq.encoder import spared
from faq.likeness import Model, model
from faq.matcher import Matcher
from faq.normalize import is_pinyin
from faq.steadiness import Key
from faq.vectors import Vectors, embed, remembered

NEIGHBOURS = 20
UNLIKE, LIKE = 0.8, 0.9  # cosines by e5 of texts that have little and that have much to do with each other


class SemanticMatcher(Matcher[Key]):
    """A matcher whose candidates and likenesses also come from what the phrasings mean."""

    def __init__(
        self, phrasings: Iterable[tuple[Key, str]], near_misses: Iterable[tuple[Key, str]] = (), *, folder: Path | None
    ) -> None:
        """Index as Matcher does; `folder` keeps the vectors of phrasings that the program does not bring along."""
        asked = list(phrasings)
        super().__init__(asked, near_misses)
        self._vectors = remembered([phrasing for _, phrasing in asked], folder)

    @property
    def model(self) -> Model:
        """Return what the numbers of `compare` are worth."""
        return model("weights_semantic")

    def odds(self, text: str) -> dict[Key, float]:
        """Return the odds of each key; of typed pinyin, which the language model cannot read, without its help."""
        if spared() or is_pinyin(self._question(text).text):
            return model().odds(super().compare(text))
        return super().odds(text)

    def compare(self, text: str) -> Mapping[Key, Sequence[float]]:
        """Return the numbers of Likeness and one for the cosine of the nearest phrasing, for each key asked for.

        That is 0 at UNLIKE and 1 at LIKE, so that its weight is of the order of the others'.
        """
        question = self._question(text)
        if not question.text or not self._keys:
            return {}
        cosines = self._vectors @ embed([text])[0]
        rows = dict.fromkeys([*self._candidates(question), *nearest(cosines, NEIGHBOURS)])
        closest: dict[Key, float] = {}
        for row in rows:
            if row < len(cosines):
                closest[self._keys[row]] = max(closest.get(self._keys[row], 0.0), float(cosines[row]))
        found = self._likenesses(question, rows)
        return {key: (*likeness, (closest[key] - UNLIKE) / (LIKE - UNLIKE)) for key, likeness in found.items()}


def nearest(cosines: Vectors, count: int) -> list[int]:
    """Return the rows of the `count` greatest cosines, in no order."""
    last = len(cosines) - min(count, len(cosines))
    return [int(row) for row in np.argpartition(cosines, last)[last:]] if last else list(range(len(cosines)))
