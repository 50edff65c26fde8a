"""Secrets are taken out of everything that is written: log lines and tracebacks, whoever wrote them."""

import logging
import re
import sys
import threading
from collections.abc import Iterable
from typing import Any

#: What a bot token looks like wherever it turns up, ours or another's: id, colon, 35 or so characters. In an address it
#: follows "bot" without a space, and its colon may be escaped.
TOKEN = re.compile(r"(?<!\d)(\d{1,12})(?::|%3[Aa])[A-Za-z0-9_-]{8,}")
#: User and password in an address, as of a proxy.
CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+:[^\s/@]*@")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without bot tokens' secret parts, passwords in addresses, and the given secrets."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "<secret>")
    return CREDENTIALS.sub("<credentials>@", TOKEN.sub(r"\1:<token>", text))


class RedactingFormatter(logging.Formatter):
    """Formats as usual, then redacts the whole, tracebacks included."""

    def __init__(self, form: str, secrets: Iterable[str] = ()) -> None:
        """Format as `form` says and take out `secrets` beside what looks like one."""
        super().__init__(form)
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)


def set_up_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Send all logs, warnings and unhandled errors to standard error, redacted.

    Libraries that say much are kept to warnings unless at DEBUG.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    sys.unraisablehook = threading.excepthook = _unhandled
    if logging.getLogger().level > logging.DEBUG:
        for name in ("httpx", "httpcore", "aiohttp", "telegram", "aiosqlite", "asyncio"):
            logging.getLogger(name).setLevel(logging.WARNING)


def _unhandled(event: Any) -> None:
    """Log what Python itself would print as it is: an error in a destructor or in another thread."""
    found = (event.exc_type, event.exc_value, event.exc_traceback)
    logging.getLogger("bot").error("an error that nothing could handle", exc_info=found)
