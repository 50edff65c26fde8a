"""The command menu beside the text box: everybody's commands in private chats, and theirs for staff."""

import logging
from collections.abc import Iterable
from contextlib import suppress

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.services.conversation import COMMANDS, STAFF_COMMANDS
from bot.services.turn import House

log = logging.getLogger(__name__)


async def show(bot: Bot, house: House) -> None:
    """Show everybody the commands, and staff theirs too; a menu that can't be set stops nothing."""
    try:
        await bot.set_my_commands(_commands(house, COMMANDS), scope=BotCommandScopeAllPrivateChats())
        for chat_id in [*house.staff.members, *([house.staff.group] if house.staff.group else [])]:
            await show_staff(bot, house, chat_id)
    except InvalidToken:
        raise
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", error)


async def show_staff(bot: Bot, house: House, chat_id: int) -> None:
    """Show staff's commands in the group, or in a member's chat; one who has never written to the bot has none yet."""
    names = STAFF_COMMANDS if chat_id < 0 else (*COMMANDS, *STAFF_COMMANDS)
    with suppress(BadRequest, Forbidden):
        await bot.set_my_commands(_commands(house, names), scope=BotCommandScopeChat(chat_id))


def _commands(house: House, names: Iterable[str]) -> list[BotCommand]:
    return [BotCommand(name, house.texts(f"common.commands.{name}")) for name in names]
