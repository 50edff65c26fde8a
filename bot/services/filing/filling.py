"""Intake: what a person types or taps while writing a need moves the draft by one step, durably."""

from dataclasses import replace
from datetime import timedelta

from bot.needs import intake as core
from bot.needs import lifecycle
from bot.needs.actions import Leave, Look, OfDraft
from bot.needs.answers import KEPT
from bot.needs.draft import Blank, Draft, Event, Said, SharedPhone, Step, Tapped
from bot.needs.form import OF_NEEDS
from bot.needs.past import taken_over
from bot.needs.words import changes, command
from bot.reply import Reply
from bot.services.actions import Amend, BeginNeed, ContactAsked, HandIn, ListMine, LookThrough, ResumeDraft
from bot.services.asking import enquiry, wishing
from bot.services.filing import agreeing, choosing, drafting, my_needs
from bot.services.needs_state import course, owners_view, receipt
from bot.services.runtime import focus, rights, writing
from bot.services.runtime.turn import Turn, on
from bot.storage import keyboards, sharings
from bot.storage.drafts import DraftRow
from bot.texts import Html
from faq.answer import CERTAIN, Answer, Unknown
from faq.asking import is_question
from faq.dialogue import Consideration
from faq.wishes import Wished

TALK = ("greeting", "thanks")  # what is no question, but no answer to a field either


def hear(turn: Turn, text: str, considered: Consideration) -> bool:
    """Gives a text to the draft being written; False where there is none.

    After a long pause a text may well be a new question: a greeting is answered and the draft shown again, and where
    any prose would do as an answer, the person is asked what is meant.
    """
    row = focus.written(turn)
    if row is None:
        return False
    idle = turn.now - row.updated_at > timedelta(hours=turn.house.idle_hours)
    first = considered.outcomes[0]
    talk = first.reason if isinstance(first, Unknown) and first.reason in TALK else None
    if idle and talk:
        if talk != "greeting":  # to be welcomed back is greeting enough
            enquiry.ask(turn, considered)
        drafting.resume(turn, ResumeDraft(draft_id=row.id))
    elif (wished := wishing.heard(turn, text, considered)) and not _is_value(turn, row, text, wished):
        _advance(turn, row, Said(text, "wish", wishing.called(turn, wished.wish), late=idle), considered)
    elif isinstance(first, Answer) and (is_question(text) or first.score >= CERTAIN):
        _advance(turn, row, Said(text, "answer", first.entry.question, late=idle), considered)
    else:
        _advance(turn, row, Said(text, "talk" if talk else "unknown", late=idle), considered)
    return True


def hear_reply(turn: Turn, text: str, considered: Consideration) -> bool:
    """Gives a reply to a card of another draft than the present one to that draft; returns whether it was such a reply.

    Where that draft has gone on since, the reply may be for another step: its present card is shown instead. So it is
    with a new entry of staff's that is the present one.
    """
    caller = turn.caller
    if caller.reply_to is None or (row := _replied_to(turn)) is None:
        return False
    card = keyboards.find(turn.tx, caller.button or "", caller.chat_id, caller.user_id)
    present = None if focus.present(turn) else focus.written(turn)
    if (row == present and not _gone_on(turn, row)) or (row.about and turn.member is None):
        return False
    if isinstance(card, OfDraft) and Draft.from_json(row.content).revision == card.rev:
        focus.take_up(turn, row.id)
        return hear(turn, text, considered)
    if row == present:
        turn.tell("prompts.earlier")
    drafting.resume(turn, ResumeDraft(draft_id=row.id))
    return True


def _gone_on(turn: Turn, row: DraftRow) -> bool:
    """Return whether the caller has replied to a card of a new entry that has gone on since."""
    shown = turn.replied_to()
    return row.about is not None and shown is not None and not shown.live


def _replied_to(turn: Turn) -> DraftRow | None:
    """Return the draft whose card the caller has replied to: by its buttons, or by itself where it has lost them."""
    caller, shown = turn.caller, turn.replied_to()
    card = keyboards.find(turn.tx, caller.button or "", caller.chat_id, caller.user_id)
    if isinstance(card, OfDraft):
        return rights.draft(turn, card.draft)
    return rights.draft(turn, shown.subject.id) if shown and shown.subject.kind == "draft" else None


@on(OfDraft)
def tap(turn: Turn, action: OfDraft) -> None:
    """Gives a tap to its draft. On a card that is out of date nothing is done and the present card is shown."""
    row = drafting.find(turn, action.draft, action.need, replace=True)
    if row is None:
        return
    draft = Draft.from_json(row.content)
    if draft.revision == action.rev:
        _advance(turn, row, Tapped(action, typed=turn.caller.message_id is None))
    else:
        turn.hint(turn.text("intake_service.outdated"))
        turn.strip_tapped()
        writing.show(turn, Step(draft, (core.present(writing.form_of(turn, row), draft),)))


def contact(turn: Turn, number: str, *, own: bool) -> None:
    """Gives a shared number to what was asked for, else to the draft being written; without either it is not kept."""
    asked = focus.present(turn)
    if own and isinstance(asked, ContactAsked) and asked.role == "phone":
        focus.hear(turn, number)
        return
    row = focus.written(turn)
    if row is None:
        turn.tell("common.contact_unasked")
    else:
        _advance(turn, row, SharedPhone(number, own))


def blank(turn: Turn, line: Html) -> bool:
    """Asks the draft's present step again after `line`, what came being no words; False where there is no draft."""
    row = focus.written(turn)
    if row is None:
        return False
    _advance(turn, row, Blank(line))
    return True


