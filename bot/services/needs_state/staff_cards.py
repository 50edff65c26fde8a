"""Cards of a need for staff, and the notice of their decision for its owner. Only words and buttons."""

from datetime import timedelta

from bot.needs import lifecycle
from bot.needs.lifecycle import Action
from bot.reply import Button, Reply, rows
from bot.services.actions import (
    ActAtOnce,
    ActOn,
    OpenNeed,
    OpenQueue,
    ReadWhole,
    SendReceipt,
    ShowHistory,
    ShowNext,
)
from bot.services.needs_state import alike, attached, in_hand, mended, owners_view, records, remarked, telling, wording
from bot.services.needs_state.mended import Mending
from bot.services.runtime import beijing, rights
from bot.services.runtime.turn import Member, Turn
from bot.storage import attachments, chats, needs, outbox, rulings
from bot.storage.needs import Need
from bot.storage.subjects import Subject
from bot.texts import Html, escape
from bot.texts.markup import LIMIT, shortened, split, units

#: Characters of a value that a card shows: as many as make it one message, which can be kept true.
CUTS = (None, 500, 200, 80, 30)
CHANGES = 1500  # units of what was changed that a card shows; a button shows all of it
NOTE = 200  # characters of a remark where it is not the matter itself


#: For so long what a member of staff has opened, or begun to decide, is his before the others'.
BUSY = timedelta(minutes=15)


def _act(turn: Turn, need: Need, do: Action) -> tuple[Button, ...]:
    """Return the buttons of an action: two where it is done at once, and something may be said with it."""
    name, acts = wording.action_name(turn, do), ActOn(need=need.id, rev=need.revision, do=do)
    if do not in lifecycle.AT_ONCE:
        return (Button(name, acts),)
    at_once = ActAtOnce(need=need.id, rev=need.revision, do=do)
    return Button(name, at_once), Button(turn.text("ruling.with_remark", do=name), acts)


def busy_since(turn: Turn) -> str:
    """Return from when on (UTC ISO) what a member of staff has begun still keeps others from it."""
    return (turn.now - BUSY).isoformat(timespec="microseconds")


def _busy(turn: Turn, need: Need, member: Member) -> list[Html]:
    """Return who else is deciding on a need that nobody holds."""
    if need.holder is not None:
        return []
    others = (each for each in rulings.of_need(turn.tx, need.id, busy_since(turn)) if each.staff_id != member.id)
    return [
        turn.text(
            "ruling.busy",
            who=turn.staff.members[each.staff_id].name,
            at=f"{each.begun_at.astimezone(beijing.BEIJING):%H:%M}",
            do=wording.action_name(turn, each.action),
        )
        for each in others
        if each.staff_id in turn.staff.members
    ]


