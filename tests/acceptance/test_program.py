"""The program as a whole: how it starts, refuses to start, stops, and what it does when something is broken."""

import asyncio
import os
import resource
import time
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio

from bot.texts import chinese
from tests.acceptance.program import GROUP, LI, RUNNING, TOKEN, WANG, ZHAO, Program, Town, town

QUESTION, ANSWER = "首批榜单有多少项", "15项，都是技术攻关类"


def unusable(problem: str) -> str:
    """How the program says that it can't store."""
    return chinese()("operator.storage", problem=problem)


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


# ── stopping ──


async def test_sigterm_under_load_ends_it_within_ten_seconds_and_the_rest_is_done_next_time(
    program: Program, chat: Town
) -> None:
    users = [(await chat.post("", {"name": f"企业{number}"}))["id"] for number in range(10)]
    for _ in range(30):
        for user_id in users:
            await chat.says(user_id, QUESTION)
    await program.start()
    await chat.hears(users[0], ANSWER)
    before = time.monotonic()
    assert await program.stop() == 0
    assert time.monotonic() - before < 10
    states = {
        row["state"]: row["n"] for row in await program.rows("SELECT state, count(*) n FROM inbox GROUP BY state")
    }
    left = states.get("waiting", 0) + chat.waiting
    assert states["done"] > 0
    assert left > 0

    await program.start()
    await program.rests(chat)
    assert await program.stop() == 0
    assert await program.rows("SELECT count(*) n FROM question") == [{"n": 300}]
    heard = [sum(ANSWER in text for text in await chat.heard(user_id)) for user_id in users]
    assert [count >= 30 for count in heard] == [True] * 10
    assert program.printed.count("ERROR") == 0


async def test_stopped_while_nothing_answers(tmp_path: Path) -> None:
    program = Program(tmp_path, "http://127.0.0.1:9")  # nobody listens at the discard port
    await program.start()
    await program.prints("the Bot API does not answer")
    assert await program.stop() == 0


# ── refusing to start ──


async def test_a_second_program_on_the_same_data_is_refused(program: Program, chat: Town) -> None:
    await program.start()
    await program.prints(RUNNING)
    second = Program(program.folder, chat.url)
    await second.start()
    assert await second.ends() == 4
    assert second.printed.splitlines() == [unusable(chinese()("operator.in_use", folder=program.data))]
    await chat.says(WANG, QUESTION)
    await chat.hears(WANG, ANSWER)
    assert await program.stop() == 0


async def test_a_token_that_is_refused(program: Program) -> None:
    program.environment = {"JIEBANG_TOKEN": "42:some-other-token-0123456789"}
    await program.start()
    assert await program.ends() == 3
    assert (
        program.printed.splitlines()[-1] == "机器人令牌无效：请检查环境变量 JIEBANG_TOKEN（可向 @BotFather 重新获取）"
    )


async def test_another_program_that_polls(program: Program, chat: Town) -> None:
    async def poll() -> None:
        while True:
            async with chat.http.post(f"{chat.url}/bot{TOKEN}/getUpdates", json={"timeout": 30}):
                pass

    program.flaw = "from bot.telegram import receive; receive.CONFLICTS = 1"  # its patience, for once short
    await program.start()
    await program.prints(RUNNING)
    rival = asyncio.create_task(poll())
    assert await program.ends() == 3
    rival.cancel()
    assert "另一个程序正在用同一个机器人令牌收取消息，请先停止它" in program.printed.splitlines()[-1]


async def test_every_mistake_of_the_configuration_is_named_and_nothing_is_begun(tmp_path: Path) -> None:
    program = Program(tmp_path, "http://127.0.0.1:9")
    program.environment = {"JIEBANG_TOKEN": "no token"}
    program.config.write_text(
        """data_dir: bot
telegram:
  mode: webhook
  proxy: ftp://10.0.0.1
  pace: {private_burst: 0}
staff:
  members:
    - {id: 7, name: 甲, role: boss}
colour: red
""",
        encoding="utf-8",
    )
    await program.start()
    assert await program.ends() == 1
    places = [line.removeprefix(f"{tmp_path}/").split(": ")[:2] for line in program.printed.splitlines()]
    assert places == [
        ["config.yaml:4", "telegram.proxy"],
        ["config.yaml:5", "telegram.pace.private_burst"],
        ["config.yaml:8", "staff.members[0].role"],
        ["config.yaml:9", "colour"],
        ["环境变量:0", "JIEBANG_TOKEN"],
    ]
    assert not program.data.exists()


