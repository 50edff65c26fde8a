"""The composition root: builds the parts, runs them together, stops them in order. The only importer of handlers."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from datetime import datetime
from datetime import time as clock_time
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ContextTypes

import faq.entry
import handlers
from bot import papers
from bot.config import Config, FaqSection, OfficeSection, OperatorSection, ReviewSection
from bot.needs.form import OF_NEEDS, Form, load_forms
from bot.needs.ready import Ready, load_ready
from bot.selector import Endpoint
from bot.services.desk import idle_talks
from bot.services.filing import own_data, retention
from bot.services.filing.arrivals import Arrivals
from bot.services.knowledge.editions import Knowledge
from bot.services.knowledge.renewal import Renewal
from bot.services.needs_state import alike, indexing
from bot.services.reviewing import export, leaving, routine
from bot.services.reviewing.undelivered import Undelivered
from bot.services.runtime import housekeeping
from bot.services.runtime.delivery import Delivery, NothingCanBeSentError, Pace, Pacing
from bot.services.runtime.office_hours import Office, opening
from bot.services.runtime.staffing import present
from bot.services.runtime.turn import (
    Desk,
    House,
    Limits,
    Member,
    Operator,
    Retention,
    Review,
    Services,
    Staff,
    Tongue,
    addressing,
)
from bot.services.runtime.turn import Knowledge as Known
from bot.storage import chain, chats, erasing, needs, outbox, search
from bot.storage.calls import Send
from bot.storage.chats import Why
from bot.storage.database import Database, Transaction, utc_now
from bot.storage.shelf import Shelf
from bot.telegram import menu as menus
from bot.telegram import presence
from bot.telegram.dispatch import Dispatcher
from bot.telegram.fetching import TelegramFetcher
from bot.telegram.receive import Poller, Receiver, ReceivingError, persist
from bot.telegram.sender import TelegramSender
from bot.telegram.transport import AiohttpRequest
from bot.texts import Catalogue, catalogue, languages, operators
from faq import encoder
from faq.answer import FLOOR, SURE, Responder
from faq.entry import Library
from faq.index import Matching, indexed
from faq.matcher import Matcher
from handlers.context import Context

log = logging.getLogger(__name__)

PATIENCE = 8.0  # seconds that work under way may take when the program is told to stop
HOUR = 3600.0
DAY = 24 * HOUR
OFTEN = 300.0  # seconds between two looks at whom to remind
SOON = 1.0  # seconds after which it is seen that something was erased


def answering(section: FaqSection) -> Responder:
    """Return what answers questions, read from the FAQ files; ContentError names every mistake in them."""
    return respond(section, faq.entry.load(directories(section)))


def directories(section: FaqSection) -> tuple[Path, ...]:
    """Return where the FAQ files are, the built-in ones first."""
    return (faq.entry.CONTENT, *section.extra_dirs)


def respond(section: FaqSection, library: Library, matching: Matching = Matcher) -> Responder:
    """Return what answers questions from a library, as sure as the configuration wants it to be."""
    floor = FLOOR if section.floor is None else section.floor
    return Responder(library, matching, floor=floor, sure=SURE if section.sure is None else section.sure)


def respond_by_meaning(section: FaqSection, folder: Path | None, library: Library) -> Responder:
    """Return the same with the encoder beside the letters, if it is wanted and can be used.

    `folder` remembers vectors of texts that the program does not bring along; each of them takes some 20 ms.
    """
    if not section.semantic or _trouble():
        return respond(section, library)
    from faq.semantic import SemanticMatcher  # what it needs is not there on every machine

    for line in distrusted(folder, library):
        _warn(line)
    return respond(section, library, partial(SemanticMatcher, folder=folder))


def distrusted(folder: Path | None, library: Library) -> list[str]:
    """Return what is wrong with files of vectors where the encoder can be used, in operators' words."""
    from faq.vectors import faults

    texts = operators()
    found = faults([phrasing for _, phrasing in indexed(library.entries)], folder)
    return [texts("operator.vectors.anew", file=path, why=texts(f"operator.vectors.{why}")) for path, why in found]


@cache
def _warn(line: str) -> None:
    """Have the log say so once."""
    log.warning(line)


