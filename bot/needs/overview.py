"""The need as a whole in words: what is filled, how far it is, what is to be remarked."""

from collections.abc import Iterable, Iterator

from bot.needs.draft import Draft
from bot.needs.fields import Field, Remark, Values
from bot.needs.form import Form
from bot.texts import Html
from bot.texts.markup import shortened

SUBJECT = 30  # characters of what a need is about, as the name of its draft


def is_filled(values: Values, field: Field) -> bool:
    """Return whether a field has a value."""
    return values.get(field.key) is not None


def remark(form: Form, found: Remark) -> str:
    """Return a remark as a line of Telegram HTML."""
    label = form.field(found.field).label if found.field else form.texts("intake.caution_files")
    return form.texts(f"intake.remark.{found.level}", label=label, text=Html(found.text))


def overview(
    form: Form,
    values: Values,
    *,
    mask: bool = False,
    keys: Iterable[str] | None = None,
    longest: int | None = None,
) -> str:
    """Return the filled fields (of `keys` if given), numbered and by section, as Telegram HTML.

    `mask` hides phones; of values over `longest` characters the end is left out.
    """
    wanted = None if keys is None else set(keys)
    return "\n".join(_overview(form, values, wanted, mask=mask, longest=longest))


def _overview(form: Form, values: Values, keys: set[str] | None, *, mask: bool, longest: int | None) -> Iterator[str]:
    section = None
    for key, number in form.numbers(values).items():
        value, field = values.get(key), form.field(key)
        if value is None or (keys is not None and key not in keys):
            continue
        if field.section != section:
            yield ("\n" if section else "") + form.texts("intake.section", name=field.section)
            section = field.section
        shown = form.display(key, value, mask=mask)
        if longest and len(shown) > longest:
            shown = f"{shown[: longest - 1]}…"
        said = form.headed(key, shown)
        text = Html(f"\n{said}") if "\n" in said else said
        yield form.texts("intake.line", number=number, label=field.label, value=text)


def subject(form: Form, values: Values) -> str:
    """Return what a need is about, in a line: its title, else how its problem begins; empty where it has neither."""
    told = (values.get(field.key) for field in (form.of_role("title"), form.problem) if field)
    return shortened(" ".join(str(next(filter(None, told), "")).split()), SUBJECT)


def progress(form: Form, draft: Draft) -> str:
    """Return how many of the numbered steps are filled, for lists and for coming back."""
    steps = form.wanted(draft.values)
    done = sum(is_filled(draft.values, field) for field in steps)
    return form.texts("intake.progress", done=done, count=len(steps))
