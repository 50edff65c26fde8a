"""What people ask about a step itself: who sees it, whether it has to be filled in, what for. The form answers."""

import re
from collections.abc import Callable, Mapping

from bot.needs.draft import Draft
from bot.needs.fields import KINDS, Field
from bot.needs.fields.cleaning import folded
from bot.needs.fields.vocabulary import any_of
from bot.needs.form import TOGETHER, Form
from bot.texts import escape
from faq import words

LONGEST = 40  # characters; what is longer asks about more than the step


def about(form: Form, draft: Draft, text: str) -> str | None:
    """Return the answer (Telegram HTML) to a question about the present step, or a field that it names; else None.

    A form without a consent is staff's own: nobody asks there who sees it.
    """
    said = folded(text) if len(text) <= LONGEST else ""
    if not said or not form.consents(form.fields[0].key):
        return None
    names = words.any_of(tuple(folded(name) for field in form.numbered for name in (field.label, *field.aliases)))
    this = f"(?:{any_of(form.texts, 'about.this')}){{0,6}}"  # not without end, which would take that long
    for kind, answer in ANSWERS.items():
        asked = any_of(form.texts, f"about.{kind}")
        if found := re.fullmatch(rf"{this}(?P<first>{names})?{this}(?:{asked}){this}(?P<last>{names})?", said):
            named = form.called(found["first"] or found["last"] or "")
            here = form.field(draft.step) if form.has(draft.step) else None
            return answer(form, draft, named or here)
    return None


def _sees(form: Form, _draft: Draft, field: Field | None) -> str:
    return "\n".join(filter(None, (form.texts("intake.about.sees"), escape(field.seen) if field else "")))


def _required(form: Form, draft: Draft, field: Field | None) -> str:
    if field is None:
        card, asked = draft.step == TOGETHER, len(form.wanted(draft.values))
        key = "required_together" if card else "required_whole"
        return form.texts(f"intake.about.{key}", count=len(form.together) if card else asked)
    if form.consents(field.key):
        return form.texts("intake.about.required_consent")
    if not field.required:
        return form.texts("intake.about.optional", label=field.label)
    if field.default is None:
        return form.texts("intake.about.required", label=field.label)
    default = KINDS[field.kind].show(field, field.standard)
    return form.texts("intake.about.required_default", label=field.label, default=default)


def _why(form: Form, _draft: Draft, field: Field | None) -> str:
    return escape(field.why or field.help) if field and (field.why or field.help) else form.texts("intake.about.why")


ANSWERS: Mapping[str, Callable[[Form, Draft, Field | None], str]] = {
    "sees": _sees,
    "required": _required,
    "why": _why,
}
