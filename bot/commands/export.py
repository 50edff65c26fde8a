"""`jiebang export`: the needs as a workbook, or with all their files."""

import argparse
import asyncio
import errno
import getpass
import sys
from collections.abc import Callable
from functools import partial

from bot import config as configuration
from bot.app import furnish
from bot.commands import OK, WRONG, complain, say
from bot.services.reviewing import wanted
from bot.services.reviewing.export import documents, export, record
from bot.storage import erasing
from bot.storage.database import utc_now
from bot.texts import operators
from faq.dialogue import Dialogue

EVERY = 50  # needs after which the line that says how far it is changes


class Unread:
    """Knowledge for where nothing is asked: reading and indexing it would take longer than most exports."""

    @property
    def dialogue(self) -> Dialogue:
        """Fail: there is none."""
        raise LookupError("nothing is answered here")

    def outdated(self) -> None:
        """Do nothing."""


def write_sheet(options: argparse.Namespace) -> int:
    """Write the needs that are asked for."""
    config, texts = configuration.load(options.config, secrets=False), operators()
    if not options.out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "", str(options.out.parent))
    house = furnish(config, "", Unread())
    which, unknown = wanted.read(house, options.words, utc_now())
    if unknown:
        return complain(WRONG, texts("operator.export_unknown", words="、".join(unknown)))
    work = export(
        config.database, house, options.out, wanted=which, zipped=options.zip, progress=_progress(sys.stderr.isatty())
    )
    count = asyncio.run(work)
    taken = partial(record, actor=0, name=getpass.getuser(), wanted=which, count=count, zipped=options.zip)
    erasing.beside(config.database, taken, change=False)
    say(texts("operator.exported", count=count, out=options.out))
    if options.zip and not documents():
        say(texts("export.no_documents"))
    return OK


def _progress(shown: bool) -> Callable[[int, int], None]:  # noqa: FBT001
    """Return what says on a terminal, in one line that changes, how far it is."""

    def tell(done: int, count: int) -> None:
        if shown and (done % EVERY == 0 or done == count):
            said = operators()("operator.exporting", done=done, count=count, percent=done / count)
            sys.stderr.write(f"\r{said}" + "\n" * (done == count))
            sys.stderr.flush()

    return tell
