"""Writing: what a member of staff has been asked to type, so that his next message is taken for that."""

from datetime import timedelta
from typing import Any

from bot.needs.cards import shortened
from bot.reply import Button, Reply
from bot.services.actions import ChooseForEntry, DropWriting
from bot.services.cards import Row
from bot.services.turn import Member, Turn, on
from bot.storage import notes, postings
from bot.storage.notes import Note, Purpose
from bot.texts import Html

SHORT: tuple[Purpose, ...] = ("answer", "relay", "search")  # what is one message long
QUOTED = 40  # characters of the question that a new entry is about


def since(turn: Turn) -> str:
    """Return from when on what somebody has begun still counts: after long silence he has turned to other things."""
    return (turn.now - timedelta(hours=turn.house.idle_hours)).isoformat(timespec="microseconds")


def present(turn: Turn) -> Note | None:
    """Return what the caller's next message is for, if he is staff and has begun something."""
    if turn.member is None or not turn.caller.private:
        return None
    return notes.find(turn.tx, turn.member.id, since(turn))


def begin(turn: Turn, member: Member, purpose: Purpose, content: dict[str, Any], note: int = 0) -> int:
    """Let the next message be for this, in place of whatever else was begun; return the note's id, that of `note`."""
    return notes.keep(turn.tx, member.id, Note(purpose, content, note))


def forget(turn: Turn) -> None:
    """Let the caller's next message be for nothing that was begun."""
    notes.put_aside(turn.tx, turn.caller.user_id)


@on(DropWriting)
def drop(turn: Turn, action: DropWriting) -> None:
    """Forgets the new entry with this note, or else anything else that was begun; nothing was sent or kept of it."""
    if (member := turn.admit()) is None:
        return
    if (asked := postings.at(turn.tx, turn.caller.chat_id, turn.caller.message_id)) and asked.chat_id == member.id:
        postings.retire(turn.tx, asked.subject, asked.view, asked.chat_id)  # a reply to it is for nothing any more
    if action.note:
        notes.drop_entry(turn.tx, member.id, action.note)
    else:
        notes.drop(turn.tx, member.id, *SHORT)
    said = turn.text("desk.dropped")
    going_on: tuple[Row, ...] = ()
    if waiting := notes.aside(turn.tx, member.id, since(turn)):
        aside = turn.text("desk.aside", phrasing=shortened(waiting.content["asked"], QUOTED))
        said = Html(f"{said}\n{aside}")
        on = Button(turn.text("desk.go_on"), ChooseForEntry(note=waiting.id, step="", value=""))
        going_on = ((on,),)
    turn.say(Reply(said, going_on, replace=True))


def leave(turn: Turn) -> bool:
    """Forgets what the caller is writing; False where it is nothing."""
    if (note := present(turn)) is None:
        return False
    drop(turn, DropWriting(note=note.id if note.purpose == "entry" else 0))
    return True


def lay_aside(turn: Turn) -> None:
    """Let the caller's next message not be for what he is writing, and say so: he was asked for something else."""
    if present(turn):
        forget(turn)
        turn.tell("desk.laid_aside")


def dropper(turn: Turn, note: int = 0) -> Button:
    """Return the button that forgets the new entry with this note, or else anything else that was begun."""
    return Button(turn.text("desk.drop"), DropWriting(note=note))


def fits(turn: Turn, text: str, limit: int) -> bool:
    """Return whether a text has at most `limit` characters; if not, say so."""
    if len(text) > limit:
        turn.tell("desk.length", limit=limit, length=len(text))
    return len(text) <= limit
