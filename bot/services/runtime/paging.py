"""Lists in pages."""

from collections.abc import Callable, Sequence

from bot.actions import Action
from bot.reply import Button, Row
from bot.services.runtime.turn import Turn

LEAP = 5  # pages


def pages(count: int, size: int) -> int:
    """Return the number of pages for `count` things, `size` on a page; at least one."""
    return max(1, -(-count // size))


def turning(turn: Turn, to: Callable[[int], Action], page: int, last: int) -> Sequence[Row]:
    """Return the row of buttons to turn a list's page, counted from 0 to `last`; no row where there is only one."""
    row = []
    if page > 0:
        row.append(Button(turn.text("common.previous"), to(page - 1)))
    if page < last:
        row.append(Button(turn.text("common.next"), to(page + 1)))
    return [tuple(row)] if row else []


def jumping(turn: Turn, to: Callable[[int], Action], page: int, last: int) -> Sequence[Row]:
    """Return the rows of buttons to turn a long list: a page, LEAP pages, or to either end."""
    far = [
        Button(turn.text("finding.back", count=LEAP), to(page - LEAP)) if page - LEAP > 0 else None,
        Button(turn.text("finding.forth", count=LEAP), to(page + LEAP)) if page + LEAP < last else None,
    ]
    ends = [
        Button(turn.text("finding.first"), to(0)) if page > 1 else None,
        Button(turn.text("finding.last"), to(last)) if page < last - 1 else None,
    ]
    rows = (tuple(filter(None, row)) for row in (far, ends))
    return (*turning(turn, to, page, last), *filter(None, rows))
