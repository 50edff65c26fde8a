"""Days, or months where the day is not known, that have come: 2022-02-14, 2022-02."""

import re
from contextlib import suppress
from datetime import date

from bot.needs.fields.cleaning import simplified
from bot.needs.fields.spec import Accepted, Field, Json, Kind, Parsed, Rejected, Values
from bot.texts import Catalogue, Html

_DAY = re.compile(r"(20\d\d)[-./年](\d{1,2})(?:月?|[-./月](\d{1,2})[日号]?)", re.ASCII)
_FIGURE = re.compile(r"\d")


def parse(field: Field, text: str, _values: Values) -> Parsed:
    """Accept a day or a month up to the latest that is allowed, as ISO text."""
    typed = simplified(text)
    if value := _read(typed):
        return Accepted(value) if _has_come(field, value) else Rejected(field.texts("intake.reject.day_ahead"))
    return Rejected(field.texts("intake.reject.day"), strange=not _FIGURE.search(typed))


def _read(typed: str) -> str | None:
    """Return the day or month as ISO text; None where there is no such day."""
    if match := _DAY.fullmatch(typed):
        year, month, day = match.groups()
        with suppress(ValueError):
            found = date(int(year), int(month), int(day or 1))
            return found.isoformat() if day else f"{found:%Y-%m}"
    return None


def _has_come(field: Field, value: str) -> bool:
    return field.latest is None or value <= field.latest  # a month comes before its days


def _holds(field: Field, value: Json) -> bool:
    return isinstance(value, str) and _read(value) == value and _has_come(field, value)


def spelled(texts: Catalogue, date: str) -> Html:
    """Return a year, month or day of content files (2025, 2022-02, 2022-02-14) as it is read."""
    year, *rest = date.split("-")
    form = ("year", "month", "day")[len(rest)]
    return texts(f"enquiry.footer.{form}", year=year, **dict(zip(("month", "day"), map(int, rest), strict=False)))


DAY = Kind(
    parse=parse,
    holds=_holds,
    show=lambda field, value: spelled(field.texts, str(value)),
    limits=frozenset({"latest"}),
)
