"""The words of the form, one list of the catalogue a meaning, each read in every language."""

import re
from functools import cache

from bot.needs.fields.cleaning import folded
from bot.texts import Catalogue
from faq import words

BECOMES = " =>"


@cache
def any_of(texts: Catalogue, kind: str) -> str:
    """Return the pattern of any word of a list of the catalogue; one of Latin letters counts only as a whole word."""
    listed = set(texts.heard(f"intake.words.{kind}").split())
    latin = {word for word in listed if word.isascii() and any(map(str.isalpha, word))}
    by_length = sorted(latin, key=lambda word: (-len(word), word))
    whole = [rf"(?i:(?<![a-z]){re.escape(word).replace('_', '[ _]*')}(?![a-z]))" for word in by_length]
    return "|".join(filter(None, (words.any_of(sorted(listed - latin)), *whole)))


def rephrased(texts: Catalogue, kind: str, text: str) -> str:
    """Return a text with its phrases put as they are read: 8 million yuan as 8百万元; any other stays as it is."""
    for phrase, put in _phrases(texts, kind):
        text = phrase.sub(put, text)
    return text


@cache
def _phrases(texts: Catalogue, kind: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of a list of the catalogue, a line each, and what takes the place of each, in turn."""
    lines = (line.partition(BECOMES) for line in texts.heard(f"intake.rephrasing.{kind}").splitlines())
    return tuple((re.compile(phrase, re.IGNORECASE), put.strip()) for phrase, becomes, put in lines if becomes)


def means(texts: Catalogue, kind: str, text: str) -> bool:
    """Return whether the text is one of the words of a list of the catalogue."""
    return folded(text) in _folded(texts, kind)


@cache
def _folded(texts: Catalogue, kind: str) -> frozenset[str]:
    return frozenset(map(folded, texts.heard(f"intake.words.{kind}").split()))
