"""Prepared text: named lines, whole forms and tables fill the fields that they name, and nothing of them is lost."""

import pytest

from bot.needs.intake import begin, is_need
from tests.unit.filling import FORM, FULL, PROBLEM, Chat, at, returned

WHOLE = """技术需求征集表
一、单位信息
1. 单位全称：内蒙古敕勒新材料有限公司
2. 统一社会信用代码：91150200MA0TE5T00K
3. 所属盟市：包头
二、需求
需求名称：高温烧结炉推舟机构国产化研制
技术领域\t高新技术
【技术难题】现用的进口推舟机构每运行约三个月就要停炉更换，备件周期长达半年。
现状：试过两种国产替代件，在 1800℃ 下都出现卡滞，停炉一次损失约 40 万元。
技术指标：
① 连续运行时间 ≥ 4000 小时
② 推舟误差 ≤ 0.5 mm
研发预算（万元）：800
企业出资：六成
完成期限：两年半
合作方式：合作研发、委托
联系人：张三
电话：13800000000
邮箱：
项目负责人：李四，45岁"""

TOLD = {
    "org_name": "内蒙古敕勒新材料有限公司",
    "uscc": "91150200MA0TE5T00K",
    "league": "150200",
    "title": "高温烧结炉推舟机构国产化研制",
    "field": "high_tech",
    "problem": "现用的进口推舟机构每运行约三个月就要停炉更换，备件周期长达半年。\n"
    "现状：试过两种国产替代件，在 1800℃ 下都出现卡滞，停炉一次损失约 40 万元。",
    "indicators": ["连续运行时间 ≥ 4000 小时", "推舟误差 ≤ 0.5 mm"],
    "budget": 800,
    "self_fund": 480,
    "deadline": 30,
    "coop_mode": ["entrust", "joint"],
    "contact": "张三",
    "mobile": "13800000000",
}


def test_a_whole_form_is_filled_in_and_only_the_rest_is_asked() -> None:
    chat = at("org_name")
    said = chat.says(WHOLE)
    assert said[0] == "认出 13 项，请看一眼："
    assert said[-4:] == [
        "“六成”已按研发预算 800 万元换算。",
        "这些没认出是哪一项，没有填进去：",
        "项目负责人：李四，45岁",
        "第 10/13 步 · 对揭榜方要求",
    ]
    assert chat.draft.values == {"consent": True, **TOLD}
    chat.says("无特殊要求")
    assert chat.draft.step == "together"
    chat.taps("都对，下一步")
    assert chat.draft.step == "extras"
    assert {key: chat.draft.values[key] for key in TOLD} == TOLD


def test_what_is_to_be_asked_of_one_card_is_asked_by_itself() -> None:
    chat = at("org_name")
    chat.says("单位全称：内蒙古敕勒新材料有限公司\n合作方式：都可以\n联系人：张三")
    assert chat.seen[-1] == "各种都可以，就全部选上吗？不是的话，请发要选的那几项。"


def test_before_the_consent_it_is_only_kept() -> None:
    chat = Chat(begin(FORM, 1001, 7))
    assert chat.says(WHOLE)[0].startswith("认出 13 项（单位全称、信用代码、所属盟市、")
    assert chat.draft.values == {}
    assert chat.taps("同意，开始填写")[0] == "认出 13 项，请看一眼："
    assert chat.draft.values == {"consent": True, **TOLD}
    assert chat.draft.brought == {}


def test_what_has_to_be_asked_is_asked_at_its_step() -> None:
    chat = at("org_name")
    said = chat.says(
        "单位全称：内蒙古敕勒新材料有限公司\n统一社会信用代码：9115O200MAOTE5TOOK\n联系人：张三\n所属盟市：乌市"
    )
    assert "这几项还要您再确认一下：信用代码、所属盟市。" in said
    assert said[-1] == "统一社会信用代码里不会有 O。您要填的是不是 91150200MA0TE5T00K？"
    assert chat.taps("91150200MA0TE5T00K")[-1] == "“乌市”可能指不止一个地方，请选一个："
    assert chat.taps("乌海市")[-1] == "第 4/13 步 · 需求名称"
    assert {key: chat.draft.values[key] for key in ("uscc", "league", "contact")} == {
        "uscc": "91150200MA0TE5T00K",
        "league": "150300",
        "contact": "张三",
    }


