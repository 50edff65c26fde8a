"""Pictures that go out: files as they are, and figures, drawn when they are sent.

Drawing needs matplotlib and a Chinese font. matplotlib is large, so it is only loaded to draw.
"""

import re
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from bot.reply import Bars, Course, Drawing, Picture, Report
from bot.texts import Catalogue

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

OUTCOMES = ("answer", "choices", "unknown")
COLOURS = {"answer": "#1565a7", "choices": "#7fb2dd", "unknown": "#b45309"}  # of different lightness too
WIDTH, HEIGHT, DOTS = 10.8, 8.1, 100  # inches, and pixels an inch
PAD = 0.25  # inches of paper around it
FREE = 0.1  # of the height, at the bottom: there chat programs write the time over a picture
TITLE, TEXT = 38, 30  # points; on a phone a third of it
LABELS = 5  # dates written under the bars
NOTE, NOTE_LETTERS, NOTE_LINES = 22, 18, 3  # points, letters a line and lines of a remark in a course of events
HEADING, STEP, NOTE_STEP, RAIL = 1.3, 1.1, 0.42, 4.2  # inches: of its parts, and where its line is
GREY = "#595959"
LARGE, LINE, COLUMNS_HIGH = 46, 0.5, 3.0  # points of a report's numbers; inches of a lying bar, and of upright ones
ACROSS, NUMBERS_HIGH = 3, 1.5  # numbers of a report beside each other, and inches of a row of them
WEEKS = 8  # upright bars that there is room for
NUMBERED = 16  # days; of so many each bar has its number written over it


class NoPictures(Exception):  # noqa: N818  # its name is what it says
    """Nothing can be drawn here; the message is `extra` (matplotlib is not installed) or `font` (no Chinese one)."""


def installed() -> bool:
    """Return whether what draws is installed; whether it has a font is seen when it draws."""
    return find_spec("matplotlib") is not None


@cache
def missing() -> Literal["extra", "font"] | None:
    """Return what is missing to draw, looked for once; takes seconds the first time on a machine."""
    if not installed():
        return "extra"
    from faq.pictures import fonts

    return None if fonts.chinese() else "font"


def png(texts: Catalogue, picture: Picture) -> bytes:
    """Return a picture as PNG; OSError where its file can't be read, NoPictures where nothing can be drawn."""
    if picture.course:
        return course(picture.course)
    if picture.report:
        return report(picture.report)
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
    return _saved(figure)


def course(events: Course) -> bytes:
    """Draw what became of something: a line from above, a point with its date for each event, the last one open."""
    if what := missing():
        raise NoPictures(what)
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    from faq.pictures import fonts

    font = fonts.chinese() or FontProperties()
    large, written, small = font.copy(), font.copy(), font.copy()
    for each, points in ((large, TITLE), (written, TEXT), (small, NOTE)):
        each.set_size(points)
    notes = [_wrapped(note) for _, _, note in events.events]
    steps = [STEP + NOTE_STEP * len(note) for note in notes]
    height = HEADING + sum(steps) + STEP
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height))
    axes.set_axis_off()
    axes.annotate(events.heading, (PAD * 2, height - HEADING / 2), font=large, va="center")
    below = height - HEADING - STEP / 2
    tops = [below - sum(steps[:place]) for place in range(len(steps) + 1)]
    axes.plot([RAIL, RAIL], [tops[0], tops[-1]], color=COLOURS["choices"], linewidth=6, zorder=1)
    for (at, happened, _), note, top in zip(events.events, notes, tops, strict=False):
        axes.scatter([RAIL], [top], s=500, color=COLOURS["answer"], zorder=2)
        axes.annotate(at, (RAIL - PAD * 2, top), font=small, ha="right", va="center")
        axes.annotate(happened, (RAIL + PAD * 2, top), font=written, va="center")
        axes.annotate(
            "\n".join(note), (RAIL + PAD * 2, top - STEP / 2.4), font=small, va="top", color=GREY, linespacing=1.3
        )
    axes.scatter([RAIL], [tops[-1]], s=500, facecolor="white", edgecolor=COLOURS["unknown"], linewidth=5, zorder=2)
    axes.annotate(events.now, (RAIL + PAD * 2, tops[-1]), font=written, va="center", color=COLOURS["unknown"])
    return _saved(figure)


