"""Technical indicators: a list of lines, each of which should be measurable."""

import re
from collections.abc import Iterable

from bot.needs.fields.cleaning import clean, plain
from bot.needs.fields.spec import Accepted, Doubtful, Field, Json, Kind, Parsed, Rejected, Remark, Values
from bot.needs.fields.text import tells_number
from faq.asking import is_worded

CIRCLED = 20  # numbers that have a character of their own

_BETWEEN = re.compile(r"[\n;；]+")
_BULLET = re.compile(
    r"^\s*(?:[-*•·●]|[(（]?[0-9一二三四五六七八九十]{1,2}[)）]|(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．](?!\s*[0-9])|[①-⑳])\s*",
)
_FIGURE = r"(?:[0-9]+(?:[.,][0-9]+)*|[零一二两三四五六七八九十百千]+)"
_UNIT = (
    r"(?:[a-zµμωåπ%‰°℃℉/\"']|个|次|倍|成|级|台|套|件|只|项|层|位|种|条|道|块|片|根|支|粒|株|头|羽|亩|公顷|平方|立方|"
    r"秒|分|小时|时|天|日|周|月|年|元|万|亿|吨|公斤|千克|毫?克|斤|公里|千米|[厘毫微纳]?米|度|摄氏|"
    r"[千兆]?瓦|[千毫]?伏|[毫微]?安|[千兆]?帕|[千兆吉]?赫|千?焦|千?牛|欧|毫?升|转|目|像素|比特|字节|[*x][0-9])"
)
_COMPARISON = (
    r"(?:[<>=≤≥≦≧≈~±+×→↑↓:]|->|不[低高小大少多]于|不超过|不足|[大小高低优多少]于|超过|达到?|至少|至多|最[高低大小多少]|"
    r"提[高升]到?|[降减]低?[至到]|为|约|到|至|以[上下内])"
)
_MEASURABLE = re.compile(rf"{_FIGURE}\s*{_UNIT}|{_COMPARISON}\s*{_FIGURE}|{_FIGURE}\s*{_COMPARISON}|百分之{_FIGURE}")


def is_measurable(line: str) -> bool:
    """Return whether a line holds a figure with a unit or a comparison."""
    return _MEASURABLE.search(plain(line).casefold()) is not None


def parse(field: Field, text: str, _values: Values) -> Parsed:
    """Accept lines within the limits if each is measurable; else they are doubtful, and the vague ones are named."""
    say = field.texts
    lines = [_BULLET.sub("", line).strip() for line in _BETWEEN.split(clean(text, multiline=True))]
    lines = list(dict.fromkeys(line for line in lines if line))
    if message := _fault(field, lines):
        return Rejected(message)
    vague = [place for place, line in enumerate(lines, 1) if not is_measurable(line)]
    if not vague:
        return Accepted(lines)
    places, first = "、".join(map(str, vague)), lines[vague[0] - 1][:40]
    return Doubtful(lines, say("intake.doubt.indicators", places=places, text=first))


def _fault(field: Field, lines: list[str]) -> str | None:
    say, most, longest = field.texts, field.max_items or 10, field.max_length or 100
    if not any(character.isalpha() for line in lines for character in line):
        return say("intake.reject.no_words")
    if len(lines) < (field.min_items or 1):
        return say("intake.reject.too_few", limit=field.min_items)
    if len(lines) > most:
        return say("intake.reject.too_many", count=len(lines), limit=most)
    for place, line in enumerate(lines, 1):
        if len(line) > longest:
            return say("intake.reject.line_too_long", place=place, length=len(line), limit=longest)
    return None


def _holds(field: Field, value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value) and not _fault(field, value)


def _is_measured(field: Field, text: str) -> bool:
    """Return whether every line can be measured, which no question can."""
    return isinstance(parse(field, text, {}), Accepted) and not is_worded(text)


def _show(_field: Field, value: Json) -> str:
    lines = value if isinstance(value, list) else [value]
    return "\n".join(f"{_mark(place)} {line}" for place, line in enumerate(lines, 1))


def _mark(place: int) -> str:
    """Return the mark of a line, unlike the numbers that fields have."""
    return chr(ord("①") + place - 1) if place <= CIRCLED else f"({place})"


def _remarks(field: Field, value: Json, _values: Values) -> Iterable[Remark]:
    lines = value if isinstance(value, list) else []
    if vague := [place for place, line in enumerate(lines, 1) if not is_measurable(str(line))]:
        yield Remark(field.key, field.texts("intake.remark.vague", places="、".join(map(str, vague))))
    yield from tells_number(field, value)


INDICATORS = Kind(
    parse=parse,
    show=_show,
    holds=_holds,
    remarks=_remarks,
    limits=frozenset({"min_items", "max_items", "max_length"}),
    needs=frozenset({"max_items", "max_length"}),
    free=True,
    is_answer=_is_measured,
)
