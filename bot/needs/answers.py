"""What comes of an answer at the present field: kept, doubted, asked back or refused, and then the next step."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.needs import actions
from bot.needs.cards import button, card, changing, restoring
from bot.needs.draft import Draft, Pending, Step
from bot.needs.fields import KINDS, Accepted, AskBack, Doubtful, Field, Json, Parsed, Rejected, Values, parse
from bot.needs.fields.choice import find
from bot.needs.fields.parts import offer
from bot.needs.form import TOGETHER, Form
from bot.needs.past import changed
from bot.needs.standing import beside
from bot.needs.walk import editable, fitted, onward, sequence
from bot.reply import Reply, Row
from bot.texts import Html
from bot.texts.markup import shortened

KEPT = 4096  # characters of a text that could not be used; a message of Telegram has no more


def show(form: Form, draft: Draft, *, lead: str = "", in_place: bool = False, brief: bool = False) -> Step:
    """Show the present card after `lead`, in place of the tapped one if asked: what this says on top then stays."""
    kept = draft.recap if in_place else ""
    lead = "\n\n".join(filter(None, (kept, lead)))
    return Step(replace(draft, recap=kept), (card(form, draft, lead=lead, replace=in_place, brief=brief),))


def refused(form: Form, draft: Draft, lead: str, *, first: Row = (), aside: Row = ()) -> Step:
    """Show the present card again after a refusal; with buttons on top of it, or next to the ways out."""
    shown = card(form, draft, lead=lead)
    *rows, last = shown.buttons
    return Step(draft, (replace(shown, buttons=tuple(filter(None, (first, *rows, aside, last)))),))


def asked(form: Form, draft: Draft, question: str) -> Step:
    """Have a question answered, then the present card again."""
    return Step(draft, (card(form, draft, brief=True),), "asked", question)


def others(draft: Draft) -> Values:
    """Return the values of all fields but the present one."""
    return {key: value for key, value in draft.values.items() if key != draft.step}


def read(form: Form, draft: Draft, text: str) -> Parsed:
    """Return what the text means at the present field, beside what stands there."""
    return beside(form.field(draft.step), draft, text, alone(form, draft, text))


def alone(form: Form, draft: Draft, text: str) -> Parsed:
    """Return what the text means at the present field, whatever stands there."""
    field = form.field(draft.step)
    outcome = parse(field, text, others(draft), form.today)
    return (form.reread(field, outcome.value) if isinstance(outcome, Accepted) else None) or outcome


def keeping(draft: Draft, text: str) -> Draft:
    """Return the draft with a text put by for the present field, which could not be used as it is."""
    return replace(draft, rejected={**draft.rejected, draft.step: text[:KEPT]})


def put_by(draft: Draft) -> Draft:
    """Return the draft with a text put by of which it is still asked what it means."""
    if draft.pending is None or draft.pending.kind not in ("meant", "ask_back") or not draft.pending.text:
        return draft
    return replace(keeping(draft, draft.pending.text), pending=None)


def told(form: Form, draft: Draft, text: str) -> Draft:
    """Return the draft with a text as its problem, or as the beginning of it; one that tells of a problem stays."""
    field = form.problem
    if field is None or field.key in {**draft.values, **draft.begun, **draft.brought}:
        return draft
    match parse(field, text, draft.values):
        case Accepted(value):
            return replace(draft, values={**draft.values, field.key: value})
        case Rejected(begun=True):
            return replace(draft, begun={**draft.begun, field.key: text[:KEPT]})
        case AskBack(over=True):
            return replace(draft, brought={**draft.brought, field.key: text})  # it is asked about at its step
    return replace(draft, rejected={**draft.rejected, field.key: text[:KEPT]})


def continued(form: Form, draft: Draft, text: str) -> str:
    """Return the text as it goes on from what was begun of an answer.

    One that holds the beginning replaces it, and so does a ready-made answer.
    """
    begun = draft.begun.get(draft.step)
    whole = begun is None or begun in text or find(form.field(draft.step), text) is not None
    return text if whole else f"{begun}\n{text}"


def take(form: Form, draft: Draft, outcome: Parsed, text: str, *, tapped: bool = False) -> Step:
    """Act on what the parser said of `text`."""
    match outcome:
        case Accepted(value, note, share):
            return accept(form, draft, value, note=note, share=share, tapped=tapped)
        case Rejected(begun=True):
            kept = replace(draft, pending=None, begun={**draft.begun, draft.step: text[:KEPT]})
            return refused(form, kept, outcome.message)  # the card has the text
        case Rejected(other=other):
            kept = keeping(replace(draft, pending=None), text)
            aside = (button(form, actions.MeantQuestion()),) if outcome.strange else ()
            return refused(form, kept, _refusal(form, outcome, text), first=changing(form, kept, other), aside=aside)
        case AskBack(question, choices, over):
            pending = Pending("ask_back", text=text[: 2 * KEPT], message=question, choices=choices, over=over)
            begun = _without(draft.begun, draft.step) if over else draft.begun  # the text goes on from it
            return show(form, replace(draft, pending=pending, begun=begun))
        case Doubtful(value, message):
            if draft.pending and draft.pending.kind == "doubt":
                return accept(form, draft, value, flag=True, tapped=tapped)
            pending = Pending("doubt", text=text, message=message, choices=(("", value),))
            return show(form, keeping(replace(draft, pending=pending), text))


def _refusal(form: Form, outcome: Rejected, text: str) -> str:
    return f"{outcome.message}\n{form.texts('intake.you_typed', text=outcome.shown or shortened(text))}"


def accept(
    form: Form,
    draft: Draft,
    value: Json,
    *,
    note: str | None = None,
    share: str = "",
    flag: bool = False,
    tapped: bool = False,
) -> Step:
    """Keep the value of the present field, flagged if it was doubtful, and go on."""
    kept, receipt = settle(form, draft, value, note=note, share=share, flag=flag)
    return go_on(form, kept, receipt, tapped=tapped)


def settle(
    form: Form, draft: Draft, value: Json, *, note: str | None = None, share: str = "", flag: bool = False
) -> tuple[Draft, str]:
    """Return the draft with the value of the present field kept, and the receipt; shares of it are worked out anew."""
    key = draft.step
    open_to = editable(form, draft)
    decided = {other: each for other, each in form.decided(key, value).items() if other in open_to}
    shared = {other: each for other, each in _shared(form, draft, value).items() if other in open_to}
    flags = tuple(sorted({*draft.flags, key})) if flag else tuple(name for name in draft.flags if name != key)
    kept = replace(
        draft,
        values={**draft.values, key: value, **decided, **shared},
        flags=flags,
        rejected=_without(draft.rejected, key),
        begun=_without(draft.begun, key),
        brought=_without(draft.brought, key),
        shares={**_without(draft.shares, key), **({key: share} if share else {})},
    )
    kept = fitted(form, kept)
    again = [form.texts("intake.note.share_again", text=draft.shares[other]) for other in shared]
    return kept, _receipt(form, draft, kept, "\n".join(filter(None, (note, *again))), (*decided, *shared))


def _shared(form: Form, draft: Draft, value: Json) -> Mapping[str, Json]:
    """Return the values of the fields that stand as shares of the present one's, as its new value makes them."""
    found = dict[str, Json]()
    for key, text in draft.shares.items():
        stood = parse(form.field(key), text, draft.values) if form.has(key) else None
        now = parse(form.field(key), text, {**draft.values, draft.step: value}) if form.has(key) else None
        if isinstance(stood, Accepted) and stood.value == draft.values.get(key) and isinstance(now, Accepted):
            found |= {key: now.value} if now.value != stood.value else {}
    return found


