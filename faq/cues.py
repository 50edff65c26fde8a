"""What the words of a message tell by themselves: where it may be parted, what it leans on, what it wants to hear.

The words are those of dialogue.yaml; nothing is looked up in the content here.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from typing import Literal, NamedTuple

from faq.asking import is_question
from faq.normalize import CYRILLIC, HANZI, LIMIT, canonical, clean
from faq.words import any_of, written

WORDS = "dialogue.yaml"

PARTS = 3  # questions in one message
CUTS = 4  # places looked at where a message might be parted; bounds the cost
WORD = 4  # characters: 流程和材料 asks for two things with one word each
EDGES = " \t\n，,。.；;、：:"  # what may hang on to a piece where the text was cut
# Where the words of a list must stand; those of other lists may stand anywhere.
Script = Literal["latin", "cyrillic"]
PLACES = {"pointing": "^{0}", "ends": "{0}$"}


class Parting(NamedTuple):
    """A way to part a message; `loose` where it is cut only at words that as often stand within one question."""

    pieces: tuple[str, ...]
    loose: bool


def partings(text: str) -> Iterator[Parting]:
    """Yield the ways to part `text` into two or three pieces that each look like a question, or are each one word."""
    shown = text[:LIMIT]
    cuts = [match for match in _cutting().finditer(shown) if match.start() and match.end() < len(shown)][:CUTS]
    for count in range(1, PARTS):
        for chosen in combinations(cuts, count):
            ends = [0, *(end for cut in chosen for end in cut.span()), len(shown)]
            pieces = tuple(shown[start:end].strip(EDGES) for start, end in list(pairwise(ends))[::2])
            marks = [clean(cut.group()) for cut in chosen]
            asked = [*("?" in mark for mark in marks), False]
            told = [False, *(_words("announcing").search(mark) is not None for mark in marks)]
            said = [canonical(piece) for piece in pieces]
            asking = [any(signs) for signs in zip(map(is_question, pieces), asked, told, strict=True)]
            one_word_each = max(map(len, said)) <= WORD
            if min(len(set(each)) for each in said) > 1 and (one_word_each or all(asking)):
                yield Parting(pieces, loose=not all(asking) or any(cut["link"] for cut in chosen))


def points(text: str) -> bool:
    """Return whether `text` has a word that stands for something said before."""
    return bool(_words("pointing").search(clean(text))) or points_inside(text)


def points_inside(text: str) -> bool:
    """Return whether such a word stands within `text`, so that it asks about the very thing said before."""
    return _words("leaning").search(clean(text)) is not None


def unpointed(text: str) -> str:
    """Return `text` without the word at its start that stands for what was said before."""
    return _words("pointing").sub("", clean(text))


def own(text: str) -> str:
    """Return what `text` says of its own, without question words and particles; canonical, empty where nothing."""
    return _words("empty").sub("", canonical(text))


def subject(question: str) -> str:
    """Return the word that says what `question` is about; empty where none is known."""
    found = _words("subjects").search(clean(question))
    return found.group() if found else ""


def is_leading(text: str) -> bool:
    """Return whether `text` already says what it wants to hear."""
    said = _bare_end(text)
    if _words("inviting").search(said):
        return False
    return bool(_words("ends").search(said) or _words("holds").search(said))


def denies(answer: str) -> bool:
    """Return whether the first line of an answer cannot be taken for a yes."""
    return _words("denying").search(answer.split("\n", 1)[0]) is not None


def unpersuaded(text: str) -> str | None:
    """Return `text` without what only persuades; None where there is nothing of the kind or nothing else."""
    said = _bare_end(text)
    plain = _words("dropped").sub("", _words("ends").sub("", said)).strip(" ,")
    return plain if plain and plain != said else None


def script(text: str) -> Script | None:
    """Return `latin` or `cyrillic` where `text` is English or Mongolian; None for Chinese, pinyin and mere names."""
    if HANZI.search(text):
        return None
    if CYRILLIC.search(clean(text)):
        return "cyrillic"
    return "latin" if _words("english").search(f" {clean(text)} ") else None


def _bare_end(text: str) -> str:
    return re.sub(r"[\W_]+$", "", clean(text))


def _any(kind: str) -> str:
    """Return the pattern of one list."""
    words: list[str] = (written(WORDS) | written(WORDS)["leading"])[kind]
    return f"(?:{any_of(words)})"


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(PLACES.get(kind, "{0}").format(_any(kind)))


@cache
def _cutting() -> re.Pattern[str]:
    """Return what a message may be cut at; the group `link` holds what is no more than a word between."""
    return re.compile(
        rf"\s*[?？。！!；;,，、\n]+\s*(?:{_any('joins')}|{_any('links')})?|{_any('joins')}|(?P<link>{_any('links')})"
    )
