"""Filling in the form, one message at a time; pure: `advance(form, draft, event)` says what becomes of the draft.

Theory of operation
-------------------
A draft stands at one step. A step is a field, or one of the four whole-form steps:

    consent -> field 1 -> … -> field N -> extras -> review -> truth -> submitted
                  ^------ back ------'       ^--- back ---'

While fields are walked, what comes next is the next one in order that has no value; so a field that was put off stays
empty and the review card names it. A single field can be opened from anywhere (edit, extra): `home` then remembers
where to return. A returned need has `todo`: only these fields are walked and may be changed, then review and truth.

What is typed at a field goes through the field's parser:

    parser says   the FAQ is not sure               the FAQ is sure that it is a question
    Accepted      value kept, onward                free text: pending "meant"; other kinds: value kept, onward
    AskBack       pending "ask_back"                the same
    Doubtful      pending "doubt"; the second       pending "meant"
                  time kept with a flag, onward
    Rejected      said why, text kept in            outcome "asked", the step again
                  `rejected`

A pending is an open question at the present field: the next text is a new answer to the field (or yes and no to an
ask_back), the pending's buttons settle it. A pending never holds the only copy of an accepted value: `values` change
only through `accept` (replace) and the button 清空 (an optional field).

Taps are listed in taps.TAPS. One that does not fit the present step changes nothing and shows the present card again.
`revision` grows by one with every change, never without one; the caller binds a card's buttons to it. Leaving, looking,
help and asking to cancel change nothing.
"""

import re
from dataclasses import replace

from bot.needs.answers import KEPT, asked, is_free, keeping, read, show, take
from bot.needs.cards import card, overview, progress
from bot.needs.draft import Blank, Draft, Event, Outcome, Pending, Resumed, Said, SharedPhone, Step, Tapped
from bot.needs.fields import Rejected, Values
from bot.needs.fields.choice import find
from bot.needs.fields.cleaning import clean, folded
from bot.needs.form import Form
from bot.needs.taps import tapped
from bot.needs.walk import settled
from bot.reply import Reply
from bot.texts import chinese

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
    "overview",
    "present",
    "progress",
    "resume",
]

_EDIT = re.compile(r"(修改|更改|改)?第?([0-9]{1,2})(?:项|题|步)?")


def begin(form: Form, owner: int, id: int, values: Values | None = None) -> Step:  # noqa: A002  (the draft's id)
    """Start a draft at the consent; `values` of an earlier need are taken over as far as they still hold."""
    known = {key: value for key, value in (values or {}).items() if form.holds(key, value)}
    known.pop(form.consent.key, None)
    draft = Draft(id, owner, known, step=form.consent.key, form_version=form.version)
    return Step(draft, (card(form, draft),))


def amend(form: Form, draft: Draft, reason: str = "") -> Step:
    """Start walking just the fields of `draft.todo`, for the reviewer's `reason`; without any, go to the review."""
    known = tuple(field.key for field in form.numbered if field.key in (draft.todo or ()))
    changed = replace(draft, todo=known, reason=reason or draft.reason, step=known[0] if known else "review", home=None)
    labels = "、".join(form.field(key).label for key in known)
    lead = chinese()("intake.amend", labels=labels) if known else ""
    return _sealed(form, draft, Step(changed, (card(form, changed, lead=lead),)), entered=True)


def resume(form: Form, draft: Draft) -> Step:
    """Show where the draft was left, and its present card."""
    return advance(form, draft, Resumed())


def present(form: Form, draft: Draft) -> Reply:
    """Return the present card, for a tap that came from an older one."""
    return card(form, settled(form, draft))


def advance(form: Form, draft: Draft, event: Event) -> Step:
    """Return what becomes of the draft; never raises, whatever is typed or tapped."""
    now = settled(form, draft)
    if isinstance(event, Tapped) and event.action == "intake.resume":
        event = Resumed()
    step = Step(now, (card(form, now),)) if now.step == "submitted" else _react(form, now, event)
    return _sealed(form, draft, step, entered=isinstance(event, Resumed))


def _react(form: Form, draft: Draft, event: Event) -> Step:
    match event:
        case Said():
            return _said(form, draft, event)
        case Tapped():
            return tapped(form, draft, event)
        case SharedPhone():
            return _shared(form, draft, event)
        case Resumed():
            return show(form, draft, lead=chinese()("intake.resume", progress=progress(form, draft)))
        case Blank():
            return show(form, draft, lead=chinese()("intake.blank"))


