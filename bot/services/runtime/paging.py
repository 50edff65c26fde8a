"""Lists in pages."""

from collections.abc import Callable, Sequence

from bot.actions import Action
from bot.reply import Button, Row
from bot.services.runtime.turn import Turn


def pages(count: int, size: int) -> int:
    """Return how many pages so many things fill; at least one."""
    return max(1, -(-count // size))


def turning(turn: Turn, to: Callable[[int], Action], page: int, last: int) -> Sequence[Row]:
    """Return the row of buttons that turn a list's page, counted from 0 to `last`; no row where there is only one."""
    row = []
    if page > 0:
        row.append(Button(turn.text("common.previous"), to(page - 1)))
    if page < last:
        row.append(Button(turn.text("common.next"), to(page + 1)))
    return [tuple(row)] if row else []
