"""Review: staff open a need, look at its record, and do what its buttons say."""

from bot.needs import lifecycle
from bot.needs.lifecycle import Action, Decision
from bot.services import board, cards, decisions, ruling, staff_cards
from bot.services.turn import Turn
from bot.storage import chats, needs


def open_card(turn: Turn, *, need: int) -> None:
    """Shows a need to staff, always in their private chat."""
    if (member := turn.admit()) and (found := needs.by_id(turn.tx, need)):
        board.open_whole(turn, found, member)
        if not turn.caller.private:
            turn.hint(turn.text("review.sent_privately"))


def read_whole(turn: Turn, *, need: int) -> None:
    """Sends staff a need with nothing of it cut, in as many messages as it takes."""
    if (member := turn.admit()) and (found := needs.by_id(turn.tx, need)):
        turn.say(staff_cards.uncut(turn, found, member), to=member.id)


def history(turn: Turn, *, reference: str = "") -> None:
    """Lists for staff all that was done to a need."""
    if not turn.admit():
        return
    if not reference:
        turn.tell("review.history_usage")
        return
    number = cards.reference(turn, reference)
    if need := needs.by_reference(turn.tx, number):
        turn.say(staff_cards.history(turn, need))
    else:
        turn.tell("review.no_such", reference=number)


def act(turn: Turn, *, need: int, rev: int, do: Action) -> None:
    """Does what a button on a staff card says, or begins to, where it is put into words and confirmed first."""
    member = turn.admit()
    found = member and decisions.present(turn, need, rev, member, do)
    if not member or not found or not decisions.allowed(turn, found, do, member):
        return
    if do in lifecycle.REMARKS:
        ruling.begin(turn, found, do, member)
    else:
        decisions.carry_out(turn, found, member, Decision(do))


def follow(turn: Turn, *, old: int, new: int) -> None:
    """Lets what is for a group go on in the supergroup that it has become."""
    chats.move(turn.tx, old, new)
