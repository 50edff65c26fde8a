"""Review: staff open a need, look at its record, and do what its buttons say."""

from bot.needs import lifecycle
from bot.needs.lifecycle import Decision
from bot.services.actions import ActOn, OpenNeed, ReadWhole, ShowHistory
from bot.services.needs_state import live_cards, staff_cards, wording
from bot.services.reviewing import decision_form, decisions
from bot.services.runtime.turn import Turn, on
from bot.storage import chats, needs


@on(OpenNeed)
def open_card(turn: Turn, action: OpenNeed) -> None:
    """Shows a need to staff, always in their private chat."""
    if (member := turn.admit()) and (found := needs.by_id(turn.tx, action.need)):
        live_cards.open_whole(turn, found, member)
        if not turn.caller.private:
            turn.hint(turn.text("review.sent_privately"))


@on(ReadWhole)
def read_whole(turn: Turn, action: ReadWhole) -> None:
    """Sends staff a need with nothing of it cut, in as many messages as it takes."""
    if (member := turn.admit()) and (found := needs.by_id(turn.tx, action.need)):
        turn.say(staff_cards.uncut(turn, found, member), to=member.id)


@on(ShowHistory)
def show_history(turn: Turn, action: ShowHistory) -> None:
    """Lists for staff all that was done to a need."""
    history(turn, action.reference)


def history(turn: Turn, reference: str) -> None:
    """Lists for staff all that was done to the need of the typed number."""
    if not turn.admit():
        return
    if not reference:
        turn.tell("review.history_usage")
        return
    number = wording.reference(turn, reference)
    if need := needs.by_reference(turn.tx, number):
        turn.say(staff_cards.history(turn, need))
    else:
        turn.tell("review.no_such", reference=number)


@on(ActOn)
def act(turn: Turn, action: ActOn) -> None:
    """Does what a button on a staff card says, or begins to, where it is put into words and confirmed first."""
    member, do = turn.admit(), action.do
    found = member and decisions.present(turn, action.need, action.rev, member, do)
    if not member or not found or not decisions.allowed(turn, found, do, member):
        return
    if do in lifecycle.REMARKS:
        decision_form.begin(turn, found, do, member)
    else:
        decisions.carry_out(turn, found, member, Decision(do))


def follow(turn: Turn, *, old: int, new: int) -> None:
    """Lets what is for a group go on in the supergroup that it has become."""
    chats.move(turn.tx, old, new)