@cache
def _trouble() -> str:
    """Return why the encoder can't be used; the log says so once."""
    if found := encoder.trouble():
        log.warning(operators()("operator.encoder", problem=found))
    return found


def knowing(section: FaqSection, responder: Responder | None = None) -> Knowledge:
    """Return what is known, by a `responder` made of the same FAQ files if it is given; else ContentError as above."""
    return Knowledge(responder, directories(section), partial(respond, section))


def furnish(config: Config, bot_username: str, knowledge: Known | None = None) -> House:
    """Return what does not change while the bot runs; raises with every mistake of the form and the FAQ."""
    tongues = _tongues(config)
    own = tongues[config.language]
    members = {each.id: Member(each.id, each.name, each.role, each.leagues) for each in config.staff.members}
    return House(
        texts=own.texts,
        forms=own.forms,
        offered=tuple(config.needs.forms),
        knowledge=knowledge or knowing(config.faq),
        staff=Staff(members, config.staff.group),
        contact=config.contact,
        bot_username=bot_username,
        reference_prefix=config.needs.reference_prefix,
        idle_hours=config.needs.idle_hours,
        page_size=config.needs.page_size,
        reasons=ready(config, own.forms, own.texts),
        documents=papers.possible(config.needs.documents),
        blanks=papers.possible(("docx", "xlsx")),
        office=office(config.office),
        review=reviewed(config.review),
        limits=Limits(**config.limits.model_dump()),
        desk=Desk(**config.desk.model_dump()),
        shelf=Shelf(config.files),
        operator=operated_by(config.operator),
        undo_seconds=config.decisions.undo_seconds,
        masked=config.export.contacts == "masked",
        language=config.language,
        tongues=tongues,
    )


def _tongues(config: Config) -> dict[str, Tongue]:
    """Return what is said and filled in in each language, that of the configuration first."""
    every = [catalogue(each) for each in dict.fromkeys((config.language, *languages()))]
    found = {texts.language: forms(config, texts) for texts in every}

    def known(language: str) -> dict[str, Form]:
        """Return the forms in a language, each of which knows what it is in the others."""
        others = [each for other, each in found.items() if other != language]
        return {
            name: replace(form, elsewhere=tuple(each[name] for each in others))
            for name, form in found[language].items()
        }

    return {texts.language: Tongue(texts, known(texts.language)) for texts in every}


def forms(config: Config, texts: Catalogue) -> dict[str, Form]:
    """Return every form by its name, in one language; FormError names every mistake in them."""
    found = load_forms({OF_NEEDS: config.needs.form, **config.needs.forms}, texts)
    return {name: form.informing(operated_by(config.operator).told) for name, form in found.items()}


def leagues(config: Config) -> list[str]:
    """Return the codes of the leagues that the form of needs has; FormError names every mistake in the forms."""
    field = forms(config, catalogue(config.language))[OF_NEEDS].role("league")
    return [each.value for each in field.options] if field else []


def ready(config: Config, forms: Mapping[str, Form], texts: Catalogue) -> Ready:
    """Return what staff can give as a reason without typing it; FormError names every mistake in the file."""
    return load_ready(config.needs.reasons, forms.values(), texts)


def operated_by(section: OperatorSection) -> Operator:
    """Return who runs the bot, as far as it is configured."""
    given = section.model_dump(exclude_none=True, exclude={"retention"})
    return Operator(**given, retention=Retention(**section.retention.model_dump()))


def office(section: OfficeSection) -> Office:
    """Return the hours of office that are configured."""
    openings = tuple(opening(each.days, each.opens, each.closes) for each in section.hours)
    holidays = None if section.holidays is None else frozenset(section.holidays)
    return Office(openings, holidays, frozenset(section.workdays))


def reviewed(section: ReviewSection) -> Review:
    """Return when staff are reminded, as it is configured."""
    given, moment = section.model_dump(exclude={"digest", "quiet"}), clock_time.fromisoformat
    digest = moment(section.digest) if section.digest else None
    quiet = (moment(section.quiet[0]), moment(section.quiet[1])) if section.quiet else None
    return Review(**given, digest=digest, quiet=quiet)


