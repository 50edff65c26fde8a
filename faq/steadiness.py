"""How steadily the phrasings of a key hold to their characters: 肺炎 stands in all of them, 怎么 or 如何 in some.

Learned from the phrasings themselves. What tells a key from its neighbours is what its phrasings share. So a question
that lacks some of that, or holds something steady that none of them has, asks for something else, however much it has
in common with them: 首批项目的目的 is not 首批项目的名单. All numbers are in nats.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

USUAL, TRUST = 0.6, 4.0  # how steady a character is taken to be before any is seen, and how many pairs that is worth
ALIKE = 3.0  # phrasings that it takes to go by a key's own habits as much as by those of all keys
STEADIEST = 0.99  # no phrasing is so sure to hold a character that its absence would be infinitely surprising


class Steadiness(Generic[Key]):
    """The habits of the phrasings of each key, and of them all.

    `told` says how much likelier it is that a phrasing of the key holds a character than that any phrasing does, and
    `missed` how surprising it is that a phrasing of the key lacks it. `missed_all` is how much more surprising it is to
    lack them all than to lack what the key's phrasings lack on average, so that keys of many phrasings fare alike.
    """

    def __init__(self, phrasings: Iterable[tuple[Key, str]]) -> None:
        """Learn from (key, phrasing) pairs."""
        held: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        sizes: Counter[Key] = Counter()
        everywhere: Counter[str] = Counter()
        for key, phrasing in phrasings:
            held[key].update(set(phrasing))
            everywhere.update(set(phrasing))
            sizes[key] += 1
        steady, unknown = _steady(held, sizes)
        total = sizes.total()
        self._unsaid = {char: _surprise(chance) for char, chance in steady.items()}
        self._unknown = _surprise(unknown)

        @cache
        def habit(char: str, count: int, size: int) -> tuple[float, float, float]:
            chance = count / size * (size + ALIKE * steady[char]) / (size + ALIKE)
            missed = _surprise(chance)
            return math.log(chance * total / everywhere[char]), missed, missed * chance

        self.told: dict[Key, dict[str, float]] = {}
        self.missed: dict[Key, dict[str, float]] = {}
        self.missed_all: dict[Key, float] = {}
        for key, chars in held.items():
            habits = {char: habit(char, count, sizes[key]) for char, count in chars.items()}
            self.told[key] = {char: told for char, (told, _, _) in habits.items()}
            self.missed[key] = {char: missed for char, (_, missed, _) in habits.items()}
            self.missed_all[key] = sum(more for _, _, more in habits.values())

    def unsaid(self, asked: Iterable[str]) -> dict[str, float]:
        """Return how surprising it is of each of the characters `asked` that the phrasings of a key do not hold it."""
        return {char: self._unsaid.get(char, self._unknown) for char in asked}


def _steady(held: Mapping[Key, Counter[str]], sizes: Mapping[Key, int]) -> tuple[dict[str, float], float]:
    """Return how probably a phrasing holds each character if another of its key does, and the same of any character.

    Counted over the pairs of phrasings of each key, so that each phrasing counts as one, however many there are.
    """
    agreed: defaultdict[str, float] = defaultdict(float)
    compared: defaultdict[str, float] = defaultdict(float)
    for key, chars in held.items():
        for char, count in chars.items():
            agreed[char] += count * (count - 1) / sizes[key]
            compared[char] += count * (sizes[key] - 1) / sizes[key]
    usual = (sum(agreed.values()) + TRUST * USUAL) / (sum(compared.values()) + TRUST)
    return {char: (agreed[char] + TRUST * usual) / (compared[char] + TRUST) for char in compared}, usual


def _surprise(chance: float) -> float:
    """Return how surprising it is that something of that chance (0-1) does not happen."""
    return -math.log(1 - min(chance, STEADIEST))