def test_what_cannot_be_used_is_said_at_its_step_and_kept() -> None:
    chat = at("org_name")
    chat.says("单位全称：内蒙古敕勒新材料有限公司\n信用代码：150200000000000\n盟市：包头")
    assert chat.seen[-3] == "这是 15 位的旧工商注册号。请填营业执照上 18 位的统一社会信用代码。"
    assert chat.draft.rejected == {"uscc": "150200000000000"}


def test_what_was_pasted_is_taken_back_at_once() -> None:
    chat = at("review")
    chat.says("预算：900万\n联系人：李强\n需求名称：矿井提升机钢丝绳在线检测技术")
    assert {key: chat.draft.values[key] for key in ("budget", "contact", "title")} == {
        "budget": 900,
        "contact": "李强",
        "title": "矿井提升机钢丝绳在线检测技术",
    }
    chat.says("撤销")
    assert chat.draft.values == FULL


def test_only_what_a_returned_need_asks_for_is_filled_in() -> None:
    chat = returned("budget", "deadline")
    said = chat.says("预算：700万\n期限：30个月\n联系人：李强")
    assert "这次不能改：联系人，所以没有动。" in said
    assert (chat.draft.values["budget"], chat.draft.values["deadline"], chat.draft.values["contact"]) == (
        700,
        30,
        "张三",
    )
    assert chat.draft.step == "review"


@pytest.mark.parametrize("between", ["\t", " "])
def test_a_row_of_a_table_may_name_several_fields(between: str) -> None:
    chat = at("org_name")
    cells = "单位全称\t内蒙古敕勒新材料有限公司\t信用代码\t91150200MA0TE5T00K\n联系人\t张三\t手机\t13800000000"
    chat.says(cells.replace("\t", between))
    assert [chat.draft.values.get(key) for key in ("org_name", "uscc", "contact", "mobile")] == [
        "内蒙古敕勒新材料有限公司",
        "91150200MA0TE5T00K",
        "张三",
        "13800000000",
    ]


def test_what_the_bot_shows_can_be_sent_back() -> None:
    chat = at("review")
    shown = "\n".join(chat.says("看一遍"))
    again = at("org_name")
    again.says(shown)
    assert again.draft.values == FULL


def test_the_heading_of_a_table_without_rows_says_nothing() -> None:
    chat = at("consent")
    chat.says("联系人：张三\n技术指标：\n序号\t指标名称\t现值\t目标值\t单位\t检测方法\n手机：13800000000")
    assert [*chat.draft.brought] == ["contact", "mobile"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WHOLE, True),
        ("单位：某某厂\n联系人：张三\n电话：13800000000", True),
        ("联系人：张三\n电话：13800000000", False),
        ("单位 某某厂\n联系人 张三\n电话 13800000000", True),
        ("请问单位全称怎么填？\n联系人要填谁？\n手机号必须填吗？", False),
        (PROBLEM, False),
    ],
)
def test_what_is_the_text_of_a_need(text: str, expected: bool) -> None:  # noqa: FBT001  (of a table)
    assert is_need(FORM, text) is expected


@pytest.mark.parametrize(
    ("step", "text", "value"),
    [
        ("org_name", "企业名称：内蒙古蒙源热电有限责任公司", "内蒙古蒙源热电有限责任公司"),
        ("org_name", "我们公司叫内蒙古蒙源热电有限责任公司", "内蒙古蒙源热电有限责任公司"),
        ("org_name", "1、单位全称： 内蒙古蒙源热电有限责任公司", "内蒙古蒙源热电有限责任公司"),
        ("org_name", "🏭内蒙古蒙源热电有限责任公司", "内蒙古蒙源热电有限责任公司"),
        ("title", "需求名称是350MW锅炉深度调峰研究", "350MW锅炉深度调峰研究"),
        ("title", "【需求名称】350MW锅炉深度调峰研究", "350MW锅炉深度调峰研究"),
        ("title", "• 名称：350MW锅炉深度调峰研究", "350MW锅炉深度调峰研究"),
        ("problem", f"技术难题：{PROBLEM}", PROBLEM),
        ("indicators", "技术指标：寿命≥4000小时", ["寿命≥4000小时"]),
        ("budget", "研发预算：900万", 900),
        ("deadline", "完成期限是两年", 24),
        ("solver_req", "对揭榜方要求：有高温窑炉业绩的高校", "有高温窑炉业绩的高校"),
        ("contact", "联系人：张三", "张三"),
        ("mobile", "我的手机号是13800000000", "13800000000"),
    ],
)
def test_the_name_of_the_field_falls_off(step: str, text: str, value: object) -> None:
    chat = at(step)
    chat.says(text)
    assert chat.draft.values.get(step) == value


