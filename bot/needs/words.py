"""Typed words that stand for a tap, and sentences that change a field: 上一步, 修改第 3 项, 预算改成800万."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.needs import actions
from bot.needs.draft import Draft, Pending, Tapped, is_asking
from bot.needs.fields import KINDS, Accepted, AskBack, Field, Parsed, Rejected, parse
from bot.needs.fields.choice import find
from bot.needs.fields.cleaning import clean, folded
from bot.needs.fields.vocabulary import any_of, means, rephrased
from bot.needs.form import TOGETHER, Form
from bot.needs.walk import editable
from faq.asking import is_question

COMMAND = 40  # characters; what is longer is no command
CHANGE = 600  # characters; a whole new text of a field may stand in it
FEW = 10  # characters after a value that tell of nothing else

_BETWEEN_CHANGES = re.compile(r"(?:(?<![0-9])[,，]|[,，](?![0-9]{3}(?![0-9]))|[;；。\n])\s*")
_CLAUSES = re.compile(r"[\s,，。.!！;；、~…]+")
_NUMBER = re.compile(r"第?([0-9]{1,2})(?:项|题|步)?")
_BRIEFLY = "(?:一下|下)"
#: What the words of a list of the catalogue do at any step.
_ANYWHERE: Mapping[str, actions.OfDraft] = {
    "back": actions.Back(),
    "skip": actions.Skip(),
    "look": actions.Look(),
    "leave": actions.Leave(),
    "cancel": actions.Cancel(),
    "help": actions.Help(),
    "unsay": actions.Unsay(),
    "undo": actions.Undo(),
}
FINISHING: Mapping[str, actions.OfDraft] = {
    "extras": actions.Done(),
    "review": actions.Truth(),
}  # what 提交 does there, where it is not the last step


@dataclass(frozen=True)
class Change:
    """A field and the text that is to become its value."""

    field: Field
    text: str


def command(form: Form, draft: Draft, text: str) -> Tapped | None:
    """Return the tap that a typed word stands for, unless it is an answer to the present field."""
    text = rephrased(form.texts, "orders", text)
    word = folded(text[:COMMAND])
    if form.has(draft.step) and find(form.field(draft.step), text):
        return None
    for kind, action in _ANYWHERE.items():
        if _all_mean(form, kind, text):
            return Tapped(action)
    if _all_mean(form, "restore", text):
        if is_asking(draft.pending):
            return Tapped(actions.Undo())
        changed = (key for key, value in draft.before.items() if draft.values.get(key) != value)
        key = next(iter(sorted(changed, key=[*_changed_last(draft), *draft.before].index)), None)
        return Tapped(actions.Restore(key=key) if key else actions.Undo())
    if draft.step in form.ends and means(form.texts, "sign" if draft.step == "truth" else "submit", word):
        return Tapped(actions.Submit() if draft.step == form.ends[-1] else FINISHING[draft.step])
    if draft.step == "extras" and means(form.texts, "done", word):
        return Tapped(actions.Done())
    if field := _opened(form, draft, word):
        return Tapped(actions.Edit(key=field.key))
    if _is_nothing(form, draft, word):
        return Tapped(actions.Skip())
    return Tapped(actions.Enough()) if means(form.texts, "enough", word) else None


def _changed_last(draft: Draft) -> Iterator[str]:
    """Give the fields of the latest changes, the last one first."""
    for past in reversed(draft.past):
        yield from past.values


def confirms(form: Form, pending: Pending, text: str) -> int | None:
    """Return the place of the choice that answers what was asked back: by its label, or a yes to the only one."""
    word, labels = folded(text[:COMMAND]), [folded(label) for label, _ in pending.choices]
    if word in labels:
        return labels.index(word)
    return 0 if len(labels) == 1 and means(form.texts, "right", word) else None


def denies(form: Form, text: str) -> bool:
    """Return whether the text says that nothing of what was asked back is meant."""
    return means(form.texts, "wrong", folded(text[:COMMAND]))


def change(form: Form, draft: Draft, text: str) -> Change | None:
    """Return what 预算改成800万 or 把第 3 项改成包头 asks for; None for any other text."""
    said = clean(rephrased(form.texts, "orders", text), multiline=True)[:CHANGE]
    into = rf"(?:[想要]?(?:{any_of(form.texts, 'edit')}){_BRIEFLY}?(?:[成为到作是:：]+|(?=[0-9]))|应该?是)"
    for found in re.finditer(rf"[:,，：\s]*{into}[:,，：\s]*", said):
        before, after = _ordered(form, said[: found.start()]), said[found.end() :]
        if after and (field := _named(form, draft, _faultless(form, folded(before)))):
            return Change(field, after)
    edit = rf"(?:{any_of(form.texts, 'edit')}){_BRIEFLY}?(?P<name>[^\s\d,，:：]+)[\s,，:：]*(?P<value>.+)"
    asked = re.fullmatch(edit, _ordered(form, said), re.DOTALL)
    field = form.called(folded(asked["name"])) if asked else None
    return Change(field, asked["value"]) if asked and field else None


def changes(form: Form, draft: Draft, text: str) -> tuple[Change, ...]:
    """Return what a text asks to change, maybe several fields: 预算改成80万，企业出60万.

    A value by itself with the name of its field (自筹60万) is a change beside others, and where no field is asked for.
    """
    each, one = _by_clause(form, draft, clean(text, multiline=True)[:CHANGE]), change(form, draft, text)
    if len({wanted.field.key for wanted in each}) < len(each):
        each = ()
    if len(each) > 1 or not form.has(draft.step):
        return each or ((one,) if one else ())
    return (one,) if one else ()


def is_clause(text: str) -> bool:
    """Return whether a text is one clause, maybe with a few words after it: 900万，谢谢."""
    return len("".join(_BETWEEN_CHANGES.split(text)[1:])) <= FEW


def parted(form: Form, draft: Draft, field: Field, text: str) -> tuple[Change, ...]:
    """Return what an answer at a field says of it and, in further clauses, of others: 1200万，其中企业自筹900万."""
    each = () if KINDS[field.kind].free else _by_clause(form, replace(draft, step=field.key), clean(text))
    keys = [wanted.field.key for wanted in each]
    return each if field.key in keys and len({*keys}) == len(keys) else (Change(field, text),)


def _by_clause(form: Form, draft: Draft, said: str) -> tuple[Change, ...]:
    """Return the change of each clause, nothing where one changes nothing; prose takes all that follows it.

    The first may be an answer to the present field.
    """
    found, said = list[Change](), _unbracketed(form, said)
    for start in (0, *(comma.end() for comma in _BETWEEN_CHANGES.finditer(said))):
        clause = _BETWEEN_CHANGES.split(said[start:], maxsplit=1)[0]
        each = change(form, draft, clause) or named(form, draft, _whole(form, clause))
        each = each or (None if start else _present(form, draft, clause))
        if each is None:
            if not found or (longer := _longer(form, draft, found[-1], clause)) is None:
                return ()
            found[-1] = longer
            continue
        if KINDS[each.field.kind].free and (each.field.multiline or each.field.kind != "text"):
            return (*found, change(form, draft, said[start:]) or each)
        found.append(each)
    return tuple(found)


def _unbracketed(form: Form, said: str) -> str:
    """Return a text with what is told within a sum as a clause of its own: 1200万（其中自筹900万）."""
    return re.sub(rf"[(（]((?:{any_of(form.texts, 'within')})[^()（）]*)[)）]", r"，\1", said)


def _whole(form: Form, clause: str) -> str:
    """Return a clause without what makes it a part of the one before it: 其中."""
    return re.sub(rf"^(?:{any_of(form.texts, 'within')})+", "", clause)


def _present(form: Form, draft: Draft, clause: str) -> Change | None:
    """Return a clause as the answer to the present field, no prose, that it can be."""
    field = form.field(draft.step) if form.has(draft.step) else None
    if field is None or KINDS[field.kind].free:
        return None
    match parse(field, clause, {key: value for key, value in draft.values.items() if key != field.key}, form.today):
        case Accepted() | AskBack(guessed=False):
            return Change(field, clause)
    return None


def _longer(form: Form, draft: Draft, wanted: Change, clause: str) -> Change | None:
    """Return a change with the next clause, which the same field can read with it: 企业出900万，财政出300万."""
    field, text = wanted.field, f"{wanted.text}，{clause}"
    shares = field.not_above is not None
    return _present(form, replace(draft, step=field.key), text) and Change(field, text) if shares else None


def elsewhere(form: Form, draft: Draft, text: str, outcome: Parsed) -> Change | None:
    """Return the value of a field that is named, where the present one can't read the text, or it names another one."""
    field, unread = form.field(draft.step), isinstance(outcome, AskBack) and outcome.guessed
    unread = unread or (isinstance(outcome, Rejected) and not outcome.begun)
    other = named(form, draft, text) if unread or not KINDS[field.kind].free else None
    return other if other and (unread or other.field != field) else None


