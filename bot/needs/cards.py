"""What the person sees of a draft: the card of the present step, and the need as a whole."""

from collections.abc import Iterator, Sequence

from bot.needs import actions
from bot.needs.draft import Draft, Pending
from bot.needs.fields import KINDS, Field, Remark, extends
from bot.needs.fields.parts import empty, named, offer
from bot.needs.form import TOGETHER, Form
from bot.needs.overview import is_filled, overview, progress, remark
from bot.needs.together import proposed
from bot.needs.walk import backward, editable, errors, is_complete, sequence
from bot.reply import Button, Reply, Row, rows
from bot.texts import Html, escape
from bot.texts.markup import shortened


def button(form: Form, action: actions.OfDraft) -> Button:
    """Return the button of an action, labelled from the catalogue."""
    return Button(str(form.texts(f"intake.button.{action.word}")), action)


def changing(form: Form, draft: Draft, *keys: str | None) -> Row:
    """Return the buttons that open fields, those of `keys` that may be opened."""
    return tuple(
        Button(str(form.texts("intake.button.change", label=form.field(key).label)), actions.Edit(key=key))
        for key in editable(form, draft)
        if key in keys
    )


def card(form: Form, draft: Draft, *, lead: str = "", replace: bool = False, brief: bool = False) -> Reply:
    """Return the present step as one message, after `lead` (Telegram HTML); `brief` leaves out what was seen before."""
    whole = {TOGETHER: _together, "extras": _extras, "truth": _truth, "submitted": _submitted}
    if draft.step == "review":
        text, rows = review(form, draft, brief=brief)
    else:
        shown = whole.get(draft.step)
        text, rows = shown(form, draft) if shown else _field_card(form, draft, brief=brief)
    return Reply("\n\n".join(filter(None, (lead, text))), tuple(filter(None, rows)), replace=replace)


def _field_card(form: Form, draft: Draft, *, brief: bool = False) -> tuple[str, list[Row]]:
    field, pending = form.field(draft.step), draft.pending
    if pending is not None and pending.kind != "picking":
        return _pending_card(form, draft, field, pending)
    lines: list[str] = [_heading(form, draft, field), *_reason(form, draft), escape(field.prompt)]
    lines += [] if brief or field.key in draft.begun else _example(field)
    lines += [*_present(form, draft, field), *_begun(draft, field), *_parts(draft, field), *_mend(draft, field)]
    lines += _earlier(form, draft, field)
    carry = [(button(form, actions.Carry()),)] if carries(draft, field) else []
    return "\n".join(lines), [*carry, *_answers(form, draft, field), *_ways(form, draft, field)]


def _heading(form: Form, draft: Draft, field: Field) -> str:
    if field.kind == "consent":
        return form.texts("intake.heading.consent")
    return _numbered(form, draft, field.label)


def _numbered(form: Form, draft: Draft, label: str) -> str:
    """Return the heading of the present step, with its place among all where it is walked to."""
    keys = sequence(form, draft)
    if draft.home is not None or draft.step not in keys:
        return form.texts("intake.heading.single", label=label)
    kind = "intake.heading.step" if draft.todo is None else "intake.heading.todo"
    return form.texts(kind, number=keys.index(draft.step) + 1, count=len(keys), label=label)


def _reason(form: Form, draft: Draft) -> list[str]:
    reason = draft.reasons.get(draft.step, draft.reason)
    return [form.texts("intake.reason", reason=reason)] if reason else []


def _example(field: Field) -> list[str]:
    if field.kind in ("consent", "choice", "choices", "league"):
        return []
    first, *rest = field.example.split("\n")
    more = [field.texts("intake.example", text=line) if KINDS[field.kind].rows else escape(line) for line in rest]
    return [field.texts("intake.example", text=first), *more]


def _present(form: Form, draft: Draft, field: Field) -> list[str]:
    value = draft.values.get(field.key)
    if value is None or field.kind == "consent":
        return []
    shown = form.headed(field.key, form.display(field.key, value))
    lines: list[str] = [form.texts("intake.present", value=Html(f"\n{shown}") if "\n" in shown else shown)]
    if extends(field) and field.option(value) is None:
        lines.append(form.texts(f"intake.extend.{'rows' if KINDS[field.kind].rows else 'prose'}"))
    return lines


def _begun(draft: Draft, field: Field) -> list[str]:
    """Return what was said of an answer that is too short yet."""
    said = draft.begun.get(field.key)
    return [field.texts("intake.begun", label=field.label, text=shortened(said))] if said else []