# Nothing is lost

OTHER = "单位全称：内蒙古敕勒新材料有限公司\n联系人：张三\n合作过的单位：北方某高校，做过两轮试验"


def test_what_belongs_to_no_field_can_be_put_into_the_prose() -> None:
    chat = at("org_name")
    chat.says(f"{OTHER}\n技术难题：{PROBLEM}")
    chat.taps("没认出的填进“技术难题”")
    assert chat.draft.values["problem"] == f"{PROBLEM}\n合作过的单位：北方某高校，做过两轮试验"
    assert chat.draft.step == "uscc"


def test_what_belongs_to_no_field_can_begin_the_prose_and_is_kept_for_it() -> None:
    chat = at("org_name")
    chat.says(OTHER)
    assert chat.draft.rejected == {"problem": "合作过的单位：北方某高校，做过两轮试验"}
    chat.taps("没认出的填进“技术难题”")
    assert (chat.draft.begun, chat.draft.rejected) == ({"problem": "合作过的单位：北方某高校，做过两轮试验"}, {})


BEGUN = "现在的推舟机构三个月就坏，备件要等半年"


def test_prose_before_the_first_name_is_the_answer_of_its_step() -> None:
    chat = at("problem")
    chat.says(f"{PROBLEM}\n预算：800万\n期限：24个月")
    assert [chat.draft.values.get(key) for key in ("problem", "budget", "deadline")] == [PROBLEM, 800, 24]


def test_what_was_begun_goes_on_in_what_is_pasted() -> None:
    chat = at("problem")
    chat.says(BEGUN)
    chat.says(f"技术难题：{PROBLEM}\n预算：800万")
    assert chat.draft.values["problem"] == f"{BEGUN}\n{PROBLEM}"


@pytest.mark.parametrize("text", ["补充：停炉一次损失40万", "技术难题：停炉一次损失40万\n预算：800万"])
def test_what_was_begun_is_kept(text: str) -> None:
    chat = at("problem")
    chat.says(BEGUN)
    chat.says(text)
    assert chat.draft.begun == {"problem": f"{BEGUN}\n停炉一次损失40万"}


def test_a_paste_asks_where_rows_or_prose_would_vanish() -> None:
    chat = at("review")
    chat.says("技术指标：噪声≤85dB\n联系人：李强")
    assert chat.draft.values["indicators"] == FULL["indicators"]
    chat.taps("加到后面")
    assert chat.draft.values["indicators"] == [*FULL["indicators"], "噪声≤85dB"]
    assert chat.draft.values["contact"] == "李强"


def test_all_that_is_asked_back_comes_up() -> None:
    chat = at("review")
    chat.says("预算：900\n企业出资：500\n完成期限：3")
    assert chat.draft.step == "budget"
    chat.taps("对，900 万元")
    assert chat.draft.step == "self_fund"
    chat.taps("对，500 万元")
    assert chat.draft.step == "deadline"
    chat.taps("3 个月")
    assert (chat.draft.step, chat.draft.brought) == ("review", {})
    assert [chat.draft.values[key] for key in ("budget", "self_fund", "deadline")] == [900, 500, 3]


def test_what_was_filled_in_at_the_consent_is_taken_back_and_nothing_is_agreed_twice() -> None:
    chat = Chat(begin(FORM, 1001, 7))
    chat.says(WHOLE)
    chat.taps("同意，开始填写")
    chat.says("撤销")
    assert (chat.draft.step, chat.draft.values) == ("org_name", {"consent": True})


def test_the_same_name_twice_is_told() -> None:
    chat = at("org_name")
    said = chat.says("单位全称：内蒙古敕勒新材料有限公司\n企业名称：内蒙古乙公司\n联系人：张三")
    assert chat.draft.values["org_name"] == "内蒙古敕勒新材料有限公司"
    assert "企业名称：内蒙古乙公司" in said


