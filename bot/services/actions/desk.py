"""Questions that wait for staff, and what the bot is taught."""

from bot.actions import Action, Arguments

Ids = tuple[int, ...]


def _ids(arguments: Arguments) -> Arguments:
    """Return arguments with `questions` as a list in place of text with commas."""
    return {**arguments, "questions": [int(each) for each in arguments["questions"].split(",") if each]}


def _noteless(arguments: Arguments) -> Arguments:
    """Return arguments without the `note` that a new entry was in before it was a draft."""
    return {key: value for key, value in arguments.items() if key != "note"}


def _talk(arguments: Arguments) -> Arguments:
    """Return arguments with `talk` in place of its former name, relay."""
    return {**{name: value for name, value in arguments.items() if name != "relay"}, "talk": arguments["relay"]}


class ShowDesk(Action, name="desk.list"):
    """List a page of the waiting questions."""

    page: int = 0


class OpenQuestions(Action, name="desk.open"):
    """Open the cluster of a waiting question."""

    question: int


class AnswerQuestions(Action, name="desk.answer"):
    """Write an answer to a question's cluster, up to the latest question shown."""

    question: int
    upto: int


class SendAnswer(Action, name="desk.send"):
    """Send an answer to the askers of these questions."""

    since = (_ids,)

    questions: Ids
    text: str


class Dismiss(Action, name="desk.dismiss"):
    """Take a question's cluster, up to the latest question shown, off the list without an answer."""

    question: int
    upto: int


class DropWriting(Action, name="desk.drop"):
    """Drop what is being written at the desk."""

    note: int = 0  # other than 0 on cards of entries from before they were drafts


class Mute(Action, name="desk.mute"):
    """Mute a talk's asker for a while."""

    since = (_talk,)

    talk: int


class Unmute(Action, name="desk.unmute"):
    """Lift the mute of a talk's asker."""

    since = (_talk,)

    talk: int


class Teach(Action, name="teach.phrasing"):
    """Make a settled question a phrasing of an entry, in place of the new entry in a draft."""

    since = (_noteless,)

    settlement: int
    entry: str
    draft: int = 0


class AskAdopt(Action, name="teach.adopt_ask"):
    """Ask whether to answer questions with an entry and learn from it, in place of the new entry in a draft."""

    since = (_noteless,)

    question: int
    upto: int
    entry: str
    draft: int = 0


class Adopt(Action, name="teach.adopt"):
    """Answer questions with an entry and learn from it, in place of the new entry in a draft."""

    since = (_ids, _noteless)

    questions: Ids
    entry: str
    draft: int = 0


class SearchEntry(Action, name="teach.search"):
    """Look for the entry to answer a settled question, or waiting ones."""

    settlement: int = 0
    question: int = 0
    upto: int = 0


class BeginEntry(Action, name="entry.begin"):
    """Begin a new entry about a settled question, or waiting ones."""

    settlement: int = 0
    question: int = 0
    upto: int = 0


class SendReply(Action, name="reply.send"):
    """Send a text, as it was shown, to the asker of a talk; it was typed in staff's message `own`."""

    talk: int
    text: str
    own: int | None = None


class Readdress(Action, name="reply.readdress"):
    """Ask to whom a text goes instead that was typed for a talk."""

    talk: int
    text: str
    own: int | None = None


class AskInstead(Action, name="reply.ask_bot"):
    """Let the bot answer a text that might have been for an asker."""

    text: str


class OpenTalk(Action, name="talk.open"):
    """Show a talk with its latest lines."""

    talk: int


class ShowTalks(Action, name="talk.list"):
    """List a page of the talks that go on."""

    page: int = 0


class AskGive(Action, name="talk.ask_give"):
    """Ask to which colleague a talk is to be given."""

    talk: int


class GiveTalk(Action, name="talk.give"):
    """Give a talk to a colleague, from whoever held it when the button was shown."""

    talk: int
    to: int
    holder: int | None = None


class TakeTalk(Action, name="talk.take"):
    """Take a talk over, from whoever held it when the button was shown."""

    talk: int
    holder: int | None = None
