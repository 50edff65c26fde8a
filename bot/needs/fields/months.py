"""Lengths of time in whole months; days, half months and dates are asked back as such."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from math import ceil, floor

from bot.needs.fields.cleaning import simplified
from bot.needs.fields.money import beyond
from bot.needs.fields.numerals import WRITTEN, asides, ends, number, spaced
from bot.needs.fields.spec import Accepted, AskBack, Field, Json, Kind, Parsed, Rejected, Remark, Values
from bot.needs.fields.vocabulary import any_of, rephrased
from bot.texts import Catalogue

_N = f"[{WRITTEN}]+"
_LENGTH = re.compile(
    f"(?:(?P<years>{_N})(?:个)?(?:年度?|years?|yrs?|y)(?P<half>半)?(?:零|又|加)?)?"
    f"(?:(?P<quarters>{_N})个季度?)?(?:(?P<months>{_N})(?P<unit>个半月|个?月份?|months?|m)?)?"
)
_DAYS = re.compile(f"(?P<number>{_N})个?(?:(?P<weeks>周|星期|weeks?)|天|日|days?)")
_IN_A_MONTH = Decimal(365) / 12  # days
_NEAR = Decimal("0.2")  # of a month: 90 days are 3 months
_FIGURE = re.compile(rf"[0-9]|{_N}(?:个?月|年)")
_NOISE = re.compile(
    r"^(?:大约|大概|约|预计|计划|需要|争取|力争|希望|最[迟晚多长]|不超过|共|[就为是~=]"
    r"|[从自]?(?:合同|项目)?(?:签[约订署合同]*|启动|立项)(?:之日|开始)?(?:后|起|算起?)*)+|自然(?=月)"
    r"|(?:左右|以内|之内|内|完成|吧|的?时间|(?<!星)期|[。!])+$",
)
_LOOSE = re.compile(
    r"(?<=[年月])[多余]|(?<=半年)多|(?<=[十0-9])[多余来](?=个?月)|以上|以下|至少|最[少短]|不少于|不低于|上下|出头|[<>≤≥]"
    r"|^[大小近](?=半?[年0-9一二两三])|将近|接近|\+$",
)
_OPEN = re.compile("几个?[年月]")
_LENGTHS = re.compile(
    rf"(?<![{WRITTEN}-])(?<![0-9]\+)(?:{_N}年(?!底|末|初|中|前|[{WRITTEN}]*月[底末初]?[前{WRITTEN}])(?:半|零?{_N}个月)?|{_N}个半?月)"
)
_MOST_LENGTHS = 3  # in a text: of more none is offered
_ADDED = re.compile(r"[,;+、和加]")
_WITHIN = re.compile(r"其中|包[括含]|或|还是|每")
_LONGEST = 40  # characters; a length of time needs no more
_DATE = re.compile(r"[0-9]{4}(?:年|[-/.])|底|年[初末]|(?<!个)季度|[今明后来本]年|[上下]半年")
_DAY = re.compile(r"天|日|周|星期|days?|weeks?")
_YEAR = (
    r"(?P<year>20[0-9]{2}|[零〇一二三四五六七八九]{4}(?=年)|[0-9]{2}(?=年[底末]))[年./-]?"
    "|(?P<named>大后|[今本明来后])年"
)
_PART = (
    f"(?P<end>年?[底末])|(?P<early>年?初)|(?P<middle>年?中)|(?P<half>[上下])半年|第?(?P<quarter>{_N})季度[底末]?"
    r"|(?P<month>[01]?[0-9]|[一二三四五六七八九十]{1,2})(?:月份?(?P<day>[底末初]|[上中下]旬|"
    rf"{_N}[日号])?|[./-]?[0-9]{{1,2}})?"
)
_HEAD, _TAIL = "(?:截[至止]|[到至在于])?", "(?:之?前|以前|为?止)?"
_PLAN = re.compile(f"{_HEAD}(?P<plan>{_N})五(?:规划)?(?:期间|末期?|[年期]?底|结束|收官)?{_TAIL}")
_BEFORE_PLANS = 1955  # 十四五, the fourteenth five years, ends in 2025
_MONTH_NAMED = re.compile(r"月|20[0-9]{2}[./-][0-9]|20[0-9]{2}[01][0-9]")
FEASTS = (1, 2, 5, 10)  # the months of which the catalogue has feasts
_SPAN = re.compile(r"(?P<first>20[0-9]{2}.*?)(?:到|至|~|—+|-)(?P<last>20[0-9]{2}.*)")
_YEARS_ON = {"今": 0, "本": 0, "明": 1, "来": 1, "后": 2, "大后": 3}
_IN_YEARS = 24  # from here on a length is shown in years too
_SPARSE = 5  # a bare figure up to here may have been meant in years


def parse(field: Field, text: str, _values: Values) -> Parsed:
    """Accept whole months within the limits; ask back which end of a range counts, and what may be years."""
    said = rephrased(field.texts, "months", text)
    say, typed = field.texts, _tidied(said)
    outside, inside = asides(typed)
    exact = _tidied(_LOOSE.sub("", outside))
    if _DATE.search(exact):
        return Rejected(say("intake.reject.months_date"))
    if _OPEN.search(exact):
        return Rejected(say("intake.reject.months_range"))
    outcome = _read(field, exact)
    if isinstance(outcome, Rejected):
        return _guess(field, typed) or outcome
    others = [_read(field, each) for each in (*inside, *map(_tidied, spaced(said)[1:]))]
    lengths = [length for each in (outcome, *others) for length in _lengths(each)]
    same = not others or (all(isinstance(each, Accepted) for each in others) and len(set(lengths)) == 1)
    if exact == outside and same:
        return outcome
    return AskBack(say("intake.ask.months_exactly", text=typed[:30]), _choices(field, lengths))


def _lengths(outcome: Parsed) -> list[int]:
    match outcome:
        case Accepted(value):
            return [int(str(value))]
        case AskBack(_, choices):
            return [int(str(value)) for _, value in choices]
    return []


def _choices(field: Field, lengths: Iterable[int]) -> tuple[tuple[str, int], ...]:
    return tuple((str(show(field, length)), length) for length in dict.fromkeys(lengths))


def _tidied(text: str) -> str:
    """Return a text without the words beside a length of time that say nothing of it."""
    return _NOISE.sub("", simplified(text))


def _guess(field: Field, typed: str) -> AskBack | None:
    """Ask back the few lengths in a text that tells more than one, and what they come to where they are added up."""
    found = [_LENGTH.fullmatch(each[0]) for each in _LENGTHS.finditer(typed)]
    sums = [length for each in found if each and (length := _sum(each)) is not None]
    lengths = [int(each) for each in dict.fromkeys(sums) if _fault(field, each) is None]
    if not 0 < len(lengths) <= _MOST_LENGTHS or len(typed) > _LONGEST:
        return None
    whole = sum(lengths)
    if (
        len(lengths) > 1
        and _ADDED.search(typed)
        and not _WITHIN.search(typed)
        and _fault(field, Decimal(whole)) is None
    ):
        lengths.insert(0, whole)
    return AskBack(field.texts("intake.ask.months_exactly", text=typed[:30]), _choices(field, lengths), guessed=True)


def _read(field: Field, typed: str) -> Parsed:
    say = field.texts
    if bounds := ends(typed, "年个月"):
        return _which(field, bounds)
    if days := _DAYS.fullmatch(typed[:_LONGEST]):
        return _in_days(field, days, typed)
    if _DAY.search(typed):
        return Rejected(say("intake.reject.months_days"), strange=not _FIGURE.search(typed))
    match = _LENGTH.fullmatch(typed) if 0 < len(typed) <= _LONGEST else None
    length = _sum(match) if match else None
    if match is None or length is None:
        return Rejected(say("intake.reject.months"), strange=not _FIGURE.search(typed))
    if length != length.to_integral_value():
        return _halved(field, length, typed)
    if message := _fault(field, length):
        return Rejected(message)
    if match["years"] or match["quarters"] or (match["unit"] or "").startswith(("个", "m")):
        return Accepted(int(length))
    return _bare(field, int(length), named=bool(match["unit"]))


def _halved(field: Field, length: Decimal, typed: str) -> Parsed:
    """Ask back the whole months on both sides of a length, and those of a small bare one if it was meant in years."""
    years = [Decimal(length * 12)] if number(typed) is not None and length <= _SPARSE else []
    near = (Decimal(floor(length)), Decimal(ceil(length)), *years)
    lengths = [int(each) for each in near if _fault(field, each) is None]
    if not lengths:
        return Rejected(str(_fault(field, length)))
    return AskBack(field.texts("intake.ask.months_days", text=typed), _choices(field, lengths))


def until(field: Field, text: str, today: date) -> Parsed | None:
    """Ask back how many months there are until a date: 2027年底前, 明年三季度; None where the text names none."""
    say, typed = field.texts, _NOISE.sub("", simplified(rephrased(field.texts, "months", text)))[:_LONGEST]
    if span := _SPAN.fullmatch(typed):
        return _spanned(field, span, today)
    end = _end(field, typed, today)
    if end is None:
        return None
    length = 12 * (end[0] - today.year) + end[1] - today.month
    if length < 1:
        return Rejected(say("intake.reject.months_past", year=end[0], month=end[1]))
    if message := _fault(field, Decimal(length)):
        return Rejected(message)
    question = say("intake.ask.months_until", year=end[0], month=end[1], number=length)
    return AskBack(question, _choices(field, [length]))


def _end(field: Field, typed: str, today: date) -> tuple[int, int] | None:
    """Return the year and the month until which a text tells: 2027年底前, 明年国庆前, “十五五”末."""
    if plan := _PLAN.fullmatch("".join(each for each in typed if each not in "“”\"'")):
        ordinal = number(plan["plan"])
        return (_BEFORE_PLANS + 5 * int(ordinal), 12) if ordinal and ordinal % 1 == 0 else None
    match = re.fullmatch(f"{_HEAD}(?:{_YEAR})?(?:{_feasts(field.texts)}|{_PART})?{_TAIL}", typed)
    return _month(match, today) if match else None


@cache
def _feasts(texts: Catalogue) -> str:
    """Return the pattern of the names of feasts, a group a month."""
    return "|".join(f"(?P<in_{month}>{any_of(texts, f'feast.{month}')})" for month in FEASTS)


def _spanned(field: Field, span: re.Match[str], today: date) -> Parsed | None:
    """Ask back how many months there are from one date to another: 2026年12月-2028年6月."""
    first, last = (_end(field, span[name], today) for name in ("first", "last"))
    if first is None or last is None:
        return None
    start = first if _MONTH_NAMED.search(span["first"]) else (first[0], 1)
    length = 12 * (last[0] - start[0]) + last[1] - start[1] + 1
    if message := _fault(field, Decimal(length)):
        return Rejected(message)
    return AskBack(field.texts("intake.ask.months_days", text=span[0]), _choices(field, [length]))


def _month(match: re.Match[str], today: date) -> tuple[int, int] | None:
    """Return the year and the month that are named, of a month alone the next one; None where there is no such."""
    named = match["year"] or match["named"]
    feast = next((month for month in FEASTS if match[f"in_{month}"]), None)
    told = feast or match["end"] or match["half"] or match["quarter"] or match["day"]
    month, year = feast or _month_of_year(match), _year(match, today)
    if month is None or not 1 <= month <= 12 or not (named or told):
        return None
    return year + (not named and month < today.month), month


def _year(match: re.Match[str], today: date) -> int:
    if named := match["named"]:
        return today.year + _YEARS_ON[named]
    year = number(match["year"] or "")
    return today.year if year is None else int(year) + 2000 * (year < 100)


def _month_of_year(match: re.Match[str]) -> int | None:
    """Return the last month of the part of a year that is named, of the whole one December."""
    if text := match["month"] or match["quarter"]:
        value = number(text)
        whole = value is not None and value == value.to_integral_value()
        return int(value or 0) * (3 if match["quarter"] else 1) if whole else None
    half_of = {"上": 6, "下": 12}.get(match["half"] or "")
    return half_of or (1 if match["early"] else 6 if match["middle"] else 12)


def _in_days(field: Field, days: re.Match[str], typed: str) -> Parsed:
    """Ask back the months that days or weeks come to: the nearest, or those on both sides."""
    count = number(days["number"])
    if count is None or count > 9_999:
        return Rejected(field.texts("intake.reject.months_days"))
    exact = count * (7 if days["weeks"] else 1) / _IN_A_MONTH
    near = abs(exact - round(exact)) <= _NEAR
    lengths = {round(exact)} if near else {floor(exact), ceil(exact)}
    good = sorted(length for length in lengths if _fault(field, Decimal(length)) is None)
    if not good:
        return Rejected(str(_fault(field, Decimal(max(lengths)))))
    question = field.texts("intake.ask.months_days", text=typed)
    return AskBack(question, tuple((show(field, length), length) for length in good))


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
    for text, factor in ((match["years"], 12), (match["quarters"], 3), (match["months"], 1)):
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
    key = "intake.show.years" if months >= _IN_YEARS and not rest else "intake.show.months"
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
    until=until,
)
