"""What is taken for a reason."""

import pytest

from bot.needs.reasons import says_something


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
