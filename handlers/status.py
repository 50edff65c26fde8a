"""Looking after one's own needs."""

from telegram import Update

from bot.services import mine
from bot.services.actions import ListMine
from handlers.context import Context


async def overview(update: Update, context: Context) -> None:
    """Lists the caller's drafts and needs."""
    await context.perform(update, mine.overview, ListMine())


async def status(update: Update, context: Context) -> None:
    """Shows the need of the given number, if it is the caller's."""
    await context.perform(update, mine.status, reference=context.argument)
