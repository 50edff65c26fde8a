"""Cuts a message into clauses and tells which of them ask: the others greet, tell who writes and why, or take leave.

The words are those of dialogue.yaml; nothing is looked up in the content here.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from faq.asking import is_question
from faq.cues import own, points
from faq.normalize import LIMIT, clean, is_greeting
from faq.words import any_of, written

LONGEST = 2_000  # characters of a message in which clauses are looked for
ASKED = 3  # clauses that ask, as many as are read by themselves
DATE = re.compile(r"\W*\d{4}[年.-]\d{1,2}[月.-]\d{1,2}日?\W*")
# A mobile number, and with it whatever else is written of it; it says whom to call, not what is asked.
PHONE = re.compile(r"(?<![0-9a-z])(?:(?:00|\+)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9a-z])", re.IGNORECASE)

Kind = Literal["frame", "told", "asked"]


class Clause(NamedTuple):
    """A clause with the marks at its end; a `frame` says nothing of what is asked, what is `told` may."""

    text: str
    kind: Kind


class Reading(NamedTuple):
    """A clause that asks, and the same with what is told beside it; `apart` where that tells what it asks about."""

    asked: str
    told: str
    apart: bool


def clauses(text: str) -> list[Clause]:
    """Return the clauses of `text`, which put together again are `text`."""
    shown = text[:LONGEST]
    ends = [match.end() for match in _cutting().finditer(shown)]
    spans = zip([0, *ends], [*ends, len(shown)], strict=True)
    pieces = [shown[start:end] for start, end in spans if end > start]
    return [Clause(piece, _kind(piece)) for piece in pieces]


def unframed(text: str) -> str:
    """Return `text` without what only frames it: greetings, signatures, thanks; as it is where nothing asks besides."""
    parts = clauses(text)
    if not any(part.kind == "asked" for part in parts):
        return text
    return PHONE.sub("", "".join(part.text for part in parts if part.kind != "frame")).strip()


def readings(text: str) -> Iterator[Reading]:
    """Yield the clauses of an unframed `text` that ask, where it tells anything beside."""
    parts = clauses(text)
    asked = [at for at, part in enumerate(parts) if part.kind == "asked"][:ASKED]
    for at in asked if len(parts) > 1 else ():
        leans = at > 0 and (points(parts[at].text) or not own(parts[at].text))
        piece = "".join(part.text for part in parts[at - leans : at + 1])
        told = [part.text for part in parts if part.kind == "told" and part.text not in piece]
        if told or len(asked) > 1:
            whole = text if len(text) <= LIMIT else "".join(part.text for part in parts[: at + 1])[-LIMIT:]
            yield Reading(piece, whole, any(map(_is_about, told)))


def _kind(piece: str) -> Kind:
    said = clean(piece)
    if _is_frame(said):
        return "frame"
    return "asked" if is_question(said) or _words("announcing").match(said) else "told"


def _is_frame(said: str) -> bool:
    left = re.sub(r"\W+", "", _words("framing").sub("", said))
    contact = _words("signing").match(said) and (re.search(r":|\d{5}", said) is not None)
    return len(left) < 2 or is_greeting(left) or bool(contact or DATE.fullmatch(said)) or bool(
        PHONE.search(said) and not is_question(said))


def _is_about(told: str) -> bool:
    """Return whether something told may be what a question is about, and not only who asks."""
    return _words("wishing").search(clean(told)) is not None


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(any_of(written("dialogue.yaml")["letter"][kind]))


@cache
def _cutting() -> re.Pattern[str]:
    return re.compile(rf"[?？。！!；;，,…\n]+\s*|\.\s+|(?={_words('announcing').pattern})")
