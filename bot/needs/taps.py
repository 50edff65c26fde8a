"""The buttons of the intake: what each does at the steps where it fits; elsewhere it changes nothing.

Those of single fields stand here, those of the whole form in form_taps.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.needs import actions
from bot.needs.answers import (
    accept,
    asked,
    continued,
    go_on,
    keeping,
    opened,
    others,
    put_by,
    read,
    settle,
    show,
    take,
)
from bot.needs.cards import card, carries, picked, unfolded
from bot.needs.draft import Draft, Pending, Step, Tapped, is_asking
from bot.needs.fields import Accepted, Rejected, check_choices
from bot.needs.form import TOGETHER, Form
from bot.needs.form_taps import WHOLE, Reaction, done
from bot.needs.overview import overview
from bot.needs.past import undone, unsaid
from bot.needs.pasted import others_put, unpacked
from bot.needs.together import settled
from bot.needs.walk import backward, editable, fitted, onward
from bot.reply import Reply
from bot.texts import Html, escape
from bot.texts.markup import shortened


def _choose(form: Form, draft: Draft, value: str) -> Step | None:
    option = form.field(draft.step).option(value) if form.has(draft.step) else None
    if option is None or form.field(draft.step).kind == "choices":
        return None
    return take(form, draft, read(form, draft, option.value), option.value, tapped=True)


def _agree(form: Form, draft: Draft) -> Step | None:
    if not form.consents(draft.step):
        return None
    if not draft.brought:
        return accept(form, draft, value=True, tapped=True)
    agreed, receipt = settle(form, draft, value=True)
    return unpacked(form, replace(agreed, step=onward(form, agreed)), receipt)


def _decline(form: Form, draft: Draft) -> Step | None:
    if not form.consents(draft.step):
        return None
    return Step(draft, (Reply(form.texts("intake.declined"), replace=True),), "cancelled")


def _picks(form: Form, draft: Draft) -> bool:
    return form.has(draft.step) and form.field(draft.step).kind == "choices"


def _toggle(form: Form, draft: Draft, value: str) -> Step | None:
    if not _picks(form, draft) or form.field(draft.step).option(value) is None:
        return None
    before = picked(draft, form.field(draft.step))
    after = tuple(item for item in before if item != value) if value in before else (*before, value)
    return show(form, replace(draft, pending=Pending("picking", picked=after)), in_place=True)


def _toggled(form: Form, draft: Draft) -> Step | None:
    if not _picks(form, draft):
        return None
    outcome = check_choices(form.field(draft.step), list(picked(draft, form.field(draft.step))))
    if isinstance(outcome, Accepted):
        return accept(form, draft, outcome.value, tapped=True)
    return show(form, draft, lead=outcome.message if isinstance(outcome, Rejected) else "", in_place=True)


def _confirm(form: Form, draft: Draft, place: int) -> Step | None:
    pending = draft.pending
    if pending is None or pending.kind != "ask_back" or place not in range(len(pending.choices)):
        return None
    return accept(form, draft, pending.choices[place][1], tapped=True)


def _attach(form: Form, draft: Draft) -> Step | None:
    """Keep the front of what is too long, and stay for the whole to come as a file of this step."""
    if draft.pending is None or not draft.pending.over:
        return None
    kept, receipt = settle(form, draft, draft.pending.choices[0][1])
    whole = replace(keeping(kept, draft.pending.text), pending=None)
    return show(form, whole, lead=f"{receipt}\n{form.texts('intake.attach')}")


def _insist(form: Form, draft: Draft) -> Step | None:
    if draft.pending is None or draft.pending.kind != "doubt":
        return None
    return accept(form, draft, draft.pending.choices[0][1], flag=True, tapped=True)


def _again(form: Form, draft: Draft) -> Step | None:
    if draft.pending is None:
        return None
    lead = form.texts("intake.shorten") if draft.pending.over else ""
    return show(form, replace(put_by(draft), pending=None), lead=lead, in_place=True)


def _meant_answer(form: Form, draft: Draft) -> Step | None:
    if draft.pending is None or draft.pending.kind != "meant":
        return None
    bare = replace(draft, pending=None)
    text = continued(form, bare, draft.pending.text)
    return take(form, bare, read(form, bare, text), text, tapped=True)


def _meant_question(form: Form, draft: Draft) -> Step | None:
    if draft.pending is None:  # it was refused
        text = draft.rejected.get(draft.step)
        return asked(form, draft, text) if text else None
    if draft.pending.kind not in ("meant", "ask_back") or not is_asking(draft.pending):
        return None
    return asked(form, put_by(draft), draft.pending.text)


def _afresh(form: Form, draft: Draft) -> Step | None:
    if draft.step not in draft.begun:
        return None
    begun = {name: text for name, text in draft.begun.items() if name != draft.step}
    return show(form, replace(keeping(draft, draft.begun[draft.step]), begun=begun), in_place=True)


def _carry(form: Form, draft: Draft) -> Step | None:
    if not form.has(draft.step) or not carries(draft, form.field(draft.step)):
        return None
    filled = replace(draft, values={**draft.values, **draft.earlier})
    text = overview(form, filled.values, keys=draft.earlier)
    return go_on(form, filled, form.texts("intake.carried", values=Html(text)), tapped=True)


def _back(form: Form, draft: Draft) -> Step | None:
    if draft.pending is not None and draft.pending.kind != "picking":
        return _again(form, draft)
    if form.consents(draft.step) or (before := backward(form, draft)) is None:
        return show(form, draft, lead=form.texts("intake.at_start"))
    return show(form, replace(draft, step=before, home=None, pending=None), in_place=draft.home is not None)


def _skip(form: Form, draft: Draft) -> Step | None:
    if draft.step == TOGETHER:
        return all_right(form, draft)
    if draft.step == "extras":
        return done(form, draft)
    if not form.has(draft.step) or form.consents(draft.step):
        return None
    field, value = form.field(draft.step), draft.values.get(draft.step)
    if value is None and field.default is not None:
        return accept(form, draft, field.standard, tapped=True)
    key = "intake.unchanged" if value is not None else "intake.put_off" if field.required else "intake.skipped"
    return go_on(form, draft, form.texts(key, label=field.label), tapped=True)


def _keep(form: Form, draft: Draft) -> Step | None:
    return _skip(form, draft) if draft.values.get(draft.step) is not None else None


def _enough(form: Form, draft: Draft) -> Step | None:
    if not form.has(draft.step):
        return all_right(form, draft) or done(form, draft)
    field, begun = form.field(draft.step), draft.begun.get(draft.step)
    if field.kind == "choices" and picked(draft, field):
        return _toggled(form, draft)
    if begun and field.min_length:
        off = field.min_length - len(begun)
        lead = form.texts("intake.reject.not_enough", length=len(begun), limit=field.min_length, off=off)
        return show(form, draft, lead=lead, brief=True)
    if draft.values.get(field.key) is not None or not field.required:
        return _skip(form, draft)
    return show(form, draft, brief=True)


def _clear(form: Form, draft: Draft) -> Step | None:
    if not form.has(draft.step) or form.field(draft.step).required or draft.step not in draft.values:
        return None
    flags = tuple(name for name in draft.flags if name != draft.step)
    emptied = replace(draft, values=others(draft), flags=flags)
    return go_on(form, emptied, form.texts("intake.cleared", label=form.field(draft.step).label), tapped=True)


def _undo(form: Form, draft: Draft) -> Step | None:
    if draft.step == "submitted":
        return None
    if is_asking(draft.pending):
        lead = form.texts("intake.put_away", label=form.field(draft.step).label, text=shortened(draft.pending.text))
        return show(form, replace(put_by(draft), pending=None), lead=lead)
    if (found := undone(form, draft)) is None:
        return show(form, draft, lead=form.texts("intake.nothing_to_undo"), brief=True)
    back, receipt = found
    return show(form, back, lead=receipt, brief=not form.has(back.step))


def _unsay(form: Form, draft: Draft) -> Step | None:
    """Take back the piece that was typed last at the present step; where there is none, the last change."""
    found = None if is_asking(draft.pending) else unsaid(form, draft)
    return show(form, found[0], lead=found[1]) if found else _undo(form, draft)


def _restore(form: Form, draft: Draft, key: str) -> Step | None:
    """Put back what was submitted; where this is what stands already, show the card."""
    if key not in draft.before or key not in editable(form, draft) or draft.values.get(key) == draft.before[key]:
        return None
    value = draft.before[key]
    receipt = form.texts("intake.restored", label=form.field(key).label, value=shortened(form.display(key, value)))
    flags = tuple(name for name in draft.flags if name != key)
    back = fitted(form, replace(draft, values={**draft.values, key: value}, flags=flags, pending=None))
    return show(form, back, lead=receipt)


def _typed(form: Form, draft: Draft) -> Step | None:
    text = draft.rejected.get(draft.step)
    return Step(draft, (Reply(escape(text)), card(form, draft))) if text else None


def _edit(form: Form, draft: Draft, key: str) -> Step | None:
    if not form.has(key) or form.consents(draft.step):
        return None
    if key not in editable(form, draft):
        labels = "、".join(form.field(name).label for name in editable(form, draft))
        return show(form, draft, lead=form.texts("intake.not_open", labels=labels), brief=True)
    draft = put_by(draft)
    there = opened(draft if draft.step == TOGETHER else replace(draft, recap=""), key)
    return show(form, there, in_place=draft.step in (TOGETHER, "extras", "review"))


def _help(form: Form, draft: Draft) -> Step | None:
    helped = form.has(draft.step) and form.field(draft.step).help
    return show(form, draft, lead=escape(helped) if helped else form.texts("intake.help"), in_place=True)


def all_right(form: Form, draft: Draft) -> Step | None:
    """Take what the card of several fields proposes, as it is to be read there."""
    if draft.step != TOGETHER:
        return None
    kept = settled(form, draft)
    receipts = (
        form.texts("intake.kept", label=form.field(key).label, value=form.display(key, kept.values[key]))
        for key in form.together
    )
    return go_on(form, kept, "\n".join(receipts), tapped=True)


def _menu(form: Form, draft: Draft) -> Step | None:
    """Show the present card with all that can be done, in place."""
    step = show(form, draft, in_place=True)
    shown = unfolded(form, draft, step.replies[0])
    return replace(step, replies=(shown,)) if shown else None


def _here(form: Form, draft: Draft) -> Step | None:
    return show(form, draft, in_place=True)


TAPS: Mapping[type[actions.OfDraft], Reaction] = {
    **WHOLE,
    actions.Agree: _agree,
    actions.Decline: _decline,
    actions.Toggled: _toggled,
    actions.Attach: _attach,
    actions.Insist: _insist,
    actions.Again: _again,
    actions.MeantAnswer: _meant_answer,
    actions.MeantQuestion: _meant_question,
    actions.Afresh: _afresh,
    actions.Carry: _carry,
    actions.Back: _back,
    actions.Skip: _skip,
    actions.Keep: _keep,
    actions.Enough: _enough,
    actions.Clear: _clear,
    actions.Undo: _undo,
    actions.Unsay: _unsay,
    actions.Typed: _typed,
    actions.AllRight: all_right,
    actions.Menu: _menu,
    actions.Changed: _here,
    actions.Help: _help,
    actions.CancelNo: _here,
    actions.Here: _here,
}


def tapped(form: Form, draft: Draft, event: Tapped) -> Step:
    """Do what the button does at the present step; where it does not fit, show the present card."""
    return _done(form, draft, event.action) or show(form, draft)


def _done(form: Form, draft: Draft, action: actions.OfDraft) -> Step | None:
    match action:
        case actions.Choose(v=value):
            return _choose(form, draft, value)
        case actions.Toggle(v=value):
            return _toggle(form, draft, value)
        case actions.Confirm(n=place):
            return _confirm(form, draft, place)
        case actions.Edit(key=key):
            return _edit(form, draft, key)
        case actions.Restore(key=key):
            return _restore(form, draft, key)
        case actions.Others(key=key):
            return others_put(form, draft, key)
    react = TAPS.get(type(action))
    return react(form, draft) if react else None
