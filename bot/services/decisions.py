"""What staff do to a need. Role, state and holder are checked at the moment it is done, whatever a card showed."""

from bot.needs import lifecycle
from bot.needs.lifecycle import IllegalTransition
from bot.reply import Reply
from bot.services import cards, staff_cards
from bot.services.moves import move
from bot.services.turn import Member, Turn
from bot.storage import needs, rulings
from bot.storage.needs import Need
from bot.storage.rulings import Ruling


def announce(turn: Turn, need: Need, key: str = "review.new", *, but: int | None = None) -> None:
    """Tells staff, `but` for one chat, of a need that waits for them."""
    for chat_id in turn.house.staff.chats():
        if chat_id != but:
            turn.say(staff_cards.announcement(turn, need, key), to=chat_id)


def present(turn: Turn, need_id: int, revision: int, member: Member) -> Need | None:
    """Return the need if it is as the tapped card showed it; otherwise say how it stands now and by whose hand."""
    need = needs.by_id(turn.tx, need_id)
    if need is None:
        turn.refuse("common.stale")
    elif need.revision == revision:
        return need
    else:
        _tell_moved(turn, need, member)
    return None


def _tell_moved(turn: Turn, need: Need, member: Member) -> None:
    last = needs.history(turn.tx, need.id)[-1]
    said = turn.text("review.moved", reference=need.reference, state=cards.state(turn, need), who=last.actor_name)
    turn.hint(said)
    if turn.caller.private:
        turn.say(staff_cards.for_staff(turn, need, member, lead=said, replace=True))
    elif last.actor != member.id:  # not a double tap of one's own
        turn.say(staff_cards.outcome(turn, need, said), to=member.id)


def allowed(turn: Turn, need: Need, do: str, member: Member) -> bool:
    """Return whether the member may do this to the need now; if not, say why."""
    try:
        lifecycle.transition(need.state, do, role=member.role, holds=need.holder == member.id)
    except IllegalTransition as refused:
        said = cards.refusal(turn, refused)
        turn.hint(said)
        turn.say(Reply(said), to=member.id)
        return False
    return True


def carry_out(
    turn: Turn, need: Need, do: str, member: Member, *, fields: tuple[str, ...] = (), reason: str = ""
) -> None:
    """Takes the need through what is allowed, records it, tells the owner, and shows what has become of it."""
    asked = cards.labels(turn, fields)
    moved = move(
        turn,
        need,
        do,
        role=member.role,
        note=f"{asked}：{reason}" if asked else reason,
        request={"fields": list(fields), "reason": reason} if reason else None,
    )
    if (begun := rulings.find(turn.tx, member.id)) and begun.need_id == need.id:
        rulings.drop(turn.tx, member.id)
    if lifecycle.notifies_owner(do):
        turn.say(staff_cards.notice(turn, moved, do, Ruling(need.id, do, fields, reason)), to=need.owner)
    _show(turn, moved, do, member)
    if need.holder not in (None, member.id):
        turn.say(staff_cards.released(turn, moved, member), to=need.holder)
    if moved.state == "submitted":
        announce(turn, moved, f"review.again.{do}", but=member.id)


def _show(turn: Turn, need: Need, do: str, member: Member) -> None:
    said = turn.text(f"review.done.{do}", reference=need.reference, who=member.name)
    turn.hint(said)
    if not turn.caller.private:
        turn.hint(turn.text("review.sent_privately"))
        turn.say(staff_cards.taken(turn, need, said))
        turn.say(staff_cards.for_staff(turn, need, member), to=member.id)
    elif need.holder == member.id:
        turn.say(staff_cards.for_staff(turn, need, member, replace=True))
    else:
        turn.say(staff_cards.outcome(turn, need, said))
