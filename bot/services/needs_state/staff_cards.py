"""Cards of a need for staff, and the notice of their decision for its owner. Only words and buttons."""

from bot.needs import lifecycle
from bot.needs.lifecycle import Action
from bot.reply import Button, Reply, rows
from bot.services.actions import (
    ActOn,
    OpenNeed,
    ReadWhole,
    SendReceipt,
    ShowHistory,
)
from bot.services.needs_state import attached, in_hand, mended, records, wording
from bot.services.runtime import beijing, rights
from bot.services.runtime.turn import Member, Turn
from bot.storage import attachments, chats, needs, outbox
from bot.storage.needs import Need
from bot.storage.subjects import Subject
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
    acts = needs.history(turn.tx, need.id)
    last = [act for act in acts if act.from_state != act.to_state or act.action in lifecycle.HANDED][-1]
    who = holder(turn, need) if last.action in lifecycle.HANDED else wording.actor(turn, last)
    heading = turn.text(f"lifecycle.action.{last.action}.brief", reference=need.reference, who=who)
    lines = [heading, escape(wording.summary(turn, need)), *_reserved(turn, need, chat_id)]
    if note := records.note(turn, need, last, chat_id):
        lines.append(turn.text("review.brief_note", note=shortened(note, NOTE)))
    claim = (_act(turn, need, "claim"),) if lifecycle.may(need.state, "claim", "reviewer") else ()
    row = (*claim, _opener(turn, need))
    return Reply("\n".join((*lines, *_warnings(turn, need))), (row,))


def whole(turn: Turn, need: Need, member: Member) -> Reply:
    """Return a need's whole card for a member of staff; values too long for one message are cut."""
    text, cut = _fitting(turn, need, member)
    actions = [_act(turn, need, do) for do in _possible(turn, need, member)]
    last = [
        Button(turn.text("review.history_button"), ShowHistory(reference=need.reference)),
        Button(turn.text("review.receipt_button"), SendReceipt(need=need.id)),
    ]
    if cut:
        last.append(Button(turn.text("review.uncut_button"), ReadWhole(need=need.id)))
    return Reply(text, (*rows(actions, 2), *attached.row(turn, need, member.id), tuple(last)))


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
    lines = [head, *_reserved(turn, need, member.id), *_warnings(turn, need)]
    if need.erased_at:
        lines.append(turn.text("review.erased", at=beijing.moment(need.erased_at)))
    if rights.may(turn, "read", need, member.id):
        lines.append(turn.text("review.own"))
    lines += [*_opinion(turn, need, longest), *mended.mended(turn, need, mask=mask), *mended.reached(turn, need)]
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


def outcome(turn: Turn, need: Need, said: str) -> Reply:
    """Return one line about a need, with a button to its card."""
    return Reply(said, ((_opener(turn, need),),), replace=True)


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
    if need.holder is None:
        return turn.text("review.nobody")
    member = turn.staff.members.get(need.holder)
    return member.name if member else turn.text("review.former", id=need.holder)
