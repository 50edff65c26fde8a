"""Review: staff open a need, look at its record, and do what its buttons say."""

from bot.needs import lifecycle
from bot.services import cards, decisions, ruling, staff_cards
from bot.services.turn import Turn
from bot.storage import needs


def open_card(turn: Turn, *, need: int) -> None:
    """Shows a need to staff, always in their private chat."""
    if (member := turn.admit()) and (found := needs.by_id(turn.tx, need)):
        turn.say(staff_cards.for_staff(turn, found, member), to=member.id)
        if not turn.caller.private:
            turn.hint(turn.text("review.sent_privately"))


def history(turn: Turn, *, reference: str = "") -> None:
    """Lists for staff all that was done to a need."""
    if not turn.admit():
        return
    if not reference:
        turn.tell("review.history_usage")
        return
    number = cards.reference(reference)
    if need := needs.by_reference(turn.tx, number):
        turn.say(staff_cards.history(turn, need))
    else:
        turn.tell("review.no_such", reference=number)


def act(turn: Turn, *, need: int, rev: int, do: str) -> None:
    """Does what a button on a staff card says, or begins to, where a reason is required."""
    member = turn.admit()
    found = member and decisions.present(turn, need, rev, member)
    if not member or not found or not decisions.allowed(turn, found, do, member):
        return
    if lifecycle.requires_reason(do):
        ruling.begin(turn, found, do, member)
    else:
        decisions.carry_out(turn, found, do, member)
