"""Typed words that stand for a tap, and sentences that change a field: 上一步, 修改第 3 项, 预算改成800万."""

import re
from dataclasses import dataclass

from bot.needs.draft import Draft, Pending, Tapped
from bot.needs.fields import Field
from bot.needs.fields.asking import any_of
from bot.needs.fields.choice import find
from bot.needs.fields.cleaning import clean, folded
from bot.needs.form import Form
from bot.texts import chinese

COMMAND = 40  # characters; what is longer is no command
CHANGE = 600  # characters; a whole new text of a field may stand in it

_CLAUSES = re.compile(r"[\s,，。.!！;；、~…]+")
_NUMBER = re.compile(r"第?([0-9]{1,2})(?:项|题|步)?")
_ORDER = re.compile(r"(?:请|麻烦)?(?:帮我)?(?:我?[想要]要?)?(?:把|将)?")
_VERB = "(?:修改|更改|变更|更正|改|换|调整)(?:一下)?"
_INTO = re.compile(rf"[:,，：\s]*(?:[想要]?{_VERB}(?:[成为到作是:：]+|(?=[0-9]))|应该?是)[:,，：\s]*")


@dataclass(frozen=True)
class Change:
    """A field and the text that is to become its value."""

    field: Field
    text: str


def command(form: Form, draft: Draft, text: str) -> Tapped | None:
    """Return the tap that a typed word stands for."""
    word = folded(text[:COMMAND])
    for action in ("back", "skip", "look", "leave", "cancel", "help"):
        if _all_mean(action, text):
            return Tapped(f"intake.{action}")
    if draft.step in ("review", "truth") and _means("submit", word):
        return Tapped("intake.truth" if draft.step == "review" else "intake.submit")
    if draft.step == "extras" and _means("done", word):
        return Tapped("intake.done")
    if field := _opened(form, draft, word):
        return Tapped("intake.edit", {"key": field.key})
    return Tapped("intake.skip") if _is_nothing(form, draft, word) else None


def confirms(pending: Pending, text: str) -> int | None:
    """Return the place of the choice that answers what was asked back: by its label, or a yes to the only one."""
    word, labels = folded(text[:COMMAND]), [folded(label) for label, _ in pending.choices]
    if word in labels:
        return labels.index(word)
    return 0 if len(labels) == 1 and _means("right", word) else None


def denies(text: str) -> bool:
    """Tell whether the text says that nothing of what was asked back is meant."""
    return _means("wrong", folded(text[:COMMAND]))


def change(form: Form, draft: Draft, text: str) -> Change | None:
    """Return what 预算改成800万 or 把第 3 项改成包头 asks for; None for any other text."""
    said = clean(text, multiline=True)[:CHANGE]
    for into in _INTO.finditer(said):
        before, after = _ORDER.sub("", said[: into.start()], count=1), said[into.end() :]
        if after and (field := _named(form, draft, folded(before))):
            return Change(field, after)
    return None


def _means(kind: str, word: str) -> bool:
    return word in map(folded, chinese()(f"intake.words.{kind}").split())


def _all_mean(kind: str, text: str) -> bool:
    """Tell whether each clause of the text is one of the words: 先不填了，下次再说."""
    clauses = list(filter(None, map(folded, _CLAUSES.split(text[:COMMAND]))))
    return bool(clauses) and (_means(kind, "".join(clauses)) or all(_means(kind, clause) for clause in clauses))


def _opened(form: Form, draft: Draft, word: str) -> Field | None:
    """Return the field that is asked for: 修改第 3 项, 改预算, 预算填错了; at the review its number will do."""
    if draft.step == "review" and _NUMBER.fullmatch(word):
        return _named(form, draft, word)
    asked = re.fullmatch(
        rf"(?:我?[想要]要?)?(?:{any_of('edit')})(?P<first>.+)|(?P<last>.+?)(?:{any_of('wrong_field')})", word
    )
    return _named(form, draft, asked["first"] or asked["last"]) if asked else None


def _named(form: Form, draft: Draft, name: str) -> Field | None:
    """Return the field of that name, or of the number that it is shown with."""
    if match := _NUMBER.fullmatch(name):
        numbers = form.numbers(draft.values)
        return next((form.field(key) for key, number in numbers.items() if number == int(match[1])), None)
    return form.called(name)


def _is_nothing(form: Form, draft: Draft, word: str) -> bool:
    """Tell whether an optional field was answered with 无 and the like, which is no answer that it offers."""
    if not form.has(draft.step) or form.field(draft.step).required or find(form.field(draft.step), word):
        return False
    return _means("done", word)
