"""What hardly anybody means to hand in: numbers that identify a person, and words of secrecy."""

import re
from collections.abc import Iterable, Iterator

from bot.needs.fields.cleaning import plain
from bot.needs.fields.contact import masked, mobiles
from bot.needs.fields.spec import Field, Json, Remark
from bot.needs.fields.vocabulary import any_of
from faq.personal import IDENTITY

CARD_DIGITS = range(16, 20)
RESIDENT_DIGITS = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"
_CARD = re.compile(r"(?<![0-9a-z])[0-9](?:[- ]?[0-9]){15,18}(?![0-9a-z])", re.IGNORECASE)
_BEFORE = 6  # characters before a word of secrecy in which it may be denied: 不含国家秘密


def cautions(field: Field, value: Json) -> Iterable[Remark]:
    """Yield what should be looked at before the text is handed in: each kind once."""
    text = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    for key, found in _found(field, text):
        yield Remark(field.key, field.texts(f"intake.caution.{key}", text=found), "caution")


def _found(field: Field, text: str) -> Iterator[tuple[str, str]]:
    said = plain(text)
    if number := next((each[0] for each in IDENTITY.finditer(said) if is_resident(each[0])), None):
        yield "resident", f"{number[:3]}…{number[-2:]}"
    cards = (re.sub("[- ]", "", each[0]) for each in _CARD.finditer(said))
    if card := next((each for each in cards if is_card(each) and not is_resident(each)), None):
        yield "card", f"…{card[-4:]}"
    if numbers := mobiles(said):
        yield "number", masked(min(numbers))
    if word := _secret(field, said):
        yield "secret", word


def is_resident(number: str) -> bool:
    """Return whether a number has the check character of a resident identity number (GB 11643-1999)."""
    digits = number.upper()
    if len(digits) != RESIDENT_DIGITS or not digits[:17].isdecimal():
        return False
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11] == digits[17]


def is_card(number: str) -> bool:
    """Return whether a number has the length and the check digit (ISO/IEC 7812, Luhn) of a bank card."""
    digits = [int(character) for character in number if character.isdecimal()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return len(digits) in CARD_DIGITS and (sum(digits[::-2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1


def _secret(field: Field, text: str) -> str | None:
    """Return the first word of secrecy that is not denied."""
    denied = re.compile(rf"(?:{any_of(field.texts, 'not_secret')})[^。；;，,\n]*$")
    for found in re.finditer(any_of(field.texts, "secret"), text):
        if not denied.search(text[max(0, found.start() - _BEFORE) : found.start()]):
            return found[0]
    return None
