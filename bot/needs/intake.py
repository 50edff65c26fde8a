"""Filling in the form, one message at a time; pure: `advance(form, draft, event)` says what becomes of the draft.

Theory of operation
-------------------
A draft stands at one step. A step is a field, or one of the four whole-form steps:

    consent -> field 1 -> … -> field N -> extras -> review -> truth -> submitted
                  ^------ back ------'       ^--- back ---'

Fields with defaults may be asked on one card (`Form.together`), a step of its own: it proposes a value for each, and
nothing of it is kept before the person takes it. Each can be opened from there, or answered in words.

A form may do without the consent, and with fewer of the others (`Form.ends`); the last of them submits.

While fields are walked, what comes next is the next one in order that has no value. Any of them may be put off: it is
asked again after the last one, and if it is put off then too, the review card names it. A single field can be opened
from anywhere (edit): `home` then remembers where to return. A returned need has `todo`: only these fields are walked
and may be changed, then review and truth.

What is typed is, in this order: a question about the step itself (about.about: 这个谁能看到); a command (words.command:
上一步, 修改第 3 项, 先不填了); an order on the rows or the prose of a field (orders.ordered: 加一条：…, 第4条改成…); a
change of any field (words.changes: 预算改成800万); for both, the field is opened, answered and left again; a nod, where
any prose would be kept; a name and a number at the field of either (person.both); an answer to the present field; where
that cannot read it, a value of the field that is named (words.named: 自筹60万), or of one that decides this one
(words.finer: 稀土, at the technical field). Prose that only begins like a change is asked about, and so is an answer
that would make rows or prose vanish that stand (standing.beside). Every change is remembered (past.remembering) and can
be taken back.

An answer goes through the field's parser, and may be a question all the same:

    parser says   it does not look like a question        it does
    Accepted      value kept, onward                      prose of no certain shape: pending "meant"; else kept
    AskBack       pending "ask_back"                      outcome "asked", the step again
    Doubtful      pending "doubt"; the second             prose: pending "meant"
                  time kept with a flag, onward
    Rejected      said why; the text kept in `rejected`   outcome "asked", the step again
                  or, where it is too short, in `begun`:
                  what comes next is added to it

What looks like a question has a word or mark that asks (faq.asking), or is surely known to the FAQ, or may be a wish
(faq.wishes; what surely is one gets here only where it `fits`). A text with the shape of the field's answers
(Kind.is_answer: the name of a company or a person) is none.

A pending is an open question at the present field: the next text is a new answer to the field (or yes and no to an
ask_back), the pending's buttons settle it. A pending never holds the only copy of an accepted value: `values` change
only through `settle` (replace) and the button 清空 (an optional field).

Taps are listed in taps.TAPS. One that does not fit the present step changes nothing and shows the present card again.
`revision` grows by one with every change, never without one; the caller binds a card's buttons to it. Leaving, looking,
help and asking to cancel change nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.needs import actions, together
from bot.needs.about import about
from bot.needs.answers import (
    KEPT,
    accept,
    alone,
    asked,
    continued,
    is_free,
    opened,
    put_by,
    read,
    recapped,
    settle,
    show,
    take,
    told,
)
from bot.needs.cards import card
from bot.needs.draft import Blank, Draft, Event, Outcome, Pending, Resumed, Said, SharedPhone, Step, Tapped
from bot.needs.fields import KINDS, Accepted, AskBack, Doubtful, Field, Parsed, Rejected, Values, extends
from bot.needs.fields.choice import find
from bot.needs.fields.cleaning import clean
from bot.needs.fields.vocabulary import any_of, means
from bot.needs.form import TOGETHER, Form
from bot.needs.orders import Ordered, ordered
from bot.needs.overview import overview, progress
from bot.needs.past import remembering
from bot.needs.pasted import SEVERAL, WHOLE, Brought, bare, brought, filled, of_another
from bot.needs.person import both
from bot.needs.taps import all_right, tapped
from bot.needs.walk import editable, fitted, onward, outgrown, renewed, settled
from bot.needs.words import (
    FINISHING,
    Change,
    changes,
    command,
    confirms,
    denies,
    finer,
    is_clause,
    named,
    refined,
)
from bot.reply import Reply
from faq.asking import asks, is_question, is_worded

__all__ = [
    "Blank",
    "Draft",
    "Event",
    "Outcome",
    "Pending",
    "Resumed",
    "Said",
    "SharedPhone",
    "Step",
    "Tapped",
    "advance",
    "amend",
    "begin",
    "bring",
    "brings",
    "fits",
    "hand_in",
    "overview",
    "present",
    "progress",
    "reads",
    "resume",
    "tell",
]

REMARK = 80  # characters: a longer text that begins like a question is a description
SHORT = 20  # characters: in so few 谁, 什么 or 多少 makes a question wherever it stands


def begin(
    form: Form,
    owner: int,
    id: int,  # noqa: A002  (the draft's id)
    values: Values | None = None,
    earlier: Values | None = None,
    problem: str = "",
) -> Step:
    """Start a draft at the consent.

    `values` of an earlier need are taken over as far as they still hold; where none is missing, the review comes next.
    `earlier` values are only offered. `problem` is what was said of it before.
    """
    known = {key: value for key, value in (values or {}).items() if form.holds(key, value) and not form.consents(key)}
    home = "review" if form.missing(known) == form.fields[:1] else None
    offered = form.carried(earlier or {})
    draft = Draft(id, owner, known, form.fields[0].key, home=home, earlier=offered, form_version=form.version)
    draft = fitted(form, draft)
    begun = told(form, draft, problem) if problem else draft
    return Step(begun, (card(form, begun),))


def tell(form: Form, draft: Draft, text: str) -> Step | None:
    """Take a text as the draft's problem, and show where the draft was left; None where it tells of one already."""
    now = settled(form, draft)
    changed = told(form, now, text)
    return None if changed == now else _sealed(form, draft, show(form, changed), entered=True)


