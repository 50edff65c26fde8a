"""Failures of handlers: logged first; the dispatcher tries again, and apologises when it gives up."""

import logging

from bot.services.runtime.turn import failed
from handlers.context import Context

log = logging.getLogger(__name__)


async def note(update: object, context: Context) -> None:  # noqa: ARG001  # the update holds personal data: never logged
    """Logs the failure and leaves it with the update's receipt, where the dispatcher finds it."""
    log.error("a handler failed", exc_info=context.error)
    failed(context.error)
