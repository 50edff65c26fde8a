"""YAML read together with the line of every key, so that a mistake can be pointed at."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Marked:
    """What a YAML text says, the line (from 1) of each path in it, and its keys that are given twice."""

    data: Any
    lines: dict[Path, int]
    duplicates: tuple[tuple[Path, int], ...]

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Marked:
    """Read one YAML document; raises yaml.YAMLError (with its own mark) where it is not YAML."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    lines: dict[Path, int] = {}
    duplicates: list[tuple[Path, int]] = []
    for path, node, twice in _walk(root, ()) if root else ():
        lines.setdefault(path, node.start_mark.line + 1)
        if twice:
            duplicates.append((path, node.start_mark.line + 1))
    return Marked(yaml.safe_load(text), lines, tuple(duplicates))


def _walk(node: yaml.Node, path: Path) -> Iterator[tuple[Path, yaml.Node, bool]]:
    """Yield each path with the node that stands for it: a key where there is one, else the item itself."""
    if not path:
        yield path, node, False
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            inner = (*path, str(key.value))
            yield inner, key, inner in seen
            seen.add(inner)
            yield from _walk(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield (*path, place), item, False
            yield from _walk(item, (*path, place))
