"""The command line: demo, run, check, ask, export, faq. No logic, only arguments, printing and exit codes."""

import argparse
import asyncio
import errno
import json
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

import faq.entry
from bot import cli_faq
from bot import config as configuration
from bot.app import furnish, run
from bot.config import Config, ConfigError
from bot.needs.form import FormError
from bot.redact import redact, set_up_logging
from bot.services.enquiry import with_contact
from bot.services.split import plain
from bot.services.turn import House
from bot.storage.database import StorageError
from bot.telegram.receive import ReceivingError
from bot.texts import chinese
from faq.answer import Answer, Choices, Unknown, render
from faq.entry import ContentError, Mistake

#: Exit codes: 0 as asked, 1 wrong configuration or content, 2 wrong usage (argparse), 3 Telegram, 4 storage, 5 a fault.
OK, WRONG, TELEGRAM, STORAGE, FAULT = 0, 1, 3, 4, 5
TROUBLES: dict[type[OSError], str] = {
    FileNotFoundError: "missing",
    PermissionError: "forbidden",
    IsADirectoryError: "folder",
    NotADirectoryError: "no_folder",
    FileExistsError: "no_folder",
}
DEMO_TOKEN = "42:local-demo-token-not-a-secret"  # noqa: S105  # the local chat's own; it opens nothing


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. What went wrong is said in one line on standard error."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except (ConfigError, ContentError, FormError) as error:
        return _fail(WRONG, str(error))
    except ReceivingError as error:
        return _fail(TELEGRAM, str(error))
    except (StorageError, sqlite3.Error) as error:
        return _fail(STORAGE, chinese()("operator.storage", problem=error))
    except OSError as error:
        return _fail(FAULT, _of_system(error))
    except KeyboardInterrupt:
        return OK
    except Exception as error:  # noqa: BLE001  # the last resort: Python itself would print secrets as they are
        return _fail(FAULT, "".join([*traceback.format_exception(error), chinese()("operator.fault")]))


