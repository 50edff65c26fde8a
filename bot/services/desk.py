"""The desk: what was not answered waits here for staff, what most people asked first."""

from bot.reply import Reply
from bot.services import clusters, desk_cards, replying
from bot.services.turn import Turn

LATEST = 2**62  # an id after every question there is


def unanswered(turn: Turn, *, page: int = 0, replace: bool = False) -> None:
    """Lists a page of what waits."""
    if turn.admit():
        turn.say(desk_cards.listed(turn, clusters.waiting(turn), page, replace=replace))


def open_card(turn: Turn, *, question: int) -> None:
    """Shows the questions that are like this one, always in the private chat."""
    if (member := turn.admit()) and (found := clusters.holding(turn, question, LATEST)):
        turn.say(desk_cards.card(turn, found, replace=turn.caller.private), to=member.id)
        if not turn.caller.private:
            turn.hint(turn.text("review.sent_privately"))
    elif member:
        turn.refuse("desk.gone")


def dismiss(turn: Turn, *, question: int, upto: int) -> None:
    """Takes the questions that the card showed off the list without an answer."""
    member = turn.admit()
    found = member and clusters.holding(turn, question, upto)
    if member and found:
        clusters.settle(turn, member, found)
        for each in found.questions:
            replying.dismissed(turn, each.id, member)
        turn.say(Reply(turn.text("desk.dismissed", count=len(found.questions)), replace=True))
    elif member:
        turn.refuse("desk.gone")
