"""Staff commands; the services check that the caller is staff."""

from telegram import Update

from bot.services import queue as waiting
from bot.services import review
from handlers.context import Context


async def queue(update: Update, context: Context) -> None:
    """Lists what waits for staff."""
    await context.perform(update, waiting.show)


async def history(update: Update, context: Context) -> None:
    """Lists all that was done to the need of the given number."""
    await context.perform(update, review.history, reference=context.argument)
