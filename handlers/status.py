"""Looking after one's own needs."""

from telegram import Update

from bot.services import conversation, mine
from handlers.context import Context


async def overview(update: Update, context: Context) -> None:
    """Lists the caller's drafts and needs."""
    await context.perform(update, mine.overview)


async def status(update: Update, context: Context) -> None:
    """Shows the need of the given number, if it is the caller's."""
    if context.args:
        await context.perform(update, mine.status, reference=context.args[0].upper())
    else:
        await context.perform(update, conversation.say, "mine.status_usage")
