"""What a field makes of typed text, in short."""

from datetime import date
from typing import Any

from bot.needs.fields import Accepted, AskBack, Doubtful, Field, Rejected, parse
from bot.texts import catalogue
from tests.unit.filling import FORM


def field(kind: str, **limits: Any) -> Field:
    """A field of that kind with a few limits, outside any form."""
    common = {"key": "x", "label": "x", "section": "x", "prompt": "x", "example": "x"}
    return Field.model_validate({**common, "kind": kind, **limits}, context=catalogue("zh"))


def said(key: str, text: str, today: date | None = None, **values: Any) -> Any:
    """What `text` means at a field of the real form, in short: a value, a list to choose from, or the refusal."""
    match parse(FORM.field(key), text, values, today):
        case Accepted(value):
            return value
        case AskBack(_, choices):
            return [value for _, value in choices]
        case Doubtful(value, _):
            return ("doubtful", value)
        case Rejected(message):
            return refusal(message)


def refusal(message: str) -> str:
    """The name of the refusal whose text begins like the message."""
    texts = {
        key.removeprefix("intake.reject."): text for key, text in catalogue("zh").texts.items() if ".reject." in key
    }
    fitting = [name for name, text in texts.items() if all(part in message for part in _fixed_parts(text))]
    return max(fitting, key=lambda name: len("".join(_fixed_parts(texts[name]))))


def _fixed_parts(text: str) -> list[str]:
    return [part.split("}")[-1] for part in text.split("{")]
