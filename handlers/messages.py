"""Messages that are no commands."""

from collections import deque

from telegram import MessageEntity, Update

from bot.services.asking import enquiry
from bot.services.filing import filling
from bot.services.reviewing import review
from bot.services.routing import conversation, mention, selecting
from bot.services.runtime.turn import Caller, Turn
from handlers.context import Callback, Context, caller

#: Albums arrive as several messages; the last few are remembered so that each gets one reply. Losing this on a
#: restart costs one polite line too many.
_albums: deque[str] = deque(maxlen=100)


def telling(key: str) -> Callback:
    """Return a handler that says one text of the catalogue."""

    async def tell(update: Update, context: Context) -> None:
        await context.perform(update, Turn.tell, key)

    return tell


async def text(update: Update, context: Context) -> None:
    """Takes what was typed: as a reason, as a draft's answer, or as a question."""
    message = update.effective_message
    said = ((message and message.text) or "").encode(errors="ignore").decode()  # half a surrogate pair can't be kept
    considered = await enquiry.consider(context.services, caller(update), said)
    considered = await selecting.selected(context.services, caller(update), said, considered)
    await context.perform(update, conversation.hear, said, considered)


async def in_group(update: Update, context: Context) -> None:
    """Takes a reply to a message of a talk into it; answers briefly who mentions the bot; leaves all else alone."""
    message, house = update.effective_message, context.services.house
    if message is None or message.text is None:
        return
    mentions = message.parse_entities([MessageEntity.MENTION]).values()
    name = next((each for each in mentions if each.lower() == f"@{house.bot_username}".lower()), "")
    if name or message.reply_to_message:
        said = message.text
        parts = await context.services.search(lambda: mention.consider(house, said, name)) if name else ()
        await context.perform(update, mention.hear, said, name, parts)


async def contact(update: Update, context: Context) -> None:
    """Takes a shared phone number, if it is the user's own and asked for."""
    shared = update.effective_message and update.effective_message.contact
    user = update.effective_user
    if shared and user:
        await context.perform(update, filling.contact, shared.phone_number, own=shared.user_id == user.id)


async def not_text(update: Update, context: Context) -> None:
    """Says, once for an album, that only words are understood."""
    album = update.effective_message and update.effective_message.media_group_id
    if album in _albums:
        return
    await context.perform(update, filling.blank)
    if album:
        _albums.append(album)


async def moved(update: Update, context: Context) -> None:
    """Goes on in the supergroup that a group has become."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        nobody = Caller(message.chat_id, message.chat_id, "")
        await context.services.perform(nobody, review.follow, old=message.chat_id, new=message.migrate_to_chat_id)
