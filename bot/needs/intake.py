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

What is typed (typed.hear) is, in this order: the heading of a part of a long text (Form.led_by_part: 试过什么：…), at
another step; a question about the step itself (about.about: 这个谁能看到); a command (words.command: 上一步, 先不填了);
an order on the rows or the prose of a field (orders.ordered: 加一条：…, 第4条改成…); a change of any field
(words.changes: 预算改成800万), or of the one that was answered just before (words.corrected: 不对，是800万); for these,
the field is opened, answered and left again; a nod, where any prose would be kept; a name and a number at the field of
either (person.both); an answer to the present field; where that cannot read it, a value of the field that is named
(words.named: 自筹60万), or of one that decides this one (words.finer: 稀土, at the technical field). Prose that only
begins like a change is asked about, and so is an answer that would make rows or prose vanish that stand
(standing.beside). Every change is remembered (past.remembering) and can be taken back.

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

from dataclasses import replace

from bot.needs import actions, together
from bot.needs.about import about
from bot.needs.answers import KEPT, alone, is_free, read, recapped, show, take, told
from bot.needs.cards import card
from bot.needs.draft import Blank, Draft, Event, Outcome, Pending, Resumed, Said, SharedPhone, Step, Tapped
from bot.needs.fields import KINDS, Accepted, Values
from bot.needs.fields.choice import find
from bot.needs.fields.cleaning import clean
from bot.needs.form import TOGETHER, Form
from bot.needs.obeying import in_words
from bot.needs.orders import ordered
from bot.needs.overview import overview, progress
from bot.needs.past import remembering
from bot.needs.pasted import SEVERAL, WHOLE, Brought, fill_in, named_by_line
from bot.needs.taps import tapped
from bot.needs.typed import hear
from bot.needs.walk import fitted, outgrown, renewed, settled
from bot.needs.words import FINISHING, changes, command, corrected, finer, named
from bot.reply import Reply

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
    "fits",
    "hand_in",
    "is_need",
    "overview",
    "paste",
    "present",
    "progress",
    "reads",
    "resume",
    "tell",
]


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


def is_need(form: Form, text: str) -> bool:
    """Return whether a text names so many fields that it is the text of a need, where nothing was begun."""
    return named_by_line(form, text[: 2 * KEPT], least=WHOLE) is not None


def paste(form: Form, draft: Draft, text: str | Brought) -> Step:
    """Fill in what a text says of the fields that it names."""
    found = text if isinstance(text, Brought) else named_by_line(form, text[: 2 * KEPT], least=1) or Brought({})
    return _sealed(form, draft, fill_in(form, settled(form, draft), found), entered=True)


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
    if about(form, now, said) or named_by_line(form, text[: 2 * KEPT], least=SEVERAL if form.has(now.step) else 1):
        return True
    if command(form, now, said) or ordered(form, now, said) or changes(form, now, said):
        return True
    if corrected(form, now, said) or form.led_by_part(said):
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
            return hear(form, draft, event)
        case Tapped(typed=typed):
            step = tapped(form, draft, event)
            return in_words(step) if typed else step
        case SharedPhone():
            return _shared(form, draft, event)
        case Resumed():
            return show(form, draft, lead=form.texts("intake.resume"))
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


def _shared(form: Form, draft: Draft, event: SharedPhone) -> Step:
    if not _takes_phone(form, draft):
        return show(form, draft, lead=form.texts("intake.phone_not_now"), brief=True)
    if not event.own:
        return show(form, draft, lead=form.texts("intake.reject.phone_other"))
    return take(form, draft, read(form, draft, event.number), event.number)
