"""What a document that was filled in says of the fields of a form: the cells beside and beneath their names."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.needs.fields import KINDS, Field
from bot.needs.fields.cleaning import clean, folded
from bot.needs.fields.tables import is_header
from bot.needs.form import Form
from bot.needs.labelled import with_unit
from bot.needs.pasted import SEVERAL, named_by_line
from bot.texts.markup import plain

Cells = Sequence[str]  # of a row; a paragraph is a row of one cell

_NUMBER = re.compile(r"[(（]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[)）.、．]?|[①-⑳]")
_BESIDE = re.compile(r"[(（][^()（）]*[)）]|[*＊]|[:：]\s*$")


def told(form: Form, rows: Iterable[Cells]) -> Mapping[str, str]:
    """Return what a document says of each field, by its key; nothing where it is no such form: of fewer than several.

    A field's name stands alone in its cell, with anything beneath it; its value stands in the next cell, rows of values
    stand beneath. Outside of that, lines are read like any text.
    """
    texts, tables, lines = dict[str, str](), dict[str, list[Cells]](), list[str]()
    at: str | None = None
    for cells in rows:
        if at and _goes_on(form, cells):
            tables[at].append(cells)
            continue
        row = _without_number(form, cells)
        found = dict(_pairs(form, row))
        at = next((key for key in found if KINDS[form.field(key).kind].rows and not found[key]), None)
        if at:
            tables.setdefault(at, [])
        texts |= {key: value for key, value in found.items() if value and key not in texts}
        written = [*filter(str.strip, row)]
        lines += written if not found and len(written) == 1 else []
    texts = {**{key: _rows(form, table) for key, table in tables.items()}, **texts}
    beside = named_by_line(form, "\n".join(lines), least=1)
    whole = {**(beside.texts if beside else {}), **{key: value for key, value in texts.items() if value}}
    return {each.key: whole[each.key] for each in form.numbered if each.key in whole} if len(whole) >= SEVERAL else {}


def _goes_on(form: Form, cells: Cells) -> bool:
    """Return whether a row still belongs to the table above it: another one begins with a name, or with a title."""
    written = [cell for cell in cells if cell.strip()]
    alone = len(written) < 2 and not (cells[0].strip() and _NUMBER.fullmatch(clean(cells[0])))
    return bool(written) and not alone and _named(form, cells[0]) is None


def _rows(form: Form, table: Iterable[Cells]) -> str:
    """Return a table as lines of cells parted by tabs; nothing where there is no more than its heading."""
    lines = ["\t".join(map(clean, _trimmed(cells))) for cells in table]
    kept = [line for line in lines if line and not _NUMBER.fullmatch(line)]
    return "\n".join(kept) if any(not is_header(form.texts, line) for line in kept) else ""


def _trimmed(cells: Cells) -> Cells:
    """Return a row without the empty cells at its end."""
    last = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:last]


def _without_number(form: Form, cells: Cells) -> Cells:
    """Return a row without a number before a field's name."""
    numbered = len(cells) > 2 and _NUMBER.fullmatch(clean(cells[0])) and _named(form, cells[1])
    return cells[1:] if numbered else cells


def _pairs(form: Form, cells: Cells) -> Iterator[tuple[str, str]]:
    """Give the fields that a row names, each with its value, which is empty where nothing was filled in."""
    names = [_named(form, cell) for cell in cells[::2]]
    if len(cells) > 2 and len(cells) % 2 == 0 and all(names):
        parts = [
            (field, cell, cells[2 * at + 1]) for at, (field, cell) in enumerate(zip(names, cells[::2], strict=True))
        ]
    elif names and names[0]:
        parts = [(names[0], cells[0], next(filter(str.strip, cells[1:]), ""))]
    else:
        parts = []
    for field, cell, value in parts:
        if field:
            yield field.key, _filled(form, field, cell, value)


def _named(form: Form, cell: str) -> Field | None:
    """Return the field whose name stands in the first line of a cell, and no more there."""
    name = _BESIDE.sub("", clean(cell.strip().partition("\n")[0])).strip()
    return form.called(folded(name)) if name else None


def _filled(form: Form, field: Field, label: str, value: str) -> str:
    """Return what was filled in, with the unit that stands beside its name; a stroke, or what says 未填, is nothing."""
    said = clean(value, multiline=True)
    nothing = said == plain(form.texts("paper.empty")) or not any(map(str.isalnum, said))
    return "" if nothing else with_unit(field, clean(label.strip().partition("\n")[0]), said)
