"""The words the bot says, in YAML catalogues by language: one file a room, `room.key` names a text."""

import html
import re
import string
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parent
#: Keys of what is read, not said: lists of words, and how answers are put into others.
READ = re.compile(r"\.(?:words|spoken|rephrasing)\.")


class Html(str):
    """Text that is Telegram HTML already and is not escaped again."""

    __slots__ = ()


def escape(value: object) -> str:
    """Return `value` as text that is safe inside Telegram HTML."""
    return value if isinstance(value, Html) else html.escape(str(value), quote=False)


LISTED = "、"  # parts what is listed in an argument, which a language may do otherwise: common.and
HAN = re.compile("[一-龥]")


class _Escaping(string.Formatter):
    def __init__(self, listed: str) -> None:
        self._listed = listed

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec:
            value = format(value, format_spec)
        elif isinstance(value, str) and not isinstance(value, Html) and not HAN.search(value):
            value = value.replace(LISTED, self._listed)
        return escape(value)


class Catalogue:
    """Texts of one language; calling it with a key and arguments gives Telegram HTML with the arguments escaped.

    A key that does not exist raises KeyError, so that a missing text is found by the first test that meets it.
    """

    def __init__(self, language: str) -> None:
        """Read every file of the language's folder; a whole path is one elsewhere."""
        self.language = language
        self.texts: dict[str, str] = {}
        for path in sorted((ROOT / language).glob("*.yaml")):
            self._add(path.stem, yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {})
        self._filling = _Escaping(self.texts.get("common.and", LISTED))

    def _add(self, prefix: str, node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                self._add(f"{prefix}.{key}", value)
        else:
            self.texts[prefix] = "" if node is None else str(node).rstrip("\n")

    def __call__(self, key: str, /, **arguments: object) -> Html:
        """Return the text under `key` with `arguments` filled in and escaped (an `Html` argument is taken as it is)."""
        return Html(self._filling.vformat(self.texts[key], (), arguments))

    def heard(self, key: str, default: str | None = None) -> str:
        """Return the words that are listed under `key` in every language, parted by blanks; in each, _ is a blank.

        What people type is read in all languages, whichever they are spoken to in. A key that does not exist raises
        KeyError unless there is a `default`.
        """
        own = self.texts[key] if default is None else self.texts.get(key, default)
        return "\n".join(dict.fromkeys((own, *(catalogue(each).texts.get(key, "") for each in languages()))))


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language, read once."""
    return Catalogue(language)


def languages() -> list[str]:
    """Return the languages that there are texts of."""
    return sorted(path.parent.name for path in ROOT.glob("*/common.yaml"))


def faults(language: str) -> list[str]:
    """Return the keys of texts that a language lacks, or that can't be filled in with what the Chinese take."""
    theirs = catalogue(language).texts
    return [key for key, ours in operators().texts.items() if not _will_do(key, theirs.get(key), ours)]


def _will_do(key: str, text: str | None, ours: str) -> bool:
    if text is None or READ.search(key):  # what is read in all languages may be without a word in one
        return text is not None
    try:
        return bool(text) and _taken(text) <= _taken(ours)
    except ValueError:  # a brace that is not closed
        return False


def _taken(text: str) -> set[tuple[str, str | None]]:
    """Return what is filled into a text, and how."""
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None}


def operators() -> Catalogue:
    """Return what who runs the program reads: its commands, mistakes in files, errors and log lines."""
    return catalogue("zh")
