"""Writing a need."""

from telegram import Update

from bot.services import drafting, intake
from bot.services.actions import BeginNeed
from handlers.context import Context


async def submit(update: Update, context: Context) -> None:
    """Begins a need, or offers to go on with the one begun."""
    await context.perform(update, drafting.start, BeginNeed())


async def contact(update: Update, context: Context) -> None:
    """Takes a shared phone number, if it is the user's own and asked for."""
    shared = update.effective_message and update.effective_message.contact
    user = update.effective_user
    if shared and user:
        await context.perform(update, intake.contact, shared.phone_number, own=shared.user_id == user.id)
