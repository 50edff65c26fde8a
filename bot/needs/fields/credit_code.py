"""Unified social credit codes, checked after GB 32100-2015.

Written out here because python-stdnum wants eight digits in front, and so refuses the codes of rural collectives (N…)
and of other registrars that begin with a letter.
"""

import re

from bot.needs.fields.cleaning import plain
from bot.needs.fields.spec import Accepted, AskBack, Field, Json, Kind, Parsed, Rejected, Values

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_LIKELY = str.maketrans("IOSVZ", "105U2")  # what a letter outside the alphabet most often was
_FEWEST = 8  # characters from which on a text looks like an attempt at a code
_JUNK = re.compile(r"[^0-9A-Z]+")


def check_character(code: str) -> str:
    """Return the 18th character that belongs to the first 17."""
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Return whether `code` has 18 characters of the alphabet, a district of digits and the right check character."""
    return (
        len(code) == 18 and set(code) <= set(ALPHABET) and code[2:8].isdecimal() and check_character(code) == code[17]
    )


def parse(field: Field, text: str, _values: Values) -> Parsed:
    """Accept a valid code in any width, case and grouping; a likely slip is corrected only when confirmed."""
    say, code = field.texts, _JUNK.sub("", plain(text).upper())
    if is_valid(code):
        return Accepted(code)
    if len(code) < _FEWEST:
        return Rejected(say("intake.reject.code_none"), strange=True)
    if len(code) == 15:
        return Rejected(say("intake.reject.code_old"))
    if len(code) != 18:
        return Rejected(say("intake.reject.code_length", length=len(code)))
    if strange := sorted(set(code) - set(ALPHABET)):
        return _guess(field, code, "、".join(strange))
    if not code[2:8].isdecimal():
        return Rejected(say("intake.reject.code_district", text=code[2:8]))
    return Rejected(say("intake.reject.code_check"))


def _guess(field: Field, code: str, strange: str) -> Parsed:
    say, guess = field.texts, code.translate(_LIKELY)
    if is_valid(guess):
        return AskBack(say("intake.ask.code", letters=strange, code=guess), ((guess, guess),))
    return Rejected(say("intake.reject.code_letters", letters=strange))


def _holds(_field: Field, value: Json) -> bool:
    return isinstance(value, str) and is_valid(value)


CREDIT_CODE = Kind(parse=parse, holds=_holds)
