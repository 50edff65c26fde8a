"""Actions of buttons, but for those of a draft's card (bot.needs.actions). `@on(Withdraw)` marks the verb of one."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar, Literal

from bot.actions import Action, Arguments
from bot.needs import lifecycle

Ids = tuple[int, ...]
#: The roles of the fields that say whom staff can reach.
Reach = Literal["contact", "phone"]


def _ids(arguments: Arguments) -> Arguments:
    """Return arguments with `questions` as a list in place of text with commas."""
    return {**arguments, "questions": [int(each) for each in arguments["questions"].split(",") if each]}


def _noteless(arguments: Arguments) -> Arguments:
    """Return arguments without the `note` that a new entry was in before it was a draft."""
    return {key: value for key, value in arguments.items() if key != "note"}


def _fields(arguments: Arguments) -> Arguments:
    """Return arguments with `fields` as a list in place of text with commas."""
    return {**arguments, "fields": [each for each in arguments["fields"].split(",") if each]}


def _talk(arguments: Arguments) -> Arguments:
    """Return arguments with `talk` in place of its former name, relay."""
    return {**{name: value for name, value in arguments.items() if name != "relay"}, "talk": arguments["relay"]}


# What anybody can do from anywhere


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


class BeginAnother(Anybodys, name="draft.another"):
    """Begin another one on a form, unless one was begun `after` a draft; a text is its problem, or `pasted` fields."""

    after: int
    text: str = ""
    pasted: bool = False
    form: str = "need"


class PutText(Anybodys, name="draft.put"):
    """Put a text into a draft: as its problem, or into the fields that a `pasted` one names."""

    draft_id: int
    text: str
    pasted: bool = False


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


# Answers


class ShowEntry(Anybodys, name="faq.entry"):
    """Show an entry, chosen for a question or else opened from a list."""

    entry: str
    question: int | None = None


class AskText(Anybodys, name="faq.ask"):
    """Have a text answered as a question that may have been a wish."""

    text: str


class Vote(Anybodys, name="faq.vote"):
    """Say whether an answer helped: 1 or -1."""

    question: int
    value: int


class BackToTopics(Anybodys, name="faq.topics"):
    """List the topics in place of the tapped message."""


class ShowTopic(Anybodys, name="faq.topic"):
    """List a page of a topic's questions."""

    topic: str
    page: int = 0


class HandOver(Anybodys, name="faq.handoff"):
    """Hand a question over to a person; `shown`: the tapped card asks whether to."""

    question: int
    shown: bool = False


# Drafts as a whole


class ResumeDraft(Anybodys, name="draft.resume"):
    """Go on with a draft."""

    draft_id: int


class AskDelete(Anybodys, name="draft.delete"):
    """Ask whether to delete a draft."""

    draft_id: int


class Delete(Anybodys, name="draft.delete_yes"):
    """Delete a draft."""

    draft_id: int


class KeepDraft(Anybodys, name="draft.kept"):
    """Leave a draft as it is."""

    draft_id: int


# Who fills in a draft, or follows a need, with its owner: of `draft` and `need` one is not 0


class ShowSharing(Anybodys, name="share.show"):
    """Show who takes part in a draft or need."""

    draft: int = 0
    need: int = 0


class MakeLink(Anybodys, name="share.link"):
    """Make a link by which one colleague can join."""

    draft: int = 0
    need: int = 0


class EndSharing(Anybodys, name="share.end"):
    """Take a link back, or end somebody's taking part."""

    sharing: int


class Join(Anybodys, name="share.join"):
    """Agree to the handling of data, and take part."""

    sharing: int


class DeclineJoining(Anybodys, name="share.decline"):
    """Do not take part."""

    sharing: int


# One's own needs


class TurnMine(Anybodys, name="mine.list"):
    """Turn to a page of one's own needs."""

    page: int = 0


class ShowMine(Anybodys, name="mine.show"):
    """Show a need to its owner."""

    need: int


class AskWithdraw(Anybodys, name="mine.withdraw"):
    """Ask whether to withdraw a need at revision `rev`."""

    need: int
    rev: int


class NotWithdraw(Anybodys, name="mine.withdraw_no"):
    """Keep a need instead of withdrawing it."""

    need: int


class Withdraw(Anybodys, name="mine.withdraw_yes"):
    """Withdraw a need at revision `rev`."""

    need: int
    rev: int


class Amend(Anybodys, name="mine.amend"):
    """Mend a returned need."""

    need: int


class Copy(Anybodys, name="mine.copy"):
    """Begin a new draft with a need's content."""

    need: int


class AskContact(Anybodys, name="mine.contact"):
    """Ask whom staff are to reach about a need."""

    need: int


class WriteContact(Anybodys, name="mine.contact_write"):
    """Write the contact person, or the phone number, of a need that was submitted."""

    need: int
    role: Reach


