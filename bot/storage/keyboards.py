"""What buttons mean: callback data is an opaque token; action and arguments stay here."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from bot.storage.database import Transaction

Action = tuple[str, dict[str, Any]]


def put(tx: Transaction, chat_id: int, user_id: int | None, actions: Sequence[Action]) -> list[str]:
    """Store the actions of one message's buttons; return their callback data (at most 20 bytes each)."""
    keyboard = secrets.token_urlsafe(9)
    tx.execute(
        "INSERT INTO keyboard (id, chat_id, user_id, actions, created_at) VALUES (:id, :chat, :user, :actions, :now)",
        id=keyboard,
        chat=chat_id,
        user=user_id,
        actions=json.dumps(actions, ensure_ascii=False),
        now=tx.now,
    )
    return [f"{keyboard}:{position}" for position in range(len(actions))]


def find(tx: Transaction, data: str, chat_id: int, user_id: int) -> Action | None:
    """Return what a tap means: None for data that was never given out, or given to another chat or user."""
    keyboard, _, position = data.partition(":")
    row = tx.one("SELECT * FROM keyboard WHERE id = :id", id=keyboard)
    if row is None or row["chat_id"] != chat_id or row["user_id"] not in (None, user_id):
        return None
    actions = json.loads(row["actions"])
    if not (position.isascii() and position.isdigit() and int(position) < len(actions)):
        return None
    action, arguments = actions[int(position)]
    return action, arguments


def forget(tx: Transaction, before: str) -> int:
    """Delete the meaning of buttons made before a moment (UTC ISO); return how many keyboards went."""
    return tx.execute("DELETE FROM keyboard WHERE created_at < :before", before=before).rowcount
