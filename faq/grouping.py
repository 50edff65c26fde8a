"""Which questions are the same question asked in other words, so that staff answer it once.

Greedy, in the order given: a question joins the group whose first question it is most like, or begins one of its own.
Questions are compared by their syllables, in any order, without the words that carry no subject. An answer to one goes
to all who asked the others, so the rules are strict: a question may say more than the other, but where each says
something that the other does not (企业能揭榜吗, 企业能发榜吗), they are alike only if they also lie nearest to the same
entry; and the numbers in them must agree.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel

from faq.normalize import canonical, sound
from faq.words import any_of, written

CONTAINED = 0.86  # Dice overlap of the syllables where one holds all of the other: over 75 % of its length
NEAREST = 0.80  # the same, where each holds something of its own and both lie nearest to the same entry
REMEMBERED = 8192  # questions whose syllables need not be worked out again
NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


class Asked(NamedTuple):
    """A question, and the id of the entry that it lies nearest to."""

    text: str
    nearest: str | None = None


class _Gist(NamedTuple):
    numbers: str
    syllables: str  # sorted: the Indel similarity of two sorted texts is the Dice overlap of their characters


def group(asked: Sequence[Asked]) -> list[list[int]]:
    """Return the groups as positions in `asked`, ascending; groups stand in the order of their first questions."""
    groups: dict[int, list[int]] = {}
    same: dict[tuple[_Gist, str | None], int] = {}  # first question of the group that such a question belongs to
    leaders: dict[str, dict[int, str]] = {}  # by numbers: the syllables of each group's first question
    for position, each in enumerate(asked):
        gist = _gist(each.text)
        first = same.get((gist, each.nearest))
        if first is None:
            rivals = leaders.setdefault(gist.numbers, {})
            first = _most_alike(gist, each.nearest, rivals, asked)
            if first is None:
                first = position
                rivals[position] = gist.syllables
            same[gist, each.nearest] = first
        groups.setdefault(first, []).append(position)
    return list(groups.values())


def _most_alike(gist: _Gist, nearest: str | None, rivals: dict[int, str], asked: Sequence[Asked]) -> int | None:
    found = process.extract(
        gist.syllables, rivals, scorer=Indel.normalized_similarity, score_cutoff=min(CONTAINED, NEAREST), limit=None
    )
    for syllables, score, first in sorted(found, key=lambda each: (-each[1], each[2])):
        if score >= CONTAINED and _contained(gist.syllables, syllables, score):
            return int(first)
        if nearest is not None and nearest == asked[first].nearest:
            return int(first)
    return None


def _contained(one: str, other: str, dice: float) -> bool:
    """Return whether the shorter of two texts is held by the other, given their Dice overlap."""
    return round(dice * (len(one) + len(other)) / 2) == min(len(one), len(other))


@lru_cache(maxsize=REMEMBERED)
def _gist(text: str) -> _Gist:
    written = canonical(text)
    told = _fillers().sub("", written) or written
    syllables = "".join(sorted(sound(NUMBER.sub("", told))))
    return _Gist(" ".join(sorted(NUMBER.findall(told))), syllables or f" {text.strip()}")


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile(any_of(written("grouping.yaml")["fillers"]))
