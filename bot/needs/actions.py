"""What the buttons of a draft's card do. `draft`, `rev` and `need` say which draft the card showed, and as of when."""

from bot.actions import Action


class OfDraft(Action):
    """A button of a draft's card; the draft is filled in when the card is said."""

    draft: int = 0
    rev: int = 0
    need: int | None = None

    @property
    def word(self) -> str:
        """Return the name among the form's actions, by which its label is found."""
        return self.name.removeprefix("intake.")


class Agree(OfDraft, name="intake.agree"):
    """Consent."""


class Decline(OfDraft, name="intake.decline"):
    """Do not consent, and end the draft."""


class Choose(OfDraft, name="intake.choose"):
    """Take the option with the value `v`."""

    v: str


class Toggle(OfDraft, name="intake.toggle"):
    """Tick or untick the option with the value `v`."""

    v: str


class Toggled(OfDraft, name="intake.toggled"):
    """Take the options that are ticked."""


class Confirm(OfDraft, name="intake.confirm"):
    """Take the `n`th reading (from 0) of what was asked back."""

    n: int


class Attach(OfDraft, name="intake.attach"):
    """Keep the front of a text that is too long; the whole is to come as a file."""


class Insist(OfDraft, name="intake.insist"):
    """Take a doubtful value as it is."""


class Again(OfDraft, name="intake.again"):
    """Answer anew instead of settling what was asked back."""


class MeantAnswer(OfDraft, name="intake.meant_answer"):
    """Take a text for an answer that may have been a question."""


class MeantQuestion(OfDraft, name="intake.meant_question"):
    """Take a text for a question that may have been an answer."""


class Others(OfDraft, name="intake.others"):
    """Put what a pasted text says of no field behind the prose of the field `key`."""

    key: str


class Afresh(OfDraft, name="intake.afresh"):
    """Begin an answer anew that was too short so far."""


class Carry(OfDraft, name="intake.carry"):
    """Take over what the last need said of the enterprise."""


class Back(OfDraft, name="intake.back"):
    """Go one step back."""


class Skip(OfDraft, name="intake.skip"):
    """Go on without an answer."""


class Keep(OfDraft, name="intake.keep"):
    """Go on with the value that is there."""


class Enough(OfDraft, name="intake.enough"):
    """Go on where there is an answer; nothing more is to be said of it."""


class Clear(OfDraft, name="intake.clear"):
    """Empty an optional field."""


class Typed(OfDraft, name="intake.typed"):
    """Show the text that could not be used."""


class Undo(OfDraft, name="intake.undo"):
    """Take back the last change of the draft."""


class Unsay(OfDraft, name="intake.unsay"):
    """Take back the last piece of an answer that is too short so far."""


class Restore(OfDraft, name="intake.restore"):
    """Put back what the field with this key held when the need was submitted."""

    key: str


class Edit(OfDraft, name="intake.edit"):
    """Open the field with this key."""

    key: str


class Changed(OfDraft, name="intake.changed"):
    """Come back from the list of fields."""


class Help(OfDraft, name="intake.help"):
    """Explain the present step."""


class Here(OfDraft, name="intake.here"):
    """Show the present card again."""


class Done(OfDraft, name="intake.done"):
    """Leave the extras for the review."""


class More(OfDraft, name="intake.more"):
    """Go from the review to the extras."""


class Review(OfDraft, name="intake.review"):
    """Go back to the review."""


class ChangeSome(OfDraft, name="intake.change_some"):
    """List the fields that can be opened."""


class Whole(OfDraft, name="intake.whole"):
    """Show the whole need at the review."""


class Preview(OfDraft, name="intake.preview"):
    """Send the need as a document, as it would be."""


class Truth(OfDraft, name="intake.truth"):
    """Go on to the declaration that all is true."""


class Submit(OfDraft, name="intake.submit"):
    """Submit the need."""


class AllRight(OfDraft, name="intake.all_right"):
    """Take what the card of several fields proposes."""


class Menu(OfDraft, name="intake.menu"):
    """Show what else can be done at this step."""


class Files(OfDraft, name="intake.files"):
    """List the files that were sent for the draft, and say how to send some."""


class Name(OfDraft, name="intake.name"):
    """Give the draft a name."""


class Invite(OfDraft, name="intake.invite"):
    """Show who fills in the draft too, and invite a colleague."""


class Look(OfDraft, name="intake.look"):
    """Show what has been filled in so far."""


class Leave(OfDraft, name="intake.leave"):
    """Let the draft rest."""


class Resume(OfDraft, name="intake.resume"):
    """Go on with the draft after it was left."""


class Cancel(OfDraft, name="intake.cancel"):
    """Ask whether to give the draft up."""


class CancelYes(OfDraft, name="intake.cancel_yes"):
    """Give the draft up."""


class CancelNo(OfDraft, name="intake.cancel_no"):
    """Do not give the draft up."""
