"""What staff type for a new entry, read: one parser a step. Each returns the value, or None where it can't be taken."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime

from bot.services.runtime.beijing import BEIJING
from bot.texts import escape

LIMITS = {"question": 200, "answer": 1000, "publisher": 60}  # characters; the first two are faq.entry's
DATE = re.compile(r"(20\d\d)[-./年](\d{1,2})(?:月?|[-./月](\d{1,2})日?)")


def html_of(answer: str) -> str:
    """Return a typed answer as an entry has it: Telegram HTML, its first line bold."""
    first, *more = escape(answer.strip()).splitlines()
    return "\n".join([f"<b>{first}</b>", *more])


def question_of(text: str, _: datetime) -> str | None:
    """Return a typed question on one line; None where it is none, or too long."""
    line = " ".join(text.split())
    return line if 0 < len(line) <= LIMITS["question"] else None


def answer_of(text: str, _: datetime) -> str | None:
    """Return a typed answer; None where there is none, or it is too long for an entry."""
    answer = text.strip()
    return answer if answer and len(html_of(answer)) <= LIMITS["answer"] else None


def publisher_of(text: str, _: datetime) -> str | None:
    """Return who published what an answer rests on; None where it is too long for a line, or is no plain text."""
    line = text.strip()
    plain = line == escape(line) and len(line.splitlines()) == 1
    return line if plain and len(line) <= LIMITS["publisher"] else None


def date_of(text: str, now: datetime) -> str | None:
    """Return a typed day or month as content files have it; None where it is none, or has not come yet in Beijing."""
    match = DATE.fullmatch("".join(text.split()))
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    with suppress(ValueError):
        found = date(year or 0, month or 0, day or 1)
        if found <= now.astimezone(BEIJING).date():
            return found.isoformat() if day else f"{found:%Y-%m}"
    return None


PARSERS: Mapping[str, Callable[[str, datetime], str | None]] = {
    "question": question_of,
    "answer": answer_of,
    "publisher": publisher_of,
    "date": date_of,
}