def brings(form: Form, text: str) -> bool:
    """Return whether a text names so many fields that it is the text of a need, where nothing was begun."""
    return brought(form, text[: 2 * KEPT], least=WHOLE) is not None


def bring(form: Form, draft: Draft, text: str) -> Step:
    """Fill in what a text says of the fields that it names."""
    found = brought(form, text[: 2 * KEPT], least=1) or Brought({})
    return _sealed(form, draft, filled(form, settled(form, draft), found), entered=True)


def hand_in(form: Form, draft: Draft) -> Step:
    """Go on towards the submission where nothing is missing; else say what is, and show the present step."""
    now = settled(form, draft)
    if labels := "、".join(field.label for field in form.missing(now.values)):
        lead = "" if form.consents(now.step) else form.texts("intake.not_yet", labels=labels)
        return _sealed(form, draft, show(form, now, lead=lead, brief=True))
    if now.step not in form.ends:
        return _sealed(form, draft, show(form, replace(now, step="review", pending=None, home=None)))
    if now.step in FINISHING:
        return advance(form, draft, Tapped(FINISHING[now.step], typed=True))
    return _sealed(form, draft, show(form, now, lead=form.texts("intake.tap"), brief=True))


def reads(form: Form, draft: Draft, text: str) -> bool:
    """Return whether a text as it is can be kept at the present step."""
    now = settled(form, draft)
    return form.has(now.step) and isinstance(alone(form, now, clean(text[: 2 * KEPT], multiline=True)), Accepted)


def fits(form: Form, draft: Draft, text: str) -> bool:
    """Return whether a text is surely for the draft: a command, a change, or what only the present step asks for."""
    now, said = settled(form, draft), clean(text[: 2 * KEPT], multiline=True)
    if form.has(now.step) and form.field(now.step).takes_all:
        return True
    if about(form, now, said) or brought(form, text[: 2 * KEPT], least=SEVERAL if form.has(now.step) else 1):
        return True
    if command(form, now, said) or ordered(form, now, said) or changes(form, now, said):
        return True
    if now.step == TOGETHER:
        return together.approves(form, said) or bool(together.meant(form, said) or together.told(form, said))
    if not form.has(now.step):
        return False
    field = form.field(now.step)
    if is_free(field):
        return find(field, said) is not None or KINDS[field.kind].is_answer(field, said)
    told = named(form, now, said) or finer(form, now, (now.step,), said)
    return isinstance(read(form, now, said), Accepted) or told is not None


def amend(form: Form, draft: Draft, reason: str = "") -> Step:
    """Start walking just the fields of `draft.todo`, for the reviewer's `reason`; without any, go to the review."""
    now = fitted(form, renewed(form, draft))
    known = tuple(field.key for field in form.numbered if field.key in (draft.todo or ()))
    stood = {key: now.values[key] for key in known if key in now.values}
    first = known[0] if known else "review"
    changed = replace(now, todo=known, reason=reason or draft.reason, step=first, home=None, before=stood)
    labels = "、".join(form.field(key).label for key in known)
    lead = form.texts("intake.amend", labels=labels) if known else ""
    return _sealed(form, draft, Step(changed, (card(form, changed, lead=lead),)), entered=True)


def resume(form: Form, draft: Draft) -> Step:
    """Show where the draft was left, and its present card."""
    return advance(form, draft, Resumed())