def leave(turn: Turn) -> bool:
    """Leaves the form, the draft rests as it is; False where the caller is in none."""
    row = focus.written(turn)
    if row is None:
        return False
    _advance(turn, row, Tapped(Leave()))
    return True


def _advance(turn: Turn, row: DraftRow, event: Event, considered: Consideration | None = None) -> None:
    form, before = writing.form_of(turn, row), taken_over(Draft.from_json(row.content), rights.writer(turn, row))
    if _overtaken(turn, row, before, event):
        return
    step = core.advance(form, before, event)
    agreeing.record(turn, form, before, step.draft)
    match step.outcome:
        case "submitted" | "cancelled" | "left" if row.about:
            writing.PAPERS[type(row.about)].end(turn, row.about, step)
        case "submitted" | "cancelled" if not rights.may(turn, "submit", row):
            lead = turn.text("sharing.owner_only")
            writing.show(turn, writing.led(Step(before, (core.present(form, before),)), lead))
        case "submitted" if agreeing.ask_again(turn, form, before):
            pass  # it is handed in once the new text is agreed to
        case "submitted":
            drafting.submit(turn, row, step.draft)
        case "cancelled":
            rights.tell(turn, row, lambda: drafting.deleted(turn, row))
            writing.close(turn, row.id, *step.replies)
        case "left":
            writing.show(turn, step, active=False)
        case "asked":
            _asked(turn, step, considered)
        case "previewed":
            paper = receipt.of_draft(turn, form, step.draft)
            turn.say(course.offered(turn, Reply(turn.text("mine.preview"), paper=paper)))
        case _:
            writing.show(turn, step)


def _overtaken(turn: Turn, row: DraftRow, draft: Draft, event: Event) -> bool:
    """Shows the present step where what was typed is for one that somebody else has gone on from meanwhile.

    The text is kept with the step that it was for.
    """
    seen = sharings.seen(turn.tx, row.id, turn.caller.user_id)
    if seen is None or not seen.changes or seen.step == draft.step or not isinstance(event, Said | SharedPhone):
        return False
    form, text = writing.form_of(turn, row), event.text if isinstance(event, Said) else event.number
    if isinstance(event, Said) and (is_question(text) or command(form, draft, text) or changes(form, draft, text)):
        return False  # which means the same at any step
    label = form.field(seen.step).label if form.has(seen.step) else ""
    if label:
        draft = replace(draft, rejected={**draft.rejected, seen.step: text[:KEPT]}, revision=draft.revision + 1)
    lead = turn.text("sharing.overtaken" if label else "sharing.overtaken_there", label=label)
    writing.show(turn, writing.led(Step(draft, (core.present(form, draft),)), lead))
    return True


def _asked(turn: Turn, step: Step, considered: Consideration | None) -> None:
    """Answers what was asked at a step, and shows the step again; a wish that was meant, and no answer, is done."""
    question = step.question or ""
    # what a kept text asks is looked up within the transaction: only now is it known to be a question
    found = considered or enquiry.reconsider(turn, question)
    wished = None if considered else wishing.heard(turn, question, found)
    if wished:
        writing.keep(turn, step.draft)
        wishing.fulfil(turn, wished.wish, question)
        return
    wishing.answer(turn, question, found)
    writing.show(turn, step)


def names_fields(turn: Turn, text: str) -> bool:
    """Return whether a text is lines that name fields of the form: of the draft being written, else of a need."""
    row = focus.written(turn)
    return core.is_need(writing.form_of(turn, row) if row else writing.form_named(turn, OF_NEEDS), text)


def fits(turn: Turn, text: str) -> bool:
    """Return whether a text is surely for the draft being written."""
    row = focus.written(turn)
    return row is not None and core.fits(writing.form_of(turn, row), Draft.from_json(row.content), text)


def _is_value(turn: Turn, row: DraftRow, text: str, wished: Wished) -> bool:
    """Return whether what may tell of a problem asks nothing, and can be kept at the present step as it is."""
    value = core.reads(writing.form_of(turn, row), Draft.from_json(row.content), text)
    return wished.wish.carries and value and not is_question(text)


@on(HandIn)
def hand_in(turn: Turn, _: HandIn) -> None:
    """Goes on towards the submission of what is being written, else of what was returned; else a new need is begun.

    Nothing is submitted but on the last card.
    """
    row, filed = focus.written(turn), owners_view.of_owner(turn.tx, turn.caller.user_id)
    draft = Draft.from_json(row.content) if row else None
    returned = [need for need in filed if lifecycle.may(need.state, "resubmit", "owner")]
    if row and draft and (draft.values or not returned):
        writing.show(turn, core.hand_in(writing.form_of(turn, row), draft))
    elif len(returned) == 1:
        drafting.amend(turn, Amend(need=returned[0].id))
    elif returned:
        my_needs.overview(turn, ListMine())
    else:
        choosing.start(turn, BeginNeed())


@on(LookThrough)
def look_through(turn: Turn, _: LookThrough) -> None:
    """Shows what is filled in of the draft being written, or else of what the caller wrote last."""
    if row := focus.written(turn) or next(iter(rights.written(turn)), None):
        _advance(turn, row, Tapped(Look(), typed=True))
    elif filed := owners_view.of_owner(turn.tx, turn.caller.user_id):
        turn.say(my_needs.card(turn, filed[0]))
    else:
        my_needs.say_none(turn, "mine.look_none")
