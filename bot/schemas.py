"""JSON Schemas of config.yaml and of a form, from their models: with them an editor completes and explains the keys.

What it says of a key is what the comments in the example configuration and on top of the built-in form say, so that it
is written once. `python -m bot.schemas` writes both; run it after changing the models or the comments.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.config import _File
from bot.needs.fields import KINDS, Field
from bot.needs.form import NEED
from bot.needs.form_checks import COMMON, MOST_FILES

DRAFT = {"$schema": "http://json-schema.org/draft-07/schema#"}
EXAMPLE = Path(__file__).with_name("config.example.yaml")
CONFIG = Path(__file__).with_name("config.schema.json")
FORM = NEED.with_name("need.schema.json")

Node = dict[str, Any]


def config_schema() -> Node:
    """Return the schema of config.yaml (draft 7, no references: every editor reads it)."""
    known = _inlined(_File.model_json_schema())
    known["properties"]["office"]["properties"]["holidays"]["anyOf"].insert(0, {"const": "auto"})
    for path, said in comments(EXAMPLE.read_text(encoding="utf-8")):
        node = known
        for key in path:
            node = node["properties"][key]
        node["description"] = said
    return DRAFT | known


def form_schema() -> Node:
    """Return the schema of a form: besides its keys, which of them each kind of field can and must have."""
    said = dict(headings(NEED.read_text(encoding="utf-8")))
    field = _inlined(Field.model_json_schema())
    for key, node in field["properties"].items():
        node |= {"description": said[key]} if key in said else {}
    field["properties"]["kind"] |= {"enum": list(KINDS), "enumDescriptions": [said[kind] for kind in KINDS]}
    field["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
            "then": {"propertyNames": {"enum": sorted(COMMON | kind.limits)}, "required": sorted(kind.needs)},
        }
        for name, kind in KINDS.items()
    ]
    return DRAFT | {
        "type": "object",
        "properties": {
            "version": {"type": "integer", "minimum": 1, "description": said["version"]},
            "name": {"type": "string", "description": said["name"]},
            "together": {"type": "array", "items": {"type": "string"}, "description": said["together"]},
            "files": {"type": "integer", "minimum": 0, "maximum": MOST_FILES, "description": said["files"]},
            "fields": {"type": "array", "minItems": 1, "items": field, "description": said["fields"]},
        },
        "required": ["version", "fields"],
        "additionalProperties": False,
    }


def comments(example: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each key of the example, with those above it, and the comment that begins on its line."""
    path: list[str] = []
    for indent, key, said, more in re.findall(r"^( *)(\w+):[^#\n]*# (.*)((?:\n {20,}# .*)*)", example, re.MULTILINE):
        path = [*path[: len(indent) // 2], key]
        yield tuple(path), "".join([said, *(line.strip(" #") for line in more.splitlines())]).removesuffix("，例如：")


def headings(form: str) -> Iterator[tuple[str, str]]:
    """Yield what the comment on top of a form says of each key and kind."""
    for key, said, more in re.findall(r"^# +(\w+) {2,}(.*)((?:\n# {16,}.*)*)", form, re.MULTILINE):
        yield key, "".join([said, *(line.strip(" #") for line in more.splitlines())])


def _inlined(model: Node) -> Node:
    """Return a model's schema with references replaced by what they refer to, and without pydantic's own words."""
    known: Mapping[str, Node] = model.get("$defs", {})

    def inlined(node: Any, *, names: bool = False) -> Any:
        if isinstance(node, list):
            return [inlined(each) for each in node]
        if not isinstance(node, dict):
            return node
        if reference := node.get("$ref"):
            return inlined(known[reference.rpartition("/")[2]])
        left_out = () if names else ("$defs", "title", "default", "description")
        return {
            key: inlined(value, names=key == "properties" and not names)
            for key, value in node.items()
            if key not in left_out
        }

    resolved: Node = inlined(model)
    return resolved


def write() -> None:
    """Write both anew."""
    for path, schema in ((CONFIG, config_schema()), (FORM, form_schema())):
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