def waited(turn: Turn, need: Need) -> Html:
    """Return how long a need has been with staff: in working days since it came to them last, at first in hours."""
    days = turn.house.office.workdays_between(need.waiting_since, turn.now)
    hours = int((turn.now - need.waiting_since).total_seconds() // 3600)
    unit, count = ("days", days) if days else ("hours", hours) if hours else ("minutes", 0)
    said = turn.text(f"finding.waited.{unit}", count=count)
    return turn.text("finding.again", waited=said) if need.again else said


def brief(turn: Turn, need: Need, chat_id: int) -> Reply:
    """Return a need's brief card for a chat of staff: its last act with the remark, and its summary."""
    acts = needs.history(turn.tx, need.id)
    last = [act for act in acts if act.from_state != act.to_state or act.action in lifecycle.HANDED][-1]
    who = holder(turn, need) if last.action in lifecycle.HANDED else wording.actor(turn, last)
    heading = turn.text(f"lifecycle.action.{last.action}.brief", reference=need.reference, who=who)
    lines = [heading, escape(wording.summary(turn, need)), *_reserved(turn, need, chat_id)]
    if note := records.note(turn, need, last, chat_id):
        lines.append(turn.text("review.brief_note", note=shortened(note, NOTE)))
    claim = _act(turn, need, "claim") if lifecycle.may(need.state, "claim", "reviewer") else ()
    row = (*claim, _opener(turn, need))
    return Reply("\n".join((*lines, *_warnings(turn, need))), (row,))


def whole(turn: Turn, need: Need, member: Member) -> Reply:
    """Return a need's whole card for a member of staff; values too long for one message are cut."""
    changed = mended.mended(turn, need, mask=need.holder != member.id)
    text, cut = _fitting(turn, need, member, changed)
    actions = [button for do in _possible(turn, need, member) for button in _act(turn, need, do)]
    last = [
        Button(turn.text("review.history_button"), ShowHistory(reference=need.reference)),
        Button(turn.text("review.receipt_button"), SendReceipt(need=need.id)),
    ]
    if cut:
        last.append(Button(turn.text("review.uncut_button"), ReadWhole(need=need.id)))
    left = mended.lines(turn, changed, CHANGES)[1] if changed else 0
    more = [(mended.whole(turn, need, changed, left),)] if changed and left else []
    first, said = telling.buttons(turn, need, member), remarked.buttons(turn, need, member)
    files, others = attached.row(turn, need, member.id), alike.buttons(turn, need, member.id)
    return Reply(text, (*first, *rows(actions, 2), *more, *others, *said, *files, tuple(last)))


def _possible(turn: Turn, need: Need, member: Member) -> tuple[Action, ...]:
    standing = in_hand.standing(turn, need, member.id)
    return () if need.erased_at else lifecycle.actions(need.state, role=member.role, **standing)


def _reserved(turn: Turn, need: Need, chat_id: int) -> list[Html]:
    """Return for whom a need is kept, and until when; nothing where anybody may claim it."""
    if (kept := in_hand.reserved(turn, need)) is None:
        return []
    until = beijing.moment(kept.until)
    if kept.member.id == chat_id:
        return [turn.text("assigning.reserved_for_you", until=until)]
    return [turn.text("assigning.reserved", who=kept.member.name, until=until)]


def past(turn: Turn, need: Need) -> Reply:
    """Return the pointer left of a card when a later one has taken its place."""
    return Reply(turn.text("review.past", reference=need.reference))


def left(turn: Turn) -> Reply:
    """Return what stands in place of anything for staff in the chat of somebody who is staff no longer."""
    return Reply(turn.text("staff.left_here"))


def hidden(turn: Turn, need: Need) -> Reply:
    """Return the pointer left of a card that a member may not see any more."""
    return Reply(turn.text("staff.other_league", reference=need.reference))


def void(turn: Turn, need: Need) -> Reply:
    """Return the remains of a question about a need that has changed meanwhile."""
    said = turn.text("review.void", reference=need.reference, state=wording.state(turn, need))
    return Reply(said, ((_opener(turn, need),),))


def uncut(turn: Turn, need: Need, member: Member) -> Reply:
    """Return a need with nothing cut, however many messages it takes."""
    changed = mended.mended(turn, need, mask=need.holder != member.id)
    return Reply(_whole_text(turn, need, member, None, mended.lines(turn, changed, None)[0] if changed else []))


def _fitting(turn: Turn, need: Need, member: Member, changed: Mending | None) -> tuple[str, bool]:
    """Return a need in one message with as many of its changes as fit, and whether any value had to be cut."""
    lines = mended.lines(turn, changed, CHANGES)[0] if changed else []
    for longest in CUTS:
        text = _whole_text(turn, need, member, longest, lines)
        if units(text) <= LIMIT:
            return text, longest is not None
    return split(text)[0], True


def _whole_text(turn: Turn, need: Need, member: Member, longest: int | None, changed: list[Html]) -> str:
    """Return a need in words with what was `changed`, values cut to `longest` characters, its phone for its holder."""
    mask = need.holder != member.id
    head = turn.text(
        "review.whole",
        reference=need.reference,
        state=wording.state(turn, need),
        holder=telling.decided(turn, need) or turn.text("review.holder", holder=holder(turn, need)),
        submitted=_submitted(turn, need),
    )
    lines = [head, *_reserved(turn, need, member.id), *telling.line(turn, need), *_warnings(turn, need)]
    lines += [*_busy(turn, need, member), *alike.lines(turn, need, member.id)]
    if need.erased_at:
        lines.append(turn.text("review.erased", at=beijing.moment(need.erased_at)))
    if rights.may(turn, "read", need, member.id):
        lines.append(turn.text("review.own"))
    lines += remarked.on_card(turn, need, member)
    lines += [*_opinion(turn, need, longest), *changed, *mended.reached(turn, need)]
    body = wording.body(turn, need, mask=mask, longest=longest, every=True)
    files = attached.summary(turn, attachments.of_need(turn.tx, need.id))
    return "\n".join((*lines, "", body, *(("", files) if files else ())))


def _submitted(turn: Turn, need: Need) -> Html:
    """Return when a need was submitted, and when it came to staff again if it did."""
    first, last = beijing.moment(need.submitted_at), beijing.moment(need.waiting_since)
    key = "once" if need.waiting_since == need.submitted_at else "again" if need.again else "reopened"
    return turn.text(f"finding.submitted.{key}", first=first, last=last)


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
    """Return the last remark that staff gave the owner, such as a reason to return; nothing without one."""
    acts = owners_view.standing(needs.history(turn.tx, need.id))
    given = [act for act in acts if act.note and act.action in lifecycle.UNDOABLE]
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


def outcome(turn: Turn, need: Need, said: str) -> Reply:
    """Return one line about a need, with a button to its card."""
    return Reply(said, ((_opener(turn, need),),), replace=True)


def decided(turn: Turn, need: Need, said: str) -> Reply:
    """Return one line about a need on which the caller has decided, with buttons to go on to others."""
    further = (Button(turn.text("ruling.next"), ShowNext()), Button(turn.text("ruling.queue"), OpenQueue()))
    return Reply(said, ((_opener(turn, need),), further), replace=True)


def taken_away(turn: Turn, need: Need, do: Action) -> Reply:
    """Return the notice to a need's former holder that somebody else has taken it away."""
    who = wording.actor(turn, needs.history(turn.tx, need.id)[-1])
    whom = holder(turn, need)
    said = turn.text(f"lifecycle.action.{do}.taken_away", reference=need.reference, who=who, whom=whom)
    return Reply(said, ((_opener(turn, need),),))


def _opener(turn: Turn, need: Need) -> Button:
    return Button(turn.text("review.open"), OpenNeed(need=need.id))


def holder(turn: Turn, need: Need) -> str:
    """Return the name of a need's holder, in words where there is none or a former one."""
    return turn.text("review.nobody") if need.holder is None else wording.member(turn, need.holder)
