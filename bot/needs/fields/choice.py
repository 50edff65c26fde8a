"""Answers out of a list: consent, one of several, several of many."""

import re
from collections.abc import Iterator

from bot.needs.fields.cleaning import folded
from bot.needs.fields.numerals import number
from bot.needs.fields.spec import Accepted, AskBack, Field, Json, Kind, Option, Parsed, Rejected, Values
from bot.needs.fields.vocabulary import any_of, means

_SIGNS = r"[、,，;；/|\n+＋]+|\s+and\s+|和|以及|还有"
_BETWEEN = re.compile(rf"{_SIGNS}|\s+")
_BETWEEN_TERMS = re.compile(rf"{_SIGNS}|(?<![A-Za-z])\s+|\s+(?![A-Za-z])")  # joint R&D is one, where others are apart
_CLAUSE = re.compile(r"[,，.。;；!！?？\s]+")
_ORDINAL = re.compile(r"(?:第|选)?([0-9一二两三四五六七八九十]+)(?:个|项|种|条|号)?")


def find(field: Field, text: str) -> Option | None:
    """Return the option that `text` names outright: by its label, value or another name.

    Where anything is an answer only the label does. Who has no wish (随便) means the default, where there is one.
    """
    wanted = folded(text)
    named = next((option for option in field.options if wanted and wanted in _names(field, option)), None)
    return named or (field.option(field.default) if field.default and means(field.texts, "indifferent", text) else None)


def _names(field: Field, option: Option) -> list[str]:
    others = () if field.takes_all else (option.value, *option.aliases)
    return [folded(name) for name in (option.label, *others)]


def numbered(field: Field, text: str) -> Option | None:
    """Return the option whose place in the list is typed: 2, 第二个."""
    match = _ORDINAL.fullmatch(folded(text))
    place = number(match[1]) if match else None
    return field.options[int(place) - 1] if place and place == int(place) and 1 <= place <= len(field.options) else None


def _weighed(field: Field, text: str) -> tuple[list[Option], list[Option]]:
    """Return the options that the text resembles, and those that it denies, which are not among the former."""
    mentions = [mention for clause in _CLAUSE.split(text) for mention in _mentions(field, folded(clause))]
    denied = [option for option in field.options if (option.value, True) in mentions]
    wanted = folded(text)
    near = [
        option
        for option in field.options
        if option not in denied
        and (
            (option.value, False) in mentions
            or (len(wanted) > 1 and any(_abridges(field, wanted, name) for name in _names(field, option)))
        )
    ]
    return near, denied


def _abridges(field: Field, wanted: str, name: str) -> bool:
    """Return whether a text is part of a name, and not what the rest of it denies: 可以公开 of 不可以公开."""
    rest = name.partition(wanted)
    return bool(rest[1]) and not re.search(any_of(field.texts, "denying"), rest[0])


def _mentions(field: Field, clause: str) -> Iterator[tuple[str, bool]]:
    """Give the values of options that a clause names, and whether it denies them: 别公开, 不归企业, 公开不行.

    Of names that overlap the longest counts: 不公开 is a name, and no denial of 公开. A word of denial is about the
    names after it; where there are none, about those before it.
    """
    names = {name: option.value for option in field.options for name in _names(field, option) if len(name) > 1}
    by_length = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    pattern = f"(?P<name>{by_length})|(?:{any_of(field.texts, 'not_denying')})|(?P<no>{any_of(field.texts, 'denying')})"
    found = [match for match in re.finditer(pattern, clause) if match["name"] or match["no"]]
    places = [place for place, match in enumerate(found) if match["name"]]
    noes = [place for place, match in enumerate(found) if match["no"]]
    for place in places:
        yield names[found[place]["name"]], any(no < place or no > places[-1] for no in noes)


def affirmed(field: Field, text: str) -> str:
    """Return the clauses of a text that deny nothing: 在赤峰 of 不在包头，在赤峰."""
    pattern = f"(?:{any_of(field.texts, 'not_denying')})|(?P<no>{any_of(field.texts, 'denying')})"
    clauses = (folded(clause) for clause in _CLAUSE.split(text))
    return " ".join(clause for clause in clauses if not any(found["no"] for found in re.finditer(pattern, clause)))


def _others(field: Field, denied: list[Option]) -> list[Option]:
    return [option for option in field.options if option not in denied] if denied else []


def parse_consent(field: Field, text: str, _values: Values) -> Parsed:
    """Accept a plain yes; anything else is explained, nothing is taken for a yes."""
    if means(field.texts, "consent", text):
        return Accepted(value=True)
    return Rejected(field.texts("intake.reject.consent"), strange=True)


def parse_choice(field: Field, text: str, _values: Values) -> Parsed:
    """Accept a label, another name or the place in the list; ask back where the text only resembles or denies some."""
    if option := find(field, text) or numbered(field, text):
        return Accepted(option.value)
    near, denied = _weighed(field, text)
    if offered := near or _others(field, denied):
        choices = tuple((option.label, option.value) for option in offered)
        return AskBack(field.texts("intake.ask.meant_option"), choices)
    return Rejected(field.texts("intake.reject.no_option"), strange=True)


def parse_choices(field: Field, text: str, _values: Values) -> Parsed:
    """Accept several labels, names or places between separators; one that is not in the list is named.

    What only resembles options, denies some or leaves open which is asked back; who has no wish is offered all.
    """
    say, sure, chosen, several = field.texts, True, list[Option](), False
    if means(say, "indifferent", text) and isinstance(every := check_choices(field, _values_of(field)), Accepted):
        return AskBack(say("intake.ask.all_of_them"), ((_show_choices(field, every.value), every.value),))
    text = re.sub(rf"(?:{any_of(say, 'any_will_do')})[。.!！]*$", "", text.strip()) or text
    _, denied = _weighed(field, text)
    between = _BETWEEN_TERMS if re.search(_SIGNS, text.strip()) else _BETWEEN
    for part in filter(str.strip, between.split(text.strip())) if not find(field, text) else [text]:
        option, (near, noes) = find(field, part) or numbered(field, part), _weighed(field, part)
        if not (option or near or noes):
            return Rejected(say("intake.reject.not_among", text=part[:40]), strange=not chosen)
        sure &= option is not None
        several |= option is None and len(near) > 1
        chosen += [each for each in ([option] if option else near) if each not in denied]
    whole = [[option.value for option in chosen]] if chosen or sure else []
    single = [[option.value] for option in (chosen if chosen else _others(field, denied))]
    outcomes = [check_choices(field, values) for values in (*whole, *(single if several or not whole else ()))]
    good = [outcome.value for outcome in outcomes if isinstance(outcome, Accepted)]
    if (sure and not denied) or not good:
        return outcomes[0] if outcomes else Rejected(say("intake.reject.no_option"), strange=True)
    return AskBack(say("intake.ask.meant_option"), tuple((_show_choices(field, value), value) for value in good))


def _values_of(field: Field) -> list[str]:
    return [option.value for option in field.options]


def check_choices(field: Field, chosen: list[str]) -> Parsed:
    """Accept chosen values in the order of the form, each once, if there are neither too few nor too many."""
    say, fewest, most = field.texts, field.min_items or 1, field.max_items or len(field.options)
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
    show=lambda field, _value: str(field.texts("intake.show.consent")),
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
    limits=frozenset({"options", "default", "columns", "min_items", "max_items"}),
    needs=frozenset({"options"}),
)
