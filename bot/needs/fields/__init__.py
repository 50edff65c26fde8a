"""The kinds of field: what each reads out of typed text, and how it shows and checks what it has kept.

A new kind is one module here with its table of tests, and one line in KINDS.
"""

from collections.abc import Mapping
from datetime import date

from bot.needs.fields.choice import CHOICE, CHOICES, CONSENT, check_choices, find
from bot.needs.fields.contact import EMAIL, PHONE, masked
from bot.needs.fields.credit_code import CREDIT_CODE
from bot.needs.fields.day import DAY
from bot.needs.fields.indicators import GROUP, INDICATORS
from bot.needs.fields.league import LEAGUE
from bot.needs.fields.money import MONEY
from bot.needs.fields.months import MONTHS
from bot.needs.fields.spec import (
    Accepted,
    AskBack,
    Condition,
    Doubtful,
    Field,
    FieldRole,
    Json,
    Kind,
    Option,
    Parsed,
    Rejected,
    Remark,
    Values,
)
from bot.needs.fields.text import KEYWORDS, TEXT
from bot.needs.fields.vocabulary import means

__all__ = [
    "KINDS",
    "Accepted",
    "AskBack",
    "Condition",
    "Doubtful",
    "Field",
    "FieldRole",
    "Json",
    "Kind",
    "Option",
    "Parsed",
    "Rejected",
    "Remark",
    "Values",
    "check_choices",
    "extends",
    "masked",
    "parse",
]

KINDS: Mapping[str, Kind] = {
    "consent": CONSENT,
    "text": TEXT,
    "choice": CHOICE,
    "choices": CHOICES,
    "credit_code": CREDIT_CODE,
    "league": LEAGUE,
    "money": MONEY,
    "months": MONTHS,
    "day": DAY,
    "indicators": INDICATORS,
    "group": GROUP,
    "phone": PHONE,
    "email": EMAIL,
    "keywords": KEYWORDS,
}

_LONGEST_PROSE = 5_000  # characters; one message of Telegram has at most 4,096
_LONGEST_ANSWER = 300  # characters of what should be a choice, a figure or an address


def parse(field: Field, text: str, values: Values, today: date | None = None) -> Parsed:
    """Return what `text` means for `field`, given the other `values` and the day; never raises, whatever the text."""
    kind = KINDS[field.kind]
    if len(text) > (_LONGEST_PROSE if kind.free else _LONGEST_ANSWER):
        longest = field.max_length or 100
        key = "intake.reject.too_long" if kind.free else "intake.reject.much_too_long"
        return Rejected(field.texts(key, length=len(text), limit=longest, over=len(text) - longest))
    outcome = kind.parse(field, text, values)
    if today and isinstance(outcome, Rejected):
        outcome = kind.until(field, text, today) or outcome
    if _is_nothing(field, text) and (kind.free or isinstance(outcome, Rejected)):
        return Rejected(field.texts("intake.reject.nothing"), strange=True)
    return outcome


def extends(field: Field) -> bool:
    """Return whether more can be said of a field than it holds already: rows, or prose in lines."""
    return KINDS[field.kind].rows or (field.kind == "text" and field.multiline and not field.takes_all)


def _is_nothing(field: Field, text: str) -> bool:
    """Return whether 没有 is said to a field that has to be filled, if only later."""
    wanted = field.required and field.kind != "consent" and field.default is None and not field.takes_all
    return wanted and means(field.texts, "nothing", text) and find(field, text) is None
