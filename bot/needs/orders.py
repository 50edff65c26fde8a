"""Orders on the rows or the prose of a field, one or several: 加一条：…, 第4条改成…, 删掉第2条, 第3条和第4条换一下.

At a step that is not the list's only what can mean nothing else is an order on it: what begins with the name of the
list, 第N条 with a word that orders, or rows that are counted and measurable; else a text is about the present step.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import partial
from typing import Literal, TypeAlias

from bot.needs.draft import Draft
from bot.needs.fields import KINDS, Accepted, AskBack, Doubtful, Field, Json, Parsed, Rejected, extends, parse
from bot.needs.fields.cleaning import clean, folded
from bot.needs.fields.groups import any_name, called
from bot.needs.fields.groups import columns as own_columns
from bot.needs.fields.indicators import is_measurable, join, judged, line, name_of
from bot.needs.fields.numerals import number
from bot.needs.fields.rows import in_column, told_anew
from bot.needs.fields.vocabulary import any_of, rephrased
from bot.needs.form import Form
from bot.needs.standing import standing_rows
from bot.needs.words import changes

_COUNTED = r"[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_LAST = "最后"
_AND = r"\s*(?:[、,，和与跟及]|以及)\s*"
_TO = r"\s*[到至~～—-]+\s*"
_BETWEEN = re.compile(r"([\n;；,，。][ ]*)")
_SOFT = r"(?:吧|了|呗|哈|啦|掉)*[。!！~～]*"
_GAP = r"[:：,，\s]*"
_REASON = re.compile(r"[,，。]\s*[^\d≤≥<>=:：,，;；。\n]{1,8}[。!！]?$")
_SIGN = re.compile(r"[<>=≤≥≦≧≈±＜＞＝]")

#: Where an order is typed: at its list, where nothing is asked that takes prose, at a line of prose, at lines of it.
_Where: TypeAlias = Literal["list", "open", "line", "prose"]
_Rows: TypeAlias = list[Json]
#: What an order makes of rows.
_Order: TypeAlias = Callable[[list[Json]], list[Json] | Rejected | AskBack]


@dataclass(frozen=True)
class Ordered:
    """What an order makes of a field's value, and the whole text where it adds to one."""

    field: Field
    outcome: Parsed
    text: str = ""


def ordered(form: Form, draft: Draft, text: str) -> Ordered | None:
    """Return what the orders of a text do to a list or a long text; None for any other text."""
    said = rephrased(form.texts, "orders", _tidied(text))
    said = re.sub(rf"^(?:{any_of(form.texts, 'please')})+", "", said)
    named, rest = _named(form, draft, said)
    if named and (outcome := _outcome(draft, named, rest, "list")):
        more = None if KINDS[named.kind].rows else _more_prose(named, draft, rest)
        return Ordered(named, outcome, more[1] if more else "")
    present = form.field(draft.step) if form.has(draft.step) else None
    lists = [each for each in _fields(form, draft) if KINDS[each.kind].rows]
    by_name = not changes(form, draft, said)  # else the name is a field's
    if len(lists) == 1 and (outcome := _outcome(draft, lists[0], said, _where(lists[0], present), by_name=by_name)):
        return Ordered(lists[0], outcome)
    prose = present and extends(present) and not KINDS[present.kind].rows
    found = _more_prose(present, draft, said) if present and prose else None
    return Ordered(present, *found) if present and found else None


def _tidied(text: str) -> str:
    """Return a text cleaned, in which tabs still part the cells of a table."""
    lines = ("\t".join(map(clean, line.split("\t"))) for line in text.splitlines())
    return "\n".join(line for line in lines if line.strip()).strip(" \n")


def _fields(form: Form, draft: Draft) -> Iterator[Field]:
    return (field for field in form.numbered if form.applies(field.key, draft.values) and extends(field))


def _named(form: Form, draft: Draft, said: str) -> tuple[Field | None, str]:
    """Return the field that an order begins with the name of, and the order."""
    for field in _fields(form, draft):
        names = "|".join(map(re.escape, (field.label, *field.aliases)))
        if found := re.match(rf"(?:{names})[里中的\s:：,，]*", said):
            return field, said[found.end() :]
    return None, said


def _where(field: Field, present: Field | None) -> _Where:
    if present == field:
        return "list"
    if present is None or not KINDS[present.kind].free:
        return "open"
    return "prose" if extends(present) else "line"


def _outcome(draft: Draft, field: Field, said: str, where: _Where, *, by_name: bool = True) -> Parsed | None:
    if not KINDS[field.kind].rows:
        return (_more_prose(field, draft, said) or (None, ""))[0]
    rows = standing_rows(field, draft, lambda text: is_order(field, text))
    orders = _Reader(field, where, rows, by_name and where in ("list", "open")).orders(said)
    return _done(field, rows, rows, orders) if orders else None


