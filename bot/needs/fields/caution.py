"""What hardly anybody means to hand in: numbers that identify a person, and words of secrecy."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.needs.fields.cleaning import clean, simplified
from bot.needs.fields.contact import masked, mobiles
from bot.needs.fields.spec import Field, Json, Remark
from bot.needs.fields.vocabulary import any_of
from bot.texts import Catalogue

CARD_DIGITS = range(16, 20)
RESIDENT_DIGITS = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_CHECKS = "10X98765432"
_BREAK = "[-‐‑‒–—− ]"  # may stand between two figures of one number
# Each is looked for from every beginning of figures, since other figures may stand right before a number.
_RESIDENT = re.compile(
    r"(?<![0-9])(?=([1-9](?:B[0-9]){5}B(?:1B9|2B0)(?:B[0-9]){9}B[0-9x])(?![0-9]))".replace("B", f"{_BREAK}{{0,3}}"),
    re.IGNORECASE,
)
_CARD = re.compile(rf"(?<![0-9])(?=([0-9](?:{_BREAK}?[0-9]){{15,18}})(?![0-9x]))", re.IGNORECASE)


def cautions(field: Field, value: Json) -> Iterable[Remark]:
    """Yield what should be looked at before the text is handed in: each kind once."""
    text = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    for key, found in _found(field.texts, text):
        yield Remark(field.key, field.texts(f"intake.caution.{key}", text=found), "caution")


def of_files(texts: Catalogue, told: str) -> Iterable[Remark]:
    """Yield likewise for what files are called and what was said of them; whom to call may stand there."""
    for key, found in _found(texts, told):
        if key != "number":
            yield Remark("", texts(f"intake.caution.{key}", text=found), "caution")


def _found(texts: Catalogue, text: str) -> Iterator[tuple[str, str]]:
    said = unicodedata.normalize("NFKC", clean(text, multiline=True))
    if number := next(filter(is_resident, _numbers(_RESIDENT, said)), None):
        yield "resident", f"{number[:3]}…{number[-2:]}"
    if card := next((each for each in _numbers(_CARD, said) if is_card(each) and not is_resident(each)), None):
        yield "card", f"…{card[-4:]}"
    if numbers := mobiles(said):
        yield "number", masked(min(numbers))
    if word := _secret(texts, said):
        yield "secret", word


def _numbers(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (re.sub(_BREAK, "", found[1]).upper() for found in pattern.finditer(text))


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


def _secret(texts: Catalogue, text: str) -> str | None:
    """Return the first word of secrecy that is not denied right before it, nor before others that it stands among."""
    before, after = any_of(texts, "secret_before"), any_of(texts, "secret_after")
    word = rf"(?:{any_of(texts, 'secret')}|(?<!{before})(?:{any_of(texts, 'secret_part')})(?!{after}))"
    no, more = f"(?:{any_of(texts, 'not_secret')})", f"(?:{any_of(texts, 'secret_and')})"
    pattern = rf"{no}{word}(?:{more}{no}?{word})*|(?P<word>{word})"
    found = (each for line in text.split("\n") for each in re.finditer(pattern, simplified(line)))
    return next((each["word"] for each in found if each["word"]), None)
