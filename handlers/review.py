"""Staff commands; the services check that the caller is staff."""

from telegram import Update

from bot.services import conversation, enquiry, review
from handlers.context import Context


async def queue(update: Update, context: Context) -> None:
    """Lists what waits for staff."""
    await context.perform(update, review.queue)


async def history(update: Update, context: Context) -> None:
    """Lists all that was done to a need."""
    if context.args:
        await context.perform(update, review.history, reference=context.args[0].upper())
    else:
        await context.perform(update, conversation.say, "mine.history_usage")


async def unanswered(update: Update, context: Context) -> None:
    """Lists the questions that found no answer."""
    await context.perform(update, enquiry.unanswered)