def report(figures: Report) -> bytes:
    """Draw a report: its numbers, large, and below them the bars, as high as it takes."""
    if what := missing():
        raise NoPictures(what)
    from matplotlib.figure import Figure

    rows = -(-len(figures.numbers) // ACROSS)
    highs = [COLUMNS_HIGH if each.upright else LINE * len(each.counts) for each in figures.bars]
    height = HEADING + NUMBERS_HIGH * rows + sum(high + HEADING for high in highs) + HEADING / 2
    figure = Figure(figsize=(WIDTH, height), dpi=DOTS)
    page = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height))
    page.set_axis_off()
    page.annotate(figures.heading, (PAD * 2, height - 0.6), font=_font(TITLE), va="center")
    page.annotate(figures.note, (PAD * 2, height - 1.15), font=_font(NOTE - 2), va="center", color=GREY)
    top = height - HEADING
    for place, (number, of) in enumerate(figures.numbers):
        middle = (place % ACROSS + 0.5) * WIDTH / ACROSS
        at = top - (place // ACROSS + 0.5) * NUMBERS_HIGH
        page.annotate(number, (middle, at), font=_font(LARGE), ha="center", color=COLOURS["answer"])
        page.annotate(of, (middle, at - 0.15), font=_font(NOTE), ha="center", va="top", color=GREY)
    top -= NUMBERS_HIGH * rows
    for each, high in zip(figures.bars, highs, strict=True):
        page.annotate(each.title, (PAD * 2, top - HEADING / 2), font=_font(TEXT), va="center")
        top -= HEADING + high
        left = 0.06 if each.upright else 0.28
        axes = figure.add_axes((left, (top + 0.1) / height, 0.9 - left, high / height))
        (_upright if each.upright else _lying)(axes, each)
    return _saved(figure)


def _lying(axes: "Axes", bars: Bars) -> None:
    """Draw bars below each other, each with its label before it and its count behind."""
    places = range(len(bars.counts))
    axes.barh(places, [count for _, count in bars.counts], color=COLOURS["answer"], height=0.65)
    for place, (_, count) in enumerate(bars.counts):
        axes.annotate(f"{count}", (count, place), (8, 0), textcoords="offset points", va="center", font=_font(NOTE))
    axes.set_yticks(places, [label for label, _ in bars.counts], font=_font(NOTE))
    axes.invert_yaxis()
    axes.set_xlim(0, max([count for _, count in bars.counts], default=1) * 1.1)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[["top", "right", "bottom"]].set_visible(False)


def _upright(axes: "Axes", bars: Bars) -> None:
    """Draw bars beside each other, each with its label below it and its count above."""
    places = range(len(bars.counts))
    axes.bar(places, [count for _, count in bars.counts], color=COLOURS["choices"], width=0.65)
    for place, (_, count) in enumerate(bars.counts):
        axes.annotate(f"{count}", (place, count), (0, 6), textcoords="offset points", ha="center", font=_font(NOTE))
    axes.set_xticks(places, [label for label, _ in bars.counts], font=_font(NOTE - 2))
    axes.set_xlim(-0.6, max(len(bars.counts), WEEKS) - 0.4)
    axes.set_ylim(0, max([count for _, count in bars.counts], default=1) * 1.2)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)


def _font(points: float) -> "FontProperties":
    """Return the Chinese font in a size."""
    from matplotlib.font_manager import FontProperties

    from faq.pictures import fonts

    font = (fonts.chinese() or FontProperties()).copy()
    font.set_size(points)
    return font


def _wrapped(text: str) -> list[str]:
    """Return a remark in lines, of which none begins with a mark that ends something."""
    lines = "\n".join(wrap(text, NOTE_LETTERS))
    return re.sub(r"\n([，。；：、！？）”》])", r"\1\n", lines).splitlines()[:NOTE_LINES]


def _saved(figure: "Figure") -> bytes:
    drawn = BytesIO()
    figure.savefig(drawn)
    return drawn.getvalue()
