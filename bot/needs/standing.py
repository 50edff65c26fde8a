"""What is typed at a field that holds something already: orders on its rows, and texts that could add or replace.

What stands is replaced without a question only by a text that says all of it anew.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.needs.draft import Draft
from bot.needs.fields import KINDS, Accepted, AskBack, Doubtful, Field, Json, Parsed, Rejected, extends, parse
from bot.needs.fields.cleaning import clean, folded
from bot.needs.fields.indicators import join, judged, line, mark, name_of, targets, vague
from bot.needs.fields.numerals import number
from bot.needs.fields.vocabulary import any_of
from bot.needs.form import Form
from bot.needs.walk import editable
from bot.texts.markup import shortened

ALIKE = 0.6  # of two texts: more of the new one stands in the old one, which it mends then
_COUNTED = r"[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_LAST = "最后"
_ROW = "[条行]"
_PLACE = rf"(?:(?:第?(?:{_COUNTED})|{_LAST}一?)(?:{_ROW}|个)|[①-⑳])"
_AND = r"\s*(?:[、,，和与跟及]|以及)\s*"
_PLACES = rf"(?:(?:{_PLACE}|第?(?:{_COUNTED})){_AND})*{_PLACE}"  # 第1、2条 too
_OF_ROWS = rf".{{0,12}}?(?:{_ROW}|[①-⑳])"


@dataclass(frozen=True)
class Ordered:
    """What an order makes of a field's value, and the text that it was given."""

    field: Field
    outcome: Parsed


def ordered(form: Form, draft: Draft, text: str) -> Ordered | None:
    """Return what 加一条：…, 第4条改成…, 删掉第2条 or 第3条和第4条换一下 does to a list or a long text; else None."""
    said = re.sub(rf"^(?:{any_of(form.texts, 'please')})+", "", clean(text, multiline=True))
    field, rest = _aimed(form, draft, said)
    if field is None:
        return None
    outcome = _on_rows(field, _rows(draft, field), rest) if _is_list(field) else _more_prose(field, draft, rest)
    return Ordered(field, outcome) if outcome else None


def _is_list(field: Field) -> bool:
    return KINDS[field.kind].rows


def _aimed(form: Form, draft: Draft, said: str) -> tuple[Field | None, str]:
    """Return the field that an order is for, and the order.

    It is the field named first; else the only list, where the order is about rows or no field is asked for; else the
    present one.
    """
    open_to = [form.field(key) for key in editable(form, draft)]
    for field in open_to:
        named = re.match(rf"(?:{'|'.join(map(re.escape, (field.label, *field.aliases)))})[里中的\s:：,，]*", said)
        if named and extends(field):
            return field, said[named.end() :]
    present = form.field(draft.step) if form.has(draft.step) else None
    lists = [field for field in open_to if _is_list(field)]
    if len(lists) == 1 and (present is None or re.match(_OF_ROWS, said)):
        return lists[0], said
    return (present if present and extends(present) else None), said


# Rows


def _rows(draft: Draft, field: Field) -> list[Json]:
    """Return the rows that stand: those kept, else those that are doubted at present."""
    value = draft.values.get(field.key)
    if value is None and draft.step == field.key and draft.pending and draft.pending.kind == "doubt":
        value = draft.pending.choices[0][1]
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _on_rows(field: Field, rows: list[Json], said: str) -> Parsed | None:
    lines = said.split("\n")
    if (added := _added(field, lines)) is not None:
        return join(field, rows, added)
    if len(lines) > 1:
        return None
    if places := _removed(field, said):
        return _without(field, rows, places)
    if places := _swapped(field, said):
        return _exchanged(field, rows, places)
    if found := re.match(rf"(?P<place>{_PLACE})(?:{_told(field, 'becomes')})[:：,，\s]*(?P<new>.+)$", said):
        return _replaced(field, rows, found["place"], found["new"])
    return None


def _added(field: Field, lines: Sequence[str]) -> str | None:
    """Return what an order adds, without the words that order it; None where the first line adds nothing."""
    word, counted = _told(field, "adding"), rf"(?:{_COUNTED}|几)?(?:条|项|个|点)(?:指标)?"
    again = any_of(field.texts, "not_adding")
    order = re.compile(
        rf"(?:还要|还|再|另|另外|请)*(?:{word})[上入了]?(?:{counted}[:：,，\s]*|[:：]\s*|再(?!{again}))(?=\S)"
    )
    more = re.compile(rf"再加(?!{again})(?:上)?(?:{counted})?[:：,，\s]*(?=\S)")
    bare = [(order.match(each) or more.match(each)) for each in lines]
    if bare[0] is None:
        return None
    return "\n".join(each[found.end() :] if found else each for each, found in zip(lines, bare, strict=True))


