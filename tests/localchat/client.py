"""A running local chat for the tests: the bot's side and the people's side, over a real socket."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from localchat.server import Server, serve

TOKEN = "local:token"
GROUP = -1001000000001
CHANNEL = -1001000000002


class Local:
    """Speaks to one server; what was refused comes back as a sentence."""

    def __init__(self, server: Server, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session

    async def bot(self, method: str, /, **params: Any) -> Any:
        """Return the method's result, or the description of its refusal."""
        answer = await self.session.post(f"{self.server.url}/bot{TOKEN}/{method}", json=params)
        body = await answer.json()
        assert (answer.status == 200) == body["ok"]
        assert body.get("error_code", 200) == answer.status
        return body["result"] if body["ok"] else body["description"]

    async def send_file(self, method: str, field: str, name: str, data: bytes, **params: Any) -> Any:
        form = aiohttp.FormData({key: str(value) for key, value in params.items()}, quote_fields=False)
        form.add_field(field, io.BytesIO(data), filename=name)
        answer = await self.session.post(f"{self.server.url}/bot{TOKEN}/{method}", data=form)
        body = await answer.json()
        return body["result"] if body["ok"] else (answer.status, body["description"])

    async def post(self, path: str, /, **fields: Any) -> Any:
        """Return the answer of the people's interface; (status, error) where it refuses."""
        answer = await self.session.post(f"{self.server.url}/local/users{path}", json=fields)
        body = await answer.json()
        return body if answer.status in {200, 201} else (answer.status, body["error"])

    async def get(self, path: str) -> Any:
        answer = await self.session.get(f"{self.server.url}/local/users{path}")
        body = await answer.json()
        return body if answer.status == 200 else (answer.status, body["error"])

    async def says(self, user_id: int, text: str, **fields: Any) -> Any:
        return await self.post(f"/{user_id}/messages", text=text, **fields)

    async def does(self, user_id: int, kind: str, **fields: Any) -> Any:
        return await self.post(f"/{user_id}/updates", type=kind, **fields)

    async def updates(self) -> list[dict[str, Any]]:
        """Return what waits for the bot and acknowledge it."""
        found: list[dict[str, Any]] = await self.bot("getUpdates")
        if found:
            await self.bot("getUpdates", offset=found[-1]["update_id"] + 1)
        return found

    async def sees(self, user_id: int, after: int = 0) -> list[dict[str, Any]]:
        events: list[dict[str, Any]] = (await self.get(f"/{user_id}/messages?after={after}"))["events"]
        return events


@asynccontextmanager
async def running(data: Path, **options: Any) -> AsyncIterator[Local]:
    """Give a server on a free port, closed in the end."""
    server = await serve(data, 0, TOKEN, **options)
    try:
        async with aiohttp.ClientSession() as session:
            yield Local(server, session)
    finally:
        await server.close()
