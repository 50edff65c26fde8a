"""What hardly anybody means to hand in is pointed out before the submission, firmly and once."""

import pytest

from bot.needs.fields.caution import is_card, is_resident
from tests.unit.filling import PROBLEM, at

RESIDENT = "150203199003073218"  # made up, with its check character
CARD = "6222021234567890128"


def test_the_made_up_numbers_check() -> None:
    assert (is_resident(RESIDENT), is_card(CARD)) == (True, True)
    assert (is_resident(RESIDENT.replace("9", "8", 1)), is_card(CARD[:-1] + "9")) == (False, False)


@pytest.mark.parametrize(
    ("told", "caution"),
    [
        (f"负责人身份证 {RESIDENT}", "里面像是有身份证号（150…18）。填报用不着身份证号，请删掉。"),
        (f"打款到 {CARD}", "里面像是有银行卡号（…0128）。填报用不着银行卡号，请删掉。"),
        ("6222 0212 3456 7890 128", "里面像是有银行卡号（…0128）。填报用不着银行卡号，请删掉。"),
        (
            "找王教授 138 1234 5678",
            "里面有手机号 138****5678。这项内容将来可能公开，别人的号码请删掉，自己的请填在“手机号码”里。",
        ),
        (
            "本项目涉及国家秘密，密级为机密",
            "里面写着“国家秘密”。国家秘密、内部资料不能在这里填写，请确认不涉密，或者改掉。",
        ),
        ("详见内部资料", "里面写着“内部资料”。国家秘密、内部资料不能在这里填写，请确认不涉密，或者改掉。"),
    ],
)
def test_it_is_pointed_out_once(told: str, caution: str) -> None:
    chat = at("review", problem=f"{PROBLEM}{told}")
    assert chat.taps("核对无误") == [
        "提交前请再看一眼",
        f"🛑 技术难题：{caution}",
        "要改就点下面的按钮；确认没有问题，再点“看过了，继续”。",
    ]
    assert [button.label for button in chat.buttons] == ["改技术难题", "看过了，继续"]
    assert chat.taps("看过了，继续")[0] == "最后一步：真实性确认"
    chat.taps("再看看")
    assert chat.taps("核对无误")[0] == "最后一步：真实性确认"


@pytest.mark.parametrize(
    "told",
    [
        "所有内容不含国家秘密，也不涉及机密",
        "设备编号 150203199003073211",
        "合同号 1234567890123456",
        "统一社会信用代码 91150200MA0TE5T00K",
        "电机密封装置漏油",
    ],
)
def test_what_only_looks_so_is_not(told: str) -> None:
    chat = at("review", problem=f"{PROBLEM}{told}")
    assert chat.taps("核对无误")[0] == "最后一步：真实性确认"


def test_what_comes_later_is_pointed_out_too() -> None:
    chat = at("review", problem=f"{PROBLEM}详见内部资料")
    chat.taps("核对无误")
    chat.says(f"对揭榜方要求改成：有窑炉业绩，请联系李工 {RESIDENT}")
    assert chat.taps("核对无误")[1:3] == [
        "🛑 技术难题：里面写着“内部资料”。国家秘密、内部资料不能在这里填写，请确认不涉密，或者改掉。",
        "🛑 对揭榜方要求：里面像是有身份证号（150…18）。填报用不着身份证号，请删掉。",
    ]
