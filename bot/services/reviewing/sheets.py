"""The sheets of needs in the office's workbook: a summary to print, everything, indicators, the record."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.needs.fields import Field, Json, groups, masked
from bot.needs.fields.indicators import line
from bot.needs.fields.tables import COLUMNS
from bot.needs.form import OF_NEEDS, Form
from bot.needs.lifecycle import HELD, STATES, WAITING
from bot.papers.sheets import COUNT, DAY, MOMENT, MONEY, Book, Column, Table, Value
from bot.services.needs_state import wording
from bot.services.reviewing import rounds
from bot.services.reviewing.figures import funds, subject, working_days
from bot.services.reviewing.rounds import Round
from bot.services.runtime.beijing import BEIJING, day, moment
from bot.services.runtime.turn import Turn
from bot.storage import exports
from bot.storage.exports import Exported, Wanted
from bot.storage.needs import Act
from bot.texts import Html
from bot.texts.markup import plain

WIDTHS = {"text": 24, "indicators": 44, "group": 44, "choices": 18, "money": 13, "months": 9, "day": 12, "league": 13}
LONG = 60  # characters across of a field that is filled in with paragraphs
SETTLING = ("accept", "return", "reject", "withdraw")


class Sheet(Protocol):
    """A sheet that needs are added to."""

    def add(self, each: Exported) -> None:
        """Write what is to be said of a need."""

    def close(self) -> None:
        """End the sheet."""


def of_needs(turn: Turn, book: Book, wanted: Wanted, above: Sequence[str]) -> list[Sheet]:
    """Add the sheets to a book, each still without a need; the form of needs has one even where there are none."""
    there = exports.forms(turn.tx, wanted)
    names = [name for name in turn.house.forms if name == OF_NEEDS or name in there]
    return [
        Summary(turn, book, above),
        *(Everything(turn, book, name, exports.filled(turn.tx, wanted, name)) for name in names),
        Indicators(turn, book),
        Record(turn, book),
    ]


def said_above(turn: Turn, filters: str, count: int) -> Html:
    """Return the line above a sheet that is printed: which needs are on it, how many, and when it was made."""
    return turn.text("export.about", filters=filters, count=count, at=moment(turn.now))


class _Sheet:
    def __init__(self, turn: Turn) -> None:
        self.turn, self.house = turn, turn.house
        self.states = {each: _plain(self.turn, f"lifecycle.state.{each}.name") for each in STATES}

    def close(self) -> None:
        self.table.close()

    table: Table


class Summary(_Sheet):
    """What is printed: a line a need."""

    def __init__(self, turn: Turn, book: Book, above: Sequence[str]) -> None:
        """Begin the sheet."""
        super().__init__(turn)
        self.form = self.house.form
        named = (self.form.role(role) for role in ("title", "organisation", "league"))
        self.fields = [field for field in (*named, subject(self.form), *funds(self.form)) if field]
        widths = {"title": 36, "organisation": 28, "league": 13}
        columns = [
            Column(_plain(self.turn, "export.reference"), 17),
            *(Column(heading(self.turn, each), widths.get(each.role or "", 12), MONEY) for each in self.fields),
            Column(_plain(self.turn, "export.submitted_on"), 12, DAY),
            Column(_plain(self.turn, "export.state"), 10),
            Column(_plain(self.turn, "export.who"), 10),
            Column(_plain(self.turn, "export.settled_on"), 12, DAY),
        ]
        self.table = book.table(_plain(self.turn, "export.summary"), columns, above)

    def add(self, each: Exported) -> None:
        """Write a need's line."""
        need, act = each.need, settled(each)
        if need.form != OF_NEEDS:
            return
        values = (value(self.turn, self.form, field, need.content.values.get(field.key)) for field in self.fields)
        settled_on = day(act.at) if act else None
        self.table.add(
            (need.reference, *values, day(need.submitted_at), self.states[need.state], who(self.turn, each), settled_on)
        )


