"""Texts that name the fields which they fill: 单位全称：…, several such lines, or a whole form that was pasted."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.needs import actions
from bot.needs.answers import KEPT, carried_over, continued, opened, read, settle, show, take, unsettled
from bot.needs.cards import card
from bot.needs.draft import Draft, Step
from bot.needs.fields import KINDS, Accepted, Field, extends, parse
from bot.needs.fields.cleaning import clean
from bot.needs.fields.contact import mobiles
from bot.needs.fields.indicators import is_measurable
from bot.needs.fields.tables import in_lines, is_header
from bot.needs.fields.vocabulary import any_of
from bot.needs.form import Form
from bot.needs.labelled import BULLET, LINE, beneath, is_column, is_heading, lines, named
from bot.needs.overview import overview
from bot.needs.past import changed
from bot.needs.person import name_and_number
from bot.needs.walk import editable, onward
from bot.needs.words import Change, parted, refined
from bot.reply import Button
from bot.texts import Html
from bot.texts.markup import shortened
from faq import words

SEVERAL = 2  # fields: so many named lines are no longer prose, whatever field is asked for
WHOLE = 3  # fields: so many are the beginning of a need, where nothing was begun
COLUMNS = 3  # cells: so many make a table of lines beneath each other
LEFT = 300  # characters that are shown of what belongs to no field

_CELLS = re.compile(r"[\t |｜　]+")
_MARKED = re.compile(r"\s*[^\w\s（(【\[“\"<>≥≤=~≈±+\-*•·●①-⑳]")  # such as an emoji


@dataclass(frozen=True)
class Brought:
    """What a text says of which fields, by key, and the lines that belong to none, apart those `before` any field."""

    texts: Mapping[str, str]
    others: tuple[str, ...] = ()
    before: tuple[str, ...] = ()

    def at(self, field: Field | None) -> "Brought":
        """Return the same as it is meant at a field: prose that stands before all is its answer."""
        if field is None or not (extends(field) and self.before) or field.key in self.texts:
            return replace(self, others=(*self.before, *self.others), before=())
        return Brought({field.key: "\n".join(self.before), **self.texts}, self.others)


def named_by_line(form: Form, text: str, *, least: int = SEVERAL, at: Field | None = None) -> Brought | None:
    """Return what the lines of a text say of the fields that they name; None where these are fewer than `least`.

    What follows a line goes on with its field, where this takes more than a line. `at` is the field that is asked for.
    """
    if at is not None and KINDS[at.kind].rows and in_lines(form.texts, text):
        return None  # 名称：…, 单位：…, 目标值：… are a row of it
    texts, others, before = dict[str, list[str]](), list[str](), list[str]()
    present: list[str] | None = None
    head, more = "", False
    several = len(text.strip().splitlines()) > 1
    for raw in lines(form, text):
        in_rows = bool(texts) and KINDS[form.field(next(reversed(texts))).kind].rows
        field, value = named(form, raw, alone=several and not (in_rows and is_column(form, raw)))
        if field is None and not in_rows and not is_heading(form, raw, first=False):
            field, value = form.led_by_part(clean(raw)), raw.strip()
        if field is not None and any(texts.get(field.key, ())) and not extends(field):
            others.append(clean(raw))  # it is said already
        elif field is not None:
            present = texts.setdefault(field.key, [])
            present.append(raw if KINDS[field.kind].rows and is_header(form.texts, value) else value)
            head, more = raw, extends(field)
        elif not clean(raw) or is_heading(form, raw, first=not texts):
            continue
        elif present is not None and (more or (not any(present) and not LINE.match(raw))):
            told_of = form.field(next(key for key, said in texts.items() if said is present))
            if KINDS[told_of.kind].rows and not _is_row(present, raw):
                others.append(clean(raw))
            else:
                present.append(beneath(told_of, head, raw.strip()))
        else:
            (others if texts else before).append(clean(raw))
    told = {key: "\n".join(lines).strip() for key, lines in texts.items()}
    told = {key: value for key, value in told.items() if clean(value) and not is_header(form.texts, value)}
    return Brought(told, tuple(others), tuple(before)).at(at) if len(told) >= least else None


def _is_row(rows: Sequence[str], raw: str) -> bool:
    """Return whether a line beneath rows can be one more: it has no number to call, and is laid out as they are."""
    stood = [row for row in rows if clean(row)]
    if mobiles(raw) or (stood and _MARKED.match(raw) and not any(map(_MARKED.match, stood))):
        return False
    in_table = sum(len(_CELLS.split(row.strip())) >= COLUMNS for row in stood) > 1
    return not in_table or len(_CELLS.split(raw.strip())) >= COLUMNS or is_measurable(raw)


def of_another(form: Form, draft: Draft, text: str) -> Brought | None:
    """Return what one line at a step of prose says of another field that it names, if it can be nothing else."""
    prose = form.has(draft.step) and extends(form.field(draft.step))
    if not prose or "\n" in text.strip() or not re.search("[:：]", text):
        return None
    found = named_by_line(form, text, least=1)
    if found is None or found.others or found.before or len(found.texts) != 1:
        return None
    ((key, value),) = found.texts.items()
    field = form.field(key)
    fits = key != draft.step and not KINDS[field.kind].free and isinstance(parse(field, value, draft.values), Accepted)
    return found if fits else None


def fill_in(form: Form, draft: Draft, found: Brought) -> Step:
    """Fill in what was brought, as far as nothing of it has to be asked; show it, and go on with the rest.

    Before the consent it is only kept. What can't be kept as it is waits for its step.
    """
    open_to = editable(form, draft)
    told = _apart(form, draft, found.texts)
    texts = _refined(form, draft, {key: text for key, text in told.items() if key in open_to})
    closed = [form.field(key).label for key in told if key not in open_to]
    lines = [form.texts("intake.brought.not_open", labels="、".join(closed))] if closed else []
    if found.others:
        lines.append(form.texts("intake.brought.others", text=shortened("\n".join(found.others), LEFT)))
    waiting = replace(draft, brought=_joined(form, draft.brought, texts), pending=None)
    if form.consents(draft.step):
        labels = "、".join(form.field(key).label for key in waiting.brought)
        head = form.texts("intake.brought.consent", count=len(waiting.brought), labels=labels)
        return show(form, waiting, lead="\n".join((head, *lines)))
    return _offering(form, unpacked(form, waiting, *lines), "\n".join(found.others))


def _offering(form: Form, step: Step, others: str) -> Step:
    """Return the step with what belonged to no field put by for the problem, and a button that puts it there."""
    problem, draft = form.problem, step.draft
    if problem is None or not others or problem.key not in editable(form, draft):
        return step
    *before, last = step.replies
    label = form.texts("intake.brought.put", label=problem.label)
    offered = replace(last, buttons=((Button(str(label), actions.Others(key=problem.key)),), *last.buttons))
    kept = replace(draft, rejected={**draft.rejected, problem.key: others[:KEPT]})
    return replace(step, draft=kept, replies=(*before, offered))


def others_put(form: Form, draft: Draft, key: str) -> Step | None:
    """Put what belonged to no field behind the prose of a field; None where there is nothing put by for it."""
    text = draft.rejected.get(key) if key in editable(form, draft) else None
    if text is None:
        return None
    field, left = form.field(key), {other: each for other, each in draft.rejected.items() if other != key}
    there = replace(opened(draft, key), rejected=left, pending=None)
    before = there.values.get(key) or there.begun.get(key)
    whole = f"{before}\n{text}" if isinstance(before, str) and not field.option(before) else text
    return take(form, there, parse(field, whole, draft.values), whole, tapped=True)


def _apart(form: Form, draft: Draft, texts: Mapping[str, str]) -> Mapping[str, str]:
    """Return texts by field, with what one says of another put to this, unless it has its own.

    Such are 1200万元，其中企业自筹900万元, and a name with a number.
    """
    told = dict[str, str]()
    for key, text in texts.items():
        clauses = {each.field.key: each.text for each in parted(form, draft, form.field(key), text)}
        said = name_and_number(form, key, text) or clauses
        told |= {each: part for each, part in said.items() if each == key or each not in texts}
    return told


def _joined(form: Form, before: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts that wait with new ones: of long texts and rows one goes on from the other."""
    more = {key: f"{before[key]}\n{text}" for key, text in texts.items() if key in before and extends(form.field(key))}
    return {**before, **texts, **more}


