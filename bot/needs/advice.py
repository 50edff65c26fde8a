"""Advice to whoever reviews a need: what is likely to be mended, by field. Pure: values in, findings out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.needs.fields import Field, Json, Values
from bot.needs.fields.indicators import is_measurable, line
from bot.needs.form import Form

What = Literal["no_figure", "no_present", "no_method", "purchase", "no_funds"]

_PRESENT = re.compile(
    r"现\s*(?:[约有在值为状用仅达]|\d|阶段)|目前|当前|原[来为先有]|由.+[提降升减增到]|从.+[提降升减增到]|改[造进]前|基线|\b(?:now|present|currently|today|from)\b",
    re.IGNORECASE,
)
_METHOD = re.compile(
    "测|试验|检验|检定|鉴定|化验|验收|记录|报告|标准|第三方|称重|计量|统计|观测|评价|GB|ISO|DB|test|measur|record|inspect|standard",
    re.IGNORECASE,
)
_PURCHASE = re.compile(r"采购|购置|购买|求购|招标|询价|\b(?:purchas|procur|buy)", re.IGNORECASE)
_RESEARCH = re.compile(
    "研发|研制|攻关|试过|试用过|工艺|改进|改造|国产化|自主|开发|突破|优化|research|develop|improv|tried", re.IGNORECASE
)


@dataclass(frozen=True)
class Found:
    """What is likely to be mended in a field; `places` are the lines (from 1) that it is about."""

    field: str
    what: What
    places: tuple[int, ...] = ()


def found(form: Form, values: Values) -> list[Found]:
    """Return what is likely to be mended, in the order of the form."""
    return [each for field in form.asked(values) for each in _of_field(form, field, values)]


def _of_field(form: Form, field: Field, values: Values) -> Iterator[Found]:
    value = values.get(field.key)
    if field.kind == "indicators" and isinstance(value, list) and not field.table:
        yield from _of_rows(field, value)
    elif field.kind == "money" and field.not_above and value == 0:
        yield Found(field.key, "no_funds")
    elif form.problem and field.key == form.problem.key and _is_purchase(form, values):
        yield Found(field.key, "purchase")


def _of_rows(field: Field, rows: Sequence[Json]) -> Iterator[Found]:
    """Give what the rows lack, each lack with the rows that it is about."""
    lines = [line(field, row) for row in rows]
    known = [row if isinstance(row, Mapping) else {} for row in rows]  # by columns
    lacking: Mapping[What, list[bool]] = {
        "no_figure": [not is_measurable(each) for each in lines],
        "no_present": [not (of.get("now") or _PRESENT.search(each)) for of, each in zip(known, lines, strict=True)],
        "no_method": [not (of.get("method") or _METHOD.search(each)) for of, each in zip(known, lines, strict=True)],
    }
    for what, lacks in lacking.items():
        if places := tuple(place for place, lack in enumerate(lacks, 1) if lack):
            yield Found(field.key, what, places)


def _is_purchase(form: Form, values: Values) -> bool:
    """Return whether title and problem tell of buying something, and of nothing to be found out."""
    told = [str(values.get(each.key) or "") for each in (form.of_role("title"), form.problem) if each]
    text = "\n".join(told)
    return _PURCHASE.search(text) is not None and _RESEARCH.search(text) is None
