"""The words of the form, one list of the catalogue a meaning."""

from functools import cache

from bot.needs.fields.cleaning import folded
from bot.texts import chinese
from faq import words


@cache
def any_of(kind: str) -> str:
    """Return the pattern of any word of a list of the catalogue."""
    return words.any_of(chinese()(f"intake.words.{kind}").split())


def means(kind: str, text: str) -> bool:
    """Tell whether the text is one of the words of a list of the catalogue."""
    return folded(text) in _folded(kind)


@cache
def _folded(kind: str) -> frozenset[str]:
    return frozenset(map(folded, chinese()(f"intake.words.{kind}").split()))
