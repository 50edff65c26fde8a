"""Sums of money in 万元 (10,000 yuan), exactly.

A value is a JSON number of 万元 with at most four places (a yuan is the smallest step): an integer where it is whole,
else a float whose shortest decimal form is exact, so that `Decimal(str(value))` gives it back without loss. Every sum
is asked back in 万元 and 亿元 together: a misplaced unit is the mistake that nobody sees.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from bot.needs.fields.cleaning import simplified
from bot.needs.fields.numerals import DIGITS, OPEN, WRITTEN, number
from bot.needs.fields.spec import AskBack, Field, Json, Kind, Parsed, Rejected, Remark, Values
from bot.texts import chinese, escape

_N = f"[{WRITTEN}]+"
_SUM = re.compile(f"(?:(?P<yi>{_N})亿)?(?:(?P<wan>{_N})万)?(?P<rest>{_N})?(?P<yuan>元)?")
_FOREIGN = re.compile(r"美元|美金|欧元|港币|港元|日元|卢布|英镑|usd|eur|hkd|[$€£]")
_RANGE = re.compile(rf"(?<=[0-9亿万元千百十])(?:-|~|—+|–|到|至)+(?=[0-9一二两三四五六七八九十])|{OPEN}")
_VAGUE = re.compile(r"[多余几]|以上|以下|以内|之内|不超过|不低于|不少于|至少|至多|最多|最少|上下|十来|百来|[<>≤≥]")
_NOISE = re.compile(
    r"人民币|rmb|cny|¥|约为|大约|大概|差不多|左右|预算|总共|一共|合计|共计|整|吧|个(?=亿|万|千万|百万)|[:。!]|^(?:约|共|是)",
)
_YUAN = re.compile(r"[块圆]钱?|元+")
_LONGEST = 40  # characters; a sum needs no more
_SHARE = re.compile(r"(?:[0-9]{1,3}(?:\.[0-9]+)?)(?=%$)")
_BIG_BARE = 10_000  # a bare figure from here on may have been meant in yuan


def decimal(value: Json) -> Decimal:
    """Return a stored number exactly; ValueError for what is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(value)
    return Decimal(str(value))


def stored(amount: Decimal) -> int | float:
    """Return an amount of at most four places as the JSON number that is kept."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def figure(amount: Decimal) -> str:
    """Return an amount with thousands separators and without trailing zeros."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(_field: Field, value: Json) -> str:
    """Return e.g. "800 万元（0.08 亿元）"."""
    amount = decimal(value)
    return chinese()("intake.show.money", wan=figure(amount), yi=figure(amount / 10_000))


def parse(field: Field, text: str, values: Values) -> Parsed:
    """Ask back the one sum (or, for a large bare figure, the two sums) that the text can mean."""
    say, typed = chinese(), _NOISE.sub("", simplified(text))
    if _FOREIGN.search(typed):
        return Rejected(say("intake.reject.money_currency"))
    if _RANGE.search(typed) or _VAGUE.search(typed):
        return Rejected(say("intake.reject.money_range"))
    readings = _readings(typed, field, values)
    if not readings or len(typed) > _LONGEST:
        return Rejected(say("intake.reject.money"))
    faults = [_fault(field, amount, values) for amount in readings]
    good = [amount for amount, fault in zip(readings, faults, strict=True) if fault is None]
    return _ask(field, good, typed) if good else Rejected(str(faults[0]))


def _ask(field: Field, amounts: list[Decimal], typed: str) -> AskBack:
    say = chinese()
    if len(amounts) > 1:
        choices = tuple((show(field, stored(amount)), stored(amount)) for amount in amounts)
        return AskBack(say("intake.ask.money_which", text=typed[:30]), choices)
    value = stored(amounts[0])
    label = say("intake.ask.money_yes", wan=figure(amounts[0]))
    return AskBack(say("intake.ask.money", sum=show(field, value)), ((label, value),))


