"""Talks between an asker and staff."""

from bot.actions import Action
from bot.services.actions.desk import _talk


class InTalk(Action):
    """A button of a talk, of either side."""


class WriteInTalk(InTalk, name="handoff.write"):
    """Write to the asker."""

    since = (_talk,)

    talk: int


class AskReviewer(Action, name="handoff.about_need"):
    """Ask whoever reviews a need."""

    need: int


class StopAsking(Action, name="handoff.about_nothing"):
    """Ask nobody after all."""


class CloseTalk(InTalk, name="handoff.close"):
    """End the talk for staff."""

    since = (_talk,)

    talk: int


class Rewrite(InTalk, name="handoff.rewrite"):
    """Ask for something else to hand over; `shown`: in place of the tapped card."""

    shown: bool = False


class HandOverText(InTalk, name="handoff.send"):
    """Hand over the text typed for it, in the asker's message `own`."""

    since = (dict,)  # a field has come that may be left out

    text: str
    own: int | None = None


class ToStaff(InTalk, name="handoff.to_staff"):
    """Pass a text on to staff, as chosen by the asker."""

    text: str


class ToBot(InTalk, name="handoff.to_bot"):
    """Let the bot answer a text, as chosen by the asker."""

    text: str


class Speak(InTalk, name="handoff.speak"):
    """Direct the asker's texts to staff."""

    since = (_talk,)

    talk: int


class AskBot(InTalk, name="handoff.ask_bot"):
    """Let the bot answer a line said to staff."""

    line: int


class Unsay(InTalk, name="handoff.unsay"):
    """Direct the asker's texts to the bot again."""


class FinishTalk(InTalk, name="handoff.finish"):
    """End the talk for the asker."""

    since = (_talk,)

    talk: int
