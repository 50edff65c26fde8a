"""What becomes of a draft by what is typed: questions about the step, commands, orders, changes, and answers."""

from dataclasses import replace

from bot.needs import actions, together
from bot.needs.about import about
from bot.needs.answers import KEPT, accept, asked, continued, opened, put_by, read, show, take
from bot.needs.draft import Draft, Pending, Said, Step, Tapped
from bot.needs.fields import KINDS, Accepted, Parsed, Rejected, extends
from bot.needs.fields.cleaning import clean
from bot.needs.fields.indicators import is_measurable
from bot.needs.fields.parts import pieces
from bot.needs.fields.tables import is_column
from bot.needs.form import TOGETHER, Form
from bot.needs.meant import SHORT, is_aside, is_chatter, is_question, may_be_question, seems_asked
from bot.needs.obeying import asked_of, changed, in_words, led, obeyed
from bot.needs.orders import Ordered, ordered
from bot.needs.pasted import SEVERAL, bare, fill_in, named_by_line, of_another
from bot.needs.person import both
from bot.needs.taps import all_right, tapped
from bot.needs.walk import editable
from bot.needs.words import Change, changes, command, confirms, corrected, denies, elsewhere, finer
from bot.texts.markup import shortened
from faq import asking


def hear(form: Form, draft: Draft, event: Said) -> Step:
    """Take what was typed for the first of the things that it can be, in the order that intake.py tells."""
    text = clean(event.text[: 2 * KEPT], multiline=True)
    if not text:
        return show(form, draft, lead=form.texts("intake.blank"), brief=True)
    if form.has(draft.step) and form.field(draft.step).takes_all:
        return _answered(form, draft, event, text)
    at = form.field(draft.step) if form.has(draft.step) else None
    told = event.text[: 2 * KEPT]
    if found := named_by_line(form, told, least=SEVERAL if at else 1, at=at) or of_another(form, draft, told):
        return fill_in(form, draft, found)
    if order := _parts_of(form, draft, text):
        return obeyed(form, draft, order, text)
    if lead := about(form, draft, text):
        return show(form, draft, lead=lead, brief=True)
    if tap := command(form, draft, text):
        return in_words(tapped(form, draft, tap))
    if order := ordered(form, draft, event.text[: 2 * KEPT]):
        return obeyed(form, draft, order, text)
    if wanted := changes(form, draft, text):
        return asked_of(form, draft, wanted, text) or changed(form, draft, wanted)
    if back := corrected(form, draft, text):
        return _gone_back(form, draft, back, text)
    at_card = draft.step == TOGETHER and (together.names(form, text) or not asking.asks(text))
    if at_card and (step := _at_card(form, draft, event, text)):
        return step
    if not form.has(draft.step):
        if event.verdict != "unknown" or asking.is_question(text):
            return asked(form, draft, event.text)
        return show(form, draft, lead=form.texts("intake.unused", text=shortened(text)), brief=True)
    if draft.pending and draft.pending.kind == "ask_back":
        if (place := confirms(form, draft.pending, text)) is not None:
            return accept(form, draft, draft.pending.choices[place][1])
        if denies(form, text):
            return in_words(tapped(form, draft, Tapped(actions.Again())))
    if is_chatter(form.field(draft.step), text):
        return show(form, draft, lead=form.texts("intake.chatter"), brief=True)
    return _answered(form, draft, event, text)


def _parts_of(form: Form, draft: Draft, text: str) -> Ordered | None:
    """Return what a text that begins with the heading of a part makes of the text which that belongs to, elsewhere."""
    field = form.led_by_part(text)
    if field is None or field.key == draft.step or field.key not in editable(form, draft):
        return None
    at_rows = form.has(draft.step) and KINDS[form.field(draft.step).kind].rows
    if at_rows and is_measurable(text) and is_column(form.texts, pieces(field, text)[0].heading):
        return None  # 现状：2000 小时 is of a row
    there = opened(draft, field.key)
    whole = continued(form, there, text)
    return Ordered(field, read(form, there, whole), whole)


