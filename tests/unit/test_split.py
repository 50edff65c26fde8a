import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.markup import LIMIT, plain, split, units


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("一行", 10, ["一行"]),
        ("", 10, []),
        ("\n \n", 10, []),
        ("一\n二", 3, ["一\n二"]),
        ("一二\n三四", 4, ["一二", "三四"]),  # cut between lines
        ("一二三四五六", 4, ["一二三四", "五六"]),  # a line that is too long is cut where it must be
        ("头\n一二三四五\n尾", 4, ["头", "一二三四", "五\n尾"]),
        ("一\n\n\n二三四", 4, ["一", "二三四"]),  # no part begins or ends with an empty line
        ("<b>一</b>\n<b>二</b>", 9, ["<b>一</b>", "<b>二</b>"]),  # tags stay whole
        ("<b>一二三四五</b>", 8, ["一二三四五"]),  # or are left out with their line
        ("😀😀😀", 4, ["😀😀", "😀"]),  # two units each
        ("a&amp;b", 6, ["a&amp;", "b"]),  # an entity is one character
        ("&lt;&lt;", 5, ["&lt;", "&lt;"]),
    ],
)
def test_parts(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit) == parts


def test_the_limit_is_telegrams() -> None:
    assert [units(part) for part in split("长" * 10_000)] == [LIMIT, LIMIT, 10_000 - 2 * LIMIT]


@pytest.mark.parametrize(
    ("text", "seen"),
    [("一", "一"), ("<b>一</b> &lt;i&gt; &amp;amp;", "一 <i> &amp;"), ('<a href="x">网址</a>', "网址")],
)
def test_plain(text: str, seen: str) -> None:
    assert plain(text) == seen


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=30).map(html.escape)
lines = st.lists(st.one_of(words, words.map("<b>{}</b>".format)), max_size=20)


@given(lines, st.integers(min_value=6, max_value=80))
def test_nothing_is_lost_and_nothing_is_too_long(typed: list[str], limit: int) -> None:
    parts = split("\n".join(typed), limit)
    assert [part for part in parts if units(part) > limit] == []
    assert [part for part in parts if part.count("<b>") != part.count("</b>")] == []
    assert visible(parts) == visible(typed)


def visible(parts: list[str]) -> str:
    """What a reader sees of it, without the spaces between."""
    return "".join("".join(map(plain, parts)).split())
