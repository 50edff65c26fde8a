from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.chat import Chat


@pytest_asyncio.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with Chat(tmp_path) as running:
        yield running
