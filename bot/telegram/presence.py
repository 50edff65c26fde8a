"""Where the bot may write: asked at the start, and told by Telegram whenever it changes."""

import logging
from http import HTTPStatus
from typing import Any

from telegram import Bot, ChatMember
from telegram.constants import ChatAction

from bot.services.reviewing import undelivered
from bot.services.runtime.turn import Caller, Services
from bot.storage.chats import Why
from bot.telegram import reading
from bot.telegram.sender import why
from bot.telegram.transport import NO_ANSWER, TIMED_OUT, AiohttpRequest

log = logging.getLogger(__name__)

WITHIN = 5  # seconds that the question may take
REFUSED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN})  # answers that say something of the chat
OUT = frozenset({ChatMember.LEFT, ChatMember.BANNED})


def standing(member: dict[str, Any], *, private: bool) -> Why | None:
    """Return why the bot may not write where it is this ChatMember; None where it may.

    It is read as it comes: a server of another version may know other rights of members than the library.
    """
    if member.get("status") in OUT:
        return "blocked" if private else "barred"
    restricted = member.get("status") == ChatMember.RESTRICTED
    if restricted and not (member.get("is_member") and member.get("can_send_messages")):
        return "barred"
    return None


async def barred(bot: Bot, transport: AiohttpRequest, chat_id: int) -> Why | None:
    """Ask why the bot may not write in a chat; None where it may. LookupError where that can't be learned now.

    In a group by what it is there; in a private chat by trying to show that it is typing.
    """
    if chat_id > 0:
        return (await _ask(bot, transport, "sendChatAction", chat_id=chat_id, action=ChatAction.TYPING))[1]
    member, refusal = await _ask(bot, transport, "getChatMember", chat_id=chat_id, user_id=bot.id)
    return refusal or standing(member, private=False)


async def _ask(bot: Bot, transport: AiohttpRequest, method: str, **parameters: Any) -> tuple[Any, Why | None]:
    """Return a call's result, and why the chat refuses it if it does; LookupError where neither is known."""
    try:
        answer = await transport.ask(f"{bot.base_url}/{method}", parameters, WITHIN)
    except (*TIMED_OUT, *NO_ANSWER) as error:
        raise LookupError(type(error).__name__) from None
    if answer and answer["ok"]:
        answer = reading.believed(method, answer)
    if answer is None or not (answer["ok"] or answer["error_code"] in REFUSED):
        raise LookupError(answer["description"] if answer else "no answer of the Bot API's")
    return (answer["result"], None) if answer["ok"] else (None, why(answer["description"]) or "unknown")


async def look(bot: Bot, transport: AiohttpRequest, services: Services) -> None:
    """Find out whether the staff group can be written to before anything has to be; what is owed to it is sent then."""
    if (group := services.house.staff.group) is None:
        return
    try:
        reason = await barred(bot, transport, group)
    except LookupError as error:
        log.warning("whether the staff group can be written to is not known: %s", error)
        return
    if reason:
        log.error("the staff group %s can't be written to (%s): staff are told one by one", group, reason)
    await services.perform(Caller(group, group, ""), undelivered.changed, why=reason)
