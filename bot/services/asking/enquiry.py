"""Enquiry: questions about the scheme are answered from the FAQ, and kept for staff where there is no answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from unicodedata import normalize

from bot.actions import Action
from bot.needs.fields.cleaning import clean, is_han
from bot.reply import Button, Picture, Reply, Row, rows
from bot.services.actions import (
    AskPerson,
    BackToTopics,
    BeginNeed,
    BeginWithProblem,
    HandOver,
    ListMine,
    ListTopics,
    ResumeDraft,
    ShowEntry,
    ShowTopic,
    Vote,
)
from bot.services.needs_state import wording
from bot.services.runtime import contact, focus, paging, phrases, rights, writing
from bot.services.runtime.footer import answer_html, footer, title, translation
from bot.services.runtime.turn import Caller, House, Services, Turn, on
from bot.storage import drafts, question_stats, questions
from bot.storage.database import Transaction
from bot.storage.drafts import DraftRow
from bot.texts import Html
from bot.texts.markup import plain
from faq import entry as entries
from faq import wishes
from faq.answer import Answer, Choices, Lead, Outcome, Unknown
from faq.asking import is_question
from faq.dialogue import Consideration, Part
from faq.entry import Entry, Library
from faq.index import Hit
from faq.personal import PERSONAL

LONGEST_KEPT = 500  # characters of a question that are kept
TOPICS_OFFERED = 3
NAMES_TOLD = 3
ANNOUNCES = "："  # at the end of a line
FOLLOWED = timedelta(minutes=30)  # how long what was answered last is what a short "and the money?" goes on from
HEEDED = 3  # questions before one, whose names may go on for it
RECENT = timedelta(minutes=10)  # how long a question is what somebody may want a person to answer
PER_TOPIC = 8  # entries on one page of a topic
RELATED = 2  # questions offered under an answer
THUMBS = (("👍", 1), ("👎", -1))
#: What an entry can offer to do.
OFFERS: Mapping[entries.Action, Action] = {
    "submit": BeginNeed(),
    "topics": ListTopics(),
    "handoff": AskPerson(),
    "my": ListMine(),
}
MAY_TAKE_IT: tuple[entries.Action, ...] = ("my", "submit", "handoff")  # where what identifies a person may be written
HIDDEN = "******"  # stands for what identifies a person, in a question that is kept
PLEASANTRIES = ("goodbye", "nod", "ping")  # each with the words that it is told by, and a line of its own
UNMOVED = ("nod", "ping", "wordless", "meaningless")  # the lines to what says as good as nothing
TELLS = 20  # characters from which on a text that asks nothing may tell of a problem
TELLING = 2  # different letters or signs; what has fewer, or nothing but figures, asks nothing: 1, aaaa


async def consider(services: Services, caller: Caller, text: str) -> Consideration:
    """Return the FAQ's reading of a text, as going on from the answer last shown to the caller.

    Done before any transaction, and in a thread of its own: searching takes milliseconds, and more for a long text.
    """
    dialogue, now = services.house.dialogue, services.database.clock()
    before = await services.database.read(lambda tx: _going_on_from(tx, caller, now, dialogue.responder.library))

    def read() -> Consideration:
        wishes.read(clean(text))  # remembered, so that within the transaction it takes no time
        return dialogue.consider(text, *before)

    return await services.search(read)


def reconsider(turn: Turn, text: str) -> Consideration:
    """Return the FAQ's reading of a text that came before: as it is remembered, otherwise by its letters alone."""
    dialogue = turn.house.dialogue
    return dialogue.consider(text, *_going_on_from(turn.tx, turn.caller, turn.now, dialogue.responder.library))


def _going_on_from(
    tx: Transaction, caller: Caller, now: datetime, library: Library
) -> tuple[Entry | None, tuple[str, ...]]:
    """Return the entry that was just shown to the caller, and what he asked last; nothing while he writes a draft."""
    lately = [each for each in questions.lately(tx, caller.user_id, HEEDED) if each.asked_at >= now - FOLLOWED]
    if not lately or drafts.active(tx, caller.user_id):
        return None, ()
    return library.by_id.get(lately[0].entry_id or ""), tuple(each.text for each in lately)


def ask(turn: Turn, considered: Consideration, first: tuple[Row, ...] = ()) -> None:
    """Answers each question of a message, or offers choices, or says honestly that nothing was found.

    A question without an answer is kept for staff; a text that is no question is not. `first` are rows of buttons on
    top of those of the first answer.
    """
    for part in considered.parts:
        reply = _reply(turn, part)
        turn.say(replace(reply, text=led_in(turn.house, part) + reply.text, buttons=(*first, *reply.buttons)))
        first = ()


