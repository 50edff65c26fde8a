"""What staff are asked to type at the desk: the button that declines it, and what becomes of it then."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.actions import read
from bot.reply import Button, Reply
from bot.services.actions import Asked, AskedAtDesk, DropWriting, ResumeDraft
from bot.services.runtime import focus
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Turn, on
from bot.storage import drafts, postings
from bot.texts import Html
from bot.texts.markup import shortened

D = TypeVar("D", bound=AskedAtDesk)

QUOTED = 40  # characters of the question that a new entry is about


def listen(
    kind: type[D],
    hear: Callable[[Turn, D, str], None],
    called: Callable[[Turn, D], Html],
    late: Callable[[Turn, D, str], None] | None = None,
) -> None:
    """Let `hear` take every text of staff's that this was asked for; `called` and `late`: see `focus.Ear`."""

    def heard(turn: Turn, asked: D, text: str) -> bool:
        if turn.admit():
            hear(turn, asked, text)
        return True

    ear = Ear[D](heard, leave=_leave, give_way=_give_way, called=called)
    focus.listen(kind, replace(ear, late=late) if late else ear)


def prompt(turn: Turn, text: Html) -> Reply:
    """Return a request to type something, which can be declined."""
    return Reply(text, ((dropper(turn),),))


def dropper(turn: Turn) -> Button:
    """Return the button that forgets what was asked for."""
    return Button(turn.text("desk.drop"), DropWriting())


@on(DropWriting)
def drop(turn: Turn, action: DropWriting) -> None:
    """Forgets what was asked for; nothing was sent or kept of it."""
    if turn.admit() is None:
        return
    if action.note:
        turn.refuse("common.stale")
        return
    prompted = postings.once_at(turn.tx, turn.caller.chat_id, turn.caller.message_id)
    asked = read(prompted.subject.asked) if prompted else None
    if isinstance(asked, Asked):  # else nothing more than this card was offered
        focus.decline(turn, asked)
    turn.say(dropped(turn))


def dropped(turn: Turn) -> Reply:
    """Return that something is dropped, and which new entry of the caller's is left to go on with."""
    said, left = turn.text("desk.dropped"), drafts.entry(turn.tx, turn.caller.user_id)
    if left is None or left.about is None:
        return Reply(said, replace=True)
    aside = turn.text("desk.aside", phrasing=shortened(left.about.asked, QUOTED))
    on = Button(turn.text("desk.go_on"), ResumeDraft(draft_id=left.id))
    return Reply(Html(f"{said}\n{aside}"), ((on,),), replace=True)


def _leave(turn: Turn, asked: AskedAtDesk) -> None:
    focus.decline(turn, asked)
    turn.say(dropped(turn))


def _give_way(turn: Turn, _: AskedAtDesk) -> None:
    turn.say(Reply(turn.text("desk.laid_aside")), to=turn.caller.user_id)
