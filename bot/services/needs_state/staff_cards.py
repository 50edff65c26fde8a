"""Cards of a need for staff, and the notice of their decision for its owner. Only words and buttons."""

from collections.abc import Container
from itertools import pairwise

from bot.needs import lifecycle
from bot.needs.changes import changes
from bot.needs.lifecycle import Action, Decision
from bot.reply import Button, Reply, Row, rows
from bot.services.actions import (
    ActOn,
    Amend,
    CompareVersion,
    Copy,
    Decide,
    DropDecision,
    OpenNeed,
    ReadWhole,
    SendReceipt,
    ShowHistory,
    ShowMine,
    ShowVersion,
    Tick,
    Ticked,
)
from bot.services.needs_state import attached, wording
from bot.services.runtime import beijing, rights
from bot.services.runtime.turn import Member, Turn
from bot.storage import attachments, chats, needs, outbox, versions
from bot.storage.needs import Act, Need
from bot.storage.subjects import Subject
from bot.storage.versions import Version
from bot.texts import Html, escape
from bot.texts.markup import LIMIT, shortened, split, units

#: Characters of a value that a card shows: as many as make it one message, which can be kept true.
CUTS = (None, 500, 200, 80, 30)
NOTE = 200  # characters of a remark where it is not the matter itself


def _act(turn: Turn, need: Need, do: Action) -> Button:
    return Button(wording.action_name(turn, do), ActOn(need=need.id, rev=need.revision, do=do))


