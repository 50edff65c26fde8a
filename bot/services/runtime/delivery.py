"""Delivery: empties the outbox, in order within a chat and within Telegram's limits, each call tried until it arrives.

A crash can repeat a message (it was sent, but that could not be noted any more), never lose one.
"""

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from bot.services.runtime.backoff import backoff
from bot.services.runtime.lanes import Gate, Lanes, Rest
from bot.storage import chats, outbox, tellings
from bot.storage.calls import Commands, Edit, Photo, Printed, Refresh, Sorry, Strip
from bot.storage.chats import Why
from bot.storage.database import Database, Transaction
from bot.storage.outbox import Fault, Outgoing

log = logging.getLogger(__name__)

#: Calls under way at once: as many may be repeated after a crash, so they are only as many as the pace can use where
#: a call takes as long as it did lately, and some to spare.
FEWEST, MOST, SPARE = 2, 16, 1.5
RECENT = 8  # calls whose duration counts for how long one takes
CHATS_REMEMBERED = 1000  # beyond these, chats whose limit has long been free again are forgotten


@dataclass(frozen=True)
class Sent:
    """The call was made; `message_id` is the new message's, where there is one."""

    message_id: int | None = None


@dataclass(frozen=True)
class RetryLater:
    """The call can be made again in `seconds`; None: after delivery's own back-off."""

    reason: str
    seconds: float | None = None
    outage: bool = False  # the API answers nothing else either


@dataclass(frozen=True)
class Unreachable:
    """Nothing can arrive in the chat: the bot was blocked, or may not write there."""

    reason: str
    why: Why = "unknown"


@dataclass(frozen=True)
class Moved:
    """The group has become a supergroup; the call is to be made to `chat_id`."""

    chat_id: int


@dataclass(frozen=True)
class Rejected:
    """The service refuses this very call, however often it is made."""

    reason: str


Result = Sent | RetryLater | Unreachable | Moved | Rejected
UNPACED = Edit | Refresh | Strip | Commands  # what is no new message
#: What nobody misses where it fails: the words are there without it and a button brings it again, or they say only that
#: something went wrong.
BESIDE = Refresh | Strip | Photo | Printed | Sorry | Commands
#: A call that has failed so often (some four minutes) while the API answers otherwise is set aside for what follows.
TRIES = 12
MOVES = 3  # a call follows its group so often


class NothingCanBeSentError(Exception):
    """The service no longer accepts this program, and no call of it."""


class Sender(Protocol):
    """Makes one API call."""

    async def send(self, call: Outgoing) -> Result:
        """Return the call's outcome; NothingCanBeSentError ends the program."""
        ...

    async def alive(self) -> bool:
        """Return whether the API answers at all."""
        ...


class Watcher:
    """Hears of deliveries, in the transaction that stores their outcome; this base class does nothing."""

    def lost(self, tx: Transaction, chat_id: int) -> None:
        """A chat has gone out of reach."""

    def reached(self, tx: Transaction, chat_id: int) -> None:
        """A chat is within reach again."""

    def held(self, tx: Transaction, call: Outgoing, fault: Fault) -> None:
        """A call is held: it was refused, and somebody misses it. `call.holds` counts this time too."""

    def late(self, tx: Transaction, call: Outgoing) -> None:
        """A call once held has been made."""

    def told(self, tx: Transaction, call: Outgoing) -> None:
        """A call has been made that waited so that it could be taken back."""


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
    """The limits on sending, and when they allow the next message.

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
        """Return the seconds until the chat's own limit allows a message, apart from the limit over all chats."""
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
        """Keep memory bounded: forget chats whose limit is free again."""
        if len(self._private) >= CHATS_REMEMBERED:
            self._private = {chat_id: whole for chat_id, whole in self._private.items() if whole > now}
        if len(self._groups) >= CHATS_REMEMBERED:
            recent = now - self.pace.group_seconds
            self._groups = {chat_id: moments for chat_id, moments in self._groups.items() if moments[-1] > recent}


def _wait(moments: deque[float], limit: int, span: float, now: float, ahead: int = 0) -> float:
    """Return the seconds until the window has a place, after `ahead` others have got theirs."""
    while moments and moments[0] <= now - span:
        moments.popleft()
    free = limit - len(moments)
    if ahead < free:
        return 0.0
    windows, place = divmod(ahead - free, limit)
    frees = moments[place] if place < len(moments) else now  # taken now by one of those ahead
    return frees + (windows + 1) * span - now


