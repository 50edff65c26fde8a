"""The numbers that identify a person, wherever they stand in a text."""

import re

_MOBILE = r"(?:(?:00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
# A resident identity number (GB 11643: region, date of birth, serial, check) and a bank card of China UnionPay (62…, 16
# to 19 digits). A credit code identifies no person: it is an organisation's.
_RESIDENT = r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]"
_CARD = r"62\d\d(?:[- ]?\d{4}){3}(?:[- ]?\d{1,3})?"


def _standing_alone(*numbers: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9a-z])(?:{'|'.join(numbers)})(?![0-9a-z])", re.IGNORECASE)


PHONE = _standing_alone(_MOBILE)  # says whom to call, and stands in many a signature
IDENTITY = _standing_alone(_RESIDENT, _CARD)  # nobody needs to send one
PERSONAL = _standing_alone(_RESIDENT, _MOBILE, _CARD)
