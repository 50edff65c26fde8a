"""A new entry: what staff answered gets a wording, a topic, a source, a date and a status, and is live once confirmed.

It is a draft like a need's, with a form of its own (bot/forms/entry.yaml). What the bot answers already is shown as a
doubt of the question, so that nobody writes it twice.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.needs import intake as core
from bot.needs.draft import Draft, Step
from bot.needs.fields import Doubtful, Field, Json, Option, Rejected, Values
from bot.needs.fields.day import spelled
from bot.needs.form import OF_ENTRIES, Form
from bot.reply import Reply, Row
from bot.services.actions import BeginEntry, SearchEntry
from bot.services.desk import answering, clusters, prompts, question_cards
from bot.services.desk.clusters import Cluster
from bot.services.runtime import contact, writing
from bot.services.runtime.beijing import BEIJING
from bot.services.runtime.footer import answer_html
from bot.services.runtime.turn import Turn, on
from bot.storage import drafts, learned, settlements
from bot.storage.drafts import About, DraftRow
from bot.texts import Html, escape
from bot.texts.markup import plain
from faq.answer import SURE
from faq.entry import LEARNED, Entry

LONGEST_QUESTION, LONGEST_ANSWER = 200, 1000  # characters (faq.entry)
OWN = "own"  # the status of what rests on no paper, in the form;
HOWTO = "howto"  # and in the entry: the one that needs no facts


@on(BeginEntry)
def begin(turn: Turn, action: BeginEntry) -> None:
    """Begins an entry about what was answered, or about what waits and is answered by it."""
    if turn.admit() is None:
        return
    if action.settlement:
        found = settlements.find(turn.tx, action.settlement)
        if found is None or found.taught:
            turn.refuse("desk.taught_before")
        else:
            _begin(turn, About(found.id, (), found.question), found.text or "")
    elif waiting := clusters.holding(turn, action.question, action.upto):
        _begin(turn, About(0, waiting.ids, waiting.phrasings[0]))
    else:
        turn.refuse("desk.gone")


def _begin(turn: Turn, about: About, answer: str = "") -> None:
    owner = turn.caller.user_id
    if begun := next(filter(partial(_is_of, about), drafts.entries(turn.tx, owner)), None):
        writing.show(turn, core.resume(writing.form_of(turn, begun), Draft.from_json(begun.content)))
        return
    draft = drafts.create(turn.tx, owner, about=about)
    known = {"answer": answer.strip()} if len(_html_of(answer)) <= LONGEST_ANSWER else {}
    writing.show(turn, core.begin(_form(turn, about, draft), owner, draft, known))


def _is_of(about: About, begun: DraftRow) -> bool:
    """Return whether an entry under way answers what another would be about."""
    other = begun.about or about
    return bool({*about.questions} & {*other.questions}) or 0 < about.settlement == other.settlement


def _form(turn: Turn, about: About, draft: int) -> Form:
    """Return the form for what a draft is about, with the topics that there are now."""
    built_in = turn.house.forms[OF_ENTRIES]
    form = replace(built_in, fields=tuple(_filled_in(turn, about, field) for field in built_in.fields))
    waiting = clusters.unsettled(turn, about.questions) if about.questions else None
    return replace(
        form,
        reread=lambda field, value: _reread(turn, field, str(value)),
        instead=lambda question: _instead(turn, about, draft, str(question)),
        preview=lambda values: _preview(turn, form, about, waiting, values),
    )


def _filled_in(turn: Turn, about: About, field: Field) -> Field:
    if field.key == "question":
        short = len(about.asked) <= LONGEST_QUESTION
        ready = Option(value=about.asked, label=turn.text("desk.as_it_is"))
        prompt = f"{field.prompt}\n{about.asked}"
        return field.model_copy(update={"prompt": prompt, "options": (ready,) if short else ()})
    if field.key == "topic":
        topics = turn.house.responder.library.topics
        return field.model_copy(update={"options": tuple(Option(value=each.id, label=each.title) for each in topics)})
    return field.model_copy(update={"latest": _today(turn)}) if field.key == "published" else field


def _today(turn: Turn) -> str:
    return turn.now.astimezone(BEIJING).date().isoformat()


def _reread(turn: Turn, field: Field, value: str) -> Rejected | Doubtful | None:
    """Refuse an answer that is too long as an entry has it, and doubt a question that is answered already."""
    if field.key == "answer" and len(_html_of(value)) > LONGEST_ANSWER:
        return Rejected(turn.text("desk.answer_too_long", limit=LONGEST_ANSWER))
    if field.key == "question" and (alike := _alike(turn, value)):
        shown = (
            turn.text("desk.alike", question=each.question, answer=contact.with_contact(turn.house, each.answer))
            for each in alike
        )
        return Doubtful(value, turn.text("desk.answered_already", question=value, alike=Html("\n\n".join(shown))))
    return None


def _alike(turn: Turn, question: str) -> list[Entry]:
    """Return the entries that answer a question already, by how sure a bot must be that is not told otherwise."""
    return [hit.entry for hit in turn.house.responder.nearest(question) if hit.score >= SURE]


def _instead(turn: Turn, about: About, draft: int, question: str) -> tuple[Row, ...]:
    """Return the buttons that make the question a phrasing of what there is, in place of a new entry."""
    if about.settlement:
        found = SearchEntry(settlement=about.settlement)
    else:
        found = SearchEntry(question=about.questions[0], upto=about.questions[-1])
    return question_cards.adopt_rows(turn, question_cards.adopting(found, draft), _alike(turn, question))


def _preview(turn: Turn, form: Form, about: About, waiting: Cluster | None, values: Values) -> str:
    """Return an entry as it will be shown, and what keeping it does."""
    entry = Entry.model_validate(_entry(turn, about.settlement, about.asked, values), context=LEARNED)
    then = "desk.preview_sends" if waiting else "desk.preview_live"
    return turn.text(
        "desk.preview",
        topic=form.display("topic", values["topic"]),
        status=form.display("status", values["status"]),
        question=entry.question,
        answer=answer_html(turn.house, entry),
        then=turn.text(then, askers=waiting.askers if waiting else 0),
    )


def _end(turn: Turn, about: About, step: Step) -> None:
    if step.outcome == "submitted":
        _keep(turn, about, step.draft)
    elif step.outcome == "cancelled":
        writing.close(turn, step.draft.id)
        turn.say(prompts.dropped(turn))
    else:
        left = replace(step.replies[0], text=turn.text("desk.left"))
        writing.show(turn, replace(step, replies=(left,)), active=False)


writing.PAPERS[About] = writing.Paper(_form, _end)


def _keep(turn: Turn, about: About, draft: Draft) -> None:
    """Store the entry that was confirmed, as its card showed it, and answer who has no answer yet."""
    if (member := turn.admit()) is None:
        return
    askers, settlement, answer = 0, about.settlement, str(draft.values["answer"])
    if found := clusters.unsettled(turn, about.questions) if about.questions else None:
        askers = found.askers
        settlement = clusters.settle(turn, member, found, text=answer)
        answering.answered(turn, member, found, answer)
    elif about.questions and (given := settlements.of_question(turn.tx, about.questions[0])):
        settlement = (
            given.id
        )  # a colleague was faster: nobody is written to twice, what was written is kept all the same
    if not settlements.teach(turn.tx, settlement):
        turn.refuse("desk.not_kept")
        return
    learned.add_entry(turn.tx, entry=_entry(turn, settlement, about.asked, draft.values), author=member.id)
    turn.house.knowledge.outdated()
    said = turn.text("desk.kept_and_sent" if askers else "desk.kept", askers=askers)
    turn.hint(said)
    kept = Reply(f"{said}\n{turn.text('desk.kept_entry', question=draft.values['question'])}", replace=True)
    writing.close(turn, draft.id, kept)


def _entry(turn: Turn, settlement: int, asked: str, values: Mapping[str, Json]) -> dict[str, Any]:
    """Return the entry as a content file would have it: given by staff, today, on what it rests; its id says whence."""
    today, day, status = _today(turn), values.get("published"), values["status"]
    given = turn.text("desk.by_staff")
    if day:
        given = turn.text(
            "desk.resting_on", given=given, publisher=values["publisher"], date=spelled(turn.house.texts, str(day))
        )
    further = [asked] if asked != values["question"] and len(asked) <= LONGEST_QUESTION else []
    return {
        "id": f"{values['topic']}.staff_{settlement}",
        "question": values["question"],
        "also_asked": further,
        "answer": _html_of(str(values["answer"])),
        "source": {"publisher": plain(given), "date": today},
        "as_of": day or today,
        "status": HOWTO if status == OWN else status,
    }


def _html_of(answer: str) -> str:
    """Return a typed answer as an entry has it: Telegram HTML, its first line bold."""
    first, *more = escape(answer.strip()).splitlines() or [""]
    return "\n".join([f"<b>{first}</b>", *more])
