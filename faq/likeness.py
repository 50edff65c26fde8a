"""How like a question is to the phrasings of one key, in some numbers, and what these are worth together.

The weights (weights.yaml) are those of a conditional logit: the odds that a key is the right one, against none being
right, are exp(bias + weights * likeness), so that the probabilities of all keys and of "none" add up to one. They are
fitted by benchmarks/fit_faq.py on public questions and the bot's own phrasings; benchmarks/calibrate.py then measures
on questions about the scheme how often the bot is right at which odds.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter, mul
from typing import Generic, NamedTuple

from rapidfuzz.distance import Indel

from faq.steadiness import Key, Steadiness
from faq.words import written

DENYING = frozenset("不没无未别非")


class Resemblance(NamedTuple):
    """What two phrasings have in common, each number from 0 to 1."""

    sounds: float  # Indel similarity of how they sound
    characters: float  # Jaccard overlap of their characters, rare ones counting more
    ends: float  # share of the first and the last character that agree
    denial: float  # 1 where one of them has a word that denies and the other has none

    @property
    def closeness(self) -> float:
        """Return one number (0-4.5) to tell the nearest phrasing by, in about the proportion of the learned weights."""
        return self.sounds + 3 * self.characters + self.ends / 2


class Likeness(NamedTuple):
    """How like a question is to all phrasings of one key; the first four compare it with the nearest of them."""

    sounds: float
    characters: float
    ends: float
    denial: float
    second: float  # closeness of the second nearest phrasing
    cover: float  # share of the question's syllables that the key's phrasings hold between them, again by rarity
    pairs: float  # the same of its pairs of neighbouring syllables
    told: float  # how much likelier it is that the key's phrasings hold the shared syllables than that any other does
    missing: (
        float  # how much more surprising it is what the question lacks than what the key's phrasings lack on average
    )
    extra: float  # how surprising it is that none of the key's phrasings holds the question's other characters
    oddest: float  # the same of the one syllable of which it is most surprising
    unseen: float  # number of the question's characters that no phrasing of any key holds
    length: float  # number of the question's syllables: the longer it is, the more will be missing and extra


MEANING = "meaning"  # what faq.semantic adds to these numbers
NOTHING = (0.0, Resemblance(0, 0, 0, 0))
FAR = 700.0  # exp() of a little more overflows


class Weights(dict[str, float]):
    """How much each gram tells: the fewer phrasings hold it, the more (inverse document frequency)."""

    def __init__(self, held: Mapping[str, int], phrasings: int) -> None:
        """Weigh grams by how many of the phrasings hold each."""
        by_count = {count: math.log((phrasings + 1) / (count + 0.5)) for count in set(held.values())}
        super().__init__((gram, by_count[count]) for gram, count in held.items())
        self._unseen = math.log((phrasings + 1) / 0.5)

    def __missing__(self, gram: str) -> float:
        """Return the weight of a gram that no phrasing holds."""
        return self._unseen

    def total(self, grams: Iterable[str]) -> float:
        """Return the sum of the grams' weights."""
        return sum(map(self.__getitem__, grams))


class Habits(NamedTuple, Generic[Key]):
    """What the phrasings of each key have in common, as far as a question is compared with it."""

    written: Steadiness[Key]
    spoken: Steadiness[Key]
    heard: Mapping[Key, str]  # how the phrasings sound, one after the other


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of `text`."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


