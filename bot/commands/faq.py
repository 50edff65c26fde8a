"""`jiebang faq`: lint, export, stats."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import Any

import faq.entry
from bot import config as configuration
from bot import pictures, private
from bot.app import directories
from bot.commands import OK, WRONG, complain, say
from bot.config import Config, FaqSection
from bot.services.asking import faq_stats
from bot.services.knowledge import faq_export
from bot.services.knowledge.editions import extend
from bot.storage import learned
from bot.storage.database import read_only
from bot.texts import operators
from bot.texts.markup import plain
from faq.lint import lint as look_through
from faq.lint import render_report


def lint(options: argparse.Namespace) -> int:
    """Check the content; a warning is no mistake."""
    section = configuration.load(options.config, secrets=False).faq if options.config else FaqSection()
    report = look_through(directories(section), _show)
    say(render_report(report))
    return WRONG if report.mistakes else OK


def _show(step: str, done: int, rounds: int) -> None:
    """Say on standard error how far it is: on a terminal in one line that changes, elsewhere once a step."""
    said = operators()(f"operator.faq.step.{step}", done=done, rounds=rounds)
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{said}" + "\n" * (done == rounds))
    elif done == 1:
        sys.stderr.write(f"{said}\n")
    sys.stderr.flush()


def export(options: argparse.Namespace) -> int:
    """Write what staff taught the bot as content files."""
    config = configuration.load(options.config, secrets=False)
    texts = operators()
    library = faq.entry.load(directories(config.faq))
    names = {member.id: member.name for member in config.staff.members}
    found, left_out = faq_export.files(texts, library, _read(config, learned.everything), names)
    try:
        faq_export.write(options.out, found)
    except FileExistsError as error:
        return complain(WRONG, texts("operator.faq.exists", file=error))
    if found:
        say(texts("operator.faq.exported", count=len(found), out=options.out, files="、".join(found)))
    else:
        say(texts("operator.faq.nothing"))
    if left_out:
        say(texts("operator.faq.left_out", count=left_out))
    return OK


def stats(options: argparse.Namespace) -> int:
    """Print the figures, and draw them where asked; where that can't be done, say why."""
    config = configuration.load(options.config, secrets=False)
    texts = operators()
    library, _ = extend(faq.entry.load(directories(config.faq)), _read(config, learned.everything))
    found = _read(config, lambda tx: faq_stats.figures(tx, options.days or faq_stats.DAYS))
    say(plain(faq_stats.numbers(texts, library, found)))
    if options.out:
        try:
            private.write(options.out, pictures.days(texts, found.drawing()))
        except pictures.NoPictures as missing:
            return complain(WRONG, texts(f"stats.{missing}"))
        say(texts("operator.faq.drawn", out=options.out))
    return OK


def _read(config: Config, work: Callable[[Any], Any]) -> Any:
    return asyncio.run(read_only(config.database, work))