def named(form: Form, draft: Draft, text: str) -> Change | None:
    """Return the value that is told by the name of its field, 自筹60万, where that field, no prose, can read it."""
    led = form.led_by_name(clean(text)[:COMMAND])
    if led is None or KINDS[led[0].kind].free:
        return None
    field, said = led
    outcome = parse(field, said, {key: value for key, value in draft.values.items() if key != field.key}, form.today)
    unreadable = isinstance(outcome, Rejected) and outcome.other is None
    unreadable = unreadable or (isinstance(outcome, AskBack) and outcome.guessed)
    return None if unreadable or not said else Change(field, said)


def corrected(form: Form, draft: Draft, text: str) -> Change | None:
    """Return the change of what was answered just before, which a text reads as a value of: 不对，是800万, 12个月吧.

    One that does not say that something was wrong must be no answer to the present step; one that says it is of this,
    where something is open here. Without a value, 刚才写错了, the field is to be opened.
    """
    said, just = clean(text), any_of(form.texts, "just_now")
    wrong = rf"(?:{any_of(form.texts, 'mistaken')})(?=\W|$|[0-9]|{any_of(form.texts, 'correcting')})"
    sure = re.match(rf"(?:(?:{just})+(?P<after>{wrong})?|(?P<wrong>{wrong}))[,，。!！、:：\s]*", said)
    is_wrong = bool(sure and (sure["after"] or sure["wrong"]))
    value = _plainly(form, said[sure.end() :] if sure else said)
    if len(value) > (CHANGE if sure else FEW * 2):
        return None
    if sure and form.has(draft.step) and _is_open(draft):
        here = form.field(draft.step)
        return Change(here, value) if value and not KINDS[here.kind].free else None
    if not value:
        fields = list(_just_answered(form, draft)) if is_wrong and form.has(draft.step) else []
        return Change(fields[0], "") if len(fields) == 1 else None
    known = (each for each in _just_answered(form, draft) if is_wrong or not KINDS[each.kind].free)
    found = [
        each
        for each in known
        if (is_wrong and _is_prose(each)) or _reads(form, draft, each, value, sure=sure is not None)
    ]
    if len(found) != 1 or (not sure and _answers(form, draft, found[0], value)):
        return None
    return Change(found[0], value)


