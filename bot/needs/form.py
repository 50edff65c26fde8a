"""The form of a need: its fields in the order in which they are asked, read from YAML and checked as a whole."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.needs import fields, marks
from bot.needs.fields import KINDS, Field, Json, Option, Rejected, Remark, Values, masked
from bot.texts import chinese

__all__ = ["Field", "Form", "FormError", "Mistake", "Option", "Remark", "load_form"]

NEED = Path(__file__).parents[1] / "forms" / "need.yaml"
RESERVED = frozenset({"extras", "review", "truth", "submitted"})  # steps of the conversation that are no fields

_COMMON = frozenset(
    {"key", "label", "kind", "section", "prompt", "help", "example", "required", "later"},
)
_LIMITS = (
    ("min_length", "max_length"),
    ("min_items", "max_items"),
    ("at_least", "at_most"),
    ("warn_below", "warn_above"),
)


@dataclass(frozen=True)
class Mistake:
    """Something wrong in a file that an operator wrote: where, and what."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


class FormError(Exception):
    """The form cannot be used; `mistakes` are all that is wrong with it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Keep the mistakes in the order of their lines."""
        self.mistakes = sorted(mistakes, key=lambda mistake: mistake.line)
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(frozen=True)
class Form:
    """A form: version and all fields in order, the consent first."""

    version: int
    fields: tuple[Field, ...]

    @cached_property
    def _by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    @cached_property
    def consent(self) -> Field:
        """Return the field of consent, asked before the first numbered step."""
        return next(field for field in self.fields if field.kind == "consent")

    @cached_property
    def steps(self) -> tuple[Field, ...]:
        """Return the required fields in order, numbered from 1; the consent is not among them."""
        return tuple(field for field in self.fields if field.required and field.kind != "consent")

    @cached_property
    def extras(self) -> tuple[Field, ...]:
        """Return the optional fields in order."""
        return tuple(field for field in self.fields if not field.required)

    def field(self, key: str) -> Field:
        """Return the field of that key; KeyError where there is none."""
        return self._by_key[key]

    def has(self, key: str) -> bool:
        """Tell whether there is a field of that key."""
        return key in self._by_key

    @cached_property
    def numbered(self) -> tuple[Field, ...]:
        """Return the steps and then the extras: the order in which fields are numbered for the person, from 1."""
        return (*self.steps, *self.extras)

    def number(self, key: str) -> int:
        """Return the number of a field, 0 for the consent; KeyError for no field."""
        field = self.field(key)
        return 0 if field.kind == "consent" else self.numbered.index(field) + 1

    def holds(self, key: str, value: Json) -> bool:
        """Tell whether a stored value is one that its field, as it is now, allows."""
        return self.has(key) and KINDS[self.field(key).kind].holds(self.field(key), value)

    def missing(self, values: Values) -> tuple[Field, ...]:
        """Return the required fields, consent included, without a value that holds."""
        wanted = (self.consent, *self.steps)
        return tuple(field for field in wanted if not self.holds(field.key, values.get(field.key)))

    def remarks(self, values: Values) -> list[Remark]:
        """Return what is wrong or unusual when the fields are seen together, in the order of the form."""
        return list(self._remarks(values))

    def _remarks(self, values: Values) -> Iterator[Remark]:
        for field in self.fields:
            value = values.get(field.key)
            if value is None:
                continue
            if self.holds(field.key, value):
                yield from KINDS[field.kind].remarks(field, value, values)
            else:
                yield Remark(field.key, chinese()("intake.remark.invalid"), "error")

    def display(self, key: str, value: Json, *, mask: bool = False) -> str:
        """Return a value as plain text to read, e.g. 800 as "800 万元（0.08 亿元）"; `mask` hides a phone number."""
        if value is None or not self.has(key):
            return "" if value is None else str(value)
        field = self.field(key)
        if not self.holds(key, value):
            return str(value)
        shown = KINDS[field.kind].show(field, value)
        return masked(shown) if mask and field.kind == "phone" else str(shown)


def load_form(path: Path | None = None) -> Form:
    """Read and check a form file (the built-in one if none is named); FormError lists every mistake in it."""
    path = path or NEED
    try:
        marked = marks.read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FormError([Mistake(str(path), 0, "", _say("unreadable", reason=str(error)))]) from error
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise FormError([Mistake(str(path), line, "", _say("not_yaml", reason=str(error)))]) from error
    good: list[Field] = []
    found = [
        Mistake(str(path), marked.line(where), ".".join(map(str, where)), message)
        for where, message in _faults(marked.data, good)
    ]
    found += [Mistake(str(path), line, ".".join(map(str, where)), _say("twice")) for where, line in marked.duplicates]
    if found:
        raise FormError(found)
    return Form(marked.data["version"], tuple(good))


