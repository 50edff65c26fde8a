"""HTTP to the Bot API on aiohttp: one session for python-telegram-bot's requests and for our own poller."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Any, cast

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.proxies import connector
from bot.telegram import reading

CONNECTIONS = 64  # open connections to the Bot API at once; it answers a bot at about 30 messages a second
#: What stands for "no answer", beside TimeoutError. The proxy's errors are neither OSError nor ClientError.
NO_ANSWER = (aiohttp.ClientError, OSError, asyncio.IncompleteReadError, ProxyError, ProxyConnectionError)
TIMED_OUT = (TimeoutError, ProxyTimeoutError)
NOT_FOUND_AS = HTTPStatus.BAD_REQUEST.value


@dataclass(frozen=True)
class _Plain:
    """A call's parameters as they are: JSON values, no files."""

    values: Mapping[str, Any]


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's transport on aiohttp, fast also with many calls under way at once."""

    def __init__(self, proxy: str | None = None, timeout: float = 20) -> None:
        """Use `proxy` (http://, socks4:// or socks5://) if given; `timeout` seconds for the whole of a call."""
        self._proxy, self._timeout = proxy, timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return the seconds that a call may take."""
        return self._timeout

    @property
    def session(self) -> aiohttp.ClientSession:
        """Return the open session; RuntimeError before `initialize` and after `shutdown`."""
        if self._session is None or self._session.closed:
            raise RuntimeError("the transport is not open")
        return self._session

    async def initialize(self) -> None:
        """Open the session; a second call changes nothing."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=connector(self._proxy, CONNECTIONS), headers={"User-Agent": self.USER_AGENT}
            )

    async def shutdown(self) -> None:
        """Close the session; a second call changes nothing."""
        if self._session is not None:
            await self._session.close()

    async def ask(self, url: str, parameters: dict[str, Any], within: float) -> dict[str, Any] | None:
        """Make a call of our own within so many seconds; return the Bot API's answer, None where it was another's.

        Raises NO_ANSWER or TIMED_OUT.
        """
        total = aiohttp.ClientTimeout(total=within)
        async with self.session.post(url, json=parameters, timeout=total) as response:
            return reading.answer(response.status, await response.read())

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | _Plain | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # python-telegram-bot's signature
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Make one call; return HTTP status and body. NetworkError or TimedOut where the Bot API has not answered."""
        total = read_timeout if isinstance(read_timeout, int | float) else self._timeout
        try:
            async with self.session.request(
                method, url, data=_body(request_data), timeout=aiohttp.ClientTimeout(total=total)
            ) as response:
                status, body = response.status, await response.read()
        except TIMED_OUT as error:
            raise TimedOut from error
        except NO_ANSWER as error:
            # the error's text can hold the address, and so the token
            raise NetworkError(f"{type(error).__name__}: no answer from the Bot API") from None
        return _believed(url.rpartition("/")[2], status, body) if method == "POST" else (status, body)  # GET: a file


async def call(bot: Bot, method: str, **parameters: Any) -> Any:
    """Make a call without files; return its raw result, or raise TelegramError as the bot's own methods do.

    For frequent calls: the library's objects for what is sent and for the answer cost more than the call itself. The
    bot's transport must be AiohttpRequest.
    """
    plain = _Plain({name: value for name, value in parameters.items() if value is not None})
    return await bot.request.post(f"{bot.base_url}/{method}", cast("RequestData", plain))  # handed on to do_request


def _believed(method: str, status: int, body: bytes) -> tuple[int, bytes]:
    """Return status and body of the Bot API's answer; NetworkError where somebody else answered.

    404 means a method that this server does not have, or a malformed token, and becomes 400: python-telegram-bot takes
    it for a refused token, which ends the program, and only 401 may do so.
    """
    answer = reading.answer(status, body)
    if answer and answer["ok"]:
        answer = reading.believed(method, answer)
    if answer is None:
        raise NetworkError(f"{method}: HTTP {status}, but no answer of the Bot API's")
    return NOT_FOUND_AS if status == HTTPStatus.NOT_FOUND else status, json.dumps(answer).encode()


def seconds(error: RetryAfter) -> float:
    """Return the seconds that Telegram asks to wait; python-telegram-bot gives a number or a timedelta."""
    pause = error.retry_after
    return float(pause if isinstance(pause, int | float) else pause.total_seconds())


def _body(data: RequestData | _Plain | None) -> aiohttp.JsonPayload | aiohttp.FormData | None:
    if data is None:
        return None
    if isinstance(data, _Plain):
        return aiohttp.JsonPayload(data.values)
    # Percent-encoded file names would reach the reader as they are, so names are sent as UTF-8.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    if data.contains_files:
        for name, (filename, content, mime) in data.multipart_data.items():
            # bytes are wrapped: aiohttp would otherwise warn and send them from one block of memory
            body = BytesIO(content) if isinstance(content, bytes) else content
            form.add_field(name, body, filename=filename, content_type=mime)
    return form
