"""What comes in by webhook, what can't be worked on, and how what is said gets out."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest

from tests.acceptance.program import (
    ANSWER,
    GROUP,
    LI,
    QUESTION,
    WANG,
    ZHAO,
    Program,
    Town,
    town,
)

SECRET = "Hook_secret-1"


@pytest.fixture
def hook(chat: Town, tmp_path: Path, unused_tcp_port: int) -> Program:
    """A program in webhook mode, as behind a Bot API server of one's own: no TLS."""
    webhook = {"public_url": f"http://127.0.0.1:{unused_tcp_port}/telegram", "port": unused_tcp_port}
    program = Program(tmp_path, chat.url, telegram={"mode": "webhook", "webhook": webhook})
    program.environment["JIEBANG_WEBHOOK_SECRET"] = SECRET
    return program


async def test_updates_come_by_webhook_also_those_from_before(hook: Program, chat: Town) -> None:
    await chat.says(WANG, QUESTION)
    async with hook:
        await chat.hears(WANG, ANSWER)
        await chat.says(LI, QUESTION)
        await chat.hears(LI, ANSWER)
        assert await hook.stop() == 0
    await chat.says(LI, QUESTION)  # nobody is there: the local chat keeps it
    async with hook:
        await hook.rests(chat)
        assert await hook.stop() == 0
    assert await hook.rows("SELECT count(*) n FROM question") == [{"n": 3}]


async def test_the_webhook_takes_nothing_from_strangers_and_nothing_that_is_no_update(
    hook: Program, chat: Town, unused_tcp_port: int
) -> None:
    async def post(body: str, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        url = f"http://127.0.0.1:{unused_tcp_port}/telegram"
        async with chat.http.post(url, data=BytesIO(body.encode()), headers=headers) as response:
            return response.status

    async with hook:
        await chat.says(WANG, QUESTION)
        await chat.hears(WANG, ANSWER)
        update = '{"update_id": 7, "message": {}}'
        assert [await post(update, secret) for secret in (None, "", "Hook_secret-2", "密")] == [403] * 4
        ids = [f'{{"update_id": {each}}}' for each in ('"x"', "true", "1.5", 10**30)]
        wrong = ["", "{", "[]", "null", "7", "{}", "[" * 100_000, *ids]
        assert [await post(body) for body in wrong] == [400] * len(wrong)
        assert await post("[" * 2_000_000) == 413
        assert [await post(update), await post(update)] == [200, 200]  # unreadable, so parked; a repeat is nothing new
        assert await hook.stop() == 0
    assert await hook.rows("SELECT update_id, state FROM inbox WHERE update_id = 7") == [
        {"update_id": 7, "state": "parked"}
    ]


async def test_a_port_that_is_taken(hook: Program, chat: Town, unused_tcp_port: int) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", unused_tcp_port)
    async with server:
        await hook.start()
        assert await hook.ends() == 3
    assert f"Webhook 监听不了 127.0.0.1:{unused_tcp_port}" in hook.printed.splitlines()[-1]
    assert chat.server.world.store.setting("webhook", {}) == {}  # Telegram was told nothing


# ── what comes in, what goes out ──


async def test_what_can_not_be_read_is_parked_and_blocks_nothing(program: Program, chat: Town) -> None:
    strange = [{"message": "no object"}, {"message": {"message_id": "?"}}, {"callback_query": {"id": 1}}]
    for update in strange:
        await chat.does(WANG, "raw", update=update)
    await chat.does(WANG, "raw", update={"kind_of_next_year": {"a": 1}})
    await chat.says(WANG, QUESTION)
    async with program:
        await chat.hears(WANG, ANSWER)
        await program.rests(chat)
        assert await program.stop() == 0
    states = await program.rows("SELECT state, raw IS NULL blank, error IS NULL fine FROM inbox ORDER BY seq")
    assert [tuple(row.values()) for row in states] == [("parked", 0, 0)] * 3 + [("done", 1, 1)] * 2


async def test_a_handler_that_always_fails_is_given_up_and_nobody_else_notices(program: Program, chat: Town) -> None:
    program.flaw = """
from bot.services.routing import conversation
hear = conversation.hear
def flawed(turn, text, outcome):
    hear(turn, text, outcome)
    if "炸" in text:
        raise ValueError("a mistake")
conversation.hear = flawed
"""
    async with program:
        await chat.says(ZHAO, "/start")
        await chat.says(WANG, "炸")
        await chat.says(WANG, QUESTION)
        await chat.says(LI, QUESTION)
        await chat.hears(LI, ANSWER)
        await chat.hears(WANG, ANSWER)
        await program.rests(chat)
        assert await program.stop() == 0
    assert [text.partition("。")[0] for text in await chat.heard(WANG)] == [
        "抱歉，刚才的消息处理时出了问题，已经记录并通知工作人员",
        ANSWER,
    ]
    parked = [message for message in await chat.heard(ZHAO) if "已搁置" in message]
    assert parked == ["有 1 条消息处理不了，已搁置（最近一条在 inbox 第 2 行），请通知技术人员查看日志。"]
    assert await program.rows("SELECT attempts, error FROM inbox WHERE state = 'parked'") == [
        {"attempts": 3, "error": "ValueError: a mistake"}
    ]
    assert await program.rows("SELECT count(*) n FROM question") == [{"n": 2}]  # of the failed ones nothing is left


async def test_who_has_blocked_the_bot_holds_up_nobody(program: Program, chat: Town) -> None:
    await chat.says(WANG, QUESTION)
    await chat.says(LI, QUESTION)
    await chat.does(WANG, "block")
    async with program:
        await chat.hears(LI, ANSWER)
        await chat.does(WANG, "unblock")
        await chat.says(WANG, QUESTION)
        await chat.hears(WANG, ANSWER)
        await program.rests(chat)
        assert await program.stop() == 0
    states = await program.rows(f"SELECT state FROM outbox WHERE chat_id = {WANG} ORDER BY id")
    assert [row["state"] for row in states] == ["void", "sent"]


async def test_flood_limits_are_honoured_and_nothing_is_lost(tmp_path: Path) -> None:
    """The program's own pace is far too fast here, so it is the 429s that slow it down."""
    async with town(tmp_path, flood=True) as chat, Program(tmp_path, chat.url) as program:
        for _ in range(9):
            await chat.says(WANG, QUESTION)
        await chat.says(LI, QUESTION)
        await chat.hears(LI, ANSWER)
        await program.rests(chat)
        assert await program.stop() == 0
        assert [text.partition("。")[0] for text in await chat.heard(WANG)] == [ANSWER] * 9
    assert "has to wait 1 s: flood limit" in program.printed
    assert await program.rows("SELECT DISTINCT state FROM outbox") == [{"state": "sent"}]


async def test_its_own_pace_needs_no_refusal(tmp_path: Path) -> None:
    pace = {"private_burst": 5, "group_messages": 20, "all_messages": 30}
    async with town(tmp_path, flood=True) as chat:
        async with Program(tmp_path, chat.url, telegram={"pace": pace}) as program:
            for _ in range(8):
                await chat.says(WANG, QUESTION)
            await chat.says(ZHAO, "/queue", chat_id=GROUP)
            await program.rests(chat)
            assert await program.stop() == 0
        assert [text.partition("。")[0] for text in await chat.heard(WANG)] == [ANSWER] * 8
    assert await program.rows("SELECT DISTINCT error FROM outbox") == [{"error": None}]