def led_in(house: House, part: Part) -> str:
    """Return the lines that lead in the reply to a part of a message; empty where none is needed."""
    keys = [*([part.lead_in] if part.lead_in else []), *(["phone"] if part.numbered else [])]
    return "".join(house.texts(f"enquiry.lead_in.{key}", text=part.text) + "\n" for key in keys)


def _reply(turn: Turn, part: Part) -> Reply:
    if (key := nothing_asked(turn.house, part)) and key != "greeting":  # who greets is shown what can be asked
        return Reply(turn.text(f"enquiry.{key}"))
    match part.outcome:
        case Answer(entry=entry) as outcome:
            return _answer(turn, entry, part.text, outcome)
        case Lead() as outcome:
            return _lead(turn, outcome, _record(turn, part.text, outcome, "choices"))
        case Choices() as outcome:
            return _choices(turn, outcome, _record(turn, part.text, outcome, "choices"))
        case Unknown(reason="unknown") as outcome:
            return _unknown(turn, outcome, part.text, _record(turn, part.text, outcome, "unknown"))
        case Unknown(reason="personal_data"):
            buttons = [Button(turn.text(f"enquiry.action.{each}"), OFFERS[each]) for each in MAY_TAKE_IT]
            return Reply(turn.text("enquiry.personal_data"), tuple(rows(buttons, 2)))
        case Unknown() as outcome:  # greetings, small talk, other schemes: one line
            return Reply(turn.text(f"enquiry.{outcome.reason}"), _topic_rows(turn, outcome))


def is_aside(house: House, considered: Consideration) -> bool:
    """Return whether a message asks nothing: it greets, thanks, nods, or is a mere sign."""
    return all(nothing_asked(house, part) for part in considered.parts)


def is_unmoved(house: House, considered: Consideration) -> bool:
    """Return whether a message says so little that it changes nothing: it nods, calls, or is a mere sign."""
    return all(nothing_asked(house, part) in UNMOVED for part in considered.parts)


def nothing_asked(house: House, part: Part) -> str | None:
    """Return the key of the line for a text that asks nothing; None where it may ask something."""
    signs = {each for each in part.text if each.isalnum()}
    if not signs:
        return "wordless"
    match part.outcome:
        case Unknown(reason="meaningless"):
            return "meaningless"
        case Unknown(reason="greeting" | "thanks" as reason):
            said = (each for each in PLEASANTRIES if phrases.means(house.texts, f"enquiry.words.{each}", part.text))
            return next(said, reason)
        case Lead() | Choices() | Unknown(reason="unknown" | "smalltalk"):
            mere = all(map(str.isdecimal, signs)) or (len(signs) < TELLING and not any(map(is_han, signs)))
            return "meaningless" if mere else None
    return None


@on(ShowEntry)
def show(turn: Turn, action: ShowEntry) -> None:
    """Shows an entry: as the choice for `question`, or without one as a question of its own, opened from a list."""
    found, question = turn.house.responder.library.by_id.get(action.entry), action.question
    if found is None:
        turn.refuse("common.stale")
    elif question is None:
        turn.say(_answer(turn, found, found.question, Answer(found, 1.0), browsed=True))
    else:
        question_stats.chosen(turn.tx, question, turn.caller.user_id, found.id)
        turn.say(answer_card(turn, found, question, question))


def _answer(turn: Turn, entry: Entry, text: str, outcome: Outcome, *, browsed: bool = False) -> Reply:
    earlier = lately_asked(turn) if _asks_for_person(entry) else None
    question = _record(turn, text, outcome, "answer", entry.id, browsed=browsed)
    return answer_card(turn, entry, question, earlier if _asks_for_person(entry) else question)


def _asks_for_person(entry: Entry) -> bool:
    """Return whether the entry is the one about reaching a person."""
    return entry.action == "handoff" and entry.status == "howto"


@on(Vote)
def vote(turn: Turn, action: Vote) -> None:
    """Stores the caller's thumb up or down; the last one counts."""
    questions.vote(turn.tx, action.question, turn.caller.user_id, action.value)
    turn.hint(turn.text("enquiry.thanks_up" if action.value > 0 else "enquiry.thanks_down"))
    if action.value < 0:
        turn.say(Reply(turn.text("enquiry.down"), ((_person(turn, action.question),),)))


@on(ListTopics)
def topics(turn: Turn, _: ListTopics) -> None:
    """Lists the topics as buttons."""
    turn.say(_topics(turn))


