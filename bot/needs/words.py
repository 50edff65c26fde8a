"""Typed words that stand for a tap, and sentences that change a field: 上一步, 修改第 3 项, 预算改成800万."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.needs import actions
from bot.needs.draft import Draft, Pending, Tapped, is_asking
from bot.needs.fields import KINDS, Accepted, AskBack, Field, Rejected, parse
from bot.needs.fields.choice import find
from bot.needs.fields.cleaning import clean, folded
from bot.needs.fields.vocabulary import any_of, means, rephrased
from bot.needs.form import Form
from bot.needs.walk import editable

COMMAND = 40  # characters; what is longer is no command
CHANGE = 600  # characters; a whole new text of a field may stand in it
FEW = 10  # characters after a value that tell of nothing else

_BETWEEN_CHANGES = re.compile(r"[,，;；。\n]\s*")
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
    if len(each) > 1 or not form.has(draft.step):
        return each or ((one,) if one else ())
    return (one,) if one else ()


def is_clause(text: str) -> bool:
    """Return whether a text is one clause, maybe with a few words after it: 900万，谢谢."""
    return len("".join(_BETWEEN_CHANGES.split(text)[1:])) <= FEW


def _by_clause(form: Form, draft: Draft, said: str) -> tuple[Change, ...]:
    """Return the change of each clause, nothing where one changes nothing; prose takes all that follows it."""
    found = list[Change]()
    for start in (0, *(comma.end() for comma in _BETWEEN_CHANGES.finditer(said))):
        clause = _BETWEEN_CHANGES.split(said[start:], maxsplit=1)[0]
        each = change(form, draft, clause) or named(form, draft, clause)
        if each is None:
            return ()
        if KINDS[each.field.kind].free and (each.field.multiline or each.field.kind != "text"):
            return (*found, change(form, draft, said[start:]) or each)
        found.append(each)
    return tuple(found)


def named(form: Form, draft: Draft, text: str) -> Change | None:
    """Return the value that is told by the name of its field, 自筹60万, where that field, no prose, can read it."""
    led = form.led_by_name(clean(text)[:COMMAND])
    if led is None or KINDS[led[0].kind].free:
        return None
    field, said = led
    outcome = parse(field, said, {key: value for key, value in draft.values.items() if key != field.key}, form.today)
    unreadable = isinstance(outcome, Rejected) and outcome.other is None
    return None if unreadable or not said else Change(field, said)


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
