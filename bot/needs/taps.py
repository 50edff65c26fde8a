"""The buttons of the intake: what each does at the steps where it fits; elsewhere it changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.needs.answers import accept, asked, go_on, keeping, others, read, show, take
from bot.needs.cards import button, card, overview, picked, progress
from bot.needs.draft import Draft, Pending, Step, Tapped
from bot.needs.fields import Accepted, Rejected, check_choices
from bot.needs.form import Form
from bot.needs.walk import backward, editable, is_complete
from bot.reply import Reply
from bot.texts import chinese, escape

Args = Mapping[str, Any]


def _choose(form: Form, draft: Draft, args: Args) -> Step | None:
    option = form.field(draft.step).option(args.get("v")) if form.has(draft.step) else None
    if option is None or form.field(draft.step).kind == "choices":
        return None
    return accept(form, draft, option.value, tapped=True)


def _agree(form: Form, draft: Draft, _args: Args) -> Step | None:
    return accept(form, draft, value=True, tapped=True) if draft.step == form.consent.key else None


def _decline(form: Form, draft: Draft, _args: Args) -> Step | None:
    if draft.step != form.consent.key:
        return None
    return Step(draft, (Reply(chinese()("intake.declined"), replace=True),), "cancelled")


def _picks(form: Form, draft: Draft) -> bool:
    return form.has(draft.step) and form.field(draft.step).kind == "choices"


def _toggle(form: Form, draft: Draft, args: Args) -> Step | None:
    option = form.field(draft.step).option(args.get("v")) if _picks(form, draft) else None
    if option is None:
        return None
    before, value = picked(draft), option.value
    after = tuple(item for item in before if item != value) if value in before else (*before, value)
    return show(form, replace(draft, pending=Pending("picking", picked=after)), in_place=True)


def _toggled(form: Form, draft: Draft, _args: Args) -> Step | None:
    if not _picks(form, draft):
        return None
    outcome = check_choices(form.field(draft.step), list(picked(draft)))
    if isinstance(outcome, Accepted):
        return accept(form, draft, outcome.value, tapped=True)
    return show(form, draft, lead=outcome.message if isinstance(outcome, Rejected) else "", in_place=True)


def _confirm(form: Form, draft: Draft, args: Args) -> Step | None:
    pending, place = draft.pending, args.get("n", 0)
    if pending is None or pending.kind != "ask_back" or place not in range(len(pending.choices)):
        return None
    return accept(form, draft, pending.choices[place][1], tapped=True)


def _insist(form: Form, draft: Draft, _args: Args) -> Step | None:
    if draft.pending is None or draft.pending.kind != "doubt":
        return None
    return accept(form, draft, draft.pending.choices[0][1], flag=True, tapped=True)


def _again(form: Form, draft: Draft, _args: Args) -> Step | None:
    if draft.pending is None:
        return None
    text = draft.pending.text
    return show(form, replace(keeping(draft, text) if text else draft, pending=None), in_place=True)


def _meant_answer(form: Form, draft: Draft, _args: Args) -> Step | None:
    if draft.pending is None or draft.pending.kind != "meant":
        return None
    text, bare = draft.pending.text, replace(draft, pending=None)
    return take(form, bare, read(form, draft, text), text, tapped=True)


def _meant_question(form: Form, draft: Draft, _args: Args) -> Step | None:
    if draft.pending is None or draft.pending.kind != "meant":
        return None
    text = draft.pending.text
    return asked(form, keeping(replace(draft, pending=None), text), text)


def _back(form: Form, draft: Draft, _args: Args) -> Step | None:
    if draft.pending is not None and draft.pending.kind != "picking":
        return _again(form, draft, {})
    if draft.step == form.consent.key or (before := backward(form, draft)) is None:
        return show(form, draft, lead=chinese()("intake.at_start"))
    return show(form, replace(draft, step=before, home=None, pending=None))


def _skip(form: Form, draft: Draft, _args: Args) -> Step | None:
    if draft.step == "extras":
        return _done(form, draft, {})
    if not form.has(draft.step) or draft.step == form.consent.key:
        return None
    field, value = form.field(draft.step), draft.values.get(draft.step)
    if value is None and field.default is not None:
        return accept(form, draft, field.default, tapped=True)
    if value is None and field.required and not field.later:
        return show(form, draft, lead=chinese()("intake.needed", label=field.label))
    key = "intake.unchanged" if value is not None else "intake.put_off" if field.required else "intake.skipped"
    return go_on(form, draft, chinese()(key, label=field.label), tapped=True)


def _keep(form: Form, draft: Draft, _args: Args) -> Step | None:
    return _skip(form, draft, {}) if draft.values.get(draft.step) is not None else None


def _clear(form: Form, draft: Draft, _args: Args) -> Step | None:
    if not form.has(draft.step) or form.field(draft.step).required or draft.step not in draft.values:
        return None
    flags = tuple(name for name in draft.flags if name != draft.step)
    emptied = replace(draft, values=others(draft), flags=flags)
    return go_on(form, emptied, chinese()("intake.cleared", label=form.field(draft.step).label), tapped=True)


def _typed(form: Form, draft: Draft, _args: Args) -> Step | None:
    text = draft.rejected.get(draft.step)
    return Step(draft, (Reply(escape(text)), card(form, draft))) if text else None


def _edit(form: Form, draft: Draft, args: Args) -> Step | None:
    key = args.get("key")
    if key not in editable(form, draft) or draft.step == form.consent.key:
        return None
    if key == draft.step:
        return show(form, draft)
    home = draft.home if draft.home is not None else draft.step
    return show(form, replace(draft, step=key, home=None if home == key else home, pending=None))


def _extra(form: Form, draft: Draft, args: Args) -> Step | None:
    known = any(field.key == args.get("key") for field in form.extras)
    return _edit(form, draft, args) if known and draft.step == "extras" else None


def _done(form: Form, draft: Draft, _args: Args) -> Step | None:
    return show(form, replace(draft, step="review")) if draft.step == "extras" else None


def _more(form: Form, draft: Draft, _args: Args) -> Step | None:
    fits = draft.step == "review" and draft.todo is None
    return show(form, replace(draft, step="extras")) if fits else None


def _review(form: Form, draft: Draft, _args: Args) -> Step | None:
    return show(form, replace(draft, step="review")) if draft.step == "truth" else None


def _truth(form: Form, draft: Draft, _args: Args) -> Step | None:
    fits = draft.step == "review" and is_complete(form, draft)
    return show(form, replace(draft, step="truth")) if fits else None


def _submit(form: Form, draft: Draft, _args: Args) -> Step | None:
    if draft.step != "truth":
        return None
    if not is_complete(form, draft):
        return show(form, replace(draft, step="review"))
    return Step(replace(draft, step="submitted", pending=None, home=None, rejected={}), (), "submitted")


def _look(form: Form, draft: Draft, _args: Args) -> Step | None:
    text = overview(form, draft.values) or chinese()("intake.nothing_yet")
    lead = chinese()("intake.look", progress=progress(form, draft))
    return Step(draft, (Reply(f"{lead}\n\n{text}", ((button("here"),),)),))


def _help(form: Form, draft: Draft, _args: Args) -> Step | None:
    helped = form.has(draft.step) and form.field(draft.step).help
    return show(form, draft, lead=escape(helped) if helped else chinese()("intake.help"))


def _leave(form: Form, draft: Draft, _args: Args) -> Step | None:
    text = chinese()("intake.left", progress=progress(form, draft))
    return Step(draft, (Reply(text, ((button("resume"),),)),), "left")


def _cancel(_form: Form, draft: Draft, _args: Args) -> Step | None:
    key = "intake.cancel" if draft.need_id is None else "intake.cancel_amending"
    return Step(draft, (Reply(chinese()(key), ((button("cancel_yes"), button("cancel_no")),)),))


def _cancel_yes(_form: Form, draft: Draft, _args: Args) -> Step | None:
    key = "intake.cancelled" if draft.need_id is None else "intake.cancelled_amending"
    return Step(draft, (Reply(chinese()(key), replace=True),), "cancelled")


def _here(form: Form, draft: Draft, _args: Args) -> Step | None:
    return show(form, draft, in_place=True)


TAPS: Mapping[str, Callable[[Form, Draft, Args], Step | None]] = {
    "agree": _agree,
    "decline": _decline,
    "choose": _choose,
    "toggle": _toggle,
    "toggled": _toggled,
    "confirm": _confirm,
    "insist": _insist,
    "again": _again,
    "meant_answer": _meant_answer,
    "meant_question": _meant_question,
    "back": _back,
    "skip": _skip,
    "keep": _keep,
    "clear": _clear,
    "typed": _typed,
    "edit": _edit,
    "extra": _extra,
    "done": _done,
    "more": _more,
    "review": _review,
    "truth": _truth,
    "submit": _submit,
    "look": _look,
    "help": _help,
    "leave": _leave,
    "cancel": _cancel,
    "cancel_yes": _cancel_yes,
    "cancel_no": _here,
    "here": _here,
}


def tapped(form: Form, draft: Draft, event: Tapped) -> Step:
    """Do what the button does at the present step; where it does not fit, show the present card."""
    react = TAPS.get(event.action.removeprefix("intake."))
    step = react(form, draft, event.args) if react else None
    return step or show(form, draft)
