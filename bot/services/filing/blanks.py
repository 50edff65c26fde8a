"""Blank forms: sent to be filled in at a desk; what a document that comes back says is offered to be filled in."""

from collections.abc import Mapping, Sequence

from bot.needs.blank import blank
from bot.needs.form import OF_NEEDS
from bot.needs.pasted import Brought
from bot.reply import Button, Reply, Row
from bot.services.actions import FillFrom, SendBlank
from bot.services.filing import drafting
from bot.services.runtime.turn import Turn, on
from bot.services.runtime.writing import form_named
from bot.storage import attachments
from bot.storage.attachments import Attachment
from bot.texts import Html
from bot.texts.markup import plain, shortened

NAME = 24  # characters of a file's name on a button

Told = Mapping[str, str]  # what a document says of each field, by key


@on(SendBlank)
def send(turn: Turn, _: SendBlank) -> None:
    """Sends the form as documents, and says what to do with them."""
    user = turn.house.bot_username
    paper = blank(
        form_named(turn, OF_NEEDS), unit=turn.house.operator.unit, link=f"https://t.me/{user}" if user else None
    )
    turn.say(Reply(turn.text("files.blank"), paper=paper, formats=turn.house.blanks))


@on(FillFrom)
def fill(turn: Turn, action: FillFrom) -> None:
    """Fills in what a document says: in its draft, else in the need begun or a new one, and then it is not kept."""
    found = attachments.by_id(turn.tx, action.file)
    if found is None or found.owner != turn.caller.user_id or found.need_id:
        turn.refuse("files.gone")
    elif found.draft_id is None:
        if drafting.fill(turn, Brought(action.texts)):
            attachments.remove(turn.tx, found.id)
            turn.strip_tapped()
    elif row := drafting.find(turn, found.draft_id):
        drafting.fill(turn, Brought(action.texts), row)


def remarks(turn: Turn, files: Sequence[Attachment], told: Mapping[int, Told]) -> list[Html]:
    """Return what is said of files that were filled in, or look so by their name and can't be read."""
    form, ours = form_named(turn, OF_NEEDS), plain(turn.text("paper.blank.title"))
    said = list[Html]()
    for each in files:
        if texts := told.get(each.id):
            labels = "、".join(form.field(key).label for key in texts)
            said.append(turn.text("files.filled_in", name=each.name, count=len(texts), labels=labels))
        elif each.name.startswith(ours):
            said.append(turn.text("files.not_read", name=each.name))
    return said


def buttons(turn: Turn, files: Sequence[Attachment], told: Mapping[int, Told]) -> tuple[Row, ...]:
    """Return the buttons that fill in what files say."""
    read = [each for each in files if told.get(each.id)]

    def label(each: Attachment) -> Html:
        named = turn.text("files.buttons.fill_of", name=shortened(each.name, NAME))
        return named if len(read) > 1 else turn.text("files.buttons.fill")

    return tuple((Button(label(each), FillFrom(file=each.id, texts=told[each.id])),) for each in read)
