"""What is written anywhere holds no secret."""

import logging
import re
import subprocess
import sys

import pytest

from bot.redact import RedactingFormatter, redact

TOKEN = "123456789:AAF-secret_part_of_a_token_0123456"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"token {TOKEN}.", "token 123456789:<token>."),
        (TOKEN, "123456789:<token>"),
        (f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot123456789:<token>/getMe"),
        (f"/file/bot{TOKEN}/photos/1.jpg", "/file/bot123456789:<token>/photos/1.jpg"),
        (TOKEN.replace(":", "%3A"), "123456789:<token>"),
        (TOKEN.replace(":", "%3a"), "123456789:<token>"),
        (f"ExtBot[token={TOKEN}]", "ExtBot[token=123456789:<token>]"),
        (f"{TOKEN} 与 {TOKEN}", "123456789:<token> 与 123456789:<token>"),
        ("socks5://me:pass@10.0.0.1:1080", "socks5://<credentials>@10.0.0.1:1080"),
        ("http://me:@proxy:8118/x", "http://<credentials>@proxy:8118/x"),
        # what only looks a little like it
        ("2026-11-23 09:41:17,123 INFO", "2026-11-23 09:41:17,123 INFO"),
        ("config.yaml:12: telegram.mode: 不行", "config.yaml:12: telegram.mode: 不行"),
        ("http://127.0.0.1:8080/local/users", "http://127.0.0.1:8080/local/users"),
        ("mail me@example.com at https://example.com", "mail me@example.com at https://example.com"),
        ("", ""),
    ],
)
def test_tokens_and_passwords_are_taken_out(written: str, left: str) -> None:
    assert redact(written) == left


def test_given_secrets_are_taken_out_whatever_they_look_like() -> None:
    assert redact("密钥 hook-secret-1，另一个 x", ("hook-secret-1", "", "x")) == "密钥 <secret>，另一个 <secret>"


def test_a_record_is_redacted_whole() -> None:
    try:
        raise ValueError(f"no answer from /bot{TOKEN}/getMe")
    except ValueError:
        record = logging.LogRecord("bot", logging.ERROR, "x.py", 7, "for %s", (TOKEN,), sys.exc_info())
    head, *_, last = RedactingFormatter("%(levelname)s %(message)s").format(record).splitlines()
    assert (head, last) == (
        "ERROR for 123456789:<token>",
        "    ValueError: no answer from /bot123456789:<token>/getMe",
    )


FORGED = "x\n2026-11-29 00:00:01,000 ERROR bot.app: forged"


def logged(name: str, message: str, *arguments: object, error: Exception | None = None) -> list[str]:
    """The lines of a record, each without its time."""
    found = (type(error), error, None) if error else None
    record = logging.LogRecord(name, logging.WARNING, "x.py", 7, message, arguments, found)
    written = RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s").format(record)
    return [re.sub(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d ", "", line) for line in written.split("\n")]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (FORGED, "x\\n2026-11-29 00:00:01,000 ERROR bot.app: forged"),
        ("\x1b[2J\r\x00", "\\x1b[2J\\r\\x00"),
        ("\u202e反\u200b\u2028\x85\ud83d", "\\u202e反\\u200b\\u2028\\x85\\ud83d"),
        ("钱😀　é", "钱😀　é"),
    ],
)
def test_a_record_is_one_line_whatever_is_in_it(said: str, written: str) -> None:
    assert logged("bot.app", "it said: %s", said) == [f"WARNING bot.app: it said: {written}"]


def test_no_line_of_a_traceback_looks_like_a_record() -> None:
    assert logged("bot.app", "failed", error=ValueError(f"{FORGED}\x1b")) == [
        "WARNING bot.app: failed",
        "    ValueError: x",
        "    2026-11-29 00:00:01,000 ERROR bot.app: forged\\x1b",
    ]


def test_what_the_library_quotes_is_not_written() -> None:
    said = logged("telegram.request.BaseRequest", 'Can not load invalid JSON data: "%s"', '{"text": "13800000000"}')
    assert said == ['WARNING telegram.request.BaseRequest: Can not load invalid JSON data: "%s"']


def test_what_nothing_catches_is_logged_redacted() -> None:
    """Python prints these itself, unless told otherwise: warnings, other threads, destructors."""
    program = f"""
import logging, threading, warnings
from bot.redact import set_up_logging
set_up_logging("WARNING", ["a secret"])
def fails(*_):
    raise ValueError({TOKEN!r} + " and a secret")
class Bad:
    __del__ = fails
warnings.warn({TOKEN!r})
thread = threading.Thread(target=fails)
thread.start()
thread.join()
Bad()
logging.getLogger("telegram").info("too much")
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (ran.stdout, TOKEN.partition(":")[2] in ran.stderr) == ("", False)
    assert ran.stderr.count("an error that nothing could handle") == 2
    assert ran.stderr.count("ValueError: 123456789:<token> and <secret>") == 2
    assert ran.stderr.count("UserWarning: 123456789:<token>") == 1
    assert "too much" not in ran.stderr
