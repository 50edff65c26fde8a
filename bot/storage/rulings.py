"""Decisions of reviewers: on which need, which fields are ticked, with what reason."""

from dataclasses import dataclass

from bot.needs.lifecycle import Action


@dataclass(frozen=True)
class Ruling:
    """A reviewer's decision."""

    need_id: int
    action: Action
    fields: tuple[str, ...] = ()
    reason: str = ""
