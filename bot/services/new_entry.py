"""A new entry: what staff answered gets a wording, a topic, a source, a date and a status, and is live once confirmed.

What has been filled in is kept in the note; the first of STEPS that it lacks is what is asked next, and one step back
takes the last one out of it. What the bot answers already is shown first, so that nobody writes it twice.
"""

from collections.abc import Mapping
from typing import Any

from bot.needs.cards import rows, shortened
from bot.reply import Button, Reply
from bot.services import answering, clusters, desk_cards, enquiry, writing
from bot.services.cards import BEIJING, Row
from bot.services.entry_parsers import LIMITS, PARSERS, answer_of, html_of
from bot.services.split import plain
from bot.services.turn import Member, Turn
from bot.storage import learned, notes, settlements
from bot.texts import Html
from faq.answer import SURE, spelled
from faq.entry import LEARNED, Entry

STEPS = ("question", "alike", "answer", "topic", "publisher", "date", "status")
STATUSES = ("stated", "reported", "comment", "plan", "not_published", "howto")
NO_PAPER = "-"  # the publisher of what rests on no paper

Content = dict[str, Any]


def begin(turn: Turn, *, settlement: int = 0, question: int = 0, upto: int = 0) -> None:
    """Begins an entry about what was answered, or about what waits and is answered by it."""
    if (member := turn.admit()) is None:
        return
    if settlement:
        found = settlements.find(turn.tx, settlement)
        if found is None or found.taught:
            turn.refuse("desk.taught_before")
        else:
            answer = answer_of(found.text or "", turn.now)
            about = {"settlement": settlement, "questions": "", "asked": found.question}
            _go_on(turn, member, about | ({"answer": answer} if answer else {}))
    elif waiting := clusters.holding(turn, question, upto):
        _go_on(turn, member, {"settlement": 0, "questions": waiting.ids, "asked": waiting.phrasings[0]})
    else:
        turn.refuse("desk.gone")


def hear(turn: Turn, content: Content, text: str) -> None:
    """Takes what was typed for what was asked; what can't be is asked again."""
    member, step = turn.member, _next(turn, content)
    parse = PARSERS.get(step)
    if member is None:
        return
    if parse is None:
        turn.tell("desk.tap")
        _ask(turn, content)
    elif value := parse(text, turn.now):
        _go_on(turn, member, {**content, step: value})
    else:
        turn.tell(f"desk.bad.{step}", limit=LIMITS.get(step, 0))


def choose(turn: Turn, *, step: str, value: str) -> None:
    """Takes a tapped value for what is asked at present; on an older card, asks that again."""
    if (member := turn.admit()) is None:
        return
    note = writing.present(turn)
    if note is None or note.purpose != "entry":
        turn.refuse("common.stale")
    elif _next(turn, note.content) == step:
        _go_on(turn, member, {**note.content, step: value}, replace=True)
    else:
        _ask(turn, note.content, replace=True)


def back(turn: Turn) -> None:
    """Asks again what was filled in last."""
    if (member := turn.admit()) is None:
        return
    note = writing.present(turn)
    before = _before(turn, note.content) if note and note.purpose == "entry" else ()
    if note and before:
        _go_on(turn, member, {key: value for key, value in note.content.items() if key != before[-1]}, replace=True)
    else:
        turn.refuse("common.stale")


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
    return step != "date" or content["publisher"] != NO_PAPER


def _alike(turn: Turn, question: str) -> list[Entry]:
    """Return the entries that answer a question already, by how sure a bot must be that is not told otherwise."""
    return [hit.entry for hit in turn.house.responder.nearest(question) if hit.score >= SURE]


def _go_on(turn: Turn, member: Member, content: Content, *, replace: bool = False) -> None:
    writing.begin(turn, member, "entry", content)
    _ask(turn, content, replace=replace)


def _ask(turn: Turn, content: Content, *, replace: bool = False) -> None:
    """Ask what is asked next; after a tap in place of the card with the tapped button."""
    step = _next(turn, content)
    if not step:
        turn.say(_preview(turn, content, replace=replace))
        return
    question = shortened(content.get("question", ""), 200)
    alike = _alike(turn, question) if step == "alike" else []
    shown = Html(
        "\n\n".join(turn.text("desk.alike", question=each.question, answer=Html(each.answer)) for each in alike)
    )
    text = turn.text(f"desk.step.{step}", phrasing=content["asked"], question=question, alike=shown)
    turn.say(
        Reply(
            text,
            (*_instead(turn, content, alike), *_choices(turn, step, content), _leave(turn, content)),
            replace=replace,
        )
    )