class Everything(_Sheet):
    """All that is known of the needs on one form, but for fields that nobody has filled in."""

    def __init__(self, turn: Turn, book: Book, form: str, filled: frozenset[str]) -> None:
        """Begin the sheet."""
        super().__init__(turn)
        self.name, self.form, self.days = form, self.house.forms[form], working_days(self.house.office)
        fields = (field for field in self.form.fields if field.kind != "consent")
        self.fields = [field for field in fields if field.required or field.key in filled]
        name = _plain(self.turn, "export.everything") if form == OF_NEEDS else self.form.name or form
        self.table = book.table(
            name, [*self._known(), *map(self._column, self.fields), self._text("files", 30)], wide=True
        )

    def _known(self) -> Iterator[Column]:
        yield from (self._text("reference", 17), self._text("state", 10), self._text("who", 10))
        yield from (
            Column(_plain(self.turn, f"export.{key}"), 17, MOMENT) for key in ("first_submitted", "last_submitted")
        )
        yield Column(_plain(self.turn, "export.rounds"), 8)
        yield from (self._text("result", 10), self._text("decider", 10))
        yield Column(_plain(self.turn, "export.decided"), 17, MOMENT)
        yield from (self._text("opinions", 48), self._text("remarks", 36))
        yield from (Column(_plain(self.turn, f"export.{key}"), 11) for key in ("days_waited", "days_handled"))

    def _text(self, key: str, width: float) -> Column:
        return Column(_plain(self.turn, f"export.{key}"), width)

    def _column(self, field: Field) -> Column:
        shown = {"money": MONEY, "day": DAY, "months": _plain(self.turn, "export.months")}.get(field.kind, COUNT)
        width = LONG if field.multiline else WIDTHS.get(field.kind, 16)
        return Column(heading(self.turn, field), width, shown)

    def add(self, each: Exported) -> None:
        """Write a need's line."""
        need = each.need
        if need.form != self.name:
            return
        values = (value(self.turn, self.form, field, need.content.values.get(field.key)) for field in self.fields)
        self.table.add((*self._values(each), *values, "\n".join(file.name for file in each.files)))

    def _values(self, each: Exported) -> Iterator[Value]:
        need, submitted, course = each.need, rounds.submissions(each), rounds.of(each)
        last = next((act.decision for act in reversed(course) if act.decision), None)
        yield from (need.reference, self.states[need.state], who(self.turn, each))
        yield from (here(submitted[0]), here(submitted[-1]), len(submitted))
        yield _plain(self.turn, f"lifecycle.action.{last.action}.name") if last else None
        yield last.actor_name if last else None
        yield here(last.at) if last else None
        yield "\n".join(self._opinion(part) for part in course if part.decision)
        yield "\n".join(self._remark(act) for act in each.acts if act.note and act.action in ("release", "reopen"))
        yield sum(self.days(part.begun, part.taken or self.turn.now) for part in course if part.open or part.taken)
        yield sum(
            self.days(part.claimed, part.decision.at if part.decision else self.turn.now)
            for part in course
            if part.claimed and (part.decision or part.open)
        )

    def _opinion(self, part: Round) -> str:
        act, asked = part.decision, part.request
        if act is None:
            return ""
        labels = "、".join(self.form.field(key).label for key in (asked.fields if asked else ()) if self.form.has(key))
        note = asked.reason if asked else act.note  # the record's begins with the fields
        return _plain(
            self.turn,
            "export.opinion",
            number=part.number,
            at=day(act.at),
            who=act.actor_name,
            do=_plain(self.turn, f"lifecycle.action.{act.action}.name"),
            fields=_plain(self.turn, "export.opinion_fields", fields=labels) if labels else "",
            note=_plain(self.turn, "export.opinion_note", note=note) if note else "",
        )

    def _remark(self, act: Act) -> str:
        do = _plain(self.turn, f"lifecycle.action.{act.action}.name")
        return _plain(self.turn, "export.remark", at=day(act.at), who=act.actor_name, do=do, note=act.note)


