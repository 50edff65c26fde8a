"""Receiving: updates are on disk before they are acknowledged, by polling (the offset) or by webhook (200)."""

import asyncio
import hmac
import logging
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp
from aiohttp import web
from telegram import Bot, Update

from bot.storage import inbox
from bot.storage.database import Database
from bot.storage.inbox import Received
from bot.telegram.transport import AiohttpRequest

log = logging.getLogger(__name__)

#: What the bot asks Telegram for; everything else would only be stored and ignored.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "inline_query", "channel_post")
#: A poller that died holds its place at Telegram for some seconds; longer than this it is another program.
CONFLICT_PATIENCE = 8
BODY_LIMIT = 1 << 20  # bytes of one webhook call; Telegram's updates are far smaller


class ReceivingError(Exception):
    """Receiving can't go on; the message says why and what to do."""


class Receiver:
    """Stores raw updates and wakes their lanes. What can't be parsed is parked, so that it can't block what follows."""

    def __init__(self, database: Database, bot: Bot, wake: Callable[[str], None]) -> None:
        """Store in `database` for `bot`; call `wake` with each lane that has something new."""
        self._database, self._bot, self._wake = database, bot, wake

    async def receive(self, updates: Sequence[dict[str, Any]]) -> None:
        """Make the whole batch durable in one transaction; only then may it be acknowledged."""
        rows = [self._read(raw) for raw in updates]
        lanes = await self._database.transaction(lambda tx: inbox.receive(tx, self._bot.id, rows))
        for lane in lanes:
            self._wake(lane)

    def _read(self, raw: dict[str, Any]) -> Received:
        fault = None
        try:
            update = Update.de_json(raw, self._bot)
            lane = _lane(update)
        except Exception as error:  # noqa: BLE001  # whatever a parser can raise on what it does not know
            lane, fault = "unreadable", f"{type(error).__name__}: {error}"
            log.error("update %s can't be read and is parked: %s", raw.get("update_id"), fault)
        return Received(int(raw["update_id"]), lane, raw, fault)


def _lane(update: Update) -> str:
    if update.effective_chat:
        return f"chat:{update.effective_chat.id}"
    if update.effective_user:
        return f"user:{update.effective_user.id}"
    return "other"


class Poller:
    """Long polling whose offset moves only when the batch is on disk."""

    def __init__(self, receiver: Receiver, transport: AiohttpRequest, base_url: str, *, wait: int = 25) -> None:
        """Poll `base_url` (it ends with the token), each call waiting up to `wait` seconds for something new."""
        self._receiver, self._transport, self._url, self._wait = receiver, transport, f"{base_url}/getUpdates", wait

    async def run(self) -> None:
        """Poll until cancelled. Raises ReceivingError where trying again can't help."""
        offset, failures, conflicts = 0, 0, 0
        while True:
            try:
                status, answer = await self._call(offset)
            except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
                log.warning("no answer to getUpdates (%s), trying again", type(error).__name__)
                failures += 1
                await asyncio.sleep(min(2.0**failures / 4, 30))
                continue
            if status == 200:
                failures = conflicts = 0
                if updates := answer["result"]:
                    await self._receiver.receive(updates)
                    offset = max(update["update_id"] for update in updates) + 1
                continue
            conflicts = conflicts + 1 if status == 409 else 0
            failures += 1
            await asyncio.sleep(_pause(status, answer, failures, conflicts))

    async def _call(self, offset: int) -> tuple[int, dict[str, Any]]:
        parameters = {"offset": offset, "timeout": self._wait, "allowed_updates": list(ALLOWED_UPDATES)}
        timeout = aiohttp.ClientTimeout(total=self._wait + 15)
        async with self._transport.session.post(self._url, json=parameters, timeout=timeout) as response:
            return response.status, await response.json()


def _pause(status: int, answer: dict[str, Any], failures: int, conflicts: int) -> float:
    """Return the seconds until the next try, or raise where there should be none."""
    description = str(answer.get("description", ""))
    if status in (401, 404):
        raise ReceivingError("机器人令牌无效：请检查环境变量 JIEBANG_TOKEN（可向 @BotFather 重新获取）")
    if status == 409 and conflicts > CONFLICT_PATIENCE:
        raise ReceivingError(f"另一个程序正在用同一个机器人令牌收取消息，请先停止它（{description}）")
    log.warning("getUpdates: %s %s, trying again", status, description)
    retry_after = answer.get("parameters", {}).get("retry_after")
    return float(retry_after) if retry_after else min(2.0**failures / 4, 30)


class Webhook:
    """The HTTPS face (behind a reverse proxy that ends TLS): 200 only when the update is on disk."""

    def __init__(self, receiver: Receiver, *, host: str, port: int, path: str, secret: str) -> None:
        """Listen on `host`:`port` at `path`; calls without `secret` in Telegram's header are refused."""
        self._receiver, self._host, self._port, self._secret = receiver, host, port, secret
        self._application = web.Application(client_max_size=BODY_LIMIT)
        self._application.router.add_post(path, self._receive)
        self._failed: asyncio.Future[None]

    async def run(self) -> None:
        """Serve until cancelled; a failure to store ends the program with that failure."""
        self._failed = asyncio.get_running_loop().create_future()
        runner = web.AppRunner(self._application, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            await self._failed
        finally:
            await runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = await request.json()
            update["update_id"] = int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            return web.Response(status=400)
        try:
            await self._receiver.receive([update])
        except Exception as error:
            if not self._failed.done():
                self._failed.set_exception(error)
            raise
        return web.Response()
