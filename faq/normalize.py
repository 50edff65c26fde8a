"""One spelling for what is one question: width, script, numbers, politeness and synonyms; and how that sounds."""

import re
import unicodedata
import zlib
from functools import cache, lru_cache

from opencc import OpenCC

from faq.numbers import arabic
from faq.pinyin import reading, syllables
from faq.words import any_of, written

LIMIT = 200
"""Characters of a question that are looked at; the rest is cut off before any work is done on it."""
REMEMBERED = 16_384
"""Texts whose spelling and sound are not worked out again: all phrasings, for the next edition, and late questions."""
LATELY = 1024  # texts that are asked about, which each of many looks at a question needs cleaned

SIGNS = re.compile(r"(?P<kept>(?<=[a-z0-9\u0400-\u04ff]) (?=[a-z0-9\u0400-\u04ff])|(?<=\d)\.(?=\d)|(?<=\d)%)|[\W_]+")
LATIN = re.compile(r"[a-z]{2,}")
CYRILLIC = re.compile(r"[\u0400-\u04ff]{2,}")
LONG = 24  # characters: longer questions are dictated or told, with words in between that ask for nothing
ENDING = re.compile(r"(?<=[a-z]{3})(?:ies|es|s|ed|ing|y|e)$")  # English; of a Mongolian word the STEM letters tell
STEM = 5
HANZI = re.compile(r"[\u4e00-\u9fff]")
SYLLABLE = re.compile(r"[a-z]*[aeiouv][a-z]*")
FIRST_CODE, LAST_CODE = 0xE000, 0xF8FF  # Unicode's private use area: each syllable becomes one character of it,
FIRST_WORD, WORDS = 0xF0000, 0xFFFE  # and each Latin word one of the supplementary area


def clean(text: str) -> str:
    """Return the first LIMIT characters in one width and script, lower case, without what cannot be seen."""
    return _clean(text[:LIMIT])


@lru_cache(maxsize=LATELY)
def _clean(text: str) -> str:
    wide = unicodedata.normalize("NFKC", text)[:LIMIT]
    seen = "".join(char if char.isprintable() else " " if char.isspace() else "" for char in wide)
    return " ".join(in_simplified(seen).casefold().split())


def in_simplified(text: str) -> str:
    """Return `text` with traditional characters replaced by simplified ones."""
    return str(_simplifier().convert(text))


def canonical(text: str) -> str:
    """Return the one spelling under which `text` is indexed and looked up; empty where it holds no letter or digit."""
    return _canonical(text[:LIMIT])


@lru_cache(maxsize=REMEMBERED)
def _canonical(text: str) -> str:
    seen = bare(text)
    told = _speech().fillers.sub("", seen) if len(seen) > LONG else seen
    return _speech().unify(_speech().strip(told) or seen)


def is_greeting(text: str) -> bool:
    """Return whether `text` is politeness and nothing else."""
    seen = bare(text)
    return bool(seen) and not _speech().strip(seen)


def bare(text: str) -> str:
    """Return `text` in one width, script and spelling of numbers, without signs; its words are left as they are."""
    return _bare(text[:LIMIT])


@lru_cache(maxsize=LATELY)
def _bare(text: str) -> str:
    return SIGNS.sub(lambda match: match["kept"] or "", arabic(clean(text)))


@lru_cache(maxsize=REMEMBERED)
def sound(canonical_text: str) -> str:
    """Return how a canonical text sounds, one character a syllable, tones dropped, near sounds made equal.

    Latin letters that read as pinyin become syllables too, so that typed pinyin meets written characters; other Latin
    words, and Cyrillic ones, become one character each, whatever their ending.
    """
    heard = HANZI.sub(lambda match: _heard(match.group()), canonical_text)
    heard = CYRILLIC.sub(lambda match: _word(match.group()[:STEM]), heard)
    return LATIN.sub(lambda match: _typed(match.group()), heard).replace(" ", "")


def is_pinyin(heard: str) -> bool:
    """Return whether a text is made of syllables alone, as `sound` writes them."""
    return bool(heard) and all(FIRST_CODE <= ord(char) <= LAST_CODE for char in heard)


class _Speech:
    """The rules of synonyms.yaml, compiled."""

    def __init__(
        self, leading: list[str], trailing: list[str], fillers: list[str], synonyms: dict[str, list[str]]
    ) -> None:
        # The last character of 什么 and 怎么 is no particle. Possessive: 的吗的吗… must not be tried in every division.
        self.ends = re.compile(f"^(?:{any_of(leading)})++|(?<![什怎])(?:{any_of(trailing)})++$")
        self.fillers = re.compile(any_of(fillers))
        self.words = {variant: word for word, variants in synonyms.items() for variant in [word, *variants]}
        self.variants = re.compile(any_of(self.words))

    def strip(self, text: str) -> str:
        """Return `text` without politeness and particles at its ends."""
        return self.ends.sub("", text)

    def unify(self, text: str) -> str:
        """Return `text` with every variant replaced by the word that stands for its group; the longest variant wins."""
        return self.variants.sub(lambda match: self.words[match.group()], text)


@cache
def _speech() -> _Speech:
    return _Speech(**written("synonyms.yaml"))


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@cache
def _syllables() -> dict[str, str]:
    """Return the character that stands for each toneless syllable; syllables that sound alike share one."""
    codes: dict[str, str] = {}
    for syllable in sorted(syllables()):
        if SYLLABLE.fullmatch(syllable):
            codes[syllable] = codes.setdefault(_folded(syllable), chr(FIRST_CODE + len(codes)))
    return codes


def _folded(syllable: str) -> str:
    """Return one spelling for what northern speakers and pinyin keyboards mix up: zh z, ch c, sh s, final ng n."""
    return re.sub(r"(?<=[aei])ng$", "n", re.sub("^([zcs])h", r"\1", syllable))


@cache
def _heard(char: str) -> str:
    return _syllables().get(reading(char), char)


def _typed(letters: str) -> str:
    """Return `letters` as syllables where all of them read as pinyin (long syllables first), otherwise as one word."""
    codes = _syllables()
    readings: list[str | None] = [None] * len(letters) + [""]  # of the letters from each position to the end
    for start in reversed(range(len(letters))):
        for end in range(min(start + 6, len(letters)), start, -1):
            code, rest = codes.get(letters[start:end]), readings[end]
            if code is not None and rest is not None:
                readings[start] = code + rest
                break
    return readings[0] or _word(ENDING.sub("", letters))


def _word(letters: str) -> str:
    """Return the character that stands for a word."""
    return chr(FIRST_WORD + zlib.crc32(letters.encode()) % WORDS)
