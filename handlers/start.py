"""Greeting, help, and what to say to things that are not words."""

from collections import deque

from telegram import Update

from bot.services import conversation, intake
from bot.telegram import menu
from handlers.context import Context, attempt, caller

#: Albums arrive as several messages; the last few are remembered so that each gets one reply. Losing this on a
#: restart costs one polite line too many.
_albums: deque[str] = deque(maxlen=100)


async def start(update: Update, context: Context) -> None:
    """Greets and says what the caller can do here; a member of staff has a chat now, and its menu is set."""
    await context.perform(update, conversation.start)
    house, user = context.services.house, caller(update).user_id
    if user in house.staff.members:
        await attempt(menu.show_staff(context.bot, house, user))


async def cancel(update: Update, context: Context) -> None:
    """Leaves what the caller is in the middle of; what was filled in is kept."""
    await context.perform(update, conversation.cancel)


async def usage(update: Update, context: Context) -> None:
    """Lists the commands that the caller may use."""
    await context.perform(update, conversation.usage)


async def only_private(update: Update, context: Context) -> None:
    """Asks to come to the private chat."""
    await context.perform(update, conversation.say, "common.group_only_private")


async def unknown_command(update: Update, context: Context) -> None:
    """Says that there is no such command."""
    await context.perform(update, conversation.say, "common.unknown_command")


async def not_text(update: Update, context: Context) -> None:
    """Says, once for an album, that only words are understood."""
    album = update.effective_message and update.effective_message.media_group_id
    if album in _albums:
        return
    await context.perform(update, intake.blank)
    if album:
        _albums.append(album)


async def edited(update: Update, context: Context) -> None:
    """Says how to change what was already taken."""
    await context.perform(update, conversation.say, "common.edited")
