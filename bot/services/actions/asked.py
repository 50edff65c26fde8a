"""What somebody can be asked to type; it is stored as buttons are."""

from datetime import timedelta
from typing import ClassVar, Literal

from bot.actions import Action, Arguments
from bot.needs import lifecycle
from bot.services.actions.desk import Ids
from bot.services.actions.filing import Reach


class Asked(Action):
    """Something that a person is asked to type; it is waited for as long as `lasts`, else the house's idle hours."""

    lasts: ClassVar[timedelta | None] = None


class AskedAtDesk(Asked):
    """Something that a member of staff is asked for at the desk."""


class AnswerAsked(AskedAtDesk, name="asked.answer"):
    """The answer to these questions."""

    questions: Ids


class ReplyAsked(AskedAtDesk, name="asked.reply"):
    """A reply to the asker of a talk."""

    talk: int


class RemarkAsked(AskedAtDesk, name="asked.remark"):
    """A note on a need, or a question to the enterprise about it."""

    need: int
    kind: Literal["note", "question"]


class SearchAsked(AskedAtDesk, name="asked.search"):
    """A few words to find an entry by, for a settled question or waiting ones."""

    settlement: int = 0
    question: int = 0
    upto: int = 0


def _pointing(arguments: Arguments) -> Arguments:
    """Return arguments without what is written, which has rows of its own (bot.storage.rulings)."""
    return {name: arguments[name] for name in ("need", "do")}


class ReasonAsked(Asked, name="asked.reason"):
    """The reason for the action `do` on a need, or for a field that is ticked, as its ruling says."""

    since = (dict, _pointing)  # fields and a reason have come and gone

    need: int
    do: lifecycle.Action


class MergeAsked(AskedAtDesk, name="asked.merge"):
    """What is to be noted when two needs are joined."""

    need: int
    other: int


class HandNoteAsked(AskedAtDesk, name="asked.hand_note"):
    """A word to the colleague to whom a need at revision `rev` is about to go by the action `do`."""

    need: int
    rev: int
    do: lifecycle.Action
    to: int


class ContactAsked(Asked, name="asked.contact"):
    """The contact person, or the phone number, of a need that was submitted."""

    need: int
    role: Reach


class NameAsked(Asked, name="asked.draft_name"):
    """What a draft is to be called."""

    draft_id: int


class QuestionAsked(Asked, name="asked.about_need"):
    """A question to whoever reviews a need."""

    need: int


class AnswerWanted(Asked, name="asked.by_reviewer"):
    """The enterprise's answer to a question that is that remark."""

    remark: int


class AskedInTalk(Asked):
    """What an asker's texts are while a talk goes on."""


class BotAsked(AskedInTalk, name="asked.bot"):
    """Texts for the bot, as the asker has chosen, until staff say something in this talk."""

    talk: int


class WordsAsked(AskedInTalk, name="asked.words"):
    """An asker's words to staff: after a line of either side, the asker's next text belongs to the talk.

    `shown`: what comes is shown to him first, as the question to hand over; it need not be one.
    """

    since = (dict,)  # a field has come that may be left out

    lasts = timedelta(minutes=30)

    talk: int
    shown: bool = False