async def run(
    config: Config,
    stop: asyncio.Event,
    ready: Callable[[], None] = lambda: None,
    *,
    clock: Callable[[], datetime] = utc_now,
    knowledge: Knowledge | None = None,
) -> None:
    """Run the bot until `stop` is set, then finish what is under way within ten seconds.

    `clock` gives the time that everything is dated by; `knowledge` that was made before is not made again. Raises
    what ended it otherwise: mistakes of form and FAQ before anything is opened, StorageError, ReceivingError, or the
    first failure of any loop.
    """
    known = knowledge or knowing(config.faq)
    house = furnish(config, "", known)
    request = AiohttpRequest(config.telegram.proxy)
    application = _application(config, request)
    database = Database(config.database, clock)
    await _until(stop, database.open())
    log.info("the bot starts: version %s, data in %s", version("jiebang-bot"), config.data_dir)
    async with AsyncExitStack() as closing:
        for close in (database.close, request.shutdown, application.shutdown):
            closing.push_async_callback(close)
        if not stop.is_set():  # else it may not have been opened
            await database.read(partial(needs.require_forms, known=house.forms))
            await _attest(database, house)
            while await database.read(search.unread):
                await database.transaction(partial(indexing.catch_up, house=house, limit=indexing.AT_ONCE))
        if config.faq.selector.url:
            selector = Endpoint(config.faq.selector, config.selector_key, house.texts)
            closing.push_async_callback(selector.close)
            house = replace(house, selector=selector)
        try:
            await _until(stop, persist(application.initialize))
            if not stop.is_set():
                staff = await database.read(lambda tx: _where_it_is(tx, house.staff))
                house = replace(house, bot_username=application.bot.username, staff=staff)
                await _work(config, house, known, database, application, request, stop, ready)
        except (InvalidToken, NothingCanBeSentError):  # its text holds the token
            raise ReceivingError(operators()("operator.token")) from None
    log.info("the bot has stopped")


async def _attest(database: Database, house: House) -> None:
    """Log whether the end of the record is as it was written, and where it ends; tell staff where it is not."""
    found = await database.read(lambda tx: chain.verify(tx, lines=chain.TAIL))
    if not found.found:
        log.info("the record is whole at its end: %s lines looked at, head %s", found.lines, found.head)
        return
    log.error("the record was tampered with: %s flaws, the first %s", len(found.found), found.found[0])
    said = Send(text=house.texts("housekeeping.tampered", count=len(found.found)))
    await database.transaction(lambda tx: [outbox.put(tx, chat_id, said) for chat_id in house.staff.chats()])


async def standing(config: Config) -> dict[int, Why | None]:
    """Ask the Bot API why the bot may not write in each of staff's chats; raises ReceivingError, or LookupError."""
    request = AiohttpRequest(config.telegram.proxy)
    application = _application(config, request)
    async with AsyncExitStack() as closing:
        for close in (request.shutdown, application.shutdown):
            closing.push_async_callback(close)
        try:
            await application.initialize()
        except InvalidToken:  # its text holds the token
            raise ReceivingError(operators()("operator.token")) from None
        except TelegramError as error:
            raise LookupError(error.message) from None
        group = [config.staff.group] if config.staff.group else []
        chats = [*group, *(each.id for each in config.staff.members)]
        return {chat_id: await presence.barred(application.bot, request, chat_id) for chat_id in chats}


def _where_it_is(tx: Transaction, staff: Staff) -> Staff:
    """Return the staff with their group's id as it is now, should it have become a supergroup."""
    return replace(staff, group=staff.group and chats.present(tx, staff.group))


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


