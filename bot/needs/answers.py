"""What comes of an answer at the present field: kept, doubted, asked back or refused, and then the next step."""

from dataclasses import replace

from bot.needs.cards import card, shortened
from bot.needs.draft import Draft, Pending, Step
from bot.needs.fields import KINDS, Accepted, AskBack, Doubtful, Field, Json, Parsed, Rejected, Values, parse
from bot.needs.form import Form
from bot.needs.walk import onward
from bot.reply import Reply
from bot.texts import chinese

KEPT = 4096  # characters of a text that could not be used; a message of Telegram has no more


def show(form: Form, draft: Draft, *, lead: str = "", in_place: bool = False) -> Step:
    """Show the present card after `lead`, in place of the tapped one if asked."""
    return Step(draft, (card(form, draft, lead=lead, replace=in_place),))


def asked(form: Form, draft: Draft, question: str) -> Step:
    """Have a question answered, then the present card again."""
    return Step(draft, (card(form, draft),), "asked", question)


def others(draft: Draft) -> Values:
    """Return the values of all fields but the present one."""
    return {key: value for key, value in draft.values.items() if key != draft.step}


def read(form: Form, draft: Draft, text: str) -> Parsed:
    """Return what the text means at the present field."""
    return parse(form.field(draft.step), text, others(draft))


def keeping(draft: Draft, text: str) -> Draft:
    """Return the draft with a text put by for the present field, which could not be used as it is."""
    return replace(draft, rejected={**draft.rejected, draft.step: text[:KEPT]})


def take(form: Form, draft: Draft, outcome: Parsed, text: str, *, tapped: bool = False) -> Step:
    """Act on what the parser said of `text`."""
    match outcome:
        case Accepted(value, note):
            return accept(form, draft, value, note=note, tapped=tapped)
        case Rejected(message):
            kept = keeping(replace(draft, pending=None), text)
            return show(form, kept, lead=_refusal(message, text))
        case AskBack(question, choices):
            pending = Pending("ask_back", text=text, message=question, choices=choices)
            return show(form, replace(draft, pending=pending))
        case Doubtful(value, message):
            if draft.pending and draft.pending.kind == "doubt":
                return accept(form, draft, value, flag=True, tapped=tapped)
            pending = Pending("doubt", text=text, message=message, choices=(("", value),))
            return show(form, keeping(replace(draft, pending=pending), text))


def _refusal(message: str, text: str) -> str:
    return f"{message}\n{chinese()('intake.you_typed', text=shortened(text))}"


def accept(
    form: Form,
    draft: Draft,
    value: Json,
    *,
    note: str | None = None,
    flag: bool = False,
    tapped: bool = False,
) -> Step:
    """Keep the value of the present field, flagged if it was doubtful, and go on."""
    key = draft.step
    flags = tuple(sorted({*draft.flags, key})) if flag else tuple(name for name in draft.flags if name != key)
    rejected = {name: text for name, text in draft.rejected.items() if name != key}
    kept = replace(draft, values={**draft.values, key: value}, flags=flags, rejected=rejected)
    return go_on(form, kept, _receipt(form, kept, key, note), tapped=tapped)


def _receipt(form: Form, draft: Draft, key: str, note: str | None) -> str:
    field, shown = form.field(key), form.display(key, draft.values[key])
    line = chinese()("intake.kept", label=field.label, value=shortened(shown))
    remarks = [f"⚠️ {remark.text}" for remark in form.remarks(draft.values) if remark.field == key]
    return "\n".join(filter(None, (line, note, *remarks)))


def go_on(form: Form, draft: Draft, receipt: str, *, tapped: bool) -> Step:
    """Go to the next step; a tapped card becomes its receipt, a typed answer has it before the next card."""
    moved = replace(draft, step=onward(form, draft), home=None, pending=None)
    if tapped:
        return Step(moved, (Reply(receipt, replace=True), card(form, moved)))
    return show(form, moved, lead=receipt)


def is_free(field: Field) -> bool:
    """Tell whether the field takes any prose, so that a question could be mistaken for an answer."""
    return KINDS[field.kind].free