Fault = tuple[marks.Path, str]


def _say(key: str, **arguments: object) -> str:
    return str(chinese()(f"intake.mistake.{key}", **arguments))


def _faults(data: Any, good: list[Field]) -> Iterator[Fault]:
    """Yield what is wrong with a form file; the fields that can be read are put into `good`."""
    if not isinstance(data, dict):
        yield (), _say("not_a_form")
        return
    yield from (((str(key),), _say("unknown_key")) for key in data if key not in ("version", "fields"))
    version, raw = data.get("version"), data.get("fields")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        yield ("version",), _say("version")
    if not isinstance(raw, list) or not raw:
        yield ("fields",), _say("no_fields")
        return
    read = [(place, _field(item)) for place, item in enumerate(raw)]
    for place, outcome in read:
        if isinstance(outcome, Field):
            good.append(outcome)
            yield from ((("fields", place, *where), message) for where, message in _field_faults(outcome))
        else:
            yield from ((("fields", place, *where), message) for where, message in outcome)
    yield from _together([(place, outcome) for place, outcome in read if isinstance(outcome, Field)])


def _field(item: Any) -> Field | list[Fault]:
    try:
        return Field.model_validate(item)
    except ValidationError as error:
        return [(tuple(fault["loc"]), _translated(fault["type"], fault["msg"])) for fault in error.errors()]


def _translated(kind: str, message: str) -> str:
    known = {"missing": "missing", "extra_forbidden": "unknown_key", "string_type": "not_text", "bool_type": "not_bool"}
    if kind in known:
        return _say(known[kind])
    return _say("not_number") if kind.startswith(("int_", "decimal_")) else _say("other", reason=message)


def _field_faults(field: Field) -> Iterator[Fault]:
    """Yield what is wrong inside one field."""
    if field.key in RESERVED or not field.key.isidentifier() or not field.key.isascii():
        yield ("key",), _say("key")
    if field.kind not in KINDS:
        yield ("kind",), _say("kind", kind=field.kind, kinds="、".join(KINDS))
        return
    kind, given = KINDS[field.kind], field.model_fields_set
    yield from (((name,), _say("needed", kind=field.kind)) for name in sorted(kind.needs) if not getattr(field, name))
    foreign = given - _COMMON - kind.limits
    yield from (((name,), _say("foreign", kind=field.kind)) for name in sorted(foreign))
    for low, high in _LIMITS:
        least, most = getattr(field, low), getattr(field, high)
        if least is not None and most is not None and least > most:
            yield (low,), _say("upside_down", low=low, high=high)
    yield from _option_faults(field)
    sound = kind.needs <= given and not foreign
    if sound and isinstance(tried := fields.parse(field, field.example, {}), Rejected):
        yield ("example",), _say("example", reason=tried.message)


def _option_faults(field: Field) -> Iterator[Fault]:
    values = [option.value for option in field.options]
    for place, option in enumerate(field.options):
        if values.index(option.value) != place:
            yield ("options", place, "value"), _say("option_twice", value=option.value)
    if field.default is not None and field.default not in values:
        yield ("default",), _say("default", value=field.default)
    for name, meant in field.unclear.items():
        if unknown := [value for value in meant if value not in values]:
            yield ("unclear", name), _say("default", value="、".join(unknown))


def _together(read: list[tuple[int, Field]]) -> Iterator[Fault]:
    """Yield what is wrong between fields: keys given twice, names of fields that do not exist, the consent."""
    kinds = {field.key: field.kind for _, field in read}
    counts = Counter(field.key for _, field in read)
    for place, field in read:
        if counts[field.key] > 1 and any(field.key == other.key for before, other in read if before < place):
            yield ("fields", place, "key"), _say("key_twice", value=field.key)
        for name, kind in (("excludes", "text"), ("not_above", "money"), ("matches", "credit_code")):
            other = getattr(field, name)
            if other is not None and (kinds.get(other) != kind or other == field.key):
                yield ("fields", place, name), _say("other_field", value=other, kind=kind)
    consents = [(place, field) for place, field in read if field.kind == "consent"]
    if len(consents) != 1 or consents[0][0] != 0 or not consents[0][1].required:
        yield ("fields",), _say("consent")
