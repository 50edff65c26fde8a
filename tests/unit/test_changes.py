"""What differs between two versions: a table, and that nothing is lost, whatever the values are."""

import html
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.needs.changes import Change, changes
from bot.needs.fields.spec import Json, Values
from bot.needs.form import load_form
from bot.services.needs_state import differences
from bot.services.runtime.turn import Turn
from bot.texts import catalogue
from bot.texts.markup import split, units

TEXTS = catalogue("zh")
FORM = load_form(None, TEXTS)
TURN = cast("Turn", SimpleNamespace(text=TEXTS))  # words are all that it is asked for

LONG = "进口推舟机构三个月就要停炉更换，备件周期半年，两种国产替代件在高温下都卡滞。"


def told(before: Values, after: Values, most: int | None = None) -> list[str]:
    """The difference in words: [-gone-] and {+come+} for what is struck and bold."""
    lines, left = differences.worded(TURN, changes(FORM, before, after, mask=True), most)
    marks = (("<s>", "[-"), ("</s>", "-]"), ("<b>", "{+"), ("</b>", "+}"))
    said = [html.unescape(marked(line, marks)) for line in lines]
    return [*said, f"另有 {left} 处"] if left else said


def marked(text: str, marks: tuple[tuple[str, str], ...]) -> str:
    for tag, mark in marks:
        text = text.replace(tag, mark)
    return text


@pytest.mark.parametrize(
    ("key", "before", "after", "shown"),
    [
        ("title", "旧", "旧", []),
        # prose, word by word
        ("title", None, "新", ["· 需求名称：（未填） → 新"]),
        ("title", "旧", None, ["· 需求名称：旧 → （未填）"]),
        ("title", "推舟机构国产化", "推舟机构国产化研制", ["· 需求名称：推舟机构国产化{+研制+}"]),
        ("title", "耐1800℃的推舟", "耐1850℃的推舟", ["· 需求名称：耐[-1800-]{+1850+}℃的推舟"]),
        ("title", "<b>粉体</b>&除尘", "<b>粉体</b>&除尘机", ["· 需求名称：<b>粉体</b>&除尘{+机+}"]),
        ("contact", "王芳", "李强", ["· 联系人：[-王芳-]{+李强+}"]),
        ("problem", "损失四十万元", "损失 四十万元", ["· 技术难题：损失{+␣+}四十万元"]),
        (
            "problem",
            f"{LONG}\n现状：不好",
            f"{LONG}现状：不好",
            ["· 技术难题：…产替代件在高温下都卡滞。[-↵-]现状：不好"],
        ),
        (
            "problem",
            "产率要达到九成以上才行",
            "没有一样相同",
            ["· 技术难题：[-产率要达到九成以上才行-]{+没有一样相同+}"],
        ),
        (
            "problem",
            f"甲方案：{LONG}每年损失三百万元，{LONG}需要五年",
            f"乙方案：{LONG}每年损失两百万元，{LONG}需要三年",
            [
                "· 技术难题：",
                "　[-甲方-]{+乙方+}案：进口推舟机构三个月就…",
                "　…在高温下都卡滞。每年损失[-三百-]{+两百+}万元，进口推舟机构三个月…",
                "　…代件在高温下都卡滞。需要[-五年-]{+三年+}",
            ],
        ),
        # values: the old one and the new one
        ("budget", 800, 900, ["· 研发预算：800 万元 → 900 万元"]),
        ("deadline", 24, 36, ["· 完成期限：24 个月（2 年） → 36 个月（3 年）"]),
        ("ip", "shared", None, ["· 知识产权归属：双方共有 → （未填）"]),
        ("mobile", "13800000000", "13900001111", ["· 手机号码：138****0000 → 139****1111"]),
        ("mobile", "13800000000", "13812340000", ["· 手机号码：138****0000（有改动，在隐去的几位）"]),
        # lists, line by line
        ("keywords", ["高温", "推舟"], ["高温", "陶瓷"], ["· 关键词：", "　－ [-推舟-]", "　＋ {+陶瓷+}"]),
        (
            "indicators",
            ["检测误差 ≤ 2%", "年均故障停机 ≤ 3 次", "设备国产化率 ≥ 95%"],
            ["检测误差 ≤ 2%，第三方检测", "年均故障停机 ≤ 3 次", "设备国产化率 ≥ 90%"],
            ["· 技术指标：", "　改 ① 检测误差 ≤ 2%{+，第三方检测+}", "　改 ③ 设备国产化率 ≥ [-95%-]{+90%+}"],
        ),
        (
            "indicators",
            ["寿命 ≥ 2 年", "误差 ≤ 1 mm"],
            ["温度 ≥ 90 ℃", "寿命 ≥ 2 年", "误差 ≤ 1.5 mm"],
            ["· 技术指标：", "　＋ ① {+温度 ≥ 90 ℃+}", "　改 ②→③ 误差 ≤ [-1-]{+1.5+} mm"],
        ),
        (
            "indicators",
            ["连续运行时间 ≥ 4000 小时", "噪声 ≤ 85 dB", "能耗下降 10%"],
            ["能耗下降 10%"],
            ["· 技术指标：", "　－ ① [-连续运行时间 ≥ 4000 小时-]", "　－ ② [-噪声 ≤ 85 dB-]"],
        ),
        ("indicators", None, ["寿命 ≥ 2 年"], ["· 技术指标：＋ ① {+寿命 ≥ 2 年+}"]),
    ],
)
def test_what_differs(key: str, before: Json, after: Json, shown: list[str]) -> None:
    old, new = ({} if value is None else {key: value} for value in (before, after))
    assert told(old, new) == shown


