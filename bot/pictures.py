"""Pictures that go out: files as they are, and figures, drawn when they are sent.

Drawing needs the extra `pictures` (matplotlib) and a Chinese font. matplotlib is large, so it is only loaded to draw.
"""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from bot.texts import chinese

OUTCOMES = ("answer", "choices", "unknown")
COLOURS = {"answer": "#1565a7", "choices": "#7fb2dd", "unknown": "#b45309"}  # of different lightness too
WIDTH, HEIGHT, DOTS = 10.8, 7.2, 100  # inches, and pixels an inch
PAD = 0.2  # inches of paper around it
TITLE, TEXT = 34, 24  # points; on a phone a third of it
LABELS = 7  # dates written under the bars


class NoPictures(Exception):  # noqa: N818  # its name is what it says
    """Nothing can be drawn here; the message is `extra` (matplotlib is not installed) or `font` (no Chinese one)."""


@cache
def missing() -> Literal["extra", "font"] | None:
    """Return what is missing to draw, looked for once; takes seconds the first time on a machine."""
    if find_spec("matplotlib") is None:
        return "extra"
    from faq.pictures import fonts

    return None if fonts.chinese() else "font"


def png(call: Mapping[str, Any]) -> bytes:
    """Return the picture of an outbox call: its `file`, or its `figures` drawn.

    OSError where the file can't be read, NoPictures where nothing can be drawn.
    """
    if file := call.get("file"):
        return Path(file).read_bytes()
    return days(call["figures"])


def days(figures: Mapping[str, Any]) -> bytes:
    """Draw how many questions came each day and what became of them.

    `figures` has "days": [[date as text, {outcome: count}], …], the oldest first.
    """
    if what := missing():
        raise NoPictures(what)
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.ticker import MaxNLocator

    from faq.pictures import fonts

    texts, font = chinese(), fonts.chinese()
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, layout=ConstrainedLayoutEngine(w_pad=PAD, h_pad=PAD))
    axes = figure.add_subplot()
    dates = [date for date, _ in figures["days"]]
    bottom = [0] * len(dates)
    for outcome in OUTCOMES:
        counts = [count.get(outcome, 0) for _, count in figures["days"]]
        axes.bar(range(len(dates)), counts, bottom=bottom, color=COLOURS[outcome], label=texts(f"stats.of.{outcome}"))
        bottom = [low + count for low, count in zip(bottom, counts, strict=True)]
    shown = range(len(dates) - 1, -1, -max(1, -(-len(dates) // LABELS)))
    axes.set_xticks(list(shown), [dates[at] for at in shown], fontproperties=font, fontsize=TEXT)
    axes.set_ylim(0, max(*bottom, 4) * 1.05)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.tick_params(labelsize=TEXT)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(texts("stats.picture"), fontproperties=font, fontsize=TITLE, loc="left", pad=20)
    written = font.copy() if font else None
    if written:
        written.set_size(TEXT)
    axes.legend(prop=written, frameon=False, ncols=3, loc="upper left", bbox_to_anchor=(0, -0.1))
    drawn = BytesIO()
    figure.savefig(drawn)
    return drawn.getvalue()
