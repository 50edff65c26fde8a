"""Commands; what each does stands in the table of bot.services.routing.commands."""

from telegram import Update

from bot.services.routing.commands import Command
from bot.telegram import menu
from handlers.context import Callback, Context, attempt, caller


def doing(command: Command) -> Callback:
    """Return the handler of a command."""

    async def do(update: Update, context: Context) -> None:
        await context.perform(update, await command.ready(context.argument))
        if then := AFTERWARDS.get(command.name):
            await then(update, context)

    return do


async def show_menu(update: Update, context: Context) -> None:
    """Sets the menu of a member of staff, who may have had no chat to set it for until now."""
    services, user = context.services, caller(update).user_id
    if user in (await services.staff()).members:
        await attempt(menu.show_staff(context.bot, services.house, user))


#: What a command does at the Bot API, which services don't know, when its verb has been.
AFTERWARDS: dict[str, Callback] = {"start": show_menu}
