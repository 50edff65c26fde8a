from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.storage.database import Database

NOON = "2026-11-02T12:00:00.000000+00:00"


@dataclass
class Clock:
    """Tells the time that it was set to."""

    now: datetime = datetime(2026, 11, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def database(tmp_path: Path, clock: Clock) -> AsyncIterator[Database]:
    opened = Database(tmp_path / "jiebang.db", clock)
    await opened.open()
    yield opened
    await opened.close()