def _parser() -> argparse.ArgumentParser:
    texts = chinese()
    parser = argparse.ArgumentParser(prog="jiebang", description=texts("operator.description"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, verb: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=texts(f"operator.{name}"), description=texts(f"operator.{name}"))
        sub.set_defaults(command=verb)
        return sub

    demo = command("demo", _demo)
    demo.add_argument("--port", type=_port, default=8080, help=texts("operator.option.port"))
    demo.add_argument("--data", type=Path, default=Path("data"), help=texts("operator.option.data"))
    for name, verb in (("run", _run), ("check", _check), ("export", _export)):
        command(name, verb).add_argument(
            "--config", type=Path, default=Path("config.yaml"), help=texts("operator.option.config")
        )
    commands.choices["export"].add_argument("--out", type=Path, required=True, help=texts("operator.option.out_sheet"))
    cli_faq.add(commands.add_parser("faq", help=texts("operator.faq.about"), description=texts("operator.faq.about")))
    ask = command("ask", _ask)
    ask.add_argument("question", nargs="?", help=texts("operator.option.question"))
    ask.add_argument("--json", action="store_true", help=texts("operator.option.json"))
    ask.add_argument("--batch", type=Path, help=texts("operator.option.batch"))
    ask.add_argument("--config", type=Path, help=texts("operator.option.config"))
    return parser


def _of_system(error: OSError) -> str:
    """Return what the system refused, in words as far as they are the usual ones."""
    kind = TROUBLES.get(type(error))
    return chinese()(f"operator.path.{kind}", file=error.filename) if kind and error.filename else str(error)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def _run(options: argparse.Namespace) -> int:
    config = configuration.load(options.config)
    set_up_logging(config.log_level, (config.token.partition(":")[2], config.webhook_secret))
    return asyncio.run(_until_signal(lambda stop: run(config, stop)))


def _demo(options: argparse.Namespace) -> int:
    set_up_logging("WARNING")
    return asyncio.run(_until_signal(lambda stop: _demo_world(options.data, options.port, stop)))


async def _demo_world(data: Path, port: int, stop: asyncio.Event) -> None:
    """Run the local chat and the bot in one program, and say where the page is."""
    from bot.localchat.errors import words  # the demo's own; production never loads the local chat
    from bot.localchat.server import serve

    texts = chinese()
    try:
        server = await serve(data / "chat", port, DEMO_TOKEN)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise OSError(texts("operator.port", port=port, problem=error.strerror or error)) from None
    members = [
        {key: each[key] for key in ("id", "name", "role")}
        for each in words()["people"]
        if each["role"] in ("reviewer", "lead")
    ]
    config = replace(
        _built_in(),
        data_dir=data / "bot",
        token=DEMO_TOKEN,
        telegram=configuration.TelegramSection(api_url=server.url),
        staff=configuration.StaffSection.model_validate({"group": words()["staff_group"]["id"], "members": members}),
    )
    try:
        await run(config, stop, lambda: print(texts("operator.page", url=server.url), flush=True))  # noqa: T201
    finally:
        await server.close()


async def _until_signal(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> int:
    """Run until SIGINT or SIGTERM asks to stop."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await work(stop)
    return OK


def _check(options: argparse.Namespace) -> int:
    """Check configuration, form and FAQ, each as far as it can be read; print every mistake."""
    mistakes: list[str] = []
    config = _built_in()
    try:
        config = configuration.load(options.config, secrets=False)
    except ConfigError as error:
        mistakes += map(str, error.mistakes)
    try:
        faq.entry.load((faq.entry.CONTENT, *config.faq.extra_dirs))
    except ContentError as error:
        mistakes += map(str, error.mistakes)
    from bot.needs.form import load_form

    try:
        load_form(config.needs.form)
    except FormError as error:
        mistakes += map(str, error.mistakes)
    if mistakes:
        return _fail(WRONG, "\n".join(mistakes))
    house = furnish(config, "")
    _print(
        chinese()(
            "operator.checked",
            entries=len(house.responder.library.entries),
            topics=len(house.responder.library.topics),
            fields=len(house.form.fields),
            staff=len(house.staff.members),
            matching=chinese()(f"operator.matching.{'meaning' if config.faq.semantic else 'letters'}"),
        )
    )
    return OK


def _ask(options: argparse.Namespace) -> int:
    """Answer on the terminal, as text or one JSON object a line."""
    config = configuration.load(options.config, secrets=False) if options.config else _built_in()
    house = furnish(config, "")
    if options.batch:
        asked = _questions(options.batch)
    elif options.question is not None:
        asked = [options.question]
    else:
        return _fail(2, chinese()("operator.no_question"))
    for question in asked:
        parts = house.dialogue.consider(question).parts
        if options.json or options.batch:
            _print(json.dumps(_as_json(question, [part.outcome for part in parts]), ensure_ascii=False))
        else:
            said = ["\n".join([*filter(None, [part.lead_in]), _as_text(part.outcome, house)]) for part in parts]
            _print("\n\n".join(said))
    return OK


class _Asked(BaseModel):
    q: str


def _questions(path: Path) -> list[str]:
    """Return the questions of a file of JSON objects; ConfigError names every line that is none."""
    asked, mistakes = [], []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        if line.strip():
            try:
                asked.append(_Asked.model_validate_json(line).q)
            except ValidationError:
                mistakes.append(Mistake(path, number, "q", chinese()("operator.batch")))
    if mistakes:
        raise ConfigError(mistakes)
    return asked


def _as_json(question: str, outcomes: Sequence[Answer | Choices | Unknown]) -> dict[str, Any]:
    """Return what was found, of several questions in one text that of those that got furthest."""
    kinds = {Answer: "answer", Choices: "choices", Unknown: "unknown"}
    kind = next(kind for each, kind in kinds.items() if any(isinstance(outcome, each) for outcome in outcomes))
    found = [outcome for outcome in outcomes if kinds[type(outcome)] == kind]
    hits = [hit for outcome in found for hit in ((outcome,) if isinstance(outcome, Answer) else outcome.hits)]
    entries = [{"id": hit.entry.id, "facts": list(hit.entry.facts), "score": round(hit.score, 3)} for hit in hits]
    return {"q": question, "kind": kind, "entries": entries if kind != "unknown" else []}


def _as_text(outcome: Answer | Choices | Unknown, house: House) -> str:
    texts = house.texts
    match outcome:
        case Answer(entry=entry):
            return plain(with_contact(house, render(entry)))
        case Choices(hits=hits):
            return plain("\n".join([texts("enquiry.choices"), *(f"· {hit.entry.question}" for hit in hits)]))
        case Unknown(reason=reason):
            return plain(texts(f"enquiry.{reason}"))


def _export(options: argparse.Namespace) -> int:
    """Write the queue as a sheet for the office."""
    from bot.services.export import export

    config = configuration.load(options.config, secrets=False)
    if not options.out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "", str(options.out.parent))
    count = asyncio.run(export(config.data_dir / "jiebang.db", furnish(config, ""), options.out))
    _print(chinese()("operator.exported", count=count, out=options.out))
    return OK


def _built_in() -> Config:
    """Return the configuration that stands where nothing is configured."""
    return Config(
        data_dir=Path("data"),
        log_level="INFO",
        telegram=configuration.TelegramSection(),
        staff=configuration.StaffSection(),
        contact=None,
        faq=configuration.FaqSection(),
        needs=configuration.NeedsSection(),
    )


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _fail(code: int, message: str) -> int:
    sys.stderr.write(f"{redact(message)}\n")
    return code
