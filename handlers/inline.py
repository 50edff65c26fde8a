"""What is typed after the bot's name in any chat."""

import asyncio
import logging
from collections.abc import Iterable

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.services import inline
from bot.services.inline import Offer
from handlers.context import Context

log = logging.getLogger(__name__)

CACHED = 30  # seconds that Telegram may show the same again to anybody
IN_TIME = 5  # seconds after which nobody waits for the answer any more
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def offer(update: Update, context: Context) -> None:
    """Offers answers at once, best effort; nothing about it is kept."""
    query, house = update.inline_query, context.services.house
    if query is None:
        return
    found = inline.offers(house, query.query)
    button = None if found else InlineQueryResultsButton(house.texts("inline.nothing"), start_parameter="inline")
    try:
        async with asyncio.timeout(IN_TIME):
            await query.answer(list(_articles(found)), cache_time=CACHED, is_personal=False, button=button)
    except (TelegramError, TimeoutError) as error:
        log.info("an inline query was not answered: %s", error)


def _articles(offers: Iterable[Offer]) -> Iterable[InlineQueryResultArticle]:
    for number, each in enumerate(offers):
        content = InputTextMessageContent(each.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
        yield InlineQueryResultArticle(str(number), each.title, content, description=each.description)
