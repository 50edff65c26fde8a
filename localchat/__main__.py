"""`python -m localchat --port 8080 --data DIR`: run the local chat until it is interrupted."""

import argparse
import asyncio
import errno
import signal
import sqlite3
import sys
from pathlib import Path

from localchat.errors import words
from localchat.server import serve

DEFAULT_TOKEN = "local:token"  # noqa: S105  # guards nothing: the server is reached from this machine only


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m localchat", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--data", type=Path, default=Path("data"), help="directory that keeps the world")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the token that the bot uses")
    parser.add_argument("--flood", action="store_true", help="enforce Telegram's flood limits")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    server = await serve(arguments.data, arguments.port, arguments.token, flood=arguments.flood)
    try:
        _print("listening", url=f"{server.url}/")
        await stopped.wait()
    finally:
        await server.close()


def _print(key: str, *, to_errors: bool = False, **values: object) -> None:
    stream = sys.stderr if to_errors else sys.stdout
    stream.write(words()["start"][key].format(**values) + "\n")
    stream.flush()


def main() -> int:
    """Run until Ctrl-C or SIGTERM; return 1 with one line on stderr when it cannot start."""
    arguments = _arguments()
    try:
        asyncio.run(_run(arguments))
    except OSError as error:
        key = {errno.EADDRINUSE: "busy", errno.EBUSY: "failed"}.get(error.errno or 0, "cannot_start")
        _print(key, to_errors=True, port=arguments.port, why=error.strerror or error)
    except sqlite3.Error as error:
        _print("broken", to_errors=True, path=arguments.data / "localchat.db", why=error)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
