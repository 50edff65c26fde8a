"""The context that every handler is given: services with a type, and who is calling."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot.services.turn import Caller, Services, Turn

P = ParamSpec("P")
log = logging.getLogger(__name__)


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, Any]]):
    """Carries the services; `perform` is how a handler does something."""

    @property
    def services(self) -> Services:
        """Return the services that the composition root put in place."""
        services: Services = self.bot_data["services"]
        return services

    @property
    def argument(self) -> str:
        """Return the first word after a command, empty where there is none."""
        return self.args[0] if self.args else ""

    async def perform(
        self, update: Update, verb: Callable[Concatenate[Turn, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Run a service's verb for the update's user in one transaction; a tap's toast goes out directly afterwards."""
        turn = await self.services.perform(caller(update), verb, *args, **kwargs)
        if update.callback_query:
            await self._answer(update.callback_query.id, turn.toast)

    async def _answer(self, query_id: str, text: str | None) -> None:
        """Stop the button's waiting circle, best effort: what matters also stands in a message."""
        try:
            async with asyncio.timeout(5):
                await self.bot.answer_callback_query(query_id, text and text[:200])
        except (TelegramError, TimeoutError) as error:
            log.info("a tap was not answered: %s", error)


def caller(update: Update) -> Caller:
    """Return who caused the update and where; handlers are only registered for updates that have both."""
    user, chat, message = update.effective_user, update.effective_chat, update.effective_message
    if user is None or chat is None:
        raise ValueError("the update has no user or no chat")
    tapped = message.message_id if update.callback_query and message else None
    return Caller(user.id, chat.id, user.full_name, tapped)
