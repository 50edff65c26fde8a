"""A decision put into words: fields are ticked, a reason or remark typed, the whole confirmed before it counts."""

from dataclasses import replace

from bot.needs import lifecycle
from bot.needs.reasons import says_something
from bot.reply import Reply
from bot.services import board, cards, decisions, staff_cards, writing
from bot.services.actions import Decide, DropDecision, Tick, Ticked
from bot.services.turn import Member, Turn, on
from bot.storage import needs, rulings
from bot.storage.needs import Need
from bot.storage.rulings import Ruling

LONGEST_REASON = 1000  # characters


def begin(turn: Turn, need: Need, action: str, member: Member) -> None:
    """Begins a decision in place of any other begun; the need's card stays as it is above it."""
    ruling = Ruling(need.id, action)
    _keep(turn, member, ruling)
    if action == "return":
        board.ask(turn, need, member, staff_cards.ticking(turn, need, ruling))
    elif lifecycle.REMARKS[action] == "required":
        board.ask(turn, need, member, _reason_wanted(turn, need, ruling))
    else:
        board.ask(turn, need, member, staff_cards.confirmation(turn, need, ruling))


@on(Tick)
def tick(turn: Turn, action: Tick) -> None:
    """Ticks or unticks a field that is to be supplemented."""
    if begun := _begun(turn, action.need, action.rev):
        member, found, ruling = begun
        ticked = set(ruling.fields) ^ {action.field}
        order = tuple(each.key for each in turn.house.form.numbered if each.key in ticked)
        ruling = Ruling(found.id, ruling.action, order, ruling.reason)
        _keep(turn, member, ruling)
        turn.say(staff_cards.ticking(turn, found, ruling, replace=True))


@on(Ticked)
def ticked(turn: Turn, action: Ticked) -> None:
    """Asks for the reason once fields are ticked."""
    if begun := _begun(turn, action.need, action.rev):
        member, found, ruling = begun
        if ruling.fields:
            _keep(turn, member, ruling)  # touched now
            turn.say(_reason_wanted(turn, found, ruling))
        else:
            first = turn.text("review.tick_first")
            turn.hint(first)
            turn.say(staff_cards.ticking(turn, found, ruling, lead=first, replace=True))


def awaits_reason(turn: Turn) -> bool:
    """Return whether the caller's next message is for a decision that he has begun.

    One that he has long turned away from is dropped, and he is told.
    """
    if turn.member is None or not turn.caller.private:
        return False
    ruling = rulings.find(turn.tx, turn.member.id)
    if ruling is None or (ruling.action == "return" and not ruling.fields):
        return False
    if rulings.is_fresh(turn.tx, turn.member.id, writing.since(turn)):
        return True
    rulings.drop(turn.tx, turn.member.id)
    if need := needs.by_id(turn.tx, ruling.need_id):
        board.answered(turn, need, turn.member)
        said = turn.text("review.expired", do=turn.text(f"lifecycle.action.{ruling.action}"), reference=need.reference)
        turn.say(Reply(said, staff_cards.outcome(turn, need, said).buttons))
    return False


def reason(turn: Turn, text: str) -> None:
    """Keeps the typed reason or remark and shows the whole decision to be confirmed."""
    member = turn.admit()
    ruling = member and rulings.find(turn.tx, member.id)
    need = ruling and needs.by_id(turn.tx, ruling.need_id)
    if not member or not ruling or not need:
        return
    said = text.strip()
    if not decisions.allowed(turn, need, ruling.action, member):  # withdrawn, or released by a lead, meanwhile
        rulings.drop(turn.tx, member.id)
    elif len(said) > LONGEST_REASON:
        turn.tell("review.reason_length", limit=LONGEST_REASON, length=len(said))
    elif lifecycle.REMARKS[ruling.action] == "required" and not says_something(said):
        turn.tell(f"review.thin.{ruling.action}")
    else:
        ruling = Ruling(ruling.need_id, ruling.action, ruling.fields, said)
        _keep(turn, member, ruling)
        board.ask(turn, need, member, staff_cards.confirmation(turn, need, ruling))


@on(Decide)
def decide(turn: Turn, action: Decide) -> None:
    """Carries out the decision that was confirmed, as it stood on the card."""
    member = turn.admit()
    found = member and decisions.present(turn, action.need, action.rev, member, action.do)
    if member and found and decisions.allowed(turn, found, action.do, member):
        decisions.carry_out(turn, found, member, Ruling(found.id, action.do, action.fields, action.reason))


@on(DropDecision)
def drop(turn: Turn, action: DropDecision) -> None:
    """Forgets a decision that was begun."""
    if (member := turn.admit()) and (found := needs.by_id(turn.tx, action.need)):
        rulings.drop(turn.tx, member.id)
        board.answered(turn, found, member)
        said = turn.text("review.dropped", reference=found.reference, state=cards.state(turn, found))
        turn.say(staff_cards.outcome(turn, found, said))


def leave(turn: Turn) -> bool:
    """Forgets the decision that the caller has begun; False where it is none."""
    begun = turn.member and rulings.find(turn.tx, turn.member.id)
    if not begun:
        return False
    drop(turn, DropDecision(need=begun.need_id))
    return True


def lay_aside(turn: Turn) -> None:
    """Let the caller's next message not be for the decision that he has begun, and say so: he was asked for another."""
    ruling = turn.member and rulings.find(turn.tx, turn.member.id)
    need = ruling and needs.by_id(turn.tx, ruling.need_id)
    if turn.member and ruling and need:
        rulings.drop(turn.tx, turn.member.id)
        board.answered(turn, need, turn.member)
        do = turn.text(f"lifecycle.action.{ruling.action}")
        said = turn.text("review.laid_aside", do=do, reference=need.reference)
        turn.say(replace(staff_cards.outcome(turn, need, said), replace=False))


def _keep(turn: Turn, member: Member, ruling: Ruling) -> None:
    """Let the next message be for this, in place of whatever else the member was writing."""
    rulings.keep(turn.tx, member.id, ruling)
    writing.forget(turn)


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


def _reason_wanted(turn: Turn, need: Need, ruling: Ruling) -> Reply:
    text = turn.text(
        f"review.reason.{ruling.action}",
        reference=need.reference,
        summary=cards.summary(turn, need),
        fields=cards.labels(turn, ruling.fields),
    )
    return Reply(text, ((staff_cards.dropper(turn, need),),), replace=True)
