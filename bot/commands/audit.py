"""`jiebang audit verify`: whether the record of what was done is as it was written."""

import argparse
import asyncio

from bot import config as configuration
from bot.commands import OK, STORAGE, complain, say
from bot.storage import chain
from bot.storage.chain import Head
from bot.storage.database import Transaction, read_only
from bot.texts import Catalogue, operators

NAMED = 20  # flaws that are listed one by one


def verify(options: argparse.Namespace) -> int:
    """Say how long the record is and its head; each line or row that is not as it was is said, and ends with 4."""
    config, texts = configuration.load(options.config, secrets=False), operators()
    found, wrong = asyncio.run(read_only(config.database, lambda tx: _verified(tx, texts, options.noted)))
    said = texts("operator.audit.lines", lines=found.lines, head=found.head)
    if not wrong:
        say(said + "\n" + texts("operator.audit.whole"))
        return OK
    more = [texts("operator.audit.more", count=len(wrong) - NAMED)] if len(wrong) > NAMED else []
    return complain(STORAGE, "\n".join((said, *wrong[:NAMED], *more)))


def _verified(tx: Transaction, texts: Catalogue, noted: Head | None) -> tuple[chain.Verified, list[str]]:
    found = chain.verify(tx, noted=noted)
    return found, [told(texts, each) for each in found.found]


def told(texts: Catalogue, found: chain.Found) -> str:
    """Return in operators' words what is wrong."""
    what = texts(f"operator.audit.kind.{found.kind}") if found.kind in chain.SOURCES else ""
    return texts(f"operator.audit.flaw.{found.flaw}", seq=found.seq, what=what, row=found.row_id)
