"""What can be wrong with a form file, found all at once."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from pydantic import ValidationError

from bot.needs import fields
from bot.needs.fields import KINDS, Field, FieldRole, Rejected
from bot.needs.fields.cleaning import folded
from bot.texts import Catalogue, operators
from faq.yaml_places import Location

TOGETHER = "together"  # the step at which several fields are asked on one card
#: Steps of the conversation that are no fields.
RESERVED = frozenset({TOGETHER, "extras", "review", "truth", "submitted"})

COMMON = frozenset(
    {
        "key",
        "label",
        "aliases",
        "kind",
        "role",
        "section",
        "prompt",
        "help",
        "why",
        "seen",
        "on_paper",
        "example",
        "required",
        "carried",
        "files",
        "when",
    },
)
#: What a form is of: what enterprises submit, or what staff teach the bot.
Purpose: TypeAlias = Literal["need", "entry"]
#: The kind of field that each role is written on, in the form of a need.
ROLES: Mapping[FieldRole, str] = {
    "title": "text",
    "organisation": "text",
    "league": "league",
    "contact": "text",
    "phone": "phone",
    "budget": "money",
    "problem": "text",
    "domain": "choice",
}
OPTIONAL: frozenset[FieldRole] = frozenset(
    {"problem", "league", "budget", "domain"}
)  # roles that a form can do without
_ALWAYS = ROLES.keys() - OPTIONAL
#: The shapes that a text can lack; a person's is no more than a surname and few characters.
_COMPARED = ("company", "topic")
COLUMNS = range(1, 9)  # Telegram shows at most 8 buttons in a row,
MOST_FILES = 50  # files of one need: so many fit a list with buttons
MOST_OPTIONS = 80  # and 100 under a message, where there are others beside the options
_DAY = re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
_LIMITS = (
    ("min_length", "max_length"),
    ("min_items", "max_items"),
    ("at_least", "at_most"),
    ("warn_below", "warn_above"),
)

Fault = tuple[Location, str]


def say(key: str, **arguments: object) -> str:
    """Return the text of a mistake."""
    return str(operators()(f"intake.mistake.{key}", **arguments))


def faults(data: Any, good: list[Field], texts: Catalogue, of: Purpose) -> Iterator[Fault]:
    """Yield what is wrong with a form file, each with its path; the fields that can be read are put into `good`."""
    if not isinstance(data, dict):
        yield (), say("not_a_form")
        return
    known = ("version", "name", "together", "files", "fields")
    yield from (((str(key),), say("unknown_key")) for key in data if key not in known)
    version, raw = data.get("version"), data.get("fields")
    files = data.get("files", 0)
    if isinstance(files, bool) or not isinstance(files, int) or not 0 <= files <= MOST_FILES:
        yield ("files",), say("files", most=MOST_FILES)
    if not isinstance(data.get("name", ""), str):
        yield ("name",), say("not_text")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        yield ("version",), say("version")
    if not isinstance(raw, list) or not raw:
        yield ("fields",), say("no_fields")
        return
    read, items = dict[int, Field](), [(place, item) for place, item in enumerate(raw) if isinstance(item, dict)]
    for place, item in enumerate(raw):
        field, found = _field(item, texts)
        read |= {place: field} if field else {}
        yield from ((("fields", place, *where), message) for where, message in found)
    good += read.values()
    yield from _between(items, of)
    yield from _conditions(read, items, of)
    yield from _together(data.get("together", []), {field.key: field for field in good})


def _field(item: Any, texts: Catalogue) -> tuple[Field | None, list[Fault]]:
    """Return the field, if it can be read, and all that is wrong inside it."""
    try:
        field = Field.model_validate(item, context=texts)
    except ValidationError as error:
        found = [(tuple(fault["loc"]), _translated(fault["type"], fault)) for fault in error.errors()]
        return None, [*found, *_remaining(item, texts, {where[0] for where, _ in found if where})]
    return field, list(_field_faults(field))


def _remaining(item: Any, texts: Catalogue, wrong: set[str | int]) -> list[Fault]:
    """Return what else is wrong in a field that cannot be read, leaving out the keys that are known to be wrong."""
    if not isinstance(item, dict):
        return []
    needed = {name for name, info in Field.model_fields.items() if info.is_required()}
    stand_in = {str(name): str(name) for name in wrong if name in needed}
    kept = {name: value for name, value in item.items() if name in Field.model_fields and name not in wrong}
    field = Field.model_validate({**kept, **stand_in}, context=texts)
    return [fault for fault in _field_faults(field) if fault[0][0] not in wrong]


_FAULTS = {
    "missing": "missing",
    "extra_forbidden": "unknown_key",
    "invalid_key": "unknown_key",
    "string": "not_text",
    "bool": "not_bool",
    "int": "not_number",
    "decimal": "not_number",
    "tuple": "not_list",
    "mapping": "not_mapping",
    "model": "not_mapping",
}


def _translated(kind: str, fault: Mapping[str, Any]) -> str:
    if kind == "literal_error":
        return say("not_among", expected=fault["ctx"]["expected"].replace(" or ", "、").replace(", ", "、"))
    known = _FAULTS.get(kind) or _FAULTS.get(kind.split("_")[0])
    return say(known) if known else say("other", reason=fault["msg"])


def _field_faults(field: Field) -> Iterator[Fault]:
    """Yield what is wrong inside one field."""
    if field.key in RESERVED or not field.key.isidentifier() or not field.key.isascii():
        yield ("key",), say("key")
    if field.kind not in KINDS:
        yield ("kind",), say("kind", kind=field.kind, kinds="、".join(KINDS))
        return
    kind, given = KINDS[field.kind], field.model_fields_set
    yield from (((name,), say("needed", kind=field.kind)) for name in sorted(kind.needs) if not getattr(field, name))
    foreign = given - COMMON - kind.limits
    yield from (((name,), say("foreign", kind=field.kind)) for name in sorted(foreign))
    for low, high in _LIMITS:
        least, most = getattr(field, low), getattr(field, high)
        if least is not None and most is not None and least > most:
            yield (low,), say("upside_down", low=low, high=high)
    yield from _shown_faults(field)
    yield from _option_faults(field)
    yield from _part_faults(field)
    yield from _table_faults(field)
    sound = kind.needs <= given and not foreign and not (field.shape_question and field.shape not in _COMPARED)
    if sound and isinstance(tried := fields.parse(field, field.example, {}), Rejected):
        yield ("example",), say("example", reason=tried.message)


def _shown_faults(field: Field) -> Iterator[Fault]:
    """Yield what could not be shown or compared, so that everybody who comes to the field would be stuck there."""
    yield from (((name,), say("blank")) for name in ("label", "section", "prompt") if not getattr(field, name).strip())
    for place, option in enumerate(field.options):
        if not option.label.strip():
            yield ("options", place, "label"), say("blank")
    if field.columns not in COLUMNS:
        yield ("columns",), say("columns", most=COLUMNS[-1])
    if len(field.options) > MOST_OPTIONS:
        yield ("options",), say("options", most=MOST_OPTIONS, count=len(field.options))
    if field.latest is not None and not _DAY.fullmatch(field.latest):
        yield ("latest",), say("latest")
    if field.shape_question and field.shape not in _COMPARED:
        yield ("shape_question",), say("shape_question", shapes="、".join(_COMPARED))


def _table_faults(field: Field) -> Iterator[Fault]:
    """Yield columns that are kept under the same name, or are called alike."""
    names = list[str]()
    for place, column in enumerate(field.table):
        if not column.key.isidentifier() or not column.key.isascii():
            yield ("table", place, "key"), say("key")
        if column.key in [each.key for each in field.table[:place]]:
            yield ("table", place, "key"), say("key_twice", value=column.key)
        if not column.label.strip():
            yield ("table", place, "label"), say("blank")
        for name in (column.label, *column.aliases):
            if folded(name) in names:
                yield ("table", place), say("name_twice", value=name)
            names.append(folded(name))


def _option_faults(field: Field) -> Iterator[Fault]:
    values = [option.value for option in field.options]
    for place, option in enumerate(field.options):
        if values.index(option.value) != place:
            yield ("options", place, "value"), say("option_twice", value=option.value)
    if field.default is not None and field.default not in values:
        yield ("default",), say("default", value=field.default)
    for name, meant in field.unclear.items():
        if unknown := [value for value in meant if value not in values]:
            yield ("unclear", name), say("default", value="、".join(unknown))


def _part_faults(field: Field) -> Iterator[Fault]:
    """Yield what is wrong with the parts of a text: it is to be in lines, and a heading to mean one part."""
    if field.parts and not field.multiline:
        yield ("parts",), say("parts")
    known: dict[str, int] = {}
    for place, part in enumerate(field.parts):
        for name in part.names:
            if known.setdefault(folded(name), place) != place:
                yield ("parts", place), say("part_twice", value=name)


def _together(keys: Any, fields: Mapping[str, Field]) -> Iterator[Fault]:
    """Yield what is wrong with the fields that are asked together: each is to have a default that can be shown."""
    if not isinstance(keys, list):
        yield ("together",), say("not_list")
        return
    for place, key in enumerate(keys):
        field = fields.get(str(key))
        if keys.index(key) != place:
            yield ("together", place), say("key_twice", value=key)
        elif field is None or field.when or not (field.required and field.options and field.default):
            yield ("together", place), say("together", value=key)


def _between(items: list[tuple[int, dict[str, Any]]], of: Purpose) -> Iterator[Fault]:
    """Yield what is wrong between fields: keys given twice, names of fields that do not exist, roles, the consent."""
    kinds: dict[str, Any] = {}
    for place, item in items:
        if str(item.get("key")) in kinds:
            yield ("fields", place, "key"), say("key_twice", value=item.get("key"))
        kinds.setdefault(str(item.get("key")), item.get("kind"))
    for place, item in items:
        for name, kind in (("excludes", "text"), ("not_above", "money"), ("matches", "credit_code")):
            other = item.get(name)
            if other is not None and (kinds.get(str(other)) != kind or other == item.get("key")):
                yield ("fields", place, name), say("other_field", value=other, kind=kind)
    yield from _names(items)
    yield from _meanings(items)
    if of == "entry":
        return
    yield from _roles(items)
    consents = [(place, item.get("required")) for place, item in items if item.get("kind") == "consent"]
    if consents != [(0, True)]:
        yield ("fields",), say("consent")


def _names(items: list[tuple[int, dict[str, Any]]]) -> Iterator[Fault]:
    """Yield names that mean two fields."""
    known: dict[str, int] = {}
    for place, item in items:
        others = item.get("aliases")
        aliases = others if isinstance(others, list) else []
        for key, name in [("label", item.get("label")), *(("aliases", alias) for alias in aliases)]:
            if known.setdefault(folded(str(name)), place) != place:
                yield ("fields", place, key), say("name_twice", value=name)


def _roles(items: list[tuple[int, dict[str, Any]]]) -> Iterator[Fault]:
    """Yield roles that are missing, given twice, or on a field that can stay empty or is of another kind."""
    missing = []
    for role, kind in ROLES.items():
        given = [(place, item) for place, item in items if item.get("role") == role]
        missing += [] if given or role in OPTIONAL else [say("role", role=role, kind=kind)]
        for place, item in given[:1]:
            if (item.get("kind"), item.get("required")) != (kind, True):
                yield ("fields", place, "role"), say("role_misplaced", role=role, kind=kind)
        yield from ((("fields", place, "role"), say("role_twice", role=role)) for place, _ in given[1:])
    if missing:
        yield ("fields",), say("roles_missing", roles="、".join(missing))


def _conditions(fields: Mapping[int, Field], items: list[tuple[int, dict[str, Any]]], of: Purpose) -> Iterator[Fault]:
    """Yield conditions on fields that are not there or asked later, or on values that these can't have.

    What is asked later could only be known too late; so no two fields can wait for each other.
    """
    keys = {str(item.get("key")) for _, item in items}
    order = sorted(fields, key=lambda place: (not fields[place].required, place))
    earlier = dict[str, Field]()
    for place in order:
        field = fields[place]
        if field.when and (field.kind == "consent" or (of == "need" and field.role in _ALWAYS)):
            yield ("fields", place, "when"), say("unconditional")
        for other, condition in field.when.items():
            where, found = ("fields", place, "when", other), earlier.get(other)
            if other not in keys:
                yield where, say("condition_unknown", value=other)
            elif found is None:
                yield where, say("condition_late", value=other)
            elif condition.named and not found.options:
                yield where, say("condition_open", value=other)
            elif unknown := [each for each in condition.named if found.option(each) is None]:
                yield where, say("default", value="、".join(unknown))
            elif not condition.named and condition.filled is None:
                yield where, say("condition_empty")
        earlier[field.key] = field


def _meanings(items: list[tuple[int, dict[str, Any]]]) -> Iterator[Fault]:
    """Yield what an option is to decide that is no option of another single choice, or decides more itself."""
    listed = {str(item.get("key")): _listed(item) for _, item in items if item.get("kind") == "choice"}
    deciding = {key for key, options in listed.items() if any(each.get("means") for each in options)}
    for place, item in items:
        for number, option in enumerate(_listed(item)):
            means = option.get("means")
            for other, value in means.items() if isinstance(means, dict) else ():
                where = ("fields", place, "options", number, "means", other)
                if item.get("kind") != "choice" or other not in listed or other in deciding:
                    yield where, say("means", value=other)
                elif str(value) not in {str(each.get("value")) for each in listed[other]}:
                    yield where, say("default", value=value)


def _listed(item: dict[str, Any]) -> list[dict[str, Any]]:
    options = item.get("options")
    return [each for each in options if isinstance(each, dict)] if isinstance(options, list) else []
