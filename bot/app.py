"""The composition root: builds the parts, runs them together, stops them in order. The only importer of handlers."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

import faq.entry
import handlers
from bot.config import Config
from bot.needs.form import load_form
from bot.services.conversation import COMMANDS, STAFF_COMMANDS
from bot.services.delivery import Delivery, Pace, Pacing
from bot.services.turn import House, Member, Services, Staff
from bot.storage import inbox, keyboards, outbox
from bot.storage.database import Database, Transaction
from bot.telegram.dispatch import Dispatcher
from bot.telegram.receive import ALLOWED_UPDATES, Poller, Receiver, ReceivingError, Webhook
from bot.telegram.sender import TelegramSender
from bot.telegram.transport import AiohttpRequest
from bot.texts import chinese
from faq.answer import FLOOR, MARGIN, SURE, Responder
from handlers.context import Context

log = logging.getLogger(__name__)

PATIENCE = 8.0  # seconds that work under way may take when the program is told to stop
KEPT_DAYS = 8  # handled updates and sent messages are kept this long, to know repeats
BUTTON_DAYS = 180  # buttons older than this no longer work
HOUR = 3600.0


def furnish(config: Config, bot_username: str) -> House:
    """Return what does not change while the bot runs; raises with every mistake of the form and the FAQ."""
    library = faq.entry.load((faq.entry.CONTENT, *config.faq.extra_dirs))
    chosen = {
        "floor": (config.faq.floor, FLOOR),
        "sure": (config.faq.sure, SURE),
        "margin": (config.faq.margin, MARGIN),
    }
    responder = Responder(library, **{key: own if given is None else given for key, (given, own) in chosen.items()})
    members = {each.id: Member(each.id, each.name, each.role) for each in config.staff.members}
    return House(
        texts=chinese(),
        form=load_form(config.needs.form),
        responder=responder,
        staff=Staff(members, config.staff.group),
        contact=config.contact,
        bot_username=bot_username,
        reference_prefix=config.needs.reference_prefix,
        idle_hours=config.needs.idle_hours,
        page_size=config.needs.page_size,
    )


async def run(config: Config, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
    """Run the bot until `stop` is set, then finish what is under way within ten seconds.

    Raises what ended it otherwise: StorageError, ReceivingError, InvalidToken, or the first failure of any loop.
    """
    database = Database(config.data_dir / "jiebang.db")
    await database.open()
    try:
        request = AiohttpRequest(config.telegram.proxy)
        application = _application(config, request)
        try:
            await _until(stop, _introduced(application))
            if not stop.is_set():
                await _work(config, database, application, request, stop, ready)
        finally:
            await application.shutdown()
            await request.shutdown()
    finally:
        await database.close()


def _application(config: Config, request: AiohttpRequest) -> Application[Any, Context, Any, Any, Any, Any]:
    api = config.telegram.api_url.rstrip("/")
    application = (
        ApplicationBuilder()
        .token(config.token)
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(request)
        .get_updates_request(request)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Context))
        .build()
    )
    handlers.register(application)
    return application


async def _introduced(application: Application[Any, Context, Any, Any, Any, Any]) -> None:
    """Learn who the bot is; waits for a network that is not there yet."""
    failures = 0
    while True:
        try:
            await application.initialize()
        except InvalidToken:
            raise ReceivingError(chinese()("operator.token")) from None
        except NetworkError as error:
            failures += 1
            log.warning("the Bot API does not answer (%s), trying again", error)
            await asyncio.sleep(min(2.0**failures / 4, 30))
        else:
            return


async def _work(
    config: Config,
    database: Database,
    application: Application[Any, Context, Any, Any, Any, Any],
    request: AiohttpRequest,
    stop: asyncio.Event,
    ready: Callable[[], None],
) -> None:
    bot = application.bot
    house = furnish(config, bot.username)
    application.bot_data["services"] = Services(database, house)
    dispatcher = Dispatcher(database, application, house)
    receiver = Receiver(database, bot, dispatcher.wake)
    pace = Pace(**config.telegram.pace.model_dump())
    delivery = Delivery(database, TelegramSender(bot), Pacing(pace, time.monotonic))
    await _menu(application, house)
    source = await _source(config, receiver, bot, request)
    log.info("running as @%s, %s", bot.username, config.telegram.mode)
    ready()
    await _together(stop, source.run(), _housekeeping(database), draining=(dispatcher, delivery))


async def _source(config: Config, receiver: Receiver, bot: Any, request: AiohttpRequest) -> Poller | Webhook:
    if config.telegram.mode == "polling":
        await bot.delete_webhook()
        return Poller(receiver, request, bot.base_url)
    webhook = config.telegram.webhook
    await bot.set_webhook(webhook.public_url, secret_token=config.webhook_secret, allowed_updates=list(ALLOWED_UPDATES))
    return Webhook(receiver, host=webhook.host, port=webhook.port, path=webhook.path, secret=config.webhook_secret)


async def _menu(application: Application[Any, Context, Any, Any, Any, Any], house: House) -> None:
    """Show everybody the commands, and staff theirs too; a menu that can't be set stops nothing."""

    def commands(names: Iterable[str]) -> list[BotCommand]:
        return [BotCommand(name, house.texts(f"common.commands.{name}")) for name in names]

    bot = application.bot
    staff = [*house.staff.members, *([house.staff.group] if house.staff.group else [])]
    try:
        await bot.set_my_commands(commands(COMMANDS), scope=BotCommandScopeAllPrivateChats())
        for chat_id in staff:
            names = STAFF_COMMANDS if chat_id < 0 else (*COMMANDS, *STAFF_COMMANDS)
            with suppress(TelegramError):  # a member who has never written to the bot has no chat yet
                await bot.set_my_commands(commands(names), scope=BotCommandScopeChat(chat_id))
    except TelegramError as error:
        log.warning("the command menu could not be set: %s", error)


async def _housekeeping(database: Database) -> None:
    """Forget, once an hour, what need not be kept."""
    while True:
        now = database.clock()
        kept, buttons = (now - timedelta(days=days) for days in (KEPT_DAYS, BUTTON_DAYS))

        def forget(tx: Transaction, kept: str = kept.isoformat(), buttons: str = buttons.isoformat()) -> None:
            inbox.forget(tx, kept)
            outbox.forget(tx, kept)
            keyboards.forget(tx, buttons)

        await database.transaction(forget)
        await asyncio.sleep(HOUR)


async def _together(
    stop: asyncio.Event, *endless: Coroutine[Any, Any, None], draining: Sequence[Dispatcher | Delivery]
) -> None:
    """Run everything until `stop` or the first failure, which is raised; receiving ends before answering."""
    sources = [asyncio.create_task(each) for each in endless]
    drains = [asyncio.create_task(each.run()) for each in draining]
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([*sources, *drains, stopping], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        await _cancelled(sources)
        for each, task in zip(draining, drains, strict=True):
            each.stop()
            await asyncio.wait([task], timeout=PATIENCE / 2)
        await _cancelled(drains)
    for task in (*sources, *drains):
        if not task.cancelled() and (error := task.exception()):
            raise _first(error)
    if not stop.is_set():
        raise RuntimeError("a part of the program ended by itself")


async def _cancelled(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do `work` unless `stop` comes first; its failure is raised."""
    task, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
    for each in (task, stopping):
        each.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _first(error: BaseException) -> BaseException:
    """Return the failure itself where a task group has wrapped it."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