def _parts(draft: Draft, field: Field) -> list[str]:
    """Return which parts of a text that has parts are empty yet: an offer."""
    value, begun = draft.values.get(field.key), draft.begun.get(field.key)
    offered = offer(field, value) if isinstance(value, str) else None
    if begun and (lacking := empty(field, begun)):
        offered = field.texts("intake.parts.begun", names=named(field, lacking))
    return [offered] if offered else []


def _mend(draft: Draft, field: Field) -> list[str]:
    """Return what to do with a field of a returned need that holds something already."""
    walked = draft.todo is not None and draft.home is None and draft.values.get(field.key) is not None
    return [field.texts("intake.mend")] if walked else []


def carries(draft: Draft, field: Field) -> bool:
    """Return whether the field can be filled with the others that the last need had, none of them being filled yet."""
    return field.key in draft.earlier and not any(key in draft.values for key in draft.earlier)


def _earlier(form: Form, draft: Draft, field: Field) -> list[str]:
    if not carries(draft, field):
        return []
    shown = "、".join(form.display(key, value, mask=True) for key, value in draft.earlier.items())
    return [form.texts("intake.earlier", values=shown)]


def _answers(form: Form, draft: Draft, field: Field) -> list[Row]:
    if field.kind == "consent":
        return [(button(form, actions.Agree()), button(form, actions.Decline()))]
    if field.kind == "choices":
        chosen = picked(draft, field)
        ticks = [
            Button(f"{'☑' if option.value in chosen else '☐'} {option.label}", actions.Toggle(v=option.value))
            for option in field.options
        ]
        return [*rows(ticks, field.columns), (button(form, actions.Toggled()),)]
    choices = [Button(option.label, actions.Choose(v=option.value)) for option in field.options]
    return rows(choices, field.columns)


def picked(draft: Draft, field: Field) -> tuple[str, ...]:
    """Return the options ticked at the present field: those of the open card, else those kept or proposed before."""
    if draft.pending is not None and draft.pending.kind == "picking":
        return draft.pending.picked
    value = draft.values.get(draft.step, field.standard if draft.home == TOGETHER else None)
    return tuple(map(str, value)) if isinstance(value, list) else ()


def _ways(form: Form, draft: Draft, field: Field) -> list[Row]:
    """Return the rows that are under every step: on, and ways to elsewhere."""
    if field.kind == "consent":
        return [(button(form, actions.Help()),)] if field.help else []
    has_value = draft.values.get(field.key) is not None
    first = [_keep(form, draft)] if has_value else []
    if has_value and not field.required:
        first.append(button(form, actions.Clear()))
    if field.key in draft.rejected and KINDS[field.kind].free:
        first.append(button(form, actions.Typed()))
    second = [button(form, actions.Back())] if backward(form, draft) and not (has_value and draft.home) else []
    second += () if draft.home == TOGETHER else _skip(form, field, has_value=has_value)
    second.append(button(form, actions.Menu()))
    afresh = (button(form, actions.Unsay()), button(form, actions.Afresh())) if field.key in draft.begun else ()
    return [tuple(first), restoring(form, draft, field.key), afresh, tuple(second)]


def restoring(form: Form, draft: Draft, key: str) -> Row:
    """Return the button that puts back what a returned need held in a field, where this holds something else now."""
    if key not in draft.before or draft.values.get(key) == draft.before[key]:
        return ()
    return (Button(str(form.texts("intake.button.restore", label=form.field(key).label)), actions.Restore(key=key)),)


def _keep(form: Form, draft: Draft) -> Button:
    kind = "keep" if draft.home is None else "keep_review" if draft.home == "review" else "keep_home"
    return Button(str(form.texts(f"intake.button.{kind}")), actions.Keep())


def _skip(form: Form, field: Field, *, has_value: bool) -> list[Button]:
    if has_value:
        return []
    if field.default is not None and not KINDS[field.kind].free:
        label = form.texts("intake.button.default", value=form.display(field.key, field.standard))
        return [Button(str(label), actions.Skip())]
    if field.default is not None:
        return []
    later = Button(str(form.texts("intake.button.later")), actions.Skip())
    return [later if field.required else button(form, actions.Skip())]


