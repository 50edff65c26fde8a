"""A need as the sections of a document: every field of the form in its order, filled in or not."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from bot.needs.fields import KINDS, Field, Json, Values, groups
from bot.needs.fields.parts import pieces
from bot.needs.fields.tables import COLUMNS
from bot.needs.form import Form
from bot.reply import Grid, Parted, Section
from bot.texts.markup import plain

#: How wide the columns of an indicator that is kept in parts are beside each other.
WIDTHS = dict(zip(COLUMNS, (8, 5, 5, 3, 7), strict=True))
WIDTH = 8  # of a column that a form names
NUMBER, WHOLE = 3, 28  # the width of an indicator's number, and of one that is kept as a line


def sections(form: Form, values: Values, *, mask: bool = False) -> tuple[Section, ...]:
    """Return the need in sections; `mask` hides phone numbers."""
    wanted = (field for field in form.fields if field.kind != "consent" and form.applies(field.key, values))
    return tuple(
        Section(title=title, items=tuple(_item(form, field, values.get(field.key), mask=mask) for field in fields))
        for title, fields in groupby(wanted, lambda field: field.section)
    )


def _item(form: Form, field: Field, value: Json, *, mask: bool) -> tuple[str, str] | Parted | Grid:
    if KINDS[field.kind].rows and isinstance(value, list) and value:
        return _grid(field, value)
    shown = form.display(field.key, value, mask=mask)
    if any(piece.heading for piece in pieces(field, shown)):
        paragraphs = tuple((piece.heading.strip(" \n:："), piece.text) for piece in pieces(field, shown))
        return Parted(label=field.label, paragraphs=paragraphs)
    return field.label, shown or plain(form.texts("paper.empty"))


def _grid(field: Field, rows: list[Json]) -> Grid:
    """Return rows as a table, in columns where any of them is kept in parts."""
    numbered = tuple((str(number), *_cells(field, row)) for number, row in enumerate(rows, 1))
    columns: Mapping[str, int] = {"whole": WHOLE}
    if any(isinstance(row, dict) for row in rows):
        columns = {each: WIDTHS.get(each, WIDTH) for each in groups.columns(field)}
    headings = tuple(plain(groups.heading(field, column)) for column in ("number", *columns))
    return Grid(label=field.label, headings=headings, widths=(NUMBER, *columns.values()), rows=numbered)


def _cells(field: Field, row: Json) -> Iterator[str]:
    if isinstance(row, dict):
        yield from (str(row.get(column) or "") for column in groups.columns(field))
    else:
        yield str(row)
