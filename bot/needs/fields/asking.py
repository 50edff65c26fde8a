"""What in a text shows that it asks something, wherever it was typed."""

import re
from functools import cache

from bot.needs.fields.cleaning import clean, folded
from bot.texts import chinese
from faq import words

_MARKED = re.compile(r"[?？]\W*$")


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


def asks(text: str) -> bool:
    """Tell whether the text holds a word that asks."""
    return re.search(any_of("asking"), clean(text)) is not None


def may_ask(text: str) -> bool:
    """Tell whether the text as a whole may be a question: by its mark, or by the word it begins or ends with."""
    said = clean(text)
    whole = rf"^(?:{any_of('asking')}|{any_of('opening')})|(?:{any_of('closing')})\W*$"
    if means("nothing", said):
        return False
    return _MARKED.search(said) is not None or re.search(whole, said) is not None
