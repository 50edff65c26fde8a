"""The command line: its arguments, and which module of bot.commands is called; what that needs is loaded only then."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.commands import OK, PIPE_CLOSED, complain
from bot.texts import operators


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. What went wrong is said in one line on standard error."""
    try:
        try:
            return _perform(arguments)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough, as in `jiebang ask … | head -1`
        _hush()
        return PIPE_CLOSED


def _perform(arguments: Sequence[str] | None) -> int:
    options = parse(arguments)
    module, _, verb = options.command.partition(":")
    try:
        return int(getattr(import_module(f"bot.commands.{module}"), verb)(options))
    except KeyboardInterrupt:
        return OK
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001  # the last resort: Python itself would print secrets as they are
        from bot.commands.failures import explained

        return complain(*explained(error))


def _hush() -> None:
    """Let Python flush at its end what nobody reads."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the options, `command` among them as module:function; wrong usage ends the program with 2."""
    with _in_chinese():
        return _parser().parse_args(arguments)


@contextmanager
def _in_chinese() -> Iterator[None]:
    """Let argparse say its own words from the catalogue instead of by gettext, for which it has no Chinese."""
    texts = operators().texts

    def translated(message: str) -> str:
        known = texts.get(f"arguments.{message}")
        return message if known is None else known + "\n" * message.endswith("\n")

    def counted(one: str, many: str, count: int) -> str:
        return translated(one if count == 1 else many)

    names = vars(argparse)
    before = {name: names[name] for name in ("_", "ngettext")}
    names.update(_=translated, ngettext=counted)
    try:
        yield
    finally:
        names.update(before)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"jiebang {version('jiebang-bot')}\n")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    texts = operators()
    parser = argparse.ArgumentParser(prog="jiebang", description=texts("operator.description"))
    parser.add_argument("--version", action=_Version, nargs=0, help=texts("operator.option.version"))
    commands = parser.add_subparsers(required=True, metavar=texts("operator.value.command"))

    demo = _command(commands, "demo", "run:demo")
    _option(demo, "port", "port", type=_port, default=8080)
    _option(demo, "data", "folder", type=Path, default=Path("data"))
    for name, verb in (("run", "run:run_configured"), ("check", "check:check"), ("export", "export:write_sheet")):
        _option(_command(commands, name, verb), "config", "file", type=Path, default=Path("config.yaml"))
    _option(commands.choices["export"], "out", "file", "out_sheet", type=Path, required=True)
    commands.choices["export"].add_argument(
        "words", nargs="*", metavar=texts("operator.value.filter"), help=texts("operator.option.filter")
    )
    commands.choices["export"].add_argument("--zip", action="store_true", help=texts("operator.option.zip"))
    commands.choices["check"].add_argument("--online", action="store_true", help=texts("operator.option.online"))
    erase = _command(commands, "erase", "erase:erase", "erase.about")
    erase.add_argument("what", metavar=texts("operator.value.whose"), help=texts("operator.erase.what"))
    erase.add_argument("--yes", action="store_true", help=texts("operator.erase.sure"))
    _option(erase, "config", "file", type=Path, default=Path("config.yaml"))
    _command(commands, "example", "example:show")
    verify = _command(commands, "verify", "verify:verify")
    verify.add_argument("number", metavar=texts("operator.value.number"), help=texts("operator.option.number"))
    verify.add_argument(
        "digest", nargs="+", metavar=texts("operator.value.digest"), help=texts("operator.option.digest")
    )
    _option(verify, "config", "file", type=Path, default=Path("config.yaml"))
    _add_audit(
        commands.add_parser("audit", help=texts("operator.audit.about"), description=texts("operator.audit.about"))
    )
    _add_faq(commands.add_parser("faq", help=texts("operator.faq.about"), description=texts("operator.faq.about")))
    _add_form(commands.add_parser("form", help=texts("operator.form.about"), description=texts("operator.form.about")))
    ask = _command(commands, "ask", "ask:ask")
    ask.add_argument(
        "question", nargs="?", metavar=texts("operator.value.question"), help=texts("operator.option.question")
    )
    ask.add_argument("--json", action="store_true", help=texts("operator.option.json"))
    _option(ask, "batch", "file", type=Path)
    _option(ask, "config", "file", type=Path)
    return parser


def _add_audit(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar=operators()("operator.value.command"))
    verify = _command(commands, "verify", "audit:verify", "audit.verify")
    _option(verify, "config", "file", type=Path, default=Path("config.yaml"))
    _option(verify, "noted", "head", type=_head)


def _head(text: str) -> Any:
    from bot.storage.chain import Head

    number, _, hash_ = text.partition(":")
    return Head(int(number), hash_.strip().lower())


def _add_faq(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar=operators()("operator.value.command"))
    for name, config in (("lint", None), ("export", Path("config.yaml")), ("stats", Path("config.yaml"))):
        sub = _command(commands, name, f"faq:{name}", f"faq.{name}")
        _option(sub, "config", "file", type=Path, default=config)
    _option(commands.choices["export"], "out", "folder", "out_folder", type=Path, required=True)
    _option(commands.choices["stats"], "out", "file", "out_picture", type=_png)
    _option(commands.choices["stats"], "days", "days", type=_days)


def _add_form(parser: argparse.ArgumentParser) -> None:
    texts = operators()
    commands = parser.add_subparsers(required=True, metavar=texts("operator.value.command"))
    named: dict[str, Any] = {
        "type": Path,
        "metavar": texts("operator.value.file"),
        "help": texts("operator.option.form"),
    }
    _command(commands, "lint", "form:lint", "form.lint").add_argument("files", nargs="+", **named)
    _command(commands, "preview", "form:preview", "form.preview").add_argument("file", **named)


def _command(commands: Any, name: str, verb: str, about: str = "") -> argparse.ArgumentParser:
    said = operators()(f"operator.{about or name}")
    sub: argparse.ArgumentParser = commands.add_parser(name, help=said, description=said)
    sub.set_defaults(command=verb)
    return sub


def _option(parser: argparse.ArgumentParser, name: str, value: str, about: str = "", **rules: Any) -> None:
    """Add an option; `value` names what follows it, `about` its explanation where that is not called like it."""
    texts = operators()
    said = texts(f"operator.option.{about or name}")
    parser.add_argument(f"--{name}", metavar=texts(f"operator.value.{value}"), help=said, **rules)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def _days(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 366:
        raise ValueError
    return number


def _png(text: str) -> Path:
    """Return the path of a picture, which is a PNG whatever it is called."""
    return Path(text) if text.lower().endswith(".png") else Path(f"{text}.png")
