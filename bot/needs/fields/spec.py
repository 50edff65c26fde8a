"""What a form says of one field, and what a parser may answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import BaseModel, BeforeValidator, ConfigDict, PrivateAttr, WithJsonSchema
from pydantic import Field as Entry

from bot.texts import Catalogue, Html

Json: TypeAlias = Union[bool, int, float, str, Sequence["Json"], Mapping[str, "Json"], None]  # noqa: UP007  (recursive)
Values: TypeAlias = Mapping[str, Json]
#: What a field can be to the program, which knows no keys; a form has one field of each, or of
#: OPTIONAL ones none (bot.needs.form_checks).
FieldRole: TypeAlias = Literal["title", "organisation", "league", "contact", "phone", "budget", "problem", "domain"]


class Option(BaseModel):
    """One answer to choose: what is stored, what is shown, what else people type for it, and what else it decides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: str
    label: str
    aliases: tuple[str, ...] = ()
    means: Mapping[str, str] = {}

    def __hash__(self) -> int:
        """Return a hash: what an option means can't have one."""
        return hash(self.value)


class Part(BaseModel):
    """What a long text is to tell of: its name, how a text is headed that does, and what to say there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    label: str
    hint: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return all that it may be headed with."""
        return (self.label, *self.aliases)


def _spelt(given: Any) -> Any:
    """Return a condition as a mapping: a value, or several, stand for being one of these."""
    if isinstance(given, str | list | tuple):
        given = {"is": given}
    if not isinstance(given, dict):
        return given
    return {key: (value,) if isinstance(value, str) else value for key, value in given.items()}


class Condition(BaseModel):
    """What another field's value has to be: one of `among`, none of `but`, or just there or not (`filled`).

    Of several values one is enough.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    among: tuple[str, ...] = Entry((), alias="is")
    but: tuple[str, ...] = Entry((), alias="not")
    filled: bool | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Return the values that it asks about."""
        return (*self.among, *self.but)

    def holds(self, value: Json) -> bool:
        """Return whether it holds for a value; for none only where none is wanted."""
        if value is None or self.filled is False:
            return value is None and self.filled is False
        values = value if isinstance(value, list | tuple) else (value,)
        return (not self.among or any(each in self.among for each in values)) and not any(
            each in self.but for each in values
        )