def _refined(form: Form, draft: Draft, texts: Mapping[str, str]) -> Mapping[str, str]:
    """Return texts by field, with what only a finer field can read put to that, unless it has its own."""
    each = {key: refined(form, draft, Change(form.field(key), text)) for key, text in texts.items()}
    return {key if (to := change.field.key) in texts else to: change.text for key, change in each.items()}


def unpacked(form: Form, draft: Draft, *lines: str) -> Step:
    """Settle what was brought and can be kept as it is, show it before `lines`, and go on with the rest."""
    kept, done, remarks = draft, list[str](), list[str]()
    for field in form.numbered:
        there = replace(kept, step=field.key, pending=None)
        text = kept.brought.get(field.key)
        outcome = read(form, there, continued(form, there, text)) if text is not None else None
        if isinstance(outcome, Accepted) and form.applies(field.key, kept.values):
            before, said = kept.values.get(field.key), {key: kept.values[key] for key in done}
            there, _ = settle(form, there, outcome.value, share=outcome.share)
            kept = replace(there, step=draft.step, values={**there.values, **said})  # what is said is not decided
            done += [field.key, *(key for key in form.decided(field.key, outcome.value) if key not in done)]
            told = changed(form, field.key, before, outcome.value) if before not in (None, outcome.value) else ""
            remarks += [form.texts("intake.kept", label=field.label, value=Html(told))] if told else []
            remarks += [str(outcome.note)] if outcome.note else []
    remarks += [f"⚠️ {each.text}" for each in form.remarks(kept.values) if each.field in done]
    asked = [form.field(key).label for key in kept.brought if form.has(key)]
    head = form.texts("intake.brought.done", count=len(done), values=Html(overview(form, kept.values, keys=done)))
    rest = [form.texts("intake.brought.asked", labels="、".join(asked))] if asked else []
    lead = "\n".join((*((head,) if done else ()), *remarks, *rest, *lines))
    return _going_on(form, _past_all(kept, done), lead)


