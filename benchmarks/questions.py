"""The questions that matching is measured with, and which answers to them are right."""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path

from faq.entry import Entry

HERE = Path(__file__).parent
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Asked:
    """A question, how it is written, and the ids of facts or entries that answer it (none: nothing should be answered).

    `kind` is covered, not_covered, wrong_premise or out_of_scope, where that is told.
    """

    text: str
    register: str
    expected: frozenset[str]
    kind: str = ""

    @property
    def in_scope(self) -> bool:
        """Return whether there is an answer."""
        return bool(self.expected)

    @property
    def half(self) -> int:
        """Return 0 or 1, the same for the same question in every run."""
        return zlib.crc32(self.text.encode()) % 2

    def is_right(self, entry: Entry) -> bool:
        """Return whether the entry, or a fact it rests on, is expected, or it tells how to use the bot as expected."""
        return bool(self.expected & {entry.id, *entry.facts, entry.status})


def scheme_questions() -> list[Asked]:
    """Return the questions of scheme_questions.jsonl; of two in one, either may be answered."""
    lines = (HERE / "scheme_questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [Asked(row["q"], row["register"], frozenset(_ids(row["expect"]))) for row in map(json.loads, lines)]


def asked_in(path: Path = HERE / "blind_questions.jsonl") -> list[Asked]:
    """Return the questions of a file whose lines name the entries that answer them: q, kind, register, entries."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Asked(row["q"], row["register"], frozenset(row["entries"]), row["kind"]) for row in rows]


def off_topic(name: str = "off_topic") -> list[Asked]:
    """Return the questions of off_topic.txt, or the lines of statements.txt: nothing of either should be answered."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [Asked(line, name, frozenset()) for line in lines if not line.startswith("#")]


def _ids(expect: str | list[str] | list[list[str]]) -> list[str]:
    if isinstance(expect, str):
        return [] if expect == OUT_OF_SCOPE else [expect]
    return [each for part in expect for each in _ids(part)]
