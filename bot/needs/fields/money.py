"""Sums of money in 万元 (10,000 yuan), exactly.

A value is a JSON number of 万元 with at most four places (a yuan is the smallest step): an integer where it is whole,
else a float whose shortest decimal form is exact, so that `Decimal(str(value))` gives it back without loss. A sum is
shown in 万元, and a large one in 亿元 too: a misplaced unit is the mistake that nobody sees. What was typed without a
unit, is no one sum or is unusual is asked back, and so are the sums in a text that tells more. The receipt tells what
was converted.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite

from bot.needs.fields.cleaning import clean, simplified
from bot.needs.fields.numerals import DIGITS, WRITTEN, asides, meanings, number, spaced, without_letters
from bot.needs.fields.shares import Ours, ours, ratio
from bot.needs.fields.spec import Accepted, AskBack, Field, Json, Kind, Parsed, Rejected, Remark, Values
from bot.needs.fields.vocabulary import any_of, rephrased
from bot.texts import escape

_N = f"[{WRITTEN}]+"
_SUM = re.compile(f"(?:(?P<yi>{_N})亿)?(?:(?P<wan>{_N})万)?(?P<rest>{_N})?(?P<yuan>元)?")
_LOOSE = re.compile(
    r"(?<=[0-9十百千万亿成半%])[多余]|以上|以下|以内|之内|不到|不超过|不低于|不少于|至少|至多|最多|最少|最高|最低|封顶|起步?$"
    r"|上下|之间|中间|出头|将近|接近|^[近小]|[<>≤≥]|\+(?=万|亿|元|$)|级别?$|(?<=[0-9十百千])[来把](?=[个十百千万亿块元])",
)
_OPEN = re.compile(r"几[个十百千万亿]")
_UNITS = "万亿元成%"
_FIGURE = re.compile(rf"[0-9]|[{DIGITS}十百千]+[百千万亿元]")
_NOISE = re.compile(
    r"人民币|rmb|cny|¥|约为|大约|大概|差不多|左右|预算|总共|一共|合计|共计|大写|小写|整|吧|个(?=亿|万|千万|百万)"
    r"|(?<![0-9]):|:(?![0-9])|[。!]|^(?:约|共|是)",
)
_LEADING = re.compile(r"^(?:[约共是在为就~=]|即)+")
_YUAN = re.compile(r"[块圆]钱?|元+")
_LONGEST = 40  # characters; a sum needs no more
_SUMS = re.compile(
    rf"(?![.,点])(?:{_N}亿(?:{_N}万)?元?|{_N}(?:万|w|千?元)元?|百分之{_N}|{_N}(?:%|成[{DIGITS}半]?(?![{WRITTEN}])))"
)
_MOST_SUMS, _PROSE = 3, 60  # sums, characters: where there are more, none is offered
_ADDED = re.compile(r"[,;+、和加]")
_WITHIN = re.compile(r"其中|包[括含]|或|还是|每")
_BARE = re.compile("[^万亿元wk成%分/]*[0-9][^万亿元wk成%分/]*")  # figures without a unit
_PLAIN = re.compile(r"[0-9,.]+万元?")  # what is shown as it was typed
_YUAN_IN_WAN = Decimal("0.0001")
_BIG_BARE = 10_000  # a bare figure from here on may have been meant in yuan
_IN_YI = 1_000  # from here on a sum is shown in 亿元 too


def decimal(value: Json) -> Decimal:
    """Return a stored number exactly; ValueError for what is not a number."""
    if not _is_number(value):
        raise ValueError(value)
    return Decimal(str(value))


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _whole(field: Field, values: Values) -> Decimal | None:
    """Return the sum that the field's is part of, where it is known."""
    value = values.get(field.not_above or "")
    return decimal(value) if _is_number(value) else None


def stored(amount: Decimal) -> int | float:
    """Return an amount of at most four places as the JSON number that is kept."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def figure(amount: Decimal) -> str:
    """Return an amount with thousands separators and without trailing zeros."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show(field: Field, value: Json) -> str:
    """Return e.g. "800 万元", "8,000 万元（0.8 亿元）"."""
    amount = decimal(value)
    key = "intake.show.money" if amount < _IN_YI else "intake.show.money_large"
    return field.texts(key, wan=figure(amount), yi=figure(amount / 10_000))


