"""The command menu beside the text box: everybody's commands in private chats, and theirs for staff."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.services.routing.commands import COMMANDS, Command
from bot.services.runtime.backoff import backoff
from bot.services.runtime.turn import House

log = logging.getLogger(__name__)

LONGEST = 300.0  # seconds between two tries


class Menu:
    """The menu of a bot; what could not be set at once is set while the bot runs."""

    def __init__(self, bot: Bot, house: House) -> None:
        """Show what `house` has commands for."""
        self._bot, self._house, self._failures = bot, house, 0

    async def show(self) -> None:
        """Show it, or remember that it is still to be shown: a menu that can't be set stops nothing."""
        self._failures = 0 if await show(self._bot, self._house) else self._failures + 1

    async def run(self) -> None:
        """Try again until it is shown; then rest until cancelled."""
        while self._failures:
            await asyncio.sleep(backoff(self._failures, LONGEST))
            await self.show()
        await asyncio.Event().wait()


async def show(bot: Bot, house: House) -> bool:
    """Show everybody the commands, and staff theirs too; return whether that could be done."""
    try:
        everybodys = [each for each in COMMANDS if not each.staff]
        await bot.set_my_commands(_commands(house, everybodys), scope=BotCommandScopeAllPrivateChats())
        for chat_id in [*house.staff.members, *([house.staff.group] if house.staff.group else [])]:
            await show_staff(bot, house, chat_id)
    except InvalidToken:
        raise
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", error)
        return False
    return True


async def show_staff(bot: Bot, house: House, chat_id: int) -> None:
    """Show staff's commands in the group, or in a member's chat; one who has never written to the bot has none yet."""
    usable = [each for each in COMMANDS if each.group or chat_id > 0]
    with suppress(BadRequest, Forbidden):
        await bot.set_my_commands(_commands(house, usable), scope=BotCommandScopeChat(chat_id))


def _commands(house: House, commands: Iterable[Command]) -> list[BotCommand]:
    return [BotCommand(each.name, each.described(house.texts)) for each in commands]
