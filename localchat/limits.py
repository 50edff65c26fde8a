"""Telegram's flood limits, switched on with --flood: how many messages a bot may send, and 429 when it sends more.

The numbers are those of https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this: about one
message a second in a chat with short bursts allowed, 20 a minute in a group, 30 a second overall. Edits, answers to
taps and the typing sign are not counted.
"""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from localchat.errors import ApiError


@dataclass
class Window:
    """At most `count` in any `seconds`; a little less than the documented time, since the network moves requests."""

    count: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Return the seconds until one more is allowed, 0 if it is now."""
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return self.times[0] + self.seconds - now if len(self.times) >= self.count else 0.0


@dataclass
class Bucket:
    """A burst of `size`, refilled by one a second."""

    size: float
    filled: float
    at: float

    def wait(self, now: float) -> float:
        """Return the seconds until one more is allowed, 0 if it is now."""
        self.filled = min(self.size, self.filled + now - self.at)
        self.at = now
        return 0.0 if self.filled >= 1 else 1 - self.filled


OVERALL, GROUP, BURST = (30, 0.95), (20, 59.5), 6.0


class Flood:
    """Counts what the bot sends; silent unless `enforced`."""

    def __init__(self, clock: Callable[[], float], *, enforced: bool) -> None:
        """Start with nothing sent."""
        self.clock = clock
        self.enforced = enforced
        self._all = Window(*OVERALL)
        self._groups: defaultdict[int, Window] = defaultdict(lambda: Window(*GROUP))
        self._private: dict[int, Bucket] = {}

    def count(self, chat_id: int) -> None:
        """Count one message to the chat; raises ApiError 429 with retry_after when it is one too many."""
        if not self.enforced:
            return
        now = self.clock()
        wait = max(self._all.wait(now), self._chat_wait(chat_id, now))
        if wait > 0:
            seconds = math.ceil(wait)
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._all.times.append(now)
        if chat_id < 0:
            self._groups[chat_id].times.append(now)
        else:
            self._private[chat_id].filled -= 1

    def _chat_wait(self, chat_id: int, now: float) -> float:
        if chat_id < 0:
            return self._groups[chat_id].wait(now)
        bucket = self._private.setdefault(chat_id, Bucket(BURST, BURST, now))
        return bucket.wait(now)
