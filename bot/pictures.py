"""Pictures that go out: files as they are, and figures, drawn when they are sent.

Drawing needs the extra `pictures` (matplotlib) and a Chinese font. matplotlib is large, so it is only loaded to draw.
"""

from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Literal

from bot.reply import Drawing, Picture
from bot.texts import Catalogue

OUTCOMES = ("answer", "choices", "unknown")
COLOURS = {"answer": "#1565a7", "choices": "#7fb2dd", "unknown": "#b45309"}  # of different lightness too
WIDTH, HEIGHT, DOTS = 10.8, 8.1, 100  # inches, and pixels an inch
PAD = 0.25  # inches of paper around it
FREE = 0.1  # of the height, at the bottom: there chat programs write the time over a picture
TITLE, TEXT = 38, 30  # points; on a phone a third of it
LABELS = 5  # dates written under the bars
NUMBERED = 16  # days; of so many each bar has its number written over it


class NoPictures(Exception):  # noqa: N818  # its name is what it says
    """Nothing can be drawn here; the message is `extra` (matplotlib is not installed) or `font` (no Chinese one)."""


@cache
def missing() -> Literal["extra", "font"] | None:
    """Return what is missing to draw, looked for once; takes seconds the first time on a machine."""
    if find_spec("matplotlib") is None:
        return "extra"
    from faq.pictures import fonts

    return None if fonts.chinese() else "font"


def png(texts: Catalogue, picture: Picture) -> bytes:
    """Return a picture as PNG; OSError where its file can't be read, NoPictures where nothing can be drawn."""
    return days(texts, picture.figures) if picture.figures else Path(picture.file or "").read_bytes()


def days(texts: Catalogue, figures: Drawing) -> bytes:
    """Draw how many questions came each day and what became of them."""
    if what := missing():
        raise NoPictures(what)
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.ticker import MaxNLocator

    from faq.pictures import fonts

    font = fonts.chinese() or FontProperties()
    written, title = font.copy(), font.copy()
    written.set_size(TEXT)
    title.set_size(TITLE)
    margins = ConstrainedLayoutEngine(w_pad=PAD, h_pad=PAD, rect=(0, FREE, 1, 1 - FREE))
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, layout=margins)
    axes = figure.add_subplot()
    dates = [date for date, _ in figures.days]
    bottom = [0] * len(dates)
    for outcome in OUTCOMES:
        counts = [count.get(outcome, 0) for _, count in figures.days]
        axes.bar(range(len(dates)), counts, bottom=bottom, color=COLOURS[outcome], label=texts(f"stats.of.{outcome}"))
        bottom = [low + count for low, count in zip(bottom, counts, strict=True)]
    for at, count in enumerate(bottom if len(dates) <= NUMBERED else ()):
        axes.annotate(str(count or ""), (at, count), (0, 6), textcoords="offset points", ha="center", font=written)
    shown = range(len(dates) - 1, -1, -max(1, -(-len(dates) // LABELS)))
    axes.set_xticks(list(shown), [dates[at] for at in shown])
    axes.set_ylim(0, max(*bottom, 4) * 1.15)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(written)
    axes.spines[["top", "right"]].set_visible(False)
    legend = axes.legend(
        prop=written, frameon=False, ncols=3, loc="lower left", bbox_to_anchor=(0, 1), handlelength=1, columnspacing=1.2
    )
    legend.set_title(texts("stats.picture"), title)
    legend.set_alignment("left")
    drawn = BytesIO()
    figure.savefig(drawn)
    return drawn.getvalue()
