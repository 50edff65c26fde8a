"""The program: it starts, says where, stops on a signal, and says in one line why it cannot start."""

import asyncio
import signal
import socket
import sys
from pathlib import Path

import aiohttp
import pytest

from localchat.server import serve
from tests.patience import STILL


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "localchat",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    async with asyncio.timeout(STILL):
        _, errors = await process.communicate()
    return process.returncode, errors.decode()


async def _set(event: asyncio.Event) -> None:
    event.set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_where_it_is_and_stops_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    process = await start("--port", "0", "--data", str(tmp_path))
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    url = line.removeprefix("本地聊天：").strip()
    asked, trace = asyncio.Event(), aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(lambda *_: _set(asked))
    async with aiohttp.ClientSession() as session, aiohttp.ClientSession(trace_configs=[trace]) as poller:
        poll = asyncio.create_task(poller.get(f"{url}botlocal:token/getUpdates?timeout=50"))
        await asked.wait()
        answer = await session.get(f"{url}botlocal:token/getMe")  # on a later connection: the poll has been taken in
        await answer.read()
        process.send_signal(number)

        assert answer.status == 200
        assert await (await poll).json() == {"ok": True, "result": []}
        assert await ended(process) == (0, "")


async def test_a_busy_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = await start("--port", str(port), "--data", str(tmp_path))

        assert await ended(process) == (1, f"端口 {port} 已被占用：换一个端口，或先停掉占用它的程序\n")
        with pytest.raises(OSError, match="Address already in use"):
            await serve(tmp_path, port, "local:token")


async def test_two_servers_on_one_world(tmp_path: Path) -> None:
    server = await serve(tmp_path, 0, "local:token")
    process = await start("--port", "0", "--data", str(tmp_path))

    assert await ended(process) == (1, f"数据目录 {tmp_path} 正被另一个本地聊天使用\n")
    await server.close()


async def test_a_damaged_world_is_left_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "localchat.db"
    database.write_bytes(b"no database" * 100)

    process = await start("--port", "0", "--data", str(tmp_path))

    assert await ended(process) == (1, f"数据库 {database} 打不开：file is not a database\n")
    assert database.read_bytes() == b"no database" * 100


async def test_a_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    process = await start("--port", "0", "--data", str(tmp_path / "file"))

    assert await ended(process) == (1, "本地聊天无法启动：File exists\n")