class Delivery:
    """The loop that empties the outbox, calls from earlier runs included."""

    def __init__(
        self, database: Database, sender: Sender, pacing: Pacing, *, lanes: int = MOST, watcher: Watcher | None = None
    ) -> None:
        """Deliver with `sender` to at most `lanes` chats at once; `watcher` hears of the outcomes."""
        self._database, self._sender, self._pacing = database, sender, pacing
        self._watcher = watcher or Watcher()
        self._gate, self._most, self._taken = Gate(FEWEST), lanes, 0.0
        self._stopping = False
        self._lanes: Lanes[int] = Lanes(self._step, lanes)
        self._seen = 0  # outbox rows up to here have woken their chat
        self._kept: dict[int, float] = {}  # rows not to be sent yet, and when they may be, on the loop's clock
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
        """Begin no further call; the rest is delivered after the next start."""
        self._stopping = True
        self._lanes.stop()

    def wake(self, chat_id: int) -> None:
        """Look at a chat's calls again, held ones having been queued."""
        self._lanes.wake(chat_id)

    async def _watch(self) -> None:
        while True:
            self._database.committed.clear()
            for chat_id, row_id in await self._database.read(lambda tx: outbox.waiting_chats(tx, self._seen)):
                self._seen = row_id
                self._lanes.wake(chat_id)
            rest = await self._release()
            with suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._database.committed.wait()

    async def _release(self) -> float | None:
        """Let calls be made whose time has come; return the seconds until the next one's, None where none waits.

        Its time has come by the clock, or once it has waited here as long as it was meant to: a clock that is put back
        holds nothing up.
        """
        now = asyncio.get_running_loop().time()
        left = await self._database.read(outbox.later)
        self._kept = {row: min(now + seconds, self._kept.get(row, math.inf)) for row, seconds in left.items()}
        if due := [row for row, moment in self._kept.items() if moment <= now]:
            for chat_id in await self._database.transaction(lambda tx: outbox.release(tx, due)):
                self._lanes.wake(chat_id)
        return min((moment - now for row, moment in self._kept.items() if moment > now), default=None)

    async def _step(self, chat_id: int) -> Rest:
        """Make the chat's next call."""
        async with self._gate:
            return None if self._stopping else await self._next(chat_id)

    async def _next(self, chat_id: int) -> Rest:
        call = await self._database.read(lambda tx: outbox.following(tx, chat_id))
        if call is None:
            return None
        if not isinstance(call.call, UNPACED) and (wait := self._turn(chat_id)) > 0:
            return wait
        begun = self._pacing.monotonic()
        result = await self._make(call)
        self._learn(self._pacing.monotonic() - begun)
        return await self._note(call, result)

    def _learn(self, seconds: float) -> None:
        """Fit the number of calls under way to the pace, by the `seconds` that a call took."""
        pace = self._pacing.pace
        self._taken += (seconds - self._taken) / RECENT
        useful = math.ceil(SPARE * pace.all_messages / pace.all_seconds * self._taken)
        self._gate.limit = min(max(useful, FEWEST), self._most)

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

    async def _make(self, call: Outgoing) -> Result:
        """Make a call; after `TRIES` failures it is rejected, if the API answers at all."""
        try:
            result = await self._sender.send(call)
        except NothingCanBeSentError:
            raise
        except Exception as error:  # noqa: BLE001  # no single row ends the loop that works them off
            result = RetryLater(f"{type(error).__name__}: {error}")
        if isinstance(result, Moved) and (result.chat_id == call.chat_id or call.attempts >= MOVES):
            result = RetryLater(f"moves in a circle, now to {result.chat_id}")
        if isinstance(result, RetryLater) and result.seconds is None and call.attempts + 1 >= TRIES:
            return Rejected(result.reason) if await self._sender.alive() else replace(result, outage=True)
        return result

    async def _note(self, call: Outgoing, result: Result) -> Rest:
        match result:
            case Sent(message_id):
                await self._database.transaction(lambda tx: self._arrived(tx, call, message_id))
            case Unreachable(reason, why):
                log.warning("message %s can't reach chat %s: %s", call.id, call.chat_id, reason)
                await self._database.transaction(lambda tx: self._unreachable(tx, call, reason, why))
            case Moved(chat_id):
                await self._database.transaction(lambda tx: self._move(tx, call, chat_id))
                self._lanes.wake(chat_id)
            case Rejected(reason):
                log.error("message %s was rejected: %s", call.id, reason)
                await self._database.transaction(lambda tx: self._hold(tx, call, "message", reason))
            case RetryLater():
                return await self._later(call, result)
        return 0

    async def _later(self, call: Outgoing, result: RetryLater) -> Rest:
        """Return the chat's rest in seconds; a flood limit does not count as a failed attempt, an outage hardly."""
        if result.seconds is not None:
            log.warning("chat %s has to wait %.0f s: %s", call.chat_id, result.seconds, result.reason)
            return result.seconds
        if call.attempts == 0:
            log.warning("message %s is tried again, as often as it takes: %s", call.id, result.reason)
        attempts = TRIES // 2 if result.outage else call.attempts + 1
        await self._database.transaction(lambda tx: outbox.failed(tx, call.id, attempts, result.reason))
        return backoff(call.attempts + 1)

    def _move(self, tx: Transaction, call: Outgoing, chat_id: int) -> None:
        outbox.failed(tx, call.id, call.attempts + 1, f"moved to {chat_id}")
        chats.move(tx, call.chat_id, chat_id)

    def _arrived(self, tx: Transaction, call: Outgoing, message_id: int | None) -> None:
        outbox.sent(tx, call.id, message_id)
        if call.owed and tellings.arrive(tx, call.id):
            self._watcher.told(tx, call)
        if call.holds:
            self._watcher.late(tx, call)
        if message_id is not None and chats.reach(tx, call.chat_id):
            self._watcher.reached(tx, call.chat_id)

    def _unreachable(self, tx: Transaction, call: Outgoing, reason: str, why: Why) -> None:
        news = chats.lose(tx, call.chat_id, why)
        if call.owed:
            self._hold(tx, call, "chat", reason)
        else:  # an answer to whom has gone: he is shown how things stand when he writes again
            outbox.void(tx, call.id, reason)
        if news:
            self._watcher.lost(tx, call.chat_id)

    def _hold(self, tx: Transaction, call: Outgoing, fault: Fault, reason: str) -> None:
        if isinstance(call.call, BESIDE):
            outbox.void(tx, call.id, reason)
        else:
            self._watcher.held(tx, outbox.hold(tx, call, fault, reason), fault)
