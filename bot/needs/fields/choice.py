"""Answers out of a list: consent, one of several, several of many."""

import re

from bot.needs.fields.cleaning import folded
from bot.needs.fields.numerals import number
from bot.needs.fields.spec import Accepted, AskBack, Field, Json, Kind, Option, Parsed, Rejected, Values
from bot.texts import chinese

_BETWEEN = re.compile(r"[、,，;；/|\n+＋]+|\s+|和|以及|还有")
_ORDINAL = re.compile(r"(?:第|选)?([0-9一二两三四五六七八九十]+)(?:个|项|种|条|号)?")


def find(field: Field, text: str) -> Option | None:
    """Return the option that `text` names outright: by its label, value or another name."""
    wanted = folded(text)
    return next((option for option in field.options if wanted and wanted in _names(option)), None)


def _names(option: Option) -> list[str]:
    return [folded(name) for name in (option.label, option.value, *option.aliases)]


def numbered(field: Field, text: str) -> Option | None:
    """Return the option whose place in the list is typed: 2, 第二个."""
    match = _ORDINAL.fullmatch(folded(text))
    place = number(match[1]) if match else None
    return field.options[int(place) - 1] if place and place == int(place) and 1 <= place <= len(field.options) else None


def _near(field: Field, text: str) -> list[Option]:
    wanted = folded(text)
    if len(wanted) < 2:
        return []
    return [
        option
        for option in field.options
        if any(wanted in name or (len(name) > 1 and name in wanted) for name in _names(option))
    ]


def parse_consent(_field: Field, text: str, _values: Values) -> Parsed:
    """Accept a plain yes; anything else is explained, nothing is taken for a yes."""
    say = chinese()
    if folded(text) in map(folded, say("intake.words.consent").split()):
        return Accepted(value=True)
    return Rejected(say("intake.reject.consent"), strange=True)


def parse_choice(field: Field, text: str, _values: Values) -> Parsed:
    """Accept a label, another name or the place in the list; ask back where the text only resembles options."""
    if option := find(field, text) or numbered(field, text):
        return Accepted(option.value)
    if near := _near(field, text):
        choices = tuple((option.label, option.value) for option in near)
        return AskBack(chinese()("intake.ask.meant_option"), choices)
    return Rejected(chinese()("intake.reject.no_option"), strange=True)


def parse_choices(field: Field, text: str, _values: Values) -> Parsed:
    """Accept several labels, names or places between separators; one that is not in the list is named."""
    say, guessed = chinese(), False
    chosen: list[Option] = []
    for part in filter(None, _BETWEEN.split(text.strip())) if not find(field, text) else [text]:
        option, near = find(field, part) or numbered(field, part), _near(field, part)
        if option is None and len(near) != 1:
            return Rejected(say("intake.reject.not_among", text=part[:40]), strange=not chosen)
        guessed |= option is None
        chosen.append(option or near[0])
    outcome = check_choices(field, [option.value for option in chosen])
    if guessed and isinstance(outcome, Accepted):
        return AskBack(say("intake.ask.meant_option"), ((_show_choices(field, outcome.value), outcome.value),))
    return outcome


def check_choices(field: Field, chosen: list[str]) -> Parsed:
    """Accept chosen values in the order of the form, each once, if there are neither too few nor too many."""
    say, fewest, most = chinese(), field.min_items or 1, field.max_items or len(field.options)
    ordered = [option.value for option in field.options if option.value in chosen]
    if len(ordered) < fewest:
        return Rejected(say("intake.reject.too_few", limit=fewest))
    if len(ordered) > most:
        return Rejected(say("intake.reject.too_many", count=len(ordered), limit=most))
    return Accepted(ordered)


def _show_choices(field: Field, value: Json) -> str:
    return "、".join(map(field.shown, value)) if isinstance(value, list) else str(value)


def _choices_hold(field: Field, value: Json) -> bool:
    return isinstance(value, list) and check_choices(field, [str(item) for item in value]) == Accepted(value)


CONSENT = Kind(
    parse=parse_consent,
    show=lambda _field, _value: str(chinese()("intake.show.consent")),
    holds=lambda _field, value: value is True,
)
CHOICE = Kind(
    parse=parse_choice,
    holds=lambda field, value: field.option(value) is not None,
    limits=frozenset({"options", "default", "columns"}),
    needs=frozenset({"options"}),
)
CHOICES = Kind(
    parse=parse_choices,
    show=_show_choices,
    holds=_choices_hold,
    limits=frozenset({"options", "columns", "min_items", "max_items"}),
    needs=frozenset({"options"}),
)
