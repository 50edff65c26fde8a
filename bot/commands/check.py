"""`jiebang check`: every mistake of configuration, form and FAQ."""

import argparse

import faq.entry
from bot import config as configuration
from bot.app import furnish
from bot.commands import OK, WRONG, complain, say
from bot.config import ConfigError
from bot.needs.form import FormError, load_form
from bot.services.turn import House
from bot.storage.database import utc_now
from bot.texts import chinese
from faq.entry import ContentError


def check(options: argparse.Namespace) -> int:
    """Check configuration, form and FAQ, each as far as it can be read; print every mistake."""
    mistakes: list[str] = []
    config = configuration.built_in()
    try:
        config = configuration.load(options.config, secrets=False)
    except ConfigError as error:
        mistakes += map(str, error.mistakes)
    try:
        faq.entry.load((faq.entry.CONTENT, *config.faq.extra_dirs))
    except ContentError as error:
        mistakes += map(str, error.mistakes)
    try:
        load_form(config.needs.form)
    except FormError as error:
        mistakes += map(str, error.mistakes)
    if mistakes:
        return complain(WRONG, "\n".join(mistakes))
    house = furnish(config, "")
    say(_in_order(house, semantic=config.faq.semantic))
    if year := house.office.unannounced(utc_now()):
        complain(OK, chinese()("operator.unannounced", year=year))
    return OK


def _in_order(house: House, *, semantic: bool) -> str:
    return chinese()(
        "operator.checked",
        entries=len(house.responder.library.entries),
        topics=len(house.responder.library.topics),
        fields=len(house.form.fields),
        staff=len(house.staff.members),
        matching=chinese()(f"operator.matching.{'meaning' if semantic else 'letters'}"),
    )
