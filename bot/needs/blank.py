"""A form as a document to be filled in at a desk: a place for every field, and tables for what comes in rows."""

from collections.abc import Iterator
from itertools import groupby

from bot.needs.fields import KINDS, Field, groups
from bot.needs.form import Form
from bot.needs.sheet import NUMBER, WIDTH, WIDTHS
from bot.reply import Blank, Grid, Paper, Section
from bot.texts.markup import plain

ROWS = 6  # of a table that is to be filled in; who needs more adds some
EXAMPLE = 24  # characters of an example that is shown
LINE = 100  # characters that a line of the space for prose is meant for


def blank(form: Form, *, unit: str, link: str | None) -> Paper:
    """Return a form to be filled in, under the name of the unit that asks for it; `link` leads back to the bot."""
    return Paper(
        name=_plain(form, "paper.blank.name"),
        header=_plain(form, "paper.blank.header"),
        title=_plain(form, "paper.blank.title"),
        subtitle=unit,
        head=tuple(
            (_plain(form, f"paper.blank.{what}.label"), _plain(form, f"paper.blank.{what}.said"))
            for what in ("filling", "sending")
        ),
        sections=tuple(sections(form)),
        signing=(),
        closing=tuple(_plain(form, f"paper.blank.remarks.{each}") for each in ("heading", "own", "secrets", "fee")),
        page=_plain(form, "paper.page"),
        link=link,
        link_label=_plain(form, "paper.blank.scan"),
    )


def sections(form: Form) -> Iterator[Section]:
    """Give the places to be filled in, by section, in the order in which they are asked."""
    wanted = (field for field in form.fields if field.kind != "consent")
    for title, fields in groupby(wanted, lambda field: field.section):
        yield Section(title=title, items=tuple(_grid(form, each) or _place(form, each) for each in fields))


def _grid(form: Form, field: Field) -> Grid | None:
    """Return an empty table for what comes in rows; None for another field."""
    if not KINDS[field.kind].rows:
        return None
    columns = groups.columns(field)
    headings = (plain(groups.heading(field, each)) for each in ("number", *columns))
    count = min(field.max_items or ROWS, ROWS)
    return Grid(
        label=f"{_label(form, field)}\n{field.on_paper or field.prompt}",
        headings=tuple(headings),
        widths=(NUMBER, *(WIDTHS.get(each, WIDTH) for each in columns)),
        rows=tuple((str(number), *[""] * len(columns)) for number in range(1, count + 1)),
    )


def _place(form: Form, field: Field) -> Blank:
    chosen = tuple(each.label for each in field.options) if field.kind != "text" else ()
    lines = -(-(field.max_length or LINE) // LINE) if field.multiline else 1
    single = () if field.kind == "choices" else chosen
    return Blank(label=_label(form, field), hint=_hint(form, field, chosen), options=single, lines=lines)


def _label(form: Form, field: Field) -> str:
    """Return a field's label with its unit, and the mark of those that have to be filled in."""
    label = _plain(form, "export.money", label=field.label) if field.kind == "money" else field.label
    return f"{label}{' *' if field.required else ''}"


def _hint(form: Form, field: Field, chosen: tuple[str, ...]) -> str:
    """Return what is to be filled in: the form's question, and what there is to choose or an example."""
    asked = field.on_paper or field.prompt
    if chosen:
        key = "paper.blank.several" if field.kind == "choices" else "paper.blank.one"
        return f"{asked}\n{_plain(form, key, options=' / '.join(chosen))}"
    if len(field.example) > EXAMPLE or "\n" in field.example:
        return asked
    return f"{asked}\n{_plain(form, 'paper.blank.example', example=field.example)}"


def _plain(form: Form, key: str, **arguments: object) -> str:
    return plain(form.texts(key, **arguments))
