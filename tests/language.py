"""A scratch language: every Chinese text between marks, so that what was said in no language's name stands out."""

import re
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from bot.texts import READ, ROOT, catalogue

MARK, END = "〖", "〗"


def write(folder: Path) -> str:
    """Write the scratch language; return the name that the configuration calls it by."""
    folder.mkdir()
    for path in ROOT.joinpath("zh").glob("*.yaml"):
        marked = _marked(path.stem, yaml.safe_load(path.read_text(encoding="utf-8")))
        folder.joinpath(path.name).write_text(yaml.safe_dump(marked, allow_unicode=True), encoding="utf-8")
    return str(folder)


def _marked(key: str, node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _marked(f"{key}.{name}", each) for name, each in node.items()}
    return str(node) if READ.search(key) else "".join(_piece(*each) for each in Formatter().parse(str(node)))


def _piece(literal: str, name: str | None, spec: str | None, _conversion: str | None) -> str:
    lines = re.sub("^.*[一-龥].*$", rf"{MARK}\g<0>{END}", literal, flags=re.MULTILINE)
    placeholder = "" if name is None else f"{{{name}{':' if spec else ''}{spec}}}"
    return lines.replace("{", "{{").replace("}", "}}") + placeholder


def unmarked(text: str) -> set[str]:
    """Return the pieces of a message that are between no marks, without the signs around them."""
    pieces = re.split(rf"{MARK}[^{MARK}{END}]*{END}| · |[、：\n]", text)
    return {bare(piece) for piece in pieces} - {""}


def bare(text: str) -> str:
    """Return a text from its first Chinese character to its last; empty where there is none."""
    return re.sub(r"^[^一-龥]+|[^一-龥]+$", "", text)


def placeholders(text: str) -> list[tuple[str, str | None]]:
    """Return what is filled into a text and how, in some order."""
    return sorted((name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None)


def differences(language: str) -> list[str]:
    """Return in which texts a language has not what the Chinese has."""
    ours, theirs = catalogue("zh").texts, catalogue(language).texts
    missing = [f"{key} is missing" for key in ours if key not in theirs]
    more = [f"there is no {key}" for key in theirs if key not in ours]
    other = [
        f"{key} takes something else"
        for key in ours.keys() & theirs.keys()
        if placeholders(ours[key]) != placeholders(theirs[key])
    ]
    return sorted(missing + more + other)
