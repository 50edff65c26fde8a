"""How alike texts and needs are. Pure: the same texts always give the same numbers."""

from rapidfuzz.distance import Indel


def ratio(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: the share of characters that both have in the same order."""
    return Indel.normalized_similarity(one, other)
