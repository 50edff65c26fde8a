"""Actions: what a tap on a button means, as a type. A button is stored as its action's name, version and JSON.

Buttons stay in people's chats for months, so what was stored must go on being understood or be recognised as out of
date. A name is therefore never given to anything else, and a class whose fields change in a way that older JSON does
not fit gets the next version: one more function in `since`, that brings the older arguments forward. What does not
decode is a stale button, never an error. tests/unit/actions.json pins the names and fields that are out there.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

Arguments = Mapping[str, Any]


class Action(BaseModel):
    """What one kind of button does; the fields are what it does it to. Subclasses with a `name` can be stored."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: ClassVar[str] = ""
    since: ClassVar[tuple[Callable[[Arguments], Arguments], ...]] = ()

    def __init_subclass__(cls, *, name: str = "", **more: Any) -> None:
        """Register the class under a name that no other has."""
        super().__init_subclass__(**more)
        if name in REGISTERED:
            raise ValueError(f"two actions are called {name}")
        cls.name = name
        if name:
            REGISTERED[name] = cls

    @classmethod
    def version(cls) -> int:
        """Return the version of the fields as they are now, from 1."""
        return len(cls.since) + 1


#: Every action that can be stored, by name.
REGISTERED: dict[str, type[Action]] = {}


def encode(action: Action) -> list[Any]:
    """Return an action as JSON values."""
    return [action.name, action.version(), action.model_dump(mode="json")]


def read(stored: str) -> Action | None:
    """Return the action that stands somewhere as JSON; None where nothing is meant by it any more."""
    try:
        match json.loads(stored):
            case [str(name), int(version), dict(arguments)]:
                return decode(name, version, arguments)
    except ValueError:
        pass
    return None


def decode(name: str, version: int, arguments: Arguments) -> Action | None:
    """Return the stored action; None where nothing is meant by it any more."""
    kind = REGISTERED.get(name)
    if kind is None:
        return None
    try:
        for forward in kind.since[version - 1 :]:
            arguments = forward(arguments)
        return kind.model_validate(arguments)
    except (ValidationError, LookupError, TypeError, ValueError, AttributeError):
        return None
