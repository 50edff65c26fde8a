"""Indexing: what a need is found by is read off its form, by the roles and kinds of its fields."""

from collections.abc import Iterator

from bot.needs.fields import Json
from bot.services.runtime.turn import House
from bot.storage import search
from bot.storage.needs import Need
from bot.storage.search import Findable
from bot.storage.transaction import Transaction

PHONE_END = 4  # figures of a phone number that staff look for
AT_ONCE = 200  # needs that are read in one transaction, where many wait for that


def catch_up(tx: Transaction, house: House, limit: int = -1) -> bool:
    """Bring the index up to date, with `limit` needs at most; return whether there are more."""
    search.read(tx, lambda need: findable(house, need), limit)
    return search.unread(tx)


def findable(house: House, need: Need) -> Findable:
    """Return what a need is found by."""
    form, values = house.form_of(need), need.content.values
    filled = [(field, values[field.key]) for field in form.fields if values.get(field.key) is not None]

    def of(*names: str) -> tuple[str, ...]:
        return tuple(text for field, value in filled if {field.role, field.kind} & {*names} for text in _texts(value))

    domain = next((str(value) for field, value in filled if field.role == "domain"), None)
    months = next((value for field, value in filled if field.kind == "months" and isinstance(value, int)), None)
    codes = of("credit_code")
    firms = of("organisation")
    phones = tuple(phone[-PHONE_END:] for phone in of("phone"))
    number = need.reference.rpartition("-")[2]
    return Findable(
        exact=(need.reference, number.lstrip("0"), *codes, *phones, *firms),
        head=(*codes, *firms, *of("title")),
        body=of("problem", "indicators", "keywords"),
        domain=domain,
        months=months,
    )


def _texts(value: Json) -> Iterator[str]:
    """Yield the texts of a value: itself, or those in it."""
    match value:
        case str(text):
            yield text
        case list(inner) | tuple(inner):
            for each in inner:
                yield from _texts(each)
        case dict(inner):
            for each in inner.values():
                yield from _texts(each)
