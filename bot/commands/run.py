"""`jiebang run` and `jiebang demo`: the bot until a signal, on Telegram or on a local chat page."""

import argparse
import asyncio
import errno
import gc
import signal
import sys
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import config as configuration
from bot.app import leagues, run
from bot.commands import OK, say
from bot.redact import set_up_logging
from bot.texts import operators

SWITCH = 0.001  # seconds that a thread goes on while another wants to
DEMO_UNDO = 10  # seconds: whoever plays both sides sees a decision undone, and does not wait long for the notice
DEMO_TOKEN = "42:local-demo-token-not-a-secret"  # noqa: S105  # the local chat's own; it opens nothing


def run_configured(options: argparse.Namespace) -> int:
    """Run the bot as it is configured."""
    config = configuration.load(options.config, operated=True)
    configuration.require_leagues(options.config, leagues(config))
    set_up_logging(config.log_level, (config.token.partition(":")[2], config.webhook_secret, config.selector_key))
    return asyncio.run(_until_signal(lambda stop: run(config, stop, settle)))


def demo(options: argparse.Namespace) -> int:
    """Run the local chat and the bot in one program."""
    set_up_logging("WARNING")
    return asyncio.run(_until_signal(lambda stop: _demo_world(options.data, options.port, stop)))


async def _demo_world(data: Path, port: int, stop: asyncio.Event) -> None:
    """Run the local chat and the bot in one program, and say where the page is."""
    from localchat.errors import words  # the demo's own; production never loads the local chat
    from localchat.server import serve

    texts = operators()
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
        configuration.built_in(),
        data_dir=data / "bot",
        token=DEMO_TOKEN,
        telegram=configuration.TelegramSection(api_url=server.url),
        staff=configuration.StaffSection.model_validate({"group": words()["staff_group"]["id"], "members": members}),
        decisions=configuration.DecisionsSection(undo_seconds=DEMO_UNDO),
        operator=configuration.OperatorSection(
            unit=texts("operator.demo_by.unit"),
            name=texts("operator.demo_by.name"),
            contact=texts("operator.demo_by.contact"),
        ),
    )
    try:
        await run(config, stop, lambda: _show(texts("operator.page", url=server.url)))
    finally:
        await server.close()


def settle() -> None:
    """Keep the loop from waiting for other threads of Python: they hand over sooner, and full collections find little.

    What is there by now stays for good, so it is not looked through again.
    """
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()


def _show(text: str) -> None:
    settle()
    say(text)
    sys.stdout.flush()  # also where the output goes into a file or a pipe


async def _until_signal(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> int:
    """Run until SIGINT or SIGTERM asks to stop."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await work(stop)
    return OK
