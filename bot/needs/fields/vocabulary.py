"""The words of the form, one list of the catalogue a meaning."""

from functools import cache

from bot.needs.fields.cleaning import folded
from bot.texts import Catalogue
from faq import words


@cache
def any_of(texts: Catalogue, kind: str) -> str:
    """Return the pattern of any word of a list of the catalogue."""
    return words.any_of(texts(f"intake.words.{kind}").split())


def means(texts: Catalogue, kind: str, text: str) -> bool:
    """Return whether the text is one of the words of a list of the catalogue."""
    return folded(text) in _folded(texts, kind)


@cache
def _folded(texts: Catalogue, kind: str) -> frozenset[str]:
    return frozenset(map(folded, texts(f"intake.words.{kind}").split()))
