"""A new entry: what staff answered gets a wording, a topic, a source, a date and a status, and is live once confirmed.

What has been filled in is kept in the note; the first of STEPS that it lacks is what is asked next.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from bot.needs.cards import rows, shortened
from bot.reply import Button, Reply
from bot.services import answering, clusters, enquiry, writing
from bot.services.cards import BEIJING
from bot.services.turn import Member, Turn
from bot.storage import learned, notes, settlements
from bot.texts import Html, escape
from faq.entry import LEARNED, Entry

STEPS = ("question", "answer", "topic", "publisher", "date", "status")
STATUSES = ("stated", "reported", "comment", "plan", "not_published", "howto")
LIMITS = {"question": 200, "answer": 1000, "publisher": 60}  # characters; the first two are faq.entry's
DATE = re.compile(r"(20\d\d)[-./年](\d{1,2})(?:月?|[-./月](\d{1,2})日?)")

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
    member, step = turn.member, _next(content)
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
    elif _next(note.content) == step:
        _go_on(turn, member, {**note.content, step: value})
    else:
        _ask(turn, note.content)


def _next(content: Mapping[str, Any]) -> str:
    """Return the step that is asked next; empty after the last."""
    return next((step for step in STEPS if step not in content), "")


def _go_on(turn: Turn, member: Member, content: Content) -> None:
    writing.begin(turn, member, "entry", content)
    _ask(turn, content)


def _ask(turn: Turn, content: Content) -> None:
    step = _next(content)
    if not step:
        turn.say(_preview(turn, content))
        return
    question = shortened(content.get("question", ""), 200)
    text = turn.text(f"desk.step.{step}", phrasing=content["asked"], question=question)
    turn.say(Reply(text, (*_choices(turn, step, content), (writing.dropper(turn),))))


def _choices(turn: Turn, step: str, content: Content) -> list[tuple[Button, ...]]:
    values: dict[str, str] = {}
    if step == "question" and len(content["asked"]) <= LIMITS["question"]:
        values = {content["asked"]: turn.text("desk.as_it_is")}
    elif step == "topic":
        values = {topic.id: topic.title for topic in turn.house.responder.library.topics}
    elif step == "status":
        values = {status: turn.text(f"desk.status.{status}") for status in STATUSES}
    buttons = [Button(label, "entry.choose", {"step": step, "value": value}) for value, label in values.items()]
    return rows(buttons, 2 if step == "topic" else 1)


def _preview(turn: Turn, content: Content) -> Reply:
    entry = Entry.model_validate(_entry(content["settlement"], content), context=LEARNED)
    text = turn.text(
        "desk.preview",
        topic=_title(turn, content["topic"]),
        status=turn.text(f"desk.status.{content['status']}"),
        question=content["question"],
        answer=Html(enquiry.answer_html(turn, entry)),
    )
    found = clusters.unsettled(turn, content["questions"]) if content["questions"] else None
    then = turn.text("desk.preview_sends" if found else "desk.preview_live", askers=found.askers if found else 0)
    return Reply(f"{text}\n{then}", ((Button(turn.text("desk.keep"), "entry.keep", content), writing.dropper(turn)),))


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
    learned.add_entry(turn.tx, entry=_entry(settlement, content), author=member.id)
    turn.house.knowledge.outdated()
    notes.drop(turn.tx, member.id)
    said = turn.text("desk.kept_and_sent" if askers else "desk.kept", askers=askers)
    turn.hint(said)
    turn.say(Reply(said))


def _entry(settlement: int, content: Mapping[str, str]) -> dict[str, Any]:
    """Return the entry as a content file would have it; its id says where it comes from."""
    asked, question = content["asked"], content["question"]
    further = [asked] if asked != question and len(asked) <= LIMITS["question"] else []
    return {
        "id": f"{content['topic']}.staff_{settlement}",
        "question": question,
        "also_asked": further,
        "answer": _html(content["answer"]),
        "source": {"publisher": content["publisher"], "date": content["date"]},
        "as_of": content["date"],
        "status": content["status"],
    }


def _html(answer: str) -> str:
    """Return a typed answer as an entry has it: Telegram HTML, its first line bold."""
    first, *more = escape(answer.strip()).splitlines()
    return "\n".join([f"<b>{first}</b>", *more])


def question_of(text: str, _: datetime) -> str | None:
    """Return a typed question on one line; None where it is none, or too long."""
    line = " ".join(text.split())
    return line if 0 < len(line) <= LIMITS["question"] else None


def answer_of(text: str, _: datetime) -> str | None:
    """Return a typed answer; None where there is none, or it is too long for an entry."""
    answer = text.strip()
    return answer if answer and len(_html(answer)) <= LIMITS["answer"] else None


def publisher_of(text: str, _: datetime) -> str | None:
    """Return who published what an answer rests on; None where it is too long for a line, or is no plain text."""
    line = text.strip()
    plain = line == escape(line) and len(line.splitlines()) == 1
    return line if plain and len(line) <= LIMITS["publisher"] else None


def date_of(text: str, now: datetime) -> str | None:
    """Return a typed day or month as content files have it; None where it is none, or has not come yet in Beijing."""
    match = DATE.fullmatch("".join(text.split()))
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    with suppress(ValueError):
        found = date(year or 0, month or 0, day or 1)
        if found <= now.astimezone(BEIJING).date():
            return found.isoformat() if day else f"{found:%Y-%m}"
    return None


PARSERS: Mapping[str, Callable[[str, datetime], str | None]] = {
    "question": question_of,
    "answer": answer_of,
    "publisher": publisher_of,
    "date": date_of,
}
