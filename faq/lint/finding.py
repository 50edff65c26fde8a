"""What must hold between entries: no phrasing belongs to two, each finds its own, near misses stay away.

Leave-one-out, cheaply: round r takes the r-th phrasing out of every entry at once and asks it. So that what was taken
out can still steal from others, it stays in the round's index under a key of its own; only for its own question it is
not there. One index, its keys renamed each round, and every question is up against every other phrasing there is.
Phrasings that are one question to the index (the same in traditional characters, say) are taken out together.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from faq.answer import CHOICES, Answer, Responder
from faq.entry import Entry, Library
from faq.lint.names import listed_names
from faq.lint.placed import Placed
from faq.matcher import Matcher
from faq.normalize import HANZI, canonical, clean
from faq.text import text
from faq.yaml_places import Mistake

#: Is told the step, the number of a round that begins, counted from 1, and how many there are.
Show = Callable[[str, int, int], object]

APART = "#"  # no entry's id holds it
DEEP = 3
VARIED = 15  # phrasings: an entry with fewer has not been written out yet
WORD = re.compile(r"(?=([\u4e00-\u9fff]{2}))(?!什么|多少|怎么|么时|哪里|时候|是什|有什|能不|不能)")


@dataclass(frozen=True)
class Asked:
    """A phrasing that was left out and asked: where it stands, whose it is, and the entry (if any) that it found."""

    file: Path
    line: int
    phrasing: str
    owner: str
    found: str | None

    @property
    def lost(self) -> bool:
        """Whether it did not find its own entry."""
        return self.found != self.owner


class Repeated(NamedTuple):
    """An entry, the word that most of its phrasings share, and their share (0-1)."""

    entry_id: str
    word: str
    share: float


def doubles(entries: Sequence[Placed]) -> tuple[list[Mistake], list[Mistake]]:
    """Return phrasings that two entries share as mistakes, those that one entry has twice as warnings."""
    mistakes, warnings, first = list[Mistake](), list[Mistake](), dict[str, tuple[Placed, int]]()
    for placed in entries:
        for number, phrasing in enumerate(placed.entry.phrasings):
            other, at = first.setdefault(canonical(phrasing), (placed, number))
            if other is not placed:
                message = text("lint.shared", id=other.entry.id, where=_where(other, at))
                mistakes.append(placed.of_phrasing(message, number))
            elif at != number and _script(phrasing) == _script(placed.entry.phrasings[at]):
                warnings.append(placed.of_phrasing(text("lint.twice", line=placed.line(at)), number))
    return mistakes, warnings


def broad_words(entries: Sequence[Placed]) -> Iterator[Mistake]:
    """Yield broad words that are a phrasing too, and those that more entries list than are offered."""
    asked = {canonical(phrasing): (each, at) for each in entries for at, phrasing in enumerate(each.entry.phrasings)}
    listed = Counter[str]()
    for placed in entries:
        for row, word in enumerate(placed.entry.broad):
            same = canonical(word)
            listed[same] += 1
            if same in asked:
                other, at = asked[same]
                message = text("lint.broad", word=word, id=other.entry.id, where=_where(other, at))
                yield placed.mistake(message, "broad", row)
            if listed[same] == CHOICES + 1:
                yield placed.mistake(text("lint.broad_often", word=word, most=CHOICES), "broad", row)


def _where(placed: Placed, number: int) -> str:
    """Return the file and line of a phrasing."""
    return f"{placed.file.path.name}:{placed.line(number)}"


def near_misses(library: Library, entries: Iterable[Placed]) -> Iterator[Mistake]:
    """Yield near misses that their own entry would answer outright all the same."""
    responder = Responder(library)
    for placed in entries:
        for row, miss in enumerate(placed.entry.not_asked):
            if _answers(responder, miss) == placed.entry.id:
                yield placed.mistake(text("lint.near_miss", question=miss), "not_asked", row)


def repeated(entries: Iterable[Placed]) -> Iterator[Repeated]:
    """Yield the entries of which more than half of the Chinese phrasings share one word, and that word.

    A word is two characters that the questions of the entry use; what asks, and a name of names.yaml, is none: an entry
    about a person cannot do without his name. Entries with fewer than VARIED phrasings are not judged.
    """
    names = "\n".join([*listed_names().spellings(places=True), *listed_names().anywhere])
    for placed in entries:
        texts = [text for text in map(canonical, placed.entry.phrasings) if HANZI.search(text)]
        words = Counter(word for text in texts for word in set(WORD.findall(text)) if word not in names)
        word, count = next(iter(words.most_common(1)), ("", 0))
        if len(texts) >= VARIED and count > len(texts) / 2:
            yield Repeated(placed.entry.id, word, count / len(texts))


def unseen(_step: str, _round: int, _rounds: int) -> None:
    """Show nothing."""


def unguarded(library: Library, show: Show = unseen) -> tuple[int, int]:
    """Return how many near misses there are, and how many their entry would answer if they were not listed there."""
    count = sum(len(entry.not_asked) for entry in library.entries)
    hit, rounds = 0, max((len(entry.not_asked) for entry in library.entries), default=0)
    for number in range(rounds):
        show("near_misses", number + 1, rounds)
        left = tuple(_without_miss(entry, number) for entry in library.entries)
        responder = Responder(replace(library, entries=left))
        asked = [entry for entry in library.entries if number < len(entry.not_asked)]
        hit += sum(_answers(responder, entry.not_asked[number]) == entry.id for entry in asked)
    return count, hit


def leave_one_out(entries: Sequence[Placed], show: Show = unseen) -> tuple[Asked, ...]:
    """Return what each question finds without its own help; an entry of a single question is not asked for."""
    questions = {placed.entry.id: _questions(placed.entry) for placed in entries}
    every = [placed.entry for placed in entries]
    whole = Matcher(
        ((entry.id, phrasing) for entry in every for phrasing in entry.phrasings),
        ((key, miss) for entry in every for key in (entry.id, entry.id + APART) for miss in entry.not_asked),
    )
    rounds = max(map(len, questions.values()), default=0)
    asked = list[Asked]()
    for number in range(rounds):
        show("phrasings", number + 1, rounds)
        asked += _round(entries, questions, whole, number)
    return tuple(asked)


def _round(
    entries: Sequence[Placed], questions: Mapping[str, list[list[int]]], whole: Matcher[str], number: int
) -> Iterator[Asked]:
    asked = {each: rows[number] for each in entries if number < len(rows := questions[each.entry.id]) > 1}
    left_out = {(each.entry.id, row) for each, rows in asked.items() for row in rows}
    places = ((each.entry.id, row) for each in entries for row in range(len(each.entry.phrasings)))
    index = whole.renamed(key + APART if (key, row) in left_out else key for key, row in places)
    for each, (row, *_) in asked.items():
        phrasing, own = each.entry.phrasings[row], each.entry.id
        hits = [key for key, _ in index.search(phrasing, DEEP) if key != own + APART]
        found = hits[0].removesuffix(APART) if hits else None
        yield Asked(each.file.path, each.line(row), phrasing, own, found)


def _questions(entry: Entry) -> list[list[int]]:
    """Return the numbers of the entry's phrasings, those together that are one question to the index."""
    same: dict[str, list[int]] = {}
    for number, phrasing in enumerate(entry.phrasings):
        same.setdefault(canonical(phrasing), []).append(number)
    return list(same.values())


def _without_miss(entry: Entry, number: int) -> Entry:
    kept = tuple(miss for row, miss in enumerate(entry.not_asked) if row != number)
    return entry.model_copy(update={"not_asked": kept})


def _answers(responder: Responder, question: str) -> str | None:
    answer = responder.answer(question)
    return answer.entry.id if isinstance(answer, Answer) else None


def _script(phrasing: str) -> bool:
    """Return whether the phrasing is in traditional characters."""
    return clean(phrasing) != " ".join(unicodedata.normalize("NFKC", phrasing).casefold().split())
