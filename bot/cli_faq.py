"""The command line's `faq`: lint, export, stats. No logic, only arguments, printing and exit codes."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faq.entry
from bot import config as configuration
from bot import pictures, private
from bot.app import directories
from bot.config import Config, FaqSection
from bot.services import faq_export, faq_stats
from bot.services.knowledge import extend
from bot.services.split import plain
from bot.storage import learned
from bot.storage.database import read_only
from bot.texts import chinese
from faq.lint import lint, render_report

OK, WRONG = 0, 1
Command = Callable[[argparse.Namespace], int]


def add(parser: argparse.ArgumentParser) -> None:
    """Give `jiebang faq` its commands; each leaves the function to call as `command`."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def about(option: str) -> str:
        return chinese()(f"operator.option.{option}")

    def command(name: str, verb: Command, config: Path | None) -> argparse.ArgumentParser:
        said = chinese()(f"operator.faq.{name}")
        sub = commands.add_parser(name, help=said, description=said)
        sub.add_argument("--config", type=Path, default=config, help=about("config"))
        sub.set_defaults(command=verb)
        return sub

    command("lint", _lint, None)
    command("export", _export, Path("config.yaml")).add_argument(
        "--out", type=Path, required=True, help=about("out_folder")
    )
    stats = command("stats", _stats, Path("config.yaml"))
    stats.add_argument("--out", type=_png, help=about("out_picture"))
    stats.add_argument("--days", type=_days, default=faq_stats.DAYS, help=about("days"))


def _days(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 366:
        raise ValueError
    return number


def _png(text: str) -> Path:
    """Return the path of a picture, which is a PNG whatever it is called."""
    return Path(text) if text.lower().endswith(".png") else Path(f"{text}.png")


def _lint(options: argparse.Namespace) -> int:
    """Check the content; a warning is no mistake."""
    section = configuration.load(options.config, secrets=False).faq if options.config else FaqSection()
    report = lint(directories(section))
    _print(render_report(report))
    return WRONG if report.mistakes else OK


def _export(options: argparse.Namespace) -> int:
    """Write what staff taught the bot as content files."""
    config = configuration.load(options.config, secrets=False)
    texts = chinese()
    library = faq.entry.load(directories(config.faq))
    names = {member.id: member.name for member in config.staff.members}
    found, left_out = faq_export.files(texts, library, _read(config, learned.everything), names)
    try:
        faq_export.write(options.out, found)
    except FileExistsError as error:
        sys.stderr.write(f"{texts('operator.faq.exists', file=error)}\n")
        return WRONG
    if found:
        _print(texts("operator.faq.exported", count=len(found), out=options.out, files="、".join(found)))
    else:
        _print(texts("operator.faq.nothing"))
    if left_out:
        _print(texts("operator.faq.left_out", count=left_out))
    return OK


def _stats(options: argparse.Namespace) -> int:
    """Print the figures, and draw them where asked; where that can't be done, say why."""
    config = configuration.load(options.config, secrets=False)
    texts = chinese()
    library, _ = extend(faq.entry.load(directories(config.faq)), _read(config, learned.everything))
    found = _read(config, lambda tx: faq_stats.figures(tx, options.days))
    _print(plain(faq_stats.numbers(texts, library, found)))
    if options.out:
        try:
            private.write(options.out, pictures.days(found.drawing()))
        except pictures.NoPictures as missing:
            sys.stderr.write(f"{texts(f'stats.{missing}')}\n")
            return WRONG
        _print(texts("operator.faq.drawn", out=options.out))
    return OK


def _read(config: Config, work: Callable[[Any], Any]) -> Any:
    return asyncio.run(read_only(config.data_dir / "jiebang.db", work))


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
