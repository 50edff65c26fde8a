"""Files for a need: taken while it is written or mended, offered a place otherwise; what came of each is told at once.

What is sent is noted here, and fetched by `arrivals`; nothing is called received before it is on the disk.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from bot import filekinds
from bot.needs import actions, lifecycle
from bot.needs.draft import Draft
from bot.needs.fields.cleaning import clean
from bot.needs.form import OF_NEEDS, Form
from bot.papers import reading
from bot.reply import Button, Reply, Row
from bot.services.actions import (
    Amend,
    AmendWithFile,
    BeginNeed,
    BeginWithFile,
    DropFile,
    HowToAttach,
    PutFile,
    RemoveFile,
    ResumeDraft,
    ShowDraftFiles,
)
from bot.services.filing import blanks, drafting, my_needs
from bot.services.filing.blanks import Told
from bot.services.needs_state import attached, owners_view
from bot.services.runtime import focus, rights, writing
from bot.services.runtime.turn import Turn, Upload, on
from bot.storage import attachments, drafts
from bot.storage.attachments import Attachment, Content
from bot.storage.drafts import DraftRow
from bot.texts import Html
from bot.texts.markup import shortened

#: Why a file is not taken, beside what is wrong with its content.
Why = Literal["too_big", "too_many", "twice", "lost"]
NAME = 80  # characters that are kept of a file's name
CAPTION = 1024  # and of what is said of it: all that Telegram takes
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
OFFERED = 4  # needs that a file is offered to


def receive(turn: Turn, caption: str = "") -> bool:
    """Takes the file in the caller's message for the draft being written, else asks what it is for.

    False where no file is taken: it is no document or photo, or the form has no place for it.
    """
    upload, row = turn.caller.upload, focus.written(turn)
    form = turn.house.form_of(row) if row else turn.house.form
    if upload is None or not form.files or (row and row.about):
        return False
    if row:
        step = Draft.from_json(row.content).step
        _note(turn, row, upload, caption, step if form.has(step) and form.field(step).files else None)
    else:
        _offer(turn, upload, caption)
    return True


def _note(turn: Turn, row: DraftRow, upload: Upload, caption: str, field: str | None) -> None:
    there = attachments.of_draft(turn.tx, row.id)
    attachments.add(
        turn.tx,
        owner=turn.caller.user_id,
        draft_id=row.id,
        name=_name(turn, upload, there),
        file_id=upload.file_id,
        size=upload.size,
        field=field,
        caption=shortened(clean(caption), CAPTION),
        album=upload.album,
        why=_unfit(turn.house.form_of(row), upload.size, there),
    )


def _unfit(form: Form, size: int | None, there: Sequence[Attachment]) -> Why | None:
    """Return why a file need not even be fetched; None where it is."""
    if (size or 0) > attached.LIMIT:
        return "too_big"
    return "too_many" if len(there) >= form.files else None


def _name(turn: Turn, upload: Upload, there: Iterable[Attachment]) -> str:
    """Return what a file is called; a photo has no name and gets the next number."""
    if upload.name is None:
        taken = {each.name.partition(".")[0] for each in there}
        numbers = range(1, len(taken) + 2)
        return next(name for each in numbers if (name := str(turn.text("files.photo", number=each))) not in taken)
    return bare(upload.name) or str(turn.text("files.nameless"))


def bare(name: str) -> str:
    """Return a file's name as it is shown: without folders, tags, what can't be seen, and the middle of a long one."""
    name = clean(_TAG.sub("", name).replace("\\", "/").rpartition("/")[2]).lstrip(".")
    if len(name) <= NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{(stem or suffix)[: NAME - len(suffix) - 2]}…{dot}{suffix}" if dot and len(suffix) < 8 else name[:NAME]


# Without a form


def _offer(turn: Turn, upload: Upload, caption: str) -> None:
    """Notes a file and asks, once for what came together, which need it is for.

    What may be a form that was filled in is fetched and looked into before.
    """
    me = turn.caller.user_id
    first = not (upload.album and attachments.offered(turn.tx, me, upload.album))
    name = _name(turn, upload, attachments.offered(turn.tx, me, upload.album) if upload.album else ())
    looked_into = upload.album is None and reading.may_read(name) and (upload.size or 0) <= attached.LIMIT
    each = attachments.add(
        turn.tx,
        owner=me,
        draft_id=None,
        wanted=looked_into,
        name=name,
        file_id=upload.file_id,
        size=upload.size,
        caption=shortened(clean(caption), CAPTION),
        album=upload.album,
    )
    if first and not looked_into:
        _ask(turn, each)


def _ask(turn: Turn, each: Attachment, told: Told | None = None) -> None:
    """Asks what a file is for; with what it says of the fields, if it was filled in."""
    read = {each.id: told or {}}
    remarks = blanks.remarks(turn, [each], read)
    lines = [turn.text("files.offer", name=each.name), *remarks, turn.text("files.offer_which")]
    drop = (Button(turn.text("files.buttons.drop"), DropFile(file=each.id)),)
    turn.say(Reply("\n".join(lines), (*blanks.buttons(turn, [each], read), *_places(turn, each), drop)))


def looked_into(turn: Turn, number: int, told: Told | None = None) -> None:
    """Asks what a file is for that was looked into, and is not kept yet."""
    if found := attachments.by_id(turn.tx, number):
        attachments.offer(turn.tx, number)
        _ask(turn, found, told)


def _places(turn: Turn, each: Attachment) -> tuple[Row, ...]:
    """Return the needs that a file can be put to: those being written, those returned, or a new one."""
    me = turn.caller.user_id
    written = rights.written(turn)
    returned = [need for need in owners_view.of_owner(turn.tx, me) if lifecycle.may(need.state, "resubmit", "owner")]
    mending = {draft.need_id for draft in written}
    put = [
        Button(
            turn.text("files.buttons.put", title=writing.title(turn, draft)),
            PutFile(file=each.id, draft_id=draft.id),
        )
        for draft in written
    ]
    amend = [
        Button(turn.text("files.buttons.amend", reference=need.reference), AmendWithFile(file=each.id, need=need.id))
        for need in returned
        if need.id not in mending
    ]
    begin = [Button(turn.text("files.buttons.begin"), BeginWithFile(file=each.id))]
    return tuple((button,) for button in (*(*put, *amend)[:OFFERED], *begin))


def _offered(turn: Turn, file_id: int) -> list[Attachment]:
    """Return the file that was offered, with what came with it; where it is there no more, say so."""
    found = attachments.by_id(turn.tx, file_id)
    if found is None or found.owner != turn.caller.user_id or found.state != "offered":
        turn.refuse("files.gone")
        return []
    return attachments.offered(turn.tx, found.owner, found.album) if found.album else [found]


def _waiting(turn: Turn, file_id: int) -> list[Attachment]:
    """Return a file that was offered with all that were offered before and wait still: one need is meant for all."""
    offered = _offered(turn, file_id)
    last = max((each.id for each in offered), default=0)
    return [each for each in attachments.offered(turn.tx, turn.caller.user_id) if each.id <= last] if offered else []


def _put(turn: Turn, files: Sequence[Attachment], row: DraftRow) -> None:
    """Have files that were offered fetched for a draft."""
    for each in files:
        attachments.remove(turn.tx, each.id)
        upload = Upload(each.file_id, each.name, each.size, each.album)
        _note(turn, row, upload, each.caption, None)


@on(PutFile)
def put(turn: Turn, action: PutFile) -> None:
    """Puts a file to a draft and goes on with that."""
    row = drafting.find(turn, action.draft_id)
    if row and (files := _waiting(turn, action.file)):
        _put(turn, files, row)
        drafting.resume(turn, ResumeDraft(draft_id=row.id))


@on(AmendWithFile)
def amend(turn: Turn, action: AmendWithFile) -> None:
    """Begins to mend a returned need and puts a file to it."""
    found = my_needs.own(turn, action.need)
    if found and (files := _waiting(turn, action.file)):
        drafting.amend(turn, Amend(need=found.id))
        if row := drafts.of_need(turn.tx, found.id):
            _put(turn, files, row)


@on(BeginWithFile)
def begin(turn: Turn, action: BeginWithFile) -> None:
    """Begins a new need with a file."""
    if files := _waiting(turn, action.file):
        draft_id = drafting.begin(turn)
        if draft_id and (row := drafts.by_id(turn.tx, draft_id)):
            _put(turn, files, row)


@on(DropFile)
def drop(turn: Turn, action: DropFile) -> None:
    """Keeps nothing of a file that was offered."""
    if files := _offered(turn, action.file):
        for each in files:
            attachments.remove(turn.tx, each.id)
        turn.say(Reply(turn.text("files.dropped"), replace=True))


# In a form


def limits(turn: Turn, form: Form) -> dict[str, object]:
    """Return what texts say of the files that are taken with a form."""
    return {"kinds": turn.text("files.kinds"), "most": form.files, "limit": attached.LIMIT // attached.MEGABYTE}


@on(actions.Files)
def list_present(turn: Turn, action: actions.Files) -> None:
    """Lists the files of the draft whose card was tapped."""
    _list(turn, action.draft)


@on(ShowDraftFiles)
def list_files(turn: Turn, action: ShowDraftFiles) -> None:
    """Lists the files of a draft."""
    _list(turn, action.draft_id)


@on(HowToAttach)
def how(turn: Turn, _: HowToAttach) -> None:
    """Says how files are sent with a need; of the draft being written the files are listed."""
    row = focus.written(turn)
    if row and not row.about:
        _list(turn, row.id)
    else:
        turn.say(
            Reply(
                turn.text("files.how", **limits(turn, turn.house.form)),
                ((Button(turn.text("mine.begin"), BeginNeed()),),),
            )
        )


def _list(turn: Turn, draft_id: int, *, lead: str = "", replace: bool = False) -> None:
    """Lists a draft's files, each with buttons that send it and that remove it, and says how to send more."""
    row = drafting.find(turn, draft_id)
    if row is None or row.about:
        return
    form, files = turn.house.form_of(row), attachments.of_draft(turn.tx, row.id)
    said = limits(turn, form)
    lines = [
        *filter(None, (lead,)),
        turn.text("files.list", count=len(files), most=said["most"]),
        *(attached.listed(turn, form, files) or [turn.text("files.none")]),
        turn.text("files.invite", **said),
    ]
    buttons = (*(_buttons(turn, each) for each in files), _going_on(turn, row))
    turn.say(Reply("\n".join(lines), buttons, replace=replace))