class SetContact(Anybodys, name="mine.contact_set"):
    """Change that of a need to a value, as it is written on the button."""

    need: int
    role: Reach
    value: str


# Documents and what became of a need: for its owner, and for staff


class SendReceipt(Anybodys, name="need.receipt"):
    """Send the document of what was submitted last."""

    need: int


class ShowTimeline(Anybodys, name="need.timeline"):
    """Show the owner what became of a need, with dates."""

    need: int


class ShowVersion(Anybodys, name="need.version"):
    """Show what was submitted at one time."""

    need: int
    number: int


class CompareVersion(Anybodys, name="need.compare"):
    """Show what a version has changed of the one before."""

    need: int
    number: int


# Files


class ShowFiles(Anybodys, name="files.of_need"):
    """List the files of a need, to its owner or to staff who may open them."""

    need: int


class ShowDraftFiles(Anybodys, name="files.of_draft"):
    """List the files of a draft."""

    draft_id: int


class SendFile(Anybodys, name="files.send"):
    """Send a file back, to its owner or to staff who may open it."""

    file: int


class RemoveFile(Anybodys, name="files.remove"):
    """Remove a file from a draft."""

    file: int


class PutFile(Anybodys, name="files.put"):
    """Put a file, and what came with it, to a draft."""

    file: int
    draft_id: int


class AmendWithFile(Anybodys, name="files.amend"):
    """Mend a returned need with a file, and what came with it."""

    file: int
    need: int


class BeginWithFile(Anybodys, name="files.begin"):
    """Begin a new need with a file, and what came with it."""

    file: int


class DropFile(Anybodys, name="files.drop"):
    """Keep nothing of a file, and of what came with it."""

    file: int


class HowToAttach(Anybodys, name="act.files"):
    """Say how files are sent with a need; show those of the draft being written."""


class SendBlank(Anybodys, name="act.blank"):
    """Send the form as documents to be filled in."""


class FillFrom(Anybodys, name="files.fill"):
    """Fill in what a file says of the fields, by key: in its draft, or else in a new need."""

    file: int
    texts: Mapping[str, str]


# Review


class ShowQueue(Action, name="queue.show"):
    """List a page of the queue: of a state ("": what waits), of a league ("": all)."""

    state: lifecycle.State | Literal[""] = ""
    league: str = ""
    page: int = 0


class ChooseLeague(Action, name="queue.leagues"):
    """Offer the leagues to filter the queue by."""

    state: lifecycle.State | Literal[""] = ""


class OpenNeed(Action, name="review.open"):
    """Open a need."""

    need: int


class ShowHistory(Action, name="review.history"):
    """List the record of the need with that reference number."""

    reference: str


class ReadWhole(Action, name="review.uncut"):
    """Send a need uncut."""

    need: int


class ActOn(Action, name="review.act"):
    """Carry out the action `do` on a need at revision `rev`, or begin to."""

    need: int
    rev: int
    do: lifecycle.Action


class Tick(Action, name="ruling.tick"):
    """Tick or untick a field to be supplemented."""

    need: int
    rev: int
    field: str


class Ticked(Action, name="ruling.ticked"):
    """Go on from the ticked fields to the reason."""

    need: int
    rev: int


class Decide(Action, name="ruling.decide"):
    """Carry out the decision as it is written on the card."""

    since = (_fields,)

    need: int
    rev: int
    do: lifecycle.Action
    fields: tuple[str, ...]
    reason: str


class DropDecision(Action, name="ruling.drop"):
    """Drop the unfinished decision."""

    need: int


# The desk


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


# Talks between an asker and staff


class InTalk(Action):
    """A button of a talk, of either side."""


class WriteInTalk(InTalk, name="handoff.write"):
    """Write to the asker."""

    since = (_talk,)

    talk: int


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


# What could not be delivered


class ShowUndelivered(Action, name="undelivered.show"):
    """List the held calls."""


class SendAgain(Action, name="undelivered.again"):
    """Send all held calls again."""


# What somebody can be asked to type; it is stored as buttons are


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


class SearchAsked(AskedAtDesk, name="asked.search"):
    """A few words to find an entry by, for a settled question or waiting ones."""

    settlement: int = 0
    question: int = 0
    upto: int = 0


class ReasonAsked(Asked, name="asked.reason"):
    """The reason for the action `do` on a need, with the fields ticked so far, and the `reason` written before that."""

    since = (dict,)  # a field has come that may be left out

    need: int
    do: lifecycle.Action
    fields: tuple[str, ...] = ()
    reason: str = ""


class ContactAsked(Asked, name="asked.contact"):
    """The contact person, or the phone number, of a need that was submitted."""

    need: int
    role: Reach


class NameAsked(Asked, name="asked.draft_name"):
    """What a draft is to be called."""

    draft_id: int


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