def test_what_does_not_fit_is_counted() -> None:
    before: Values = {"title": "旧名称", "indicators": ["甲" * 40, "乙" * 40], "deadline": 24}
    after: Values = {"title": "新名称", "indicators": ["丙" * 40], "deadline": 36}
    first, last = "· 需求名称：[-旧名-]{+新名+}称", "· 完成期限：24 个月（2 年） → 36 个月（3 年）"
    assert told(before, after, 60) == [first, last, "另有 3 处"]


WORDS = st.sampled_from(
    ["设备", "国产", "化率", "≥ ", "90%", "95%", "1.5", "，", "。", "\n", " ", "<b>", "&", "的", "三", "两", "年", "12"]
)
PROSE = st.lists(WORDS, min_size=1, max_size=60).map("".join)


@st.composite
def edited(draw: Callable[[st.SearchStrategy[object]], object]) -> tuple[str, str]:
    """A text, and it with stretches struck out, put in and exchanged."""
    old = cast("str", draw(PROSE))
    new = old
    for _ in range(cast("int", draw(st.integers(0, 5)))):
        start = cast("int", draw(st.integers(0, len(new))))
        end = cast("int", draw(st.integers(start, min(len(new), start + 8))))
        new = new[:start] + cast("str", draw(st.one_of(st.just(""), PROSE.map(lambda text: text[:9])))) + new[end:]
    return old, new


ROW = (
    st.lists(WORDS, min_size=1, max_size=8)
    .map("".join)
    .map(str.strip)
    .filter(bool)
    .map(lambda text: text.replace("\n", " "))
)


@st.composite
def edited_rows(draw: Callable[[st.SearchStrategy[object]], object]) -> tuple[list[str], list[str]]:
    """Rows, and these with some changed, taken away, put in and moved."""
    old = cast("list[str]", draw(st.lists(ROW, min_size=1, max_size=8)))
    new = list(old)
    for _ in range(cast("int", draw(st.integers(0, 5)))):
        place, row = cast("int", draw(st.integers(0, len(new)))), cast("str", draw(ROW))
        how = draw(st.sampled_from(["put in", "take away", "change", "move"]))
        if how == "put in" or not new:
            new.insert(place, row)
        else:
            taken = new.pop(place % len(new))
            new[place:place] = {"take away": [], "change": [taken + row], "move": [taken]}[str(how)]
    return old, new


def only(found: Iterator[Change]) -> Change:
    (change,) = found
    return change


def sides(said: str) -> tuple[str, str]:
    """What words with tags say was there, and what is there now."""
    old = re.sub("<b>.*?</b>", "", said).replace("<s>", "").replace("</s>", "")
    new = re.sub("<s>.*?</s>", "", said).replace("<b>", "").replace("</b>", "")
    return html.unescape(old), html.unescape(new)


@given(edited())
def test_nothing_of_a_text_is_lost(texts: tuple[str, str]) -> None:
    """The old text, with what is shown put in its places, is the new one: what is left out is the same in both."""
    old, new = texts
    if old == new or not old or not new:
        return
    change = only(changes(FORM, {"problem": old}, {"problem": new}, mask=True))
    assert (change.old(), change.new()) == ([old], [new])
    said = "".join(differences.places(TURN, change)).replace("……", "…")
    signs = str.maketrans({"\n": "↵", "␣": " "})
    pieces = [sides(piece.translate(signs)) for piece in said.split("…")]
    was, now = old.translate(signs), new.translate(signs)
    pattern = "(.*)".join(re.escape(piece) for piece, _ in pieces)
    left_out = re.fullmatch(pattern, was)
    assert left_out
    wanted = re.fullmatch("(.*)".join(re.escape(piece) for _, piece in pieces), now)
    assert wanted
    assert sum(map(len, left_out.groups())) == sum(map(len, wanted.groups()))


@given(edited_rows())
def test_nothing_of_a_list_is_lost(rows: tuple[list[str], list[str]]) -> None:
    """Rows that are not shown stand in both, in the same order; those that are shown are shown whole."""
    old, new = rows
    if old == new:
        return
    change = only(changes(FORM, {"indicators": old}, {"indicators": new}, mask=True))
    assert (change.old(), change.new()) == (old, new)
    was, now = dict(enumerate(old)), dict(enumerate(new))
    for place in differences.places(TURN, change):
        how, marks, text = place.split(" ", 2)
        numbers = [ord(mark) - ord("①") for mark in marks.split("→")]
        before, after = sides(text.replace("␣", " "))
        assert how == "＋" or was.pop(numbers[0]) == before
        assert how == "－" or now.pop(numbers[-1]) == after
    assert [*was.values()] == [*now.values()]


@given(
    st.lists(st.tuples(st.sampled_from(["", "s", "b"]), st.text("甲乙&<😀", min_size=1)), min_size=1),
    st.integers(24, 80),
)
def test_a_line_that_is_cut_keeps_its_marks(runs: list[tuple[str, str]], limit: int) -> None:
    line = "".join(f"<{tag}>{html.escape(text)}</{tag}>" if tag else html.escape(text) for tag, text in runs)
    parts = split(line, limit)
    assert max(map(units, parts)) <= limit
    assert [sides(part)[0] for part in parts if part.count("<b>") != part.count("</b>")] == []
    joined = [sides(part) for part in parts]
    assert ("".join(old for old, _ in joined), "".join(new for _, new in joined)) == sides(line)