def is_order(field: Field, text: str) -> bool:
    """Return whether a text typed at a list orders something, whatever rows stand."""
    return bool(_Reader(field, "list").orders(rephrased(field.texts, "orders", _tidied(text))))


def _done(field: Field, before: _Rows, rows: _Rows, orders: Sequence[_Order]) -> Parsed:
    """Return what comes of rows after some orders, one by one."""
    for place, order in enumerate(orders, 1):
        outcome = order([*rows])
        if isinstance(outcome, Rejected):
            return outcome
        if isinstance(outcome, AskBack):
            return _each_choice(field, before, outcome, orders[place:])
        rows = outcome
    if not rows:
        return Rejected(field.texts("intake.reject.no_row_left"))
    return judged(field, rows, [at for at, row in enumerate(rows) if row not in before])


def _each_choice(field: Field, before: _Rows, asked: AskBack, orders: Sequence[_Order]) -> Parsed:
    """Return a question with the orders that are left done to each of its choices."""
    choices = list[tuple[str, Json]]()
    for label, value in asked.choices:
        outcome = _done(field, before, _listed(value), orders)
        if isinstance(outcome, Accepted | Doubtful):
            choices.append((label, outcome.value))
    return AskBack(asked.question, tuple(choices))


@dataclass(frozen=True)
class _Reader:
    """Reads orders on the rows of a field that are typed somewhere."""

    field: Field
    where: _Where
    rows: _Rows = dataclass_field(default_factory=list)
    by_name: bool = False  # 良率改成98%, without 那条

    def orders(self, said: str) -> list[_Order]:
        """Return the orders of a text in turn; none where it does not begin with one, or one is not clear."""
        unchanged = rf"(?:{_told(self.field, 'others')}|{self._places})(?:{_told(self.field, 'unchanged')})"
        said = re.sub(rf"(?:{_GAP}(?:{_told(self.field, 'polite')}|{unchanged})[。!！~～]*)+$", "", said)
        first, *rest = _BETWEEN.split(said)
        texts = [first]
        for between, part in zip(rest[::2], rest[1::2], strict=True):
            if self._order(part) and not re.fullmatch(self._places, texts[-1]):
                texts.append(part)
            else:
                texts[-1] += between + part
        orders = [self._order(each) for each in texts]
        read = [each for each in orders if each]
        if len(read) == len(orders):
            return read
        parts = (first, *rest[1::2])
        mixed = self.where in ("list", "open") and any(self._edited(part) or self._is_unsaid(part) for part in parts)
        return [self._mixed] if mixed else []

    @property
    def _kind(self) -> str:
        return "(?:[条行个项](?:指标)?)" if self.where == "list" else "(?:[条行](?:指标)?|[个项]指标)"

    @property
    def _place(self) -> str:
        return rf"(?:(?:{self._first}|{_LAST}一?){self._kind}|[①-⑳])"

    @property
    def _first(self) -> str:
        return rf"第{'?' if self.where == 'list' else ''}(?:{_COUNTED})"

    @property
    def _places(self) -> str:
        """Match 第2条, 第一条第二条, 第1、3条, 第1条和最后一条, 第1到3条; away from the list 第 is the first of it."""
        kind, between = self._kind, rf"(?:{_AND}|{_TO})"
        next_one = rf"第?(?:{_COUNTED})"
        several = rf"{self._first}{kind}?{between}(?:{next_one}{kind}?{between})*(?:{next_one}|{_LAST}一?){kind}"
        return rf"(?:{several}|{self._place}(?:(?:{_AND})?{self._place})*)"

    def _order(self, text: str) -> _Order | None:
        said = self._bare(text)
        order, reason = self._added(said) or self._edited(said), _REASON.search(said)
        if order or reason is None or re.search(_told(self.field, "edit"), reason[0]):
            return order
        return self._removed(said[: reason.start()]) or self._swapped(said[: reason.start()])

    def _bare(self, text: str) -> str:
        return re.sub(rf"^(?:{_told(self.field, 'please')})+", "", text)

    def _edited(self, text: str) -> _Order | None:
        """Return an order that needs rows which stand."""
        said = self._bare(text)
        return self._removed(said) or self._swapped(said) or self._becoming(said)

    def _added(self, said: str) -> _Order | None:
        again, soft = _told(self.field, "not_adding"), r"(?:吧|呗|哈|就是|是)*"
        counted = rf"(?:(?:{_COUNTED}|几)?(?:[条项]|[个点](?=指标|[:：,，\s]))(?:指标)?)"
        head = rf"(?:还要|还|再|另|另外|请)*(?:{_told(self.field, 'adding')})[上入了]?"
        colon = r"\s*[:：]\s*"
        patterns = (
            rf"(?:{head}|还有){counted}?{soft}(?P<sure>{colon})",
            rf"{head}{counted}{soft}(?P<gap>[,，\s]*)",
            rf"再加(?!{again})上?[,，\s]*",
        )
        found = next(filter(None, (re.match(pattern, said) for pattern in patterns)), None)
        if found is None:
            return None
        new, sure = said[found.end() :].strip(" "), bool(found.groupdict().get("sure"))
        is_counted = re.search(counted, found[0]) is not None
        if not self._may_add(new, sure=sure, counted=is_counted):
            return None
        return partial(_adding, self.field, text=_counted_out(found[0], new)) if new else self._unsaid

    def _is_unsaid(self, part: str) -> bool:
        """Return whether a line says to add a row and does not tell it: 再加一条."""
        return self.where == "list" and self._added(self._bare(part)) == self._unsaid

    def _may_add(self, new: str, *, sure: bool, counted: bool) -> bool:
        """Return whether a row can be meant that is to be added, at the present step."""
        if self.where == "list":
            return sure or is_measurable(new) or (counted and not new)
        if self.where == "open":
            return counted and bool(new) and (sure or is_measurable(new))
        return counted and sure and is_measurable(new) and (self.where == "line" or _SIGN.search(new) is not None)

    def _removed(self, said: str) -> _Order | None:
        remove = rf"(?:{_told(self.field, 'removing')}|清空)"
        whole = r"(?:全部|所有|全都?)的?(?:指标|[条行项])*"
        if self.where == "list" and re.fullmatch(rf"{whole}(?:都|给)?{remove}{_SOFT}|{remove}了?{whole}{_SOFT}", said):
            return lambda _rows: []
        for what in self._whats:
            found = re.fullmatch(rf"{remove}了?{what}{_SOFT}", said)
            found = found or re.fullmatch(rf"{what}(?:都|给)?{remove}{_SOFT}", said)
            if found and self._knows(found["what"]):
                return partial(self._without, what=found["what"])
        return None

    @property
    def _whats(self) -> tuple[str, str]:
        return rf"(?P<what>{self._places})", r"(?P<what>[^,，;；:：\n]{1,20}?)[那这]一?[条行项个]"

    def _knows(self, what: str) -> bool:
        """Return whether rows are meant that can be: by their places, or one by its name."""
        if re.fullmatch(rf"{self._places}|{_COUNTED}", what):
            return bool(self.rows) or self.where in ("list", "open")
        return len(self._called(self.rows, what)) == 1

    def _called(self, rows: _Rows, name: str) -> list[int]:
        """Return the places (from 0) of the rows of a name, else of those whose names hold it."""
        names, wanted = [folded(name_of(self.field, row)) for row in rows], folded(name)
        same = [at for at, each in enumerate(names) if each == wanted]
        return same or [at for at, each in enumerate(names) if wanted and wanted in each]

    def _found(self, rows: _Rows, what: str) -> list[int] | Rejected:
        """Return the places (from 0) of the rows that are meant; a refusal where one is none of theirs."""
        if not re.fullmatch(rf"{self._places}|{_COUNTED}", what):
            return self._called(rows, what)[:1] or self._lacking(rows)
        places = [place - 1 if place > 0 else len(rows) - 1 for place in _places(what)]
        return places if rows and all(0 <= place < len(rows) for place in places) else self._lacking(rows)

    def _lacking(self, rows: _Rows) -> Rejected:
        return Rejected(self.field.texts("intake.reject.no_row", count=len(rows)))

    def _mixed(self, _rows: _Rows) -> Rejected:
        return Rejected(self.field.texts("intake.reject.row_mixed"))

    def _unsaid(self, _rows: _Rows) -> Rejected:
        return Rejected(self.field.texts("intake.reject.row_unsaid"))

    def _without(self, rows: _Rows, what: str) -> list[Json] | Rejected:
        gone = self._found(rows, what)
        return gone if isinstance(gone, Rejected) else [row for at, row in enumerate(rows) if at not in gone]

    def _swapped(self, said: str) -> _Order | None:
        swapping = rf"(?:的?(?:位置|顺序|次序))?(?:互相|相互)?(?:{_told(self.field, 'swapping')}){_SOFT}"
        found = re.fullmatch(rf"(?P<what>{self._places}){swapping}", said)
        if found is None or len(_places(found["what"])) != 2 or not self._knows(found["what"]):
            return None
        return partial(self._exchanged, what=found["what"])

    def _exchanged(self, rows: _Rows, what: str) -> list[Json] | Rejected:
        places = self._found(rows, what)
        if isinstance(places, Rejected):
            return places
        first, second = places
        rows[first], rows[second] = rows[second], rows[first]
        return rows

    def _becoming(self, said: str) -> _Order | None:
        alone = [rf"(?P<what>{_COUNTED})"] if self.where == "list" and self.rows else []  # 2改成…, 条 left out
        whats = [rf"(?P<what>{self._place})", *alone, self._whats[1]]
        whats += [r"(?P<what>[^,，;；:：\n]{2,20}?)"] if self.by_name else []
        columns = "|".join(any_name(self.field, column) for column in own_columns(self.field)[1:])
        for what in whats:
            pattern = rf"{what}(?:的?(?P<column>{columns}))?{_GAP}(?:{_told(self.field, 'becomes')}){_GAP}(?P<new>.*)"
            found = re.fullmatch(pattern, said, re.DOTALL)
            if found and self._knows(found["what"]):
                column, new = self._column(found["column"]), found["new"].strip()
                if not new or (re.match(rf"第|{_LAST}|[①-⑳]", new) and re.fullmatch(self._places, new)):
                    return self._unsaid
                return partial(self._changed, what=found["what"], column=column, new=new)
        return None

    def _column(self, said: str | None) -> str | None:
        return called(self.field, said) if said else None

    def _changed(self, rows: _Rows, what: str, column: str | None, new: str) -> list[Json] | Rejected | AskBack:
        """Return the rows with one replaced: whole, or where only a part of it is told, this part."""
        places = self._found(rows, what)
        if isinstance(places, Rejected):
            return places
        at = places[0]
        readings = in_column(self.field, rows[at], column, new) if column else told_anew(self.field, rows[at], new)
        whole = [[*rows[:at], reading, *rows[at + 1 :]] for reading in readings]
        if len(whole) == 1:
            return whole[0]
        choices = tuple((line(self.field, each), value) for each, value in zip(readings, whole, strict=True))
        return AskBack(self.field.texts("intake.ask.which_figure", text=line(self.field, rows[at])), choices)