async def test_webhook_without_its_secret(tmp_path: Path) -> None:
    webhook = {"public_url": "https://bot.example/telegram"}
    program = Program(tmp_path, "http://127.0.0.1:9", telegram={"mode": "webhook", "webhook": webhook})
    await program.start()
    assert await program.ends() == 1
    assert program.printed.startswith("环境变量:0: JIEBANG_WEBHOOK_SECRET: 用 webhook 时必须设置")
    assert not program.data.exists()


async def test_mistakes_of_form_and_content_are_found_before_anything_is_begun(tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text("version: 0\nfields: []\n")
    program = Program(tmp_path, "http://127.0.0.1:9", needs={"form": "form.yaml"})
    await program.start()
    assert await program.ends() == 1
    assert f"{tmp_path}/form.yaml:1: version: " in program.printed
    assert not program.data.exists()


async def test_no_configuration(tmp_path: Path) -> None:
    program = Program(tmp_path, "")
    program.config.unlink()
    await program.start()
    assert await program.ends() == 1
    assert program.printed.startswith(f"{program.config}:0: ")
    assert len(program.printed.splitlines()) == 1


# ── storage ──


async def test_a_damaged_database_is_left_as_it_is(program: Program) -> None:
    program.data.mkdir()
    (program.data / "jiebang.db").write_bytes(garbage := os.urandom(100_000))
    await program.start()
    assert await program.ends() == 4
    database = program.data / "jiebang.db"
    assert program.printed.startswith(unusable(f"{database}: 数据库已损坏，请从备份恢复"))
    assert database.read_bytes() == garbage


async def test_a_file_where_the_data_folder_should_be(program: Program) -> None:
    program.data.write_text("")
    await program.start()
    assert await program.ends() == 4
    assert program.printed.startswith(unusable(f"{program.data}/jiebang.db: "))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: run as another user to see this")
async def test_a_data_folder_that_is_read_only(program: Program) -> None:
    program.data.mkdir(mode=0o500)
    await program.start()
    assert await program.ends() == 4
    assert "Permission denied" in program.printed


async def test_a_full_disk_ends_it_and_what_was_not_stored_is_not_acknowledged(program: Program, chat: Town) -> None:
    await program.start()
    await chat.says(WANG, QUESTION)
    await chat.hears(WANG, ANSWER)
    await program.rests(chat)
    size = max(each.stat().st_size for each in program.data.iterdir())
    # From now on the kernel lets no file of the program grow; none of its other files is larger.
    resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (size, size))
    before = len(await chat.heard(WANG))
    for number in range(20):  # the free room of a page or two may still take the first
        await chat.says(WANG, f"{QUESTION}{'啊' * 1000}{number}")
    assert await program.ends() == 4
    assert program.printed.splitlines()[-1].startswith(unusable(f"{program.data}/jiebang.db: "))
    stored = (await program.rows("SELECT count(*) n FROM inbox"))[0]["n"]
    assert chat.waiting + stored >= 21  # what the database does not have, the local chat still has
    assert chat.waiting > 0

    await program.start()
    await program.rests(chat)
    assert await program.stop() == 0
    assert len(await chat.heard(WANG)) >= before + 20
    assert await program.rows("SELECT state, count(*) n FROM inbox GROUP BY state") == [{"state": "done", "n": 21}]


# ── webhook ──


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
from bot.services import conversation
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
    assert parked == ["有一条消息连续三次处理失败，已搁置（inbox 第 2 行），请通知技术人员查看日志。"]
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
    assert [row["state"] for row in states] == ["unreachable", "sent"]


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
    refused = await program.rows("SELECT count(*) > 0 AS some FROM outbox WHERE error = 'flood limit'")
    assert refused == [{"some": 1}]
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
