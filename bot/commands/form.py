"""`jiebang form`: what is wrong with forms, and how one looks to whoever fills it in."""

import argparse
from collections.abc import Iterator
from dataclasses import replace

from bot.commands import OK, WRONG, complain, say
from bot.needs.cards import card
from bot.needs.draft import Draft
from bot.needs.fields import KINDS, Accepted, Condition, Field, parse
from bot.needs.form import TOGETHER, Form, FormError, load_form
from bot.reply import Reply
from bot.texts import operators
from bot.texts.markup import plain

#: What limits of a field are no checks of what is typed, or are seen on the card.
_SEEN = frozenset({"options", "default", "columns", "multiline", "unclear", "shape_question", "warning", "table"})


def lint(options: argparse.Namespace) -> int:
    """Print every mistake of form files, each with its line."""
    texts, mistakes = operators(), list[str]()
    for path in options.files:
        try:
            form = load_form(path, texts, path.stem)
        except FormError as error:
            mistakes += map(str, error.mistakes)
        else:
            say(texts("operator.form.sound", file=path, version=form.version, count=len(form.fields)))
    return complain(WRONG, "\n".join(mistakes)) if mistakes else OK


def preview(options: argparse.Namespace) -> int:
    """Print every step of a form as it is seen, filled in with its examples; FormError where it has mistakes."""
    form = load_form(options.file, operators(), options.file.stem)
    say("\n\n".join(_steps(form)))
    return OK


def _steps(form: Form) -> Iterator[str]:
    draft = Draft(0, 0, form_version=form.version)
    for field in form.fields:
        draft = replace(draft, step=field.key)
        yield "\n".join((_head(field), _seen(card(form, draft)), *_behind(form, field)))
        outcome = parse(field, field.example, draft.values)
        if isinstance(outcome, Accepted):
            draft = replace(draft, values={**draft.values, field.key: outcome.value})
    for step in (*([TOGETHER] if form.together else []), *form.ends):
        head = operators()("operator.form.end", step=operators()(f"operator.form.ends.{step}"))
        yield f"{head}\n{_seen(card(form, replace(draft, step=step)))}"


def _head(field: Field) -> str:
    wanted = operators()(f"operator.form.{'required' if field.required else 'optional'}")
    return operators()("operator.form.field", label=field.label, key=field.key, kind=field.kind, wanted=wanted)


def _seen(reply: Reply) -> str:
    """Return a card as plain text, its buttons in brackets."""
    rows = (" ".join(f"[{button.label}]" for button in row) for row in reply.buttons)
    return "\n".join((plain(reply.text), *rows))


def _behind(form: Form, field: Field) -> Iterator[str]:
    """Give what of a field shows only when it is asked for, or when an answer is wrong, and when it is asked."""
    texts = operators()
    if field.help:
        yield texts("operator.form.help", text=field.help)
    if field.why:
        yield texts("operator.form.why", text=field.why)
    if field.seen:
        yield texts("operator.form.seen", text=field.seen)
    limits = sorted((field.model_fields_set & KINDS[field.kind].limits) - _SEEN)
    if limits:
        yield texts("operator.form.checks", limits="；".join(f"{name}: {getattr(field, name)}" for name in limits))
    for other, condition in field.when.items():
        yield texts("operator.form.when", label=form.field(other).label, wanted=_wanted(form.field(other), condition))


def _wanted(field: Field, condition: Condition) -> str:
    texts, said = operators(), list[str]()
    if condition.among:
        said.append(texts("operator.form.is", values="、".join(map(field.shown, condition.among))))
    if condition.but:
        said.append(texts("operator.form.not", values="、".join(map(field.shown, condition.but))))
    if condition.filled is not None:
        said.append(texts(f"operator.form.{'filled' if condition.filled else 'empty'}"))
    return "，".join(said)
