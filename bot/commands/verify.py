"""`jiebang verify`: whether a receipt is of what stands in the database and on the shelf."""

import argparse
import asyncio
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot import config as configuration
from bot.commands import OK, STORAGE, WRONG, complain, say
from bot.services.runtime import beijing
from bot.storage import attachments, needs, versions
from bot.storage.attachments import Attachment
from bot.storage.database import Transaction, read_only
from bot.storage.shelf import Shelf, digest
from bot.storage.versions import Version
from bot.texts import Catalogue, Html, operators


@dataclass(frozen=True)
class Filed:
    """What stands in the database of a need: its versions, and its files by their digests."""

    versions: list[Version]
    files: Mapping[str | None, Attachment]


def verify(options: argparse.Namespace) -> int:
    """Say which version a number and a digest belong to, and with which files.

    A row or a file that was tampered with is said, and ends with 4.
    """
    config, texts = configuration.load(options.config, secrets=False), operators()
    reference, wanted = _tidied(options.number).upper(), _tidied("".join(options.digest)).lower()
    found = asyncio.run(read_only(config.database, lambda tx: _filed(tx, reference)))
    if found is None:
        return complain(WRONG, texts("operator.unknown_need", reference=reference))
    count = len(found.versions)
    tampered = [each for each in found.versions if each.recomputed(reference) not in (each.digest, None)]
    genuine = next((each for each in found.versions if each.digest == wanted and each not in tampered), None)
    wrong = [texts("operator.tampered", reference=reference, number=each.number) for each in tampered]
    if genuine:
        say("\n".join((_genuine(texts, reference, genuine, count), *_files(texts, genuine, found))))
        wrong += _spoiled(texts, genuine, found, Shelf(config.files))
    if wrong:
        return complain(STORAGE, "\n".join(wrong))
    return OK if genuine else complain(WRONG, texts("operator.unverified", reference=reference, count=count))


def _filed(tx: Transaction, reference: str) -> Filed | None:
    need = needs.by_reference(tx, reference)
    if need is None:
        return None
    every = versions.of_need(tx, need.id)
    known = attachments.of_version(tx, need.id, {sha for each in every for sha in each.attachments})
    return Filed(every, {each.sha256: each for each in known})


def _files(texts: Catalogue, version: Version, found: Filed) -> Iterator[Html]:
    """Give a line for each file of a version that is kept."""
    for sha in version.attachments:
        if sha in found.files:
            yield texts("operator.verified_file", name=found.files[sha].name, digest=sha)


def _spoiled(texts: Catalogue, version: Version, found: Filed, shelf: Shelf) -> Iterator[Html]:
    """Give a line for each file of a version that is not what it was; those of an erased one are gone rightly."""
    for sha in version.attachments if version.content else ():
        path = shelf.path(sha)
        if not path.exists() or digest(path)[0] != sha:
            name = found.files[sha].name if sha in found.files else ""
            yield texts("operator.file_tampered" if path.exists() else "operator.file_gone", name=name, digest=sha)


def _genuine(texts: Catalogue, reference: str, version: Version, count: int) -> str:
    told = {
        "reference": reference,
        "number": version.number,
        "at": beijing.moment(version.submitted_at),
        "how": texts(f"lifecycle.action.{version.action}.name"),
    }
    if version.content is None:
        return texts("operator.verified_erased", **told)
    return texts("operator.verified", **told, count=count)


def _tidied(typed: str) -> str:
    """Return what was typed without blanks, and with letters and dashes of the usual width."""
    return "".join(unicodedata.normalize("NFKC", typed).split())