def _gone_back(form: Form, draft: Draft, wanted: Change, text: str) -> Step:
    """Change what was answered just before, or open it; prose of no certain shape may be meant for the present step."""
    field = wanted.field
    if not wanted.text:
        return in_words(tapped(form, draft, Tapped(actions.Edit(key=field.key))))
    if KINDS[field.kind].free and not KINDS[field.kind].is_answer(field, wanted.text):
        return show(form, replace(put_by(draft), pending=Pending("meant", text=text, changes=field.key)))
    return changed(form, draft, (wanted,))


def _at_card(form: Form, draft: Draft, event: Said, text: str) -> Step | None:
    """Take what was typed at the card of several fields, as far as it is clear; None where it is about none of them."""
    if together.approves(form, text) and (step := all_right(form, draft)):
        return in_words(step)
    if wanted := together.told(form, text):
        return changed(form, draft, wanted)
    clear, others = together.parted(form, text)
    lines = [_unclear(form, each) for each in others]
    if clear:
        return led(changed(form, draft, clear), lines)
    if together.meant(form, text):
        return show(form, draft, lead="\n".join(lines))
    other = None if is_aside(event, text) else finer(form, draft, form.together, text, exact=False)
    return changed(form, draft, (other,)) if other else None


def _unclear(form: Form, text: str) -> str:
    """Return what is said of words that name none of the card's fields, or several."""
    labels = "、".join(field.label for field in together.meant(form, text))
    return form.texts(f"intake.together.{'which' if labels else 'none'}", text=text, labels=labels)


def _answered(form: Form, draft: Draft, event: Said, text: str) -> Step:
    """Take what was typed at a field as its answer or as a question, or ask which of the two it is."""
    if step := both(form, draft, text):
        return step
    field = form.field(draft.step)
    whole = continued(form, draft, bare(form, field, event.text))
    if draft.pending and draft.pending.kind == "ask_back" and extends(field) and field.key in draft.values:
        whole = f"{draft.pending.text}\n{whole}"  # where the one goes, the other does too
    outcome = read(form, draft, whole)
    if other := elsewhere(form, draft, text, outcome):
        return changed(form, put_by(draft), (other,))
    if other := _finer(form, draft, event, text, outcome):
        return changed(form, put_by(draft), (other,))
    if is_question(field, event, text, outcome):
        return asked(form, draft, event.text)
    if may_be_question(field, event, text, outcome):
        wish = event.verdict == "wish"
        asks = event.asks if wish or seems_asked(field, text) else ""
        pending = Pending("meant", text=event.text, message=asks, wish=wish)
        return show(form, replace(put_by(draft), pending=pending))
    if step := _pieces(form, draft, text):
        return step
    return take(form, put_by(draft), outcome, whole)


def _finer(form: Form, draft: Draft, event: Said, text: str, outcome: Parsed) -> Change | None:
    """Return the change of a finer field that a text tells of which the present one can't take as it is."""
    if isinstance(outcome, Accepted):
        return None
    near = isinstance(outcome, Rejected) and not is_aside(event, text)
    return finer(form, draft, (draft.step,), text, exact=not near)


def _pieces(form: Form, draft: Draft, text: str) -> Step | None:
    """Offer a text with the one before it, of which it is open what was meant: both together, or the last alone.

    None where the one before is a short question and the last an answer by itself.
    """
    pending, field = draft.pending, form.field(draft.step)
    both = str(form.texts("intake.ask.pieces_both"))
    if pending is None or not field.multiline or field.kind != "text":
        return None
    if pending.kind != "meant" and both not in [label for label, _ in pending.choices]:
        return None
    bare, whole = replace(draft, pending=None), f"{pending.text}\n{text}"
    pieces = ((both, whole), (str(form.texts("intake.ask.pieces_last")), text))
    parsed = [(label, read(form, bare, continued(form, bare, each))) for label, each in pieces]
    choices = tuple((label, each.value) for label, each in parsed if isinstance(each, Accepted))
    clear = len(choices) == len(pieces) and len(pending.text) <= SHORT and asking.is_question(pending.text)
    if clear or both not in [label for label, _ in choices]:
        return None
    asked = form.texts("intake.ask.pieces", before=pending.text, text=text)
    return show(form, replace(draft, pending=Pending("ask_back", text=whole, message=str(asked), choices=choices)))