def waited(turn: Turn, need: Need) -> Html:
    """Return how long a need has been waiting for staff."""
    seconds = (turn.now - need.submitted_at).total_seconds()
    days, hours = int(seconds // 86_400), int(seconds // 3600)
    unit, count = ("days", days) if days else ("hours", hours) if hours else ("minutes", 0)
    return turn.text(f"review.waited.{unit}", count=count)


def brief(turn: Turn, need: Need, chat_id: int) -> Reply:
    """Return a need's brief card for a chat of staff: its last act with the remark, and its summary."""
    last = [act for act in needs.history(turn.tx, need.id) if act.from_state != act.to_state][-1]
    heading = turn.text(
        f"lifecycle.action.{last.action}.brief", reference=need.reference, who=wording.actor(turn, last)
    )
    lines = [heading, escape(wording.summary(turn, need))]
    if note := _note(turn, need, last, chat_id):
        lines.append(turn.text("review.brief_note", note=shortened(note, NOTE)))
    claim = (_act(turn, need, "claim"),) if lifecycle.may(need.state, "claim", "reviewer") else ()
    row = (*claim, _opener(turn, need))
    return Reply("\n".join((*lines, *_warnings(turn, need))), (row,))


def whole(turn: Turn, need: Need, member: Member) -> Reply:
    """Return a need's whole card for a member of staff; values too long for one message are cut."""
    holds, owns = need.holder == member.id, rights.may(turn, "read", need, member.id)
    text, cut = _fitting(turn, need, member)
    actions = [
        _act(turn, need, do)
        for do in ([] if need.erased_at else lifecycle.actions(need.state, role=member.role, holds=holds, owns=owns))
    ]
    last = [
        Button(turn.text("review.history_button"), ShowHistory(reference=need.reference)),
        Button(turn.text("review.receipt_button"), SendReceipt(need=need.id)),
    ]
    if cut:
        last.append(Button(turn.text("review.uncut_button"), ReadWhole(need=need.id)))
    return Reply(text, (*rows(actions, 2), *attached.row(turn, need, member.id), tuple(last)))


def past(turn: Turn, need: Need) -> Reply:
    """Return the pointer left of a card when a later one has taken its place."""
    return Reply(turn.text("review.past", reference=need.reference))


def void(turn: Turn, need: Need) -> Reply:
    """Return the remains of a question about a need that has changed meanwhile."""
    said = turn.text("review.void", reference=need.reference, state=wording.state(turn, need))
    return Reply(said, ((_opener(turn, need),),))


def uncut(turn: Turn, need: Need, member: Member) -> Reply:
    """Return a need with nothing cut, however many messages it takes."""
    return Reply(_whole_text(turn, need, member, None))


def _fitting(turn: Turn, need: Need, member: Member) -> tuple[str, bool]:
    """Return a need in one message, and whether anything had to be cut."""
    for longest in CUTS:
        text = _whole_text(turn, need, member, longest)
        if units(text) <= LIMIT:
            return text, longest is not None
    return split(text)[0], True


def _whole_text(turn: Turn, need: Need, member: Member, longest: int | None) -> str:
    """Return a need in words, values cut to `longest` characters, the phone in full only for its holder."""
    mask = need.holder != member.id
    head = turn.text(
        "review.whole",
        reference=need.reference,
        state=wording.state(turn, need),
        holder=holder(turn, need),
        submitted=beijing.moment(need.submitted_at),
    )
    lines = [head, *_warnings(turn, need)]
    if need.erased_at:
        lines.append(turn.text("review.erased", at=beijing.moment(need.erased_at)))
    if rights.may(turn, "read", need, member.id):
        lines.append(turn.text("review.own"))
    lines += [*_opinion(turn, need, longest), *_mended(turn, need, mask=mask), *_reached(turn, need)]
    body = wording.body(turn, need, mask=mask, longest=longest, every=True)
    files = attached.summary(turn, attachments.of_need(turn.tx, need.id))
    return "\n".join((*lines, "", body, *(("", files) if files else ())))


def _warnings(turn: Turn, need: Need) -> list[Html]:
    why, held_back = (
        chats.lost(turn.tx, need.owner),
        outbox.holds_back(turn.tx, need.owner, Subject("need", need.id)),
    )
    if not why and not held_back:
        return []
    said = turn.text(f"undelivered.why.{why or 'unknown'}", who=turn.text("review.owner"))
    return [turn.text("review.held_back" if held_back else "review.unreachable", why=said)]


def _opinion(turn: Turn, need: Need, longest: int | None) -> list[Html]:
    """Return staff's last remark of the kind that must be given, such as a reason to return; nothing without one."""
    given = [act for act in needs.history(turn.tx, need.id) if lifecycle.REMARKS.get(act.action) == "required"]
    if not given:
        return []
    act = given[-1]
    note = shortened(act.note, longest) if longest else act.note
    return [
        turn.text(
            "review.opinion",
            do=wording.action_name(turn, act.action),
            at=beijing.moment(act.at),
            who=wording.actor(turn, act),
            note=note,
        )
    ]


def _mended(turn: Turn, need: Need, *, mask: bool) -> list[Html]:
    """Return the owner's changes when mending a need, field by field, and the requested fields left unchanged."""
    every = versions.of_need(turn.tx, need.id)
    last = next((place for place in range(len(every) - 1, 0, -1) if every[place].action == "resubmit"), None)
    if last is None or not (before := every[last - 1].content) or not (after := every[last].content):
        return []
    nothing, form, answered = turn.text("review.no_value"), turn.house.form_of(need), every[last].request
    rows = [
        turn.text("review.change", label=each.label, old=each.old or nothing, new=each.new or nothing)
        for each in changes(form, before.values, after.values, mask=mask)
    ]
    if every[last - 1].attachments != every[last].attachments:
        old, new = (_files(turn, need, each) or nothing for each in (every[last - 1], every[last]))
        rows.append(turn.text("review.change", label=turn.text("paper.attachments"), old=old, new=new))
    left = [
        turn.text("review.unchanged", label=wording.labels(turn, need, [key]))
        for key in (answered.fields if answered else ())
        if form.has(key) and before.values.get(key) == after.values.get(key)
    ]
    return [turn.text("review.changes"), *rows, *left] if rows else [turn.text("review.no_changes")]


def _files(turn: Turn, need: Need, version: Version) -> str:
    return "、".join(each.name for each in attachments.of_version(turn.tx, need.id, version.attachments))


def _reached(turn: Turn, need: Need) -> list[Html]:
    """Return that the owner has said since whom staff can reach, and when; nothing where that stands as submitted."""
    last = versions.of_need(turn.tx, need.id)[-1:]
    return [
        turn.text("review.reached", at=beijing.moment(each.submitted_at)) for each in last if each.action == "contact"
    ]


def outcome(turn: Turn, need: Need, said: str) -> Reply:
    """Return one line about a need, with a button to its card."""
    return Reply(said, ((_opener(turn, need),),), replace=True)


def taken_away(turn: Turn, need: Need, do: Action) -> Reply:
    """Return the notice to a need's former holder that somebody else has taken it away."""
    who = wording.actor(turn, needs.history(turn.tx, need.id)[-1])
    said = turn.text(f"lifecycle.action.{do}.taken_away", reference=need.reference, who=who)
    return Reply(said, ((_opener(turn, need),),))


def _opener(turn: Turn, need: Need) -> Button:
    return Button(turn.text("review.open"), OpenNeed(need=need.id))


def holder(turn: Turn, need: Need) -> str:
    """Return the name of a need's holder, in words where there is none or a former one."""
    if need.holder is None:
        return turn.text("review.nobody")
    member = turn.house.staff.members.get(need.holder)
    return member.name if member else turn.text("review.former", id=need.holder)


def history(turn: Turn, need: Need) -> Reply:
    """Return the record of a need, with the remarks that may be shown in the caller's chat."""
    lines = [_line(turn, need, act) for act in needs.history(turn.tx, need.id)]
    return Reply("\n".join((turn.text("review.history", reference=need.reference), *lines)), past_versions(turn, need))


def past_versions(turn: Turn, need: Need) -> tuple[Row, ...]:
    """Return the buttons that open what was submitted each time, and what each time has changed."""
    every = versions.of_need(turn.tx, need.id)
    openers = [
        Button(turn.text("review.version_button", number=each.number), ShowVersion(need=need.id, number=each.number))
        for each in every
    ]
    compared = [
        Button(
            turn.text("review.compare_button", old=old.number, new=new.number),
            CompareVersion(need=need.id, number=new.number),
        )
        for old, new in pairwise(every)
    ]
    return (*rows(openers, 3), *rows(compared, 3))


def _line(turn: Turn, need: Need, act: Act) -> Html:
    note = _note(turn, need, act, turn.caller.chat_id)
    return turn.text(
        "review.history_row",
        at=beijing.moment(act.at),
        who=wording.actor(turn, act),
        do=wording.action_name(turn, act.action),
        from_state=wording.state_name(turn, act.from_state),
        to_state=wording.state_name(turn, act.to_state),
        note=turn.text("review.history_note", note=note) if note else "",
    )


def _note(turn: Turn, need: Need, act: Act, chat_id: int) -> str:
    """Return an act's remark; empty where an owner who is staff too would read a remark between staff."""
    reads_along = need.owner == chat_id or (chat_id < 0 and need.owner in turn.house.staff.members)
    return "" if reads_along and not lifecycle.notifies_owner(act.action) else act.note


def ticking(turn: Turn, need: Need, ticked: Container[str], *, lead: str = "", replace: bool = False) -> Reply:
    """Return the fields of a need as boxes to tick for supplement, after `lead`."""
    boxes = [
        Button(
            f"{'☑' if each.key in ticked else '☐'} {each.label}",
            Tick(need=need.id, rev=need.revision, field=each.key),
        )
        for each in turn.house.form_of(need).asked(need.content.values)
    ]
    text = turn.text("review.tick", reference=need.reference, summary=wording.summary(turn, need))
    ending: Row = (Button(turn.text("review.ticked"), Ticked(need=need.id, rev=need.revision)), dropper(turn, need))
    return Reply(f"{lead}\n{text}" if lead else text, (*rows(boxes, 2), ending), replace=replace)


def dropper(turn: Turn, need: Need) -> Button:
    """Return the button that drops an unfinished decision."""
    return Button(turn.text("review.drop"), DropDecision(need=need.id))


def confirmation(turn: Turn, need: Need, decision: Decision) -> Reply:
    """Return a decision for confirmation; its button carries out exactly this one, whatever is typed later."""
    do = decision.action
    said = decision.reason and turn.text("review.remark", reason=decision.reason)
    text = turn.text(
        f"lifecycle.action.{do}.confirm",
        reference=need.reference,
        summary=wording.summary(turn, need),
        fields=wording.labels(turn, need, decision.fields),
        reason=decision.reason,
        remark=said or turn.text(f"lifecycle.action.{do}.may_remark"),
    )
    decided = Decide(need=need.id, rev=need.revision, do=do, fields=decision.fields, reason=decision.reason)
    yes = Button(turn.text(f"lifecycle.action.{do}.confirm_button"), decided)
    return Reply(text, ((yes, dropper(turn, need)),))


def notice(turn: Turn, need: Need, decision: Decision) -> Reply:
    """Return the notice of a decision to the owner, with buttons to go on."""
    text = turn.text(
        f"lifecycle.action.{decision.action}.notice",
        reference=need.reference,
        title=wording.shown(turn, need, "title"),
        fields=wording.labels(turn, need, decision.fields),
        reason=decision.reason,
        remark=turn.text("review.notice_remark", reason=decision.reason) if decision.reason else "",
    )
    buttons: dict[Action, Button] = {
        "resubmit": Button(turn.text("mine.amend"), Amend(need=need.id)),
        "copy": Button(turn.text("mine.copy"), Copy(need=need.id)),
    }
    further = [(button,) for action, button in buttons.items() if lifecycle.may(need.state, action, "owner")]
    return Reply(text, (*further, (Button(turn.text("mine.show"), ShowMine(need=need.id)),)))
