"""Draws the pictures that go with answers: `python -m faq.pictures.draw`, or `make pictures`.

They are made to be read on a phone: 1080 pixels wide, shown at about a third of that, so that 36 pixels are the
smallest writing. Places are pixels from the upper left corner.
"""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from PIL import Image

from faq.entry import CONTENT, PICTURES
from faq.pictures.fonts import chinese

WORDS = Path(__file__).with_name("words.yaml")
WIDTH, MARGIN = 1080, 48
DOTS = 100  # pixels an inch
SHADES = 64  # colours of a picture
INK, FAINT, PAPER = "#1f2933", "#52606d", "#ffffff"
COLOURS = ("#1565a7", "#2e7d32", "#b45309")  # told apart also by those who see no red and green, by their lightness
TITLE, HEAD, TEXT, SMALL = 64, 68, 46, 40  # height of the writing in pixels


class Sheet:
    """An empty sheet, so many pixels high, to draw and write on."""

    def __init__(self, height: int, font: FontProperties) -> None:
        """Lay the sheet out."""
        self.figure = Figure(figsize=(WIDTH / DOTS, height / DOTS), dpi=DOTS, facecolor=PAPER)
        self.axes: Axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(height, 0)
        self.axes.axis("off")
        self._font = font

    def write(self, x: float, y: float, text: str, size: int, *, colour: str = INK, centre: bool = False) -> None:
        """Write one line, its middle at height `y`."""
        points = size * 72 / DOTS
        align = "center" if centre else "left"
        self.axes.text(x, y, text, fontproperties=self._font, fontsize=points, color=colour, ha=align, va="center")

    def box(self, y: float, height: float, colour: str) -> None:
        """Draw a tinted box with rounded corners, as wide as the writing goes."""
        width = WIDTH - 2 * MARGIN
        shape = FancyBboxPatch((MARGIN, y), width, height, boxstyle="round,pad=0,rounding_size=24", linewidth=3)
        shape.set_edgecolor(colour)
        shape.set_facecolor(_mixed(colour))
        self.axes.add_patch(shape)

    def arrow(self, x: float, start: float, end: float, *, dashed: bool) -> None:
        """Draw an arrow downwards."""
        style = "dashed" if dashed else "solid"
        shape = FancyArrowPatch((x, start), (x, end), arrowstyle="-|>", mutation_scale=28, linewidth=4, linestyle=style)
        shape.set_color(FAINT)
        self.axes.add_patch(shape)

    def save(self, path: Path) -> None:
        """Write the sheet as a small PNG of few colours, the same bytes every time."""
        drawn = BytesIO()
        self.figure.savefig(drawn, dpi=DOTS)
        Image.open(drawn).convert("RGB").quantize(SHADES).save(path, optimize=True)


def three_kinds(words: Mapping[str, Any], font: FontProperties) -> Sheet:
    """Draw the three kinds of money as three boxes of one size: bars would invite to compare and to add."""
    top, tall, gap = 216, 290, 62
    height = top + 3 * (tall + gap) + 116
    sheet = Sheet(height, font)
    _heading(sheet, words)
    for number, (card, colour) in enumerate(zip(words["cards"], COLOURS, strict=True)):
        y = top + number * (tall + gap)
        sheet.box(y, tall, colour)
        first = y + (62 if len(card["says"]) > 1 else 88)
        sheet.write(MARGIN + 40, first, card["head"], HEAD, colour=colour)
        sheet.write(MARGIN + 40, first + 76, card["name"], TEXT)
        for row, line in enumerate(card["says"]):
            sheet.write(MARGIN + 40, first + 134 + row * 52, line, SMALL, colour=FAINT)
        if number:
            sheet.write(WIDTH / 2, y - gap / 2, f"≠　{words['apart']}　≠", SMALL, colour=FAINT, centre=True)
    _notes(sheet, height, words["note"])
    return sheet


def process(words: Mapping[str, Any], font: FontProperties) -> Sheet:
    """Draw the steps that are reported, one under the other; those known from one case only stand in a frame."""
    steps: Sequence[Mapping[str, Any]] = words["steps"]
    top, tall = 236, 176
    height = top + len(steps) * tall + 200
    sheet = Sheet(height, font)
    _heading(sheet, words)
    sheet.box(top + tall - 2, 3 * tall - 12, COLOURS[2])
    for row, line in enumerate(words["case"]):
        sheet.write(WIDTH - 150, top + 2 * tall + 20 + row * 50, line, SMALL, colour=COLOURS[2], centre=True)
    for number, step in enumerate(steps):
        y = top + number * tall + tall / 2 - 8
        if number + 1 < len(steps):
            sheet.arrow(124, y + 40, y + tall - 44, dashed=bool(steps[number + 1].get("unsure")))
        sheet.axes.add_patch(Circle((124, y), 38, color=COLOURS[0]))
        sheet.write(124, y, str(number + 1), TEXT, colour=PAPER, centre=True)
        sheet.write(196, y - 28, step["head"], TEXT + 4)
        sheet.write(196, y + 32, step["says"], SMALL - 2, colour=FAINT)
    _notes(sheet, height, words["note"])
    return sheet


DRAWN: Mapping[str, Callable[[Mapping[str, Any], FontProperties], Sheet]] = {
    "three_kinds": three_kinds,
    "process": process,
}


def words() -> dict[str, Any]:
    """Return what each picture says."""
    written: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return written


def draw(folder: Path = CONTENT / PICTURES) -> list[Path]:
    """Draw every picture into the folder; return the files. RuntimeError where there is no Chinese font."""
    font = chinese()
    if font is None:
        raise RuntimeError("no Chinese font was found")
    folder.mkdir(parents=True, exist_ok=True)
    for name, sheet in DRAWN.items():
        sheet(words()[name], font).save(folder / f"{name}.png")
    return [folder / f"{name}.png" for name in DRAWN]


def _heading(sheet: Sheet, words: Mapping[str, Any]) -> None:
    sheet.write(MARGIN, 76, words["title"], TITLE)
    sheet.write(MARGIN, 156, words["under"], TEXT, colour=COLOURS[2])


def _notes(sheet: Sheet, height: float, lines: Sequence[str]) -> None:
    for row, line in enumerate(reversed(lines)):
        sheet.write(MARGIN, height - 48 - row * 52, line, SMALL - 4, colour=FAINT)


def _mixed(colour: str) -> tuple[float, float, float]:
    """Return the colour as a tint of the paper."""
    red, green, blue = (1 - (1 - int(colour[at : at + 2], 16) / 255) * 0.08 for at in (1, 3, 5))
    return red, green, blue


if __name__ == "__main__":
    draw()
