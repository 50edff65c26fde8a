"""Enquiry: questions about the scheme are answered from the FAQ, and kept for staff where there is no answer."""

from bot.reply import Button, Reply
from bot.services.turn import House, Turn
from bot.storage import questions
from bot.texts import Html, escape
from faq.answer import Answer, Choices, Unknown, render
from faq.entry import Entry

Outcome = Answer | Choices | Unknown

LONGEST_KEPT = 500  # characters of a question that are kept
TOPICS_OFFERED = 3
PER_TOPIC = 8  # entries on one page of a topic


def consider(house: House, text: str) -> Outcome:
    """Return what the FAQ makes of a text. Done before any transaction: searching takes milliseconds."""
    return house.responder.answer(text)


def ask(turn: Turn, text: str, outcome: Outcome) -> None:
    """Answers a question, offers choices, or says honestly that nothing was found and keeps the question for staff."""
    match outcome:
        case Answer(entry=entry):
            question = _record(turn, text, outcome, "answer", entry.id)
            turn.say(answer_card(turn, entry, question))
        case Choices():
            question = _record(turn, text, outcome, "choices")
            turn.say(_choices(turn, outcome, question))
        case Unknown(reason="unknown"):
            question = _record(turn, text, outcome, "unknown")
            turn.say(_unknown(turn, outcome, question))
        case Unknown(reason=reason):  # small talk and other schemes: one line, not a question for staff
            turn.say(Reply(turn.text(f"enquiry.{reason}"), _topic_rows(turn, outcome)))


def show(turn: Turn, *, entry: str, question: int | None = None) -> None:
    """Shows the entry of a tapped choice, related question or topic list."""
    turn.say(answer_card(turn, turn.house.responder.library[entry], question))


def vote(turn: Turn, *, question: int, value: int) -> None:
    """Keeps a thumb up or down; the last one counts."""
    questions.vote(turn.tx, question, turn.caller.user_id, value)
    turn.toast = turn.text("enquiry.thanks_up" if value > 0 else "enquiry.thanks_down")
    if value < 0:
        turn.say(Reply(turn.text("enquiry.down"), ((_person(turn, question),),)))


def topics(turn: Turn, *, replace: bool = False) -> None:
    """Lists the topics as buttons."""
    library = turn.house.responder.library
    buttons = [Button(topic.title, "faq.topic", {"topic": topic.id, "page": 0}) for topic in library.topics]
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    turn.say(Reply(turn.text("enquiry.topics"), rows, replace=replace))


def topic(turn: Turn, *, topic: str, page: int = 0) -> None:
    """Lists a page of a topic's questions as buttons."""
    library = turn.house.responder.library
    title = next(each.title for each in library.topics if each.id == topic)
    entries = library.of_topic(topic)
    first = page * PER_TOPIC
    rows = [(Button(each.question, "faq.entry", {"entry": each.id}),) for each in entries[first : first + PER_TOPIC]]
    turning = []
    if page:
        turning.append(Button(turn.text("common.previous"), "faq.topic", {"topic": topic, "page": page - 1}))
    if first + PER_TOPIC < len(entries):
        turning.append(Button(turn.text("common.next"), "faq.topic", {"topic": topic, "page": page + 1}))
    back = (Button(turn.text("enquiry.all_topics"), "faq.topics"),)
    pages = -(-len(entries) // PER_TOPIC)
    text = turn.text("enquiry.topic", title=title, page=page + 1, pages=pages)
    turn.say(Reply(text, (*rows, *((tuple(turning),) if turning else ()), back), replace=True))


def person(turn: Turn, *, question: int | None = None) -> None:
    """Passes the question to staff and says whom else one can ask."""
    if question is not None and (text := questions.pass_on(turn.tx, question, turn.caller.user_id)):
        turn.tell_staff(Reply(turn.text("enquiry.passed_on", question=text, row=question)))
        turn.tell("enquiry.person_passed", contact=contact(turn.house))
    else:
        turn.tell("enquiry.person", contact=contact(turn.house))


def person_asked(turn: Turn) -> None:
    """Passes the caller's last question to staff, or says whom to ask where there was none."""
    last = questions.last(turn.tx, turn.caller.user_id)
    person(turn, question=last["id"] if last else None)


def unanswered(turn: Turn) -> None:
    """Lists for staff what was not answered, was passed on, or got a thumb down."""
    if turn.member is None:
        turn.tell("review.staff_only")
        return
    rows = questions.open_questions(turn.tx, 15)
    lines = [turn.text("enquiry.open_row", row=each["id"], question=each["text"][:80]) for each in rows]
    turn.say(Reply("\n".join((turn.text("enquiry.open" if rows else "enquiry.open_none"), *lines))))


def contact(house: House) -> Html:
    """Return the configured contact, or the words that say there is none."""
    return Html(escape(house.contact)) if house.contact else house.texts("enquiry.no_contact")


def answer_html(turn: Turn, entry: Entry) -> str:
    """Return an entry's answer as it is shown: with source, date and the configured contact."""
    return render(entry).replace("{contact}", contact(turn.house))


def answer_card(turn: Turn, entry: Entry, question: int | None) -> Reply:
    """Return an entry's answer with its action, related questions and thumbs as buttons."""
    library = turn.house.responder.library
    rows: list[tuple[Button, ...]] = []
    if entry.action:
        rows.append((Button(turn.text(f"enquiry.action.{entry.action}"), f"act.{entry.action}"),))
    rows += [(Button(library[each].question, "faq.entry", {"entry": each}),) for each in entry.related[:2]]
    if question is not None:
        up = Button("👍", "faq.vote", {"question": question, "value": 1})
        down = Button("👎", "faq.vote", {"question": question, "value": -1})
        rows.append((up, down))
    return Reply(answer_html(turn, entry), tuple(rows))


def _choices(turn: Turn, outcome: Choices, question: int) -> Reply:
    rows = [
        (Button(hit.entry.question, "faq.entry", {"entry": hit.entry.id, "question": question}),)
        for hit in outcome.hits
    ]
    return Reply(turn.text("enquiry.choices"), (*rows, (_person(turn, question, "enquiry.none_of_these"),)))


def _unknown(turn: Turn, outcome: Unknown, question: int) -> Reply:
    return Reply(turn.text("enquiry.unknown"), (*_topic_rows(turn, outcome), (_person(turn, question),)))


def _topic_rows(turn: Turn, outcome: Unknown) -> tuple[tuple[Button, ...], ...]:
    nearest = outcome.topics[:TOPICS_OFFERED]
    rows = tuple((Button(each.title, "faq.topic", {"topic": each.id, "page": 0}),) for each in nearest)
    return (*rows, (Button(turn.text("enquiry.all_topics"), "faq.topics"),))


def _person(turn: Turn, question: int, label: str = "enquiry.ask_person") -> Button:
    return Button(turn.text(label), "faq.person", {"question": question})


def _record(turn: Turn, text: str, outcome: Outcome, kind: str, entry_id: str | None = None) -> int:
    return questions.record(
        turn.tx,
        user_id=turn.caller.user_id,
        chat_id=turn.caller.chat_id,
        text=text[:LONGEST_KEPT],
        outcome=kind,
        entry_id=entry_id,
        hits=[(hit.entry.id, hit.score) for hit in ((outcome,) if isinstance(outcome, Answer) else outcome.hits)],
    )
