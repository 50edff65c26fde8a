"""What became of a need: its course with dates, what was submitted each time, and what differs between two versions."""

from bot import pictures
from bot.needs.lifecycle import notifies_owner
from bot.needs.overview import overview
from bot.reply import Button, Course, Picture, Reply, rows
from bot.services.actions import ChooseVersions, CompareVersion, SendReceipt, ShowTimeline, ShowVersion
from bot.services.needs_state import attached, differences, mended, owners_view, receipt, wording
from bot.services.runtime import beijing, rights
from bot.services.runtime.turn import Turn, on
from bot.storage import attachments, needs, versions
from bot.storage.needs import Act, Need
from bot.storage.versions import Content, Version
from bot.texts import Html
from bot.texts.markup import plain, shortened

NOTE = 200  # characters of a remark in the course; what it answers has it whole
DRAWN = 44  # characters of it in the picture
EVENTS = 20  # the latest, that are drawn: a picture has its greatest height


@on(ShowTimeline)
def show(turn: Turn, action: ShowTimeline) -> None:
    """Shows a reader of a need what became of it."""
    need = needs.by_id(turn.tx, action.need)
    if need and rights.may(turn, "read", need):
        turn.say(of_owner(turn, need))
    else:
        turn.refuse("common.stale")


def of_owner(turn: Turn, need: Need) -> Reply:
    """Return a need's course as its owner may know it, as a list and, where one can be drawn, as a picture."""
    need, every = owners_view.seen(turn.tx, need), owners_view.record(turn.tx, need)
    acts = [act for act in every if notifies_owner(act.action)]
    rows = [
        turn.text("mine.course_row", at=beijing.moment(act.at), do=wording.action_name(turn, act.action), note=note)
        for act in acts
        for note in [turn.text("mine.course_note", note=shortened(act.note, NOTE)) if act.note else ""]
    ]
    head = turn.text("mine.course", reference=need.reference, title=wording.shown(turn, need, "title"))
    now = turn.text("mine.course_now", state=wording.state(turn, need))
    drawn = Picture(course=_drawn(turn, need, acts)) if pictures.installed() else None
    return Reply("\n".join((head, *rows, now)), mended.past_versions(turn, need), picture=drawn)


def _drawn(turn: Turn, need: Need, acts: list[Act]) -> Course:
    return Course(
        heading=need.reference,
        events=tuple(
            (beijing.moment(act.at), plain(wording.action_name(turn, act.action)), shortened(act.note, DRAWN))
            for act in acts[-EVENTS:]
        ),
        now=plain(turn.text("mine.course_now", state=wording.state(turn, need))),
    )


@on(SendReceipt)
def send_receipt(turn: Turn, action: SendReceipt) -> None:
    """Sends the document of what was submitted last to its owner, or to staff."""
    if (found := _reader(turn, action.need)) is None:
        return
    need, mask, to = found
    paper = receipt.of_need(turn, need, mask=mask)
    turn.say(offered(turn, Reply(turn.text("mine.receipt", reference=need.reference), paper=paper)), to=to)


def offered(turn: Turn, reply: Reply) -> Reply:
    """Return a reply with a document; where there is none, or none can be made here, that is said instead."""
    if turn.house.documents and reply.paper:
        return reply
    return Reply(turn.text("paper.erased" if turn.house.documents else "paper.not_installed"))


@on(ShowVersion)
def show_version(turn: Turn, action: ShowVersion) -> None:
    """Shows the owner, or staff, what was submitted at one time."""
    if (found := _reader(turn, action.need)) is None:
        return
    need, mask, to = found
    version = _version(turn, need, action.number)
    if version and version.content:
        buttons = [
            Button(
                turn.text("comparing.with_button", number=before.number),
                CompareVersion(need=need.id, number=version.number, old=before.number),
            )
            for before in [_version(turn, need, action.number, 1)]
            if before
        ]
        turn.say(Reply(_whole(turn, need, version, version.content, mask=mask), tuple(rows(buttons, 1))), to=to)
    else:
        turn.say(Reply(turn.text("review.version_erased", reference=need.reference, number=action.number)), to=to)


def _whole(turn: Turn, need: Need, version: Version, content: Content, *, mask: bool) -> Html:
    asked = version.request
    files = attached.summary(turn, attachments.of_version(turn.tx, need.id, version.attachments))
    return turn.text(
        "review.version",
        reference=need.reference,
        number=version.number,
        how=wording.action_name(turn, version.action),
        at=beijing.moment(version.submitted_at),
        request=turn.text(
            "review.version_request",
            fields=wording.labels(turn, need, asked.fields) or "—",
            reason=wording.reason(turn, need, asked),
        )
        if asked
        else "",
        body=Html("\n\n".join(filter(None, (overview(turn.house.form_of(need), content.values, mask=mask), files)))),
    )


@on(CompareVersion)
def compare(turn: Turn, action: CompareVersion) -> None:
    """Shows the owner, or staff, all that differs between two versions."""
    if (found := _reader(turn, action.need)) is None:
        return
    need, mask, to = found
    new = _version(turn, need, action.number)
    old = _version(turn, need, action.old) if action.old else _version(turn, need, action.number, 1)
    if old and new and old.content and new.content:
        head = turn.text("review.compare", reference=need.reference, old=old.number, new=new.number)
        lines, _ = differences.worded(turn, differences.between(turn, need, old, new, mask=mask))
        said = [turn.text("comparing.legend"), *lines] if lines else [turn.text("review.compare_same")]
        turn.say(Reply("\n".join((head, *said))), to=to)
    else:
        turn.say(Reply(turn.text("review.version_erased", reference=need.reference, number=action.number)), to=to)


@on(ChooseVersions)
def choose(turn: Turn, action: ChooseVersions) -> None:
    """Asks the owner, or staff, for the older version to compare, and then for the newer one."""
    if (found := _reader(turn, action.need)) is None:
        return
    need, _, to = found
    every = versions.of_need(turn.tx, need.id)
    older = next((each for each in every if each.number == action.old), None)
    if older:
        buttons = [mended.comparison(turn, need, older, each) for each in every if each.number > older.number]
        text = turn.text("comparing.choose_newer", reference=need.reference, number=older.number)
    else:
        buttons = [
            Button(turn.text("comparing.version", number=each.number), ChooseVersions(need=need.id, old=each.number))
            for each in every[:-1]
        ]
        text = turn.text("comparing.choose_older", reference=need.reference)
    turn.say(Reply(text, tuple(rows(buttons, 3)), replace=older is not None), to=to)


def _version(turn: Turn, need: Need, number: int, before: int = 0) -> Version | None:
    """Return the version of that number, or the one so many before it."""
    every = [each for each in versions.of_need(turn.tx, need.id) if each.number <= number]
    return every[-1 - before] if len(every) > before else None


def _reader(turn: Turn, need_id: int) -> tuple[Need, bool, int] | None:
    """Return a need, whether its phone is hidden, and the private chat for it, where the caller may read it.

    Its owner, whom he has invited, and its holder read the phone in full. Others are refused.
    """
    need, me = needs.by_id(turn.tx, need_id), turn.caller.user_id
    if need and rights.may(turn, "read", need) and turn.caller.private:
        return owners_view.seen(turn.tx, need), False, me
    if turn.admit() is None or (need := rights.admitted(turn, need)) is None:
        return None
    return need, need.holder != me, me
