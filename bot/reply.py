"""What the bot says, before anything knows of Telegram: text, buttons, and where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.actions import Action


@dataclass(frozen=True)
class Button:
    """A button under a message; a tap on it comes back as `action`, or opens `url`."""

    label: str
    action: Action | None = None
    url: str | None = None


@dataclass(frozen=True)
class Reply:
    """One message of the bot.

    `text` is Telegram HTML whose tags never span a line, so that it can be split between lines. `buttons` are rows
    under the message. `ask_contact` shows a reply keyboard with one key of that label that shares the user's own
    number; `remove_keyboard` takes such a keyboard away. With `replace`, a reply to a tap edits the tapped message in
    place instead of sending a new one. `picture` (JSON values) is what bot.pictures makes a picture of; it is a message
    of its own above the text.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    ask_contact: str | None = None
    remove_keyboard: bool = False
    replace: bool = False
    picture: Mapping[str, Any] | None = None
