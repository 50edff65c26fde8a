"""Subjects and views: the things that messages are about, and the face of it that each message shows.

A stored name that this version of the program does not have reads as `unknown`: nothing is done with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import PlainValidator

Kind = Literal["need", "line", "talk", "question", "asked", "draft", "outbox", "inbox", "knowledge", "unknown"]
#: Of a need, see bot.services.needs_state.live_cards; of what is said, bot.services.talks.messages; of what staff are
#: asked for, and what they typed for it, to confirm; of a draft, the `step` it is at; of news.
Shown = Literal[
    "brief",
    "whole",
    "ruling",
    "card",
    "staff",
    "asker",
    "prompt",
    "confirm",
    "step",
    "refused",
    "parked",
    "mistakes",
    "unknown",
]

_KINDS: Mapping[str, Kind] = {each: each for each in get_args(Kind)}
_VIEWS: Mapping[str, Shown] = {each: each for each in get_args(Shown)}


@dataclass(frozen=True)
class Subject:
    """The thing that a message is about: a row by its id, a request to staff (`asked`, JSON), or news in general."""

    kind: Kind
    id: int = 0
    asked: str = ""

    def __str__(self) -> str:
        """Return the subject's stored form, such as need:12 or inbox."""
        return self.asked or (f"{self.kind}:{self.id}" if self.id else self.kind)


def read(stored: str) -> Subject:
    """Return a subject from its stored form."""
    if stored.startswith("["):
        return Subject("asked", asked=stored)
    kind, _, number = stored.partition(":")
    known = _KINDS.get(kind, "unknown") if number.isdecimal() or not number else "unknown"
    return Subject(known, int(number or 0) if known != "unknown" else 0)


StoredSubject = Annotated[Subject, PlainValidator(read)]
View = Annotated[Shown, PlainValidator(lambda stored: _VIEWS.get(stored, "unknown"))]
Topic = tuple[Subject, View]  # of news that replace each other
