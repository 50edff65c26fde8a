"""Everyday words for one thing, listed in the catalogue, and whether a text is nothing but these."""

import re
from functools import cache, lru_cache

from bot.needs.fields.cleaning import folded
from bot.texts import Catalogue

LONGEST = 100  # characters of a text that are compared; no label is longer
CLAUSES = re.compile(r"[\s,，。.!！?？;；、~…]+")


def means(texts: Catalogue, key: str, text: str) -> bool:
    """Return whether a text, or each clause of it, is one of the words under `key`; False where none are listed."""
    words = _words(texts.heard(key, ""))
    clauses = _clauses(text[:LONGEST]) if words else ()
    return bool(clauses) and ("".join(clauses) in words or words.issuperset(clauses))


@cache  # of the catalogue's own texts, which are few and stay
def _words(listed: str) -> frozenset[str]:
    return frozenset(map(folded, listed.split()))


@lru_cache(maxsize=64)  # one text is compared with the words of every button
def _clauses(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(folded, CLAUSES.split(text))))
