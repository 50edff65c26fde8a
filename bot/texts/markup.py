"""Texts as they are shown: what a reader sees of Telegram HTML, on one line, in parts that Telegram takes."""

import html
import re
from collections.abc import Iterator

LIMIT = 4096  # UTF-16 code units of one message's text (Bot API, sendMessage)
CAPTION = 1024  # and of what stands under a file (Bot API, sendDocument)
TAG = re.compile(r"<[^>]+>")


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Return `text` (HTML whose tags never span a line) in parts of at most `limit` units, none of them blank.

    Tags are counted too, so a part may be shorter than it could be, never longer. A single line over the limit loses
    its tags and is cut where it must be.
    """
    parts, part = [], ""
    for line in text.split("\n"):
        for piece in _pieces(line, limit):
            joined = f"{part}\n{piece}" if part else piece
            if units(joined) <= limit:
                part = joined
            else:
                parts.append(part)
                part = piece
    return [each.strip("\n") for each in (*parts, part) if each.strip()]


def _pieces(line: str, limit: int) -> Iterator[str]:
    if units(line) <= limit:
        yield line
        return
    piece = ""
    for char in plain(line):
        escaped = html.escape(char, quote=False)
        if units(piece) + units(escaped) > limit:
            yield piece
            piece = ""
        piece += escaped
    yield piece


def plain(text: str) -> str:
    """Return Telegram HTML as the text that a reader sees."""
    return html.unescape(TAG.sub("", text))


def shortened(text: str, limit: int = 60) -> str:
    """Return at most `limit` characters of text on one line, with … for the rest."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
