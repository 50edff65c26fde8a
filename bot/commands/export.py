"""`jiebang export`: the queue as a sheet."""

import argparse
import asyncio
import errno

from bot import config as configuration
from bot.app import furnish
from bot.commands import OK, say
from bot.services.reviewing.spreadsheet import export
from bot.texts import operators


def write_sheet(options: argparse.Namespace) -> int:
    """Write the queue as a sheet for the office."""
    config = configuration.load(options.config, secrets=False)
    if not options.out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "", str(options.out.parent))
    count = asyncio.run(export(config.database, furnish(config, ""), options.out, zipped=options.zip))
    say(operators()("operator.exported", count=count, out=options.out))
    return OK
