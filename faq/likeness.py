"""How like a question is to the phrasings of one key, in some numbers, and what these are worth together.

The weights (weights.yaml) are those of a conditional logit: the odds that a key is the right one, against none being
right, are exp(bias + weights * likeness), so that the probabilities of all keys and of "none" add up to one. They are
fitted by benchmarks/fit_faq.py on public questions and the bot's own phrasings; benchmarks/calibrate.py then measures
on questions about the scheme how often the likeliest key is right (Confidence).
"""

import math
from collections.abc import Container, Iterable, Mapping, Sequence, Set
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
    crowd: float  # logarithm of the number of the key's phrasings: of many, one or the other comes near by chance


NOTHING = (0.0, Resemblance(0, 0, 0, 0))
FAR = 700.0  # exp() of a little more overflows
AHEAD = 6.0  # nats: a lead over the second that is as good as any
STRANGE = 3.0  # odds of all strange keys together against all else; what is less sure is kept, in case it is ours


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
    heard: Mapping[Key, Set[str]]  # the pairs of neighbouring syllables in the phrasings
    crowd: Mapping[Key, float]  # logarithm of how many they are


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of `text`."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


class Question(Generic[Key]):
    """A question, prepared once for comparing it with many phrasings."""

    def __init__(self, text: str, heard: str, weights: Weights, habits: Habits[Key]) -> None:
        """Take a canonical text and how it sounds."""
        self.text, self.heard, self._weights, self._habits = text, heard, weights, habits
        self._characters, self._syllables = set(text), set(heard)
        self._pairs = {pair: weights[pair] for pair in pairs(heard)}
        self._told = (
            weights.total(self._characters),
            weights.total(self._syllables),
            sum(self._pairs.values()),
        )
        self._unsaid = habits.written.unsaid(self._characters)
        self._unsaid_all = sum(self._unsaid.values())
        odd = habits.spoken.unsaid(self._syllables)
        self._oddest_first = sorted(odd.items(), key=itemgetter(1), reverse=True)
        self._unseen = sum(char not in weights for char in self._characters)
        self._denies = not DENYING.isdisjoint(text)

    def resemblance(self, said: str, heard: str) -> Resemblance:
        """Return what the question has in common with a phrasing, and how that sounds."""
        characters = set(said)  # not kept: of every phrasing they take more memory than all else together
        shared, told = self._weights.total(characters & self._characters), self._weights.total(characters)
        return Resemblance(
            Indel.normalized_similarity(self.heard, heard),
            shared / (self._told[0] + told - shared or 1),
            ((self.text[:1] == said[:1]) + (self.text[-1:] == said[-1:])) / 2,
            float(self._denies == DENYING.isdisjoint(characters)),
        )

    def likeness(self, found: list[tuple[float, Resemblance]], key: Key) -> Likeness:
        """Return how like the question is to a key, of which `found` has the nearest phrasings and their closeness."""
        (_, nearest), (second, _), *_ = sorted([*found, NOTHING], reverse=True)
        told, missed = self._habits.spoken.told[key], self._habits.written.missed[key]
        syllables, characters = self._syllables & told.keys(), self._characters & missed.keys()
        shared = self._pairs.keys() & self._habits.heard[key]
        return Likeness(
            *nearest,
            second,
            self._weights.total(syllables) / (self._told[1] or 1),
            sum(map(self._pairs.__getitem__, shared)) / (self._told[2] or 1),
            sum(map(told.__getitem__, syllables)),
            self._habits.written.missed_all[key] - sum(map(missed.__getitem__, characters)),
            self._unsaid_all - sum(map(self._unsaid.__getitem__, characters)),
            next((surprise for syllable, surprise in self._oddest_first if syllable not in told), 0.0),
            self._unseen,
            len(self.heard),
            self._habits.crowd[key],
        )


class Judgement(NamedTuple, Generic[Key]):
    """How probably (0-1) each key is what is asked for, likeliest first, and what else is likelier."""

    scores: dict[Key, float]
    stranger: Key | None


class Confidence(NamedTuple):
    """How probably the likeliest key is right: a logistic curve over three numbers (benchmarks/calibrate.py)."""

    sure_bias: float
    sure_known: float  # of the logarithm of its odds against everything that is not asked for
    sure_ahead: float  # of the logarithm of its odds against the second
    sure_asked: float  # of the text being a question

    def of(self, known: float, ahead: float, *, asked: bool) -> float:
        """Return the probability (0-1)."""
        logit = self.sure_bias + self.sure_known * known + self.sure_ahead * ahead + self.sure_asked * asked
        return 1 / (1 + math.exp(-max(logit, -FAR)))


class Model(NamedTuple):
    """What a likeness is worth: learned weights and bias, and how sure to be of what comes first."""

    bias: float
    weights: tuple[float, ...]
    confidence: Confidence

    def odds(self, likenesses: Mapping[Key, Sequence[float]]) -> dict[Key, float]:
        """Return for each key the odds that it is the right one, against none being right."""
        return {key: math.exp(self.bias + sum(map(mul, self.weights, each))) for key, each in likenesses.items()}

    def judge(self, odds: Mapping[Key, float], strange: Container[Key], *, asked: bool) -> Judgement[Key]:
        """Return how probably each key is right; of the `strange` ones the first, where all else is much less likely.

        The first has what Confidence says; the others share the rest with "none" by their odds.
        """
        ranked = sorted(odds, key=odds.__getitem__, reverse=True)
        own = [key for key in ranked if key not in strange]
        none = 1 + sum(odds[key] for key in ranked if key in strange)
        known = 1 + sum(odds[key] for key in ranked if key not in strange)
        stranger = ranked[0] if ranked and ranked[0] in strange and none - 1 >= STRANGE * known else None
        if not own:
            return Judgement({}, stranger)
        best, second = odds[own[0]], odds[own[1]] if len(own) > 1 else 0.0
        ahead = min(AHEAD, math.log(best / second)) if second else AHEAD
        first = self.confidence.of(math.log(best / none), ahead, asked=asked)
        rest = none + sum(odds[key] for key in own[1:])
        return Judgement(
            {own[0]: first} | {key: min(first, (1 - first) * odds[key] / rest) for key in own[1:]}, stranger
        )


@cache
def model(name: str = "weights") -> Model:
    """Return the model of a YAML file beside this one: the weights in the order of their names there."""
    numbers: dict[str, float] = written(f"{name}.yaml")
    confidence = Confidence(*(numbers[field] for field in Confidence._fields))
    weights = tuple(value for field, value in numbers.items() if field not in {"bias", *Confidence._fields})
    return Model(numbers["bias"], weights, confidence)