def _sealed(form: Form, before: Draft, step: Step, *, entered: bool = False) -> Step:
    """Count the revision, and bring or take away the key that shares one's phone number."""
    after = replace(step.draft, revision=before.revision)
    draft = replace(after, revision=before.revision + (after != before))
    was, is_ = _takes_phone(form, before), _takes_phone(form, draft) and step.outcome in (None, "asked")
    replies = step.replies
    if was and not is_:
        replies = (Reply(chinese()("intake.keyboard_away"), remove_keyboard=True), *replies)
    elif is_ and (entered or not was):
        key = str(chinese()("intake.button.share_phone"))
        replies = (*replies, Reply(chinese()("intake.share_phone"), ask_contact=key))
    return replace(step, draft=draft, replies=replies)


def _takes_phone(form: Form, draft: Draft) -> bool:
    return form.has(draft.step) and form.field(draft.step).kind == "phone"


# What is typed


def _said(form: Form, draft: Draft, event: Said) -> Step:
    text = clean(event.text[: 2 * KEPT], multiline=True)
    if not text:
        return show(form, draft, lead=chinese()("intake.blank"))
    if command := _command(form, draft, text):
        return _in_words(tapped(form, draft, command))
    if not form.has(draft.step):
        return asked(form, draft, event.text) if event.confident else show(form, draft, lead=chinese()("intake.tap"))
    if draft.pending and draft.pending.kind == "ask_back" and (settles := _answer(draft.pending, text)):
        return _in_words(tapped(form, draft, settles))
    field = form.field(draft.step)
    outcome = read(form, draft, event.text)
    if isinstance(outcome, Rejected) and event.confident:
        return asked(form, draft, event.text)
    if event.confident and is_free(field) and not find(field, text):
        pending = Pending("meant", text=event.text, message=event.asks or "")
        return show(form, replace(_put_by(draft), pending=pending))
    return take(form, _put_by(draft), outcome, event.text)


def _put_by(draft: Draft) -> Draft:
    """Return the draft with a text that may have been the answer put by, since another has come."""
    if draft.pending is None or draft.pending.kind != "meant":
        return draft
    return replace(keeping(draft, draft.pending.text), pending=None)


def _in_words(step: Step) -> Step:
    """Return the step with nothing to edit in place: a typed word has no tapped message."""
    return replace(step, replies=tuple(replace(reply, replace=False) for reply in step.replies))


def _command(form: Form, draft: Draft, text: str) -> Tapped | None:
    """Return the tap that a typed word stands for: 上一步, 跳过, 修改第 3 项."""
    say, word = chinese(), folded(text[:40])
    for action in ("back", "skip", "look", "leave", "cancel", "help"):
        if word in map(folded, say(f"intake.words.{action}").split()):
            return Tapped(f"intake.{action}")
    if draft.step in ("review", "truth") and word in map(folded, say("intake.words.submit").split()):
        return Tapped("intake.truth" if draft.step == "review" else "intake.submit")
    if draft.step == "extras" and word in map(folded, say("intake.words.done").split()):
        return Tapped("intake.done")
    if (match := _EDIT.fullmatch(word)) and (draft.step == "review" or match[1]):
        return _nth(form, int(match[2]))
    return Tapped("intake.skip") if _is_nothing(form, draft, word) else None


def _is_nothing(form: Form, draft: Draft, word: str) -> bool:
    """Tell whether an optional field was answered with 无 and the like, which is no answer that it offers."""
    if not form.has(draft.step) or form.field(draft.step).required or find(form.field(draft.step), word):
        return False
    return word in map(folded, chinese()("intake.words.done").split())


def _nth(form: Form, number: int) -> Tapped | None:
    fields = form.numbered
    return Tapped("intake.edit", {"key": fields[number - 1].key}) if 1 <= number <= len(fields) else None


def _answer(pending: Pending, text: str) -> Tapped | None:
    say, word = chinese(), folded(text[:40])
    labels = [folded(label) for label, _ in pending.choices]
    if word in labels:
        return Tapped("intake.confirm", {"n": labels.index(word)})
    if len(labels) == 1 and word in map(folded, say("intake.words.right").split()):
        return Tapped("intake.confirm", {"n": 0})
    return Tapped("intake.again") if word in map(folded, say("intake.words.wrong").split()) else None


def _shared(form: Form, draft: Draft, event: SharedPhone) -> Step:
    if not _takes_phone(form, draft):
        return show(form, draft, lead=chinese()("intake.phone_not_now"))
    if not event.own:
        return show(form, draft, lead=chinese()("intake.reject.phone_other"))
    return take(form, draft, read(form, draft, event.number), event.number)
