"""Parts of a known sum, as people tell who pays what: 六成, 自筹60%, 政府出200万，其余自筹."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bot.needs.fields.numerals import DIGITS, WRITTEN, number
from bot.needs.fields.vocabulary import any_of
from bot.texts import Catalogue

_N = f"[{WRITTEN}]+"
_BETWEEN = re.compile(r"(?<![0-9]),|,(?![0-9]{3})|[、;]|\+(?=\D)")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]+)?)%")
_TENTHS = re.compile(f"(?P<tenths>{_N})成(?P<more>[{DIGITS}半])?")
_FRACTION = re.compile(f"(?P<below>{_N})分之(?P<above>{_N})")  # 百分之六十 too
_DIVIDED = re.compile("(?P<above>[0-9]{1,2})/(?P<below>[1-9][0-9]?)")
_RATIO = re.compile(f"(?P<one>[1-9]|[{DIGITS}])(?:[:比](?P<other>[1-9]|[{DIGITS}])|(?P<beside>[{DIGITS}])开?)")
_NAMED = {"all": Decimal(1), "half": Decimal("0.5"), "nothing": Decimal(0), "none_of_it": Decimal(0)}

Reader = Callable[[str], Decimal | None]  # of a sum that is told by itself


@dataclass(frozen=True)
class Ours:
    """What we pay; not `sure` where it is all the rest, and nobody has said what the others pay."""

    amount: Decimal
    sure: bool = True


@dataclass(frozen=True)
class _Clause:
    """What one clause tells of us or, `theirs`, of the others: an amount, or the rest, or just that they pay."""

    theirs: bool
    rest: bool
    amount: Decimal | None


def ours(texts: Catalogue, typed: str, whole: Decimal | None, read: Reader) -> Ours | None:
    """Return what we pay of the whole; None where the text does not tell, or only beside a whole that is unknown."""
    clauses = [_clause(texts, clause, whole, read) for clause in _BETWEEN.split(typed) if clause]
    known = [clause for clause in clauses if clause]
    if len(known) < len(clauses):
        return None
    stated = [clause.amount for clause in known if clause.amount is not None and not clause.theirs]
    others = [clause.amount for clause in known if clause.amount is not None and clause.theirs]
    if stated:
        return Ours(stated[0]) if len(set(stated)) == 1 else None
    if whole is None or not (others or any(clause.rest and not clause.theirs for clause in known)):
        return None
    return Ours(whole - sum(others), sure=bool(others))


def _clause(texts: Catalogue, clause: str, whole: Decimal | None, read: Reader) -> _Clause | None:
    """Return what a clause tells; None where there is more in it than who pays how much."""
    share = _share(texts, clause)
    others, rest, own = (any_of(texts, kind) for kind in ("others_paying", "rest", "own_paying"))
    theirs, is_rest = re.search(others, clause) is not None, re.search(rest, clause) is not None
    said = re.sub(f"{others}|{rest}|{own}", "", clause)
    share = _share(texts, said) if share is None else share
    if is_rest and (share == 1 or not said):
        return _Clause(theirs, rest=True, amount=None)
    amount = read(said) if share is None else share * whole if whole is not None else None
    return None if amount is None and said else _Clause(theirs, is_rest, amount)


def _share(texts: Catalogue, said: str) -> Decimal | None:
    """Return the share that is named: 0.6 of 60%, 六成, 五分之三."""
    if percent := _PERCENT.fullmatch(said):
        return Decimal(percent[1]) / 100
    if tenths := _TENTHS.fullmatch(said):
        whole, more = number(tenths["tenths"]), number(tenths["more"] or "零")
        return None if whole is None or more is None else whole / 10 + more / (10 if tenths["more"] == "半" else 100)
    if fraction := _FRACTION.fullmatch(said) or _DIVIDED.fullmatch(said):
        below, above = number(fraction["below"]), number(fraction["above"])
        return above / below if below and above is not None else None
    return next((share for name, share in _NAMED.items() if re.fullmatch(any_of(texts, name), said)), None)


def ratio(typed: str) -> list[Decimal]:
    """Return both parts of a whole that is shared out, either of which may be ours: 四六开, 3:7, 一比一; 0.6 is one."""
    if re.fullmatch(r"0\.[0-9]+", typed):
        return [Decimal(typed)]
    found = _RATIO.fullmatch(typed)
    parts = [number(each) or Decimal(0) for each in found.groups() if each] if found else []
    whole = sum(parts, Decimal(0))
    return list(dict.fromkeys(part / whole for part in parts)) if whole in (2, 10) else []
