"""The command menu beside the text box: everybody's commands in private chats, by language, and theirs for staff."""

import asyncio
import logging
import re
from collections.abc import Iterable
from contextlib import suppress

from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.services.routing.commands import COMMANDS, Command
from bot.services.runtime.backoff import backoff
from bot.services.runtime.turn import House, Services, Staff

log = logging.getLogger(__name__)

CODE = re.compile("[a-z]{2}")  # of a language (ISO 639-1)
LONGEST = 300.0  # seconds between two tries


class Menu:
    """A bot's command menu; where it can't be set at once, it is set while the bot runs."""

    def __init__(self, bot: Bot, services: Services) -> None:
        """Set the menu of `bot`, in the texts of the services' house and for its staff."""
        self._bot, self._services, self._failures = bot, services, 0

    async def show(self) -> None:
        """Set the menu, or leave it to `run` to try again: a menu that can't be set stops nothing."""
        done = await show(self._bot, self._services.house, await self._services.staff())
        self._failures = 0 if done else self._failures + 1

    async def run(self) -> None:
        """Try again until the menu is set; then rest until cancelled."""
        while self._failures:
            await asyncio.sleep(backoff(self._failures, LONGEST))
            await self.show()
        await asyncio.Event().wait()


async def show(bot: Bot, house: House, staff: Staff) -> bool:
    """Set everybody's menu in private chats, and staff's; return whether that could be done."""
    try:
        for code in ("", *filter(CODE.fullmatch, house.tongues)):  # the first for those whose language has none
            commands = _everybodys(house.speaking(house.understood(code)))
            await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats(), language_code=code)
        for chat_id in [*staff.members, *([staff.group] if staff.group else [])]:
            with suppress(BadRequest, Forbidden):  # it can't be set before the member first writes to the bot
                await show_staff(bot, house, chat_id)
    except InvalidToken:
        raise
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", error)
        return False
    return True


async def show_staff(bot: Bot, house: House, chat_id: int) -> None:
    """Set staff's menu in the group or a member's chat."""
    usable = [each for each in COMMANDS if each.group or chat_id > 0]
    await bot.set_my_commands(_commands(house, usable), scope=BotCommandScopeChat(chat_id))


async def put(bot: Bot, house: House, chat_id: int, staffs: bool) -> None:  # noqa: FBT001  # as the outbox has it
    """Set staff's menu in a private chat, or take it away: what is left is everybody's."""
    if staffs:
        await show_staff(bot, house, chat_id)
    else:
        await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id))


async def show_own(bot: Bot, house: House, chat_id: int) -> None:
    """Set the menu of somebody who has another language than his Telegram, the one that the house is in."""
    await bot.set_my_commands(_everybodys(house), scope=BotCommandScopeChat(chat_id))


def _everybodys(house: House) -> list[BotCommand]:
    return _commands(house, [each for each in COMMANDS if not each.staff])


def _commands(house: House, commands: Iterable[Command]) -> list[BotCommand]:
    return [BotCommand(each.name, each.described(house.texts)) for each in commands]
