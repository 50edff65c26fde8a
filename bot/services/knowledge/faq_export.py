"""Export of what staff taught the bot, as content files to be read over and then put among the others."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot import private
from bot.services.knowledge.editions import extend
from bot.services.runtime.beijing import BEIJING
from bot.storage.learned import Learned
from bot.texts import Catalogue
from bot.texts.markup import plain
from faq.entry import Entry, Library, Topic

ENOUGH = 5  # phrasings that an entry of a content file has at least


def files(
    texts: Catalogue, library: Library, rows: Sequence[Learned], names: Mapping[int, str]
) -> tuple[dict[str, str], int]:
    """Return the content files by their names, and the number of rows left out because they do not fit.

    `library` is what the files say, `names` are the members of staff. Every entry that is new or has further phrasings
    is there whole, one file a topic. As a directory over the files, they say what the bot knows.
    """
    learned, unfit = extend(library, rows)
    known = {entry.id: entry for entry in library.entries}
    changed = [entry for entry in learned.entries if known.get(entry.id) != entry]
    topics = [topic for topic in library.topics if any(entry.topic == topic.id for entry in changed)]
    left_out = {mistake.line for mistake in unfit}
    used = [row for row in rows if row.id not in left_out]
    return {
        f"{topic.id}.yaml": _file(texts, topic, [each for each in changed if each.topic == topic.id], used, names)
        for topic in topics
    }, len(left_out)


def write(folder: Path, found: Mapping[str, str]) -> None:
    """Write the files into the folder, made if need be; FileExistsError, with nothing written, where one is there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in found:
        if (folder / name).exists():
            raise FileExistsError(str(folder / name))
    for name, content in found.items():
        private.write(folder / name, content.encode())


class _Dumper(yaml.SafeDumper):
    """Writes lists below their key and indented, and texts of several lines as they are."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _text)


def _file(
    texts: Catalogue, topic: Topic, entries: Sequence[Entry], rows: Iterable[Learned], names: Mapping[int, str]
) -> str:
    ids = {entry.id for entry in entries}
    notes = [texts("knowledge.export.head"), *(_note(texts, row, names) for row in rows if row.entry_id in ids)]
    content: dict[str, Any] = {"topic": topic.model_dump(exclude_none=True)}
    if any(len(entry.also_asked) < ENOUGH for entry in entries):
        content["learned"] = True
    content["entries"] = [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]
    written: str = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return "".join([*(f"# {' '.join(note.split())}\n" for note in notes), written])


def _note(texts: Catalogue, row: Learned, names: Mapping[int, str]) -> str:
    day = datetime.fromisoformat(row.created_at).astimezone(BEIJING).date()
    author = names.get(row.author, str(row.author))
    return plain(texts(f"knowledge.export.{row.kind}", id=row.entry_id, text=row.content, day=day, author=author))