def _told(field: Field, kind: str) -> str:
    return any_of(field.texts, kind)


def _adding(field: Field, rows: _Rows, text: str) -> list[Json] | Rejected | AskBack:
    outcome = join(field, rows, text)
    return _listed(outcome.value) if isinstance(outcome, Accepted | Doubtful) else outcome


def _counted_out(order: str, new: str) -> str:
    """Return new rows a line each where commas part as many as are counted: 加两条：A，B."""
    count, rows = re.search(_COUNTED, order), [each.strip() for each in re.split("[,，、]", new)]
    wanted = int(number(count[0]) or 0) if count else 0
    figures = all(is_measurable(each) and re.search("[0-9]", each) for each in rows)
    return "\n".join(rows) if 1 < wanted == len(rows) and figures else new


def _listed(value: Json) -> list[Json]:
    return list(value) if isinstance(value, Sequence) else []


def _places(text: str) -> list[int]:
    """Return the places (from 1, -1 the last) that a text names: 第1、3条, 第1到3条."""
    places, end = list[int](), 0
    for found in re.finditer(rf"(?:第?(?:{_COUNTED})|{_LAST}一?)[条行个项]?|[①-⑳]", text):
        place = _counted(found[0])
        if places and re.fullmatch(_TO, text[end : found.start()]):
            places += range(places[-1] + 1, place)
        places.append(place)
        end = found.end()
    return places


def _counted(said: str) -> int:
    if said.startswith(_LAST):
        return -1
    if "①" <= said[0] <= "⑳":
        return ord(said[0]) - ord("①") + 1
    return int(number(said.strip("第条行个项")) or 0)


def _more_prose(field: Field, draft: Draft, said: str) -> tuple[Parsed, str] | None:
    """Return what a long text with that which 补充：… adds to it means, and this; None for any other text."""
    old = draft.values.get(field.key)
    counted = rf"(?:(?:{_COUNTED}|几)?(?:条|句|点|段|个))?"
    adding = rf"(?:还要|还|再|另外|请)*(?:{any_of(field.texts, 'adding')}|还有)[上入了]?"
    found = re.match(rf"{adding}{counted}[:：]\s*", said)
    if found is None or not said[found.end() :]:
        return None
    before = old if isinstance(old, str) and not field.option(old) else draft.begun.get(field.key)
    whole = "\n".join(filter(None, (before, said[found.end() :])))
    return parse(field, whole, {}), whole
