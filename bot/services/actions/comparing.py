"""Versions of a need beside each other, and needs that may be the same."""

from bot.actions import Action
from bot.services.actions.anybody import Anybodys


class CompareVersion(Anybodys, name="need.compare"):
    """Show what a version has changed of an `old` one, else of the one before."""

    since = (dict,)  # a field has come that may be left out

    need: int
    number: int
    old: int = 0


class ChooseVersions(Anybodys, name="need.choose_versions"):
    """Choose the versions to compare; the `old` one is chosen, or is not yet."""

    need: int
    old: int = 0


class LayBeside(Action, name="duplicates.beside"):
    """Lay two needs side by side, field by field."""

    need: int
    other: int


class Merge(Action, name="duplicates.merge"):
    """Ask for what is to be noted when two needs are joined, to be treated as one."""

    need: int
    other: int


class DropMerge(Action, name="duplicates.drop"):
    """Join two needs after all not."""

    need: int
    other: int


class Part(Action, name="duplicates.part"):
    """Treat two needs as one no longer."""

    need: int
    other: int
