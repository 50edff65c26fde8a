"""Staff commands; the services check that the caller is staff."""

from telegram import Update
from telegram.constants import ChatType

from bot.services import queue as waiting
from bot.services import review, undelivered
from bot.services.turn import Caller
from bot.telegram import presence
from handlers.context import Context


async def queue(update: Update, context: Context) -> None:
    """Lists what waits for staff."""
    await context.perform(update, waiting.show)


async def history(update: Update, context: Context) -> None:
    """Lists all that was done to the need of the given number."""
    await context.perform(update, review.history, reference=context.argument)


async def follow(update: Update, context: Context) -> None:
    """Goes on in the supergroup that a group has become."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        nobody = Caller(message.chat_id, message.chat_id, "")
        await context.services.perform(nobody, review.follow, old=message.chat_id, new=message.migrate_to_chat_id)


async def standing(update: Update, context: Context) -> None:
    """Takes note of where the bot may write from now on: whoever blocks it, or takes its rights in a group."""
    if changed := update.my_chat_member:
        why = presence.standing(changed.new_chat_member, private=changed.chat.type == ChatType.PRIVATE)
        await context.perform(update, undelivered.changed, why=why)