def _told(field: Field, kind: str) -> str:
    return any_of(field.texts, kind)


def _removed(field: Field, said: str) -> list[int]:
    """Return the places (from 1, -1 the last) of the rows that are to go."""
    remove, places = _told(field, "removing"), rf"(?P<places>{_PLACES})"
    found = re.fullmatch(rf"(?:{remove})了?{places}(?:吧|了)?[。!！]?", said)
    found = found or re.fullmatch(rf"(?:把|将)?{places}(?:都|给)?(?:{remove})(?:吧|了)?[。!！]?", said)
    return _places(found["places"]) if found else []


def _swapped(field: Field, said: str) -> list[int]:
    places = rf"(?P<places>{_PLACES})"
    found = re.fullmatch(rf"(?:把|将)?{places}(?:的?(?:位置|顺序|次序))?(?:{_told(field, 'swapping')})[。!！]?", said)
    two = _places(found["places"]) if found else []
    return two if len(two) == 2 else []


def _places(text: str) -> list[int]:
    return [_place(found[0]) for found in re.finditer(rf"{_PLACE}|第?(?:{_COUNTED})", text)]


def _place(said: str) -> int:
    if said.startswith(_LAST):
        return -1
    if "①" <= said[0] <= "⑳":
        return ord(said[0]) - ord("①") + 1
    return int(number(said.strip("第条行个")) or 0)


def _lacking(field: Field, rows: Sequence[Json], places: Sequence[int]) -> Rejected | None:
    """Return a refusal where one of the places is none of the rows'."""
    if all(place == -1 or 0 < place <= len(rows) for place in places) and rows:
        return None
    return Rejected(field.texts("intake.reject.no_row", count=len(rows)))


def _without(field: Field, rows: list[Json], places: Sequence[int]) -> Parsed:
    if refusal := _lacking(field, rows, places):
        return refusal
    gone = {place - 1 if place > 0 else len(rows) - 1 for place in places}
    left = [row for at, row in enumerate(rows) if at not in gone]
    return judged(field, left, range(0)) if left else Rejected(field.texts("intake.reject.no_row_left"))


def _exchanged(field: Field, rows: list[Json], places: Sequence[int]) -> Parsed:
    if refusal := _lacking(field, rows, places):
        return refusal
    first, second = (place - 1 if place > 0 else len(rows) - 1 for place in places)
    rows[first], rows[second] = rows[second], rows[first]
    return judged(field, rows, range(0))


def _replaced(field: Field, rows: list[Json], place: str, new: str) -> Parsed:
    """Return the rows with one replaced: whole, or where only a figure is told, its figure."""
    if refusal := _lacking(field, rows, [_place(place)]):
        return refusal
    at = _place(place) - 1 if _place(place) > 0 else len(rows) - 1
    fresh, readings = range(at, at + 1), _with_figure(field, rows[at], new)
    outcomes = [judged(field, [*rows[:at], reading, *rows[at + 1 :]], fresh) for reading in readings]
    if len(outcomes) == 1:
        return outcomes[0]
    choices = [
        (line(field, reading), outcome.value)
        for reading, outcome in zip(readings, outcomes, strict=True)
        if isinstance(outcome, Accepted | Doubtful)
    ]
    return AskBack(field.texts("intake.ask.which_figure", text=line(field, rows[at])), tuple(choices))


def _with_figure(field: Field, row: Json, new: str) -> list[Json]:
    """Return what a row may become: the new text, or where this is a figure alone, the row with it in place of one."""
    figures = targets(new)
    if not figures or figures[0].start() > 0 or name_of(field, new):
        return [new]
    if isinstance(row, dict):
        return [{**row, "target": new}]
    old, last = str(row), new[figures[-1].end() - 1]
    found = targets(old)
    compared = [each for each in found if not each[0][0].isalnum()] or found
    has_unit = not last.isdigit()
    return [
        f"{old[: each.start()]}{new}{'' if has_unit else _unit(each[0])}{old[each.end() :]}" for each in compared
    ] or [new]


def _unit(figure: str) -> str:
    """Return the unit at the end of a figure."""
    tail = re.search(r"[^0-9.,]*$", figure)
    return tail[0] if tail else ""


# Texts that could add to what stands, or replace it


