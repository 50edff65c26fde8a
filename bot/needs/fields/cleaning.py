"""Typed text, freed of what cannot be seen and made comparable."""

import re
import unicodedata
from functools import lru_cache

from faq.normalize import in_simplified

# Full NFKC would turn cm³ into cm3 and ① into 1, so free text has only its full-width letters and digits narrowed.
_NARROW = {code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}
_BREAKS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
# Pictures only, no letters, figures or signs of measure such as ℃ and ①; with what colours or joins them.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u231a\u231b\u23e9-\u23fa\u2b00-\u2bff\ufe0f\u20e3\U000e0020-\U000e007f]+"
)
_PAUSES = re.compile(r"[^\w%~+-]+|_+")


def clean(text: str, *, multiline: bool = False) -> str:
    """Return `text` in NFC without control, zero-width and direction characters and such, its spaces tidied.

    One line unless `multiline`; then at most one empty line in a row is kept.
    """
    lines = [_tidy(line) for line in text.replace("\r\n", "\n").translate(_BREAKS).split("\n")]
    if not multiline:
        return " ".join(line for line in lines if line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tidy(line: str) -> str:
    return " ".join(unicodedata.normalize("NFC", "".join(filter(_seen, line))).translate(_NARROW).split())


def _seen(character: str) -> bool:
    if character == "\t":
        return True
    code = ord(character)  # noncharacters cannot be written to a sheet
    return unicodedata.category(character) not in _UNSEEN and code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF


def without_emoji(text: str) -> str:
    """Return a cleaned line without emoji: the name of an enterprise or a need has none."""
    return " ".join(_EMOJI.sub("", text).split())


def plain(text: str) -> str:
    """Return `text` cleaned, in NFKC: for codes and figures, where the width of a letter says nothing."""
    return unicodedata.normalize("NFKC", clean(text))


@lru_cache(maxsize=1024)  # one text is compared with many, and most of these are the labels of the same buttons
def folded(text: str) -> str:
    """Return `text` for comparing: NFKC, simplified characters, lower case, no spaces and punctuation."""
    return _PAUSES.sub("", in_simplified(plain(text)).casefold())


def simplified(text: str) -> str:
    """Return `text` in NFKC and simplified characters, lower case, without spaces."""
    return "".join(in_simplified(plain(text)).casefold().split())


def is_han(character: str) -> bool:
    """Return whether a character is a Chinese one (the unified ideographs and their extensions)."""
    return "CJK UNIFIED IDEOGRAPH" in unicodedata.name(character, "")
