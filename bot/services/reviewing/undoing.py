"""Undoing: a decision is taken back before the enterprise hears of it; a refused notice is sent again."""

from bot.services.actions import TellAgain, UndoDecision
from bot.services.needs_state import live_cards, owners_view, staff_cards, telling, wording
from bot.services.needs_state.transition import undo
from bot.services.runtime import rights
from bot.services.runtime.turn import Turn, on
from bot.storage import needs, outbox, tellings


@on(UndoDecision)
def take_back(turn: Turn, action: UndoDecision) -> None:
    """Takes a decision back, if nobody has been told of it: the need is again as it was."""
    member = turn.admit()
    need = rights.admitted(turn, needs.by_id(turn.tx, action.need)) if member else None
    if member is None or need is None:
        return
    act = owners_view.undoable(turn.tx, need)
    if act is None or act.id != action.act:
        turn.refuse("telling.too_late", reference=need.reference, state=wording.state(turn, need))
    elif not telling.may_undo(act, member):
        turn.refuse("telling.not_yours", reference=need.reference)
    else:
        back = undo(turn, need, act, role=member.role)
        said = turn.text("telling.undone", reference=need.reference, state=wording.state(turn, back))
        turn.hint(said)
        if not live_cards.is_whole(turn, back):
            turn.say(staff_cards.outcome(turn, back, said), to=member.id)
        if back.holder not in (None, member.id):
            with turn.heard_by(back.holder):
                told = turn.text("telling.undone_by", reference=need.reference, who=member.name)
                turn.say(staff_cards.outcome(turn, back, told), to=back.holder)


@on(TellAgain)
def send_again(turn: Turn, action: TellAgain) -> None:
    """Sends the refused notices of a need again."""
    need = rights.admitted(turn, needs.by_id(turn.tx, action.need)) if turn.admit() else None
    if need is None:
        return
    refused = [each for each in tellings.of_need(turn.tx, need.id) if each.state == "held"]
    for each in refused:
        outbox.put_one_again(turn.tx, each.outbox_id)
        turn.again.add(each.recipient)
    turn.refuse("telling.sent_again" if refused else "telling.nothing_held", reference=need.reference)
    live_cards.refresh(turn, need)
