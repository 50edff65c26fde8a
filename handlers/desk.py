"""Questions that come back: handed over to a person, and waiting for staff; the services check who is staff."""

from telegram import Update

from bot.services import desk, limits
from bot.services import handoff as relay
from bot.services.actions import OpenDesk
from handlers.context import Context


async def handoff(update: Update, context: Context) -> None:
    """Hands the last question over to staff."""
    await context.perform(update, relay.last)


async def unanswered(update: Update, context: Context) -> None:
    """Lists the questions that wait for staff."""
    await context.perform(update, desk.unanswered, OpenDesk())


async def mute(update: Update, context: Context) -> None:
    """Lets nothing of the asker of the given number reach staff for a while."""
    await context.perform(update, limits.mute, number=context.argument)
