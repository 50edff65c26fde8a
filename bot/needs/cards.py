"""What the person sees of a draft: the card of the present step, and the need as a whole."""

from collections.abc import Iterable, Iterator

from bot.needs.draft import Draft, Pending
from bot.needs.fields import KINDS, Field, Remark, Values
from bot.needs.form import Form
from bot.needs.walk import backward, editable, errors, is_complete, sequence
from bot.reply import Argument, Button, Reply
from bot.texts import Html, chinese, escape

Row = tuple[Button, ...]


def button(name: str, **args: Argument) -> Button:
    """Return the button of an action of the intake, labelled from the catalogue."""
    return Button(str(chinese()(f"intake.button.{name}")), f"intake.{name}", args)


def card(form: Form, draft: Draft, *, lead: str = "", replace: bool = False) -> Reply:
    """Return the present step as one message, after `lead` (Telegram HTML)."""
    whole = {"extras": _extras, "review": _review, "truth": _truth, "submitted": _submitted}
    text, rows = whole[draft.step](form, draft) if draft.step in whole else _field_card(form, draft)
    return Reply("\n\n".join(filter(None, (lead, text))), tuple(filter(None, rows)), replace=replace)


def _field_card(form: Form, draft: Draft) -> tuple[str, list[Row]]:
    field, pending = form.field(draft.step), draft.pending
    if pending is not None and pending.kind != "picking":
        return _pending_card(form, draft, field, pending)
    lines: list[str] = [_heading(form, draft, field), *_reason(draft), escape(field.prompt), *_example(field)]
    lines += _present(form, draft, field)
    return "\n".join(lines), [*_answers(draft, field), *_ways(form, draft, field)]


def _heading(form: Form, draft: Draft, field: Field) -> str:
    say, keys = chinese(), sequence(form, draft)
    if field.kind == "consent":
        return say("intake.heading.consent")
    if draft.home is not None or field.key not in keys:
        return say("intake.heading.single", label=field.label)
    kind = "intake.heading.step" if draft.todo is None else "intake.heading.todo"
    return say(kind, number=keys.index(field.key) + 1, count=len(keys), label=field.label)


def _reason(draft: Draft) -> list[str]:
    return [chinese()("intake.reason", reason=draft.reason)] if draft.reason else []


def _example(field: Field) -> list[str]:
    if field.kind in ("consent", "choice", "choices", "league"):
        return []
    first, *rest = field.example.split("\n")
    return [chinese()("intake.example", text=first), *(chinese()("intake.example_more", text=line) for line in rest)]


def _present(form: Form, draft: Draft, field: Field) -> list[str]:
    value = draft.values.get(field.key)
    if value is None or field.kind == "consent":
        return []
    shown = form.display(field.key, value)
    return [chinese()("intake.present", value=f"\n{shown}" if "\n" in shown else shown)]


def _answers(draft: Draft, field: Field) -> list[Row]:
    if field.kind == "consent":
        return [(button("agree"), button("decline"))]
    if field.kind == "choices":
        chosen = picked(draft)
        ticks = [
            Button(f"{'☑' if option.value in chosen else '☐'} {option.label}", "intake.toggle", {"v": option.value})
            for option in field.options
        ]
        return [*rows(ticks, field.columns), (button("toggled"),)]
    choices = [Button(option.label, "intake.choose", {"v": option.value}) for option in field.options]
    return rows(choices, field.columns)


def picked(draft: Draft) -> tuple[str, ...]:
    """Return the options ticked at the present field: those of the open card, else those kept before."""
    if draft.pending is not None and draft.pending.kind == "picking":
        return draft.pending.picked
    value = draft.values.get(draft.step)
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _ways(form: Form, draft: Draft, field: Field) -> list[Row]:
    """Return the rows that are under every step: on, back, help, look, leave, cancel."""
    if field.kind == "consent":
        return [(button("help"),)] if field.help else []
    has_value = draft.values.get(field.key) is not None
    first = [button("keep")] if has_value else []
    if has_value and not field.required:
        first.append(button("clear"))
    if field.key in draft.rejected and KINDS[field.kind].free:
        first.append(button("typed"))
    second = [button("back")] if backward(form, draft) else []
    second += [button("help")] if field.help else []
    second += _skip(form, field, has_value=has_value)
    return [tuple(first), tuple(second), _leaving()]


def _skip(form: Form, field: Field, *, has_value: bool) -> list[Button]:
    if has_value:
        return []
    if field.default is not None:
        label = chinese()("intake.button.default", value=form.display(field.key, field.default))
        return [Button(str(label), "intake.skip")]
    if field.later:
        return [Button(str(chinese()("intake.button.later")), "intake.skip")]
    return [] if field.required else [button("skip")]


