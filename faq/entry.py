"""The FAQ's entries: their form, their rules, and how they are read from YAML with every mistake named at once."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationInfo, field_validator

from faq.text import text
from faq.yaml_places import Location, Marked, Mistake, MistakesError, Places

__all__ = ["CONTENT", "ContentError", "Entry", "Library", "Mistake", "Source", "Topic", "load"]

ROOT = Path(__file__).parent
CONTENT = ROOT / "content"
FACTS = ROOT / "facts.yaml"
PICTURES = "pictures"  # a content directory's folder of pictures
LEARNED = {"learned": True}  # the context to validate an entry in that was written while the bot ran

Status = Literal["stated", "reported", "comment", "plan", "conflict", "not_published", "howto"]
Action = Literal["submit", "topics", "handoff", "my"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Date = Annotated[str, StringConstraints(pattern=r"^20\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
Item = TypeVar("Item")
TAG = re.compile(r"<(/?)([a-z]+)>|[<>]|&(?!(?:lt|gt|amp|quot);)")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Topic(_Model):
    """A subject to browse by; topics are shown in ascending `order`."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Line
    order: int


class Source(_Model):
    """Who published what an answer rests on, and when: a day, a month, or where no more is known a year.

    Of several publishers, parted by ；, the date is the first one's; the others have theirs in brackets.
    """

    publisher: Line
    date: Date


class English(_Model):
    """The question in English, and a short answer that tells nothing which the Chinese answer does not tell."""

    question: Line
    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600, pattern=r"^[^<>]*$")]


