"""The word lists beside this module: how they are read, and how a text is searched for them."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def written(name: str) -> dict[str, Any]:
    """Return what the YAML file of that name beside this module holds; a mapping, not to be changed."""
    source = Path(__file__).with_name(name).read_text(encoding="utf-8")
    held: dict[str, Any] = yaml.load(source, yaml.CSafeLoader)
    return held


def any_of(words: Iterable[str]) -> str:
    """Return the pattern, without a group, of any of the words; longer ones are tried first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
