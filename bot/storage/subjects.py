"""What messages are about, and what of it each shows.

What another version of the program has stored, and this one has no name for, is `unknown`: nothing is done with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import PlainValidator

Kind = Literal["need", "line", "relay", "question", "answer", "outbox", "inbox", "knowledge", "unknown"]
#: Of a need, see bot.services.board; of what is said in a talk or asked of staff, see bot.services.talks; of news.
Shown = Literal[
    "brief", "whole", "ruling", "card", "staff", "asker", "prompt", "refused", "parked", "mistakes", "unknown"
]

_KINDS: Mapping[str, Kind] = {each: each for each in get_args(Kind)}
_VIEWS: Mapping[str, Shown] = {each: each for each in get_args(Shown)}


@dataclass(frozen=True)
class Subject:
    """A thing that messages are about: a row by its id, several of them (an answer's questions), or news in general."""

    kind: Kind
    ids: tuple[int, ...] = ()

    @property
    def id(self) -> int:
        """Return the id of the one row that it is."""
        return self.ids[0]

    def __str__(self) -> str:
        """Return it as it is stored, such as need:12, answer:1,2 or inbox."""
        return f"{self.kind}:{','.join(map(str, self.ids))}" if self.ids else self.kind


def read(stored: str) -> Subject:
    """Return a subject from what is stored."""
    kind, _, ids = stored.partition(":")
    known = _KINDS.get(kind, "unknown")
    return Subject(known, tuple(map(int, ids.split(","))) if ids and known != "unknown" else ())


StoredSubject = Annotated[Subject, PlainValidator(read)]
View = Annotated[Shown, PlainValidator(lambda stored: _VIEWS.get(stored, "unknown"))]
Topic = tuple[Subject, View]  # of news that replace each other