async def _work(
    config: Config,
    house: House,
    knowledge: Knowledge,
    database: Database,
    application: Application[Any, Context, Any, Any, Any, Any],
    request: AiohttpRequest,
    stop: asyncio.Event,
    ready: Callable[[], None],
) -> None:
    bot = application.bot
    await _until(stop, database.transaction(partial(leaving.follow, house=house)))
    dispatcher = Dispatcher(database, application, house)
    receiver = Receiver(database, bot, dispatcher.wake)
    pace = Pace(**config.telegram.pace.model_dump())
    delivery = Delivery(
        database,
        TelegramSender(
            bot,
            partial(_spoken, database, house),
            partial(own_data.exported, database, house),
            partial(menus.put, bot, house),
            partial(export.made, database.path, house),
        ),
        Pacing(pace, time.monotonic),
        watcher=Undelivered(house),
    )
    services = Services(database, house, delivery.wake)
    application.bot_data["services"] = services
    arrivals = Arrivals(services, TelegramFetcher(bot, request))
    renewal = Renewal(knowledge, database, house.texts, lambda tx: present(tx, house).chats())
    await _until(stop, renewal.catch_up())  # another program may have the file
    if config.faq.semantic:  # made in a thread; until then questions are answered by their letters and sounds
        knowledge.answer_by(partial(respond_by_meaning, config.faq, config.data_dir))
    menu = menus.Menu(bot, services)
    await _until(stop, menu.show())
    await _until(stop, presence.look(bot, request, services))
    log.info("running as @%s, %s", bot.username, config.telegram.mode)
    ready()
    source = _source(config, receiver, bot, request)
    almanac = _almanac(house, database.clock)
    keeping = _housekeeping(database, house, arrivals)
    endless = (source, keeping, _reminding(database, house), almanac, renewal.run(), menu.run(), arrivals.run())
    await _together(stop, database, *endless, draining=(dispatcher, delivery))


async def _spoken(database: Database, house: House, chat_id: int) -> Catalogue:
    """Return the texts in a chat's language."""
    return await database.read(lambda tx: addressing(tx, house, chat_id).texts)


async def _source(config: Config, receiver: Receiver, bot: Bot, request: AiohttpRequest) -> None:
    """Receive until cancelled, in the way that the configuration says."""
    if config.telegram.mode == "polling":
        await Poller(receiver, request, bot).run()
    else:
        from bot.telegram.webhook import Webhook  # an HTTP server, which polling needs not load

        await Webhook(receiver, bot, config.telegram.webhook, config.webhook_secret).run()


async def _housekeeping(database: Database, house: House, arrivals: Arrivals) -> None:
    """Forget, once an hour, what need not be kept; of that, and of what was erased, nothing is left on the disk."""
    await database.transaction(lambda tx: _tidy(tx, house, hours=0))
    while await database.transaction(lambda tx: alike.catch_up(tx, house)):
        pass
    changed, due = database.watch(), asyncio.get_running_loop().time() + HOUR  # by a clock that nobody can put
    while True:
        await _scour(database, arrivals)
        try:
            async with asyncio.timeout_at(due):
                await _erased(database, changed)
        except TimeoutError:
            await database.transaction(lambda tx: _tidy(tx, house, hours=1))
            due += HOUR


async def _scour(database: Database, arrivals: Arrivals) -> None:
    """Remove what is erased or forgotten from the disk too: contents of files, and what index and log hold."""
    await database.transaction(lambda tx: erasing.mark(tx, 0))
    while await database.transaction(search.settle):  # in steps: others write in between
        pass
    await arrivals.sweep()
    await database.empty_log()


async def _erased(database: Database, changed: asyncio.Event) -> None:
    """Return when something was erased."""
    while not await database.read(erasing.marked):
        changed.clear()
        await changed.wait()
        await asyncio.sleep(SOON)  # and look once at all that comes together


async def _reminding(database: Database, house: House) -> None:
    """Remind staff, every few minutes, of what waits for them, and give back talks that are left alone."""

    def remind(tx: Transaction) -> None:
        routine.run(tx, house)
        idle_talks.release(tx, house)

    while True:
        await database.transaction(remind)
        await asyncio.sleep(OFTEN)


def _tidy(tx: Transaction, house: House, *, hours: int) -> None:
    if housekeeping.tidy(tx, house, hours=hours):
        retention.enforce(tx, house)


async def _almanac(house: House, clock: Callable[[], datetime]) -> None:
    """Say in the log, once a day, that a year begins whose days off nobody has said."""
    while True:
        if year := house.office.unannounced(clock()):
            log.warning(operators()("operator.unannounced", year=year))
        await asyncio.sleep(DAY)


async def _together(
    stop: asyncio.Event,
    database: Database,
    *endless: Coroutine[Any, Any, None],
    draining: Sequence[Dispatcher | Delivery],
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
            await asyncio.wait([task], timeout=0 if database.waits else PATIENCE / 2)  # it would wait with it
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
