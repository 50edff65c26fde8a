"""Tells whoever asks for a yes how what is said stands to what is published: as it is, not so, or just what there is.

Only figures and dates can be compared, and only with the short answer, the first line: the rest of an answer tells
others beside. It speaks for those that it tells, against those of which it tells others of the same kind.
"""

import re
from typing import Literal

from faq.claims import Date, Number, claims
from faq.cues import denies, is_leading
from faq.entry import Entry
from faq.normalize import clean
from faq.numbers import arabic

# 签约是2021年1月10日吗 says when; 注册资金50万能报吗 only says who asks.
STATING = re.compile(r"[是有][0-9][^,能可行会要]*[吗么]\W*$")
WORDS = frozenset({"1", "2"})  # 一个, 两家: as often words as figures
KINDS = {"%": "share", "万": "money", "亿": "money"}

Claim = Date | Number
Stance = Literal["as_published", "differs", "published", "comment", "plan"]


def stance(question: str, entry: Entry) -> Stance | None:
    """Return how the answer to `question` stands to what it says; None where it asks for no yes, or gets a plain no."""
    leading = is_leading(question) or STATING.search(arabic(clean(question)))
    if entry.status == "howto" or not leading or denies(entry.answer):
        return None
    told = _told(question, entry.answer.split("\n", 1)[0])
    if False in told:
        return "differs"
    if entry.status in ("comment", "plan"):  # what kind of statement it is, is told before it
        return entry.status
    return "as_published" if told and all(told) else "published"


def _told(question: str, short: str) -> list[bool | None]:
    """Return for each claim of `question` whether `short` makes it; None where it makes none of that kind."""
    made = _claims(short)
    return [
        any(_agree(claim, each) for each in made) if _kind(claim) in map(_kind, made) else None
        for claim in _claims(question)
    ]


def _claims(text: str) -> list[Claim]:
    dates, numbers = claims(text)
    return [*dates, *(number for number in numbers if number.value not in WORDS)]


def _agree(claim: Claim, told: Claim) -> bool:
    if isinstance(claim, Date):
        return isinstance(told, Date) and claim.within(told)
    return isinstance(told, Number) and claim.agrees(told)


def _kind(claim: Claim) -> str:
    """Return what a claim can be compared with: dates, shares, sums of money, or what is counted."""
    if isinstance(claim, Date):
        return "date"
    return KINDS.get(claim.value[-1], claim.unit)