@pytest.mark.parametrize("step", ["review", "extras", "together"])
def test_one_name_is_enough_where_no_field_is_asked_for(step: str) -> None:
    chat = at(step)
    chat.says("关键词：永磁、烧结炉")
    assert chat.draft.values["keywords"] == ["永磁", "烧结炉"]


def test_a_row_may_be_written_in_lines() -> None:
    chat = at("indicators")
    chat.says("名称：耐火砖高温抗压强度\n单位：MPa\n目标值：≥80")
    assert chat.draft.values["indicators"] == [{"name": "耐火砖高温抗压强度", "unit": "MPa", "target": "≥80"}]
    assert chat.draft.values["org_name"] == FULL["org_name"]


@pytest.mark.parametrize("other", ["需求名称改成：矿井提升机钢丝绳在线检测技术", "修改第3项", "跳过"])
def test_a_text_that_was_asked_about_is_put_by_when_something_else_is_done(other: str) -> None:
    chat = at("indicators", indicators=["寿命≥5年"])
    chat.says("噪声≤85dB")
    chat.says(other)
    assert chat.draft.rejected["indicators"] == "噪声≤85dB"


# Tables of indicators

COLUMNS = [
    {"name": "最低稳燃负荷", "now": "35", "target": "≤20", "unit": "%BMCR", "method": "现场试验"},
    {"name": "负荷响应", "now": "3", "target": "≥6", "unit": "MW/min", "method": "第三方检测"},
]
HEADER = ("序号", "指标名称", "单位", "现值", "目标值", "检测方法")
ROWS = (("1", "最低稳燃负荷", "%BMCR", "35", "≤20", "现场试验"), ("2", "负荷响应", "MW/min", "3", "≥6", "第三方检测"))


@pytest.mark.parametrize("between", ["\t", "，", ",", "  ", " | ", " "])
@pytest.mark.parametrize("headed", [True, False])
def test_columns_are_kept_apart(between: str, headed: bool) -> None:  # noqa: FBT001  (of a table)
    chat = at("indicators")
    chat.says("\n".join(between.join(row) for row in ((HEADER, *ROWS) if headed else ROWS)))
    assert chat.draft.values["indicators"] == COLUMNS
    assert chat.seen[0].startswith("✓ 技术指标：① 最低稳燃负荷 ≤20 %BMCR（现值 35），现场试验")


def test_two_columns_that_could_each_be_the_target_are_asked_about() -> None:
    chat = at("indicators")
    assert chat.says("寿命\t2000\t4000\t小时\n误差\t1\t0.5\tmm")[-1] == "表里有两列数，第一条该怎么读？"
    chat.taps("寿命 4000 小时（现值 2000）")
    assert chat.draft.values["indicators"] == [
        {"name": "寿命", "now": "2000", "target": "4000", "unit": "小时"},
        {"name": "误差", "now": "1", "target": "0.5", "unit": "mm"},
    ]


def test_a_table_beside_rows_is_asked_about() -> None:
    chat = at("review")
    chat.says("修改第8项")
    chat.says("指标\t现值\t目标\n误差\t1mm\t0.5mm")
    chat.taps("加到后面")
    assert chat.draft.values["indicators"] == [
        "连续运行时间 ≥ 4000 小时",
        {"name": "误差", "now": "1mm", "target": "0.5mm"},
    ]
    assert chat.says("第2条改成≤0.3mm")[1] == "② 误差 0.5mm（现值 1mm） → 误差 ≤0.3mm（现值 1mm）"