def unfolded(form: Form, draft: Draft, shown: Reply) -> Reply | None:
    """Return a card with all that can be done at its step; None where it has no button for that."""
    more, fold = button(form, actions.Menu()), Button(str(form.texts("intake.button.fold")), actions.Here())
    if not any(more in row for row in shown.buttons):
        return None
    helped = form.has(draft.step) and form.field(draft.step).help
    seeing: list[actions.OfDraft] = [actions.Help()] if helped else []
    seeing += [actions.Look(), *([actions.Undo()] if draft.past else [])]
    whole = (actions.Name(), actions.Invite()) if form.notice else ()
    menu = [tuple(button(form, each) for each in row) for row in (seeing, whole, (actions.Leave(), actions.Cancel()))]
    rows = [tuple(fold if each == more else each for each in row) for row in shown.buttons]
    return Reply(shown.text, (*rows, *filter(None, menu)), replace=True)


def _other_meaning(form: Form, field: Field, pending: Pending) -> tuple[str, Button]:
    """Return what is asked about a text that may be no answer, and the button that says so."""
    say, label, said = form.texts, field.label, shortened(pending.text, 200)
    if pending.wish:
        text = say("intake.meant.wish", label=label, text=said, wish=pending.message)
        return text, Button(pending.message, actions.MeantQuestion())
    if pending.changes:
        text = say("intake.meant.change", label=label, text=said, other=form.field(pending.changes).label)
        return text, Button(
            str(say("intake.button.change", label=form.field(pending.changes).label)), actions.Edit(key=pending.changes)
        )
    asks = say("intake.meant.asks", question=pending.message) if pending.message else ""
    return say("intake.meant.text", label=label, text=said, asks=Html(asks)), button(form, actions.MeantQuestion())


def _pending_card(form: Form, draft: Draft, field: Field, pending: Pending) -> tuple[str, list[Row]]:
    heading = "\n".join([_heading(form, draft, field), *_present(form, draft, field)])
    if pending.kind == "meant":
        text, other = _other_meaning(form, field, pending)
        return f"{heading}\n{text}", [(button(form, actions.MeantAnswer()), other), (button(form, actions.Menu()),)]
    if pending.kind == "doubt":
        lines = [str(heading), pending.message, *_example(field)]
        return "\n".join(lines), [
            *form.instead(pending.choices[0][1]),
            (button(form, actions.Insist()), button(form, actions.Typed())),
            (button(form, actions.Back()), button(form, actions.Menu())),
        ]
    choices = [(Button(label, actions.Confirm(n=place)),) for place, (label, _) in enumerate(pending.choices)]
    if pending.over:
        shorten = Button(str(form.texts("intake.button.shorten")), actions.Again())
        files = (button(form, actions.Attach()),) if form.files and field.files else ()
        return f"{heading}\n{pending.message}", [*choices, (shorten, *files), (button(form, actions.Menu()),)]
    asking = (button(form, actions.MeantQuestion()),) if field.multiline and field.kind == "text" else ()
    out = (button(form, actions.Again()), *asking, button(form, actions.Menu()))
    return f"{heading}\n{pending.message}", [*choices, out]


def _extras(form: Form, draft: Draft) -> tuple[str, list[Row]]:
    offers = [
        Button(f"{'✓ ' if is_filled(draft.values, field) else ''}{field.label}", actions.Edit(key=field.key))
        for field in form.extras
        if form.applies(field.key, draft.values)
    ]
    missing = "、".join(field.label for field in form.missing(draft.values))
    text = form.texts("intake.extras_missing" if missing else "intake.extras", labels=missing)
    return text, [*rows(offers, 2), (button(form, actions.Done()),), _back_or_more(form)]


def _together(form: Form, draft: Draft) -> tuple[str, list[Row]]:
    """Return the card of the fields that are asked together: what is proposed for each, to be taken or changed."""
    say, count = form.texts, len(form.together)
    lines = [
        say("intake.together.line", label=form.field(key).label, value=form.display(key, value))
        for key, value in proposed(form, draft.values).items()
    ]
    heading = _numbered(form, draft, say("intake.together.label", count=count))
    text = "\n".join((heading, say("intake.together.text", count=count), *lines))
    offers = rows(changing(form, draft, *form.together), 2)
    return text, [(button(form, actions.AllRight()),), *offers, _back_or_more(form)]


def _back_or_more(form: Form) -> Row:
    return (button(form, actions.Back()), button(form, actions.Menu()))


