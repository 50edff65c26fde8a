"""What staff are asked to type at the desk: the button that declines it, and what becomes of it then."""

from collections.abc import Callable
from typing import TypeVar

from bot.reply import Button, Reply
from bot.services.actions import AskedAtDesk, ChooseForEntry, DropWriting, EntryAsked
from bot.services.runtime import focus
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Turn, on
from bot.storage import notes, postings
from bot.texts import Html
from bot.texts.markup import shortened

D = TypeVar("D", bound=AskedAtDesk)

QUOTED = 40  # characters of the question that a new entry is about


def listen(kind: type[D], hear: Callable[[Turn, D, str], None]) -> None:
    """Let `hear` take every text of staff's that this was asked for."""

    def heard(turn: Turn, asked: D, text: str) -> bool:
        if turn.admit():
            hear(turn, asked, text)
        return True

    focus.listen(kind, Ear[D](heard, leave=_leave, give_way=_lay_aside))


def prompt(turn: Turn, text: Html) -> Reply:
    """Return a request to type something, which can be declined."""
    return Reply(text, ((dropper(turn),),))


def dropper(turn: Turn, note: int = 0) -> Button:
    """Return the button that forgets the new entry of this note, or else anything else that was asked for."""
    return Button(turn.text("desk.drop"), DropWriting(note=note))


@on(DropWriting)
def drop(turn: Turn, action: DropWriting) -> None:
    """Forgets the new entry of this note, or else anything else that was asked for; nothing was sent or kept of it."""
    if (member := turn.admit()) is None:
        return
    if action.note:
        notes.drop(turn.tx, member.id, action.note)
    prompted, asked = postings.once_at(turn.tx, turn.caller.chat_id, turn.caller.message_id), focus.present(turn)
    if prompted and prompted.subject.kind == "asked":
        focus.decline(turn, prompted)
    elif isinstance(asked, AskedAtDesk) and action.note == (asked.note if isinstance(asked, EntryAsked) else 0):
        focus.release(turn)
    turn.say(_dropped(turn, notes.latest(turn.tx, member.id, focus.since(turn))))


def _dropped(turn: Turn, left: notes.Note | None) -> Reply:
    """Return that it is dropped, and what other entry is `left` to go on with."""
    said = turn.text("desk.dropped")
    if left is None:
        return Reply(said, replace=True)
    aside = turn.text("desk.aside", phrasing=shortened(left.content["asked"], QUOTED))
    on = Button(turn.text("desk.go_on"), ChooseForEntry(note=left.id, step="", value=""))
    return Reply(Html(f"{said}\n{aside}"), ((on,),), replace=True)


def _leave(turn: Turn, asked: AskedAtDesk) -> None:
    drop(turn, DropWriting(note=asked.note if isinstance(asked, EntryAsked) else 0))


def _lay_aside(turn: Turn, _: AskedAtDesk) -> None:
    turn.say(Reply(turn.text("desk.laid_aside")), to=turn.caller.user_id)
