"""Sending: one outbox row becomes one Bot API call, and what became of it one of delivery's four results."""

import asyncio
import logging
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot import pictures
from bot.services.delivery import Moved, Rejected, Result, RetryLater, Sent, Unreachable
from bot.storage.outbox import Outgoing
from bot.telegram.transport import seconds

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
#: What Telegram says when a message can't be edited any more; the reply is then sent as a new message.
UNEDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class TelegramSender:
    """Makes outbox calls with python-telegram-bot's Bot."""

    def __init__(self, bot: Bot) -> None:
        """Send as `bot`."""
        self._bot = bot

    async def send(self, call: Outgoing) -> Result:
        """Make the call. A token that is refused raises InvalidToken: nothing can be sent any more."""
        try:
            message = await self._make(call.chat_id, call.call)
        except TelegramError as error:
            return _result(error)
        except (OSError, pictures.NoPictures) as error:  # the file is gone, or what draws was removed meanwhile
            return Rejected(f"no picture: {error}")
        return Sent(message.message_id if isinstance(message, Message) else None)

    async def _make(self, chat_id: int, call: dict[str, Any]) -> Message | bool:
        match call["kind"]:
            case "edit" | "refresh":
                return await self._edit(chat_id, call)
            case "photo":
                picture = InputFile(await asyncio.to_thread(pictures.png, call), filename="picture.png")
                return await self._bot.send_photo(chat_id, picture)
            case _:
                return await self._bot.send_message(
                    chat_id,
                    call["text"],
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=_markup(call),
                )

    async def _edit(self, chat_id: int, call: dict[str, Any]) -> Message | bool:
        """Change a message. One that is gone is sent anew, unless it was only to be kept true."""
        if call["message_id"] is None:  # never delivered
            return True
        try:
            return await self._bot.edit_message_text(
                call["text"],
                chat_id=chat_id,
                message_id=int(call["message_id"]),
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=_inline(call),
            )
        except BadRequest as error:
            if "message is not modified" in error.message.lower():
                return True
            if not any(reason in error.message.lower() for reason in UNEDITABLE):
                raise
            return call["kind"] == "refresh" or await self._make(chat_id, {**call, "kind": "send"})


def _inline(call: dict[str, Any]) -> InlineKeyboardMarkup | None:
    if not call.get("buttons"):
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(each["text"], callback_data=each.get("data"), url=each.get("url")) for each in row]
            for row in call["buttons"]
        ]
    )


def _markup(call: dict[str, Any]) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    if label := call.get("ask_contact"):
        return ReplyKeyboardMarkup(
            [[KeyboardButton(label, request_contact=True)]], resize_keyboard=True, one_time_keyboard=True
        )
    if call.get("remove_keyboard"):
        return ReplyKeyboardRemove()
    return _inline(call)


def _result(error: TelegramError) -> Result:
    match error:
        case RetryAfter():
            return RetryLater("flood limit", seconds(error))
        case InvalidToken():
            raise error
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Unreachable(error.message)
        case BadRequest():
            return Unreachable(error.message) if "chat not found" in error.message.lower() else Rejected(error.message)
        case _:  # no answer, or none of the Bot API's: perhaps the next one is
            return RetryLater(error.message)
