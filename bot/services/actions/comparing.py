"""Versions of a need beside each other, and needs that may be the same."""

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
