"""The figures and dates that a text claims, in a form in which two texts can be compared."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from faq.numbers import WRITTEN, arabic

TAG = re.compile(r"</?[bi]>|\{contact\}")
LIST_MARK = re.compile(r"^\s*\d{1,2}[.、)）](?!\d)")
WIDE = re.compile("(?:[０-９％．]|(?<=[０-９])，(?=[０-９]{3}(?![０-９])))+")
GAP = re.compile(r"(?<=\d)\s+(?=[万亿%\u4e00-\u9fff])")
NUMERALS = "零〇一二两三四五六七八九十百千万亿点第之"
# 一 and 两 are mostly words (一处, 一家, 两种): claims only inside a longer number, 两 also before firms and people.
A_WORD = re.compile(f"(?<![{NUMERALS}])(?:一(?![{NUMERALS}成])|两(?![{NUMERALS}成家名位人]))")
# Counted by words that faq.numbers does not look for.
COUNTED = re.compile(rf"({WRITTEN})(?=[种类次天倍题笔件样届岁]|[多余几][万亿家项个名位人种类次天])")
PROPORTION = re.compile(r"(?!百分之)[一二两三四五六七八九十\d]+分之[一二两三四五六七八九十\d]+|一半|过半|翻一?番")

DAY = r"(?:(\d{1,2})[日号])?"
DATES = (
    re.compile(rf"((?:19|20)\d\d)年度?(?:(\d{{1,2}})月(?:份)?{DAY})?"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)[-/](\d{1,2})(?:[-/](\d{1,2}))?(?!\d)"),
    re.compile(rf"()(?<!\d)(\d{{1,2}})月(?:份)?{DAY}"),
)
NUMBER = re.compile(r"\d+(?:\.\d+)?[多余几]?(?:[百千]?[万亿]|%)?(人次|[\u4e00-\u9fffa-z]*)", re.IGNORECASE)
ALIKE = {"家户": "家", "项个题条种类件道样": "项", "名位人": "人"}
UNIT = {char: unit for chars, unit in ALIKE.items() for char in chars}
UNIT |= {unit: unit for unit in (*"年月日天岁倍次版级步批届度", "人次")}


class Date(NamedTuple):
    """A date as far as it is told; None stands for what is left out."""

    year: int | None
    month: int | None
    day: int | None

    def __str__(self) -> str:
        return "".join(f"{part}{unit}" for part, unit in zip(self, "年月日", strict=True) if part is not None)

    def within(self, other: "Date") -> bool:
        """Return whether `other` tells at least what this date tells."""
        return all(own in (None, part) for own, part in zip(self, other, strict=True))


class Number(NamedTuple):
    """A number as it is spelled (1.9亿, 80%, 12) and what it counts; "" where that is not told."""

    value: str
    unit: str

    def __str__(self) -> str:
        return self.value + self.unit

    def agrees(self, other: "Number") -> bool:
        """Return whether both can be the same claim."""
        return self.value == other.value and (not self.unit or not other.unit or self.unit == other.unit)


def plain(text: str) -> str:
    """Return `text` without tags and the place of the contact."""
    return TAG.sub("", text)


@lru_cache(maxsize=4096)
def claims(text: str) -> tuple[tuple[Date, ...], tuple[Number, ...]]:
    """Return the dates and the numbers that `text` tells, whatever their spelling."""
    seen = WIDE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), LIST_MARK.sub("", plain(text)))
    seen = COUNTED.sub(lambda match: arabic(match[1] + "个")[:-1], A_WORD.sub("某", GAP.sub("", seen)))
    dates, rest = _cut_dates(arabic(seen))
    numbers = [_number(match) for match in NUMBER.finditer(rest)]
    return tuple(dates), (*numbers, *(Number(match[0], "") for match in PROPORTION.finditer(plain(text))))


def unsupported_dates(text: str, sources: Iterable[str]) -> Iterator[Date]:
    """Yield the dates of `text` that no single source tells; a source may tell the year apart from the day."""
    known = [date for source in sources for date in _told(claims(source)[0])]
    return (date for date in claims(text)[0] if not any(date.within(each) for each in known))


def unsupported_numbers(text: str, sources: Iterable[str]) -> Iterator[Number]:
    """Yield the numbers of `text` that no source tells of the same kind of thing."""
    known = [number for source in sources for number in claims(source)[1]]
    return (number for number in claims(text)[1] if not any(number.agrees(each) for each in known))


def _told(dates: Iterable[Date]) -> Iterator[Date]:
    dates = tuple(dates)
    yield from dates
    years = {date.year for date in dates if date.year is not None}
    days = [date for date in dates if date.year is None]
    yield from (date._replace(year=year) for date, year in product(days, years))


def _cut_dates(text: str) -> tuple[list[Date], str]:
    found: list[Date] = []
    for pattern in DATES:
        found += [_date(*match.groups()) for match in pattern.finditer(text)]
        text = pattern.sub("，", text)
    return found, text


def _date(year: str | None, month: str | None, day: str | None) -> Date:
    return Date(*(int(part) if part else None for part in (year, month, day)))


def _number(match: re.Match[str]) -> Number:
    counted = match[1].lower()
    value = match[0].removesuffix(match[1])
    if value.endswith("%"):
        return Number(value, "")
    latin = re.match("[a-z]*", counted)
    return Number(value, UNIT.get(counted[:2]) or UNIT.get(counted[:1]) or (latin[0] if latin else ""))
