"""A new entry: what staff answered gets a wording, a topic, a source, a date and a status, and is live once confirmed.

What has been filled in is kept in a note, which every button names, so that several can be under way at once; the first
of STEPS that it lacks is what is asked next, and one step back takes the last one out of it, to be offered again. What
the bot answers already is shown first, so that nobody writes it twice.
"""

from collections.abc import Mapping
from dataclasses import replace as replaced
from typing import Any

from bot.reply import Button, Reply, Row, rows
from bot.services.actions import BackInEntry, BeginEntry, ChooseForEntry, EntryAsked, KeepEntry, SearchEntry
from bot.services.desk import answering, clusters, prompts, question_cards
from bot.services.desk.entry_parsers import LIMITS, PARSERS, answer_of, html_of
from bot.services.runtime import contact, focus
from bot.services.runtime.beijing import BEIJING
from bot.services.runtime.footer import answer_html, spelled
from bot.services.runtime.turn import Member, Turn, on
from bot.storage import learned, notes, settlements
from bot.storage.notes import Note
from bot.texts import Html
from bot.texts.markup import plain, shortened
from faq.answer import SURE
from faq.entry import LEARNED, Entry

STEPS = ("question", "alike", "answer", "topic", "publisher", "date", "status")
STATUSES = ("stated", "reported", "comment", "plan", "not_published", "howto")
NO_PAPER = "-"  # the publisher of what rests on no paper
OWN = "howto"  # the status of what rests on no paper: the one that needs no facts

Content = dict[str, Any]


@on(BeginEntry)
def begin(turn: Turn, action: BeginEntry) -> None:
    """Begins an entry about what was answered, or about what waits and is answered by it."""
    if (member := turn.admit()) is None:
        return
    if action.settlement:
        found = settlements.find(turn.tx, action.settlement)
        if found is None or found.taught:
            turn.refuse("desk.taught_before")
        else:
            answer = answer_of(found.text or "", turn.now)
            about = {"settlement": found.id, "questions": (), "asked": found.question}
            _go_on(turn, member, Note(about | ({"answer": answer} if answer else {})))
    elif waiting := clusters.holding(turn, action.question, action.upto):
        about = {"settlement": 0, "questions": waiting.ids, "asked": waiting.phrasings[0]}
        _go_on(turn, member, Note(about))
    else:
        turn.refuse("desk.gone")


def hear(turn: Turn, asked: EntryAsked, text: str) -> None:
    """Takes what was typed for what was asked; what can't be is asked again."""
    if (opened := _open(turn, asked.note)) is None:
        return
    member, note = opened
    step = _next(turn, note.content)
    parse = PARSERS.get(step)
    if parse is None:
        turn.tell("desk.tap")
        _ask(turn, note)
    elif value := parse(text, turn.now):
        _go_on(turn, member, _filled(note, step, value))
    else:
        turn.tell(f"desk.bad.{step}", limit=LIMITS.get(step, 0))


prompts.listen(EntryAsked, hear)


@on(ChooseForEntry)
def choose(turn: Turn, action: ChooseForEntry) -> None:
    """Takes a tapped value for what the entry of this note lacks at present; on an older card, asks that again."""
    if opened := _open(turn, action.note):
        member, found = opened
        fits = _next(turn, found.content) == action.step
        taken = _filled(found, action.step, action.value) if fits else found
        _go_on(turn, member, taken, replace=True)


@on(BackInEntry)
def back(turn: Turn, action: BackInEntry) -> None:
    """Asks again what was filled in last in the entry of this note."""
    if (opened := _open(turn, action.note)) is None:
        return
    member, found = opened
    content = dict(found.content)
    if before := _before(turn, content):
        earlier = {**content.get("earlier", {}), before[-1]: content.pop(before[-1])}
        found = replaced(found, content={**content, "earlier": earlier})
    _go_on(turn, member, found, replace=True)


def _open(turn: Turn, note: int) -> tuple[Member, Note] | None:
    """Return who has tapped a button, and the entry that it belongs to; where that is gone, say so."""
    if (member := turn.admit()) is None:
        return None
    if found := notes.find(turn.tx, member.id, note, focus.since(turn)):
        return member, found
    turn.refuse("common.stale")
    return None


def _filled(note: Note, step: str, value: str) -> Note:
    return replaced(note, content={**note.content, step: value})


def _before(turn: Turn, content: Content) -> tuple[str, ...]:
    """Return the steps that were filled in before the one that is asked at present."""
    present = _next(turn, content)
    steps = STEPS[: STEPS.index(present)] if present else STEPS
    return tuple(step for step in steps if step in content)


def _next(turn: Turn, content: Mapping[str, Any]) -> str:
    """Return the step that is asked next; empty after the last."""
    return next((step for step in STEPS if step not in content and _matters(turn, step, content)), "")


def _matters(turn: Turn, step: str, content: Mapping[str, Any]) -> bool:
    """Return whether a step is asked at all, after those before it."""
    if step == "alike":
        return bool(_alike(turn, content["question"]))
    return step not in ("date", "status") or content["publisher"] != NO_PAPER


def _alike(turn: Turn, question: str) -> list[Entry]:
    """Return the entries that answer a question already, by how sure a bot must be that is not told otherwise."""
    return [hit.entry for hit in turn.house.responder.nearest(question) if hit.score >= SURE]


def _go_on(turn: Turn, member: Member, note: Note, *, replace: bool = False) -> None:
    kept = notes.keep(turn.tx, member.id, note)
    focus.take(turn, EntryAsked(note=kept))
    _ask(turn, replaced(note, id=kept), replace=replace)


