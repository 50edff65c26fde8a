"""The few words that answering says itself: footers of answers and mistakes in content (texts.yaml)."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _texts() -> dict[str, dict[str, str]]:
    written = Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8")
    texts: dict[str, dict[str, str]] = yaml.safe_load(written)
    return texts


def text(key: str, default: str | None = None, /, **arguments: object) -> str:
    """Return the text under `room.key`, filled in; `default`, or KeyError without one, where there is none."""
    room, _, name = key.partition(".")
    template = _texts()[room].get(name)
    if template is not None:
        return template.format(**arguments)
    if default is None:
        raise KeyError(key)
    return default
