"""`jiebang erase`: carries out a request to have erased what is stored of somebody, or of one need."""

import argparse
from collections.abc import Callable

from bot import config as configuration
from bot.app import furnish
from bot.commands import OK, WRONG, complain, say
from bot.services.filing import my_data
from bot.services.runtime.turn import House
from bot.storage import attachments, erasing, needs
from bot.storage.database import Transaction
from bot.texts import operators


def erase(options: argparse.Namespace) -> int:
    """Say what would be erased; with --yes, erase it, beside a bot that may be running."""
    config = configuration.load(options.config, secrets=False)
    house = furnish(config, "")
    said, work = erasing.beside(config.database, lambda tx: _found(tx, house, options.what), change=False)
    if options.yes:  # also where nothing is left: the log may not have been emptied the last time
        gone = erasing.beside(config.database, lambda tx: _erased(tx, work or _nothing), change=True)
        for sha256 in gone:
            house.shelf.drop(sha256)
    if work is None:
        return complain(WRONG, said)
    say(said)
    say(operators()("operator.erase.done" if options.yes else "operator.erase.ask"))
    return OK


def _erased(tx: Transaction, work: Callable[[Transaction], None]) -> list[str]:
    """Erase; return the contents of files that nothing refers to since then. The bot itself forgets them later."""
    before = attachments.unwanted(tx)
    work(tx)
    return [each for each in attachments.unwanted(tx) if each not in before]


def _found(tx: Transaction, house: House, what: str) -> tuple[str, Callable[[Transaction], None] | None]:
    """Return what is stored in words, and what erases it; None where there is nothing."""
    texts = operators()
    if what.isascii() and what.isdigit():
        user_id, found = int(what), vars(erasing.count(tx, int(what)))
        if any(found.values()) or my_data.is_asked(tx, user_id):
            return texts("operator.erase.person", user=what, **found), lambda tx: my_data.carry_out(tx, house, user_id)
    elif (need := needs.by_reference(tx, what.upper())) and not need.erased_at:
        found_need = need
        said = texts("operator.erase.need", reference=need.reference)
        return said, lambda tx: my_data.erase_need(tx, house, found_need)
    return texts("operator.erase.nothing", what=what), None


def _nothing(_: Transaction) -> None:
    """Erase nothing."""
