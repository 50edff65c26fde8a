"""What is written to the log: no secrets, nothing of what people said, and no line that an outsider could forge."""

import logging
import re
import sys
import threading
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

#: What a bot token looks like wherever it turns up, ours or another's: id, colon, 35 or so characters. In an address it
#: follows "bot" without a space, and its colon may be escaped.
TOKEN = re.compile(r"(?<!\d)(\d{1,12})(?::|%3[Aa])[A-Za-z0-9_-]{8,}")
#: User and password in an address, as of a proxy.
CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+:[^\s/@]*@")
#: Libraries that write whole calls and statements, with what people said in them, when they may say all.
TALKATIVE = ("httpx", "httpcore", "aiohttp", "telegram", "aiosqlite", "asyncio")
#: Of these also warnings and errors hold what people said, such as the answer to a call: only their own words are kept.
QUOTING = "telegram"
INDENT = "    "  # before the lines of a traceback, so that none looks like a record


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without bot tokens' secret parts, passwords in addresses, and the given secrets."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "<secret>")
    return CREDENTIALS.sub("<credentials>@", TOKEN.sub(r"\1:<token>", text))


def visible(text: str) -> str:
    """Return `text` on one line: characters that control, hide or turn others are escaped."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or unicodedata.category(each) == "Zs" else each.encode("unicode_escape").decode()
        for each in text
    )


class RedactingFormatter(logging.Formatter):
    """Formats as usual, then redacts the whole, tracebacks included; a record is one line, and indented ones."""

    def __init__(self, form: str, secrets: Iterable[str] = ()) -> None:
        """Format as `form` says and take out `secrets` beside what looks like one."""
        super().__init__(form)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802  # its name
        return datetime.fromtimestamp(record.created).astimezone().isoformat(" ", timespec="milliseconds")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # its name
        quotes = record.name.partition(".")[0] == QUOTING
        record.message = visible(str(record.msg) if quotes else record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802  # its name
        return "\n".join(f"{INDENT}{visible(line)}" for line in super().formatException(ei).split("\n"))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  # its name
        return "\n".join(f"{INDENT}{visible(line)}" for line in stack_info.split("\n"))


def set_up_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Send all logs, warnings and unhandled errors to standard error, redacted; libraries only warn, at any level."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    sys.unraisablehook = threading.excepthook = _unhandled
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))


def _unhandled(event: Any) -> None:
    """Log what Python itself would print as it is: an error in a destructor or in another thread."""
    found = (event.exc_type, event.exc_value, event.exc_traceback)
    logging.getLogger("bot").error("an error that nothing could handle", exc_info=found)