@on(BackToTopics)
def back_to_topics(turn: Turn, _: BackToTopics) -> None:
    """Lists the topics in place of one of them."""
    turn.say(replace(_topics(turn), replace=True))


def _topics(turn: Turn) -> Reply:
    library = turn.house.responder.library
    buttons = [Button(topic.named(turn.house.texts.language), ShowTopic(topic=topic.id)) for topic in library.topics]
    return Reply(turn.text("enquiry.topics"), tuple(rows(buttons, 2)))


@on(ShowTopic)
def topic(turn: Turn, action: ShowTopic) -> None:
    """Lists a page of a topic's questions as buttons."""
    library, topic, page = turn.house.responder.library, action.topic, action.page
    titles = {each.id: each.named(turn.house.texts.language) for each in library.topics}
    if topic not in titles:
        turn.refuse("common.stale")
        return
    entries = library.of_topic(topic)
    pages = paging.pages(len(entries), PER_TOPIC)
    here = entries[page * PER_TOPIC : (page + 1) * PER_TOPIC]
    buttons = [(Button(title(turn.house, each), ShowEntry(entry=each.id)),) for each in here]
    turning = paging.turning(turn, lambda to: ShowTopic(topic=topic, page=to), page, pages - 1)
    text = turn.text("enquiry.topic", title=titles[topic], page=page + 1, pages=pages)
    turn.say(Reply(text, (*buttons, *turning, _all_topics(turn)), replace=True))


def last_asked(turn: Turn) -> str | None:
    """Return the text of the caller's recent question, as it is stored; None where there is none."""
    last = questions.last(turn.tx, turn.caller.user_id)
    return last.text if last and turn.now - last.asked_at <= RECENT else None


def lately_asked(turn: Turn) -> int | None:
    """Return the id of the caller's recent question; None where its answer helped or was how to reach a person."""
    last = questions.last(turn.tx, turn.caller.user_id)
    if last is None or last.vote == 1 or turn.now - last.asked_at > RECENT:
        return None
    shown = turn.house.responder.library.by_id.get(last.entry_id or "")
    return None if shown and _asks_for_person(shown) else last.id


def answer_card(turn: Turn, entry: Entry, question: int, for_person: int | None) -> Reply:
    """Return an entry's answer with its action, related questions, and thumbs for `question` as buttons.

    `for_person` is the question for 转人工. A person is offered too where the answer names a contact and none is set.
    """
    library = turn.house.responder.library
    action: Row = ()
    if entry.action:
        does = AskPerson(question=for_person) if entry.action == "handoff" else OFFERS[entry.action]
        action = (Button(turn.text(f"enquiry.action.{entry.action}"), does),)
    if contact.CONTACT in entry.answer and not turn.house.contact and entry.action != "handoff":
        action = (*action, _person(turn, question))
    others = library.named(entry.related)[:RELATED]
    related = [(Button(title(turn.house, each), ShowEntry(entry=each.id)),) for each in others]
    thumbs = tuple(Button(sign, Vote(question=question, value=value)) for sign, value in THUMBS)
    shown = [row for row in (action, *related, thumbs) if row]
    return Reply(answer_html(turn.house, entry), tuple(shown), picture=_picture(library, entry))


def _picture(library: Library, entry: Entry) -> Picture | None:
    path = library.pictures.get(entry.picture or "")
    return Picture(file=str(path)) if path else None


def _lead(turn: Turn, outcome: Lead, question: int) -> Reply:
    """Return the likeliest entry's question and short answer, with the way to all of it and to the other entries."""
    first, *others = outcome.hits
    whole = (Button(turn.text("enquiry.whole"), ShowEntry(entry=first.entry.id, question=question)),)
    return Reply(lead_html(turn.house, first), (whole, *_chosen(turn, others, question)))


def lead_html(house: House, hit: Hit) -> Html:
    """Return the question, the short answer and the source of the entry that a question may ask for.

    Where that is about something else than was named, this is said first. A short answer that only announces a list is
    shown with the list's first line.
    """
    entry, lines = hit.entry, hit.entry.answer.split("\n")
    first = Html("\n".join(lines[: 2 if plain(Html(lines[0])).endswith(ANNOUNCES) else 1]))
    short = translation(house.texts, entry) or first
    said = house.texts("enquiry.lead", question=title(house, entry), short=short, footer=footer(house.texts, entry))
    return Html(differs_html(house, hit) + said)


