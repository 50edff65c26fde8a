"""Time that passes only when nothing else is left to do: a minute of waiting takes no time and is exact.

    @at_once
    async def test_something(loop: VirtualLoop) -> None:
        await asyncio.sleep(60)
        assert loop.time() == 60

Work in a database's thread is waited for in real time: time stands still while `Watched` has a call under way.
"""

import asyncio
import functools
import inspect
import selectors
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVarTuple

from bot.storage.database import Database
from tests.patience import STILL

Ts = TypeVarTuple("Ts")
START = datetime(2026, 11, 2, 12, tzinfo=UTC)


class _Selector(selectors.DefaultSelector):
    """Instead of waiting for a timer, puts the clock forward to it, unless something outside is under way."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout == 0:
            return super().select(0)
        if timeout is not None and not self.loop.outside:
            events = super().select(0)
            if not events:
                self.loop.now += timeout
            return events
        events = super().select(STILL)  # of real time
        if not events:
            raise TimeoutError("the test waits for something that never comes")
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock starts at 0 and stands still while anything is being done."""

    def __init__(self) -> None:
        selector = _Selector()
        selector.loop = self
        self.now, self.outside = 0.0, 0
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    def call_later(
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Wait a microsecond at least: less can be lost in rounding, and then no time would ever pass."""
        return super().call_later(max(delay, 1e-6) if delay > 0 else delay, callback, *args, context=context)

    def clock(self) -> datetime:
        """Return the same time as a date."""
        return START + timedelta(seconds=self.now)

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Let real things happen, in a thread or on a socket, in no time."""
        self.outside += 1
        try:
            yield
        finally:
            self.outside -= 1


class Watched(Database):
    """A real database on the loop's clock, which stands still for it; the wall clock is `clock_ahead` seconds fast."""

    def __init__(self, path: Path, loop: VirtualLoop) -> None:
        super().__init__(path, lambda: loop.clock() + timedelta(seconds=self.clock_ahead))
        self.clock_ahead = 0.0
        self._loop = loop
        self.reads = 0

    async def open(self) -> None:
        with self._loop.standing_still():
            await super().open()

    async def close(self) -> None:
        with self._loop.standing_still():
            await super().close()

    async def transaction(self, work: Callable[..., Any]) -> Any:
        with self._loop.standing_still():
            return await super().transaction(work)

    async def read(self, work: Callable[..., Any]) -> Any:
        self.reads += 1
        with self._loop.standing_still():
            return await super().read(work)


def at_once(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Run a test in a loop of its own, which it gets as `loop` if it likes; other arguments are fixtures as usual."""
    signature = inspect.signature(test)

    async def whole(**fixtures: Any) -> None:
        if "loop" in signature.parameters:
            fixtures["loop"] = asyncio.get_running_loop()
        await test(**fixtures)

    @functools.wraps(test)
    def run(**fixtures: Any) -> None:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(whole(**fixtures))

    # pytest would look for a fixture called loop
    fixtures = [each for name, each in signature.parameters.items() if name != "loop"]
    run.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
    return run