def _buttons(turn: Turn, each: Attachment) -> Row:
    remove = Button(f"{turn.text('files.remove')} {shortened(each.name, attached.NAME)}", RemoveFile(file=each.id))
    return (attached.opener(turn, each), remove) if each.sha256 else (remove,)


def _going_on(turn: Turn, row: DraftRow) -> Row:
    return (Button(turn.text("mine.go_on"), ResumeDraft(draft_id=row.id)),)


@on(RemoveFile)
def remove(turn: Turn, action: RemoveFile) -> None:
    """Removes a file from a draft of the caller's."""
    found = attachments.by_id(turn.tx, action.file)
    if found is None or found.draft_id is None or rights.draft(turn, found.draft_id) is None:
        turn.refuse("common.stale")
        return
    attachments.remove(turn.tx, found.id)
    _list(turn, found.draft_id, lead=turn.text("files.removed", name=found.name), replace=True)


# What has become of what was sent; each is called by `arrivals` in the name of the sender


def stored(turn: Turn, number: int, content: Content) -> None:
    """Notes that a file's content is on the disk."""
    if found := attachments.by_id(turn.tx, number):
        attachments.store(turn.tx, number, content, filekinds.named(found.name, content.kind))


def refused(turn: Turn, number: int, why: str) -> None:
    """Notes that a file is not taken; one that was only looked into is asked about all the same."""
    found = attachments.by_id(turn.tx, number)
    if found and found.draft_id is None:
        looked_into(turn, number)
    else:
        attachments.fail(turn.tx, number, why)


