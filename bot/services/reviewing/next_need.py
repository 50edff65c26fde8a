"""What is next: the need to go on with once another is decided."""

from bot.reply import Button, Reply
from bot.services.actions import OpenQueue, ShowNext
from bot.services.needs_state import live_cards, staff_cards
from bot.services.runtime import rights
from bot.services.runtime.turn import Turn, on
from bot.storage import needs, rulings


@on(ShowNext)
def show(turn: Turn, _: ShowNext) -> None:
    """Opens what the caller holds, else what waits longest and no colleague has open; says so where there is none."""
    if member := turn.admit():
        for number in rulings.next_needs(turn.tx, member.id, staff_cards.busy_since(turn), member.limits):
            need = needs.by_id(turn.tx, number)
            if (
                need and rights.sees(turn, member, need) and not rights.may(turn, "read", need)
            ):  # one's own is for others
                live_cards.open_whole(turn, need, member)
                return
        queue = Button(turn.text("ruling.queue"), OpenQueue())
        turn.say(Reply(turn.text("ruling.nothing_next"), ((queue,),)), to=member.id)