def _leave(turn: Turn, content: Content) -> Row:
    """Return the buttons out of a step: to the one before, if there is one, and out of it all."""
    back = (Button(turn.text("desk.step_back"), "entry.back"),) if _before(turn, content) else ()
    return (*back, writing.dropper(turn))


def _instead(turn: Turn, content: Content, alike: list[Entry]) -> tuple[Row, ...]:
    """Return the buttons that make the question a phrasing of what there is, in place of a new entry."""
    if content["settlement"]:
        return desk_cards.adopt_rows(turn, "teach.phrasing", {"settlement": content["settlement"]}, alike)
    ids = content["questions"].split(",")
    return desk_cards.adopt_rows(turn, "teach.adopt_ask", {"question": int(ids[0]), "upto": int(ids[-1])}, alike)


def _choices(turn: Turn, step: str, content: Content) -> list[tuple[Button, ...]]:
    values: dict[str, str] = {}
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
    buttons = [Button(label, "entry.choose", {"step": step, "value": value}) for value, label in values.items()]
    return rows(buttons, 2 if step == "topic" else 1)


def _preview(turn: Turn, content: Content, *, replace: bool) -> Reply:
    entry = Entry.model_validate(_entry(turn, content["settlement"], content), context=LEARNED)
    text = turn.text(
        "desk.preview",
        topic=_title(turn, content["topic"]),
        status=turn.text(f"desk.status.{content['status']}"),
        question=content["question"],
        answer=Html(enquiry.answer_html(turn, entry)),
    )
    found = clusters.unsettled(turn, content["questions"]) if content["questions"] else None
    then = turn.text("desk.preview_sends" if found else "desk.preview_live", askers=found.askers if found else 0)
    keep = Button(turn.text("desk.keep"), "entry.keep", content)
    return Reply(f"{text}\n{then}", ((keep,), _leave(turn, content)), replace=replace)


def _title(turn: Turn, topic: str) -> str:
    return next((each.title for each in turn.house.responder.library.topics if each.id == topic), topic)


def keep(turn: Turn, *, settlement: int, questions: str, **content: str) -> None:
    """Stores the entry that was confirmed, as its card showed it, and answers who has no answer yet."""
    if (member := turn.admit()) is None:
        return
    askers = 0
    if questions:
        if (found := answering.unsettled(turn, questions)) is None:
            return
        askers = found.askers
        settlement = clusters.settle(turn, member, found, text=content["answer"])
        answering.answered(turn, member, found, content["answer"])
    if not settlements.teach(turn.tx, settlement):
        turn.refuse("desk.taught_before")
        return
    learned.add_entry(turn.tx, entry=_entry(turn, settlement, content), author=member.id)
    turn.house.knowledge.outdated()
    notes.drop(turn.tx, member.id)
    said = turn.text("desk.kept_and_sent" if askers else "desk.kept", askers=askers)
    turn.hint(said)
    turn.say(Reply(f"{said}\n{turn.text('desk.kept_entry', question=content['question'])}", replace=True))


def _entry(turn: Turn, settlement: int, content: Mapping[str, str]) -> dict[str, Any]:
    """Return the entry as a content file would have it: given by staff, today, on what it rests; its id says whence."""
    today = turn.now.astimezone(BEIJING).date().isoformat()
    given = turn.text("desk.by_staff")
    if day := content.get("date"):
        given = turn.text("desk.resting_on", given=given, publisher=content["publisher"], date=spelled(day))
    asked, question = content["asked"], content["question"]
    further = [asked] if asked != question and len(asked) <= LIMITS["question"] else []
    return {
        "id": f"{content['topic']}.staff_{settlement}",
        "question": question,
        "also_asked": further,
        "answer": html_of(content["answer"]),
        "source": {"publisher": plain(given), "date": today},
        "as_of": content.get("date", today),
        "status": content["status"],
    }