def present(form: Form, draft: Draft) -> Reply:
    """Return the present card, for a tap that came from an older one."""
    return card(form, settled(form, draft))


def advance(form: Form, draft: Draft, event: Event) -> Step:
    """Return what becomes of the draft; never raises, whatever is typed or tapped."""
    if isinstance(event, Tapped) and isinstance(event.action, actions.Resume):
        event = Resumed()
    now = settled(form, draft, tapped=isinstance(event, Tapped) and not event.typed)
    if not isinstance(event, Tapped) or event.typed:  # the card stays as it is, with what it says on top
        now = replace(now, recap="")
    step = Step(now, (card(form, now),)) if now.step == "submitted" else _react(form, now, event)
    if isinstance(event, Tapped) and not any(reply.replace for reply in step.replies):
        step = recapped(step, "")
    return _sealed(form, draft, step, entered=isinstance(event, Resumed))


def _telling(form: Form, draft: Draft, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """Return replies that also tell what of a draft its form, which has changed since, can't take any more."""
    lost = outgrown(form, draft)
    if not lost or not replies:
        return replies
    lines = [
        form.texts("intake.outgrown_line", label=form.field(key).label, text=text)
        if form.has(key)
        else form.texts("intake.outgrown_gone", text=text)
        for key, text in lost.items()
    ]
    first, *more = replies
    text = "\n".join((form.texts("intake.outgrown"), *lines, "", first.text))
    return (replace(first, text=text), *more)


def _react(form: Form, draft: Draft, event: Event) -> Step:
    match event:
        case Said():
            return _said(form, draft, event)
        case Tapped(typed=typed):
            step = tapped(form, draft, event)
            return _in_words(step) if typed else step
        case SharedPhone():
            return _shared(form, draft, event)
        case Resumed():
            return show(form, draft, lead=form.texts("intake.resume", progress=progress(form, draft)))
        case Blank(line=line):
            return show(form, draft, lead=line, brief=True)


def _sealed(form: Form, before: Draft, step: Step, *, entered: bool = False) -> Step:
    """Count the revision, and bring or take away the key that shares one's phone number."""
    stood, fit = renewed(form, before), fitted(form, step.draft)
    after = replace(remembering(form, stood, _put_away(stood, fit)), revision=before.revision)
    draft = replace(after, revision=before.revision + (after != before))
    was, is_ = _takes_phone(form, before), _takes_phone(form, draft) and step.outcome in (None, "asked")
    replies = _telling(form, before, step.replies)
    if was and not is_ and replies and not (replies[0].buttons or replies[0].replace):
        replies = (replace(replies[0], remove_keyboard=True), *replies[1:])
    elif was and not is_:
        replies = (Reply(form.texts("intake.keyboard_away"), remove_keyboard=True), *replies)
    elif is_ and (entered or not was):
        key = str(form.texts("intake.button.share_phone"))
        replies = (*replies, Reply(form.texts("intake.share_phone"), ask_contact=key))
    return replace(step, draft=draft, replies=replies)


def _put_away(before: Draft, after: Draft) -> Draft:
    """Return the draft with the text put by that was asked back about, where that was left for something else."""
    pending, key = before.pending, before.step
    if pending is None or not pending.text or pending == after.pending:
        return after
    texts = [each for held in (before, after) for each in (held.values.get(key), held.begun.get(key))]
    told = texts[:2] != texts[2:] or after.rejected.get(key) != before.rejected.get(key)
    return after if told else replace(after, rejected={**after.rejected, key: pending.text[:KEPT]})


def _takes_phone(form: Form, draft: Draft) -> bool:
    return form.has(draft.step) and form.field(draft.step).kind == "phone"


# What is typed


def _said(form: Form, draft: Draft, event: Said) -> Step:
    text = clean(event.text[: 2 * KEPT], multiline=True)
    if not text:
        return show(form, draft, lead=form.texts("intake.blank"), brief=True)
    if form.has(draft.step) and form.field(draft.step).takes_all:
        return _answered(form, draft, event, text)
    at = form.field(draft.step) if form.has(draft.step) else None
    told = event.text[: 2 * KEPT]
    if found := brought(form, told, least=SEVERAL if at else 1, at=at) or of_another(form, draft, told):
        return filled(form, draft, found)
    if lead := about(form, draft, text):
        return show(form, draft, lead=lead, brief=True)
    if tap := command(form, draft, text):
        return _in_words(tapped(form, draft, tap))
    if order := ordered(form, draft, event.text[: 2 * KEPT]):
        return _obeyed(form, draft, order, text)
    if wanted := changes(form, draft, text):
        return _asked_of(form, draft, wanted, text) or _changed(form, draft, wanted)
    at_card = draft.step == TOGETHER and (together.names(form, text) or not asks(text))
    if at_card and (step := _at_card(form, draft, event, text)):
        return step
    if not form.has(draft.step):
        asking = event.verdict != "unknown" or is_question(text)
        return (
            asked(form, draft, event.text) if asking else show(form, draft, lead=form.texts("intake.tap"), brief=True)
        )
    if draft.pending and draft.pending.kind == "ask_back":
        if (place := confirms(form, draft.pending, text)) is not None:
            return accept(form, draft, draft.pending.choices[place][1])
        if denies(form, text):
            return _in_words(tapped(form, draft, Tapped(actions.Again())))
    if _is_chatter(form.field(draft.step), text):
        return show(form, draft, lead=form.texts("intake.chatter"), brief=True)
    return _answered(form, draft, event, text)


def _is_chatter(field: Field, text: str) -> bool:
    """Return whether a text only nods or begs for time, where any prose would be kept."""
    return is_free(field) and means(field.texts, "chatter", text) and find(field, text) is None


def _at_card(form: Form, draft: Draft, event: Said, text: str) -> Step | None:
    """Take what was typed at the card of several fields, as far as it is clear; None where it is about none of them."""
    if together.approves(form, text) and (step := all_right(form, draft)):
        return _in_words(step)
    if wanted := together.told(form, text):
        return _changed(form, draft, wanted)
    clear, others = together.parted(form, text)
    lines = [_unclear(form, each) for each in others]
    if clear:
        return _led(_changed(form, draft, clear), lines)
    if together.meant(form, text):
        return show(form, draft, lead="\n".join(lines))
    other = None if _is_aside(event, text) else finer(form, draft, form.together, text, exact=False)
    return _changed(form, draft, (other,)) if other else None


def _unclear(form: Form, text: str) -> str:
    """Return what is said of words that name none of the card's fields, or several."""
    labels = "、".join(field.label for field in together.meant(form, text))
    return form.texts(f"intake.together.{'which' if labels else 'none'}", text=text, labels=labels)


def _led(step: Step, lines: Sequence[str]) -> Step:
    """Return the step with lines on top of its card, for the receipt of this card to say them too."""
    if not lines:
        return step
    first, *more = step.replies
    led = replace(step, replies=(replace(first, text="\n".join((*lines, first.text))), *more))
    return recapped(led, "\n".join(filter(None, (*lines, step.draft.recap))))


def _answered(form: Form, draft: Draft, event: Said, text: str) -> Step:
    """Take what was typed at a field as its answer or as a question, or ask which of the two it is."""
    if step := both(form, draft, text):
        return step
    field = form.field(draft.step)
    whole = continued(form, draft, bare(form, field, event.text))
    if draft.pending and draft.pending.kind == "ask_back" and extends(field) and field.key in draft.values:
        whole = f"{draft.pending.text}\n{whole}"  # where the one goes, the other does too
    outcome = read(form, draft, whole)
    if isinstance(outcome, Rejected) and not outcome.begun and (other := named(form, draft, text)):
        return _changed(form, put_by(draft), (other,))
    if other := _finer(form, draft, event, text, outcome):
        return _changed(form, put_by(draft), (other,))
    if _is_question(field, event, text, outcome):
        return asked(form, draft, event.text)
    if _may_be_question(field, event, text, outcome):
        wish = event.verdict == "wish"
        asks = event.asks if wish or _seems_asked(field, text) else ""
        pending = Pending("meant", text=event.text, message=asks, wish=wish)
        return show(form, replace(put_by(draft), pending=pending))
    if step := _pieces(form, draft, text):
        return step
    return take(form, put_by(draft), outcome, whole)


def _finer(form: Form, draft: Draft, event: Said, text: str, outcome: Parsed) -> Change | None:
    """Return the change of a finer field that a text tells of which the present one can't take as it is."""
    if isinstance(outcome, Accepted):
        return None
    near = isinstance(outcome, Rejected) and not _is_aside(event, text)
    return finer(form, draft, (draft.step,), text, exact=not near)


def _is_aside(event: Said, text: str) -> bool:
    """Return whether a text asks, greets or wishes, so that a word in it names nothing."""
    return event.verdict in ("talk", "wish") or is_question(text)


def _is_question(field: Field, event: Said, text: str, outcome: Parsed) -> bool:
    """Return whether the text asks something, or is talk, and cannot well be an answer."""
    free, talk = is_free(field), event.verdict == "talk"
    match outcome:
        case Rejected(begun=True):
            return talk or (event.verdict == "answer" and _seems_asked(field, text))
        case Rejected(strange=strange):
            known = event.verdict in ("answer", "wish")
            return _seems_asked(field, text) or (strange and (talk or (known and not free)))
        case AskBack() | Doubtful() if not free:
            return asks(text)
    shaped = KINDS[field.kind].is_answer(field, text)
    shapeless = field.shape in ("company", "person") and event.verdict == "answer" and _seems_asked(field, text)
    return free and (talk or shapeless) and not shaped


def _may_be_question(field: Field, event: Said, text: str, outcome: Parsed) -> bool:
    """Return whether a text that any prose fits, or the beginning of one, may be a question all the same."""
    if isinstance(outcome, Rejected) and not outcome.begun:
        return False
    if field.takes_all:
        return event.late
    if not is_free(field) or find(field, text) or KINDS[field.kind].is_answer(field, text):
        return False
    known = event.verdict in ("answer", "wish")
    return event.late or (known and len(text) <= REMARK) or _seems_asked(field, text)


def _seems_asked(field: Field, text: str) -> bool:
    """Return whether a text is worded like a question; in several lines of description a word that asks says little."""
    if not field.multiline or (len(text) <= SHORT and re.search(any_of(field.texts, "asks_for"), text)):
        return len(text) <= REMARK and is_question(text)
    return len(text) <= REMARK and is_worded(text)


def _asked_of(form: Form, draft: Draft, wanted: tuple[Change, ...], text: str) -> Step | None:
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


def _changed(form: Form, draft: Draft, wanted: tuple[Change, ...]) -> Step:
    """Take sentences like 预算改成800万 as answers to those fields, and come back to the present step.

    Of several each is settled that can be, in whatever order; one that has to be settled by the person comes last, and
    those after it are put by.
    """
    left, receipts = [refined(form, draft, each) for each in wanted], list[str]()
    while len(left) > 1 and (ready := _ready(form, draft, left)):
        left.remove(ready[0])
        draft, receipt = _taken(form, draft, *ready)
        receipts.append(receipt)
    for each in left[1:]:
        draft = replace(draft, rejected={**draft.rejected, each.field.key: each.text})
        receipts.append(form.texts("intake.change_waits", label=each.field.label, text=each.text))
    return _led(_change_one(form, draft, left[0]), receipts)


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
    kept, receipt = settle(form, there, outcome.value, note=outcome.note)
    here = replace(kept, step=draft.step, home=draft.home)
    return (replace(here, step=onward(form, here), home=None) if there.step == draft.step else here), receipt


def _change_one(form: Form, draft: Draft, wanted: Change) -> Step:
    key = wanted.field.key
    if form.consents(draft.step) or key not in editable(form, draft):
        return _in_words(tapped(form, draft, Tapped(actions.Edit(key=key))))
    there = opened(draft, key)
    return take(form, replace(there, pending=None), alone(form, there, wanted.text), wanted.text)


def _obeyed(form: Form, draft: Draft, order: Ordered, text: str) -> Step:
    """Do to a field what was ordered, and come back to the present step; one that may not be changed stays."""
    if form.consents(draft.step) or order.field.key not in editable(form, draft):
        return _in_words(tapped(form, draft, Tapped(actions.Edit(key=order.field.key))))
    there = draft if order.field.key == draft.step else opened(draft, order.field.key)
    return take(form, replace(there, pending=None), order.outcome, order.text or text)


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
    clear = len(choices) == len(pieces) and len(pending.text) <= SHORT and is_question(pending.text)
    if clear or both not in [label for label, _ in choices]:
        return None
    asked = form.texts("intake.ask.pieces", before=pending.text, text=text)
    return show(form, replace(draft, pending=Pending("ask_back", text=whole, message=str(asked), choices=choices)))


def _in_words(step: Step) -> Step:
    """Return the step with nothing edited in place, there being no tapped message; a receipt is put before its card."""
    first, *more = step.replies or (None,)
    if first and first.replace and not first.buttons and len(more) == 1:
        both = replace(more[0], text=f"{first.text}\n\n{more[0].text}")
        return recapped(replace(step, replies=(both,)), first.text)
    return replace(step, replies=tuple(replace(reply, replace=False) for reply in step.replies))


def _shared(form: Form, draft: Draft, event: SharedPhone) -> Step:
    if not _takes_phone(form, draft):
        return show(form, draft, lead=form.texts("intake.phone_not_now"), brief=True)
    if not event.own:
        return show(form, draft, lead=form.texts("intake.reject.phone_other"))
    return take(form, draft, read(form, draft, event.number), event.number)
