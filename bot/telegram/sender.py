"""Sending: one outbox row becomes one Bot API call, and its outcome one of delivery's results."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputFile
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot import papers, pictures
from bot.services.runtime.delivery import Moved, NothingCanBeSentError, Rejected, Result, RetryLater, Sent, Unreachable
from bot.storage.calls import (
    Change,
    Commands,
    Document,
    Edit,
    Export,
    Key,
    Known,
    Photo,
    Printed,
    Strip,
    Unreadable,
    Words,
    Workbook,
)
from bot.storage.chats import Why
from bot.storage.outbox import Outgoing
from bot.telegram.transport import call as make_call
from bot.telegram.transport import seconds
from bot.texts import Catalogue
from bot.texts.markup import plain

log = logging.getLogger(__name__)

UPLOADING = 300.0  # seconds that a file may take on its way, the largest over a slow line
SHOWN = 4.0  # seconds that a chat shows what the bot is doing, about
LARGEST = 50_000_000  # bytes of a file that a bot can send (Bot API, sendDocument)
NO_PREVIEW = {"is_disabled": True}  # LinkPreviewOptions
#: What is said of the API as a whole: 404 of a server without the method, and of one that the bot has left.
NOT_OF_CALL = frozenset({"not found", "logged out"})
ANOTHER = 1.0  # seconds until it is seen again whether a document can be made
UNPARSED = "can't parse entities"
#: What Telegram says when it is the chat that takes nothing, of its own and of TDLib's, by what that means.
CHAT_SIGNS: dict[Why, tuple[str, ...]] = {
    "blocked": ("bot was blocked by the user", "user_is_blocked"),
    "unstarted": ("bot can't initiate conversation",),
    "gone": (
        "chat not found",
        "user not found",
        "user is deactivated",
        "input_user_deactivated",
        "group chat was deactivated",
        "peer_id_invalid",
        "user_id_invalid",
        "channel_private",
    ),
    "barred": (
        "bot was kicked",
        "bot is not a member",
        "have no rights",
        "not enough rights",
        "need administrator rights",
        "chat_write_forbidden",
        "chat_restricted",
        "chat_send_",
        "chat_admin_required",
        "chat_guest_send_forbidden",
        "topic_closed",
        "topic_deleted",
        "message thread not found",
        "user_restricted",
    ),
}
UNMODIFIED = "message is not modified"
#: What Telegram says when a message can't be edited any more; the reply is then sent as a new message.
UNEDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class TelegramSender:
    """Makes outbox calls with python-telegram-bot's Bot."""

    def __init__(
        self,
        bot: Bot,
        spoken: Callable[[int], Awaitable[Catalogue]],
        exported: Callable[[int], Awaitable[bytes]],
        commands: Callable[[int, bool], Awaitable[None]],
        workbook: Callable[[Workbook, Path], Awaitable[None]],
    ) -> None:
        """Send as `bot`; `spoken` gives the texts in a chat's language. `exported` gives what is stored of a user.

        `commands` sets the command menu of a chat: staff's, or else everybody's. `workbook` writes what leaves the
        office to a path.
        """
        self._bot, self._spoken, self._exported = bot, spoken, exported
        self._commands, self._workbook = commands, workbook
        self._printing = asyncio.Lock()  # documents are made one at a time

    async def send(self, call: Outgoing) -> Result:
        """Make the call and return its outcome; NothingCanBeSentError where the token is refused."""
        if isinstance(call.call, Unreadable):
            return Rejected(f"can't be read: {call.call.why}")
        if isinstance(call.call, Printed | Workbook) and self._printing.locked():
            return RetryLater("another document is being made", ANOTHER)  # others are sent to meanwhile
        try:
            return Sent(await self._make(call.chat_id, call.call))
        except TelegramError as error:
            return _result(error)
        except (OSError, pictures.NoPictures) as error:  # the file is gone, or what draws was removed meanwhile
            return Rejected(f"no file: {error}")

    async def alive(self) -> bool:
        """Return whether the Bot API answers; NothingCanBeSentError where the token is refused."""
        try:
            await self._bot.get_me()
        except InvalidToken as error:
            raise NothingCanBeSentError from error
        except TelegramError:
            return False
        return True

    async def _make(self, chat_id: int, call: Known) -> int | None:
        """Make a call; return the id of the message sent or changed, None where there is none."""
        match call:
            case Change():
                return await self._edit(chat_id, call)
            case Document():
                return await self._hand(chat_id, call)
            case Words():
                return await self._say(chat_id, call)
            case Strip():
                return await self._change("editMessageReplyMarkup", chat_id, call.message_id)
            case Photo():
                texts = await self._spoken(chat_id)
                picture = InputFile(await asyncio.to_thread(pictures.png, texts, call), filename="picture.png")
                return (await self._bot.send_photo(chat_id, picture)).message_id
            case Printed():
                return await self._print(chat_id, call)
            case Commands():
                await self._commands(chat_id, call.staff)
                return None
            case Export():
                file = InputFile(await self._exported(call.user), filename=call.name)
                return (await self._bot.send_document(chat_id, file, read_timeout=UPLOADING)).message_id
            case Workbook():
                return await self._export(chat_id, call)

    async def _export(self, chat_id: int, call: Workbook) -> int | None:
        """Have a workbook made and send it, unless it is too large; the chat shows meanwhile that a file comes."""
        async with self._printing:
            with TemporaryDirectory(prefix="jiebang-") as folder:  # for its owner alone, and gone afterwards
                path, showing = Path(folder) / call.name, asyncio.create_task(self._show_uploading(chat_id))
                try:
                    await self._workbook(call, path)
                    if (size := path.stat().st_size) > LARGEST:
                        return await self._say(chat_id, _too_large(await self._spoken(chat_id), size))
                    return await self._hand(chat_id, Document(path=str(path), name=call.name, text=call.text))
                finally:
                    showing.cancel()

    async def _show_uploading(self, chat_id: int) -> None:
        """Show in the chat, until cancelled, that a file is on its way; best effort."""
        while True:
            with suppress(TelegramError):
                await self._bot.send_chat_action(chat_id, ChatAction.UPLOAD_DOCUMENT)
            await asyncio.sleep(SHOWN)

    async def _print(self, chat_id: int, call: Printed) -> int | None:
        """Make a document and send it; where it can't be made, that is said in its place."""
        try:
            async with self._printing:
                made = await papers.made(call.paper, call.format)
        except papers.PaperError as error:
            log.error("a document could not be made: %s", error)
            return await self._say(chat_id, _failed(await self._spoken(chat_id), call))
        document = InputFile(made, filename=f"{call.paper.name}.{call.format}")
        return (await self._bot.send_document(chat_id, document)).message_id

    async def _say(self, chat_id: int, call: Words) -> int | None:
        """Send a message and return its id; where its HTML is refused, it is sent as plain text."""
        said = {"chat_id": chat_id, "link_preview_options": NO_PREVIEW, "reply_markup": _markup(call)}
        try:
            sent = await make_call(self._bot, "sendMessage", **said, text=call.text, parse_mode=ParseMode.HTML)
        except BadRequest as error:
            if not error.message.lower().startswith(UNPARSED):
                raise
            log.error("a text is no HTML and is sent without its marks: %s", error.message)
            sent = await make_call(self._bot, "sendMessage", **said, text=plain(call.text))
        return _message_id(sent)

    async def _hand(self, chat_id: int, call: Document) -> int:
        """Send a file from the disk, whatever was known of it before, and return the message's id."""
        content = await asyncio.to_thread(Path(call.path).read_bytes)
        sent = await self._bot.send_document(
            chat_id,
            InputFile(content, filename=call.name),
            caption=call.text,
            parse_mode=ParseMode.HTML,
            reply_markup=InlineKeyboardMarkup.de_json(_inline(call) or {}, self._bot) if call.buttons else None,
            read_timeout=UPLOADING,
        )
        return sent.message_id

    async def _edit(self, chat_id: int, call: Change) -> int | None:
        """Change a message; where it is gone, an Edit is sent as a new message and a Refresh is dropped."""
        edited = await self._change(
            "editMessageText",
            chat_id,
            call.message_id,
            text=call.text,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=_inline(call),
        )
        return await self._say(chat_id, call) if edited is None and isinstance(call, Edit) else edited

    async def _change(self, method: str, chat_id: int, message_id: int | None, **into: Any) -> int | None:
        """Change a message and return its id; None where it never arrived, is gone or can't be changed any more."""
        if message_id is None:
            return None
        try:
            await make_call(self._bot, method, chat_id=chat_id, message_id=message_id, **into)
        except BadRequest as error:
            said = error.message.lower()
            if any(reason in said for reason in UNEDITABLE):
                return None
            if UNMODIFIED not in said:
                raise
        return message_id


