"""Where the bot may write: asked at the start, and told by Telegram whenever it changes."""

import logging

from telegram import Bot, ChatMember, ChatMemberRestricted
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.services import undelivered
from bot.services.turn import Caller, Services
from bot.storage.chats import Why
from bot.telegram.sender import why

log = logging.getLogger(__name__)

OUT = frozenset({ChatMember.LEFT, ChatMember.BANNED})


def standing(member: ChatMember, *, private: bool) -> Why | None:
    """Return why the bot may not write where it is this member; None where it may."""
    if member.status in OUT:
        return "blocked" if private else "barred"
    if isinstance(member, ChatMemberRestricted) and not (member.is_member and member.can_send_messages):
        return "barred"
    return None


async def barred(bot: Bot, chat_id: int) -> Why | None:
    """Ask why the bot may not write in a chat; None where it may. TelegramError where that can't be learned now."""
    try:
        member = await bot.get_chat_member(chat_id, bot.id)
    except (BadRequest, Forbidden) as error:
        return why(error.message) or "unknown"
    return standing(member, private=chat_id > 0)


async def look(bot: Bot, services: Services) -> None:
    """Find out whether the staff group can be written to before anything has to be; what is owed to it is sent then."""
    if (group := services.house.staff.group) is None:
        return
    try:
        reason = await barred(bot, group)
    except InvalidToken:
        raise
    except TelegramError as error:
        log.warning("whether the staff group can be written to is not known: %s", error)
        return
    if reason:
        log.error("the staff group %s can't be written to (%s): staff are told one by one", group, reason)
    await services.perform(Caller(group, group, ""), undelivered.changed, why=reason)
