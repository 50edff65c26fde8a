"""Conversation: whatever comes in is given to the room that it belongs to, by what the caller is in the middle of."""

from collections.abc import Callable, Mapping

from bot.reply import Button, Reply
from bot.services import drafting, enquiry, intake, mine, review
from bot.services.enquiry import Outcome
from bot.services.turn import Turn
from bot.storage import keyboards
from bot.texts import Html
from faq.normalize import clean

#: Commands in the order of the menu; their descriptions are texts, common.commands.*.
COMMANDS = ("start", "help", "submit", "my", "status", "topics", "person", "cancel", "privacy")
STAFF_COMMANDS = ("queue", "history", "unanswered")

#: What each button does; its stored arguments are the verb's.
TAPS: Mapping[str, Callable[..., None]] = {
    "act.submit": drafting.start,
    "act.topics": enquiry.topics,
    "act.handoff": enquiry.person,
    "act.my": mine.overview,
    "faq.entry": enquiry.show,
    "faq.vote": enquiry.vote,
    "faq.topics": lambda turn: enquiry.topics(turn, replace=True),
    "faq.topic": enquiry.topic,
    "faq.person": enquiry.person,
    "draft.resume": drafting.resume,
    "draft.restart": drafting.restart,
    "draft.delete": drafting.ask_delete,
    "draft.delete_yes": drafting.delete,
    "mine.list": mine.overview,
    "mine.show": mine.show,
    "mine.withdraw": mine.ask_withdraw,
    "mine.withdraw_yes": mine.withdraw,
    "mine.amend": drafting.amend,
    "mine.copy": drafting.copy,
    "review.queue": lambda turn, **view: review.queue(turn, replace=True, **view),
    "review.leagues": review.leagues,
    "review.open": lambda turn, need, **_: review.open_card(turn, need=need),
    "review.history": review.history,
    "review.act": review.act,
    "review.tick": review.tick,
    "review.ticked": review.ticked,
    "review.decide": review.decide,
    "review.drop": review.drop,
}


def hear(turn: Turn, text: str, outcome: Outcome) -> None:
    """Takes a text as a reviewer's reason, as part of a draft, or as a question, in this order."""
    if not clean(text):
        turn.tell("common.empty")
    elif review.wants_reason(turn):
        review.reason(turn, text)
    elif not intake.hear(turn, text, outcome):
        enquiry.ask(turn, text, outcome)


def tap(turn: Turn, data: str, outcome: Callable[[str], Outcome]) -> None:
    """Does what the tapped button means; a button that is not the caller's, or too old, does nothing but say so."""
    meaning = keyboards.find(turn.tx, data, turn.caller.chat_id, turn.caller.user_id)
    if meaning is None:
        turn.toast = turn.text("common.stale")
        if turn.caller.private:
            turn.tell("common.stale")
        return
    action, arguments = meaning
    if action.startswith("intake."):
        intake.tap(turn, action, arguments, outcome)
    else:
        TAPS[action](turn, **arguments)


def start(turn: Turn) -> None:
    """Greets and says what the bot can do."""
    rows = (
        (Button(turn.text("common.start_submit"), "act.submit"),),
        (Button(turn.text("common.start_topics"), "act.topics"), Button(turn.text("common.start_my"), "act.my")),
    )
    turn.say(Reply(turn.text("common.start"), rows))


def say(turn: Turn, key: str) -> None:
    """Says one text of the catalogue."""
    turn.tell(key)


def usage(turn: Turn) -> None:
    """Lists the commands that the caller may use."""
    names = [*COMMANDS, *(STAFF_COMMANDS if turn.member else ())]
    rows = [
        turn.text("common.help_row", command=name, description=turn.text(f"common.commands.{name}")) for name in names
    ]
    turn.tell("common.help", commands=Html("\n".join(rows)))


def privacy(turn: Turn) -> None:
    """Says what is stored, who sees it, and how to have it removed."""
    turn.tell("common.privacy", contact=enquiry.contact(turn.house))