def delayed(turn: Turn, number: int, attempts: int) -> None:
    """Notes that a file could not be fetched; at the first time its sender is told that it is tried again."""
    found = attachments.by_id(turn.tx, number)
    if found and found.attempts == 0:
        turn.tell("files.slow", name=found.name)
    attachments.tried(turn.tx, number, attempts)


def report(turn: Turn, told: Mapping[int, Told]) -> None:
    """Tells the caller what became of all that was sent since, by draft, in one message each.

    `told` is what forms that were filled in say, by the file.
    """
    files = attachments.untold(turn.tx, turn.caller.user_id)
    for draft_id in dict.fromkeys(each.draft_id for each in files if each.draft_id):
        if row := rights.draft(turn, draft_id):
            theirs = [each for each in files if each.draft_id == draft_id]
            _report(turn, row, theirs, told if row.form == OF_NEEDS else {})  # which is read for that form
    for each in files:
        if each.state == "stored":
            attachments.told(turn.tx, each.id)
        else:
            attachments.remove(turn.tx, each.id)


def _report(turn: Turn, row: DraftRow, files: Sequence[Attachment], told: Mapping[int, Told]) -> None:
    taken, said = [each for each in files if each.state == "stored"], limits(turn, turn.house.form_of(row))
    now = attachments.of_draft(turn.tx, row.id)
    lines = [
        *_received(turn, taken),
        *_not_taken(turn, files, said),
        *blanks.remarks(turn, taken, told),
        turn.text("files.count", count=len(now), most=said["most"]),
    ]
    listing = Button(turn.text("files.buttons.list", count=len(now)), ShowDraftFiles(draft_id=row.id))
    rest = (listing, *_going_on(turn, row))
    turn.say(Reply("\n".join(lines), (*blanks.buttons(turn, taken, told), rest)))


def _received(turn: Turn, taken: Sequence[Attachment]) -> list[Html]:
    key = "files.received" if len(taken) == 1 else "files.received_row"
    rows = [turn.text(key, name=each.name, size=attached.size(turn, each.size)) for each in taken]
    return rows if len(rows) < 2 else [turn.text("files.received_all", count=len(rows)), *rows]


def _not_taken(turn: Turn, files: Sequence[Attachment], said: Mapping[str, object]) -> list[Html]:
    """Return what was not taken, what has the same fault in one line."""
    failed = [each for each in files if each.why]
    return [
        turn.text(
            "files.refused",
            name="》《".join(each.name for each in failed if each.why == why),
            why=turn.text(f"files.why.{why}", **said),
        )
        for why in dict.fromkeys(each.why for each in failed)
    ]
