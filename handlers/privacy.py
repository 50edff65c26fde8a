"""What is kept about people."""

from telegram import Update

from bot.services import conversation
from handlers.context import Context


async def privacy(update: Update, context: Context) -> None:
    """Says what is stored, who sees it, and how to have it removed."""
    await context.perform(update, conversation.privacy)