def _without(texts: Mapping[str, str], key: str) -> Mapping[str, str]:
    return {name: text for name, text in texts.items() if name != key}


def _receipt(form: Form, before: Draft, draft: Draft, note: str, decided: Iterable[str]) -> str:
    """Return what is said of the value just kept, and of those that it decided."""
    field = form.field(draft.step)
    remarks = [f"⚠️ {remark.text}" for remark in form.remarks(draft.values) if remark.field == field.key]
    lines = [_kept(form, key, before, draft) for key in (field.key, *decided)]
    value = draft.values.get(field.key)
    more = offer(field, value) if isinstance(value, str) else None
    return "\n".join(filter(None, (*lines, note, more, *remarks)))


def _kept(form: Form, key: str, before: Draft, draft: Draft) -> str:
    told = changed(form, key, before.values.get(key), draft.values[key])
    return form.texts("intake.kept", label=form.field(key).label, value=Html(told))


def go_on(form: Form, draft: Draft, receipt: str, *, tapped: bool) -> Step:
    """Go to the next step, after a receipt.

    A tapped card becomes its receipt, after what it said of the answer before; or, where a single field was opened, the
    card that it was opened from. A typed answer has the receipt before the next card; where the key goes that shares a
    phone number, in its own message.
    """
    draft = fitted(form, draft)
    moved = replace(draft, step=onward(form, draft), home=None, pending=None, recap="")
    why = _why_back(form, draft, moved)
    brief, back = draft.home is not None, restoring(form, draft, draft.step)
    if moved.step in moved.brought:
        return carried_over(form, moved, receipt)
    if moved.step in form.ends and (key := unsettled(form, moved, *moved.brought)):
        return carried_over(form, opened(moved, key), receipt)
    if tapped and brief:
        return _restorable(show(form, moved, lead=receipt, in_place=True), back)
    if tapped or (form.has(draft.step) and form.field(draft.step).kind == "phone"):
        before = draft.recap.split("\n") if tapped and draft.recap else []
        whole = "\n".join((*(line for line in before if line not in receipt.split("\n")), receipt))
        return _restorable(Step(moved, (Reply(whole, replace=tapped), card(form, moved, lead=why, brief=brief))), back)
    lead = "\n".join(filter(None, (receipt, why)))
    return recapped(_restorable(show(form, moved, lead=lead, brief=brief), back), receipt)