def _failed(texts: Catalogue, call: Printed) -> Words:
    return Words(text=texts("paper.failed", format=call.format))


def _too_large(texts: Catalogue, size: int) -> Words:
    return Words(text=texts("export.too_large_made", size=f"{size / 1e6:.0f} MB"))


def _message_id(result: Any) -> int | None:
    return int(result["message_id"]) if isinstance(result, dict) else None  # else true


def _inline(call: Words) -> dict[str, Any] | None:
    """Return a message's InlineKeyboardMarkup; None without buttons."""
    return {"inline_keyboard": [[_button(each) for each in row] for row in call.buttons]} if call.buttons else None


def _button(of: Key) -> dict[str, str | None]:
    return {"text": of.text, **({"url": of.url} if of.url else {"callback_data": of.data})}


def _markup(call: Words) -> dict[str, Any] | None:
    if call.buttons:
        return _inline(call)
    if call.ask_contact:
        key = {"text": call.ask_contact, "request_contact": True}
        return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}
    return {"remove_keyboard": True} if call.remove_keyboard else None


def _result(error: TelegramError) -> Result:
    match error:
        case RetryAfter():
            return RetryLater("flood limit", seconds(error))
        case InvalidToken():
            raise NothingCanBeSentError from error
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Unreachable(error.message, why(error.message) or "unknown")
        case BadRequest() if error.message.lower() in NOT_OF_CALL:
            return RetryLater(error.message)
        case BadRequest():
            found = why(error.message)
            return Unreachable(error.message, found) if found else Rejected(error.message)
        case _:  # no answer, or none of the Bot API's: perhaps the next one is
            return RetryLater(error.message)


def why(description: str) -> Why | None:
    """Return why a chat takes no messages, by Telegram's description; None where that is not about the chat."""
    said = description.lower()
    return next((each for each, signs in CHAT_SIGNS.items() if any(sign in said for sign in signs)), None)
