"""A decision that needs a reason: fields are ticked, the reason typed, and the whole confirmed before it counts."""

from bot.reply import Reply
from bot.services import cards, decisions, staff_cards
from bot.services.turn import Member, Turn
from bot.storage import needs, rulings
from bot.storage.needs import Need
from bot.storage.rulings import Ruling

LONGEST_REASON = 1000  # characters


def begin(turn: Turn, need: Need, action: str, member: Member) -> None:
    """Begins a decision in place of any other begun; the need's card stays as it is above it."""
    ruling = Ruling(need.id, action)
    rulings.keep(turn.tx, member.id, ruling)
    if action == "return":
        turn.say(staff_cards.ticking(turn, need, ruling))
    else:
        _ask_for_reason(turn, need, ruling)


def tick(turn: Turn, *, need: int, rev: int, field: str) -> None:
    """Ticks or unticks a field that is to be supplemented."""
    if begun := _begun(turn, need, rev):
        member, found, ruling = begun
        ticked = set(ruling.fields) ^ {field}
        order = tuple(each.key for each in turn.house.form.numbered if each.key in ticked)
        ruling = Ruling(need, ruling.action, order, ruling.reason)
        rulings.keep(turn.tx, member.id, ruling)
        turn.say(staff_cards.ticking(turn, found, ruling, replace=True))


def ticked(turn: Turn, *, need: int, rev: int) -> None:
    """Asks for the reason once fields are ticked."""
    if begun := _begun(turn, need, rev):
        _, found, ruling = begun
        if ruling.fields:
            _ask_for_reason(turn, found, ruling, replace=True)
        else:
            first = turn.text("review.tick_first")
            turn.hint(first)
            turn.say(staff_cards.ticking(turn, found, ruling, lead=first, replace=True))


def awaits_reason(turn: Turn) -> bool:
    """Return whether the caller's next message is the reason of a decision that he has begun."""
    if turn.member is None or not turn.caller.private:
        return False
    ruling = rulings.find(turn.tx, turn.member.id)
    return ruling is not None and bool(ruling.fields or ruling.action != "return")


def reason(turn: Turn, text: str) -> None:
    """Keeps the typed reason and shows the whole decision to be confirmed."""
    member = turn.admit()
    ruling = member and rulings.find(turn.tx, member.id)
    need = ruling and needs.by_id(turn.tx, ruling.need_id)
    if not member or not ruling or not need:
        return
    if not decisions.allowed(turn, need, ruling.action, member):  # withdrawn, or released by a lead, meanwhile
        rulings.drop(turn.tx, member.id)
    elif len(text) > LONGEST_REASON:
        turn.tell("review.reason_length", limit=LONGEST_REASON, length=len(text))
    else:
        ruling = Ruling(ruling.need_id, ruling.action, ruling.fields, text.strip())
        rulings.keep(turn.tx, member.id, ruling)
        turn.say(staff_cards.confirmation(turn, need, ruling))


def decide(turn: Turn, *, need: int, rev: int, do: str, fields: str, reason: str) -> None:
    """Carries out the decision that was confirmed, as it stood on the card."""
    member = turn.admit()
    found = member and decisions.present(turn, need, rev, member)
    if member and found and decisions.allowed(turn, found, do, member):
        keys = tuple(filter(None, fields.split(",")))
        decisions.carry_out(turn, found, do, member, fields=keys, reason=reason)


def drop(turn: Turn, *, need: int) -> None:
    """Forgets a decision that was begun."""
    if (member := turn.admit()) and (found := needs.by_id(turn.tx, need)):
        rulings.drop(turn.tx, member.id)
        said = turn.text("review.dropped", reference=found.reference, state=cards.state(turn, found))
        turn.say(staff_cards.outcome(turn, found, said))


def _begun(turn: Turn, need_id: int, revision: int) -> tuple[Member, Need, Ruling] | None:
    """Return who decides, on what, and what has been written of it; otherwise say that it is no longer so."""
    member = turn.admit()
    need = member and decisions.present(turn, need_id, revision, member)
    if not member or not need:
        return None
    ruling = rulings.find(turn.tx, member.id)
    if ruling is None or ruling.need_id != need_id or ruling.action != "return":
        turn.refuse("review.no_ruling", reference=need.reference)
        return None
    return member, need, ruling


def _ask_for_reason(turn: Turn, need: Need, ruling: Ruling, *, replace: bool = False) -> None:
    text = turn.text(
        f"review.reason.{ruling.action}", reference=need.reference, fields=cards.labels(turn, ruling.fields)
    )
    turn.say(Reply(text, ((staff_cards.dropper(turn, need),),), replace=replace))
