"""How updates reach the bot: handed to its long poll, or posted to its webhook until it takes them."""

import asyncio
from dataclasses import dataclass

import aiohttp

from localchat.errors import ApiError
from localchat.store import Object
from localchat.world import UPDATES, World

OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
WEBHOOK_SET = "Conflict: terminated by setWebhook request"
LIMIT = 100  # updates in one answer
LONGEST_POLL = 50  # seconds; Telegram waits no longer whatever is asked
LONGEST_PAUSE = 64.0  # seconds between two attempts at a webhook
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name


@dataclass
class _Poll:
    """One waiting getUpdates; with a refusal it ends."""

    refusal: str = ""


class Delivery:
    """The queue's way out: at most one long poll waits, and no poll while a webhook is set."""

    def __init__(self, world: World, *, pause: float = 1.0) -> None:
        """Stand ready; `pause` seconds pass before a failed webhook is tried again, twice as many each time."""
        self.world = world
        self.pause = pause
        self._poll: _Poll | None = None
        self._pump: asyncio.Task[None] | None = None

    def webhook(self) -> Object:
        """Return the webhook's settings; empty without one."""
        settings: Object = self.world.store.setting("webhook", {})
        return settings

    def start(self) -> None:
        """Go on posting to the webhook that was set before."""
        if self.webhook() and self._pump is None:
            self._pump = asyncio.create_task(self._post_all(), name="webhook")

    async def stop(self) -> None:
        """End the posting to the webhook."""
        if self._pump is not None:
            self._pump.cancel()
            await asyncio.wait({self._pump})
            self._pump = None

    async def set_webhook(self, settings: Object) -> None:
        """Post to this webhook from now on; with empty settings to none."""
        await self.stop()
        if settings:
            self._end_poll(WEBHOOK_SET)
        with self.world.change():
            self.world.store.set("webhook", settings or None)
        self.start()

    def _end_poll(self, refusal: str) -> None:
        if self._poll is not None:
            self._poll.refusal = refusal
            self.world.ring(UPDATES)

    def _forget(self, before: int) -> None:
        with self.world.change():
            self.world.queue.forget(before)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Object]:
        """Return the updates from `offset` on, forgetting those before it; wait for the first one up to `seconds`.

        Raises ApiError 409 as soon as another poll comes.
        """
        if self.webhook():
            raise ApiError(409, WEBHOOK_ACTIVE)
        self._end_poll(OTHER_POLLER)
        self._forget(offset)
        return await self._wait(offset, limit, min(seconds, LONGEST_POLL))

    async def _wait(self, offset: int, limit: int, seconds: float) -> list[Object]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        poll = self._poll = _Poll()
        try:
            while not poll.refusal:
                found = self.world.queue.pending(offset, limit)
                if found or loop.time() >= deadline or self.world.closing:
                    return found
                await self.world.wait(UPDATES, deadline - loop.time())
            raise ApiError(409, poll.refusal)
        finally:
            if self._poll is poll:
                self._poll = None

    async def _post_all(self) -> None:
        failures = 0
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            while not self.world.closing:
                found = self.world.queue.pending(0, 1)
                if not found:
                    await self.world.wait(UPDATES, None)
                    continue
                refusal = await self._post(session, found[0])
                if refusal is None:
                    failures = 0
                    self._forget(found[0]["update_id"] + 1)
                else:
                    self._note(refusal)
                    await asyncio.sleep(min(self.pause * 2**failures, LONGEST_PAUSE))
                    failures += 1

    async def _post(self, session: aiohttp.ClientSession, update: Object) -> str | None:
        """Return what went wrong, None when the bot took the update."""
        settings = self.webhook()
        headers = {SECRET_HEADER: settings["secret_token"]} if settings.get("secret_token") else {}
        try:
            async with session.post(settings["url"], json=update, headers=headers, allow_redirects=False) as answer:
                if answer.ok and answer.status < 300:
                    return None
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except aiohttp.ClientError as error:
            return f"Connection failed: {type(error).__name__}"

    def _note(self, refusal: str) -> None:
        error = {"last_error_date": int(self.world.clock()), "last_error_message": refusal}
        with self.world.change():
            self.world.store.set("webhook", {**self.webhook(), **error})
