"""Drafts as a whole, one's own needs, their documents and files."""

from collections.abc import Mapping
from typing import Literal

from bot.services.actions.anybody import Anybodys

#: The roles of the fields that say whom staff can reach.
Reach = Literal["contact", "phone"]


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


class FillFrom(Anybodys, name="files.fill"):
    """Fill in what a file says of the fields, by key: in its draft, or else in a new need."""

    file: int
    texts: Mapping[str, str]
