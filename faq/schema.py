"""The JSON Schema of content files, from the models of entry.py: with it an editor completes and explains the keys.

`python -m faq.schema` writes it to schema.json; run it after changing the models, schema.yaml or facts.yaml.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from faq.entry import Entry, Topic
from faq.words import written

SCHEMA = Path(__file__).with_name("schema.json")
WORDS = "schema.yaml"
LEAST = {"entries": 1, "entries.also_asked": 5}  # the models count in validators, which leave no trace in their schema
ENUMS = {"entries.status": "status", "entries.action": "action"}

Node = dict[str, Any]


def schema() -> Node:
    """Return the schema of one content file, as JSON values (draft 7, no references: every editor reads it)."""
    facts = written("facts.yaml")
    entry = _explained("entries", Entry.model_json_schema())
    entry["properties"]["facts"]["items"] = {"enum": list(facts), "enumDescriptions": list(facts.values())}
    entry["defaultSnippets"] = [written(WORDS)["snippet"]]
    entries = {**_said("entries"), "type": "array", "minItems": LEAST["entries"], "items": entry}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **_said("file"),
        "type": "object",
        "properties": {
            "topic": _explained("topic", Topic.model_json_schema()),
            "learned": {**_said("learned"), "type": "boolean"},
            "entries": entries,
        },
        "required": ["topic", "entries"],
        "additionalProperties": False,
    }


def write() -> None:
    """Write schema.json anew."""
    SCHEMA.write_text(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _explained(path: str, model: Node, definitions: Mapping[str, Node] | None = None) -> Node:
    """Return a model's schema with our words for pydantic's, references replaced by what they refer to."""
    known = definitions or model.get("$defs", {})
    properties = {name: _property(f"{path}.{name}", each, known) for name, each in model["properties"].items()}
    return {**_said(path), "type": "object", "properties": properties} | {
        key: model[key] for key in ("required", "additionalProperties")
    }


def _property(path: str, each: Node, definitions: Mapping[str, Node]) -> Node:
    given = next(iter(each.get("anyOf", [each])))  # the other alternative is null: leaving the key out says the same
    if reference := given.get("$ref"):
        return _explained(path, definitions[reference.rpartition("/")[2]], definitions)
    rules = {key: value for key, value in given.items() if key not in {"title", "default"}}
    if kind := ENUMS.get(path):
        rules["enumDescriptions"] = [written(WORDS)[kind][value] for value in rules["enum"]]
    least = {"minItems": LEAST[path]} if path in LEAST else {}
    return {**_said(path), **rules, **least}


def _said(path: str) -> Node:
    said: Node = written(WORDS)[path]
    return said


if __name__ == "__main__":
    write()
