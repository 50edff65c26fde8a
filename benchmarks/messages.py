"""Whole messages, read as the bot reads them: two questions in one and follow-ups too (faq.dialogue).

`held_out.jsonl` was written from the domain notes alone, and nothing was chosen or mended with it in view; it is only
for measuring. Where somebody has looked at single questions of it, a new one is needed.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.questions import HERE, OUT_OF_SCOPE
from faq.answer import Answer, Choices, Lead, Outcome
from faq.dialogue import Dialogue
from faq.entry import Entry

KINDS = ("right outright", "right as lead", "right offered", "wrong outright", "wrong lead", "unknown")
RIGHT, LED, OFFERED, WRONG, MISLED, UNKNOWN = KINDS
ORDER = (RIGHT, LED, OFFERED, UNKNOWN, MISLED, WRONG)  # from the best to the worst


def fared(answered: list[bool], offered: list[bool]) -> str:
    """Return which of KINDS a reply is, by whether each entry answered, or led and offered, is right."""
    if answered:
        return RIGHT if all(answered) else WRONG
    if not any(offered):
        return MISLED if offered else UNKNOWN
    return LED if offered[0] else OFFERED


@dataclass(frozen=True)
class Message:
    """A message, how it is written, what was asked before it, and for each question in it the ids that answer it."""

    text: str
    register: str
    after: str | None
    wants: tuple[frozenset[str], ...]

    @property
    def in_scope(self) -> bool:
        """Return whether there is an answer."""
        return bool(self.wants)

    def fared(self, answered: Iterable[Entry], offered: Iterable[Entry]) -> str:
        """Return which of KINDS a reply is: wrong as soon as an entry is answered that answers none of the questions.

        Otherwise the question that fared worst counts.
        """
        right, shown = list(answered), list(offered)
        if not all(_rests_on_any(entry, self.wants) for entry in right):
            return WRONG
        wants = self.wants or (frozenset[str](),)
        return max((_one(want, right, shown) for want in wants), key=ORDER.index)


def held_out(path: Path = HERE / "held_out.jsonl") -> list[Message]:
    """Return the messages of a file as benchmarks/README.md describes them."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Message(row["q"], row["register"], row.get("after"), _wants(row["expect"])) for row in rows]


def replied(dialogue: Dialogue, message: Message) -> str:
    """Return which of KINDS the bot's reply to a message is."""
    outcomes = dialogue.consider(message.text, before(dialogue, message)).outcomes
    answered = [outcome.entry for outcome in outcomes if isinstance(outcome, Answer)]
    return message.fared(
        answered, [hit.entry for each in outcomes if isinstance(each, Lead | Choices) for hit in each.hits]
    )


def before(dialogue: Dialogue, message: Message) -> Entry | None:
    """Return the entry that was answered, or taken from the choices, just before."""
    if message.after is None:
        return None
    outcome: Outcome = dialogue.consider(message.after).outcomes[0]
    if isinstance(outcome, Answer):
        return outcome.entry
    return outcome.hits[0].entry if outcome.hits else None


def _wants(expect: str | list[str] | list[list[str]]) -> tuple[frozenset[str], ...]:
    if expect == OUT_OF_SCOPE:
        return ()
    if isinstance(expect, str):
        return (frozenset({expect}),)
    if isinstance(expect[0], str):
        return (frozenset(map(str, expect)),)
    return tuple(frozenset(each) for each in expect)


def _one(want: frozenset[str], right: list[Entry], shown: list[Entry]) -> str:
    if any(_rests_on_any(entry, [want]) for entry in right):
        return RIGHT
    return fared([], [_rests_on_any(entry, [want]) for entry in shown])


def _rests_on_any(entry: Entry, wants: Iterable[frozenset[str]]) -> bool:
    return any(want & {*entry.facts, entry.status} for want in wants)
