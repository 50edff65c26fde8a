"""What is attached to a need: how it is listed, who may open it, and how a file is sent back."""

from collections.abc import Sequence

from bot.needs.form import Form
from bot.reply import Button, Document, Reply, Row
from bot.services.actions import SendFile, ShowFiles
from bot.services.runtime import rights
from bot.services.runtime.turn import Turn, on
from bot.storage import attachments, needs
from bot.storage.attachments import Attachment
from bot.storage.needs import Need
from bot.texts import Html
from bot.texts.markup import shortened

LIMIT = 20 << 20  # bytes of one file: no bot can fetch larger ones (Bot API, getFile)
MEGABYTE, KILOBYTE = 1 << 20, 1 << 10
NAME = 14  # characters of a file's name on a button


def size(turn: Turn, count: int | None) -> Html:
    """Return a size in bytes as people read it."""
    if count is None:
        return turn.text("files.size.unknown")
    if count >= MEGABYTE:
        return turn.text("files.size.mb", count=f"{count / MEGABYTE:.1f}")
    if count >= KILOBYTE:
        return turn.text("files.size.kb", count=count // KILOBYTE)
    return turn.text("files.size.bytes", count=count)


def summary(turn: Turn, files: Sequence[Attachment]) -> Html:
    """Return how many files there are and what they are called, in one line; nothing where there are none."""
    if not files:
        return Html()
    return turn.text("files.attached", count=len(files), names="、".join(each.name for each in files))


def listed(turn: Turn, form: Form, files: Sequence[Attachment]) -> list[Html]:
    """Return a line for each file: its name and size, what it belongs to, and what was said of it."""
    return [
        turn.text(
            "files.line",
            number=number,
            name=each.name,
            size=size(turn, each.size),
            field=_field(turn, form, each.field),
            waiting=turn.text("files.waiting") if each.state == "waiting" else "",
            caption=turn.text("files.caption", caption=each.caption) if each.caption else "",
        )
        for number, each in enumerate(files, 1)
    ]


def _field(turn: Turn, form: Form, key: str | None) -> Html:
    return turn.text("files.field", label=form.field(key).label) if key and form.has(key) else Html()


def opener(turn: Turn, each: Attachment) -> Button:
    """Return the button that has a file sent."""
    return Button(turn.text("files.open", name=shortened(each.name, NAME)), SendFile(file=each.id))


def row(turn: Turn, need: Need, reader: int | None = None) -> tuple[Row, ...]:
    """Return the row of buttons that lists a need's files; none where there is nothing, or nothing for this reader."""
    count = len(attachments.of_need(turn.tx, need.id))
    if not count or not may_open(turn, need, reader):
        return ()
    return ((Button(turn.text("files.buttons.list", count=count), ShowFiles(need=need.id)),),)


def may_open(turn: Turn, need: Need, reader: int | None = None) -> bool:
    """Return whether the caller (or the `reader`) may open a need's files: its readers, its holder, or a lead."""
    me = turn.caller.user_id if reader is None else reader
    member = turn.staff.members.get(me)
    if rights.may(turn, "read", need, me):
        return True
    return member is not None and rights.sees(turn, member, need) and (need.holder == me or member.role == "lead")


@on(ShowFiles)
def show(turn: Turn, action: ShowFiles) -> None:
    """Lists a need's files, each with a button that sends it."""
    need = needs.by_id(turn.tx, action.need)
    if need is None or not may_open(turn, need):
        turn.refuse("common.stale")
        return
    files = attachments.of_need(turn.tx, need.id)
    head = turn.text("files.list_of", reference=need.reference, count=len(files))
    turn.say(
        Reply(
            "\n".join((head, *listed(turn, turn.house.form_of(need), files))),
            tuple((opener(turn, each),) for each in files),
        )
    )


@on(SendFile)
def send(turn: Turn, action: SendFile) -> None:
    """Sends a stored file to the caller, in private."""
    found = attachments.by_id(turn.tx, action.file)
    need = needs.by_id(turn.tx, found.need_id) if found and found.need_id else None
    written = rights.draft(turn, found.draft_id, "read") if found and found.draft_id else None
    if found is None or found.sha256 is None or not (written or (need and may_open(turn, need))):
        turn.refuse("common.stale")
        return
    of = turn.text("files.sent_of", reference=need.reference) if need else ""
    text = turn.text("files.sent", name=found.name, size=size(turn, found.size), of=of)
    path = turn.house.shelf.path(found.sha256).absolute()
    turn.say(Reply(text, document=Document(path=str(path), name=found.name)), to=turn.caller.user_id)
