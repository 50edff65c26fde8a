"""YAML with places: a file read into a pydantic model, every mistake named at once with file, line and key.

Files are an operator's, and read in the running bot: what could end it or hold it up (another thing than a file, great
size, deep nesting, which overflows the parser's stack, references, which multiply, tags, which make what nobody checks)
is refused before anything is made of it.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from faq.text import text

LARGEST = 2_000_000  # bytes of a file
DEEPEST = 30  # lists and groups within each other
LONGEST = 50_000  # characters of one text, or of what would be a number

M = TypeVar("M", bound=BaseModel)
Location = tuple[int | str, ...]


@dataclass(frozen=True)
class Mistake:
    """What is wrong at one place of a file; lines count from 1, 0 means the file as a whole."""

    file: Path
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return ": ".join(filter(None, (place, self.key, self.message)))


class MistakesError(Exception):
    """Files that an operator wrote have mistakes; nothing of them was taken."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Keep the mistakes, sorted by file, line and key."""
        self.mistakes = tuple(sorted(mistakes, key=lambda each: (each.file, each.line, each.key)))
        super().__init__("\n".join(map(str, self.mistakes)))


class _Loader(yaml.CSafeLoader):
    """Reads YAML with dates left as the text they are."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class Places:
    """One YAML file: its `data` and `lines`, the line of each of its keys, and its `mistakes` so far."""

    def __init__(self, path: Path) -> None:
        """Read the file; an empty file counts as an empty mapping. What can't be read is among the mistakes."""
        self.path, self.mistakes = path, list[Mistake]()
        self.data: Any = None
        self.lines: tuple[str, ...] = ()
        self._node: yaml.Node | None = None
        try:
            written = _read(path)
            self.lines = tuple(written.splitlines())
            if unsafe := _unsafe(written):
                self._blame(unsafe[0], (), text("mistake.yaml", problem=unsafe[1]))
                return
            loader = _Loader(written)
            self._node = loader.get_single_node()
            self._check_keys(self._node, ())
            self.data = loader.construct_document(self._node) if self._node else {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or error
            self._blame(mark.line + 1 if mark else 0, (), text("mistake.yaml", problem=problem))
        except FileNotFoundError:
            self._blame(0, (), text("mistake.no_file"))
        except (OSError, UnicodeDecodeError) as error:
            self._blame(0, (), text("mistake.unreadable", problem=error))
        except ValueError as error:  # what looks like a number and is none, as 0x_
            self._blame(0, (), text("mistake.yaml", problem=error))

    @property
    def readable(self) -> bool:
        """Whether there is `data` to look at; otherwise the mistakes say why not."""
        return self.data is not None

    def blame(self, location: Location, message: str) -> None:
        """Add a mistake at a place of the file."""
        self._blame(self.line(location), location, message)

    def _blame(self, line: int, location: Location, message: str) -> None:
        self.mistakes.append(Mistake(self.path, line, key(location), message))

    def line(self, location: Location) -> int:
        """Return the line of the node at `location`, or of the nearest node above it that exists."""
        node, line = self._node, 1
        for step in location:
            child = _child(node, step)
            if child is not None:  # pydantic's locations also name alternatives of a union, which no file has
                line, node = child
        return line

    def _check_keys(self, node: yaml.Node | None, location: Location) -> None:
        """Name keys that stand twice in one mapping; YAML readers silently keep the last."""
        if isinstance(node, yaml.MappingNode):
            seen = set[str]()
            for name, value in node.value:
                said = str(name.value)  # a list as a key is told of by whoever constructs the data
                if said in seen:
                    self._blame(name.start_mark.line + 1, (*location, said), text("mistake.key_twice"))
                seen.add(said)
                self._check_keys(value, (*location, said))
        elif isinstance(node, yaml.SequenceNode):
            for row, value in enumerate(node.value):
                self._check_keys(value, (*location, row))


def _read(path: Path) -> str:
    """Return the text of a file; OSError for what is none (a pipe is not waited for) or is too large."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(text("mistake.no_regular_file"))
        written = os.read(handle, LARGEST + 1)
    finally:
        os.close(handle)
    if len(written) > LARGEST:
        raise OSError(text("mistake.too_large", limit=LARGEST // 1_000_000))
    return written.decode("utf-8-sig")  # editors on Windows write a mark first


def _unsafe(written: str) -> tuple[int, str] | None:
    """Return the line and what it is that can't be worked on safely; nothing is made of the text yet."""
    depth = 0
    for event in yaml.parse(written, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else 0
        if depth > DEEPEST:
            return line, text("mistake.too_deep", limit=DEEPEST)
        if isinstance(event, yaml.AliasEvent):
            return line, text("mistake.reference", name=event.anchor)
        if tag := getattr(event, "tag", None):
            return line, text("mistake.tag", tag=tag)
        if len(getattr(event, "value", "")) > LONGEST:
            return line, text("mistake.too_long", limit=LONGEST)
    return None


class Marked(Places, Generic[M]):
    """One YAML file of a known form: `model` where it is right."""

    def __init__(self, path: Path, model: type[M]) -> None:
        """Read the file and check it against `model`."""
        super().__init__(path)
        self.model: M | None = None
        if not self.readable:
            return
        try:
            self.model = model.model_validate(self.data, context=self.data)  # a rule may depend on another key
        except ValidationError as error:
            for location, message in explained(error):
                self.blame(location, message)


def checked(path: Path, model: type[M]) -> M:
    """Return what a file of that form holds; MistakesError where it is wrong."""
    file = Marked(path, model)
    if file.model is None or file.mistakes:
        raise MistakesError(file.mistakes)
    return file.model


def explained(error: ValidationError) -> Iterator[tuple[Location, str]]:
    """Yield each place that pydantic found wrong, with what is wrong in the operator's words."""
    for each in error.errors():
        yield each["loc"], _explain(each["type"], each["msg"], each.get("ctx", {}))


def key(location: Location) -> str:
    """Return a place as it is written in messages: entries[0].answer."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location).lstrip(".")


def _child(node: yaml.Node | None, step: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == step:
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _explain(kind: str, message: str, context: Mapping[str, object]) -> str:
    """Return what pydantic found in the operator's words, or in pydantic's own where there are none."""
    if kind == "value_error":
        return str(context["error"])
    return text(f"mistake.{kind}", message, **context)
