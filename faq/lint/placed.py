"""Entries with the places where they stand, so that a mistake can be shown to its author."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from faq.entry import Entry, Library
from faq.yaml_places import Location, Mistake, Places, key


@dataclass(frozen=True)
class Placed:
    """An entry, its file as places and as lines, and its number among the file's entries (from 0)."""

    entry: Entry
    file: Places
    lines: tuple[str, ...]
    row: int

    def mistake(self, message: str, *location: int | str) -> Mistake:
        """Return a mistake at a place inside the entry."""
        return Mistake(self.file.path, self.file.line(self._within(location)), self._key(location), message)

    def in_answer(self, message: str, line: str) -> Mistake:
        """Return a mistake at one line of the answer; where that can't be found, at the answer's key."""
        start = self.file.line(self._within(("answer",)))
        rows = range(start, min(start + len(self.entry.answer.splitlines()) + 1, len(self.lines)))
        found = next((row + 1 for row in rows if line.strip() and line.strip() in self.lines[row]), start)
        return Mistake(self.file.path, found, self._key(("answer",)), message)

    def of_phrasing(self, message: str, number: int) -> Mistake:
        """Return a mistake at the entry's phrasing of that number; 0 is its question."""
        return self.mistake(message, *_phrasing(number))

    def line(self, number: int) -> int:
        """Return the line of the entry's phrasing of that number."""
        return self.file.line(self._within(_phrasing(number)))

    def _within(self, location: Location) -> Location:
        return "entries", self.row, *location

    def _key(self, location: Location) -> str:
        return key(self._within(location))


def _phrasing(number: int) -> Location:
    return ("also_asked", number - 1) if number else ("question",)


def place(library: Library, directories: Iterable[Path]) -> dict[str, Placed]:
    """Return the library's entries by their ids, each where it was read from: the last directory that has it."""
    entries = {entry.id: entry for entry in library.entries}
    paths = [path for directory in directories for path in sorted(directory.glob("*.yaml"))]
    placed = {each.entry.id: each for path in paths for each in _placed(path, entries)}
    return {entry_id: placed[entry_id] for entry_id in entries}


def _placed(path: Path, entries: Mapping[str, Entry]) -> Iterable[Placed]:
    file = Places(path)
    return [Placed(entries[each["id"]], file, file.lines, row) for row, each in enumerate(file.data["entries"])]
