"""Translations of a form: what of its fields is said in another language, in a file of that name beside it.

`need.en.yaml` has under `fields`, by the key of each field, all that is said of it: SAID as far as the form has it, and
each option by its value, each part of a text by its key. `aliases` are further names, beside those of the form itself,
which are read as well; a field may be wider in a language (WIDER). What is stored is the same in every language.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.needs.form_checks import Fault, say

SAID = ("label", "section", "prompt", "on_paper", "help", "why", "seen", "example", "shape_question", "warning")
WIDER = ("contains", "min_length", "max_length")
#: Lists of a field that are translated item by item, by the key of each, and what is said of an item.
ITEMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "options": ("value", ("label",)),
    "parts": ("key", ("label", "hint")),
}
FURTHER = ("aliases", *ITEMS, *WIDER)


def beside(form: Path, language: str) -> Path | None:
    """Return the file of a form's translation; None where there is none."""
    if not language.isidentifier():  # a folder elsewhere
        return None
    found = form.with_name(f"{form.stem}.{language}{form.suffix}")
    return found if found.exists() else None


def lacking(form: Any, translation: Any) -> Iterator[Fault]:
    """Yield what a translation lacks of a form, and what it has that is none of the form's."""
    fields = translation.get("fields") if isinstance(translation, dict) else None
    if not isinstance(fields, dict):
        yield ("fields",), say("no_fields")
        return
    known = {str(item.get("key")): item for item in _listed(form, "fields")}
    yield from ((("fields",), say("untranslated", value=key)) for key in known if key not in fields)
    for key, said in fields.items():
        if key not in known:
            yield ("fields", key), say("unknown_key")
        elif not isinstance(said, dict):
            yield ("fields", key), say("not_mapping")
        else:
            yield from ((("fields", key, *where), message) for where, message in _of_field(known[key], said))


def _of_field(field: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Fault]:
    wanted = [name for name in (*SAID, *ITEMS) if name in field]
    yield from (((), say("untranslated", value=name)) for name in wanted if not said.get(name))
    for name in said:
        if name not in (*wanted, *FURTHER):
            yield (name,), say("unknown_key")
    for name in ITEMS:
        yield from _of_items(field, said, name)


def _of_items(field: Mapping[str, Any], said: Mapping[str, Any], name: str) -> Iterator[Fault]:
    """Yield what lacks of the options, or parts, of a field, and what is none of them."""
    known_by, words = ITEMS[name]
    known, given = {str(each.get(known_by)): each for each in _listed(field, name)}, said.get(name, {})
    if not isinstance(given, dict):
        yield (name,), say("not_mapping")
        return
    yield from (((name,), say("untranslated", value=key)) for key in sorted(known.keys() - {*map(str, given)}))
    for key, each in given.items():
        if str(key) not in known:
            yield (name, key), say("unknown_key")
        elif not isinstance(each, dict) or not each.keys() <= {"aliases", *words}:
            yield (name, key), say("not_mapping")
        else:
            lacks = (word for word in words if word in known[str(key)] and not each.get(word))
            yield from (((name, key), say("untranslated", value=word)) for word in lacks)


def translated(form: Mapping[str, Any], translation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form as it is said in the language of a translation that lacks nothing."""
    fields = translation["fields"]
    return {**form, "fields": [_field(item, fields[item["key"]]) for item in form["fields"]]}


def _field(item: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    listed = {name: [*_items(item, said, name)] for name in ITEMS if item.get(name)}
    return {**_named(item, said), **listed, **{name: said[name] for name in WIDER if name in said}}


def _items(item: Mapping[str, Any], said: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Give the options, or parts, of a field in the other words."""
    given = {str(key): each for key, each in said[name].items()}
    yield from (_named(each, given[str(each[ITEMS[name][0]])]) for each in item[name])


def _named(item: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a field or option in the other words; by its own it goes on being known."""
    names = dict.fromkeys([*said.get("aliases", ()), item["label"], *item.get("aliases", ())])
    words = {name: said[name] for name in (*SAID, "hint") if name in said}
    return {**item, **words, "aliases": [name for name in names if name != words.get("label")]}


def placed(where: tuple[Any, ...], form: Mapping[str, Any], translation: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return where in a translation that stands which is wrong in the form made of both; None where it is not there."""
    if len(where) < 3 or where[0] != "fields" or not isinstance(where[1], int):
        return None
    key = form["fields"][where[1]]["key"]
    node: Any = translation["fields"].get(key, {})
    return ("fields", key, where[2]) if where[2] in node else None


def _listed(node: Any, name: str) -> list[dict[str, Any]]:
    found = node.get(name) if isinstance(node, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
