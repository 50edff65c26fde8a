"""Staff commands; the services check that the caller is staff."""

from telegram import Update

from bot.services import queue as waiting
from bot.services import review
from bot.services.actions import OpenQueue
from bot.services.turn import Caller
from handlers.context import Context


async def queue(update: Update, context: Context) -> None:
    """Lists what waits for staff."""
    await context.perform(update, waiting.show, OpenQueue())


async def history(update: Update, context: Context) -> None:
    """Lists all that was done to the need of the given number."""
    await context.perform(update, review.history, reference=context.argument)


async def follow(update: Update, context: Context) -> None:
    """Goes on in the supergroup that a group has become."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        nobody = Caller(message.chat_id, message.chat_id, "")
        await context.services.perform(nobody, review.follow, old=message.chat_id, new=message.migrate_to_chat_id)
