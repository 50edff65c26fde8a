"""Pictures: all that is written in them is carried by facts; where nothing can be drawn, that is said."""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

import faq.pictures
from bot import pictures
from bot.reply import Course, Drawing, Picture
from bot.texts import catalogue
from faq.claims import unsupported_dates, unsupported_numbers
from faq.entry import load
from faq.lint.names import unsupported_names, unsupported_titles

WORDS: dict[str, Any] = yaml.safe_load(Path(faq.pictures.__file__).with_name("words.yaml").read_text(encoding="utf-8"))
DRAWS = pytest.mark.skipif(pictures.missing() is not None, reason=f"nothing can be drawn here: {pictures.missing()}")
FIGURES = {"days": [[f"11-{day:02d}", {"answer": day, "choices": 1, "unknown": day % 3}] for day in range(1, 15)]}


def lines(node: object) -> Iterator[str]:
    """Yield every text below a node."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from (line for key, each in node.items() if key != "facts" for line in lines(each))
    elif isinstance(node, list):
        yield from (line for each in node for line in lines(each))


@pytest.mark.parametrize("name", WORDS)
def test_every_figure_date_and_name_in_a_picture_is_carried_by_its_facts(name: str) -> None:
    library = load()
    statements = [library.facts[fact] for fact in WORDS[name]["facts"]]
    (entry,) = [each for each in library.entries if each.picture == name]
    known = "\n".join([*statements, entry.source.publisher, entry.source.date])
    invented = [
        found
        for line in lines(WORDS[name])
        for found in (
            *unsupported_dates(line, [*statements, "2022年2月"]),
            *unsupported_numbers(line, statements),
            *unsupported_names(line, known),
            *unsupported_titles(line, known),
        )
    ]
    assert (invented, entry.source.date) == ([], "2022-02")
    assert sorted(set(WORDS[name]["facts"]) - set(entry.facts)) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("three_kinds", ["1.9亿元", "5000万元以上", "9.4亿元", "不可相加"]),
        ("process", ["据公开报道整理，非法定流程", "其余步骤、条件和时限公开材料里没写"]),
    ],
)
def test_what_a_picture_must_say(name: str, said: list[str]) -> None:
    assert [each for each in said if each not in lines(WORDS[name])] == []


def size(file: Path | BytesIO) -> tuple[int, int]:
    """Return width and height of a PNG."""
    from PIL import Image

    with Image.open(file, formats=["PNG"]) as picture:
        return picture.size


@DRAWS
def test_the_pictures_are_those_that_the_script_draws(tmp_path: Path) -> None:
    from faq.pictures.draw import draw

    sizes = {name: size(path) for name, path in load().pictures.items()}
    assert {path.stem: size(path) for path in draw(tmp_path)} == sizes
    assert [size for size in sizes.values() if size[0] != 1080 or size[1] > 2 * size[0]] == []  # a phone's width


@DRAWS
@pytest.mark.parametrize("days", [1, 7, 14, 366])
def test_the_figures_are_drawn(days: int) -> None:
    figures = Drawing(days=[["11-02", {}], *FIGURES["days"] * 27][:days])
    assert size(BytesIO(pictures.png(catalogue("zh"), Picture(figures=figures)))) == (1080, 810)


@DRAWS
@pytest.mark.parametrize(("notes", "height"), [([], 240), (["", "太短"], 502), (["指标只有一条，" * 20] * 20, 4960)])
def test_a_course_of_events_is_drawn_as_high_as_it_is_long(notes: list[str], height: int) -> None:
    course = Course(
        heading="NM-2026-000001", events=tuple(("11-02 09:00", "退回", note) for note in notes), now="待审核"
    )
    assert size(BytesIO(pictures.png(catalogue("zh"), Picture(course=course)))) == (1080, height)


def test_no_line_of_a_remark_begins_with_a_mark_that_ends_something() -> None:
    assert pictures._wrapped("指标只有一条请补充使用温度和寿命的值，并说明怎么检测") == [
        "指标只有一条请补充使用温度和寿命的值，",
        "并说明怎么检测",
    ]


def test_a_file_goes_out_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"picture")
    assert pictures.png(catalogue("zh"), Picture(file=str(tmp_path / "a.png"))) == b"picture"


WITHOUT = """\
import sys
sys.modules["matplotlib"] = None
from bot import pictures
from bot.reply import Drawing
from bot.texts import catalogue
print(pictures.missing())
try:
    pictures.days(catalogue("zh"), Drawing(days=()))
except pictures.NoPictures as missing:
    print("said:", missing)
"""


def test_without_matplotlib_it_is_said_that_the_extra_is_missing() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["extra", "said: extra"]


@DRAWS
def test_fonts_without_chinese_characters_are_no_fonts(tmp_path: Path) -> None:
    from matplotlib import get_data_path

    from faq.pictures.fonts import best

    latin = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    named = tmp_path / "NotoSansSC-Regular.ttf"
    named.write_bytes(latin.read_bytes())
    (tmp_path / "wqy-broken.ttc").write_bytes(b"no font")
    assert best([latin, named, tmp_path / "wqy-broken.ttc", tmp_path / "msyh-gone.ttc"]) is None
