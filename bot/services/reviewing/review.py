"""Review: staff open a need, look at its record, and do what its buttons say."""

from bot.needs import lifecycle
from bot.needs.lifecycle import Decision
from bot.services.actions import ActAtOnce, ActOn, OpenNeed, ReadWhole, ShowHistory
from bot.services.needs_state import course, live_cards, records, staff_cards, wording
from bot.services.reviewing import assigning, decision_form, decisions
from bot.services.runtime import rights
from bot.services.runtime.turn import Turn, on
from bot.storage import chats, needs


@on(OpenNeed)
def open_card(turn: Turn, action: OpenNeed) -> None:
    """Shows a need to staff, always in their private chat."""
    if (member := turn.admit()) and (found := rights.admitted(turn, needs.by_id(turn.tx, action.need))):
        live_cards.open_whole(turn, found, member)
        if not turn.caller.private:
            turn.hint(turn.text("review.sent_privately"))


@on(ReadWhole)
def read_whole(turn: Turn, action: ReadWhole) -> None:
    """Sends a member of staff a need uncut, in as many messages as it takes."""
    if (member := turn.admit()) and (found := rights.admitted(turn, needs.by_id(turn.tx, action.need))):
        turn.say(staff_cards.uncut(turn, found, member), to=member.id)


@on(ShowHistory)
def show_history(turn: Turn, action: ShowHistory) -> None:
    """Lists the record of a need, for staff."""
    if turn.admit():
        history(turn, action.reference)


def history(turn: Turn, reference: str) -> None:
    """Lists the record of the need with the typed number for staff, and its course for its owner."""
    if turn.caller.private and turn.member is None:
        _own_course(turn, reference)
        return
    if not turn.admit():
        return
    if not reference:
        turn.tell("review.history_usage")
        return
    number = wording.reference(turn, reference)
    need = needs.by_reference(turn.tx, number)
    if need is None:
        turn.tell("review.no_such", reference=number)
    elif rights.admitted(turn, need):
        turn.say(records.history(turn, need))


def _own_course(turn: Turn, reference: str) -> None:
    """Shows the caller what became of his need; anybody else's does not exist."""
    number = wording.reference(turn, reference)
    need = needs.by_reference(turn.tx, number) if reference else None
    if need and rights.may(turn, "read", need):
        turn.say(course.of_owner(turn, need))
    elif reference:
        turn.tell("mine.not_yours", reference=number)
    else:
        turn.tell("review.history_usage")


@on(ActOn)
def act(turn: Turn, action: ActOn) -> None:
    """Carries out the action of a button on a staff card, or begins it where it takes words and confirmation."""
    member, do = turn.admit(), action.do
    found = member and decisions.present(turn, action.need, action.rev, member, do)
    if not member or not found or not decisions.allowed(turn, found, do, member):
        return
    if do in lifecycle.HANDED:
        assigning.begin(turn, found, do, member)
    elif do in lifecycle.REMARKS:
        decision_form.begin(turn, found, do, member)
    else:
        decisions.carry_out(turn, found, member, Decision(do))


@on(ActAtOnce)
def act_at_once(turn: Turn, action: ActAtOnce) -> None:
    """Carries out the action of a button on a staff card, with nothing said."""
    member, do = turn.admit(), action.do
    found = member and decisions.present(turn, action.need, action.rev, member, do)
    if member and found and decisions.allowed(turn, found, do, member):
        decisions.carry_out(turn, found, member, Decision(do))


def follow(turn: Turn, *, old: int, new: int) -> None:
    """Redirects everything for a group to the supergroup that it has become."""
    chats.move(turn.tx, old, new)
