"""Corrections of what was answered just before; pieces taken back; what could not be used; and the way back."""

import pytest

from bot.needs.intake import Said, advance
from tests.unit.filling import FORM, PROBLEM, at, returned


@pytest.mark.parametrize(
    ("step", "said", "correction", "key", "value"),
    [
        ("deadline", "24个月", "写12个月吧", "deadline", 12),
        ("deadline", "24个月", "12个月吧", "deadline", 12),
        ("deadline", "24个月", "还是一年半好了", "deadline", 18),
        ("deadline", "24个月", "刚才写错了，是12个月", "deadline", 12),
        ("budget", "800万", "不对，是900万", "budget", 900),
        ("budget", "800万", "刚才那个应该是900万", "budget", 900),
        ("budget", "800万", "我写错了，900万", "budget", 900),
        ("self_fund", "600万", "700万", "self_fund", 700),
        ("self_fund", "600万", "不对，700万", "self_fund", 700),
        ("league", "包头", "赤峰", "league", "150400"),
        ("league", "包头", "不对，是赤峰", "league", "150400"),
        ("contact", "张三", "不对，是李四", "contact", "李四"),
        ("mobile", "13800000000", "13900000000", "mobile", "13900000000"),
        ("mobile", "13800000000", "刚才写错了，13900000000", "mobile", "13900000000"),
    ],
)
def test_the_answer_before_is_corrected(step: str, said: str, correction: str, key: str, value: object) -> None:
    chat = at(step)
    chat.says(said)
    here, begun = chat.draft.step, chat.draft.begun
    chat.says(correction)
    assert (chat.draft.values[key], chat.draft.step, chat.draft.begun) == (value, here, begun)


@pytest.mark.parametrize(
    ("step", "said", "text", "begun"),
    [
        ("deadline", "24个月", "驻场3个月", "驻场3个月"),
        ("deadline", "24个月", "有3年以上经验", "有3年以上经验"),
        ("league", "包头", "包头稀土项目", None),  # refused, being too short a title
        ("title", "高温烧结炉推舟机构国产化研制", "刚才的炉子又停了", "刚才的炉子又停了"),
        ("title", "高温烧结炉推舟机构国产化研制", "不对称磨损导致炉子卡滞", "不对称磨损导致炉子卡滞"),
        ("title", "高温烧结炉推舟机构国产化研制", "不是我们的问题，是设备老了", "不是我们的问题，是设备老了"),
        ("contact", "张三", "我要提交", None),
        ("contact", "张三", "刚才的问题还没回答", None),
    ],
)
def test_prose_that_only_comes_near_is_of_the_present_step(step: str, said: str, text: str, begun: str | None) -> None:
    chat = at(step)
    chat.says(said)
    before = chat.draft.values
    chat.says(text)
    assert (chat.draft.values, chat.draft.begun.get(chat.draft.step)) == (before, begun)


def test_a_value_of_the_same_kind_is_for_the_present_step() -> None:
    chat = at("budget")
    chat.says("800万")
    assert chat.says("900万")[0].startswith("900 万元超过了研发预算 800 万元。")
    assert chat.says("不对，是600万")[0] == "✓ 企业出资：600 万元"  # what was refused here is corrected
    assert (chat.draft.values["budget"], chat.draft.values["self_fund"]) == (800, 600)


@pytest.mark.parametrize("text", ["刚才写错了", "写错了", "上一项不对"])
def test_without_a_value_the_answer_before_is_opened(text: str) -> None:
    chat = at("deadline")
    chat.says("24个月")
    assert chat.says(text) == ["完成期限", "现在填的是：24 个月（2 年）"]
    assert chat.says("12个月")[-1] == "第 10/13 步 · 对揭榜方要求"
    assert chat.draft.values["deadline"] == 12


def test_prose_of_no_certain_shape_is_asked_about() -> None:
    chat = at("title")
    chat.says("高温烧结炉推舟机构国产化研制")
    assert chat.says("刚才写错了，是推舟机构的一些老毛病")[-1] == "这段话是填在“技术难题”里，还是要改“需求名称”？"
    assert [button.label for button in chat.buttons] == ["当作填写内容", "改需求名称", "更多"]


def test_a_correction_inside_begun_prose_is_not_glued_to_it() -> None:
    chat = at("deadline")
    chat.says("24个月")
    chat.says("有窑炉业绩")
    chat.says("写12个月吧")
    assert (chat.draft.values["deadline"], chat.draft.begun) == (12, {"solver_req": "有窑炉业绩"})


def test_only_what_is_open_of_a_returned_need_is_corrected() -> None:
    chat = returned("deadline", "solver_req")
    chat.says("36个月")
    chat.says("不对，是12个月")
    assert (chat.draft.values["deadline"], chat.draft.step) == (12, "solver_req")


def test_a_piece_is_taken_back_whatever_was_changed_since() -> None:
    chat = at("problem")
    for text in ("炉子坏得快。", "备件要半年。", "预算改成900万"):
        chat.says(text)
    assert chat.taps("↶ 去掉刚才这句")[0] == "↶ 已去掉：备件要半年。"
    assert (chat.draft.begun, chat.draft.values["budget"]) == ({"problem": "炉子坏得快。"}, 900)
    assert chat.says("去掉刚才这句")[0] == "↶ 已去掉：炉子坏得快。"
    assert (chat.draft.begun, chat.draft.values["budget"]) == ({}, 900)
    assert chat.says("撤销")[0] == "↶ 已撤销，研发预算恢复为没填"
    assert chat.says("去掉刚才这句")[0] == "没有可以撤销的改动。"


@pytest.mark.parametrize("step", ["extras", "review", "truth"])
def test_what_can_not_be_used_is_quoted(step: str) -> None:
    chat = at(step)
    assert (
        chat.says("蓝色的那个呢你看着办")[0] == "“蓝色的那个呢你看着办”这里用不上，没有填进去。请点下面的按钮来选择。"
    )


def test_the_way_back_to_what_was_put_off_is_explained_once() -> None:
    chat = at("problem")
    chat.taps("先空着")
    for said in ("连续运行时间 ≥ 4000 小时", "800万", "600万", "24个月", "无特殊要求", "都对", "张三"):
        chat.says(said)
    assert chat.says("13800000000")[:3] == [
        "✓ 手机号码：13800000000",
        "前面的“技术难题”还空着，现在补上吧。还定不下来，再点一次“先空着”就行。",
        "第 5/13 步 · 技术难题",
    ]
    assert chat.says(PROBLEM)[1] == "主要内容填好了，还想补充吗？"


def test_a_word_at_a_step_that_takes_any_is_its_answer() -> None:
    step = returned("chain", "subfield").step
    for text in ("先进制造", "稀土"):
        step = advance(FORM, step.draft, Said(text))
    assert (step.draft.values["subfield"], step.draft.values["chain"]) == ("manufacturing", "稀土")
