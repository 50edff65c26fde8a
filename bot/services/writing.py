"""Writing: what a member of staff has been asked to type, so that his next message is taken for that."""

from datetime import timedelta
from typing import Any

from bot.reply import Button, Reply
from bot.services.turn import Member, Turn
from bot.storage import notes
from bot.storage.notes import Note, Purpose


def since(turn: Turn) -> str:
    """Return from when on what somebody has begun still counts: after long silence he has turned to other things."""
    return (turn.now - timedelta(hours=turn.house.idle_hours)).isoformat(timespec="microseconds")


def present(turn: Turn) -> Note | None:
    """Return what the caller's next message is for, if he is staff and has begun something."""
    if turn.member is None or not turn.caller.private:
        return None
    return notes.find(turn.tx, turn.member.id, since(turn))


def begin(turn: Turn, member: Member, purpose: Purpose, content: dict[str, Any]) -> None:
    """Let the next message be for this, in place of whatever else was begun."""
    notes.keep(turn.tx, member.id, Note(purpose, content))


def forget(turn: Turn) -> None:
    """Forget what the caller has begun."""
    notes.drop(turn.tx, turn.caller.user_id)


def drop(turn: Turn) -> None:
    """Forgets what was begun; nothing was sent or kept of it."""
    if member := turn.admit():
        notes.drop(turn.tx, member.id)
        turn.say(Reply(turn.text("desk.dropped"), replace=True))


def dropper(turn: Turn) -> Button:
    """Return the button that forgets what was begun."""
    return Button(turn.text("desk.drop"), "desk.drop")


def fits(turn: Turn, text: str, limit: int) -> bool:
    """Return whether a text has at most `limit` characters; if not, say so."""
    if len(text) > limit:
        turn.tell("desk.length", limit=limit, length=len(text))
    return len(text) <= limit
