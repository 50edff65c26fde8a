"""Commands, one table: handlers, the menu beside the text box and /help are made of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot import pictures
from bot.actions import Action
from bot.reply import Reply
from bot.services.actions import (
    AskErase,
    AskLanguage,
    AskPerson,
    BeginNeed,
    ExportData,
    ListErasures,
    ListMine,
    ListTopics,
    OpenDesk,
    OpenTalks,
    SendBlank,
    ShowStaff,
    StopWriting,
)
from bot.services.asking import faq_stats
from bot.services.filing import my_needs
from bot.services.reviewing import exporting, finding, queue, reporting, review
from bot.services.routing import conversation
from bot.services.runtime import limits
from bot.services.runtime.turn import Turn, do
from bot.texts import Catalogue, Html

T = TypeVar("T")
Verb = Callable[[Turn], None]


@dataclass(frozen=True)
class Word:
    """A verb that takes the first word after the command, empty where there is none."""

    verb: Callable[[Turn, str], None]

    async def ready(self, said: str) -> Verb:
        """Return the verb, bound to the word."""
        word = next(iter(said.split()), "")
        return lambda turn: self.verb(turn, word)


@dataclass(frozen=True)
class Words(Word):
    """A verb that takes all that is said after the command, empty where nothing is."""

    async def ready(self, said: str) -> Verb:
        """Return the verb, bound to what is said."""
        return lambda turn: self.verb(turn, said)


@dataclass(frozen=True)
class Carried(Word):
    """A verb that takes what a link to the bot carries, which nobody types."""


@dataclass(frozen=True)
class Found(Generic[T]):
    """A verb that takes the result of `find`, which may take seconds and so is called before the transaction."""

    find: Callable[[], T]
    verb: Callable[[Turn, T], None]

    async def ready(self, said: str) -> Verb:  # noqa: ARG002  # as of any verb that takes something
        """Return the verb, bound to the result of `find`."""
        found = await asyncio.to_thread(self.find)
        return lambda turn: self.verb(turn, found)


@dataclass(frozen=True)
class Command:
    """A command and what it does in a private chat, as a tap does; `group`: in a group too; `staff`: for staff only.

    Whether the caller is staff is checked by the verb. The description is a text, common.commands.*.
    """

    name: str
    does: "Verb | Word | Found[Any] | Action"
    staff: bool = False
    group: bool = False

    def described(self, texts: Catalogue) -> Html:
        """Return the command's description for the menu and /help."""
        return texts(f"common.commands.{self.name}")

    async def ready(self, said: str) -> Verb:
        """Return the verb, bound to what it takes of what is said after the command."""
        match self.does:
            case Action() as action:
                return lambda turn: do(turn, action)
            case Word() | Found() as given:
                return await given.ready(said)
            case verb:
                return verb


def usage(turn: Turn) -> None:
    """Lists the commands that the caller may use."""
    rows = [
        turn.text("common.help_row", command=each.name, description=each.described(turn.house.texts))
        for each in COMMANDS
        if turn.member or not each.staff
    ]
    helped = turn.text("common.help", commands=Html("\n".join(rows)))
    turn.say(Reply(f"{turn.text('common.help_staff')}\n\n{helped}" if turn.member else helped))


def status(turn: Turn, said: str) -> None:
    """Shows the need of a number; to staff, also those that are found by anything else."""
    if not finding.status(turn, said):
        my_needs.status(turn, said)


#: In the order of the menu.
COMMANDS = (
    Command("start", Carried(conversation.start)),
    Command("help", usage),
    Command("submit", BeginNeed()),
    Command("template", SendBlank()),
    Command("my", ListMine()),
    Command("status", Word(status)),
    Command("history", Word(review.history), group=True),
    Command("topics", ListTopics()),
    Command("handoff", AskPerson()),
    Command("cancel", StopWriting()),
    Command("language", AskLanguage()),
    Command("privacy", conversation.privacy),
    Command("mydata", ExportData()),
    Command("deleteme", AskErase()),
    Command("queue", Words(queue.listed), staff=True, group=True),
    Command("find", Words(finding.find), staff=True, group=True),
    Command("unanswered", OpenDesk(), staff=True, group=True),
    Command("talks", OpenTalks(), staff=True, group=True),
    Command("faqstats", Found(pictures.missing, faq_stats.show), staff=True, group=True),
    Command("staff", ShowStaff(), staff=True),
    Command("export", Words(exporting.show), staff=True),
    Command("report", Words(reporting.show), staff=True, group=True),
    Command("erasures", ListErasures(), staff=True),
    Command("mute", Word(limits.mute), staff=True, group=True),
)
