"""Ready reasons: what staff can give as a reason without typing it, by action and field, read from YAML."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from bot.needs.fields import KINDS, Field, FieldRole
from bot.needs.form import REASONS, Form, FormError
from bot.needs.lifecycle import REMARKS, TICKED
from bot.needs.reasons import says_something
from bot.texts import Catalogue
from faq.yaml_places import Places

ANY = "any"  # the name for a reason of any field
LONGEST = 200  # characters of one


@dataclass(frozen=True)
class Ready:
    """Reasons by action, and by what a field is called: its key, role or kind, or ANY."""

    by_action: Mapping[str, Mapping[str, tuple[str, ...]]]

    def of(self, action: str, field: Field | None) -> tuple[str, ...]:
        """Return the reasons for a field, those for it alone first; None: for a whole decision."""
        known = self.by_action.get(action, {})
        names = (field.key, field.role, field.kind, ANY) if field else (ANY,)
        return tuple(dict.fromkeys(text for name in names if name for text in known.get(name, ())))


def load_ready(path: Path | None, forms: Iterable[Form], texts: Catalogue) -> Ready:
    """Read and check a file of reasons, the built-in one if none is given; FormError lists every mistake in it."""
    places = Places(path or REASONS)
    data = places.data if places.readable and isinstance(places.data, dict) else {}
    if places.readable and data is not places.data:
        places.blame((), texts("ruling.mistake.mapping"))
    keys = {field.key for form in forms for field in form.fields}
    # the built-in file is of the built-in form, which may not be the one that is filled in
    known = {ANY, *get_args(FieldRole), *KINDS, *keys} if path else None
    found = {action: _of_action(places, action, of, known, texts) for action, of in data.items()}
    if places.mistakes:
        raise FormError(places.mistakes)
    return Ready(found)


def _of_action(
    places: Places, action: str, of: Any, known: set[str] | None, texts: Catalogue
) -> Mapping[str, tuple[str, ...]]:
    """Return the reasons of one action by name of field; what is wrong is blamed."""
    if REMARKS.get(action) != "required":  # type: ignore[call-overload]  # whatever stands in the file
        places.blame((action,), texts("ruling.mistake.action"))
        return {}
    by_name = of if action in TICKED else {ANY: of}
    if not isinstance(by_name, dict):
        places.blame((action,), texts("ruling.mistake.mapping"))
        return {}
    found = dict[str, tuple[str, ...]]()
    for name, listed in by_name.items():
        at = (action, name) if action in TICKED else (action,)
        if known is not None and name not in known:
            places.blame(at, texts("ruling.mistake.field"))
        elif not isinstance(listed, list):
            places.blame(at, texts("ruling.mistake.list"))
        else:
            for place, each in enumerate(listed):
                if not isinstance(each, str) or not says_something(each) or len(each) > LONGEST:
                    places.blame((*at, place), texts("ruling.mistake.text", limit=LONGEST))
            found[name] = tuple(map(str, listed))
    return found