def differs_html(house: House, hit: Hit) -> Html:
    """Return the line that says what was named and what there is instead; empty where that is the same."""
    if hit.differs is None:
        return Html("")
    asked, had = (_listed(house, names) for names in (hit.differs.asked, hit.differs.had))
    if not asked:
        return Html(house.texts("enquiry.differs_in_a_no") + "\n")
    if not had:
        return Html(house.texts("enquiry.differs_from_all", asked=asked) + "\n")
    return Html(house.texts(f"enquiry.differs.{hit.differs.kind}", asked=asked, had=had) + "\n")


def _listed(house: House, names: Sequence[str]) -> str:
    told = house.texts("common.and").join(names[:NAMES_TOLD])
    return house.texts("enquiry.and_more", names=told) if len(names) > NAMES_TOLD else told


def _choices(turn: Turn, outcome: Choices, question: int) -> Reply:
    return Reply(turn.text("enquiry.choices"), _chosen(turn, outcome.hits, question))


def _chosen(turn: Turn, hits: Iterable[Hit], question: int) -> tuple[Row, ...]:
    """Return the rows of buttons that choose an entry for a question, or none of them."""
    rows = [(Button(title(turn.house, hit.entry), ShowEntry(entry=hit.entry.id, question=question)),) for hit in hits]
    return (*rows, (_person(turn, question, "enquiry.none_of_these"),))


def _unknown(turn: Turn, outcome: Unknown, text: str, question: int) -> Reply:
    shown = (*_topic_rows(turn, outcome), _filing(turn, text), (_person(turn, question),))
    return Reply(turn.text("enquiry.unknown"), tuple(filter(None, shown)))


def _filing(turn: Turn, text: str) -> Row:
    """Return the way to the form: on with the draft, or a new one, of whose need a longer text may tell."""
    if focus.written(turn):  # its card comes next
        return ()
    if len(text) >= TELLS and not is_question(text) and turn.house.form.problem:
        return (Button(turn.text("wishes.do.problem"), BeginWithProblem(text=masked(text))),)
    return going_on(turn) or (Button(turn.text("enquiry.action.submit"), BeginNeed()),)


def going_on(turn: Turn) -> Row:
    """Return the button that goes on with what the caller is writing, or else wrote last; none where there is none."""
    draft = focus.written(turn) or next(iter(rights.written(turn)), None)
    return on_with(turn, draft) if draft else ()


def all_going_on(turn: Turn) -> tuple[Row, ...]:
    """Return such a button for each draft that the caller may go on with, the one being written first."""
    present, others = focus.written(turn), rights.written(turn)
    first = [present] if present else []
    return tuple(on_with(turn, each) for each in (*first, *(each for each in others if each != present)))


def on_with(turn: Turn, draft: DraftRow) -> Row:
    """Return the button that goes on with a draft, with how far it is."""
    label = turn.text("mine.resume", title=writing.title(turn, draft))
    if not draft.about:
        label = turn.text("mine.resume_at", at=label, progress=wording.draft_progress(turn, draft))
    return (Button(label, ResumeDraft(draft_id=draft.id)),)


def _topic_rows(turn: Turn, outcome: Unknown) -> tuple[Row, ...]:
    nearest = outcome.topics[:TOPICS_OFFERED]
    return (
        *((Button(each.named(turn.house.texts.language), ShowTopic(topic=each.id)),) for each in nearest),
        _all_topics(turn),
    )


def _all_topics(turn: Turn) -> Row:
    return (Button(turn.text("enquiry.all_topics"), BackToTopics()),)


def _person(turn: Turn, question: int, label: str = "enquiry.ask_person") -> Button:
    return Button(turn.text(label), HandOver(question=question))


def _record(
    turn: Turn, text: str, outcome: Outcome, kind: str, entry_id: str | None = None, *, browsed: bool = False
) -> int:
    return questions.record(
        turn.tx,
        user_id=turn.caller.user_id,
        chat_id=turn.caller.chat_id,
        text=kept(text),
        outcome=kind,
        entry_id=entry_id,
        hits=[(hit.entry.id, hit.score) for hit in ((outcome,) if isinstance(outcome, Answer) else outcome.hits)],
        browsed=browsed,
        staff=turn.member is not None,
    )


def identifies(text: str) -> bool:
    """Return whether a text holds numbers that identify a person."""
    return PERSONAL.search(normalize("NFKC", text)) is not None


def kept(text: str) -> str:
    """Return a question as it is stored: its beginning, with numbers that identify a person masked."""
    return masked(text)[:LONGEST_KEPT]


def masked(text: str) -> str:
    """Return a text with numbers that identify a person masked."""
    seen = normalize("NFKC", text)
    left = PERSONAL.sub(HIDDEN, seen)
    return text if left == seen else left
