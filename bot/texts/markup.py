"""Texts as they are shown: what a reader sees of Telegram HTML, on one line, in parts that Telegram takes."""

import html
import re
from collections.abc import Iterator

LIMIT = 4096  # UTF-16 code units of one message's text (Bot API, sendMessage)
CAPTION = 1024  # and of what stands under a file (Bot API, sendDocument)
TAG = re.compile(r"<[^>]+>")
PART = re.compile(r"<[^>]+>|&[#\w]+;|.", re.DOTALL)  # a tag, or a character
NAME = re.compile(r"\w+")
ROOM = 6  # units that one character takes at most


def units(text: str) -> int:
    """Return the length of `text` in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int = LIMIT) -> list[str]:
    """Return `text` (HTML whose tags never span a line) in parts of at most `limit` units, none of them blank.

    Tags are counted too, so a part may be shorter than it could be, never longer. A single line over the limit is cut
    where it must be.
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
    """Give a line in pieces of at most `limit` units; a tag that is open at a cut is closed there and opened again."""
    if units(line) <= limit:
        yield line
        return
    piece, opened = "", list[str]()
    for part in PART.findall(line):
        if part.startswith("</"):
            piece += _closing([opened.pop()])
            continue
        tags, room = ([part], ROOM) if part.startswith("<") else ([], 0)
        closing = units(_closing([*opened, *tags])) + room
        if units(piece + part) + closing > limit:
            yield piece + _closing(opened)
            piece = "".join(opened)
        if tags and units(piece + part) + closing > limit:
            part = ""  # so small a piece has no room for tags
        opened += [part] if tags else []
        piece += part
    yield piece


def _closing(opened: list[str]) -> str:
    return "".join(f"</{NAME.findall(tag)[0]}>" for tag in reversed(opened) if tag)


def plain(text: str) -> str:
    """Return Telegram HTML as the text that a reader sees."""
    return html.unescape(TAG.sub("", text))


def shortened(text: str, limit: int = 60) -> str:
    """Return at most `limit` characters of text on one line, with … for the rest."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
