"""Drafts as a whole, one's own needs, their documents and files."""

from typing import Literal

from bot.services.actions.anybody import Anybodys

#: The roles of the fields that say whom staff can reach.
Reach = Literal["contact", "phone"]


class ResumeDraft(Anybodys, name="draft.resume"):
    """Go on with a draft."""

    draft_id: int


class CopyOver(Anybodys, name="draft.copy_over"):
    """Throw a draft away and copy a need into a new one."""

    draft_id: int
    need: int


class AskRestart(Anybodys, name="draft.restart"):
    """Ask whether to throw a draft away and begin anew."""

    draft_id: int


class Restart(Anybodys, name="draft.restart_yes"):
    """Throw a draft away and begin anew."""

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


class CompareVersion(Anybodys, name="need.compare"):
    """Show what a version has changed of the one before."""

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