class Question(Generic[Key]):
    """A question, prepared once for comparing it with many phrasings."""

    def __init__(self, text: str, heard: str, weights: Weights, habits: Habits[Key]) -> None:
        """Take a canonical text and how it sounds."""
        self.text, self.heard, self._weights, self._habits = text, heard, weights, habits
        self._characters, self._syllables = set(text), set(heard)
        self._pairs = [(pair, weights[pair]) for pair in pairs(heard)]
        self._told = (
            weights.total(self._characters),
            weights.total(self._syllables),
            sum(map(itemgetter(1), self._pairs)),
        )
        self._unsaid = habits.written.unsaid(self._characters)
        self._unsaid_all = sum(self._unsaid.values())
        odd = habits.spoken.unsaid(self._syllables)
        self._oddest_first = sorted(odd.items(), key=itemgetter(1), reverse=True)
        self._unseen = sum(char not in weights for char in self._characters)
        self._denies = not DENYING.isdisjoint(text)

    def resemblance(self, text: str, heard: str) -> Resemblance:
        """Return what the question has in common with a phrasing."""
        characters = set(text)
        shared = self._weights.total(characters & self._characters)
        return Resemblance(
            Indel.normalized_similarity(self.heard, heard),
            shared / (self._told[0] + self._weights.total(characters) - shared or 1),
            ((self.text[:1] == text[:1]) + (self.text[-1:] == text[-1:])) / 2,
            float(self._denies == DENYING.isdisjoint(characters)),
        )

    def likeness(self, found: list[tuple[float, Resemblance]], key: Key) -> Likeness:
        """Return how like the question is to a key, of which `found` has the nearest phrasings and their closeness."""
        (_, nearest), (second, _), *_ = sorted([*found, NOTHING], reverse=True)
        told, missed = self._habits.spoken.told[key], self._habits.written.missed[key]
        syllables, characters = self._syllables & told.keys(), self._characters & missed.keys()
        heard = self._habits.heard[key]
        return Likeness(
            *nearest,
            second,
            self._weights.total(syllables) / (self._told[1] or 1),
            sum([weight for pair, weight in self._pairs if pair in heard]) / (self._told[2] or 1),
            sum(map(told.__getitem__, syllables)),
            self._habits.written.missed_all[key] - sum(map(missed.__getitem__, characters)),
            self._unsaid_all - sum(map(self._unsaid.__getitem__, characters)),
            next((surprise for syllable, surprise in self._oddest_first if syllable not in told), 0.0),
            self._unseen,
            len(self.heard),
        )


class Calibration(NamedTuple):
    """Three numbers that turn odds into how often the bot is right."""

    known_slope: float  # is it something that any key answers? A logistic curve over the logarithm of all odds together
    known_bias: float
    which_power: float  # if so, which key is it? Each by its odds, raised to this power

    def rights(self, odds: Sequence[float]) -> list[float]:
        """Return for each of the odds the probability (0-1) that its key is right; they add up to one at most."""
        if not odds:
            return []
        known = _logistic(self.known_slope * math.log(sum(odds)) + self.known_bias)
        raised = [(odd / max(odds)) ** self.which_power for odd in odds]
        return [known * each / sum(raised) for each in raised]


class Model(NamedTuple):
    """What a likeness is worth: learned weights and bias, the calibration, and `asked`.

    That is the probability, uncalibrated, at which a question may be answered outright: then strangers rarely are.
    """

    asked: float
    bias: float
    weights: tuple[float, ...]
    calibration: Calibration

    def odds(self, likenesses: Mapping[Key, Sequence[float]]) -> dict[Key, float]:
        """Return for each key the odds that it is the right one, against none being right."""
        return {key: math.exp(self.bias + sum(map(mul, self.weights, each))) for key, each in likenesses.items()}

    def probabilities(self, odds: Mapping[Key, float]) -> dict[Key, float]:
        """Return for each key the probability (0-1) that it is the right one; the rest to 1 is that none is."""
        total = 1 + sum(odds.values())
        return {key: odd / total for key, odd in odds.items()}

    def calibrated(self, odds: Mapping[Key, float]) -> dict[Key, float]:
        """Return for each key how probably (0-1) it answers the question, as measured with the bot's own content.

        The weights were learned where one key is right and a third of the questions have none. Of the bot's entries,
        with more phrasings each, several may be right, and most questions have an answer; so the odds say too little.
        """
        return dict(zip(odds, self.calibration.rights(list(odds.values())), strict=True))


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(logit, -FAR)))


@cache
def model(name: str = "weights") -> Model:
    """Return the model of a YAML file beside this one: the weights in the order of Likeness, MEANING last if any."""
    numbers: dict[str, float] = written(f"{name}.yaml")
    calibration = Calibration(*(numbers[field] for field in Calibration._fields))
    weights = tuple(numbers[field] for field in (*Likeness._fields, MEANING) if field in numbers)
    return Model(numbers["asked"], numbers["bias"], weights, calibration)
