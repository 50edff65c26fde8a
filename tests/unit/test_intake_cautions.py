"""What hardly anybody means to hand in is pointed out before the submission, firmly and once."""

from dataclasses import replace

import pytest

from bot.needs import actions
from bot.needs.fields.caution import is_card, is_resident
from bot.needs.intake import Tapped, advance
from tests.unit.filling import FORM, PROBLEM, at

RESIDENT = "150203199003073218"  # made up, with its check character
CARD = "6222021234567890128"
SPREAD = ("1101 0519 4912 3100 2X", "110105-19491231-002X", "110105—1949—12—31—002x", "SN 20 11010519491231002X号")
SECRET = "里面写着“{}”。国家秘密、内部资料不能在这里填写，请确认不涉密，或者改掉。"
NUMBER_OF_FILE = "🛑 附件的名称和说明：里面像是有身份证号（110…2X）。填报用不着身份证号，请删掉。"
SECRETS = [
    ("详见内部资料", "内部资料"),
    ("无人机内部资料见附件", "内部资料"),
    ("参考了非公开内部资料", "内部资料"),
    ("见未脱密的绝密文件", "绝密"),
    ("含 国 家 秘 密", "国家秘密"),
    ("詳見內部資料", "内部资料"),
    ("本项目机密", "机密"),
    ("电机密封见机密图纸", "机密"),
    ("不含国家秘密，内部资料另附", "内部资料"),
]


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
        *((f"身份证 {each}", "里面像是有身份证号（110…2X）。填报用不着身份证号，请删掉。") for each in SPREAD),
        (f"卡号ICBC{CARD}", "里面像是有银行卡号（…0128）。填报用不着银行卡号，请删掉。"),
        (f"共 12 {CARD[:4]} {CARD[4:]}", "里面像是有银行卡号（…0128）。填报用不着银行卡号，请删掉。"),
        *((told, SECRET.format(word)) for told, word in SECRETS),
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
        "主机\n密度偏低，精密级轴承和整机密闭",
        "不含任何国家秘密、商业秘密和内部资料，属于非涉密项目",
        "不涉密，无内部资料，不属于机密级",
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


def test_it_is_pointed_out_after_the_last_card_too() -> None:
    chat = at("review")
    chat.taps("核对无误")
    chat.says(f"对揭榜方要求改成：有窑炉业绩，请联系李工 {RESIDENT}")
    assert (chat.draft.step, chat.taps("以上属实，确认提交")) == (
        "truth",
        [
            "提交前请再看一眼",
            "🛑 对揭榜方要求：里面像是有身份证号（150…18）。填报用不着身份证号，请删掉。",
            "要改就点下面的按钮；确认没有问题，再点“看过了，继续”。",
        ],
    )
    assert (chat.step.outcome, chat.draft.step) == (None, "review")
    chat.taps("看过了，继续")
    chat.taps("以上属实，确认提交")
    assert chat.step.outcome == "submitted"


def test_a_number_over_the_cells_of_a_row_is_pointed_out() -> None:
    row = {"name": "负责人", "target": "1101 0519 4912", "unit": "3100 2X"}
    chat = at("review", indicators=[row])
    assert chat.taps("核对无误")[1] == "🛑 技术指标：里面像是有身份证号（110…2X）。填报用不着身份证号，请删掉。"


@pytest.mark.parametrize(
    ("told", "cautions"),
    [
        (
            "内部资料-绝密 11010519491231002X.docx",
            [NUMBER_OF_FILE, f"🛑 附件的名称和说明：{SECRET.format('内部资料')}"],
        ),
        ("图纸.pdf\n有事打 13812345678", []),
    ],
)
def test_what_files_are_called_is_looked_at(told: str, cautions: list[str]) -> None:
    form, draft = replace(FORM, told=told), at("review").draft
    step = advance(form, draft, Tapped(actions.Truth()))
    assert [line for line in step.replies[0].text.split("\n") if line.startswith("🛑")] == cautions
    assert ([actions.Files] if cautions else []) == [
        type(button.action)
        for row in step.replies[0].buttons
        for button in row
        if isinstance(button.action, actions.Files)
    ]
