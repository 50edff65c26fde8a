"""Numbers as people write them, exactly: 1,200 and 一点二 and 两千五 as Decimal; and texts that tell of several."""

import re
from decimal import Decimal

from bot.needs.fields.cleaning import plain

DIGITS = "0123456789零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩"
WRITTEN = DIGITS + "十百千拾佰仟廿卅点.,半"
# 三四百, 十五六万, 六七成: two Chinese digits in a row before a unit leave the number open
OPEN = "[一二两三四五六七八九]、?[一二两三四五六七八九](?=[十百千万亿年个月成])"
_TO = re.compile(
    f"(?P<to>(?<=[{WRITTEN}亿万元年月个成%])(?:(?:-|~|—+|–|到|至)+|或者?|还是)(?=[{WRITTEN}])"
    f"|(?<=[亿万元年月成%])、(?=[{WRITTEN}]))|(?P<open>{OPEN})",
)
# 百八十万 is some 800,000 to a million, or else 1,800,000
_ABOUT = re.compile("(?P<place>[百千])[儿来]?八(?P<below>[十百])(?=[万亿元块]|$)")
_BLANK = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?:\s[0-9]{3}){2,}(?![0-9])")
_ASIDE = re.compile(r"\(([^()]*)\)")
_QUOTES = "“”\"'‘’「」『』【】《》[]〔〕,;、"
_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_UNIT_FIRST = re.compile(r"^[百千佰仟]")
_LETTER_O = re.compile(r"(?<=[0-9])o+|o+(?=[0-9])")


def without_letters(typed: str) -> str:
    """Return a text in lower case with the letter o as a nought where it stands in a figure: 8oo万."""
    return _LETTER_O.sub(lambda found: "0" * len(found[0]), typed)


def ends(typed: str, units: str) -> tuple[str, str] | None:
    """Return both ends of a range: 500-800万 gives 500万 and 800万, 两三年 两年 and 三年; None for no range.

    `units` are the characters that the lower end borrows from the upper one where it has none; a single digit borrows
    the place too: 三到五百万 begins with 三百万.
    """
    match = _TO.search(typed)
    if match is None:
        return None
    before, after = typed[: match.start()], typed[match.end() :]
    if match["open"]:
        return before + match[0][0] + after, before + match[0][-1] + after
    place = "[十百千]*" if before in DIGITS else ""
    borrowed = re.search(f"{place}[{units}]*$", after) if not set(before) & set(units) else None
    return before + (borrowed[0] if borrowed else ""), after


def meanings(typed: str, units: str) -> tuple[str, ...]:
    """Return the texts of one number each that a text can mean: both ends of a range, those of 百八十万, or itself."""
    if about := _ABOUT.match(typed):
        place, below, rest = about["place"], about["below"], typed[about.end() :]
        return tuple(f"{each}{rest}" for each in (f"八{below}", f"一{place}", f"一{place}八{below}"))
    return ends(typed, units) or (typed,)


def spaced(text: str) -> tuple[str, ...]:
    """Return a text, or where a blank parts a figure in it, it without the blank and both parts: 1 200万."""
    told = plain(text)
    before, *after = _BLANK.split(_GROUPED.sub(lambda found: re.sub(r"\s", "", found[0]), told), maxsplit=1)
    if not after:
        return (text,)
    unit = re.search(r"(?<=[0-9])[^0-9.,\s]*$", after[0])
    return (told, before + (unit[0] if unit else ""), after[0])


def asides(typed: str) -> tuple[str, list[str]]:
    """Return a text without quotes around it and what stands in brackets, and this: 800万(含税)."""
    typed = typed.strip(_QUOTES)
    outside, inside = _ASIDE.sub("", typed).strip(_QUOTES), [each for each in _ASIDE.findall(typed) if each]
    return (outside, inside) if outside else ("".join(inside), [])


def number(text: str) -> Decimal | None:
    """Return the exact value of an Arabic, Chinese or mixed numeral below 万, or None where it is not one."""
    if _ARABIC.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if text == "半":
        return Decimal("0.5")
    if not text or not set(text) <= set(WRITTEN) - set(",半"):
        return None
    return _chinese(_UNIT_FIRST.sub(r"一\g<0>", text.replace("俩", "两").replace("卅", "三十")))


def _chinese(text: str) -> Decimal | None:
    import cn2an  # loaded by the first such numeral

    try:
        return Decimal(str(cn2an.cn2an(text, "smart")))
    except (ValueError, ArithmeticError, KeyError, IndexError, TypeError):  # what cn2an raises on nonsense
        return None
