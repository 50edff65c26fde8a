"""The index of entries: what is asked in, entries out, likeliest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from faq.entry import Entry
from faq.matcher import Matcher


@dataclass(frozen=True)
class Hit:
    """An entry and the probability (0-1) that it is what was asked for."""

    entry: Entry
    score: float


class Index:
    """All phrasings of the entries, searchable.

    An entry of which a `not_asked` lies nearer to the question than any of its phrasings is left out of the result.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index every phrasing and near miss of the entries."""
        self._entries = {entry.id: entry for entry in entries}
        every = self._entries.values()
        self._matcher = Matcher(
            ((entry.id, phrasing) for entry in every for phrasing in entry.phrasings),
            ((entry.id, miss) for entry in every for miss in entry.not_asked),
        )

    def search(self, text: str, k: int = 3) -> list[Hit]:
        """Return up to `k` entries that `text` may ask for, likeliest first."""
        return [Hit(self._entries[entry_id], score) for entry_id, score in self._matcher.search(text, k)]
