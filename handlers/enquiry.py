"""Questions, taps on answers, topics."""

from telegram import Update

from bot.services import conversation, enquiry
from bot.services.actions import ListTopics
from handlers.context import Context, caller


async def text(update: Update, context: Context) -> None:
    """Takes what was typed: as a reason, as a draft's answer, or as a question."""
    message = update.effective_message
    said = ((message and message.text) or "").encode(errors="ignore").decode()  # half a surrogate pair can't be kept
    considered = await enquiry.consider(context.services, caller(update), said)
    await context.perform(update, conversation.hear, said, considered)


async def tap(update: Update, context: Context) -> None:
    """Does what the tapped button means."""
    query = update.callback_query
    if query and update.effective_chat:  # a tap on an inline result has no chat, and we send none
        await context.perform(update, conversation.tap, query.data or "")


async def topics(update: Update, context: Context) -> None:
    """Lists the topics."""
    await context.perform(update, enquiry.topics, ListTopics())
