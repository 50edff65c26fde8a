"""Knowledge: what the bot answers from. It is replaced whole while the bot runs, when files or learned rows change.

Theory of operation: an `Edition` is immutable; `Knowledge.current` is the one that counts, and work on an
update takes from it once what it needs. The next edition is made in a thread, from the files as they are and from the
learned rows; files with a mistake are refused together, and the last right ones count on. Only `renewal` takes
editions, one after the other, so they follow each other in order.
"""

import gc
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
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
    """One state of the knowledge: files and learned rows, made ready to answer, and the mistakes in both.

    `seen` are the files' stamps when they were last read, `files` is their content when it was last right; `refused`
    are the mistakes in files, `unfit` those in rows.
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
        """Return the library of everything that can be answered."""
        return self.dialogue.responder.library


class Knowledge:
    """The present edition, replaced when there is something new; `revision` counts how often."""

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
        for entry in first.library.entries[:1]:  # the first message takes several times as long as any after it
            self.dialogue.consider(entry.question)

    @property
    def dialogue(self) -> Dialogue:
        """Return the present edition's dialogue, which reads messages as part of a conversation."""
        return self.current.dialogue

    @property
    def behind(self) -> bool:
        """Return whether something learned or changed is still to be taken up."""
        return self.wanted > self.done

    def outdated(self) -> None:
        """Ask for the next edition, made after the present transaction is committed. Can be called in any thread."""
        self.wanted += 1
        self._ring()

    def ring(self, bell: Callable[[], object]) -> None:
        """Have `bell` called, in whatever thread, when there is something to take up."""
        self._ring = bell

    def next(self, rows: tuple[Learned, ...]) -> Edition:
        """Return the edition of the files as they are and these rows. Takes a while; changes nothing."""
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
        with uncollected():
            dialogue = Dialogue(respond(library))
        return Edition(seen, files, rows, dialogue, respond, refused, unfit)

    def answer_by(self, respond: Callable[[Library], Responder]) -> None:
        """Have `respond` make the responder from the next edition on, and ask for that edition."""
        self._respond = respond
        self.outdated()

    def take(self, edition: Edition) -> None:
        """Make an edition the present one."""
        if edition.dialogue is not self.current.dialogue:
            self.revision += 1
            log.info("knowledge: edition %s, %s entries", self.revision, len(edition.library.entries))
        self.current = edition


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python's collector from looking through what is being made, for which it stops every thread too long."""
    gc.disable()
    try:
        yield
    finally:
        if gc.get_freeze_count():  # as what was there when the program began (bot.commands.run), it stays for good
            gc.freeze()
        gc.enable()


def extend(files: Library, rows: Iterable[Learned]) -> tuple[Library, tuple[Mistake, ...]]:
    """Return the library with the learned rows in it, and the mistakes of rows left out, by row number.

    An entry that is in files and rows alike is that of the files: the row has been taken over into them.
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
    """Return the entry that a row makes, or else the row's mistakes."""
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
    """Return the stamp (path, time of change, size) of each content file and picture."""
    patterns = [(each, "*.yaml") for each in directories] + [(each / PICTURES, "*.png") for each in directories]
    found = {path for folder, pattern in patterns for path in folder.glob(pattern)}
    return frozenset(stamp for path in (*found, FACTS) if (stamp := _stamp(path)))


def _stamp(path: Path) -> tuple[Path, int, int] | None:
    try:
        status = path.stat()
    except OSError:  # gone in between, or a link to nowhere
        return None
    return path, status.st_ctime_ns, status.st_size
