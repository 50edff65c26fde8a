"""Numbers in one spelling: 一亿九, 19000万 and 1.9亿 are one amount; 八成 and 百分之八十 are 80%."""

import re
from collections.abc import Callable

DIGIT = "[一二两三四五六七八九]"
WRITTEN = r"[一二两三四五六七八九十][零〇一二两三四五六七八九十百千点]*"
NUMBER = rf"(?:[0-9]+(?:\.[0-9]+)?[十百千]?|{WRITTEN})"
THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
PERCENT = re.compile(f"百分之({NUMBER})")
TENTHS = re.compile(rf"({DIGIT}|[0-9])成(?![立为员果功本熟交都长])")  # 八成, but not 一成立
AMOUNT = re.compile(rf"((?:{NUMBER}|半)个?[亿万](?:零?(?:{NUMBER}万|{WRITTEN}|[0-9](?![0-9])))?)")
COUNT = re.compile(rf"({WRITTEN})(?=[家项个条年月日号批名位人度步])")


def arabic(text: str) -> str:
    """Return `text` with amounts in 亿 or 万, percentages and counted things in Arabic digits, otherwise as it is."""
    text = THOUSANDS.sub("", text)
    text = _respell(PERCENT, text, lambda number: f"{_value(number):.10g}%")
    text = _respell(TENTHS, text, lambda number: f"{10 * _value(number):.10g}%")
    text = _respell(AMOUNT, text, lambda amount: _spelled(_amount(amount.replace("个", ""))))
    return _respell(COUNT, text, lambda number: f"{_value(number):.10g}")


def _respell(pattern: re.Pattern[str], text: str, spell: Callable[[str], str]) -> str:
    def spelled(match: re.Match[str]) -> str:
        try:
            return spell(match[1])
        except (ValueError, KeyError):  # looks like a number to us, not to cn2an, such as 十百千
            return match[0]

    return pattern.sub(spelled, text)


def _spelled(value: float) -> str:
    for size, unit in ((1e8, "亿"), (1e4, "万")):
        if value >= size:
            return f"{value / size:.10g}{unit}"
    return f"{value:.10g}"


def _amount(text: str) -> float:
    """Return what `text` amounts to; a lone last digit counts the next lower place, as in 一亿九."""
    for size, unit in ((1e8, "亿"), (1e4, "万")):
        head, found, rest = text.partition(unit)
        if found:
            lower = _value(rest) * size / 10 if len(rest) == 1 else _amount(rest.lstrip("零")) if rest else 0
            return _value(head) * size + lower
    return _value(text)


def _value(text: str) -> float:
    from cn2an import cn2an  # takes a tenth of a second to load, and few texts have a number

    return 0.5 if text == "半" else float(cn2an(text, "smart"))