def _past_all(draft: Draft, done: Sequence[str]) -> Draft:
    """Return the draft of a returned need past those fields of it that were just filled in."""
    if draft.todo is None or draft.step not in done or draft.home is not None:
        return draft
    return replace(draft, step=next((key for key in draft.todo if key not in done), "review"))


def _going_on(form: Form, draft: Draft, lead: str) -> Step:
    """Show what is to be settled next: a field that has no step to wait for, else the next step without a value."""
    if key := unsettled(form, draft, *draft.values, *form.together):
        return carried_over(form, opened(draft, key), lead)
    waits = draft.step in draft.brought or draft.values.get(draft.step) is None or draft.todo is not None
    if form.has(draft.step) and waits:
        return carried_over(form, draft, lead)
    if form.has(draft.step):
        return carried_over(form, replace(draft, step=onward(form, draft), home=None), lead)
    return Step(draft, (card(form, draft, lead=lead, brief=True),))


def bare(form: Form, field: Field, text: str) -> str:
    """Return an answer without the name of its field before it, such as 企业名称： or 我们公司叫."""
    names, own = words.any_of((field.label, *field.aliases)), any_of(form.texts, "own")
    told = rf"(?:{any_of(form.texts, 'told')}|[ \t]*[:：=＝])"
    if not extends(field):  # 改成李四, where the field was opened to be changed
        text = re.sub(rf"^\s*(?:{any_of(form.texts, 'becomes')})[:：\s]*(?=\S)", "", text, count=1)
    head = rf"^{BULLET}(?:(?:{own})的?)?(?:[【\[〔「](?:{names})[】\]〕」]{told}?|(?:{names}){told})"
    return re.sub(rf"{head}[ \t:：]*(?=\S)", "", text, count=1, flags=re.IGNORECASE)
