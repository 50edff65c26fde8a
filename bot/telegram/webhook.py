"""Receiving by webhook: 200 is answered only when the update is on disk. A reverse proxy in front ends TLS."""

import asyncio
import hmac

from aiohttp import web
from telegram import Bot

from bot.config import WebhookSection
from bot.telegram import reading
from bot.telegram.receive import ALLOWED_UPDATES, Receiver, ReceivingError, persist
from bot.texts import operators

BODY_LIMIT = 1 << 20  # bytes of one call; Telegram's updates are far smaller
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
LAST_CALLS = 1.0  # seconds that calls under way may take when the program stops


class Webhook:
    """An HTTP server for Telegram's calls."""

    def __init__(self, receiver: Receiver, bot: Bot, section: WebhookSection, secret: str) -> None:
        """Listen where `section` says; calls without `secret` in Telegram's header are refused."""
        self._receiver, self._bot, self._section, self._secret = receiver, bot, section, secret
        self._application = web.Application(client_max_size=BODY_LIMIT)
        self._application.router.add_post(section.path, self._receive)
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Listen, tell Telegram where, and serve until cancelled; a failure to store ends it with that failure."""
        runner = web.AppRunner(self._application, access_log=None, shutdown_timeout=LAST_CALLS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._section.host, self._section.port).start()
            await persist(self._register)
            await self._failed
        except OSError as error:
            where = f"{self._section.host}:{self._section.port}"
            said = operators()("operator.listen", where=where, problem=error.strerror or error)
            raise ReceivingError(said) from error
        finally:
            await runner.cleanup()

    async def _register(self) -> None:
        url = self._section.public_url or ""  # the configuration is refused without one
        await self._bot.set_webhook(url, secret_token=self._secret, allowed_updates=list(ALLOWED_UPDATES))

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = reading.update(await request.json())
        except (ValueError, LookupError, RecursionError):  # LookupError: an encoding that there is not
            update = None
        if update is None:
            return web.Response(status=400)
        try:
            await self._receiver.receive([update])
        except Exception as error:
            if not self._failed.done():
                self._failed.set_exception(error)
            raise
        return web.Response()
