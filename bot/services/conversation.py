"""Conversation: whatever comes in is given to the room that it belongs to, by what the caller is in the middle of."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.actions import Action
from bot.needs.fields.cleaning import clean
from bot.reply import Button, Reply
from bot.services import (
    answering,
    board,
    cards,
    desk,
    drafting,
    enquiry,
    handoff,
    intake,
    labels,
    limits,
    mine,
    new_entry,
    queue,
    replying,
    review,
    ruling,
    talks,
    teaching,
    undelivered,
    writing,
)
from bot.services.actions import AskPerson, BeginNeed, ListMine, ListTopics, OpenDesk, OpenQueue, ResumeDraft
from bot.services.turn import VERBS, Turn
from bot.storage import drafts, keyboards
from bot.storage.notes import Purpose
from bot.storage.postings import Posting
from bot.storage.subjects import Kind
from bot.texts import Html
from faq.dialogue import Consideration

#: Commands in the order of the menu; their descriptions are texts, common.commands.*.
COMMANDS = ("start", "help", "submit", "my", "status", "topics", "handoff", "cancel", "privacy")
STAFF_COMMANDS = ("queue", "history", "unanswered", "faqstats", "mute")

#: The rooms that have verbs for buttons: importing them makes these known (`on`).
ROOMS = (
    *(answering, desk, drafting, enquiry, handoff, intake, limits, mine, new_entry),
    *(queue, replying, review, ruling, teaching, undelivered, writing),
)

#: What a text is taken for that a member of staff was asked to type at the desk.
WRITTEN: Mapping[Purpose, Callable[[Turn, dict[str, Any], str], None]] = {
    "answer": answering.hear,
    "relay": replying.hear,
    "search": teaching.hear_search,
    "entry": new_entry.hear,
}

#: What brings a copy of a message up to date that shows something which changes, by the kind of its subject.
KEPT_TRUE: Mapping[Kind, Callable[[Turn, int, Posting, int], None]] = {"need": board.renew, "line": talks.renew}

NAMED = 3  # needs that one message is about
NAMING = 40  # characters: a longer text in the middle of the form is an answer, whatever number stands in it


def hear(turn: Turn, text: str, considered: Consideration) -> None:
    """Takes a text for the first of these that it can be.

    What stands on a button; what a member of staff is writing; what can be wanted at any time; words for staff; a
    reply of staff to what is of no talk; the number of a need; a draft's next answer; a wish; a question.
    """
    seen = clean(text)
    if not seen:
        turn.tell("common.empty")
    elif handoff.hear_reply(turn, text) or answering.hear_reply(turn, text):
        pass
    elif meant := labels.typed(turn, seen):
        do(turn, meant)
    elif note := writing.present(turn):
        WRITTEN[note.purpose](turn, note.content, text)
    elif ruling.awaits_reason(turn):
        ruling.reason(turn, text)
    elif action := labels.anytime(turn.house.texts, seen):
        do(turn, action)
    elif handoff.hear_asker(turn, text) or handoff.unrecognised(turn):
        pass
    elif not (_names_needs(turn, seen) or intake.hear(turn, text, considered) or _serves(turn, text, considered)):
        enquiry.ask(turn, considered)


def _serves(turn: Turn, text: str, considered: Consideration) -> bool:
    """Does what a text wants that is no question; False where it may be one."""
    if enquiry.wishes_to_submit(turn, considered):
        drafting.start(turn, BeginNeed())
        return True
    return mine.hear_change(turn, text) or handoff.offer(turn, text, considered)


def _names_needs(turn: Turn, seen: str) -> bool:
    """Shows how the needs stand that a text names, then the draft being written; False where it names none."""
    numbers = cards.references(turn, seen)
    draft = drafts.active(turn.tx, turn.caller.user_id) if numbers else None
    if not numbers or (draft and len(seen) > NAMING):
        return False
    for number in numbers[:NAMED]:
        mine.named(turn, number)
    if draft:
        drafting.resume(turn, ResumeDraft(draft_id=draft.id))
    return True


def tap(turn: Turn, data: str) -> None:
    """Does what the tapped button means; a button that is not the caller's, or too old, does nothing but say so.

    Where it is on a copy of a message that is kept true, the copy is brought up to date.
    """
    copy = turn.recognise()
    do(turn, keyboards.find(turn.tx, data, turn.caller.chat_id, turn.caller.user_id))
    renew = KEPT_TRUE.get(copy.subject.kind) if copy else None  # else it was to be replied to, and stays as it is
    if copy and renew and turn.caller.message_id and not turn.edited:
        renew(turn, copy.subject.id, copy, turn.caller.message_id)


def do(turn: Turn, action: Action | None) -> None:
    """Does what a button means; None is one by which nothing is meant any more."""
    verb = next((VERBS[kind] for kind in type(action).__mro__ if kind in VERBS), None)
    if verb:
        verb(turn, action)
    else:
        turn.refuse("common.stale")


def cancel(turn: Turn) -> None:
    """Leaves all that the caller is in the middle of, so that what is typed next is put to the bot."""
    left = [leave(turn) for leave in (writing.leave, ruling.leave, handoff.leave, intake.leave)]
    if not any(left):
        turn.tell("common.nothing_to_leave")


def start(turn: Turn) -> None:
    """Greets and says what the caller can do here; a draft being written is offered first."""
    text, first = turn.text("common.start"), list[cards.Row]()
    if member := turn.member:
        role = turn.text(f"lifecycle.role.{member.role}")
        text = turn.text("common.start_staff", name=member.name, role=role)
        queue = Button(turn.text("common.start_queue"), OpenQueue())
        first.append((queue, Button(turn.text("common.start_unanswered"), OpenDesk())))
    if draft := drafts.active(turn.tx, turn.caller.user_id):
        label = turn.text("mine.resume", title=cards.draft_title(turn, draft))
        first.append((Button(label, ResumeDraft(draft_id=draft.id)),))
    rows = (
        *first,
        (Button(turn.text("common.start_submit"), BeginNeed()),),
        (Button(turn.text("common.start_topics"), ListTopics()), Button(turn.text("common.start_my"), ListMine())),
    )
    turn.say(Reply(text, rows))


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
    said = turn.text("common.privacy", contact=enquiry.CONTACT)
    person = Button(turn.text("enquiry.ask_person"), AskPerson())
    turn.say(Reply(enquiry.with_contact(turn.house, said), ((person,),)))
