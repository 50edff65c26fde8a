"""Messages that are no commands."""

from telegram import MessageEntity, Update

from bot.services.asking import enquiry
from bot.services.reviewing import review
from bot.services.routing import conversation, mention, selecting, wordless
from bot.services.runtime.turn import Caller, Turn
from handlers import unread
from handlers.context import Callback, Context, caller


def telling(key: str) -> Callback:
    """Return a handler that says one text of the catalogue."""

    async def tell(update: Update, context: Context) -> None:
        await context.perform(update, Turn.tell, key)

    return tell


async def text(update: Update, context: Context) -> None:
    """Takes what was typed: as a reason, as a draft's answer, or as a question."""
    said = _words(update)
    considered = await enquiry.consider(context.services, caller(update), said)
    considered = await selecting.selected(context.services, caller(update), said, considered)
    await context.perform(update, conversation.hear, said, considered)


def _words(update: Update) -> str:
    message = update.effective_message
    return ((message and message.text) or "").encode(errors="ignore").decode()  # half a surrogate pair can't be kept


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
        await context.perform(update, wordless.contact, shared.phone_number, own=shared.user_id == user.id)


async def not_text(update: Update, context: Context) -> None:
    """Takes a file for a need; says, once for an album, what to do in place of what can't be read."""
    message = update.effective_message
    if message and ((kind := unread.kind(message)) or caller(update).upload):
        await context.perform(update, wordless.hear, kind)


async def edited(update: Update, context: Context) -> None:
    """Passes a changed line of a talk on as a correction; in private, says that nothing else changes by it."""
    await context.perform(update, conversation.correct, _words(update))


async def moved(update: Update, context: Context) -> None:
    """Goes on in the supergroup that a group has become."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        nobody = Caller(message.chat_id, message.chat_id, "")
        await context.services.perform(nobody, review.follow, old=message.chat_id, new=message.migrate_to_chat_id)
