"""`jiebang verify`: whether a receipt is of what stands in the database."""

import argparse
import asyncio
import unicodedata

from bot import config as configuration
from bot.commands import OK, STORAGE, WRONG, complain, say
from bot.services.runtime import beijing
from bot.storage import needs, versions
from bot.storage.database import Transaction, read_only
from bot.storage.versions import Version
from bot.texts import Catalogue, operators


def verify(options: argparse.Namespace) -> int:
    """Say which version a number and a digest belong to; a row that was tampered with is said, and ends with 4."""
    config, texts = configuration.load(options.config, secrets=False), operators()
    reference, wanted = _tidied(options.number).upper(), _tidied("".join(options.digest)).lower()
    found = asyncio.run(read_only(config.database, lambda tx: _versions(tx, reference)))
    if found is None:
        return complain(WRONG, texts("operator.unknown_need", reference=reference))
    tampered = [each for each in found if each.recomputed(reference) not in (each.digest, None)]
    genuine = next((each for each in found if each.digest == wanted and each not in tampered), None)
    if genuine:
        say(_genuine(texts, reference, genuine, len(found)))
    if tampered:
        lines = (texts("operator.tampered", reference=reference, number=each.number) for each in tampered)
        return complain(STORAGE, "\n".join(lines))
    return OK if genuine else complain(WRONG, texts("operator.unverified", reference=reference, count=len(found)))


def _versions(tx: Transaction, reference: str) -> list[Version] | None:
    need = needs.by_reference(tx, reference)
    return versions.of_need(tx, need.id) if need else None


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
