import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.chat import LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import submit
from tests.conversations.talk import CONTACT, NOTHING_KNOWN


@pytest_asyncio.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """A fresh world with the bot in it."""
    async with Chat(tmp_path) as running:
        yield running


@pytest.fixture
def nothing_known(tmp_path: Path) -> Chat:
    """A world, still to be entered, whose bot finds no answer to anything."""
    return Chat(tmp_path, faq=NOTHING_KNOWN, contact=CONTACT)


async def _reviewing(folder: Path) -> None:
    async with Chat(folder) as chat:
        for staff in (ZHAO, SUN):
            await chat.user(staff).says("/start")
        await submit(chat)


@pytest.fixture(scope="session")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reviewing")
    asyncio.run(_reviewing(folder))
    return folder


@pytest_asyncio.fixture
async def reviewing(_world: Path, tmp_path: Path) -> AsyncIterator[Chat]:
    """A world in which 王芳 has submitted NM-2026-000001 and both members of staff have started the bot."""
    shutil.copytree(_world, tmp_path, dirs_exist_ok=True)
    async with Chat(tmp_path) as running:
        running.clock.forward(hours=1)
        for user_id in (WANG, LI, ZHAO, SUN):
            await running.user(user_id).hears()
        yield running
