"""Texts that name the fields which they fill: 单位全称：…, several such lines, or a whole form that was pasted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.needs.answers import carried_over, continued, opened, read, settle, show, unsettled
from bot.needs.cards import card
from bot.needs.draft import Draft, Step
from bot.needs.fields import KINDS, Accepted, Field, extends, parse
from bot.needs.fields.cleaning import clean, folded
from bot.needs.fields.tables import in_lines, is_header
from bot.needs.fields.vocabulary import any_of
from bot.needs.form import Form
from bot.needs.overview import overview
from bot.needs.past import changed
from bot.needs.walk import editable, onward
from bot.needs.words import Change, refined
from bot.texts import Html
from bot.texts.markup import shortened
from faq import words

SEVERAL = 2  # fields: so many named lines are no longer prose, whatever field is asked for
WHOLE = 3  # fields: so many are the beginning of a need, where nothing was begun
LABEL = 24  # characters of what may be the name of a field
LEFT = 300  # characters that are shown of what belongs to no field

_BULLET = r"[ \t]*(?:[-*•·●▪◆■□○☆★✦]+|[(（]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]|[①-⑳])?[ \t]*"
_NAME = rf"(?:[【\[〔「](?P<boxed>[^】\]〕」\n]{{1,{LABEL}}})[】\]〕」]|(?P<name>[^:：\t=＝|\n]{{1,{LABEL}}}?))"
_LINE = re.compile(rf"^{_BULLET}\**{_NAME}\**[ ]*(?(boxed)[:：\t=＝|]?|[:：\t=＝|])\**(?P<value>.*)$")
_BLANK = re.compile(rf"^{_BULLET}(?:(?P<boxed>(?!))|(?P<name>[^ \t]{{2,{LABEL}}}))[ \t]+(?P<value>.+)$")
_ALONE = re.compile(rf"^(?P<number>{_BULLET})(?P<boxed>(?!))?(?P<name>[^:：\t=＝|\n]{{2,{LABEL}}})(?P<value>)$")
_REMARK = re.compile(r"[(（][^()（）]*[)）]|[*＊]")


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


def brought(form: Form, text: str, *, least: int = SEVERAL, at: Field | None = None) -> Brought | None:
    """Return what the lines of a text say of the fields that they name; None where these are fewer than `least`.

    What follows a line goes on with its field, where this takes more than a line. `at` is the field that is asked for.
    """
    if at is not None and KINDS[at.kind].rows and in_lines(form.texts, text):
        return None  # 名称：…, 单位：…, 目标值：… are a row of it
    texts, others, before = dict[str, list[str]](), list[str](), list[str]()
    present: list[str] | None = None
    more = False
    for raw in _lines(form, text):
        field, value = _named(form, raw)
        if field is not None and any(texts.get(field.key, ())) and not extends(field):
            others.append(clean(raw))  # it is said already
        elif field is not None:
            present = texts.setdefault(field.key, [])
            present.append(raw if KINDS[field.kind].rows and is_header(form.texts, value) else value)
            more = extends(field)
        elif not clean(raw) or _is_heading(form, raw, first=not texts):
            continue
        elif present is not None and (more or (not any(present) and not _LINE.match(raw))):
            present.append(raw.strip())  # what stands beneath a name is its value
        else:
            (others if texts else before).append(clean(raw))
    told = {key: "\n".join(lines).strip() for key, lines in texts.items()}
    told = {key: value for key, value in told.items() if clean(value) and not is_header(form.texts, value)}
    return Brought(told, tuple(others), tuple(before)).at(at) if len(told) >= least else None


def _named(form: Form, raw: str) -> tuple[Field | None, str]:
    """Return the field that a line begins with the name of, and the rest."""
    for pattern in (_LINE, _BLANK, _ALONE):
        found = pattern.match(raw)
        if pattern is _ALONE and found and not found["number"].strip():
            continue  # a heading has its number: the name of a field by itself may be anything
        name = (found["boxed"] or found["name"]) if found else ""
        if found and (field := form.called(folded(_REMARK.sub("", name)))):
            return field, with_unit(field, name, found["value"].strip())
    return None, ""


def with_unit(field: Field, name: str, value: str) -> str:
    """Return a value with the unit that stands in the name of its field: 研发预算（万元）."""
    unit = re.search("[万亿]?元", name) if field.kind == "money" else None
    return f"{value}{unit[0]}" if unit and re.fullmatch(r"[0-9.,]+", value) else value


def _lines(form: Form, text: str) -> Iterator[str]:
    """Give the lines of a text; where a row of a table has several names of fields, a line each."""
    for raw in text.splitlines():
        cells = re.split(r"[\t ]+", raw.strip())  # Telegram's apps send a blank for a tab
        named = [place for place, cell in enumerate(cells) if form.called(folded(_REMARK.sub("", cell)))]
        if len(named) < SEVERAL or named != [*range(0, len(cells), 2)]:
            yield raw
        else:
            yield from map("：".join, zip(cells[::2], cells[1::2], strict=False))


def _is_heading(form: Form, raw: str, *, first: bool) -> bool:
    """Return whether a line is the name of a section and no more, or one of the form before its `first` field."""
    title = folded(re.sub(_BULLET, "", raw, count=1))
    about, whole = any_of(form.texts, "section"), any_of(form.texts, "whole_form")
    section = re.sub(rf"(?:{about})$", "", title)
    named = not title or section in {folded(field.section) for field in form.fields}
    return named or (first and (raw.rstrip().endswith((":", "：")) or re.search(rf"(?:{whole})$", title) is not None))


def of_another(form: Form, draft: Draft, text: str) -> Brought | None:
    """Return what one line at a step of prose says of another field that it names, if it can be nothing else."""
    prose = form.has(draft.step) and extends(form.field(draft.step))
    if not prose or "\n" in text.strip() or not re.search("[:：]", text):
        return None
    found = brought(form, text, least=1)
    if found is None or found.others or found.before or len(found.texts) != 1:
        return None
    ((key, value),) = found.texts.items()
    field = form.field(key)
    fits = key != draft.step and not KINDS[field.kind].free and isinstance(parse(field, value, draft.values), Accepted)
    return found if fits else None


def filled(form: Form, draft: Draft, found: Brought) -> Step:
    """Fill in what was brought, as far as nothing of it has to be asked; show it, and go on with the rest.

    Before the consent it is only kept. What can't be kept as it is waits for its step.
    """
    open_to = editable(form, draft)
    texts = _refined(form, draft, {key: text for key, text in found.texts.items() if key in open_to})
    closed = [form.field(key).label for key in found.texts if key not in open_to]
    lines = [form.texts("intake.brought.not_open", labels="、".join(closed))] if closed else []
    if found.others:
        lines.append(form.texts("intake.brought.others", text=shortened("\n".join(found.others), LEFT)))
    waiting = replace(draft, brought=_joined(form, draft.brought, texts), pending=None)
    if form.consents(draft.step):
        labels = "、".join(form.field(key).label for key in waiting.brought)
        head = form.texts("intake.brought.consent", count=len(waiting.brought), labels=labels)
        return show(form, waiting, lead="\n".join((head, *lines)))
    return unpacked(form, waiting, *lines)


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
            there, _ = settle(form, there, outcome.value)
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
    head = rf"^{_BULLET}(?:(?:{own})的?)?(?:[【\[〔「](?:{names})[】\]〕」]{told}?|(?:{names}){told})"
    return re.sub(rf"{head}[ \t:：]*(?=\S)", "", text, count=1, flags=re.IGNORECASE)