def parse(field: Field, text: str, values: Values) -> Parsed:
    """Accept one usual sum with its unit; ask back another, or each that the text can mean; of a range both ends."""
    said = rephrased(field.texts, "money", text)
    say, typed = field.texts, _tidied(said)
    if re.search(any_of(field.texts, "foreign_money"), typed):
        return Rejected(say("intake.reject.money_currency"))
    if _OPEN.search(typed):
        return Rejected(say("intake.reject.money_range"))
    (_, *parts), (outside, inside) = spaced(said), asides(typed)
    exact = _LOOSE.sub("", outside[:_LONGEST])
    told = meanings(exact, _UNITS)
    lists = [_readings(each, field, values) for each in told]
    if len(outside) > _LONGEST or not all(lists):
        return _unread(field, typed, told, values)
    aside = [_readings(each, field, values) for each in (*inside, *map(_tidied, parts))]
    readings = _together([each[0] for each in lists] if len(told) > 1 else lists[0], aside)
    if share := _overdrawn(field, exact, values):
        return share
    faults = [_fault(field, amount, values) for amount in readings]
    good = [amount for amount, fault in zip(readings, faults, strict=True) if fault is None]
    if not good:
        return Rejected(str(faults[0]), other=field.not_above if _above(field, readings[0], values) else None)
    if len(good) > 1:
        bare = number(exact) is not None and not aside and len(told) == 1
        question = say(
            "intake.ask.money_which" if bare else "intake.ask.money_ends",
            text=(typed if said == text else clean(text))[:30],
        )
        return AskBack(question, _choices(field, good))
    if exact != outside or parts or len(told) > 1 or not all(aside):
        return _ask(field, stored(good[0]), "intake.ask.money_exactly")
    return _one(field, good[0], exact, clean(text), values)


def _tidied(text: str) -> str:
    """Return a text without the words beside a sum that say nothing of it."""
    return _LEADING.sub("", _NOISE.sub("", without_letters(simplified(text))))


def _together(readings: list[Decimal], aside: Iterable[list[Decimal]]) -> list[Decimal]:
    """Return what a text can mean beside what stands in its brackets, which may be the same told again."""
    for others in aside:
        same = [amount for amount in readings if amount in others]
        readings = same or [*readings, *others[:1]]
    return list(dict.fromkeys(readings))


def _choices(field: Field, amounts: Iterable[Decimal]) -> tuple[tuple[str, int | float], ...]:
    return tuple((str(show(field, stored(amount))), stored(amount)) for amount in amounts)


def _guess(field: Field, typed: str, values: Values) -> AskBack | None:
    """Ask back the few sums in a text that tells more than one, and what they come to where they are added up."""
    told = [amounts[0] for found in _SUMS.finditer(typed) if (amounts := _readings(found[0], field, values))]
    amounts = [each for each in dict.fromkeys(told) if _fault(field, each, values) is None]
    if not 0 < len(amounts) <= _MOST_SUMS or len(typed) > _PROSE:
        return None
    choices, whole = _choices(field, amounts), sum(amounts, Decimal(0))
    adding = len(amounts) > 1 and not field.not_above and _ADDED.search(typed) and not _WITHIN.search(typed)
    if adding and _fault(field, whole, values) is None:
        label = field.texts("intake.ask.money_total", sum=show(field, stored(whole)))
        choices = ((str(label), stored(whole)), *choices)
    if len(choices) == 1:
        question = field.texts("intake.ask.money_guess", text=typed[:30], sum=show(field, stored(amounts[0])))
        label = field.texts("intake.ask.money_yes", wan=figure(amounts[0]))
        return AskBack(question, ((str(label), stored(amounts[0])),), guessed=True)
    return AskBack(field.texts("intake.ask.money_ends", text=typed[:30]), choices, guessed=True)


def _one(field: Field, amount: Decimal, exact: str, text: str, values: Values) -> Parsed:
    """Accept the one sum that is meant, and tell what it was converted from; ask back what may be a mistake."""
    say, value = field.texts, stored(amount)
    share = _ours(exact, field, values) if not _told(exact) else None
    bare = amount != 0 and (_BARE.fullmatch(exact) or number(exact)) is not None
    if share and not share.sure:
        return _ask(field, value, "intake.ask.money_rest")
    if bare or any(beyond(field, amount)):
        return _ask(field, value, "intake.ask.money" if bare else "intake.ask.money_unusual")
    if share and (whole := _whole(field, values)) is not None:
        return Accepted(value, say("intake.note.money_share", text=text, whole=figure(whole)), share=text)
    as_typed = _PLAIN.fullmatch(exact) and exact in simplified(text)
    return Accepted(value, None if as_typed else say("intake.note.money", text=text))


