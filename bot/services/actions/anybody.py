"""What anybody can do from anywhere."""

from bot.actions import Action


class Anybodys(Action):
    """A button not confined to messages for staff; those of the greeting to staff count as such too."""


class BeginNeed(Anybodys, name="act.submit"):
    """Begin a new need; where there are drafts, ask which."""


class BeginForm(Anybodys, name="act.form"):
    """Begin to fill in a form beside that of needs, or go on with what was begun on it."""

    form: str


class ListTopics(Anybodys, name="act.topics"):
    """List the topics."""


class AskPerson(Anybodys, name="act.handoff"):
    """Hand a question over to a person, or else the last one asked."""

    question: int | None = None


class ListMine(Anybodys, name="act.my"):
    """List one's own drafts and needs."""


class ContinueWriting(Anybodys, name="act.resume"):
    """Go on with a draft; of several, ask with which."""


class BeginWithProblem(Anybodys, name="act.problem"):
    """Begin a new need with a text as its problem, or put it into a draft."""

    text: str


class TellState(Anybodys, name="act.state"):
    """Tell how one's own needs stand."""


class LookThrough(Anybodys, name="act.look"):
    """Show what one has filled in."""


class HandIn(Anybodys, name="act.hand_in"):
    """Hand in what is filled in, as far as it is ready: the form being written, or else what was returned."""


class WithdrawSome(Anybodys, name="act.withdraw"):
    """Ask which of one's needs to withdraw, and whether to."""


class ChangeContact(Anybodys, name="act.contact"):
    """Say how to change whom staff can reach, and begin to."""


class MyData(Anybodys, name="act.data"):
    """Tell what is stored of oneself, and what can be done about it."""


class ExportData(Anybodys, name="act.export"):
    """Send what is stored of oneself, as a file."""


class AskErase(Anybodys, name="act.erase"):
    """Ask whether to have erased what is stored of oneself."""


class EraseMine(Anybodys, name="data.erase"):
    """Have erased what is stored of oneself."""


class KeepMine(Anybodys, name="data.keep"):
    """Leave what is stored of oneself as it is."""


class StopReminding(Anybodys, name="data.quiet"):
    """Send no more reminders of drafts left alone."""


class RemindAgain(Anybodys, name="data.remind"):
    """Send reminders of drafts left alone again."""


class ListErasures(Anybodys, name="act.erasures"):
    """List what is to be erased and what was."""


class StopWriting(Anybodys, name="act.stop"):
    """Leave all that one is in the middle of."""


class AskLanguage(Anybodys, name="act.language"):
    """Offer the languages that there are."""


class SpeakLanguage(Anybodys, name="language.speak"):
    """Speak a language from now on."""

    language: str


class EndTalk(Anybodys, name="act.end"):
    """End one's own talk with staff."""


class OpenQueue(Anybodys, name="act.queue"):
    """List the needs that wait for review."""


class OpenDesk(Anybodys, name="act.unanswered"):
    """List the questions that wait for staff."""


class OpenTalks(Anybodys, name="act.talks"):
    """List the talks with askers that go on."""


class HowToAttach(Anybodys, name="act.files"):
    """Say how files are sent with a need; show those of the draft being written."""


class SendBlank(Anybodys, name="act.blank"):
    """Send the form as documents to be filled in."""
