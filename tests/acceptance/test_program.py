"""The program as a whole: how it stops, how it refuses to start, the demo."""

import asyncio
import signal
import time
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app import PATIENCE
from bot.texts import operators
from tests.acceptance.program import (
    ANSWER,
    GROUP,
    QUESTION,
    RUNNING,
    SUN,
    TOKEN,
    WANG,
    ZHAO,
    Program,
    Town,
    in_front_of,
    town,
    unusable,
)
from tests.patience import STILL
from tests.ports import HOST, free_port

# ── stopping ──


class Stopwatch:
    """Return whether the program stops in time: its own patience, and no longer beside it than it took to start."""

    def __init__(self) -> None:
        self.begun = time.monotonic()

    def started(self) -> None:
        self.start = time.monotonic() - self.begun

    async def stops(self, program: Program) -> bool:
        self.begun = time.monotonic()
        assert await program.stop() == 0
        return time.monotonic() - self.begun < PATIENCE + self.start


async def test_sigterm_under_load_ends_it_within_ten_seconds_and_the_rest_is_done_next_time(
    program: Program, chat: Town
) -> None:
    users = [(await chat.post("", {"name": f"企业{number}"}))["id"] for number in range(10)]
    for _ in range(30):
        for user_id in users:
            await chat.says(user_id, QUESTION)
    watch = Stopwatch()
    await program.start()
    await chat.hears(users[0], ANSWER)
    watch.started()
    assert await watch.stops(program)
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


@pytest.mark.parametrize("method", ["getMe", "setMyCommands", "getUpdates", "sendMessage", "answerCallbackQuery"])
async def test_stopped_while_an_answer_is_kept_waiting(tmp_path: Path, chat: Town, method: str) -> None:
    asked = asyncio.Event()

    async def never(_request: web.Request) -> web.Response:
        asked.set()
        await asyncio.sleep(3600)
        raise AssertionError

    watch = Stopwatch()
    async with in_front_of(chat, **{method: never}) as url, Program(tmp_path, url) as program:
        await chat.says(WANG, QUESTION)
        if method == "answerCallbackQuery":
            await chat.taps(WANG, await chat.hears(WANG, ANSWER), "👍")
        async with asyncio.timeout(STILL):
            await asked.wait()
        watch.started()
        assert await watch.stops(program)


async def test_a_menu_that_could_not_be_set_is_set_later(tmp_path: Path, chat: Town) -> None:
    asked, set_at_last = 0, asyncio.Event()

    async def fails_at_first(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        if asked <= 2:
            return web.json_response({"ok": False, "error_code": 500, "description": "Internal"}, status=500)
        headers, body = {"Content-Type": request.headers["Content-Type"]}, await request.read()
        async with chat.http.post(f"{chat.url}{request.path}", data=body, headers=headers) as response:
            set_at_last.set()
            return web.json_response(await response.json(), status=response.status)

    async with in_front_of(chat, setMyCommands=fails_at_first) as url, Program(tmp_path, url) as program:
        await program.prints(RUNNING)  # nothing waits for it
        async with asyncio.timeout(STILL):
            await set_at_last.wait()
        async with chat.http.get(f"{chat.url}/local/users/{WANG}/commands") as response:
            assert [each["command"] for each in await response.json()][:2] == ["start", "help"]
        assert await program.stop() == 0
    assert program.printed.count("the command menu could not be set") == 2


# ── asked where it may write ──


async def asked(program: Program) -> tuple[int, list[str]]:
    """Return the exit code of `check --online`, and what it says beside what `check` says."""
    program.printed = ""
    await program.start("check", "--config", str(program.config), "--online")
    code = await program.ends()
    return code, program.printed.splitlines()[1:]


async def test_check_online_says_where_the_bot_may_write(tmp_path: Path) -> None:
    async with town(tmp_path) as chat:
        program = Program(tmp_path, chat.url)
        await chat.says(ZHAO, "/start")
        await chat.does(SUN, "bar_bot", how="muted")
        reached = "机器人接口连得上，令牌有效。"
        assert await asked(program) == (
            1,
            [
                reached,
                f"工作群（{GROUP}）：机器人不在那里，或者没有发言的权限",
                f"赵敏（{ZHAO}）：可以发消息",
                f"孙岩（{SUN}）：还没有和机器人说过话",
            ],
        )
        await chat.does(SUN, "let_bot_speak")
        await chat.says(SUN, "/start")
        assert await asked(program) == (
            0,
            [reached, *(f"{who}：可以发消息" for who in (f"工作群（{GROUP}）", f"赵敏（{ZHAO}）", f"孙岩（{SUN}）"))],
        )
        program.environment["JIEBANG_TOKEN"] = "42:another-token-of-the-right-length-0123456"
        assert await asked(program) == (3, [operators()("operator.token")])


async def test_check_online_says_that_nobody_answers(tmp_path: Path) -> None:
    program = Program(tmp_path, f"http://{HOST}:{free_port()}")
    code, said = await asked(program)
    assert (code, [line.partition("（")[0] for line in said]) == (3, ["机器人接口没有正常回应"])


# ── refusing to start ──


async def test_a_second_program_on_the_same_data_is_refused(program: Program, chat: Town) -> None:
    await program.start()
    await program.prints(RUNNING)
    second = Program(program.folder, chat.url)
    await second.start()
    assert await second.ends() == 4
    assert second.printed.splitlines() == [unusable(operators()("operator.in_use", folder=program.data))]
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
        ["环境变量", "JIEBANG_TOKEN"],
    ]
    assert not program.data.exists()


async def test_webhook_without_its_secret(tmp_path: Path) -> None:
    webhook = {"public_url": "https://bot.example/telegram"}
    program = Program(tmp_path, "http://127.0.0.1:9", telegram={"mode": "webhook", "webhook": webhook})
    await program.start()
    assert await program.ends() == 1
    assert program.printed.startswith("环境变量: JIEBANG_WEBHOOK_SECRET: 用 webhook 时必须设置")
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
    assert program.printed.startswith(f"{program.config}: ")
    assert len(program.printed.splitlines()) == 1


# ── the demo ──


async def test_the_demo_prints_one_line_and_goes_on_after_ctrl_c(tmp_path: Path) -> None:
    program, data = Program(tmp_path, ""), tmp_path / "demo"
    for before in (0, 1):
        program.printed = ""
        await program.start("demo", "--port", "0", "--data", str(data))
        url = (await program.prints("揭榜通已启动，请在浏览器打开 http://127.0.0.1:")).rpartition(" ")[2]
        async with aiohttp.ClientSession() as http:
            async with http.get(url) as page:
                assert (page.status, page.content_type) == (200, "text/html")
            async with http.get(f"{url}/local/users/{WANG}/messages") as response:
                events = (await response.json())["events"]
            assert [each.get("message", {}).get("text") for each in events].count(QUESTION) == before
            await http.post(f"{url}/local/users/{WANG}/messages", json={"text": QUESTION})
        second = Program(tmp_path / "second", "")
        await second.start("demo", "--port", "0", "--data", str(data))
        assert (await second.ends(), len(second.printed.splitlines())) == (5, 1)
        assert await program.stop(signal.SIGINT) == 0
        assert len(program.printed.splitlines()) == 1
