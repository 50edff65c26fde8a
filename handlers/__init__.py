"""Thin python-telegram-bot handlers: each reads the update, calls one service and returns."""

from typing import Any

from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.services.routing.commands import COMMANDS
from handlers import commands, errors, messages, queries
from handlers.context import Context

TYPED = filters.UpdateType.MESSAGE & ~filters.VIA_BOT  # what was picked from an inline offer is an answer, no question
PRIVATE = filters.ChatType.PRIVATE & TYPED
GROUP = filters.ChatType.GROUPS & TYPED
ANYWHERE = PRIVATE | GROUP
CHANGED = filters.UpdateType.EDITED_MESSAGE & (filters.ChatType.PRIVATE | filters.ChatType.GROUPS)
PERSONAL = [each.name for each in COMMANDS if not each.group]


def register(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Add every handler. The first that fits an update is the only one to see it, so the order below counts."""
    table: list[BaseHandler[Any, Context, Any]] = [
        # Commands come first: they work in the middle of anything.
        *(CommandHandler(each.name, commands.doing(each), ANYWHERE if each.group else PRIVATE) for each in COMMANDS),
        # The others in a group: only a hint, so that nobody's affairs are shown there.
        CommandHandler(PERSONAL, messages.telling("common.group_only_private"), GROUP),
        MessageHandler(PRIVATE & filters.COMMAND, messages.telling("common.unknown_command")),
        # What is typed: a reason, a draft's next answer or a question; the service knows which.
        MessageHandler(PRIVATE & filters.TEXT, messages.text),
        MessageHandler(PRIVATE & filters.CONTACT, messages.contact),
        # In a group, only replies to the bot's messages and what is put to it by name.
        MessageHandler(GROUP & filters.TEXT & ~filters.COMMAND, messages.in_group),
        # Stickers, voice, files, places, albums: a line on what to do instead, in a group only in reply to something of
        # the bot's. Service messages are left alone.
        MessageHandler(
            (PRIVATE | GROUP & filters.REPLY) & ~filters.TEXT & ~filters.StatusUpdate.ALL, messages.not_text
        ),
        # A place that is shared live is changed all the time, of which nobody needs to be told.
        MessageHandler(CHANGED & ~filters.LOCATION, messages.edited),
        MessageHandler(filters.StatusUpdate.MIGRATE, messages.moved),
        CallbackQueryHandler(queries.tap),
        InlineQueryHandler(queries.offer),
        # Anything else (talk in groups, channel posts) is none of the bot's business and ends here.
    ]
    application.add_handlers(table)
    application.add_error_handler(errors.note)
