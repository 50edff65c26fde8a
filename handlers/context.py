"""The context that every handler is given: services with a type, and who is calling."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Concatenate, ParamSpec

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot.services.runtime.turn import Caller, Services, Turn, Upload
from bot.telegram import menu
from handlers import unread

P = ParamSpec("P")
log = logging.getLogger(__name__)

IN_TIME = 5  # seconds after which nobody waits any more


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, Any]]):
    """Carries the services; `perform` is how a handler does something."""

    @property
    def services(self) -> Services:
        """Return the services that the composition root put in place."""
        services: Services = self.bot_data["services"]
        return services

    @property
    def argument(self) -> str:
        """Return the words after a command, a blank between two."""
        return " ".join(self.args or ())

    async def perform(
        self, update: Update, verb: Callable[Concatenate[Turn, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Run a service's verb for the update's user in one transaction; a tap's toast goes out directly afterwards."""
        turn = await self.services.perform(caller(update), verb, *args, **kwargs)
        unread.note(update)
        if query := update.callback_query:  # its waiting circle is stopped; what matters also stands in a message
            await attempt(self.bot.answer_callback_query(query.id, turn.toast and turn.toast[:200]))
        if turn.turned:
            await attempt(menu.show_own(self.bot, turn.house, turn.caller.chat_id))


Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


async def attempt(call: Awaitable[object]) -> None:
    """Make a call that nobody waits for long, best effort: without an answer nothing is lost."""
    try:
        async with asyncio.timeout(IN_TIME):
            await call
    except (TelegramError, TimeoutError) as error:
        log.info("a call was given up: %s", error)


def caller(update: Update) -> Caller:
    """Return who caused the update and where; handlers are only registered for updates that have both."""
    user, chat, message = update.effective_user, update.effective_chat, update.effective_message
    if user is None or chat is None:
        raise ValueError("the update has no user or no chat")
    if update.callback_query:
        message_id = message.message_id if message else None
        button = _button(message)
        return Caller(user.id, chat.id, user.full_name, message_id, button=button, language=user.language_code)
    replied = message.reply_to_message if message else None
    if replied is None or replied.from_user is None or replied.from_user.id != replied.get_bot().id:
        replied = None
    return Caller(
        user.id,
        chat.id,
        user.full_name,
        reply_to=replied.message_id if replied else None,
        button=_button(replied),
        own=message.message_id if message else None,
        beside=unread.beside(update),
        upload=_upload(update.message),
        language=user.language_code,
    )


def _upload(message: Message | None) -> Upload | None:
    """Return the document or photo in a new message; an animation, which is a document too, is none."""
    if message and message.document and not message.animation:
        document = message.document
        return Upload(document.file_id, document.file_name or "", document.file_size, message.media_group_id)
    if message and message.photo:
        largest = message.photo[-1]
        return Upload(largest.file_id, None, largest.file_size, message.media_group_id)
    return None


def _button(message: Message | None) -> str | None:
    """Return the callback data of a button under a message."""
    rows = message.reply_markup.inline_keyboard if message and message.reply_markup else ()
    return next((each.callback_data for row in rows for each in row if isinstance(each.callback_data, str)), None)
