"""Work in lanes: in order within a lane, lanes side by side, a busy lane never starving the others."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

#: What a step says of its lane: nothing more to do; more at once; more in so many seconds.
Rest = float | None


class Gate:
    """Lets so many in at once as its `limit` says at that moment, in the order in which they came."""

    def __init__(self, limit: int) -> None:
        """Stand open for `limit` at once."""
        self.limit = limit
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        """Return once there is room."""
        if self._inside >= self.limit or self._waiting:
            mine = asyncio.get_running_loop().create_future()
            self._waiting.append(mine)
            try:
                await mine
            except asyncio.CancelledError:
                if not mine.cancelled():  # it had just been let in
                    self._leave()
                raise
        else:
            self._inside += 1

    async def __aexit__(self, *_: object) -> None:
        """Make room."""
        self._leave()

    def _leave(self) -> None:
        self._inside -= 1
        while self._waiting and self._inside < self.limit:
            first = self._waiting.popleft()
            if not first.cancelled():
                self._inside += 1
                first.set_result(None)


class Lanes(Generic[K]):
    """Runs `step(lane)` for every woken lane: one at a time a lane, `limit` lanes at once, in turns.

    A step returns None when its lane has nothing more to do, else the seconds until the next step: so long the lane
    rests, whoever wakes it, and holds no place. A lane woken while its step runs gets another step. A step that raises
    ends `run` with that.
    """

    def __init__(self, step: Callable[[K], Awaitable[Rest]], limit: int) -> None:
        """Remember what to do and how many lanes may be at work at once."""
        self._step, self._limit = step, limit
        self._ready: asyncio.Queue[K | None] = asyncio.Queue()
        self._woken: dict[K, bool] = {}  # queued or running; True: woken again meanwhile
        self._timers: dict[K, asyncio.TimerHandle] = {}
        self._stopping = False

    def wake(self, lane: K) -> None:
        """Let the lane have a step soon, or when its rest is over."""
        if lane in self._timers:
            return
        if lane in self._woken:
            self._woken[lane] = True
        else:
            self._woken[lane] = False
            self._ready.put_nowait(lane)

    async def run(self) -> None:
        """Work until `stop`, then return when the steps under way are done."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._limit):
                group.create_task(self._work())

    def stop(self) -> None:
        """Begin no further step."""
        self._stopping = True
        for timer in self._timers.values():
            timer.cancel()
        for _ in range(self._limit):
            self._ready.put_nowait(None)

    async def _work(self) -> None:
        while (lane := await self._ready.get()) is not None and not self._stopping:
            self._woken[lane] = False
            rest = await self._step(lane)
            again = self._woken.pop(lane)
            if rest:
                self._timers[lane] = asyncio.get_running_loop().call_later(rest, self._rested, lane)
            elif again or rest == 0:
                self.wake(lane)

    def _rested(self, lane: K) -> None:
        del self._timers[lane]
        self.wake(lane)
