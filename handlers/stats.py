"""How the answering does, for staff."""

import asyncio

from telegram import Update

from bot import pictures
from bot.services import faq_stats
from handlers.context import Context


async def faqstats(update: Update, context: Context) -> None:
    """Shows questions a day, what became of them, and which answers are liked."""
    missing = await asyncio.to_thread(pictures.missing)
    await context.perform(update, faq_stats.show, missing=missing)