def _leaving() -> Row:
    return (button("look"), button("leave"), button("cancel"))


def rows(buttons: Iterable[Button], columns: int) -> list[Row]:
    """Return buttons in rows of so many columns."""
    every = list(buttons)
    return [tuple(every[start : start + columns]) for start in range(0, len(every), columns)]


def shortened(text: str, limit: int = 60) -> str:
    """Return at most `limit` characters of text on one line, with … for the rest."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def _pending_card(form: Form, draft: Draft, field: Field, pending: Pending) -> tuple[str, list[Row]]:
    say, heading = chinese(), _heading(form, draft, field)
    if pending.kind == "meant":
        asks = say("intake.meant.asks", question=pending.message) if pending.message else ""
        text = say("intake.meant.text", label=field.label, text=shortened(pending.text, 200), asks=Html(asks))
        return f"{heading}\n{text}", [(button("meant_answer"), button("meant_question")), _leaving()]
    if pending.kind == "doubt":
        lines = [str(heading), pending.message, *_example(field)]
        return "\n".join(lines), [(button("insist"), button("typed")), (button("back"),), _leaving()]
    choices = [(Button(label, "intake.confirm", {"n": place}),) for place, (label, _) in enumerate(pending.choices)]
    return f"{heading}\n{pending.message}", [*choices, (button("again"),), _leaving()]


def _extras(form: Form, draft: Draft) -> tuple[str, list[Row]]:
    filled = [_filled(draft.values, field) for field in form.extras]
    offers = [
        Button(f"{'✓ ' if done else ''}{field.label}", "intake.extra", {"key": field.key})
        for field, done in zip(form.extras, filled, strict=True)
    ]
    return chinese()("intake.extras"), [*rows(offers, 2), (button("done"),), (button("back"),), _leaving()]


def _filled(values: Values, field: Field) -> bool:
    return values.get(field.key) is not None


def _review(form: Form, draft: Draft) -> tuple[str, list[Row]]:
    say, missing = chinese(), form.missing(draft.values)
    parts: list[str] = [say("intake.review.heading" if draft.todo is None else "intake.review.heading_todo")]
    parts += [overview(form, draft.values)]
    parts += ["\n".join(_remark(form, remark) for remark in form.remarks(draft.values))]
    if missing:
        parts.append(say("intake.review.missing", labels="、".join(field.label for field in missing)))
    complete = is_complete(form, draft)
    parts.append(say("intake.review.ready" if complete else "intake.review.not_ready"))
    wrong = {*errors(form, draft), *(field.key for field in missing)}
    changes = [
        Button(f"{'❗' if key in wrong else ''}{form.number(key)} {form.field(key).label}", "intake.edit", {"key": key})
        for key in editable(form, draft)
        if draft.values.get(key) is not None or form.field(key).required or draft.todo is not None
    ]
    ending = [(button("truth"),)] if complete else []
    more = [(button("more"),)] if draft.todo is None and form.extras else []
    return "\n\n".join(filter(None, parts)), [*ending, *rows(changes, 2), *more, (button("leave"), button("cancel"))]


def _remark(form: Form, remark: Remark) -> str:
    label = form.field(remark.field).label
    return chinese()(f"intake.remark.{remark.level}", label=label, text=Html(remark.text))


def _truth(form: Form, draft: Draft) -> tuple[str, list[Row]]:
    name = form.display("org_name", draft.values.get("org_name"))
    return chinese()("intake.truth", name=name), [(button("submit"),), (button("review"),), (button("leave"),)]


def _submitted(_form: Form, _draft: Draft) -> tuple[str, list[Row]]:
    return chinese()("intake.already"), []


def overview(form: Form, values: Values, *, mask: bool = False, keys: Iterable[str] | None = None) -> str:
    """Return the filled fields (of `keys` if given), numbered and by section, as Telegram HTML; `mask` hides phones."""
    wanted = None if keys is None else set(keys)
    return "\n".join(_overview(form, values, wanted, mask=mask))


def _overview(form: Form, values: Values, keys: set[str] | None, *, mask: bool) -> Iterator[str]:
    section = None
    for number, field in enumerate(form.numbered, 1):
        value = values.get(field.key)
        if value is None or (keys is not None and field.key not in keys):
            continue
        if field.section != section:
            yield ("\n" if section else "") + chinese()("intake.section", name=field.section)
            section = field.section
        shown = form.display(field.key, value, mask=mask)
        text = f"\n{shown}" if "\n" in shown else shown
        yield chinese()("intake.line", number=number, label=field.label, value=text)


def progress(form: Form, draft: Draft) -> str:
    """Return how many of the numbered steps are filled, for lists and for coming back."""
    done = sum(_filled(draft.values, field) for field in form.steps)
    return chinese()("intake.progress", done=done, count=len(form.steps))
