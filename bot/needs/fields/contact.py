"""Ways to reach a person: mainland mobile numbers and e-mail addresses."""

import re
from email.errors import MessageError
from email.headerregistry import Address

import phonenumbers

from bot.needs.fields.cleaning import plain
from bot.needs.fields.spec import Accepted, AskBack, Field, Json, Kind, Parsed, Rejected, Values

# Numbering segments are opened faster than libraries learn of them, so any 1[3-9] number of eleven digits passes.
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_GROUPED = re.compile(r"(?<![0-9])(?:(?:\+|00)?86)?(1[3-9][0-9]{9})(?![0-9])")
_ADDRESS = re.compile(r"[^\s<>,;:、()\[\]/|\u4e00-\u9fff]+@[^\s<>,;:、()\[\]/|\u4e00-\u9fff]+")
_SPACES = re.compile(r"[\s().–—-]")
_SPOKEN = re.compile(r"[零〇幺一二三四五六七八九]{7,}")
_DIGITS = str.maketrans("零〇幺一二三四五六七八九", "001123456789")
_ATTEMPT = range(7, 21)  # digits in what is an attempt at a number
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE)


def parse_phone(field: Field, text: str, _values: Values) -> Parsed:
    """Accept one mainland mobile number, however grouped, as its eleven digits."""
    say, found = field.texts, mobiles(text)
    typed = _figures(plain(text))
    if len(found) == 1:
        return Accepted(found.pop())
    if found:
        return Rejected(say("intake.reject.phone_several"))
    length = sum(map(str.isdecimal, typed))
    if other := _other_number(typed):
        return Rejected(say(other))
    if length not in _ATTEMPT:
        return Rejected(say("intake.reject.phone"), strange=not length)
    if length == 11:
        return Rejected(say("intake.reject.phone_segment"))
    key = "intake.reject.phone_longer" if length > 11 else "intake.reject.phone_shorter"
    return Rejected(say(key, length=length, off=abs(length - 11)))


def mobiles(text: str) -> set[str]:
    """Return the mainland mobile numbers in a text, however they are grouped or spelled out."""
    return set(_GROUPED.findall(_joined(text)))


def without_mobiles(text: str) -> str:
    """Return a text without its mobile numbers and without spaces."""
    return _GROUPED.sub("", _joined(text))


def _joined(text: str) -> str:
    return _figures(_SPACES.sub("", plain(text)))


def _figures(text: str) -> str:
    """Return the text with runs of Chinese digits, as a number is spelled out, in figures."""
    return _SPOKEN.sub(lambda run: run[0].translate(_DIGITS), text)


def _other_number(typed: str) -> str | None:
    """Return what to say to a valid number of another kind."""
    try:
        number = phonenumbers.parse(typed[:60], "CN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 86 and phonenumbers.is_valid_number(number):
        return "intake.reject.phone_abroad"
    kind = phonenumbers.number_type(number)
    return "intake.reject.phone_fixed" if kind == phonenumbers.PhoneNumberType.FIXED_LINE else None


def masked(number: str) -> str:
    """Return a mobile number with its middle hidden: 138****0000."""
    return f"{number[:3]}****{number[-4:]}"


def parse_email(field: Field, text: str, _values: Values) -> Parsed:
    """Accept one address of the usual form, without comments, quotes or a bare host; of several ask which."""
    typed = plain(text).replace("。", ".")
    found = list(dict.fromkeys(address.strip(".") for address in _ADDRESS.findall(typed)))
    outcomes = [_address(field, address) for address in found]
    good = [str(outcome.value) for outcome in outcomes if isinstance(outcome, Accepted)]
    if len(found) > 1 and good:
        return AskBack(field.texts("intake.ask.email_which"), tuple((address, address) for address in good))
    return outcomes[0] if outcomes else Rejected(field.texts("intake.reject.email"), strange="@" not in typed)


def _address(field: Field, typed: str) -> Accepted | Rejected:
    say, limit = field.texts, field.max_length or 80
    if len(typed) > limit:
        return Rejected(say("intake.reject.too_long", length=len(typed), limit=limit, over=len(typed) - limit))
    try:
        address = Address(addr_spec=typed)
    except (MessageError, ValueError, IndexError):  # IndexError: the stdlib's parser on some fragments
        return Rejected(say("intake.reject.email"))
    if not address.username or '"' in typed or not typed.isascii() or not _HOST.fullmatch(address.domain):
        return Rejected(say("intake.reject.email"))
    return Accepted(f"{address.username}@{address.domain.lower()}")


PHONE = Kind(
    parse=parse_phone,
    holds=lambda _field, value: isinstance(value, str) and _MOBILE.fullmatch(value) is not None,
)


def _email_holds(field: Field, value: Json) -> bool:
    return isinstance(value, str) and parse_email(field, value, {}) == Accepted(value)


EMAIL = Kind(
    parse=parse_email,
    holds=_email_holds,
    limits=frozenset({"max_length"}),
)
