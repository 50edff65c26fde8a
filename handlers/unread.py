"""What of a message can't be read, which is anything but its words; of an album that is told once."""

from collections import deque

from telegram import Message, Update

from bot.services.routing.wordless import KINDS, OTHER

#: Albums arrive as several messages; the last few are remembered so that each gets one line. Losing this on a restart
#: costs one polite line too many.
_albums: deque[tuple[int, str]] = deque(maxlen=100)


def kind(message: Message) -> str | None:
    """Return what there is in a message that can't be read; None where another part of its album was told of."""
    if _album(message) in _albums:
        return None
    return next((each for each in KINDS if getattr(message, each)), OTHER)


def beside(update: Update) -> bool:
    """Return whether there is something besides words in a new message, which its sender was not told of."""
    message = update.message
    return bool(message and message.caption and kind(message))


def note(update: Update) -> None:
    """Remember the album that a message is part of, which somebody was told of."""
    message = update.message
    if message and (album := _album(message)) and album not in _albums:
        _albums.append(album)


def _album(message: Message) -> tuple[int, str] | None:
    return (message.chat_id, message.media_group_id) if message.media_group_id else None
