"""What is taken for a reason, and what a mended need is said to have changed."""

import pytest

from bot.needs.changes import Change, Lines, by_line, changes
from bot.needs.fields.spec import Json
from bot.needs.form import load_form
from bot.needs.reasons import says_something
from bot.texts import catalogue


@pytest.mark.parametrize(
    ("text", "helps"),
    [
        ("", False),
        ("补", False),
        ("请再改改", False),
        ("不符合要求", False),
        ("代码与名称不符", True),
        ("期限请再核实", True),
        ("不行不行不行不行", False),
        ("…………！！！！？？？？", False),
        ("13800000000", False),
        ("一 二 三", False),
        ("no budget given", True),
        ("请写明“1800℃”下的寿命", True),
    ],
)
def test_whether_a_reason_helps(text: str, *, helps: bool) -> None:
    assert says_something(text) is helps


LONG = "甲" * 80
FORM = load_form(None, catalogue("zh"))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({"title": "旧"}, {"title": "旧"}, []),
        ({"title": "旧"}, {"title": "新"}, [Change("需求名称", "旧", "新")]),
        ({}, {"title": "新"}, [Change("需求名称", "", "新")]),
        ({"title": "旧"}, {}, [Change("需求名称", "旧", "")]),
        ({"title": "旧", "deadline": 24}, {"title": "新", "deadline": 36}, ["需求名称", "完成期限"]),
        ({"mobile": "13800000000"}, {"mobile": "13900001111"}, [Change("手机号码", "138****0000", "139****1111")]),
        (
            {"problem": f"{LONG}乙"},
            {"problem": f"{LONG}丙"},
            [Change("技术难题", f"…{LONG[:10]}乙", f"…{LONG[:10]}丙")],
        ),
        ({"problem": "乙"}, {"problem": f"丙{LONG}"}, [Change("技术难题", "乙", f"丙{LONG[:58]}…")]),
    ],
)
def test_what_was_changed(before: dict[str, Json], after: dict[str, Json], shown: list[Change | str]) -> None:
    found = list(changes(FORM, before, after, mask=True))
    assert [
        each if isinstance(wanted, Change) else each.label for each, wanted in zip(found, shown, strict=True)
    ] == shown


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ({"title": "旧"}, {"title": "旧"}, []),
        ({}, {"title": "新"}, [Lines("需求名称", ((True, "新"),))]),
        ({"title": "旧"}, {}, [Lines("需求名称", ((False, "旧"),))]),
        ({"mobile": "13800000000"}, {}, [Lines("手机号码", ((False, "138****0000"),))]),
        # a line put in front changes none of the others
        (
            {"indicators": ["寿命 ≥ 2 年", "误差 ≤ 1 mm"]},
            {"indicators": ["温度 ≥ 90 ℃", "寿命 ≥ 2 年", "误差 ≤ 2 mm"]},
            [Lines("技术指标", ((True, "温度 ≥ 90 ℃"), (False, "误差 ≤ 1 mm"), (True, "误差 ≤ 2 mm")))],
        ),
        (
            {"problem": f"一\n{LONG}\n三"},
            {"problem": f"{LONG}\n三\n四"},
            [Lines("技术难题", ((False, "一"), (True, "四")))],
        ),
    ],
)
def test_what_was_changed_line_by_line(before: dict[str, Json], after: dict[str, Json], shown: list[Lines]) -> None:
    assert list(by_line(FORM, before, after, mask=True)) == shown