def _why_back(form: Form, draft: Draft, moved: Draft) -> str:
    """Return why the next step is one that was passed before: it was put off; nothing where the way goes on."""
    way = sequence(form, draft)
    if draft.home is not None or draft.todo is not None or not {draft.step, moved.step} <= {*way}:
        return ""
    if way.index(moved.step) > way.index(draft.step):
        return ""
    many = moved.step == TOGETHER
    label = form.texts("intake.together.label", count=len(form.together)) if many else form.field(moved.step).label
    return form.texts("intake.again", label=label)


def recapped(step: Step, receipt: str) -> Step:
    """Return the step with a receipt that its card has on top, for the receipt of this card to say it too."""
    return replace(step, draft=replace(step.draft, recap=receipt))


def unsettled(form: Form, draft: Draft, *keys: str) -> str | None:
    """Return the first of `keys` for which a text was brought that waits, where its field may be changed."""
    return next((key for key in draft.brought if key in keys and key in editable(form, draft)), None)


def opened(draft: Draft, key: str) -> Draft:
    """Return the draft with a single field opened, to come back to where it stands."""
    if key == draft.step:
        return draft
    home = draft.home if draft.home is not None else draft.step
    return replace(draft, step=key, home=None if home == key else home, pending=None)


def carried_over(form: Form, draft: Draft, lead: str) -> Step:
    """Show the present step after `lead`; what was brought for it is taken as its answer."""
    text = draft.brought.get(draft.step)
    if text is None:
        return show(form, draft, lead=lead)
    bare = replace(draft, brought=_without(draft.brought, draft.step), pending=None)
    whole = continued(form, bare, text)
    step = take(form, bare, read(form, bare, whole), whole)
    first, *more = step.replies
    led = "\n\n".join(filter(None, (lead, first.text)))
    return replace(step, replies=(replace(first, text=led), *more))


def _restorable(step: Step, back: Row) -> Step:
    """Return the step with the button that puts back what was replaced, above its last row."""
    *others, last = step.replies
    if not back or back in last.buttons:
        return step
    return replace(step, replies=(*others, replace(last, buttons=(*last.buttons[:-1], back, *last.buttons[-1:]))))


def is_free(field: Field) -> bool:
    """Return whether the field takes any prose, so that a question could be mistaken for an answer."""
    return KINDS[field.kind].free