def _ask(turn: Turn, note: Note, *, replace: bool = False) -> None:
    """Ask what is asked next; after a tap in place of the card with the tapped button."""
    content = note.content
    step = _next(turn, content)
    if not step:
        turn.say(_preview(turn, note, replace=replace))
        return
    question = shortened(content.get("question", ""), 200)
    alike = _alike(turn, question) if step == "alike" else []
    shown = Html(
        "\n\n".join(
            turn.text("desk.alike", question=each.question, answer=contact.with_contact(turn.house, each.answer))
            for each in alike
        )
    )
    earlier = content.get("earlier", {}).get(step, "")
    words = f"desk.step.{step}_again" if step == "answer" and earlier else f"desk.step.{step}"
    text = turn.text(words, phrasing=content["asked"], question=question, alike=shown, earlier=earlier)
    turn.say(
        Reply(
            text,
            (*_instead(turn, note, alike), *_choices(turn, step, note), _leave(turn, note)),
            replace=replace,
        )
    )


def _leave(turn: Turn, note: Note) -> Row:
    """Return the buttons out of a step: to the one before, if there is one, and out of it all."""
    back = (Button(turn.text("desk.step_back"), BackInEntry(note=note.id)),)
    return (*(back if _before(turn, note.content) else ()), prompts.dropper(turn, note.id))


def _instead(turn: Turn, note: Note, alike: list[Entry]) -> tuple[Row, ...]:
    """Return the buttons that make the question a phrasing of what there is, in place of a new entry."""
    if settlement := note.content["settlement"]:
        about = SearchEntry(settlement=settlement)
    else:
        asked: list[int] = note.content["questions"]
        about = SearchEntry(question=asked[0], upto=asked[-1])
    return question_cards.adopt_rows(turn, question_cards.adopting(about, note.id), alike)


def _choices(turn: Turn, step: str, note: Note) -> list[tuple[Button, ...]]:
    content, values = note.content, dict[str, str]()
    if step == "question" and len(content["asked"]) <= LIMITS["question"]:
        values = {content["asked"]: turn.text("desk.as_it_is")}
    elif step == "alike":
        values = {"new": turn.text("desk.write_anyway")}
    elif step == "publisher":
        values = {NO_PAPER: turn.text("desk.no_paper")}
    elif step == "topic":
        values = {topic.id: topic.title for topic in turn.house.responder.library.topics}
    elif step == "status":
        values = {status: turn.text(f"desk.status.{status}") for status in STATUSES}
    if step in PARSERS and (was := content.get("earlier", {}).get(step, "")) not in ("", NO_PAPER, *values):
        values[was] = turn.text(f"desk.as_it_was.{step}", value=shortened(was, question_cards.LABEL))
    buttons = [Button(label, ChooseForEntry(note=note.id, step=step, value=value)) for value, label in values.items()]
    return rows(buttons, 2 if step == "topic" else 1)


def _preview(turn: Turn, note: Note, *, replace: bool) -> Reply:
    content = note.content
    entry = Entry.model_validate(_entry(turn, content["settlement"], content), context=LEARNED)
    text = turn.text(
        "desk.preview",
        topic=_title(turn, content["topic"]),
        status=turn.text(f"desk.status.{content.get('status', 'own')}"),
        question=content["question"],
        answer=answer_html(turn.house, entry),
    )
    found = clusters.unsettled(turn, content["questions"]) if content["questions"] else None
    then = turn.text("desk.preview_sends" if found else "desk.preview_live", askers=found.askers if found else 0)
    shown = {key: value for key, value in content.items() if key != "earlier"}
    keep = Button(turn.text("desk.keep"), KeepEntry(**shown, note=note.id))
    return Reply(f"{text}\n{then}", ((keep,), _leave(turn, note)), replace=replace)


def _title(turn: Turn, topic: str) -> str:
    return next((each.title for each in turn.house.responder.library.topics if each.id == topic), topic)


@on(KeepEntry)
def keep(turn: Turn, action: KeepEntry) -> None:
    """Stores the entry that was confirmed, as its card showed it, and answers who has no answer yet."""
    if (member := turn.admit()) is None:
        return
    askers, settlement = 0, action.settlement
    if action.questions:
        if (found := answering.unsettled(turn, action.questions)) is None:
            return
        askers = found.askers
        settlement = clusters.settle(turn, member, found, text=action.answer)
        answering.answered(turn, member, found, action.answer)
    if not settlements.teach(turn.tx, settlement):
        turn.refuse("desk.taught_before")
        return
    learned.add_entry(turn.tx, entry=_entry(turn, settlement, action.model_dump(exclude_none=True)), author=member.id)
    turn.house.knowledge.outdated()
    notes.drop(turn.tx, member.id, action.note)
    focus.withdraw(turn, member.id, EntryAsked(note=action.note))
    said = turn.text("desk.kept_and_sent" if askers else "desk.kept", askers=askers)
    turn.hint(said)
    turn.say(Reply(f"{said}\n{turn.text('desk.kept_entry', question=action.question)}", replace=True))


def _entry(turn: Turn, settlement: int, content: Mapping[str, str]) -> dict[str, Any]:
    """Return the entry as a content file would have it: given by staff, today, on what it rests; its id says whence."""
    today = turn.now.astimezone(BEIJING).date().isoformat()
    given = turn.text("desk.by_staff")
    if day := content.get("date"):
        given = turn.text(
            "desk.resting_on", given=given, publisher=content["publisher"], date=spelled(turn.house.texts, day)
        )
    asked, question = content["asked"], content["question"]
    further = [asked] if asked != question and len(asked) <= LIMITS["question"] else []
    return {
        "id": f"{content['topic']}.staff_{settlement}",
        "question": question,
        "also_asked": further,
        "answer": html_of(content["answer"]),
        "source": {"publisher": plain(given), "date": today},
        "as_of": content.get("date", today),
        "status": content.get("status", OWN),
    }