def beside(field: Field, draft: Draft, text: str, outcome: Parsed) -> Parsed:
    """Return what a text means beside the value that stands: asked back where some of this would be lost."""
    if _is_list(field):
        return _beside_rows(field, draft, text, outcome)
    old = draft.values.get(field.key)
    if not extends(field) or not isinstance(old, str) or field.option(old) or not old:
        return outcome
    return _beside_prose(field, old, clean(text, multiline=True), outcome)


def _beside_rows(field: Field, draft: Draft, text: str, outcome: Parsed) -> Parsed:
    rows = _rows(draft, field)
    if rows and isinstance(outcome, AskBack) and field.key in draft.values:
        return _each_way(field, rows, outcome)
    if not rows or not isinstance(outcome, Accepted | Doubtful):
        return outcome
    new = list(outcome.value) if isinstance(outcome.value, Sequence) else []
    if field.key not in draft.values:
        return _mended(field, rows, new) or outcome
    told = {folded(name_of(field, row)) for row in new}
    vanishing = [at for at, row in enumerate(rows) if row not in new and folded(name_of(field, row)) not in told]
    if not vanishing:
        return outcome
    return AskBack(field.texts("intake.ask.rows", count=len(rows)), tuple(_ways(field, rows, new, text, outcome)))


def _each_way(field: Field, rows: list[Json], asked: AskBack) -> Parsed:
    """Return each reading of new rows beneath those that stand, and in place of them."""
    say, ways = field.texts, list[tuple[str, Json]]()
    for label, value in asked.choices:
        new = list(value) if isinstance(value, Sequence) else []
        beneath = judged(field, [*rows, *new], range(0))
        if isinstance(beneath, Accepted):
            ways.append((str(say("intake.ask.so_append", text=label)), beneath.value))
        ways.append((str(say("intake.ask.so_replace", text=label)), value))
    return AskBack(asked.question, tuple(ways))


def _mended(field: Field, rows: list[Json], new: list[Json]) -> Parsed | None:
    """Return doubted rows with as many new ones in place of those that could not be measured; None for other texts."""
    unclear = vague(field, rows)
    if len(new) != len(unclear) or len(new) == len(rows):
        return None
    for at, row in zip(unclear, new, strict=True):
        rows[at] = row
    return judged(field, rows, range(len(rows)))


def _ways(
    field: Field, rows: list[Json], new: list[Json], text: str, whole: Accepted | Doubtful
) -> list[tuple[str, Json]]:
    """Return the ways to take new rows beside those that stand: beneath them, in place of one, in place of all."""
    say, ways = field.texts, list[tuple[str, Json]]()
    joined = join(field, rows, text)
    if isinstance(joined, Accepted | Doubtful):
        ways.append((str(say("intake.ask.append")), joined.value))
    if len(new) == 1:
        same = [at for at, row in enumerate(rows) if folded(name_of(field, row)) == folded(name_of(field, new[0]))]
        for at in same or range(len(rows)):
            label = say("intake.ask.replace_row", mark=mark(at + 1), text=shortened(line(field, rows[at]), 24))
            ways.append((str(label), [*rows[:at], new[0], *rows[at + 1 :]]))
    return [*ways, (str(say("intake.ask.replace_all")), whole.value)]


def _beside_prose(field: Field, old: str, new: str, outcome: Parsed) -> Parsed:
    begun = isinstance(outcome, Rejected) and outcome.begun
    if not (begun or isinstance(outcome, Accepted)) or old in new or field.option(new):
        return outcome
    if not begun and SequenceMatcher(None, old, new, autojunk=False).ratio() > ALIKE:
        return outcome
    say, joined = field.texts, parse(field, f"{old}\n{new}", {})
    ways = [(str(say("intake.ask.append")), joined.value)] if isinstance(joined, Accepted) else []
    if isinstance(outcome, Accepted):
        ways.append((str(say("intake.ask.replace_prose")), outcome.value))
    if not ways:
        return joined
    return AskBack(say("intake.ask.prose"), tuple(ways))


def _more_prose(field: Field, draft: Draft, said: str) -> Parsed | None:
    """Return a long text with what 补充：… adds to it; None for any other text."""
    old = draft.values.get(field.key)
    counted = rf"(?:(?:{_COUNTED}|几)?(?:条|句|点|段|个))?"
    found = re.match(rf"(?:还要|还|再|另外|请)*(?:{_told(field, 'adding')})[上入了]?{counted}[:：]\s*", said)
    if found is None or not said[found.end() :]:
        return None
    before = old if isinstance(old, str) and not field.option(old) else draft.begun.get(field.key)
    return parse(field, "\n".join(filter(None, (before, said[found.end() :]))), {})
