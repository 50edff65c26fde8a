"""What buttons mean: callback data is an opaque token; the action and what is written on the button stay here.

A button is stored as its action's name, version and arguments and its label; older rows have no version, or no label.
"""

import json
import secrets
from collections.abc import Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from bot.actions import Action, decode, encode
from bot.storage import chats
from bot.storage.database import Transaction


class Labelled(NamedTuple):
    """A button's action and its label."""

    action: Action
    label: str


def put(
    tx: Transaction, chat_id: int, user_id: int | None, buttons: Sequence[Labelled], posting_id: int | None = None
) -> list[str]:
    """Store the actions of one message's buttons, or of a posting's; return their callback data (at most 20 bytes)."""
    keyboard = secrets.token_urlsafe(9)
    tx.execute(
        "INSERT INTO keyboard (id, chat_id, user_id, actions, posting_id, created_at)"
        " VALUES (:id, :chat, :user, :actions, :posting, :now)",
        id=keyboard,
        chat=chat_id,
        user=user_id,
        actions=json.dumps([[*encode(each.action), each.label] for each in buttons], ensure_ascii=False),
        posting=posting_id,
        now=tx.now,
    )
    return [f"{keyboard}:{position}" for position in range(len(buttons))]


def copy(tx: Transaction, keyboard: str, chat_id: int) -> str:
    """Copy a keyboard to another chat (in a private one, for its owner alone); return the new keyboard's id."""
    new = secrets.token_urlsafe(9)
    tx.execute(
        "INSERT INTO keyboard (id, chat_id, user_id, actions, created_at)"
        " SELECT :new, :chat, :user, actions, :now FROM keyboard WHERE id = :old",
        new=new,
        chat=chat_id,
        user=chat_id if chat_id > 0 else None,
        now=tx.now,
        old=keyboard,
    )
    return new


def find(tx: Transaction, data: str, chat_id: int, user_id: int) -> Action | None:
    """Return a tapped button's action; None where its data is unknown or another's, or its action is no more."""
    keyboard, _, position = data.partition(":")
    row = tx.one("SELECT * FROM keyboard WHERE id = :id", id=keyboard)
    if row is None or row["user_id"] not in (None, user_id):
        return None
    if chats.present(tx, row["chat_id"]) != chats.present(tx, chat_id):
        return None
    buttons = _stored(row["actions"])
    if not (position.isascii() and position.isdigit() and int(position) < len(buttons)):
        return None
    return _read(buttons[int(position)])[0]


def shown(tx: Transaction, user_id: int, since: str) -> list[Labelled]:
    """Return the user's own buttons shown last in the private chat; none where that was before `since` (UTC ISO)."""
    rows = tx.execute(
        "SELECT actions, created_at FROM keyboard WHERE chat_id = :user AND user_id = :user ORDER BY seq DESC",
        user=user_id,
    )
    if (last := rows.fetchone()) is None or last["created_at"] < since:
        return []
    together = [last, *takewhile(lambda row: row["created_at"] == last["created_at"], rows)]  # of one transaction
    buttons = [_read(each) for row in together for each in _stored(row["actions"])]
    return [Labelled(action, label) for action, label in buttons if action and label]


def forget(tx: Transaction, before: str) -> int:
    """Delete the keyboards made before a moment (UTC ISO); return their number."""
    return tx.execute("DELETE FROM keyboard WHERE created_at < :before", before=before).rowcount


def _stored(actions: str) -> list[Any]:
    """Return what is stored of a message's buttons; nothing where it is no list."""
    try:
        buttons = json.loads(actions)
    except ValueError:
        return []
    return buttons if isinstance(buttons, list) else []


def _read(button: Any) -> tuple[Action | None, str]:
    """Return a stored button's action, None where it does not decode, and its label, empty where none was stored."""
    match button:
        case [str(name), int(version), dict(arguments), str(label)]:
            return decode(name, version, arguments), label
        case [str(name), dict(arguments), *labels]:
            return decode(name, 1, arguments), "".join(map(str, labels))
        case _:
            return None, ""
