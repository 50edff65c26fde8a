"""Commands, one table: handlers, the menu beside the text box and /help are made of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot import pictures
from bot.actions import Action
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
    OpenQueue,
    SendBlank,
    StopWriting,
)
from bot.services.asking import faq_stats
from bot.services.filing import my_needs
from bot.services.reviewing import exporting, reporting, review
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

    async def ready(self, word: str) -> Verb:
        """Return the verb, bound to the word."""
        return lambda turn: self.verb(turn, word)


@dataclass(frozen=True)
class Words(Word):
    """A verb that takes all that follows the command, parted by blanks."""


@dataclass(frozen=True)
class Carried(Word):
    """A verb that takes what a link to the bot carries, which nobody types."""


@dataclass(frozen=True)
class Found(Generic[T]):
    """A verb that takes the result of `find`, which may take seconds and so is called before the transaction."""

    find: Callable[[], T]
    verb: Callable[[Turn, T], None]

    async def ready(self, word: str) -> Verb:  # noqa: ARG002  # as of any verb that takes something
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

    async def ready(self, words: str) -> Verb:
        """Return the verb, bound to what it takes of the words after the command."""
        word = words if isinstance(self.does, Words) else words.partition(" ")[0]
        match self.does:
            case Action() as action:
                return lambda turn: do(turn, action)
            case Word() | Found() as given:
                return await given.ready(word)
            case verb:
                return verb


def usage(turn: Turn) -> None:
    """Lists the commands that the caller may use."""
    rows = [
        turn.text("common.help_row", command=each.name, description=each.described(turn.house.texts))
        for each in COMMANDS
        if turn.member or not each.staff
    ]
    turn.tell("common.help", commands=Html("\n".join(rows)))


#: In the order of the menu.
COMMANDS = (
    Command("start", Carried(conversation.start)),
    Command("help", usage),
    Command("submit", BeginNeed()),
    Command("template", SendBlank()),
    Command("my", ListMine()),
    Command("status", Word(my_needs.status)),
    Command("history", Word(review.history), group=True),
    Command("topics", ListTopics()),
    Command("handoff", AskPerson()),
    Command("cancel", StopWriting()),
    Command("language", AskLanguage()),
    Command("privacy", conversation.privacy),
    Command("mydata", ExportData()),
    Command("deleteme", AskErase()),
    Command("queue", OpenQueue(), staff=True, group=True),
    Command("unanswered", OpenDesk(), staff=True, group=True),
    Command("faqstats", Found(pictures.missing, faq_stats.show), staff=True, group=True),
    Command("export", Words(exporting.show), staff=True),
    Command("report", Words(reporting.show), staff=True, group=True),
    Command("erasures", ListErasures(), staff=True),
    Command("mute", Word(limits.mute), staff=True, group=True),
)