class Indicators(_Sheet):
    """A row for each indicator."""

    def __init__(self, turn: Turn, book: Book) -> None:
        """Begin the sheet."""
        super().__init__(turn)
        field = next((each for each in self.house.form.fields if each.kind == "indicators"), None)
        parts = [str(groups.heading(field, each)) for each in COLUMNS] if field else []
        headings = (("reference", 17), ("title_of", 32), ("organisation", 26))
        columns = [
            *(Column(_plain(self.turn, f"export.{key}"), width) for key, width in headings),
            Column(_plain(self.turn, "export.place"), 6),
            Column(_plain(self.turn, "export.whole"), 44),
            *(Column(plain(Html(each)), 16) for each in parts),
        ]
        self.table = book.table(_plain(self.turn, "export.indicators"), columns)

    def add(self, each: Exported) -> None:
        """Write the rows of a need."""
        form, values = self.house.form_of(each.need), each.need.content.values
        about = [str(values.get(form.of_role(role).key) or "") for role in ("title", "organisation")]
        for field in form.fields:
            rows = values.get(field.key) if field.kind == "indicators" else None
            for place, row in enumerate(rows if isinstance(rows, list | tuple) else (), 1):
                parts = [str(row.get(part, "")) if isinstance(row, Mapping) else "" for part in COLUMNS]
                self.table.add((each.need.reference, *about, place, line(field, row), *parts))


class Record(_Sheet):
    """A row for each act."""

    def __init__(self, turn: Turn, book: Book) -> None:
        """Begin the sheet."""
        super().__init__(turn)
        headings = (("reference", 17), ("at", 17), ("actor", 18), ("role", 9), ("do", 11), ("from", 11), ("to", 11))
        columns = [Column(_plain(self.turn, f"export.{key}"), width, MOMENT) for key, width in headings]
        self.table = book.table(
            _plain(self.turn, "export.record"), [*columns, Column(_plain(self.turn, "export.note"), 60)]
        )

    def add(self, each: Exported) -> None:
        """Write the rows of a need."""
        for act in each.acts:
            words = (
                f"export.roles.{act.role}",
                f"lifecycle.action.{act.action}.name",
                f"lifecycle.state.{act.from_state}.name",
                f"lifecycle.state.{act.to_state}.name",
            )
            said = (_plain(self.turn, key) for key in words)
            actor = wording.actor(self.turn, act)
            self.table.add((each.need.reference, here(act.at), actor, *said, act.note))


def heading(turn: Turn, field: Field) -> str:
    """Return a field's heading."""
    return plain(turn.text("export.money", label=field.label)) if field.kind == "money" else field.label


def who(turn: Turn, each: Exported) -> str:
    """Return who has a need in hand, or by whose decision it stands as it stands."""
    need, act = each.need, settled(each)
    if need.state in HELD:
        member = turn.staff.members.get(need.holder or 0)
        claims = (act.actor_name for act in reversed(each.acts) if act.action == "claim")
        return member.name if member else next(claims, "")
    return act.actor_name if act and act.role != "owner" else ""


def settled(each: Exported) -> Act | None:
    """Return the act by which a need stands as it stands; None while it is with staff."""
    if each.need.state in WAITING:
        return None
    return next((act for act in reversed(each.acts) if act.action in SETTLING), None)


def value(turn: Turn, form: Form, field: Field, known: Json) -> Value:
    """Return a value as a cell has it: numbers and dates as such, the rest in words."""
    if known is None:
        return None
    if field.kind in ("money", "months") and isinstance(known, int | float | str) and not isinstance(known, bool):
        return _number(known)
    if field.kind == "day":
        return _date(str(known))
    if field.kind == "phone":
        return masked(str(known)) if turn.house.masked else str(known)
    return field.shown(known) if isinstance(known, str) else form.display(field.key, known)


def _number(known: float | str) -> Value:
    try:
        return float(known)
    except ValueError:
        return str(known)


def _date(known: str) -> Value:
    try:
        return date.fromisoformat(known)
    except ValueError:
        return known


def here(at: datetime) -> datetime:
    """Return a moment as clocks in Beijing have it, which is all that a workbook knows."""
    return at.astimezone(BEIJING).replace(tzinfo=None)


def _plain(turn: Turn, key: str, **arguments: object) -> str:
    return plain(turn.text(key, **arguments))
