"""Conversation: whatever comes in is given to the room that it belongs to, by what the caller is in the middle of."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.needs.fields.cleaning import clean
from bot.reply import Button, Reply
from bot.services import (
    answering,
    cards,
    desk,
    drafting,
    enquiry,
    handoff,
    intake,
    mine,
    new_entry,
    queue,
    review,
    ruling,
    teaching,
    writing,
)
from bot.services.turn import Turn
from bot.storage import drafts, keyboards
from bot.storage.notes import Purpose
from bot.texts import Html
from faq.dialogue import Consideration

#: Commands in the order of the menu; their descriptions are texts, common.commands.*.
COMMANDS = ("start", "help", "submit", "my", "status", "topics", "handoff", "cancel", "privacy")
STAFF_COMMANDS = ("queue", "history", "unanswered", "faqstats")

#: What each button does; its stored arguments are the verb's.
TAPS: Mapping[str, Callable[..., None]] = {
    "act.submit": drafting.start,
    "act.topics": enquiry.topics,
    "act.handoff": handoff.begin,
    "act.my": mine.overview,
    "act.queue": queue.show,
    "faq.entry": enquiry.show,
    "faq.vote": enquiry.vote,
    "faq.topics": lambda turn: enquiry.topics(turn, replace=True),
    "faq.topic": enquiry.topic,
    "faq.handoff": handoff.begin,
    "draft.resume": drafting.resume,
    "draft.restart": drafting.restart,
    "draft.restart_yes": drafting.restarted,
    "draft.delete": drafting.ask_delete,
    "draft.delete_yes": drafting.delete,
    "draft.kept": drafting.kept,
    "mine.list": lambda turn, **view: mine.overview(turn, replace=True, **view),
    "mine.show": mine.show,
    "mine.withdraw": mine.ask_withdraw,
    "mine.withdraw_yes": mine.withdraw,
    "mine.amend": drafting.amend,
    "mine.copy": drafting.copy,
    "queue.show": lambda turn, **view: queue.show(turn, replace=True, **view),
    "queue.leagues": queue.leagues,
    "review.open": review.open_card,
    "review.history": review.history,
    "review.act": review.act,
    "ruling.tick": ruling.tick,
    "ruling.ticked": ruling.ticked,
    "ruling.decide": ruling.decide,
    "ruling.drop": ruling.drop,
    "desk.list": lambda turn, **view: desk.unanswered(turn, replace=True, **view),
    "desk.open": desk.open_card,
    "desk.answer": answering.begin,
    "desk.send": answering.send,
    "desk.dismiss": desk.dismiss,
    "desk.drop": writing.drop,
    "teach.phrasing": teaching.phrasing,
    "teach.adopt_ask": teaching.adopt_ask,
    "teach.adopt": teaching.adopt,
    "teach.search": teaching.search,
    "entry.begin": new_entry.begin,
    "entry.choose": new_entry.choose,
    "entry.keep": new_entry.keep,
    "handoff.write": handoff.write,
    "handoff.close": handoff.close,
    "handoff.speak": handoff.speak,
    "handoff.unsay": handoff.unsay,
    "handoff.finish": handoff.finish,
}

#: What a text is taken for that a member of staff was asked to type at the desk.
WRITTEN: Mapping[Purpose, Callable[[Turn, dict[str, Any], str], None]] = {
    "answer": answering.hear,
    "relay": handoff.hear_staff,
    "search": teaching.hear_search,
    "entry": new_entry.hear,
}

#: A text that is a reference number and nothing else.
REFERENCE = re.compile(r"[A-Z]{1,6}-\d{4}-\d{6}", re.ASCII)


def hear(turn: Turn, text: str, considered: Consideration) -> None:
    """Takes a text as a reviewer's reason, a reference number, a draft's next answer or a question, in this order."""
    seen = clean(text)
    if not seen:
        turn.tell("common.empty")
    elif note := writing.present(turn):
        WRITTEN[note.purpose](turn, note.content, text)
    elif ruling.awaits_reason(turn):
        writing.forget(turn)
        ruling.reason(turn, text)
    elif handoff.hear_asker(turn, text):
        pass
    elif REFERENCE.fullmatch(number := cards.reference(seen)):
        mine.status(turn, reference=number)
    elif not intake.hear(turn, text, considered):
        enquiry.ask(turn, considered)


def tap(turn: Turn, data: str) -> None:
    """Does what the tapped button means; a button that is not the caller's, or too old, does nothing but say so."""
    action, arguments = keyboards.find(turn.tx, data, turn.caller.chat_id, turn.caller.user_id) or ("", {})
    if action.startswith("intake."):
        intake.tap(turn, action, arguments)
    elif verb := TAPS.get(action):
        verb(turn, **arguments)
    else:
        turn.refuse("common.stale")


def start(turn: Turn) -> None:
    """Greets and says what the bot can do; a draft being written is offered first."""
    first = []
    if turn.member:
        first.append((Button(turn.text("common.start_queue"), "act.queue"),))
    if draft := drafts.active(turn.tx, turn.caller.user_id):
        label = turn.text("mine.resume", title=cards.draft_title(turn, draft))
        first.append((Button(label, "draft.resume", {"draft_id": draft.id}),))
    rows = (
        *first,
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
