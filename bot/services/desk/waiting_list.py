"""The desk: what was not answered waits here for staff, what most people asked first."""

from bot.reply import Reply
from bot.services.actions import Dismiss, OpenDesk, OpenQuestions, ShowDesk
from bot.services.desk import clusters, question_cards, replying
from bot.services.runtime.turn import Turn, on

LATEST = 2**62  # an id after every question there is


@on(OpenDesk)
def unanswered(turn: Turn, _: OpenDesk) -> None:
    """Lists what waits."""
    if turn.admit():
        turn.say(question_cards.listed(turn, clusters.waiting(turn), 0, replace=False))


@on(ShowDesk)
def turn_page(turn: Turn, action: ShowDesk) -> None:
    """Shows a page of what waits in place of the tapped one."""
    if turn.admit():
        turn.say(question_cards.listed(turn, clusters.waiting(turn), action.page, replace=True))


@on(OpenQuestions)
def open_card(turn: Turn, action: OpenQuestions) -> None:
    """Shows the questions that are like this one, always in the private chat."""
    if (member := turn.admit()) and (found := clusters.holding(turn, action.question, LATEST)):
        turn.say(question_cards.card(turn, found, replace=turn.caller.private), to=member.id)
        if not turn.caller.private:
            turn.hint(turn.text("review.sent_privately"))
    elif member:
        turn.refuse("desk.gone")


@on(Dismiss)
def dismiss(turn: Turn, action: Dismiss) -> None:
    """Takes the questions that the card showed off the list without an answer."""
    member = turn.admit()
    found = member and clusters.holding(turn, action.question, action.upto)
    if member and found:
        clusters.settle(turn, member, found)
        for each in found.questions:
            replying.dismissed(turn, each.id, member)
        turn.say(Reply(turn.text("desk.dismissed", count=len(found.questions)), replace=True))
    elif member:
        turn.refuse("desk.gone")