class Entry(_Model):
    """One answer and the ways people ask for it.

    `answer` is Telegram HTML of <b> and <i> whose tags never span a line. `not_asked` are questions that look alike but
    belong to another entry; `broad` are words that ask for nothing yet, such as 揭榜: whoever says just one of them is
    offered the entries that list it. `about` are names of named.yaml, where its texts do not tell which it is about.
    `facts` are ids of facts.yaml. `picture` is the name, without .png, of a file in
    the folder `pictures` beside the content; it is shown under the answer.
    `english`, where there is one, is what English speakers are shown besides.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z0-9_]+$")]
    question: Line
    also_asked: tuple[Line, ...]
    not_asked: tuple[Line, ...] = ()
    broad: tuple[Line, ...] = ()
    about: tuple[Line, ...] = ()
    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    facts: tuple[str, ...] = ()
    source: Source
    as_of: Date
    status: Status
    related: tuple[str, ...] = ()
    action: Action | None = None
    picture: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    english: English | None = None

    @property
    def topic(self) -> str:
        """Return the id of the topic that the entry belongs to."""
        return self.id.partition(".")[0]

    @property
    def phrasings(self) -> tuple[str, ...]:
        """Return every way the question is asked, the entry's own wording first."""
        return (self.question, *self.also_asked)

    def translation(self, language: str) -> English | None:
        """Return question and short answer in a language; None where there are none in it."""
        return self.english if language == "en" else None

    def title(self, language: str) -> str:
        """Return the question in a language; in Chinese where it is in no other."""
        translated = self.translation(language)
        return translated.question if translated else self.question

    @field_validator("also_asked")
    @classmethod
    def _enough(cls, also_asked: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return also_asked if _is_learned(info.context) else _at_least(5, also_asked)

    @field_validator("answer")
    @classmethod
    def _balanced(cls, answer: str) -> str:
        for line in answer.splitlines():
            if not _is_balanced(line):
                raise ValueError(text("mistake.html", line=line))
        return answer


class _Content(_Model):
    """One file. In a `learned` one, which the bot wrote from what staff answered, entries may have few phrasings."""

    topic: Topic
    learned: bool = False
    entries: tuple[Entry, ...]

    @field_validator("entries")
    @classmethod
    def _any(cls, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return _at_least(1, entries)


class ContentError(MistakesError):
    """The FAQ content has mistakes; nothing of it was taken."""


@dataclass(frozen=True)
class Library:
    """All entries and topics, topics by their order, the one-line meaning of every fact id, and pictures by name."""

    entries: tuple[Entry, ...]
    topics: tuple[Topic, ...]
    facts: Mapping[str, str]
    pictures: Mapping[str, Path] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Return every entry under its id."""
        return {entry.id: entry for entry in self.entries}

    def __getitem__(self, entry_id: str) -> Entry:
        """Return the entry of that id; KeyError where there is none."""
        return self.by_id[entry_id]

    def named(self, entry_ids: Iterable[str]) -> tuple[Entry, ...]:
        """Return the entries of these ids, in this order, as far as there are such."""
        return tuple(self.by_id[entry_id] for entry_id in entry_ids if entry_id in self.by_id)

    def of_topic(self, topic_id: str) -> tuple[Entry, ...]:
        """Return the topic's entries in the order of their file."""
        return tuple(entry for entry in self.entries if entry.topic == topic_id)


def load(directories: Iterable[Path] = (CONTENT,)) -> Library:
    """Return the library read from every *.yaml of the directories; in a later one the same id replaces the earlier.

    Raises ContentError with all mistakes of all files.
    """
    facts = _facts()
    pictures: dict[str, Path] = {}
    topics: dict[str, Topic] = {}
    entries: dict[str, _Placed] = {}
    files: list[Marked[_Content]] = []
    mistakes: list[Mistake] = []
    for directory in directories:
        read = [Marked(path, _Content) for path in sorted(directory.glob("*.yaml"))]
        placed = [each for file in read for each in _place(file)]
        if not read:
            mistakes.append(Mistake(directory, 0, "", text("mistake.no_files")))
        _blame_double_ids(placed)
        topics |= {file.model.topic.id: file.model.topic for file in read if file.model}
        entries |= {each.entry.id: each for each in placed}
        pictures |= {path.stem: path for path in sorted((directory / PICTURES).glob("*.png"))}
        files += read
    for each in entries.values():
        each.blame_dangling(entries, facts, pictures)
    mistakes += [mistake for file in files for mistake in file.mistakes]
    if mistakes:
        raise ContentError(mistakes)
    ordered = tuple(sorted(topics.values(), key=lambda topic: (topic.order, topic.id)))
    return Library(tuple(each.entry for each in entries.values()), ordered, facts, pictures)


def _facts() -> Mapping[str, str]:
    file = Places(FACTS)
    if file.mistakes:  # without facts every entry would be blamed
        raise ContentError(file.mistakes)
    facts: Mapping[str, str] = file.data
    return facts


def dangling(
    entry: Entry, entries: Container[str], facts: Container[str], pictures: Container[str]
) -> Iterator[tuple[Location, str]]:
    """Yield what the entry refers to and there is not: where in the entry, and what is wrong."""
    for row, fact in enumerate(entry.facts):
        if fact not in facts:
            yield ("facts", row), text("mistake.fact", fact=fact)
    for row, related in enumerate(entry.related):
        if related not in entries or related == entry.id:
            yield ("related", row), text("mistake.related", id=related)
    if entry.picture is not None and entry.picture not in pictures:
        yield ("picture",), text("mistake.picture", name=entry.picture)


@dataclass(frozen=True)
class _Placed:
    """An entry and where it stands, for the rules that look at more than one entry."""

    entry: Entry
    topic: Topic
    file: Marked[_Content]
    row: int

    def blame(self, message: str, *location: int | str) -> None:
        self.file.blame(("entries", self.row, *location), message)

    def blame_dangling(self, entries: Container[str], facts: Container[str], pictures: Container[str]) -> None:
        if self.entry.topic != self.topic.id:
            self.blame(text("mistake.topic", topic=self.topic.id), "id")
        for location, message in dangling(self.entry, entries, facts, pictures):
            self.blame(message, *location)


def _place(file: Marked[_Content]) -> list[_Placed]:
    if file.model is None:
        return []
    return [_Placed(entry, file.model.topic, file, row) for row, entry in enumerate(file.model.entries)]


def _blame_double_ids(placed: Iterable[_Placed]) -> None:
    first: dict[str, _Placed] = {}
    for each in placed:
        if (other := first.setdefault(each.entry.id, each)) is not each:
            where = f"{other.file.path.name}:{other.file.line(('entries', other.row))}"
            each.blame(text("mistake.id_twice", where=where), "id")


def _is_learned(context: Any) -> bool:
    return isinstance(context, Mapping) and context.get("learned") is True


def _at_least(count: int, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return `items` if they are enough; pydantic's own min_length also blames what is only short of faulty items."""
    if len(items) < count:
        raise ValueError(text("mistake.too_short", min_length=count, actual_length=len(items)))
    return items


def _is_balanced(line: str) -> bool:
    stack: list[str] = []
    for match in TAG.finditer(line):
        closing, tag = match.group(1), match.group(2)
        if tag not in {"b", "i"}:
            return False
        if not closing:
            stack.append(tag)
        elif not stack or stack.pop() != tag:
            return False
    return not stack