def _readings(typed: str, field: Field, values: Values) -> list[Decimal]:
    """Return the amounts in 万元 that the text can mean, the likeliest first."""
    if (share := _share(typed, values.get(field.not_above or ""))) is not None:
        return [share]
    negative, typed = typed.startswith(("-", "负")), typed.removeprefix("-").removeprefix("负")
    match = _SUM.fullmatch(_YUAN.sub("元", typed.replace("w", "万").replace("k", "千元")))
    if not match or not any(match.groups()):
        return []
    if not (match["yi"] or match["wan"]):
        amounts = _bare(number(match["rest"] or ""), in_yuan=bool(match["yuan"]))
    else:
        amounts = _composed(match)
    return [-amount for amount in amounts] if negative else amounts


def _share(typed: str, whole: Json) -> Decimal | None:
    """Return the part of another sum that a percentage, 一半 or 全部 names."""
    if isinstance(whole, bool) or not isinstance(whole, int | float):
        return None
    if typed in {"全部", "全额", "全部自筹", "都是", "全部企业出资"}:
        return decimal(whole)
    if typed == "一半":
        return decimal(whole) / 2
    percent = _SHARE.match(typed)
    return (decimal(whole) * Decimal(percent[0]) / 100).quantize(Decimal("0.0001")) if percent else None


def _bare(figure_typed: Decimal | None, *, in_yuan: bool) -> list[Decimal]:
    if figure_typed is None:
        return []
    if in_yuan:
        return [figure_typed / 10_000]
    return [figure_typed, figure_typed / 10_000] if figure_typed >= _BIG_BARE else [figure_typed]


def _composed(match: re.Match[str]) -> list[Decimal]:
    """Add up 亿, 万 and what follows them."""
    parts = [(match["yi"], Decimal(10_000)), (match["wan"], Decimal(1))]
    if rest := match["rest"]:
        parts.append((rest, _place(rest, under=Decimal(1) if match["wan"] else Decimal(10_000), in_yuan=match["yuan"])))
    amounts = [(number(text), unit) for text, unit in parts if text]
    if any(value is None for value, _ in amounts):
        return []
    return [sum((value * unit for value, unit in amounts if value is not None), Decimal(0))]


def _place(rest: str, *, under: Decimal, in_yuan: str | None) -> Decimal:
    """Return the unit of what is said after 亿 or 万: 一亿五 is 1.5 亿, 一亿半 too, 一亿2000 is 1.2 亿."""
    if in_yuan:
        return Decimal("0.0001")
    if rest == "半":
        return under
    return under / 10 if len(rest) == 1 and rest in DIGITS else under / 10_000


def _fault(field: Field, amount: Decimal, values: Values) -> str | None:
    say = chinese()
    least, most = field.at_least or Decimal(0), field.at_most
    if amount < 0:
        return say("intake.reject.money_negative")
    if amount < least:
        return say("intake.reject.money_small", wan=figure(amount), limit=figure(least))
    if most is not None and amount > most:
        return say("intake.reject.money_large", wan=figure(amount), yi=figure(amount / 10_000), limit=figure(most))
    if amount != amount.quantize(Decimal("0.0001")):
        return say("intake.reject.money_fine")
    return _above(field, amount, values)


def _above(field: Field, amount: Decimal, values: Values) -> str | None:
    """Return what is wrong where the sum is above the one that it is part of."""
    whole = values.get(field.not_above or "")
    if isinstance(whole, bool) or not isinstance(whole, int | float) or amount <= decimal(whole):
        return None
    return chinese()("intake.reject.money_above", wan=figure(amount), whole=figure(decimal(whole)))


def _holds(field: Field, value: Json) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) == float("inf"):
        return False
    return _fault(field, decimal(value), {}) is None


def _remarks(field: Field, value: Json, values: Values) -> Iterable[Remark]:
    amount = decimal(value)
    if message := _above(field, amount, values):
        yield Remark(field.key, message, "error")
    yield from beyond(field, amount)


def beyond(field: Field, amount: Decimal) -> Iterable[Remark]:
    """Yield the field's own warning where an amount is outside the usual."""
    low, high = field.warn_below, field.warn_above
    if (low is not None and amount < low) or (high is not None and amount > high):
        yield Remark(field.key, escape(field.warning))


MONEY = Kind(
    parse=parse,
    show=show,
    holds=_holds,
    remarks=_remarks,
    limits=frozenset({"at_least", "at_most", "not_above", "warn_below", "warn_above", "warning"}),
    needs=frozenset({"at_most"}),
)
