"""What stands between the bot and the local chat: passes calls on, and answers some of them in Telegram's place."""

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web

from tests.chat import Chat
from tests.unit.wire import answering

Answer = tuple[int, str]  # HTTP status and body
#: Calls that are made all the same, since the local chat waits for them: only their answer is lost.
MADE = frozenset({"answerCallbackQuery"})
#: Given a method and what was sent with it, the answer in Telegram's place; None passes the call on.
Meddling = Callable[[str, dict[str, Any]], Answer | None]


@asynccontextmanager
async def chat_behind(meddling: Meddling, folder: Path, **changes: Any) -> AsyncIterator[Chat]:
    """Give a chat whose bot reaches it only through this."""

    async def pass_on(request: web.Request) -> web.Response:
        body, method = await request.read(), request.path.rpartition("/")[2]
        odd = meddling(method, _sent(request.content_type, body))
        if odd and method not in MADE:
            return web.Response(status=odd[0], text=odd[1], content_type="text/html")
        headers = {"Content-Type": request.headers.get("Content-Type", "")}
        async with (
            ClientSession() as http,
            http.post(chat.server.url + request.path, data=body, headers=headers) as got,
        ):
            status, text = odd or (got.status, await got.text())
            return web.Response(status=status, text=text, content_type="application/json")

    async with answering(pass_on) as url:
        chat = Chat(folder, through=url, **changes)
        async with chat:
            yield chat


def _sent(kind: str, body: bytes) -> dict[str, Any]:
    """Return what was sent with a call; of a file's form, for which chat it is."""
    if kind == "application/json":
        sent: dict[str, Any] = json.loads(body)
        return sent
    chat = re.search(rb'name="chat_id"\r\n\r\n(-?\d+)', body)
    return {"chat_id": int(chat[1])} if chat else {}
