"""What holds no words, as a voice, a picture or a place: its sender is told what to do instead, wherever it was for."""

from dataclasses import replace
from typing import Literal

from bot.reply import Reply
from bot.services.actions import AskedAtDesk, ReasonAsked, ReplyAsked
from bot.services.filing import attaching, filling
from bot.services.runtime import focus
from bot.services.runtime.turn import Turn
from bot.services.talks import handing_over, messages
from bot.texts import Html

#: As Telegram calls them; what is more than one of them (an animation is a document too) is the first.
KINDS = (
    *("voice", "audio", "video_note", "animation", "video", "photo", "document", "venue", "location"),
    *("contact", "sticker", "poll", "dice", "story"),
)
OTHER = "other"
Place = Literal["talk", "reply", "prompt"]


def hear(turn: Turn, kind: str | None) -> None:
    """Takes a file for a need, or says what to do in place of something that can't be read.

    Whatever is waited for is waited for still. `kind` is None where the sender was told so of the same album. In a
    group that is said only of a reply in a talk: all else there is none of the bot's business.
    """
    if take(turn) or kind is None:
        return
    line, place = turn.text(f"unread.kind.{kind}"), _place(turn)
    if place:
        _decline(turn, place, line)
    elif turn.caller.private and not filling.blank(turn, line):
        turn.say(Reply(line))


def take(turn: Turn, caption: str = "") -> bool:
    """Takes a file for a need; False where it is none, or is sent in a group, in a talk or in answer to a prompt."""
    before, turn.caller = turn.caller, replace(turn.caller, beside=False)  # nothing of it is left unread
    if before.private and _place(turn) is None and attaching.receive(turn, caption):
        return True
    turn.caller = before
    return False


def contact(turn: Turn, number: str, *, own: bool) -> None:
    """Gives a shared number to the form; staff and askers are told to type it."""
    place = _place(turn)
    if place and not (own and focus.written(turn)):  # a form has a key that sends one's own
        _decline(turn, place, turn.text("unread.kind.contact"))
    else:
        filling.contact(turn, number, own=own)


def _decline(turn: Turn, place: Place, line: Html) -> None:
    turn.say(Reply(turn.text(f"unread.place.{place}", line=line)))


def _place(turn: Turn) -> Place | None:
    """Return what was meant to be answered: staff by an asker, an asker by staff, another prompt; None for the rest."""
    if talk := messages.replied_to(turn):
        return "talk" if talk.asker == turn.caller.chat_id else "reply"
    if not turn.caller.private:
        return None
    if handing_over.listens(turn):
        return "talk"
    match focus.present(turn):
        case ReplyAsked():
            return "reply"
        case AskedAtDesk() | ReasonAsked():
            return "prompt"
    return None
