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

from handlers import desk, enquiry, errors, group, inline, intake, privacy, review, start, stats, status
from handlers.context import Context

TYPED = filters.UpdateType.MESSAGE & ~filters.VIA_BOT  # what was picked from an inline offer is an answer, no question
PRIVATE = filters.ChatType.PRIVATE & TYPED
GROUP = filters.ChatType.GROUPS & TYPED
ANYWHERE = PRIVATE | GROUP

#: Commands for everybody, in a private chat, in the order of the menu.
COMMANDS = {
    "start": start.start,
    "help": start.usage,
    "submit": intake.submit,
    "my": status.overview,
    "status": status.status,
    "topics": enquiry.topics,
    "handoff": desk.handoff,
    "cancel": start.cancel,
    "privacy": privacy.privacy,
}
#: Commands for staff, in a private chat or the staff group.
STAFF_COMMANDS = {
    "queue": review.queue,
    "history": review.history,
    "unanswered": desk.unanswered,
    "faqstats": stats.faqstats,
    "mute": desk.mute,
}


def register(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Add every handler. The first that fits an update is the only one to see it, so the order below counts."""
    table: list[BaseHandler[Any, Context, Any]] = [
        # Commands come first: they work in the middle of anything.
        *(CommandHandler(name, callback, filters=PRIVATE) for name, callback in COMMANDS.items()),
        *(CommandHandler(name, callback, filters=ANYWHERE) for name, callback in STAFF_COMMANDS.items()),
        # Everybody's commands in a group: only a hint, so that nobody's affairs are shown there.
        CommandHandler(list(COMMANDS), start.only_private, filters=GROUP),
        MessageHandler(PRIVATE & filters.COMMAND, start.unknown_command),
        # What is typed: a reason, a draft's next answer or a question; the service knows which.
        MessageHandler(PRIVATE & filters.TEXT, enquiry.text),
        MessageHandler(PRIVATE & filters.CONTACT, intake.contact),
        # In a group, only replies to the bot's messages and what is put to it by name.
        MessageHandler(GROUP & filters.TEXT & ~filters.COMMAND, group.text),
        # Stickers, voice, files, places, albums: a polite line. Service messages are left alone.
        MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, start.not_text),
        MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE, start.edited),
        MessageHandler(filters.StatusUpdate.MIGRATE, review.follow),
        CallbackQueryHandler(enquiry.tap),
        InlineQueryHandler(inline.offer),
        # Anything else (talk in groups, channel posts) is none of the bot's business and ends here.
    ]
    application.add_handlers(table)
    application.add_error_handler(errors.note)