def _is_prose(field: Field) -> bool:
    """Return whether a field may have any words that correct it, which is asked then."""
    return field.multiline and not KINDS[field.kind].rows


def _plainly(form: Form, said: str) -> str:
    """Return a value without the words around it: 写12个月吧."""
    before, after = any_of(form.texts, "correcting"), any_of(form.texts, "correcting_softly")
    return re.sub(rf"^(?:{before})+[:：,，\s]*|[,，\s]*(?:{after})*[。.!！~～]*$", "", said)


def _is_open(draft: Draft) -> bool:
    """Return whether there is something at the present step that can be corrected."""
    return is_asking(draft.pending) or draft.step in draft.rejected


def _just_answered(form: Form, draft: Draft) -> Iterator[Field]:
    """Give the fields of the latest change of values, but the present one and those that are closed."""
    keys = next((keys for past in reversed(draft.past) if (keys := {*past.values} - {draft.step})), set[str]())
    return (form.field(key) for key in editable(form, draft) if key in keys)


def _reads(form: Form, draft: Draft, field: Field, text: str, *, sure: bool) -> bool:
    """Return whether a field has that text as a value, as it is or, where `sure`, with a question left."""
    if KINDS[field.kind].free and (field.multiline or KINDS[field.kind].rows or is_question(text)):
        return False
    values = {key: value for key, value in draft.values.items() if key != field.key}
    outcome = parse(field, text, values, form.today)
    if sure:
        return isinstance(outcome, Accepted | AskBack)
    if not isinstance(outcome, Accepted):
        return False
    return not field.options or find(field, text) is not None or field.shown(outcome.value).startswith(text)


