"""Leagues and cities: the twelve, by full, short, old, county and Latin names.

The options of the field carry the GB/T 2260 code as value; their aliases are the other names.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.needs.fields.choice import affirmed, numbered
from bot.needs.fields.cleaning import folded
from bot.needs.fields.spec import Accepted, AskBack, Field, Json, Kind, Option, Parsed, Rejected, Remark, Values
from faq.asking import is_question
from faq.pinyin import reading

_REGION = re.compile(r"^(?:中国)?(?:内蒙古?自治区|内蒙古|内蒙)(?=.)")
_ENDING = re.compile(r"(?<=..)(?:市|盟|地区|县|区|旗|那边|这边)$")


def parse(field: Field, text: str, _values: Values) -> Parsed:
    """Accept a name of just one league; ask back where a short name, a prefix or a sound could be several."""
    wanted = _REGION.sub("", folded(affirmed(field, text)))
    if codes := field.unclear.get(wanted):
        meant = [option for option in field.options if option.value in codes]
        return _ask(field, "intake.ask.league_unclear", meant, text)
    if exact := [option for option in field.options if _bare(wanted) in _names(option)]:
        return _settle(field, exact, wanted)
    if place := numbered(field, text):
        return Accepted(place.value)
    if inside := [option for option in field.options if any(len(n) > 1 and n in wanted for n in _names(option))]:
        plainly = len(inside) == 1 and _bare(folded(inside[0].label)) in wanted and not is_question(text)
        return Accepted(inside[0].value) if plainly else _ask(field, "intake.ask.league_meant", inside, text)
    if alike := _alike(field, wanted):
        return _ask(field, "intake.ask.league_meant", alike, text)
    return Rejected(field.texts("intake.reject.league"), strange=True)


def _settle(field: Field, found: list[Option], wanted: str) -> Parsed:
    if len(found) > 1:
        return _ask(field, "intake.ask.league_unclear", found, wanted)
    option = found[0]
    said = any(name in wanted for name in (_bare(folded(option.label)), folded(option.value)))
    place = next((name for name in option.aliases if _bare(folded(name)) == _bare(wanted)), None)
    note = None if said or not place else field.texts("intake.note.league", place=place, league=option.label)
    return Accepted(option.value, note)


def _ask(field: Field, key: str, options: list[Option], text: str) -> AskBack:
    choices = tuple((option.label, option.value) for option in options)
    return AskBack(field.texts(key, text=text.strip()[:20]), choices)


def _bare(name: str) -> str:
    return _ENDING.sub("", name)


@lru_cache(maxsize=64)
def _names(option: Option) -> frozenset[str]:
    return frozenset(_bare(folded(name)) for name in (option.label, option.value, *option.aliases))


@lru_cache(maxsize=1024)
def _sound(name: str) -> str:
    return "".join(map(reading, name)).replace(" ", "")


def _alike(field: Field, wanted: str) -> list[Option]:
    """Return the options that begin with what was typed, or sound like it."""
    bare, sound = _bare(wanted), _sound(_bare(wanted))
    if len(bare) < 2:
        return []
    return [
        option
        for option in field.options
        if any(name.startswith(bare) or _sound(name) in (sound, sound.removesuffix("shi")) for name in _names(option))
    ]


def _remarks(field: Field, value: Json, values: Values) -> Iterable[Remark]:
    """Remark on a credit code given out elsewhere; those of the region's and national registrars say nothing."""
    code, option = values.get(field.matches or ""), field.option(value)
    if not isinstance(code, str) or option is None or len(code) < 8 or code[2:6] == option.value[:4]:
        return []
    if (other := next((place for place in field.options if place.value[:4] == code[2:6]), None)) is None:
        return []
    return [Remark(field.key, field.texts("intake.remark.district", league=option.label, other=other.label))]


LEAGUE = Kind(
    parse=parse,
    holds=lambda field, value: field.option(value) is not None,
    remarks=_remarks,
    limits=frozenset({"options", "columns", "unclear", "matches"}),
    needs=frozenset({"options"}),
)
