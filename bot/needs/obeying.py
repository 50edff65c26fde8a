"""What becomes of a draft by orders in words: fields change, rows and prose grow, and the present step comes again."""

from collections.abc import Sequence
from dataclasses import replace

from bot.needs import actions
from bot.needs.answers import alone, opened, put_by, recapped, settle, show, take
from bot.needs.draft import Draft, Pending, Step, Tapped
from bot.needs.fields import KINDS, Accepted
from bot.needs.form import Form
from bot.needs.orders import Ordered
from bot.needs.taps import tapped
from bot.needs.walk import editable, onward
from bot.needs.words import Change, is_clause, refined


def asked_of(form: Form, draft: Draft, wanted: tuple[Change, ...], text: str) -> Step | None:
    """Ask what prose means that only begins like a change: 将工期改为12个月以后，炉子…; None where it is one."""
    each, prose = wanted[0], form.has(draft.step) and form.field(draft.step)
    if len(wanted) > 1 or not (prose and prose.multiline and prose.kind == "text") or KINDS[each.field.kind].free:
        return None
    if is_clause(each.text) or each.field.key not in editable(form, draft):
        return None
    if isinstance(alone(form, opened(draft, each.field.key), each.text), Accepted):
        return None
    pending = Pending("meant", text=text, changes=each.field.key)
    return show(form, replace(put_by(draft), pending=pending))


def changed(form: Form, draft: Draft, wanted: tuple[Change, ...]) -> Step:
    """Take sentences like 预算改成800万 as answers to those fields, and come back to the present step.

    Of several each is settled that can be, in whatever order; one that has to be settled by the person comes last, and
    those after it are put by.
    """
    left, receipts = [refined(form, draft, each) for each in wanted], list[str]()
    said = {each.field.key for each in left}  # which no share of another one decides
    draft = replace(draft, shares={key: text for key, text in draft.shares.items() if key not in said})
    while len(left) > 1 and (ready := _ready(form, draft, left)):
        left.remove(ready[0])
        draft, receipt = _taken(form, draft, *ready)
        receipts.append(receipt)
    for each in left[1:]:
        draft = replace(draft, rejected={**draft.rejected, each.field.key: each.text})
        receipts.append(form.texts("intake.change_waits", label=each.field.label, text=each.text))
    return led(_change_one(form, draft, left[0]), receipts)


def _ready(form: Form, draft: Draft, wanted: list[Change]) -> tuple[Change, Accepted] | None:
    """Return the first of the changes that can be kept as it is, and its value."""
    for each in () if form.consents(draft.step) else wanted:
        key = each.field.key
        outcome = alone(form, opened(draft, key), each.text) if key in editable(form, draft) else None
        if isinstance(outcome, Accepted):
            return each, outcome
    return None


def _taken(form: Form, draft: Draft, wanted: Change, outcome: Accepted) -> tuple[Draft, str]:
    """Return the draft with one change kept, and the receipt; past the present step where that is answered by it."""
    there = replace(opened(draft, wanted.field.key), pending=None)
    kept, receipt = settle(form, there, outcome.value, note=outcome.note, share=outcome.share)
    here = replace(kept, step=draft.step, home=draft.home)
    return (replace(here, step=onward(form, here), home=None) if there.step == draft.step else here), receipt


def _change_one(form: Form, draft: Draft, wanted: Change) -> Step:
    key = wanted.field.key
    if form.consents(draft.step) or key not in editable(form, draft):
        return in_words(tapped(form, draft, Tapped(actions.Edit(key=key))))
    there = opened(draft, key)
    return take(form, replace(there, pending=None), alone(form, there, wanted.text), wanted.text)


def obeyed(form: Form, draft: Draft, order: Ordered, text: str) -> Step:
    """Do to a field what was ordered, and come back to the present step; one that may not be changed stays."""
    if form.consents(draft.step) or order.field.key not in editable(form, draft):
        return in_words(tapped(form, draft, Tapped(actions.Edit(key=order.field.key))))
    there = draft if order.field.key == draft.step else opened(draft, order.field.key)
    return take(form, replace(there, pending=None), order.outcome, order.text or text)


def led(step: Step, lines: Sequence[str]) -> Step:
    """Return the step with lines on top of its card, for the receipt of this card to say them too."""
    if not lines:
        return step
    first, *more = step.replies
    led = replace(step, replies=(replace(first, text="\n".join((*lines, first.text))), *more))
    return recapped(led, "\n".join(filter(None, (*lines, step.draft.recap))))


def in_words(step: Step) -> Step:
    """Return the step with nothing edited in place, there being no tapped message; a receipt is put before its card."""
    first, *more = step.replies or (None,)
    if first and first.replace and not first.buttons and len(more) == 1:
        both = replace(more[0], text=f"{first.text}\n\n{more[0].text}")
        return recapped(replace(step, replies=(both,)), first.text)
    return replace(step, replies=tuple(replace(reply, replace=False) for reply in step.replies))