def review(form: Form, draft: Draft, *, brief: bool = False, whole: bool = False) -> tuple[str, list[Row]]:
    """Return the need to be checked and what can be done.

    Of a returned need only what was mended is shown, `brief`ly only what is wrong; unless the `whole` is asked for.
    What has a preview is seen as it will be.
    """
    mending = draft.todo is not None
    preview = form.preview(draft.values) if is_complete(form, draft) else ""
    brief = brief and not preview
    mended = editable(form, draft) if mending and not whole else None
    head = "brief" if brief else "heading" if mended is None else "heading_todo"
    files = (button(form, actions.Files()),) if form.files else ()
    parts = [
        form.texts(f"intake.review.{head}", progress=progress(form, draft)),
        preview or ("" if brief else overview(form, draft.values, keys=mended)),
        Html(form.attached),
        *_shortcomings(form, draft),
    ]
    more = () if mending or not form.extras else (button(form, actions.More()),)
    offers = (button(form, actions.Whole()),) if (brief or mending) and not whole else more
    row = (*offers, *files, *_previewing(form, draft))
    out = (button(form, actions.Back()), button(form, actions.Cancel())) if form.ends[-1] == "review" else ()
    rows = [*_onward(form, draft), row, (button(form, actions.Undo()), button(form, actions.Leave())), out]
    return "\n\n".join(filter(None, parts)), [row for row in rows if row]


def _previewing(form: Form, draft: Draft) -> Row:
    """Return the button that shows a complete need as a document; nothing of what has no step after the review."""
    missing = form.ends[-1] == "review" or not is_complete(form, draft) or not form.printed
    return () if missing else (button(form, actions.Preview()),)


def _shortcomings(form: Form, draft: Draft) -> Iterator[str]:
    """Give what is remarked and what is missing, and what is to be done now."""
    say, missing = form.texts, "、".join(field.label for field in form.missing(draft.values))
    yield "\n".join(remark(form, each) for each in form.remarks(draft.values))
    yield say("intake.review.missing", labels=missing) if missing else ""
    ready = "ready_last" if form.ends[-1] == "review" else "ready" if draft.todo is None else "ready_todo"
    yield say(f"intake.review.{ready if is_complete(form, draft) else 'not_ready'}")


def _onward(form: Form, draft: Draft) -> list[Row]:
    if is_complete(form, draft):
        last = Button(str(form.texts("intake.button.save")), actions.Submit())
        onward = button(form, actions.Truth()) if "truth" in form.ends else last
        return [(onward, button(form, actions.ChangeSome()))]
    return [*_mending(form, draft), (button(form, actions.ChangeSome()),)]


def _mending(form: Form, draft: Draft) -> list[Row]:
    """Return the buttons that open what stops the submission, or what it quarrels with."""
    faults = [remark for remark in form.remarks(draft.values) if remark.level == "error"]
    wrong = [key for fault in faults for key in (fault.field, fault.other)]
    return rows(changing(form, draft, *wrong, *(field.key for field in form.missing(draft.values))), 2)


def cautioning(form: Form, draft: Draft, found: Sequence[Remark]) -> Reply:
    """Return what is to be looked at once before the submission, with what can be done about it."""
    text = form.texts("intake.cautions", remarks=Html("\n".join(remark(form, each) for each in found)))
    looked = Button(str(form.texts("intake.button.looked")), actions.Truth())
    files = (button(form, actions.Files()),) if any(not each.field for each in found) else ()
    return Reply(
        text, tuple(filter(None, (*rows(changing(form, draft, *(each.field for each in found)), 2), files, (looked,))))
    )


def fields(form: Form, draft: Draft) -> list[Row]:
    """Return the list of fields that may be opened from the review, and the way back to it."""
    numbers = form.numbers(draft.values)
    wrong = {*errors(form, draft), *(field.key for field in form.missing(draft.values))}
    marks = {key: f"{'❗' if key in wrong else ''}{numbers.get(key, '＋')}" for key in editable(form, draft)}
    offers = [
        Button(f"{mark} {form.field(key).label}", actions.Edit(key=key))
        for key, mark in marks.items()
        if key in numbers or draft.todo is not None
    ]
    return [*rows(offers, 2), (button(form, actions.Changed()),)]


def _truth(form: Form, draft: Draft) -> tuple[str, list[Row]]:
    key = form.of_role("organisation").key
    name = form.display(key, draft.values.get(key))
    return form.texts("intake.truth", name=name), [
        (button(form, actions.Submit()),),
        *((_previewing(form, draft),) if form.printed else ()),
        (button(form, actions.Review()), button(form, actions.Leave())),
    ]


def _submitted(form: Form, _draft: Draft) -> tuple[str, list[Row]]:
    return form.texts("intake.already"), []
