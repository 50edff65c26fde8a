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
from bot.storage import chats, outbox
from bot.storage.database import Database, Transaction
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
class Moved:
    """The group has become a supergroup; the call is to be made to `chat_id`."""

    chat_id: int


@dataclass(frozen=True)
class Rejected:
    """The service refuses this very call, however often it is made."""

    reason: str


Result = Sent | RetryLater | Unreachable | Moved | Rejected
Reach = Callable[[Transaction, int], None]
Undelivered = Callable[[Transaction, Outgoing], None]
UNPACED = frozenset({"edit", "refresh"})  # what changes a message that is there already


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
    """What may be sent when.

    A group, and all chats together, have a sliding window: a leaky bucket would let twice the limit through in one. A
    private chat has a burst that fills up again, one message each `private_seconds`.
    """

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        """Start with nothing sent; `monotonic` gives seconds."""
        self.pace, self.monotonic = pace, monotonic
        self._all: deque[float] = deque()  # moments of sending
        self._groups: dict[int, deque[float]] = {}
        self._private: dict[int, float] = {}  # when the chat's burst will be whole again

    def take(self, chat_id: int, ahead: int = 0) -> float:
        """Return 0 and count a message for the chat, or the seconds until one is allowed.

        `ahead` others have been told to wait and go first.
        """
        now, pace = self.monotonic(), self.pace
        wait = max(self.of_chat(chat_id), _wait(self._all, pace.all_messages, pace.all_seconds, now, ahead))
        if wait == 0:
            self._count(chat_id, now)
        return wait

    def of_chat(self, chat_id: int) -> float:
        """Return the seconds until the chat itself may have a message, whatever the others have."""
        now, pace = self.monotonic(), self.pace
        if chat_id < 0:
            return _wait(self._groups.get(chat_id, deque()), pace.group_messages, pace.group_seconds, now)
        whole = self._private.get(chat_id, now)
        return max(0.0, whole - (pace.private_burst - 1) * pace.private_seconds - now)

    def _count(self, chat_id: int, now: float) -> None:
        self._forget(now)
        self._all.append(now)
        if chat_id < 0:
            self._groups.setdefault(chat_id, deque()).append(now)
        else:
            self._private[chat_id] = max(self._private.get(chat_id, now), now) + self.pace.private_seconds

    def _forget(self, now: float) -> None:
        """Keep memory bounded: a chat without a mark is one whose limit is free."""
        if len(self._private) >= CHATS_REMEMBERED:
            self._private = {chat_id: whole for chat_id, whole in self._private.items() if whole > now}
        if len(self._groups) >= CHATS_REMEMBERED:
            recent = now - self.pace.group_seconds
            self._groups = {chat_id: moments for chat_id, moments in self._groups.items() if moments[-1] > recent}


def _wait(moments: deque[float], limit: int, span: float, now: float, ahead: int = 0) -> float:
    """Return the seconds until the window has a place, when `ahead` others get theirs first."""
    while moments and moments[0] <= now - span:
        moments.popleft()
    free = limit - len(moments)
    if ahead < free:
        return 0.0
    windows, place = divmod(ahead - free, limit)
    frees = moments[place] if place < len(moments) else now  # taken now by one of those ahead
    return frees + (windows + 1) * span - now


class Delivery:
    """The loop that empties the outbox. Whatever was committed before it started is delivered too."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        pacing: Pacing,
        *,
        lanes: int = 16,
        reach: Reach = lambda _tx, _chat_id: None,
        undelivered: Undelivered = lambda _tx, _call: None,
    ) -> None:
        """Deliver with `sender` to at most `lanes` chats at once.

        `reach` is done, in the same transaction, when a chat is found out of reach, and when it is within reach again;
        `undelivered` for each notice that is held back until then.
        """
        self._database, self._sender, self._pacing, self._reach = database, sender, pacing, reach
        self._undelivered = undelivered
        self._lanes: Lanes[int] = Lanes(self._step, lanes)
        self._seen = 0  # outbox rows up to here have woken their chat
        self._queue: set[int] = set()  # chats that wait until the limit over all chats lets them

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
        if call.call["kind"] not in UNPACED and (wait := self._turn(chat_id)) > 0:
            return wait
        return await self._note(call, await self._sender.send(call))

    def _turn(self, chat_id: int) -> float:
        """Return 0 when the chat may have a message now, else the seconds until it should ask again.

        Those who wait for the limit over all chats are told different moments: if everybody tried for every place that
        becomes free, most of them would do so in vain.
        """
        ahead = 0 if chat_id in self._queue else len(self._queue)
        self._queue.discard(chat_id)
        if (own := self._pacing.of_chat(chat_id)) > 0:
            return own
        if (wait := self._pacing.take(chat_id, ahead)) > 0:
            self._queue.add(chat_id)
        return wait

    async def _note(self, call: Outgoing, result: Result) -> Rest:
        match result:
            case Sent(message_id):
                await self._database.transaction(lambda tx: self._arrived(tx, call, message_id))
            case Unreachable(reason):
                log.warning("message %s can't reach chat %s: %s", call.id, call.chat_id, reason)
                await self._database.transaction(lambda tx: self._give_up(tx, call, reason))
            case Moved(chat_id):
                await self._database.transaction(lambda tx: chats.move(tx, call.chat_id, chat_id))
                self._lanes.wake(chat_id)
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

    def _arrived(self, tx: Transaction, call: Outgoing, message_id: int | None) -> None:
        outbox.sent(tx, call.id, message_id)
        if message_id is not None and chats.reach(tx, call.chat_id):
            outbox.put_again(tx, call.chat_id)
            self._reach(tx, call.chat_id)

    def _give_up(self, tx: Transaction, call: Outgoing, reason: str) -> None:
        outbox.given_up(tx, call.id, "unreachable", reason)
        if chats.lose(tx, call.chat_id):
            self._reach(tx, call.chat_id)
        if "notice" in call.call:
            self._undelivered(tx, call)
