"""Taps on buttons, and what is typed after the bot's name in any chat."""

from collections.abc import Iterable

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode

from bot.services.asking import inline
from bot.services.asking.inline import Offer
from bot.services.routing import conversation
from handlers.context import Context, attempt

CACHED = 30  # seconds that Telegram may show the same again to whoever asked, in his language
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def tap(update: Update, context: Context) -> None:
    """Does what the tapped button means."""
    query = update.callback_query
    if query and update.effective_chat:  # a tap on an inline result has no chat, and we send none
        await context.perform(update, conversation.tap, query.data or "")


async def offer(update: Update, context: Context) -> None:
    """Offers answers at once, best effort; nothing about it is kept."""
    query = update.inline_query
    if query is None:
        return
    house = await context.services.addressing(query.from_user.id, query.from_user.language_code)
    found = await context.services.search(lambda: inline.offers(house, query.query))
    button = None if found else InlineQueryResultsButton(house.texts("inline.nothing"), start_parameter="inline")
    await attempt(query.answer(list(_articles(found)), cache_time=CACHED, is_personal=True, button=button))


def _articles(offers: Iterable[Offer]) -> Iterable[InlineQueryResultArticle]:
    for number, each in enumerate(offers):
        content = InputTextMessageContent(each.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
        yield InlineQueryResultArticle(str(number), each.title, content, description=each.description)
