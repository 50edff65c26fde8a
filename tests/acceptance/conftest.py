from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.acceptance.program import Program, Town, town


@pytest_asyncio.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as running:
        yield running


@pytest_asyncio.fixture
async def program(tmp_path: Path, chat: Town) -> AsyncIterator[Program]:
    """A program that talks to the local chat, not yet started."""
    made = Program(tmp_path, chat.url)
    yield made
    await made.kill()
