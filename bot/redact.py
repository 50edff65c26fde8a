"""Secrets are taken out of everything that is written: log lines and tracebacks, whoever wrote them."""

import logging
import re

#: What a bot token looks like wherever it turns up, ours or another's: id, colon, 35 or so characters.
TOKEN = re.compile(r"\b(\d{1,12}):[A-Za-z0-9_-]{8,}")
REDACTED = r"\1:<token>"


def redact(text: str) -> str:
    """Return `text` with every bot token's secret part replaced."""
    return TOKEN.sub(REDACTED, text)


class RedactingFormatter(logging.Formatter):
    """Formats as usual, then redacts the whole, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def set_up_logging(level: str) -> None:
    """Send all logs to standard error, redacted; libraries that say much are kept to warnings unless at DEBUG."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    if logging.getLogger().level > logging.DEBUG:
        for name in ("httpx", "httpcore", "aiohttp", "telegram", "aiosqlite", "asyncio"):
            logging.getLogger(name).setLevel(logging.WARNING)
