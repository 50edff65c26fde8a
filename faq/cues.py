"""What the words of a message tell by themselves: where it may be parted, what it leans on, what it wants to hear.

The words are those of dialogue.yaml; nothing is looked up in the content here.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations, pairwise
from typing import Literal, NamedTuple

from faq.asking import is_question
from faq.normalize import CYRILLIC, HANZI, canonical, clean
from faq.words import any_of, written

WORDS = "dialogue.yaml"

LONGEST = 2_000  # characters of a message that are looked at: of its beginning and of its end, where letters ask
REPEATED, FEW = 30, 4  # letters from which on a text of no more different ones says nothing
PARTS = 3  # questions in one message
CUTS = 4  # places looked at where a message might be parted; bounds the cost
COMMAS = {",", "，", "、"}  # as often stand within a question as between two
WORD = 4  # characters: 流程和材料 asks for two things with one word each
NUMBERS = ("123456789", "一二三四五六七八九", "①②③④⑤⑥⑦⑧⑨")
NUMBERING = re.compile(
    r"(?:(?<=[\s,，。.；;:：?？!！])|^|(?=[(（①-⑨]))(?:第?[(（]?(?P<digit>[1-9一二三四五六七八九])(?:[)）、．，]|\.(?!\d))+|(?P<circled>[①-⑨]))\s*"
)
EDGES = " \t\n，,。.；;、：:"  # what may hang on to a piece where the text was cut
# Where the words of a list must stand; those of other lists may stand anywhere.
Script = Literal["latin", "cyrillic"]
PLACES = {"pointing": "^{0}", "ends": "{0}$"}


class Parting(NamedTuple):
    """A way to part a message; `loose` where it is cut only at words that as often stand within one question."""

    pieces: tuple[str, ...]
    loose: bool


def shown(text: str) -> str:
    """Return what is looked at of a message: all of it, or its beginning and its end on lines of their own."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}\n{text[-LONGEST // 2 :]}"


def unnumbered(text: str) -> str:
    """Return `text` with a new line in place of each number before a question: 1. …… 2. ……, （一）…… （二）……."""
    found = list(NUMBERING.finditer(text))
    numbers = [each["digit"] or each["circled"] for each in found]
    return NUMBERING.sub("\n", text) if any(numbers[:2] == list(row[:2]) for row in NUMBERS) else text


def is_repeated(text: str) -> bool:
    """Return whether `text` is long and says a few characters over and over."""
    signs = [each for each in text if each.isalnum()]
    return len(signs) >= REPEATED and len(set(signs)) <= FEW


def partings(text: str) -> Iterator[Parting]:
    """Yield the ways to part `text` into two or three pieces that each look like a question, or are each one word."""
    seen = shown(text)
    cuts = _cuts(seen)
    for count in range(1, PARTS):
        for chosen in combinations(cuts, count):
            ends = [0, *(end for cut in chosen for end in cut.span()), len(seen)]
            pieces = tuple(seen[start:end].strip(EDGES) for start, end in list(pairwise(ends))[::2])
            asking = list(map(_asks, pieces, [None, *chosen], [*chosen, None]))
            said = [canonical(piece) for piece in pieces]
            one_word_each = max(map(len, said)) <= WORD and all(cut["gap"] is None for cut in chosen)
            added = map(_is_added, pieces, [None, *chosen])
            asked = [one or other for one, other in zip(asking, added, strict=True)]
            if min(len(set(each)) for each in said) > 1 and (one_word_each or all(asked)):
                yield Parting(pieces, loose=not all(asking) or any(cut["link"] is not None for cut in chosen))


def _cuts(text: str) -> list[re.Match[str]]:
    """Return the first places at which `text` may be cut, as far as it asks something, or is one word, before each."""
    found: list[re.Match[str]] = []
    for cut in _cutting().finditer(text):
        before = found[-1] if found else None
        piece = text[before.end() if before else 0 : cut.start()]
        twice = cut["link"] is not None and text[cut.end() : cut.end() + 1] == piece[-1:]  # 谁跟谁
        word = cut["gap"] is None and len(canonical(piece)) <= WORD  # between key words stand spaces: 包头 补助
        if piece and cut.end() < len(text) and not twice and (_asks(piece, before, cut) or word):
            found.append(cut)
    return found[:CUTS]


def _is_added(piece: str, before: re.Match[str] | None) -> bool:
    """Return whether a mark and a word before `piece` tell that it asks, though none of its own does."""
    return before is not None and before["join"] is not None and not points(piece)


def _asks(piece: str, before: re.Match[str] | None, after: re.Match[str] | None) -> bool:
    """Return whether a piece looks like a question, by its words or by what stands at the cuts around it."""
    if after and "?" in clean(after.group()):
        return True
    if before and _words("announcing").search(clean(before.group())):
        return True
    within = any(
        cut and (cut["link"] is not None or cut["gap"] is not None or cut.group().strip() in COMMAS)
        for cut in (before, after)
    )
    return is_question(_words("announced").sub("", clean(piece)) if within else piece)


def adds(text: str) -> bool:
    """Return whether `text` begins with a word after which one more question follows."""
    return re.match(rf"\W*{_any('joins')}", clean(text)) is not None


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


def meant(text: str) -> str | None:
    """Return what a correction asks instead: 不对，我问的是…; None where `text` corrects nothing."""
    said = shown(text)
    found = [pattern.search(said) for pattern in _correcting()]
    return next((each[1].strip(EDGES) for each in found if each), None)


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
    every = written(WORDS)
    words: list[str] = (every | every["leading"] | every["correcting"])[kind]
    return f"(?:{any_of(words)})"


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(PLACES.get(kind, "{0}").format(_any(kind)))


@cache
def _correcting() -> tuple[re.Pattern[str], ...]:
    """Return what finds the correction after 我问的不是…，是, after 不对，我问的是, and after either at the start."""
    wrong, mine, gap = rf"(?:(?<!是)(?:{_any('wrong')}))", _any("mine"), r"[\W了啊呀吧]"
    patterns = (
        r"我?[问说指]的不是[^,，。?？]{1,20}[,，\s]*而?是(.*\w.*)",
        rf"{wrong}{gap}{{0,4}}{mine}(.*\w.*)",
        rf"^\W*{mine}(.*\w.*)",
        rf"^\W*{wrong}[了啊呀吧]?\W+(.*\w.*)",
    )
    return tuple(re.compile(pattern, re.DOTALL) for pattern in patterns)


@cache
def _cutting() -> re.Pattern[str]:
    """Return what a message may be cut at: marks and words, `join` or `link`, and the `gap` of those who type no marks.

    A `link` stands within one question as often as between two.
    """
    joins, links = _any("joins"), _any("links")
    marks = rf"\s*[?？。！!；;,，、\n]+\s*(?:(?P<join>{joins})|{links})?"
    gap = rf"(?P<gap>(?<={HANZI.pattern})[ \u3000]+(?={HANZI.pattern}))"
    return re.compile(rf"{marks}|(?:{joins})|(?P<link>{links}|(?<=吗)(?=\w))|{gap}")
