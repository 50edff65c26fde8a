"""A bare python-telegram-bot echo, as its documentation has it: `python -m benchmarks.echo URL TRANSPORT [--in-turn]`.

TRANSPORT `httpx` is the library's own, `aiohttp` this project's. Updates are worked on 256 at once, or in turn.
"""

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.telegram.transport import AiohttpRequest

TOKEN = "42:the-token-of-a-bare-echo-0123456789"  # noqa: S105  # opens nothing


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Says what was said."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


def main(url: str, transport: str, *, at_once: bool) -> None:
    """Run until told to stop."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot").concurrent_updates(at_once)
    if transport == "aiohttp":
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], at_once="--in-turn" not in sys.argv)