_TEXTS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
_CONDITION = {
    "anyOf": [
        *_TEXTS["anyOf"],
        {
            "type": "object",
            "properties": {"is": _TEXTS, "not": _TEXTS, "filled": {"type": "boolean"}},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}


class Column(BaseModel):
    """One part of each row of a group: what it is kept as, what it is called, and what else people call it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    label: str
    aliases: tuple[str, ...] = ()


class Field(BaseModel):
    """One field of the form; bot/forms/need.yaml explains every key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    kind: str
    role: FieldRole | None = None
    section: str
    prompt: str
    help: str = ""
    why: str = ""
    seen: str = ""
    on_paper: str = ""
    example: str
    required: bool = False
    carried: bool = False
    files: bool = False
    when: Mapping[str, Annotated[Condition, BeforeValidator(_spelt), WithJsonSchema(_CONDITION)]] = {}
    options: tuple[Option, ...] = ()
    default: str | None = None
    columns: int = 2
    min_length: int | None = None
    max_length: int | None = None
    multiline: bool = False
    parts: tuple[Part, ...] = ()
    contains: Literal["letter", "han"] = "letter"
    shape: Literal["company", "person", "topic", "any"] | None = None
    shape_question: str = ""
    excludes: str | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    not_above: str | None = None
    warn_below: Decimal | None = None
    warn_above: Decimal | None = None
    warning: str = ""
    min_items: int | None = None
    max_items: int | None = None
    table: tuple[Column, ...] = ()
    unclear: Mapping[str, tuple[str, ...]] = {}
    matches: str | None = None
    latest: str | None = None
    _texts: Catalogue = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Speak the language that the form is read in: `context`, given to `model_validate`, is its catalogue."""
        self._texts = context

    @property
    def texts(self) -> Catalogue:
        """Return the catalogue of the form's language."""
        return self._texts

    @property
    def takes_all(self) -> bool:
        """Return whether whatever is typed is an answer: a question, an order, 没有 or bare figures too."""
        return self.shape == "any"

    @property
    def standard(self) -> Json:
        """Return the value of a field that is left to its default; None without one."""
        return [self.default] if self.kind == "choices" and self.default is not None else self.default

    def option(self, value: Json) -> Option | None:
        """Return the option that stands for a stored value, if there is one."""
        return next((option for option in self.options if option.value == value), None)

    def shown(self, value: Json) -> str:
        """Return a stored value as it is read: by its option's label, if it has one that is no mere button."""
        option = self.option(value)
        return option.label if option and not self.takes_all else str(value)


@dataclass(frozen=True)
class Accepted:
    """The text is a value of the field; `note` (Telegram HTML) says what was read into it.

    `share` is the text where the value was worked out of another field's, and changes with this.
    """

    value: Json
    note: str | None = None
    share: str = ""


@dataclass(frozen=True)
class Rejected:
    """The text is not a value of the field; `message` (Telegram HTML) says what is wrong and what to type.

    `strange`: nothing in it looks like an attempt at a value. `begun`: it is one as soon as more is added. `other` is
    the key of the field whose value stands in its way. `shown` is the text with what is wrong of it struck.
    """

    message: str
    strange: bool = False
    begun: bool = False
    other: str | None = None
    shown: Html | None = None


@dataclass(frozen=True)
class AskBack:
    """The text can be read as each of `choices` (label, value); only the person can tell.

    `over`: it is too long as it is, and the choices are what could be kept of it.
    `guessed`: it is no value itself, there are only some in it.
    """

    question: str
    choices: tuple[tuple[str, Json], ...]
    over: bool = False
    guessed: bool = False


@dataclass(frozen=True)
class Doubtful:
    """The value can be taken, but `message` asks once for something better."""

    value: Json
    message: str


Parsed: TypeAlias = Accepted | Rejected | AskBack | Doubtful


@dataclass(frozen=True)
class Remark:
    """What the whole form shows to be wrong with a field; an error stops the submission, a warning does not.

    A caution stops it once, to be looked at.

    `text` is Telegram HTML. `field` is empty for what concerns the files; `other` is the key of the field that could be
    changed instead.
    """

    field: str
    text: str
    level: Literal["error", "caution", "warning"] = "warning"
    other: str | None = None


def _nothing(_field: Field, _value: Json, _values: Values) -> Iterable[Remark]:
    return ()


def _never(_field: Field, _text: str) -> bool:
    return False


def _no_date(_field: Field, _text: str, _today: date) -> None:
    return None


@dataclass(frozen=True)
class Kind:
    """All that one kind of field can do.

    `parse` reads what was typed, `holds` tells whether a stored value is one that the field (as it is now) allows,
    `show` gives plain text to read, `remarks` looks at the value beside the others. `limits` are the keys of Field that
    mean something to the kind, `needs` those without which it cannot work. `free` marks kinds that take any prose,
    where a question could be mistaken for an answer; `is_answer` tells of a text that it is surely no question.
    `rows`: the value is a list of rows, which are added to, replaced and exchanged one by one.
    `until` reads what `parse` refuses and only the calendar can tell.
    """

    parse: Callable[[Field, str, Values], Parsed]
    holds: Callable[[Field, Json], bool]
    show: Callable[[Field, Json], str] = Field.shown
    limits: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    remarks: Callable[[Field, Json, Values], Iterable[Remark]] = _nothing
    free: bool = False
    is_answer: Callable[[Field, str], bool] = _never
    rows: bool = False
    until: Callable[[Field, str, date], Parsed | None] = _no_date
