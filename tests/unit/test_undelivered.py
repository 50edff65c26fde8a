"""What follows from deliveries that fail: what a chat gets that is back, where very much had been held."""

from pathlib import Path
from typing import Any

import pytest

from bot.services.reviewing.undelivered import NEWEST, Undelivered
from bot.storage import chats, outbox
from bot.storage.calls import Send
from bot.storage.database import Database
from bot.storage.outbox import Outgoing
from tests.unit.test_dispatch import GROUP, SUN, WANG, ZHAO, house

EARLIER = "另有 3 条较早的消息没有补发，请看 /queue 和 /unanswered。"
BACK = (SUN, "工作群又能收到消息了，之前没送达的正在补发。")


@pytest.mark.parametrize(
    ("chat_id", "again", "more"),
    [
        (GROUP, NEWEST, [(GROUP, EARLIER), BACK]),
        (ZHAO, NEWEST, [(ZHAO, EARLIER)]),
        (WANG, NEWEST + 3, []),  # an enterprise is told each decision
    ],
)
async def test_of_very_much_staff_get_the_newest_and_hear_of_the_rest(
    tmp_path: Path, chat_id: int, again: int, more: list[tuple[int, str]]
) -> None:
    def work(tx: Any) -> list[tuple[int, str]]:
        for number in range(NEWEST + 3):
            row_id = outbox.put(tx, chat_id, Send(text=str(number)), outbox.Owed())
            outbox.hold(tx, Outgoing(row_id, chat_id, Send(text=str(number))), "chat", "no")
        chats.lose(tx, chat_id, "barred")
        chats.reach(tx, chat_id)
        Undelivered(house()).reached(tx, chat_id)
        rows = tx.all("SELECT chat_id, call ->> 'text' AS text FROM outbox WHERE state = 'waiting' ORDER BY id")
        return [(row["chat_id"], row["text"]) for row in rows]

    database = Database(tmp_path / "jiebang.db")
    await database.open()
    try:
        told = await database.transaction(work)
    finally:
        await database.close()
    assert told == [(chat_id, str(number)) for number in range(NEWEST + 3 - again, NEWEST + 3)] + more
