"""What is said in groups: all of it is left alone but for replies in a talk, and what is put to the bot by name."""

from telegram import MessageEntity, Update

from bot.services import mention
from handlers.context import Context


async def text(update: Update, context: Context) -> None:
    """Takes a reply to a message of a talk into it; answers briefly who mentions the bot."""
    message, house = update.effective_message, context.services.house
    if message is None or message.text is None:
        return
    mentions = message.parse_entities([MessageEntity.MENTION]).values()
    name = next((each for each in mentions if each.lower() == f"@{house.bot_username}".lower()), "")
    if name or message.reply_to_message:
        said = message.text
        parts = await context.services.search(lambda: mention.consider(house, said, name)) if name else ()
        await context.perform(update, mention.hear, said, name, parts)
