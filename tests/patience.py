"""Patience: a test waits as long as anything moves, and is given up when nothing has for STILL seconds.

So a machine with much else to do makes tests slow and not red. What waits for a single event has STILL for it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

STILL = 120.0  # seconds; whatever is waited for takes a few at most where nothing else runs
SOON = 20.0  # seconds for what must come before a call that waits 30 or more ends by itself


@asynccontextmanager
async def patience() -> AsyncIterator[Callable[[], None]]:
    """Wait inside this; call what it gives whenever something has moved. TimeoutError when nothing moves any more."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(STILL) as given_up:
        yield lambda: given_up.reschedule(loop.time() + STILL)
