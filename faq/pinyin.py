"""How Chinese characters are read, tones dropped, each by itself."""

import os
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

COMMON = range(0x4E00, 0x9FA6)  # the unified ideographs of Unicode 1.1, which is all that keyboards offer


def reading(char: str) -> str:
    """Return the usual reading of a character in the letters a to z, ü as v; what has no reading is returned itself."""
    read = _readings().get(ord(char))
    return _toneless(read) if read else char


def syllables() -> set[str]:
    """Return every way in which a common character is read."""
    return {_toneless(each) for each in {_readings()[code] for code in COMMON if code in _readings()}}


@cache
def _readings() -> Mapping[int, str]:
    # What pypinyin knows of whole phrases is not wanted here, and is most of what it loads, in time and memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.constants import PINYIN_DICT  # at the first text that is listened to

    readings: Mapping[int, str] = PINYIN_DICT
    return readings


@lru_cache(maxsize=4096)
def _toneless(readings: str) -> str:
    usual = unicodedata.normalize("NFD", readings.partition(",")[0])
    return "".join(char for char in usual.replace("u\u0308", "v") if not unicodedata.combining(char))