def _ask(field: Field, value: int | float, key: str) -> AskBack:
    say = field.texts
    label = say("intake.ask.money_yes", wan=figure(decimal(value)))
    return AskBack(say(key, sum=show(field, value)), ((label, value),))


def _overdrawn(field: Field, exact: str, values: Values) -> Rejected | None:
    """Refuse a share where the others pay more than the whole."""
    share, whole = _ours(exact, field, values), _whole(field, values)
    if share is None or whole is None or share.amount >= 0 or _told(exact):
        return None
    return Rejected(field.texts("intake.reject.money_others", whole=figure(whole)), other=field.not_above)


def _unread(field: Field, typed: str, told: Iterable[str], values: Values) -> Rejected | AskBack:
    """Refuse what is no sum, or a share of a sum that is not known yet; ask back the sums that stand in it."""
    unknown = field.not_above and _whole(field, values) is None
    if unknown and any(ours(field.texts, each, Decimal(1), _first) for each in told):
        return Rejected(field.texts("intake.reject.money_whole"), other=field.not_above)
    strange = not _FIGURE.search(typed)
    return _guess(field, typed, values) or Rejected(field.texts("intake.reject.money"), strange=strange)


def _readings(typed: str, field: Field, values: Values) -> list[Decimal]:
    """Return the amounts in 万元 that the text can mean, the likeliest first."""
    told = _told(typed)
    whole = _whole(field, values)
    parts = [part * whole for part in ratio(typed)] if whole is not None else []
    if told or parts:
        return [*told, *(part.quantize(_YUAN_IN_WAN) for part in parts)]
    share = _ours(typed, field, values)
    return [share.amount.quantize(_YUAN_IN_WAN)] if share else []


def _ours(typed: str, field: Field, values: Values) -> Ours | None:
    return ours(field.texts, typed, _whole(field, values), _first) if field.not_above else None


def _first(typed: str) -> Decimal | None:
    return next(iter(_told(typed)), None)


def _told(typed: str) -> list[Decimal]:
    """Return the amounts that are told by themselves, not as a share of another."""
    negative, typed = typed.startswith(("-", "负")), typed.removeprefix("-").removeprefix("负")
    match = _SUM.fullmatch(_YUAN.sub("元", typed.replace("w", "万").replace("k", "千元")))
    if not match or not any(match.groups()):
        return []
    if not (match["yi"] or match["wan"]):
        amounts = _bare(number(match["rest"] or ""), in_yuan=bool(match["yuan"]))
    else:
        amounts = _composed(match)
    return [-amount for amount in amounts] if negative else amounts


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
    amounts = [(number(re.sub("^[零〇]+(?![点])", "", text) or text), unit) for text, unit in parts if text]
    if any(value is None for value, _ in amounts):
        return []
    return [sum((value * unit for value, unit in amounts if value is not None), Decimal(0))]


def _place(rest: str, *, under: Decimal, in_yuan: str | None) -> Decimal:
    """Return the unit of what follows 亿 or 万: 一亿五 is 1.5 亿, 一亿半 too, 一亿2000 is 1.2 亿; after 零, yuan."""
    if in_yuan or rest.startswith(("零", "〇")):
        return _YUAN_IN_WAN
    if rest == "半":
        return under
    return under / 10 if len(rest) == 1 and rest in DIGITS else under / 10_000


def _fault(field: Field, amount: Decimal, values: Values) -> str | None:
    say = field.texts
    least, most = field.at_least or Decimal(0), field.at_most
    if amount < 0:
        return say("intake.reject.money_negative")
    if amount < least:
        return say("intake.reject.money_small", wan=figure(amount), limit=figure(least))
    if most is not None and amount > most:
        key = "intake.reject.money_much" if amount < _IN_YI else "intake.reject.money_large"
        return say(key, wan=figure(amount), yi=figure(amount / 10_000), limit=figure(most))
    if amount != amount.quantize(_YUAN_IN_WAN):
        return say("intake.reject.money_fine")
    return _above(field, amount, values)


def _above(field: Field, amount: Decimal, values: Values) -> str | None:
    """Return what is wrong where the sum is above the one that it is part of."""
    whole = _whole(field, values)
    if whole is None or amount <= whole:
        return None
    return field.texts("intake.reject.money_above", wan=figure(amount), whole=figure(whole))


def _holds(field: Field, value: Json) -> bool:
    return _is_number(value) and _fault(field, decimal(value), {}) is None


def _remarks(field: Field, value: Json, values: Values) -> Iterable[Remark]:
    amount = decimal(value)
    if message := _above(field, amount, values):
        yield Remark(field.key, message, "error", field.not_above)
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
