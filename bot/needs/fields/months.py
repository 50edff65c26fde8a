"""Lengths of time in whole months."""

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.needs.fields.cleaning import simplified
from bot.needs.fields.money import beyond
from bot.needs.fields.numerals import WRITTEN, ends, number
from bot.needs.fields.spec import Accepted, AskBack, Field, Json, Kind, Parsed, Rejected, Remark, Values

_N = f"[{WRITTEN}]+"
_LENGTH = re.compile(
    f"(?:(?P<years>{_N})(?:个)?(?:年|years?)(?P<half>半)?(?:零|又|加)?)?(?:(?P<months>{_N})(?P<unit>个半月|个?月份?|months?|m)?)?"
)
_FIGURE = re.compile(rf"[0-9]|{_N}(?:个?月|年)")
_NOISE = re.compile(
    r"^(?:大约|大概|约|预计|计划|需要|共|[从自]?(?:合同)?签[约订署](?:之日)?(?:后|起|算起)?)+|自然(?=月)"
    r"|(?:左右|以内|之内|内|完成|吧|的?时间|期|\(.*\)|[。!])+$",
)
_LONGEST = 40  # characters; a length of time needs no more
_DATE = re.compile(r"[0-9]{4}(?:年|[-/.])|底|年初|季度")
_DAYS = re.compile(r"天|日|周|星期|days?|weeks?")
_SPARSE = 5  # a bare figure up to here may have been meant in years


def parse(field: Field, text: str, _values: Values) -> Parsed:
    """Accept whole months within the limits; ask back which end of a range counts, and what may be years."""
    say, typed = field.texts, _NOISE.sub("", simplified(text))
    if _DATE.search(typed):
        return Rejected(say("intake.reject.months_date"))
    if bounds := ends(typed, "年个月"):
        return _which(field, bounds)
    if _DAYS.search(typed):
        return Rejected(say("intake.reject.months_days"), strange=not _FIGURE.search(typed))
    match = _LENGTH.fullmatch(typed) if 0 < len(typed) <= _LONGEST else None
    length = _sum(match) if match else None
    if match is None or length is None:
        return Rejected(say("intake.reject.months"), strange=not _FIGURE.search(typed))
    if message := _fault(field, length):
        return Rejected(message)
    if match["years"] or (match["unit"] or "").startswith(("个", "m")):
        return Accepted(int(length))
    return _bare(field, int(length), named=bool(match["unit"]))


def _which(field: Field, bounds: tuple[str, str]) -> Parsed:
    """Ask which end of a range counts; small bare figures, which may be years, are not guessed at."""
    matches = [_LENGTH.fullmatch(end[:_LONGEST]) for end in bounds]
    lengths = [_sum(match) if match else None for match in matches]
    good = [int(length) for length in lengths if length and _fault(field, length) is None]
    unclear = not set("".join(bounds)) & set("年月") and any(length <= _SPARSE for length in good)
    if unclear or len(good) < len(bounds):
        return Rejected(field.texts("intake.reject.months_range"))
    return AskBack(field.texts("intake.ask.months_ends"), tuple((show(field, length), length) for length in good))


def _bare(field: Field, length: int, *, named: bool) -> Parsed:
    """Ask back what could be years (a small figure alone) or the name of a month (3月)."""
    if (named and length > 12) or (not named and length > _SPARSE):
        return Accepted(length)
    meanings = [length] if named else [length, length * 12]
    choices = tuple((show(field, value), value) for value in meanings if _fault(field, Decimal(value)) is None)
    return AskBack(field.texts("intake.ask.month_name" if named else "intake.ask.months", number=length), choices)


def _sum(match: re.Match[str]) -> Decimal | None:
    """Return the length in months; None where a figure in it is none."""
    total = Decimal(0)
    for text, factor in ((match["years"], 12), (match["months"], 1)):
        if text:
            value = number(text)
            if value is None:
                return None
            total += value * factor
    half_year, half_month = bool(match["half"]), match["unit"] == "个半月"
    return total + 6 * half_year + Decimal("0.5") * half_month


def _fault(field: Field, length: Decimal) -> str | None:
    say, least, most = field.texts, field.at_least or Decimal(1), field.at_most
    if length != length.to_integral_value():
        return say("intake.reject.months_whole")
    if length < least or (most is not None and length > most):
        return say("intake.reject.months_limits", least=least, most=most)
    return None


def show(field: Field, value: Json) -> str:
    """Return e.g. "24 个月（2 年）"."""
    say, months = field.texts, int(str(value))
    years, rest = divmod(months, 12)
    key = "intake.show.years" if years and not rest else "intake.show.months"
    return say(key, months=months, years=years)


def _holds(field: Field, value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and _fault(field, Decimal(value)) is None


def _remarks(field: Field, value: Json, _values: Values) -> Iterable[Remark]:
    return beyond(field, Decimal(str(value)))


MONTHS = Kind(
    parse=parse,
    show=show,
    holds=_holds,
    remarks=_remarks,
    limits=frozenset({"at_least", "at_most", "warn_below", "warn_above", "warning"}),
    needs=frozenset({"at_most"}),
)
