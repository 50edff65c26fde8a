"""Knowledge: what the bot answers from. It is replaced whole while the bot runs, when files or learned rows change.

Theory of operation: an `Edition` is immutable; `Knowledge.current` is the one that counts, and whoever works on an
update takes from it once what he needs. The next edition is made in a thread, from the files as they are and from the
learned rows; files with a mistake are refused together, and the last right ones count on. Only `renewal` takes
editions, one after the other, so they follow each other in order.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from bot.storage.learned import Learned
from faq.answer import Responder
from faq.dialogue import Dialogue
from faq.entry import CONTENT, FACTS, LEARNED, PICTURES, ContentError, Entry, Library, dangling, load
from faq.text import text
from faq.yaml_places import Location, Mistake, explained, key

log = logging.getLogger(__name__)


Seen = frozenset[tuple[Path, int, int]]


@dataclass(frozen=True)
class Edition:
    """One state of what is known: what files and learned rows say, made ready to answer, and what was left out.

    `seen` are the files as they lay there when they were last read, `files` what they said when they were last right;
    `refused` are the mistakes in files, `unfit` those in rows.
    """

    seen: Seen
    files: Library
    rows: tuple[Learned, ...]
    dialogue: Dialogue
    respond: Callable[[Library], Responder]
    refused: tuple[Mistake, ...] = ()
    unfit: tuple[Mistake, ...] = ()

    @property
    def library(self) -> Library:
        """Return everything that can be answered."""
        return self.dialogue.responder.library


class Knowledge:
    """What is known now. `revision` counts how often it was replaced; `behind` is true until it has caught up."""

    def __init__(
        self,
        responder: Responder | None = None,
        directories: Sequence[Path] = (CONTENT,),
        respond: Callable[[Library], Responder] = Responder,
    ) -> None:
        """Read the directories, unless a `responder` made of them is given; ContentError names every mistake."""
        self.directories, self._respond = tuple(directories), respond
        seen = look(self.directories)
        first = responder or respond(load(self.directories))
        self.current = Edition(seen, first.library, (), Dialogue(first), respond)
        self.revision = self.wanted = self.done = 0
        self._ring: Callable[[], object] = lambda: None

    @property
    def dialogue(self) -> Dialogue:
        """Return what reads messages as part of a conversation now."""
        return self.current.dialogue

    @property
    def behind(self) -> bool:
        """Whether something has been learned or changed that is not taken up yet."""
        return self.wanted > self.done

    def outdated(self) -> None:
        """Ask for the next edition, made after the present transaction is committed. Can be called in any thread."""
        self.wanted += 1
        self._ring()

    def ring(self, bell: Callable[[], object]) -> None:
        """Let `bell` be called, in whatever thread, when there is something to take up."""
        self._ring = bell

    def next(self, rows: tuple[Learned, ...]) -> Edition:
        """Return what is known by the files as they are and these rows. Takes a while; changes nothing."""
        old, seen = self.current, look(self.directories)
        files, refused = old.files, old.refused
        if seen != old.seen:
            try:
                files, refused = load(self.directories), ()
            except ContentError as error:
                files, refused = old.files, error.mistakes
        respond = self._respond
        if (files, rows, respond) == (old.files, old.rows, old.respond):
            return replace(old, seen=seen, refused=refused)
        library, unfit = extend(files, rows)
        return Edition(seen, files, rows, Dialogue(respond(library)), respond, refused, unfit)

    def answer_by(self, respond: Callable[[Library], Responder]) -> None:
        """Let `respond` make the responder from the next edition on, and ask for that edition."""
        self._respond = respond
        self.outdated()

    def take(self, edition: Edition) -> None:
        """Let an edition count from now on."""
        if edition.dialogue is not self.current.dialogue:
            self.revision += 1
            log.info("knowledge: edition %s, %s entries", self.revision, len(edition.library.entries))
        self.current = edition


def extend(files: Library, rows: Iterable[Learned]) -> tuple[Library, tuple[Mistake, ...]]:
    """Return the library with what was learned in it; what does not fit is left out and named with its row's number.

    An entry that the files have too is theirs: what was learned has been taken over into them.
    """
    entries, mistakes = {entry.id: entry for entry in files.entries}, list[Mistake]()
    for row in sorted(rows, key=lambda row: row.kind != "entry"):  # a phrasing may be of a learned entry
        entry, wrong = _fitted(row, entries.get(row.entry_id), files, entries.keys())
        if entry:
            entries[entry.id] = entry
        source = Path(text("learned.source"))
        mistakes += [Mistake(source, row.id, key((row.entry_id, *where)), message) for where, message in wrong]
    mistakes.sort(key=lambda mistake: mistake.line)
    return replace(files, entries=tuple(entries.values())), tuple(mistakes)


def _fitted(
    row: Learned, known: Entry | None, files: Library, entries: Iterable[str]
) -> tuple[Entry | None, list[tuple[Location, str]]]:
    """Return the entry that comes of a row, or what is wrong with the row."""
    if row.kind == "entry":
        if known:
            return known, []
        written = row.content if isinstance(row.content, dict) else {}
    elif known is None:
        return None, [((), text("learned.gone", id=row.entry_id))]
    elif row.content in known.phrasings:
        return known, []
    else:
        written = {**known.model_dump(), "also_asked": (*known.also_asked, row.content)}
    try:
        entry = Entry.model_validate({**written, "id": row.entry_id}, context=LEARNED)
    except ValidationError as error:
        found = explained(error)
        return None, [(where if row.kind == "entry" else (), message) for where, message in found]
    wrong = list(dangling(entry, set(entries), files.facts, files.pictures))
    if entry.topic not in {topic.id for topic in files.topics}:
        wrong.append((("id",), text("learned.topic", topic=entry.topic)))
    return (None, wrong) if wrong else (entry, [])


def look(directories: Iterable[Path]) -> Seen:
    """Return which files the directories have, and when and how large they were last written."""
    patterns = [(each, "*.yaml") for each in directories] + [(each / PICTURES, "*.png") for each in directories]
    found = {path for folder, pattern in patterns for path in folder.glob(pattern)}
    return frozenset(stamp for path in (*found, FACTS) if (stamp := _stamp(path)))


def _stamp(path: Path) -> tuple[Path, int, int] | None:
    try:
        status = path.stat()
    except OSError:  # gone in between, or a link to nowhere
        return None
    return path, status.st_ctime_ns, status.st_size