HEADED = [
    (  # cells put together: the name is that of the row above
        "指标\t目标值\t单位\n强度\t≥80\tMPa\n\t≥90\tGPa",
        [{"name": "强度", "target": "≥80", "unit": "MPa"}, {"name": "强度", "target": "≥90", "unit": "GPa"}],
    ),
    (
        "| 指标 | 目标值 | 单位 |\n|---|---|---|\n| 强度 | ≥80 | MPa |\n| | ≥90 | GPa |",
        [{"name": "强度", "target": "≥80", "unit": "MPa"}, {"name": "强度", "target": "≥90", "unit": "GPa"}],
    ),
    (
        "指标\t现值(天)\t目标值（小时）\n寿命\t2\t≥4000\n误差\t1mm\t≤0.5mm",
        [
            {"name": "寿命", "now": "2 天", "target": "≥4000", "unit": "小时"},
            {"name": "误差", "now": "1mm", "target": "≤0.5mm"},
        ],
    ),
    ("指标\t目标值（必填）\n寿命\t≥4000小时", [{"name": "寿命", "target": "≥4000小时"}]),
    (
        "强度\tMPa\t70\t≥80\t国标GB 123\n硬度\tHRC\t50\t≥60\t国标GB 456",
        [
            {"name": "强度", "now": "70", "target": "≥80", "unit": "MPa", "method": "国标GB 123"},
            {"name": "硬度", "now": "50", "target": "≥60", "unit": "HRC", "method": "国标GB 456"},
        ],
    ),
    (
        "强度\u202e\t≥80\tMPa\t国标\x07GB 123\n硬度\t≥60\tHRC\t国标GB 456",
        [
            {"name": "强度", "target": "≥80", "unit": "MPa", "method": "国标GB 123"},
            {"name": "硬度", "target": "≥60", "unit": "HRC", "method": "国标GB 456"},
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), HEADED)
def test_nothing_of_a_table_is_lost(text: str, expected: list[dict[str, str]]) -> None:
    chat = at("indicators")
    chat.says(text)
    assert chat.draft.values["indicators"] == expected


def test_a_table_that_names_a_column_twice_is_kept_in_lines() -> None:
    chat = at("indicators")
    chat.says("指标\t目标值\t目标值\n强度\t≥80MPa\t≥90MPa")
    chat.taps("就这样填")
    assert chat.draft.values["indicators"] == ["指标 目标值 目标值", "强度 ≥80MPa ≥90MPa"]


@pytest.mark.parametrize(
    "text",
    [
        "连续运行时间 ≥ 4000 小时\n推舟定位误差 ≤ ±0.5 mm",
        "寿命≥4000小时，现场记录，第三方检测\n误差≤0.5mm，现场记录，抽检",
        "在 1800 ℃ 下 连续运行 4000 小时",
    ],
)
def test_lines_are_no_table(text: str) -> None:
    chat = at("indicators")
    chat.says(text)
    assert chat.draft.values["indicators"] == text.split("\n")


HEADINGS = """一、单位全称
内蒙古敕勒新材料有限公司
二、所在盟市
包头
三、需求名称
煤制乙二醇催化剂国产化研制
四、拟解决的技术难题
现用进口催化剂每年更换两次，单次停车损失约 600 万元，国产样品选择性不够，副产物多，分离能耗高。
五、主要技术指标：
乙二醇选择性 ≥ 97.5%
活性保持率 ≥ 90%"""


def test_headings_on_lines_of_their_own_are_names() -> None:
    chat = at("org_name")
    chat.says(HEADINGS)
    assert [chat.draft.values.get(key) for key in ("org_name", "league", "title", "indicators")] == [
        "内蒙古敕勒新材料有限公司",
        "150200",
        "煤制乙二醇催化剂国产化研制",
        ["乙二醇选择性 ≥ 97.5%", "活性保持率 ≥ 90%"],
    ]
    begun = chat.draft.values.get("problem") or chat.draft.begun["problem"]
    assert str(begun).startswith("现用进口催化剂每年更换两次")


@pytest.mark.parametrize(
    ("text", "key", "value"), [("手机号：13948211234", "mobile", "13948211234"), ("预算：900万", "budget", 900)]
)
def test_a_line_of_another_field_is_no_prose(text: str, key: str, value: object) -> None:
    chat = at("problem")
    chat.says(BEGUN)
    chat.says(text)
    assert (chat.draft.values[key], chat.draft.begun) == (value, {"problem": BEGUN})


def test_what_waits_to_be_placed_is_not_replaced_by_what_comes_next() -> None:
    chat = at("review", indicators=["寿命≥5年"])
    chat.says("修改第8项")
    chat.says("噪声≤85dB")
    chat.says("能耗≤3 kWh/t")
    chat.taps("加到后面")
    assert chat.draft.values["indicators"] == ["寿命≥5年", "噪声≤85dB", "能耗≤3 kWh/t"]
