"""How alike texts and needs are. Pure: the same texts always give the same numbers.

Whether two needs ask for the same thing is told by what is said in them, in whatever order: the letters and the pairs
of neighbouring letters of title and problem that both have. `percent` is how sure one can be then, as measured on the
pairs of tests/unit/need_pairs.yaml. So that not every need is compared with every other, each has a sketch: a few
numbers, many of which like texts have in common (MinHash).
"""

import math
import unicodedata
import zlib
from collections.abc import Sequence
from hashlib import blake2b

from rapidfuzz.distance import Indel

from bot.needs.fields import Values
from bot.needs.form import Form
from faq.normalize import in_simplified

EVEN = 0.45  # the likeness at which two needs are as often the same as not,
STEEP = 13  # and how fast one grows surer beyond it: the logistic curve that fits those pairs best
SURE = 99  # percent that anything but the same words comes to at most
SLOTS = 48  # numbers of a sketch
WIDE = (1 << 61) - 1  # a prime above all that is hashed
FACTORS = [int.from_bytes(blake2b(b"%d" % slot, digest_size=7).digest()) for slot in range(SLOTS)]


def ratio(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: the share of characters that both have in the same order."""
    return Indel.normalized_similarity(one, other)


def told(form: Form, values: Values) -> str:
    """Return what a need is about, as it is compared: letters and figures of title and problem; empty without them."""
    keys = [field.key for field in (form.role("title"), form.problem) if field]
    text = "".join(str(values.get(key) or "") for key in keys)
    seen = in_simplified(unicodedata.normalize("NFKC", text)).casefold()
    return "".join(filter(str.isalnum, seen))


def percent(one: str, other: str) -> int:
    """Return how sure it is that two needs of which this is told are the same; 0 where of either nothing is."""
    if not one or not other:
        return 0
    if one == other:
        return 100
    letters = Indel.normalized_similarity(sorted(one), sorted(other))
    pairs = Indel.normalized_similarity(_pairs(one), _pairs(other))
    sure = 1 / (1 + math.exp(-STEEP * ((letters + pairs) / 2 - EVEN)))
    return min(SURE, round(100 * sure))


def sketch(text: str) -> Sequence[int]:
    """Return the sketch of a text; nothing of one that is empty."""
    hashed = [zlib.crc32(pair.encode()) + 1 for pair in {*_pairs(text)}]
    if not hashed:
        return ()
    least = (min(factor * each % WIDE for each in hashed) for factor in FACTORS)
    return [slot << 32 | each & 0xFFFFFFFF for slot, each in enumerate(least)]


def _pairs(text: str) -> list[str]:
    return sorted(text[place : place + 2] for place in range(len(text) - 1))