def _answers(form: Form, draft: Draft, other: Field, text: str) -> bool:
    """Return whether a text, a value of the `other` field, is for the present one: prose is not by being prose."""
    if not form.has(draft.step):
        return any(find(form.field(key), text) for key in form.together if draft.step == TOGETHER)
    field = form.field(draft.step)
    if KINDS[field.kind].free:
        any_words = not (field.multiline or field.shape or KINDS[field.kind].rows)
        return any_words or find(field, text) is not None or KINDS[field.kind].is_answer(field, text)
    return field.kind == other.kind or not isinstance(parse(field, text, draft.values, form.today), Rejected)


def finer(form: Form, draft: Draft, keys: Iterable[str], text: str, *, exact: bool = True) -> Change | None:
    """Return the change of a field that decides one of `keys`, where a text names one of its options: 稀土.

    Where not `exact`, one will do that the text only resembles or tells of: 我们做稀土的. A finer field that may not be
    changed says only what it decides.
    """
    for key in keys:
        for field in form.finer(key):
            option = find(field, text)
            if option and key in option.means:
                decided = form.field(key).shown(option.means[key])
                return Change(field, text) if field.key in editable(form, draft) else Change(form.field(key), decided)
            near = not (exact or len(text) > COMMAND) and isinstance(parse(field, text, {}), AskBack)
            if near and field.key in editable(form, draft):
                return Change(field, text)
    return None


def refined(form: Form, draft: Draft, wanted: Change) -> Change:
    """Return the change, or that of a finer field where only this one can read it: 技术领域改成稀土."""
    field = wanted.field
    if not form.finer(field.key) or isinstance(parse(field, wanted.text, {}), Accepted):
        return wanted
    return finer(form, draft, (field.key,), wanted.text) or wanted


def _faultless(form: Form, name: str) -> str:
    """Return the name of a field without what is said to be wrong with it: 手机写错了."""
    return re.sub(rf"(?:{any_of(form.texts, 'wrong_field')})$", "", name)


def _all_mean(form: Form, kind: str, text: str) -> bool:
    """Return whether each clause of the text is one of the words: 先不填了，下次再说."""
    clauses = list(filter(None, map(folded, _CLAUSES.split(text[:COMMAND]))))
    every = (means(form.texts, kind, clause) for clause in clauses)
    return bool(clauses) and (means(form.texts, kind, "".join(clauses)) or all(every))


def _opened(form: Form, draft: Draft, word: str) -> Field | None:
    """Return the field that is asked for: 修改第 3 项, 请把预算改一下, 预算填错了; at the review its number will do."""
    if draft.step == "review" and _NUMBER.fullmatch(word):
        return _named(form, draft, word)
    edit, wrong = (f"(?:{any_of(form.texts, kind)})" for kind in ("edit", "wrong_field"))
    last = rf"(?:我?{wrong})?(?P<last>.+?)(?:{wrong}(?:我?[想要]{edit}{_BRIEFLY}?)?|{edit}{_BRIEFLY})"
    order = rf"{edit}{_BRIEFLY}?(?P<first>.+)|{last}"
    asked = re.fullmatch(order, _ordered(form, word))
    return _named(form, draft, asked["first"] or asked["last"]) if asked else None


def _ordered(form: Form, text: str) -> str:
    """Return what is ordered, without the words that an order begins with: 请帮我把."""
    return re.sub(rf"^(?:{any_of(form.texts, 'please')})+", "", text)


def _named(form: Form, draft: Draft, name: str) -> Field | None:
    """Return the field of that name, or of the number that it is shown with."""
    if match := _NUMBER.fullmatch(name):
        numbers = form.numbers(draft.values)
        return next((form.field(key) for key, number in numbers.items() if number == int(match[1])), None)
    return form.called(name)


def _is_nothing(form: Form, draft: Draft, word: str) -> bool:
    """Return whether an optional field was answered with 无 and the like, which is no answer that it offers."""
    optional = form.has(draft.step) and not form.field(draft.step).required
    return optional and (means(form.texts, "done", word) or means(form.texts, "nothing", word))
