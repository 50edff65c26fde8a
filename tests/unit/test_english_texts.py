"""The English texts are laid out as the Chinese are, and are English throughout."""

import re

from bot.texts import catalogue
from bot.texts.markup import TAG, plain

ZH, EN = (catalogue(language).texts for language in ("zh", "en"))
READ = re.compile(r"\.(?:words|spoken|rephrasing)\.")  # lists of what people type
OPERATORS = ("config.", "operator.", "arguments.")  # who runs the bot reads Chinese, and finds Chinese examples here
TRANSLATED = [key for key in EN if key in ZH and not READ.search(key)]
HAN = re.compile("[\u4e00-\u9fff]+")
#: Chinese names of things that have no English one, and examples of what is typed.
TERMS = {"揭榜通", "揭榜挂帅", "科技厅", "万元", "万", "个月", "自治区科技厅通知"}
TERMS |= {"中文", "鼠害", "审核通过", "包头", "上月", "转给周宁"}
MARKS = re.compile("[，。；：？！、（）【】《》]")
BUTTON = re.compile(r"\.button\.|\.buttons\.|^wishes\.do\.|\.confirm_button$|^lifecycle\.action\.\w+\.name$")
WIDEST = 32  # letters of a button


def test_a_text_has_the_tags_of_the_chinese() -> None:
    """What a language model is told has no tags, but signs that look like them; and a translation is marked as one."""
    differing = {key for key in TRANSLATED if sorted(TAG.findall(EN[key])) != sorted(TAG.findall(ZH[key]))}
    assert differing == {"enquiry.translation", "selector.task", "selector.question"}


def test_tags_are_closed_on_their_line() -> None:
    lines = [line for key in EN if not READ.search(key) for line in EN[key].splitlines()]
    assert [line for line in lines if line.count("<b>") != line.count("</b>")] == []
    assert [line for line in lines if line.count("<i>") != line.count("</i>")] == []


def test_nothing_is_left_in_chinese() -> None:
    said = {key: EN[key] for key in TRANSLATED if not key.startswith(OPERATORS)}
    assert {key: words for key, text in said.items() if (words := {*HAN.findall(text)} - TERMS)} == {}
    assert {key for key, text in said.items() if MARKS.search(text)} == set()


def test_buttons_are_short() -> None:
    assert [EN[key] for key in TRANSLATED if BUTTON.search(key) and len(plain(EN[key])) > WIDEST] == []


def test_as_many_lines_as_the_chinese() -> None:
    """A line of its own is a row, a heading or a thing to do; none is lost."""
    assert [key for key in TRANSLATED if EN[key].count("\n") != ZH[key].count("\n")] == []
