"""Needs that may be the same: laid side by side, joined by staff with a note, and parted again."""

from bot.needs.changes import changes
from bot.reply import Button, Reply
from bot.services.actions import DropMerge, LayBeside, Merge, MergeAsked, OpenNeed, Part
from bot.services.needs_state import alike, differences, live_cards
from bot.services.runtime import focus, rights
from bot.services.runtime.focus import Ear
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import likenesses, mergers, needs
from bot.storage.needs import Need
from bot.texts import Html

LONGEST = 500  # characters of a note


@on(LayBeside)
def lay_beside(turn: Turn, action: LayBeside) -> None:
    """Shows staff two needs field by field: what is different, then what is the same."""
    if (found := _both(turn, action.need, action.other)) is None:
        return
    member, one, other = found
    form = turn.house.form_of(one)
    mine, theirs = one.content.values, other.content.values
    differing = [*changes(form, mine, theirs, mask=True)]
    same = [
        turn.text("duplicates.same_row", label=field.label, value=form.display(field.key, mine[field.key], mask=True))
        for field in form.numbered
        if mine.get(field.key) is not None and mine.get(field.key) == theirs.get(field.key)
    ]
    said = [
        turn.text("duplicates.beside", one=one.reference, other=other.reference, percent=_percent(turn, one, other)),
        turn.text("duplicates.different", count=len(differing)),
        *differences.worded(turn, differing)[0],
        turn.text("duplicates.same", count=len(same)),
        *same,
    ]
    openers = [
        Button(turn.text("duplicates.open_button", number=need.reference[-alike.ENDING :]), OpenNeed(need=need.id))
        for need in (one, other)
    ]
    joining = alike.either(turn, one, other.id, joined=alike.is_joined(turn, one, other.id))
    turn.say(Reply("\n".join(said), (tuple(openers), (joining,))), to=member.id)


def _percent(turn: Turn, one: Need, other: Need) -> Html:
    sure = [each.percent for each in likenesses.of_need(turn.tx, one.id) if each.other_id == other.id]
    return turn.text("duplicates.percent", percent=sure[0]) if sure else turn.text("duplicates.unlike")


@on(Merge)
def begin(turn: Turn, action: Merge) -> None:
    """Asks a member of staff why two needs are to be treated as one."""
    if (found := _both(turn, action.need, action.other)) is None:
        return
    _, one, other = found
    if alike.is_joined(turn, one, other.id):
        turn.refuse("duplicates.already", one=one.reference, other=other.reference)
        return
    dropping = Button(turn.text("duplicates.drop_button"), DropMerge(need=one.id, other=other.id))
    text = turn.text("duplicates.ask", one=one.reference, other=other.reference)
    focus.prompt(turn, MergeAsked(need=one.id, other=other.id), Reply(text, ((dropping,),)))
    if not turn.caller.private:
        turn.hint(turn.text("review.sent_privately"))


def hear(turn: Turn, asked: MergeAsked, text: str) -> bool:
    """Joins two needs, with what a member of staff notes."""
    note = text.strip()
    if (found := _both(turn, asked.need, asked.other)) is None:
        focus.withdraw(turn, turn.caller.user_id, asked)
    elif focus.fits(turn, note, LONGEST):
        focus.withdraw(turn, turn.caller.user_id, asked)
        member, one, other = found
        if alike.is_joined(turn, one, other.id):
            turn.refuse("duplicates.already", one=one.reference, other=other.reference)
        else:
            _record(turn, member, one, other, joined=True, note=note)
    return True


@on(Part)
def part(turn: Turn, action: Part) -> None:
    """Treats two needs as one no longer."""
    if (found := _both(turn, action.need, action.other)) is None:
        return
    member, one, other = found
    if alike.is_joined(turn, one, other.id):
        _record(turn, member, one, other, joined=False)
    else:
        turn.refuse("duplicates.not_joined", one=one.reference, other=other.reference)


def _record(turn: Turn, member: Member, one: Need, other: Need, *, joined: bool, note: str = "") -> None:
    mergers.record(turn.tx, one.id, other.id, joined=joined, actor=member.id, actor_name=member.name, note=note)
    for need in (one, other):
        live_cards.refresh(turn, need)
    key = "duplicates.done" if joined else "duplicates.undone"
    said = turn.text(key, one=one.reference, other=other.reference)
    turn.hint(said)
    turn.say(Reply(said), to=member.id)


@on(DropMerge)
def drop(turn: Turn, action: DropMerge) -> None:
    """Joins two needs after all not."""
    if turn.admit():
        _leave(turn, MergeAsked(need=action.need, other=action.other))


def _leave(turn: Turn, asked: MergeAsked) -> None:
    focus.withdraw(turn, turn.caller.user_id, asked)
    turn.say(Reply(turn.text("duplicates.dropped"), replace=True), to=turn.caller.user_id)


focus.listen(MergeAsked, Ear(hear, _leave))


def _both(turn: Turn, need_id: int, other_id: int) -> tuple[Member, Need, Need] | None:
    """Return the caller, who must be of staff, and two needs that are both still there and of others."""
    member = turn.admit()
    if member is None:
        return None
    one = rights.admitted(turn, needs.by_id(turn.tx, need_id))
    other = one and rights.admitted(turn, needs.by_id(turn.tx, other_id))
    if not one or not other:
        return None
    if any(each.erased_at or rights.may(turn, "read", each) for each in (one, other)):
        turn.refuse("common.stale")
        return None
    return member, one, other
