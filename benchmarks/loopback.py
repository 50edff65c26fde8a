"""A Bot API on loopback that only asks and counts: `python -m benchmarks.loopback QUESTIONS CHATS`.

QUESTIONS is a file with a question a line; they wait from the start, dealt to CHATS private chats in turn, and are
given out by getUpdates as Telegram does: up to 100 that are not acknowledged by an `offset`, again and again until they
are. A question is done when its chat has as many answers. Prints JSON lines: {"url"}, then {"done", "at"} (monotonic
seconds) with the first batch and at each tenth of the answers. Ends when nothing was answered for SILENT seconds.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from aiohttp import web

BOT = {"id": 42, "is_bot": True, "first_name": "bot", "username": "bench_bot"}
FIRST_CHAT = 1000
LIMIT = 100  # updates that getUpdates gives at once
SILENT = 60.0


class World:
    """The questions that are still to be asked, and how many have been answered in each chat."""

    def __init__(self, questions: list[str], chats: int) -> None:
        """Deal the questions to the chats."""
        self.updates = [_update(number, text, chats) for number, text in enumerate(questions, 1)]
        self.asked = Counter(update["message"]["chat"]["id"] for update in self.updates)
        self.answered: Counter[int] = Counter()
        self.acknowledged = self.done = self.messages = 0
        self.news: set[int] = {len(questions) * tenth // 10 for tenth in range(11)}

    def get_updates(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what is not acknowledged; ids count from 1 without gaps, so an offset is a place in the list."""
        self.acknowledged = max(self.acknowledged, int(given.get("offset") or 0) - 1)
        self._tell()
        return self.updates[self.acknowledged : self.acknowledged + min(LIMIT, int(given.get("limit") or LIMIT))]

    def _tell(self) -> None:
        if self.done in self.news:
            self.news.remove(self.done)
            _say(done=self.done, at=time.monotonic())

    def send(self, given: dict[str, Any], *, counts: bool) -> dict[str, Any]:
        """Return the message that was sent; one that `counts` is the answer to a question."""
        chat, self.messages = int(given["chat_id"]), self.messages + 1
        if counts and self.answered[chat] < self.asked[chat]:
            self.answered[chat] += 1
            self.done += 1
            self._tell()
        sent = {"message_id": self.messages, "date": 1_700_000_000, "chat": {"id": chat, "type": "private"}}
        return {**sent, "from": BOT, "text": given.get("text", "")}

    async def call(self, request: web.Request) -> web.Response:
        """Answer any method."""
        given = dict(await (request.json() if request.content_type == "application/json" else request.post()))
        match request.match_info["method"]:
            case "getMe":
                result: Any = BOT
            case "getUpdates":
                result = self.get_updates(given)
                if not result:
                    await asyncio.sleep(min(1, float(given.get("timeout") or 0)))
            case "sendMessage" | "sendPhoto" as method:
                result = self.send(given, counts=method == "sendMessage")
            case _:
                result = True
        return web.json_response({"ok": True, "result": result})


def _update(number: int, text: str, chats: int) -> dict[str, Any]:
    chat = FIRST_CHAT + number % chats
    sender = {"id": chat, "is_bot": False, "first_name": f"问{chat}", "language_code": "zh-hans"}
    message = {"message_id": number, "date": 1_700_000_000, "text": text, "from": sender}
    return {"update_id": number, "message": {**message, "chat": {"id": chat, "type": "private", "first_name": "问"}}}


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)


async def serve(questions: list[str], chats: int) -> None:
    """Serve on a free port until nothing is answered any more."""
    world, app, before = World(questions, chats), web.Application(), -1
    app.router.add_route("*", "/bot{token}/{method}", world.call)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    _say(url=f"http://127.0.0.1:{runner.addresses[0][1]}")
    while world.done > before:
        before = world.done
        await asyncio.sleep(SILENT)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]).read_text(encoding="utf-8").splitlines(), int(sys.argv[2])))
