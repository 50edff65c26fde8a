"""Fetching: a file that somebody sent, from Telegram to the disk. Its address holds the token and is never logged."""

import asyncio
from pathlib import Path
from urllib.parse import quote

import aiohttp
from telegram import Bot
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.services.filing.arrivals import Fetched
from bot.services.runtime.delivery import RetryLater
from bot.telegram.transport import NO_ANSWER, TIMED_OUT, AiohttpRequest, seconds
from bot.telegram.transport import call as make_call

WITHIN = 300.0  # seconds for a whole file, the largest over a slow line
BLOCK = 1 << 18
#: What Telegram says of a file that no bot can fetch, and of one that it does not know.
TOO_BIG, UNKNOWN = "file is too big", ("invalid file_id", "wrong file_id", "wrong file identifier")


class TelegramFetcher:
    """Fetches files by getFile, and from the address that it gives."""

    def __init__(self, bot: Bot, request: AiohttpRequest) -> None:
        """Fetch as `bot`, over the session of `request`."""
        self._bot, self._request = bot, request

    async def fetch(self, file_id: str, to: Path, most: int) -> Fetched:
        """Write a file of at most so many bytes to `to`, whole, or say why not."""
        try:
            found = await make_call(self._bot, "getFile", file_id=file_id)
        except BadRequest as error:
            return _refusal(error.message)
        except RetryAfter as error:
            return RetryLater("flood limit", seconds(error))
        except TelegramError as error:
            return RetryLater(error.message, outage=True)
        try:
            return await self._download(found["file_path"], found.get("file_size"), to, most)
        except TIMED_OUT:
            return RetryLater("the file took too long")
        except (*NO_ANSWER, ValueError) as error:  # the error's text can hold the address, and so the token
            return RetryLater(f"{type(error).__name__} while a file was fetched")

    async def _download(self, path: str, size: object, to: Path, most: int) -> Fetched:
        if isinstance(size, int) and size > most:
            return "too_big"
        url, got = f"{self._bot.base_file_url}/{quote(path)}", 0
        within = aiohttp.ClientTimeout(total=WITHIN)
        async with self._request.session.get(url, timeout=within, allow_redirects=False) as response:
            if response.status != 200:
                return RetryLater(f"HTTP {response.status} instead of a file")
            with to.open("wb") as file:
                async for block in response.content.iter_chunked(BLOCK):
                    got += len(block)
                    if got > most:
                        return "too_big"
                    await asyncio.to_thread(file.write, block)
        if isinstance(size, int) and got != size:
            return RetryLater(f"{got} of {size} bytes of a file")
        return "whole"


def _refusal(description: str) -> Fetched:
    said = description.lower()
    if TOO_BIG in said:
        return "too_big"
    if "temporarily unavailable" not in said and any(sign in said for sign in UNKNOWN):
        return "lost"
    return RetryLater(description)
