"""`jiebang check`: every mistake of configuration, form and FAQ."""

import argparse
import asyncio

import faq.entry
from bot import config as configuration
from bot.app import distrusted, forms, furnish, leagues, ready, standing
from bot.commands import OK, TELEGRAM, WRONG, complain, say
from bot.config import Config, ConfigError
from bot.needs.form import FormError
from bot.services.runtime.turn import House
from bot.storage import outbox
from bot.storage.database import read_only, utc_now
from bot.texts import catalogue, languages, operators
from faq import encoder
from faq.entry import ContentError


def check(options: argparse.Namespace) -> int:
    """Check configuration, form and FAQ, each as far as it can be read; print every mistake."""
    mistakes: list[str] = []
    config = configuration.built_in()
    try:
        config = configuration.load(options.config, secrets=options.online, operated=options.online)
    except ConfigError as error:
        mistakes += map(str, error.mistakes)
    try:
        faq.entry.load((faq.entry.CONTENT, *config.faq.extra_dirs))
    except ContentError as error:
        mistakes += map(str, error.mistakes)
    for each in {catalogue(config.language), *map(catalogue, languages())}:
        try:
            ready(config, forms(config, each), each)
        except FormError as error:
            mistakes += map(str, error.mistakes)
    if not mistakes:
        try:
            configuration.require_leagues(options.config, leagues(config))
        except ConfigError as error:
            mistakes += map(str, error.mistakes)
    if mistakes:
        return complain(WRONG, "\n".join(dict.fromkeys(mistakes)))
    house, problem = furnish(config, ""), encoder.trouble() if config.faq.semantic else ""
    say(_in_order(house, semantic=config.faq.semantic and not problem))
    if not any(each.role == "lead" for each in config.staff.members):
        complain(OK, operators()(f"operator.no_{'lead' if config.staff.members else 'staff'}"))
    if (selector := config.faq.selector).url:
        say(operators()("operator.selector", url=selector.url, model=selector.model))
    if problem:
        complain(OK, operators()("operator.encoder", problem=problem))
    elif config.faq.semantic:
        for line in distrusted(config.data_dir, house.responder.library):
            complain(OK, line)
    if year := house.office.unannounced(utc_now()):
        complain(OK, operators()("operator.unannounced", year=year))
    return asyncio.run(_online(config)) if options.online else OK


async def _online(config: Config) -> int:
    """Say where the bot may write, and what it could not deliver; the code is WRONG where there is anything amiss."""
    texts = operators()
    try:
        found = await standing(config)
    except LookupError as error:
        return complain(TELEGRAM, texts("operator.online.no_answer", problem=error.args[0]))
    say(texts("operator.online.reached"))
    names = {each.id: each.name for each in config.staff.members}
    for chat_id, why in found.items():
        who = names.get(chat_id) or texts("operator.online.group")
        said = texts(f"undelivered.why.{why}", who="") if why else texts("operator.online.writable")
        say(texts("operator.online.chat", who=who, id=chat_id, said=said))
    held = await _held(config)
    if held:
        say(texts("undelivered.count", count=held))
    return WRONG if held or any(found.values()) else OK


async def _held(config: Config) -> int:
    """Return how many messages could not be delivered, as far as the bot has run here."""
    path = config.database
    return (await read_only(path, lambda tx: outbox.held(tx, 0)))[1] if path.exists() else 0


def _in_order(house: House, *, semantic: bool) -> str:
    return operators()(
        "operator.checked",
        entries=len(house.responder.library.entries),
        topics=len(house.responder.library.topics),
        fields=len(house.form.fields),
        staff=len(house.staff.members),
        matching=operators()(f"operator.matching.{'meaning' if semantic else 'letters'}"),
    )
