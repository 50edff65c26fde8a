"""Delivery of what was said: drains the outbox in order within a chat, within Telegram's limits, until it arrived.

A crash can repeat a message (it was sent, but that could not be noted any more), never lose one.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.services.backoff import backoff
from bot.services.lanes import Lanes, Rest
from bot.storage import outbox
from bot.storage.database import Database
from bot.storage.outbox import Outgoing

log = logging.getLogger(__name__)

CHATS_REMEMBERED = 1000  # beyond these, chats whose limit has long been free again are forgotten


@dataclass(frozen=True)
class Sent:
    """The call was made; `message_id` is the new message's, where there is one."""

    message_id: int | None = None


@dataclass(frozen=True)
class RetryLater:
    """The call can be made again in `seconds`; None: as the sender's own back-off says."""

    reason: str
    seconds: float | None = None


@dataclass(frozen=True)
class Unreachable:
    """Nobody is there: the bot was blocked, or the chat does not exist."""

    reason: str


@dataclass(frozen=True)
class Rejected:
    """The service refuses this very call, however often it is made."""

    reason: str


Result = Sent | RetryLater | Unreachable | Rejected


class Sender(Protocol):
    """Makes one API call."""

    async def send(self, call: Outgoing) -> Result:
        """Return what became of the call; raises only for what ends the program."""
        ...


@dataclass(frozen=True)
class Pace:
    """How fast messages go out. The defaults are what Telegram's own FAQ allows bots."""

    private_burst: int = 5  # messages at once in a private chat, then one each `private_seconds`
    private_seconds: float = 1.0
    group_messages: int = 20  # in any `group_seconds`
    group_seconds: float = 60.0
    all_messages: int = 30  # in any `all_seconds`, over all chats
    all_seconds: float = 1.0


class Pacing:
    """Sliding windows over what was sent; a leaky bucket would let twice the limit through in one window."""

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        """Start with nothing sent; `monotonic` gives seconds."""
        self.pace, self.monotonic = pace, monotonic
        self._all: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}

    def take(self, chat_id: int) -> float:
        """Return 0 and count a message for the chat, or the seconds until one is allowed."""
        now, pace = self.monotonic(), self.pace
        if chat_id not in self._chats:
            self._forget(now)
        chat = self._chats.setdefault(chat_id, deque())
        limit, span = self._limit(chat_id)
        wait = max(_wait(self._all, pace.all_messages, pace.all_seconds, now), _wait(chat, limit, span, now))
        if wait == 0:
            self._all.append(now)
            chat.append(now)
        return wait

    def _limit(self, chat_id: int) -> tuple[int, float]:
        """Return how many messages the chat may have in how many seconds."""
        pace = self.pace
        if chat_id < 0:
            return pace.group_messages, pace.group_seconds
        return pace.private_burst, pace.private_burst * pace.private_seconds

    def _forget(self, now: float) -> None:
        if len(self._chats) >= CHATS_REMEMBERED:
            self._chats = {
                chat_id: moments
                for chat_id, moments in self._chats.items()
                if moments and moments[-1] > now - self._limit(chat_id)[1]
            }


def _wait(moments: deque[float], limit: int, span: float, now: float) -> float:
    while moments and moments[0] <= now - span:
        moments.popleft()
    return 0.0 if len(moments) < limit else moments[-limit] + span - now


class Delivery:
    """The loop that empties the outbox. Whatever was committed before it started is delivered too."""

    def __init__(self, database: Database, sender: Sender, pacing: Pacing, *, lanes: int = 16) -> None:
        """Deliver with `sender` to at most `lanes` chats at once."""
        self._database, self._sender, self._pacing = database, sender, pacing
        self._lanes: Lanes[int] = Lanes(self._step, lanes)
        self._seen = 0  # outbox rows up to here have woken their chat

    async def run(self) -> None:
        """Deliver until `stop`; then return when the calls under way are done."""
        async with asyncio.TaskGroup() as group:
            watcher = group.create_task(self._watch())
            try:
                await self._lanes.run()
            finally:
                watcher.cancel()

    def stop(self) -> None:
        """Begin no further call; what is left is delivered after the next start."""
        self._lanes.stop()

    async def _watch(self) -> None:
        while True:
            self._database.committed.clear()
            for chat_id, newest in await self._database.read(lambda tx: outbox.waiting_chats(tx, self._seen)):
                self._seen = max(self._seen, newest)
                self._lanes.wake(chat_id)
            await self._database.committed.wait()

    async def _step(self, chat_id: int) -> Rest:
        """Make the chat's next call."""
        call = await self._database.read(lambda tx: outbox.following(tx, chat_id))
        if call is None:
            return None
        if call.not_before and (early := (call.not_before - self._database.clock()).total_seconds()) > 0:
            return early
        if call.call["kind"] != "edit" and (wait := self._pacing.take(chat_id)) > 0:
            return wait
        return await self._note(call, await self._sender.send(call))

    async def _note(self, call: Outgoing, result: Result) -> Rest:
        match result:
            case Sent(message_id):
                await self._database.transaction(lambda tx: outbox.sent(tx, call.id, message_id))
            case Unreachable(reason):
                log.warning("message %s can't reach chat %s: %s", call.id, call.chat_id, reason)
                await self._database.transaction(lambda tx: outbox.given_up(tx, call.id, "unreachable", reason))
            case Rejected(reason):
                log.error("message %s was rejected: %s", call.id, reason)
                await self._database.transaction(lambda tx: outbox.given_up(tx, call.id, "rejected", reason))
            case RetryLater(reason, seconds):
                pause = backoff(call.attempts + 1) if seconds is None else seconds
                moment = self._database.clock() + timedelta(seconds=pause)
                log.warning("message %s is tried again in %.0f s: %s", call.id, pause, reason)
                await self._database.transaction(lambda tx: outbox.postpone(tx, call.id, moment, reason))
                return pause
        return 0
