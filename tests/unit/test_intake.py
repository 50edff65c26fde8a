"""Filling in the form, as transcripts, and under random events."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.needs.form import load_form
from bot.needs.intake import (
    Blank,
    Draft,
    Event,
    Pending,
    Resumed,
    Said,
    SharedPhone,
    Step,
    Tapped,
    advance,
    amend,
    begin,
    overview,
    present,
    resume,
)
from bot.needs.taps import TAPS
from bot.reply import Button, Reply

FORM = load_form()
PROBLEM = FORM.field("problem").example

FULL: dict[str, Any] = {
    "consent": True,
    "org_name": "内蒙古敕勒新材料有限公司",
    "uscc": "91150200MA0TE5T00K",
    "league": "150200",
    "need_type": "research",
    "title": "高温烧结炉推舟机构国产化研制",
    "field": "high_tech",
    "problem": PROBLEM,
    "indicators": ["连续运行时间 ≥ 4000 小时"],
    "budget": 800,
    "self_fund": 600,
    "deadline": 24,
    "solver_req": "无特殊要求",
    "coop_mode": ["joint"],
    "ip": "shared",
    "publicity": "anonymous",
    "contact": "张三",
    "mobile": "13800000000",
}

_STANDING = {line for field in FORM.fields for text in (field.prompt, field.help) for line in text.split("\n")}


class Chat:
    """A person filling in the form: says and taps, and sees what the bot has answered.

    What is seen leaves out the prompts, helps and examples of the form file.
    """

    def __init__(self, step: Step) -> None:
        self.step = step

    @property
    def draft(self) -> Draft:
        return self.step.draft

    def does(self, event: Event) -> list[str]:
        before = self.draft
        self.step = advance(FORM, before, event)
        assert self.draft == Draft.from_json(json.loads(json.dumps(self.draft.to_json())))
        assert self.draft.revision - before.revision == (replace(self.draft, revision=before.revision) != before)
        return self.seen

    def says(self, text: str, *, confident: bool = False, asks: str | None = None) -> list[str]:
        return self.does(Said(text, confident, asks))

    def taps(self, label: str) -> list[str]:
        found = [button for button in self.buttons if button.label == label]
        assert len(found) == 1, f"{label} is not one of {[button.label for button in self.buttons]}"
        return self.does(Tapped(found[0].action, found[0].args))

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.step.replies for row in reply.buttons for button in row]

    @property
    def seen(self) -> list[str]:
        text = "\n".join(reply.text for reply in self.step.replies)
        lines = [re.sub(r"<[^>]*>", "", line) for line in text.split("\n")]
        return [line for line in lines if line and line not in _STANDING and not line.startswith(("例：", "　　"))]


@pytest.fixture
def new() -> Chat:
    """Somebody who has just begun."""
    return Chat(begin(FORM, owner=1001, id=7))


def at(step: str, **values: Any) -> Chat:
    """Somebody who stands at a step, everything before it being filled in."""
    keys = [FORM.consent.key, *(field.key for field in FORM.steps)]
    done = keys[: keys.index(step)] if step in keys else keys
    draft = Draft(7, 1001, {**{key: FULL[key] for key in done}, **values}, step=step, revision=40)
    return Chat(Step(draft, (present(FORM, draft),)))


# The whole way


def test_the_shortest_way(new: Chat) -> None:
    seen = [
        new.taps("同意，开始填写"),
        new.says("内蒙古敕勒新材料有限公司"),
        new.says("９１１５０２００ｍａ０ｔｅ５ｔ００ｋ"),
        new.taps("包头市"),
        new.taps("技术攻关"),
        new.says("高温烧结炉推舟机构国产化研制"),
        new.taps("高新技术"),
        new.says(PROBLEM),
        new.says("连续运行时间 ≥ 4000 小时"),
        new.says("800万"),
        new.taps("对，800 万元"),
        new.says("600万"),
        new.taps("对，600 万元"),
        new.says("两年"),
        new.taps("无特殊要求"),
        new.taps("☐ 合作研发"),
        new.taps("选好了"),
        new.taps("双方共有"),
        new.taps("用默认：隐去单位名称"),
        new.says("张三"),
        new.says("138 0000 0000"),
    ]
    assert seen == [
        ["✓ 告知同意：已同意", "第 1/17 步 · 单位全称"],
        ["✓ 单位全称：内蒙古敕勒新材料有限公司", "第 2/17 步 · 信用代码"],
        ["✓ 信用代码：91150200MA0TE5T00K", "第 3/17 步 · 所属盟市"],
        ["✓ 所属盟市：包头市", "第 4/17 步 · 需求类型"],
        ["✓ 需求类型：技术攻关", "第 5/17 步 · 需求名称"],
        ["✓ 需求名称：高温烧结炉推舟机构国产化研制", "第 6/17 步 · 技术领域"],
        ["✓ 技术领域：高新技术", "第 7/17 步 · 技术难题"],
        [f"✓ 技术难题：{PROBLEM[:59]}…", "第 8/17 步 · 技术指标"],
        ["✓ 技术指标：1. 连续运行时间 ≥ 4000 小时", "第 9/17 步 · 研发预算"],
        ["第 9/17 步 · 研发预算", "您填的是 800 万元（0.08 亿元），对吗？"],
        ["✓ 研发预算：800 万元（0.08 亿元）", "第 10/17 步 · 企业出资"],
        ["第 10/17 步 · 企业出资", "您填的是 600 万元（0.06 亿元），对吗？"],
        ["✓ 企业出资：600 万元（0.06 亿元）", "第 11/17 步 · 完成期限"],
        ["✓ 完成期限：24 个月（2 年）", "第 12/17 步 · 对揭榜方要求"],
        ["✓ 对揭榜方要求：无特殊要求", "第 13/17 步 · 合作方式"],
        ["第 13/17 步 · 合作方式"],
        ["✓ 合作方式：合作研发", "第 14/17 步 · 知识产权归属"],
        ["✓ 知识产权归属：双方共有", "第 15/17 步 · 可公开范围"],
        ["✓ 可公开范围：隐去单位名称", "第 16/17 步 · 联系人"],
        ["✓ 联系人：张三", "第 17/17 步 · 手机号码", "也可以点输入框下面的按钮，发送您自己的手机号。"],
        ["好的。", "✓ 手机号码：13800000000", "主要内容填好了，还想补充吗？", "下面各项都可以不填。"],
    ]
    assert new.draft.values == FULL
    assert new.taps("不用了，去核对") == [
        "请核对",
        "〔单位〕",
        "1. 单位全称：内蒙古敕勒新材料有限公司",
        "2. 信用代码：91150200MA0TE5T00K",
        "3. 所属盟市：包头市",
        "〔需求〕",
        "4. 需求类型：技术攻关",
        "5. 需求名称：高温烧结炉推舟机构国产化研制",
        "6. 技术领域：高新技术",
        f"7. 技术难题：{PROBLEM}",
        "8. 技术指标：1. 连续运行时间 ≥ 4000 小时",
        "〔投入〕",
        "9. 研发预算：800 万元（0.08 亿元）",
        "10. 企业出资：600 万元（0.06 亿元）",
        "11. 完成期限：24 个月（2 年）",
        "〔合作〕",
        "12. 对揭榜方要求：无特殊要求",
        "13. 合作方式：合作研发",
        "14. 知识产权归属：双方共有",
        "15. 可公开范围：隐去单位名称",
        "〔联系〕",
        "16. 联系人：张三",
        "17. 手机号码：13800000000",
        "要改哪一项，点它的按钮；都对就点“核对无误”。",
    ]
    assert new.taps("核对无误，下一步") == [
        "最后一步：真实性确认",
        "提交即表示：所填内容真实、合法，不含国家秘密；我是内蒙古敕勒新材料有限公司的负责人，或已得到单位授权。",
    ]
    assert new.taps("以上属实，确认提交") == []
    assert (new.step.outcome, new.draft.values, new.draft.step) == ("submitted", FULL, "submitted")
    assert new.says("再来一次") == ["这份需求已经提交过了。"]


def test_the_whole_way_by_typing_alone(new: Chat) -> None:
    typed = ["同意", FULL["org_name"], FULL["uscc"], "包头", "1", FULL["title"], "1", PROBLEM, "寿命≥4000小时"]
    typed += ["800", "是", "全部", "对的", "24", "没有", "委托、合作", "第三个", "跳过", "张三", "13800000000"]
    typed += ["不用了", "提交", "确认提交"]
    for text in typed:
        new.says(text)
    values = {**FULL, "self_fund": 800, "indicators": ["寿命≥4000小时"], "coop_mode": ["entrust", "joint"]}
    assert (new.step.outcome, new.draft.values) == ("submitted", values)


def test_without_consent_nothing_is_kept(new: Chat) -> None:
    assert new.says("不同意") == [
        "需要您同意上面的说明才能往下填。同意请点“同意”，或者发“同意”。",
        "您刚才发的是：不同意",
        "填报须知",
    ]
    assert new.taps("不同意") == ["好的，没有您的同意就不会记录任何内容。改了主意随时可以再来。"]
    assert new.step.outcome == "cancelled"


# Moving about


def test_back_keeps_what_is_there_and_comes_forward_again() -> None:
    chat = at("need_type")
    assert chat.taps("‹ 上一步") == ["第 3/17 步 · 所属盟市", "现在填的是：包头市"]
    assert chat.taps("‹ 上一步") == ["第 2/17 步 · 信用代码", "现在填的是：91150200MA0TE5T00K"]
    assert chat.taps("不改，下一步") == ["信用代码：不改", "第 4/17 步 · 需求类型"]


def test_back_and_another_answer() -> None:
    chat = at("need_type")
    chat.says("上一步")
    assert chat.says("锡盟") == [
        "✓ 所属盟市：锡林郭勒盟",
        "“锡盟”按锡林郭勒盟记下。",
        "⚠️ 信用代码里的区划是包头市，与所选的锡林郭勒盟不同。若登记机关在外地，不用改。",
        "第 4/17 步 · 需求类型",
    ]


def test_there_is_nothing_before_the_first_step() -> None:
    chat = at("org_name")
    assert "‹ 上一步" not in [button.label for button in chat.buttons]
    assert chat.says("上一步") == ["已经是第一步了。", "第 1/17 步 · 单位全称"]


def test_a_required_step_is_not_skipped() -> None:
    assert at("org_name").says("跳过") == ["“单位全称”提交时必须填写，不能跳过。", "第 1/17 步 · 单位全称"]


def test_what_is_put_off_is_asked_for_on_the_review_card() -> None:
    chat = at("problem")
    assert chat.taps("稍后再填") == ["技术难题：先放着，提交前再补", "第 8/17 步 · 技术指标"]
    rest = {key: value for key, value in FULL.items() if key != "problem"}
    chat = at("review", problem=None)
    chat.step = replace(chat.step, draft=replace(chat.draft, values=rest))
    chat.does(Resumed())
    assert chat.seen[-2:] == ["还缺：技术难题", "请先点下面的按钮把上面的问题处理好，再提交。"]
    assert "核对无误，下一步" not in [button.label for button in chat.buttons]
    chat.taps("❗7 技术难题")
    chat.says(PROBLEM)
    assert "核对无误，下一步" in [button.label for button in chat.buttons]


def test_a_look_at_all_changes_nothing() -> None:
    chat = at("need_type")
    before = chat.draft
    assert chat.taps("看一遍") == [
        "您填写的内容（已填 3/17 项）：",
        "〔单位〕",
        "1. 单位全称：内蒙古敕勒新材料有限公司",
        "2. 信用代码：91150200MA0TE5T00K",
        "3. 所属盟市：包头市",
    ]
    assert chat.taps("回到这一步") == ["第 4/17 步 · 需求类型"]
    assert chat.draft == before


def test_help_is_in_own_words() -> None:
    chat = at("contact")
    chat.step = advance(FORM, chat.draft, Tapped("intake.help"))
    assert chat.step.replies[0].text.split("\n")[0] == FORM.field("contact").help


def test_leaving_and_coming_back() -> None:
    chat = at("title")
    assert chat.taps("存下离开") == [
        "已经存好了（已填 4/17 项）。",
        "随时回来点“继续填写”，会从这一步接着填。",
    ]
    assert chat.step.outcome == "left"
    assert chat.taps("继续填写") == ["欢迎回来，已填 4/17 项，我们接着填。", "第 5/17 步 · 需求名称"]
    assert resume(FORM, chat.draft).replies == chat.step.replies


def test_cancelling_is_asked_about() -> None:
    chat = at("title")
    before = chat.draft
    assert chat.taps("放弃") == ["确定放弃这份草稿吗？放弃后内容会删除，找不回来。"]
    assert (chat.taps("继续填写"), chat.draft) == (["第 5/17 步 · 需求名称"], before)
    chat.says("取消")
    assert chat.taps("确定放弃") == ["已放弃，草稿删除了。以后有需要，随时可以重新填报。"]
    assert chat.step.outcome == "cancelled"


def test_a_field_is_changed_from_the_review_card() -> None:
    chat = at("review")
    assert chat.taps("3 所属盟市") == ["所属盟市", "现在填的是：包头市"]
    assert chat.taps("锡林郭勒盟")[:4] == [
        "✓ 所属盟市：锡林郭勒盟",
        "⚠️ 信用代码里的区划是包头市，与所选的锡林郭勒盟不同。若登记机关在外地，不用改。",
        "请核对",
        "〔单位〕",
    ]
    assert chat.says("修改第 16 项") == ["联系人", "现在填的是：张三"]
    assert chat.taps("不改，下一步")[:2] == ["联系人：不改", "请核对"]
    assert chat.says("17")[:2] == ["手机号码", "现在填的是：13800000000"]


def test_a_field_is_changed_from_the_middle() -> None:
    chat = at("title")
    assert chat.says("改第1项") == ["单位全称", "现在填的是：内蒙古敕勒新材料有限公司"]
    assert chat.says("内蒙古河套农机有限公司") == ["✓ 单位全称：内蒙古河套农机有限公司", "第 5/17 步 · 需求名称"]


def test_optional_fields_are_filled_left_and_emptied() -> None:
    chat = at("extras")
    assert chat.taps("邮箱") == ["邮箱"]
    assert chat.says("rd@example.com")[:2] == ["✓ 邮箱：rd@example.com", "主要内容填好了，还想补充吗？"]
    assert chat.taps("✓ 邮箱") == ["邮箱", "现在填的是：rd@example.com"]
    assert chat.taps("清空这项")[0] == "邮箱：已清空"
    chat.taps("意向合作单位")
    assert chat.says("没有")[0] == "意向合作单位：跳过"
    chat.taps("金融支持")
    assert chat.says("没有")[0] == "✓ 金融支持：不需要"
    assert chat.draft.values == {**FULL, "finance": "none"}
    assert chat.taps("‹ 上一步") == ["第 17/17 步 · 手机号码", "现在填的是：13800000000", chat.seen[-1]]


def test_more_company_money_than_there_is_stops_the_submission() -> None:
    chat = at("review")
    chat.taps("9 研发预算")
    chat.says("500万")
    assert chat.taps("对，500 万元")[-2:] == [
        "❌ 企业出资：600 万元超过了研发预算 500 万元。要是预算填错了，可以回去改预算。",
        "请先点下面的按钮把上面的问题处理好，再提交。",
    ]
    assert "核对无误，下一步" not in [button.label for button in chat.buttons]
    assert (chat.does(Tapped("intake.truth")), chat.draft.step) == (chat.seen, "review")
    chat.taps("❗10 企业出资")
    chat.says("一半")
    chat.taps("对，250 万元")
    assert (chat.taps("核对无误，下一步")[0], chat.draft.step) == ("最后一步：真实性确认", "truth")


# Answers that are asked about


def test_a_league_that_could_be_two_is_asked_back() -> None:
    chat = at("league")
    assert chat.says("乌市") == ["第 3/17 步 · 所属盟市", "“乌市”可能指不止一个地方，请选一个："]
    assert chat.taps("乌兰察布市")[0] == "✓ 所属盟市：乌兰察布市"


def test_a_sum_is_asked_back_until_it_is_right() -> None:
    chat = at("budget")
    assert chat.says("80000000") == ["第 9/17 步 · 研发预算", "您填的是 8,000 万元（0.8 亿元），对吗？"]
    assert chat.says("不对") == ["第 9/17 步 · 研发预算"]
    assert chat.says("800") == ["第 9/17 步 · 研发预算", "您填的是 800 万元（0.08 亿元），对吗？"]
    assert chat.says("0.8亿") == ["第 9/17 步 · 研发预算", "您填的是 8,000 万元（0.8 亿元），对吗？"]
    assert chat.says("对")[0] == "✓ 研发预算：8,000 万元（0.8 亿元）"
    assert (chat.draft.values["budget"], chat.draft.rejected) == (8000, {})


def test_a_bare_figure_with_two_meanings_offers_both() -> None:
    chat = at("budget")
    assert chat.says("50000") == ["第 9/17 步 · 研发预算", "您写的“50000”没带单位，是下面哪一个？"]
    assert chat.taps("5 万元（0.0005 亿元）")[:2] == [
        "✓ 研发预算：5 万元（0.0005 亿元）",
        "⚠️ 这个数额不太常见（多在 10 万元到 2 亿元之间），请再看一眼单位。",
    ]


def test_a_corrected_code_is_taken_only_when_confirmed() -> None:
    chat = at("uscc")
    assert chat.says("9115O200MAOTE5TOOK") == [
        "第 2/17 步 · 信用代码",
        "统一社会信用代码里不会有 O。您要填的是不是 91150200MA0TE5T00K？",
    ]
    assert "uscc" not in chat.draft.values
    assert chat.taps("91150200MA0TE5T00K")[0] == "✓ 信用代码：91150200MA0TE5T00K"


def test_indicators_without_figures_are_asked_once_more_then_flagged() -> None:
    doubt = "还看不到“数字加单位”。能补上目标值吗？补好后请把全部指标重发一遍；实在定不了，也可以就这样填。"
    chat = at("indicators")
    assert chat.says("寿命≥4000小时\n越快越好") == ["第 8/17 步 · 技术指标", f"第 2 条（“越快越好”）{doubt}"]
    assert chat.says("寿命≥4000小时\n尽量快") == [
        "✓ 技术指标：1. 寿命≥4000小时 2. 尽量快",
        "⚠️ 第 2 条未量化，审核时可能会请您补充数字。",
        "第 9/17 步 · 研发预算",
    ]
    assert list(chat.draft.flags) == ["indicators"]
    chat.taps("‹ 上一步")
    chat.says("寿命≥4000小时")
    assert list(chat.draft.flags) == []


def test_indicators_can_be_insisted_on() -> None:
    chat = at("indicators")
    chat.says("越快越好")
    assert chat.taps("看刚才的原文")[0] == "越快越好"
    assert chat.taps("就这样填")[0] == "✓ 技术指标：1. 越快越好"
    assert (chat.draft.values["indicators"], chat.draft.flags) == (["越快越好"], ("indicators",))


def test_several_of_a_list_are_ticked_and_unticked() -> None:
    chat = at("coop_mode")
    assert chat.taps("选好了") == ["至少要有 1 项。", "第 13/17 步 · 合作方式"]
    chat.taps("☐ 委托研发")
    chat.taps("☐ 技术入股")
    chat.taps("☑ 委托研发")
    assert all(reply.replace for reply in chat.step.replies)
    assert chat.taps("选好了")[0] == "✓ 合作方式：技术入股"
    chat.says("上一步")
    assert "☑ 技术入股" in [button.label for button in chat.buttons]


def test_what_is_too_long_is_kept_and_given_back() -> None:
    chat, text = at("org_name"), "长" * 100
    assert chat.says(text) == [
        "现在有 100 个字，最多 60 个字，请删去约 40 个字，改短后再发。原文替您留着。",
        f"您刚才发的是：{'长' * 59}…",
        "第 1/17 步 · 单位全称",
    ]
    assert chat.taps("看刚才的原文")[0] == text
    chat.says(FULL["org_name"])
    assert chat.draft.rejected == {}


# Questions in the middle


def test_a_question_where_the_step_cannot_take_it_is_answered_and_the_step_asked_again() -> None:
    chat = at("uscc")
    before = chat.draft
    assert chat.says("揭榜要交钱吗", confident=True) == ["第 2/17 步 · 信用代码"]
    assert (chat.step.outcome, chat.step.question, chat.draft) == ("asked", "揭榜要交钱吗", before)


def test_a_sure_answer_is_taken_though_the_faq_is_confident() -> None:
    assert at("league").says("鄂尔多斯", confident=True)[0] == "✓ 所属盟市：鄂尔多斯市"
    assert at("solver_req").says("无", confident=True)[0] == "✓ 对揭榜方要求：无特殊要求"


QUESTION = "首批榜单里的高推力密度直线电机是哪家单位的"


def test_where_any_prose_fits_it_is_asked_what_was_meant() -> None:
    chat = at("title")
    assert chat.says(QUESTION, confident=True, asks="首批有哪些方向？") == [
        "第 5/17 步 · 需求名称",
        f"“{QUESTION}”",
        "（像是在问：首批有哪些方向？）",
        "这句话是填在“需求名称”里，还是想问问题？",
    ]
    assert chat.draft.pending == Pending("meant", text=QUESTION, message="首批有哪些方向？")
    assert chat.taps("当作填写内容")[0] == f"✓ 需求名称：{QUESTION}"


def test_meant_as_a_question_the_text_is_kept_all_the_same() -> None:
    chat = at("title")
    chat.says(QUESTION, confident=True)
    assert chat.taps("当作提问") == ["第 5/17 步 · 需求名称"]
    assert (chat.step.outcome, chat.step.question) == ("asked", QUESTION)
    assert (chat.taps("看刚才的原文")[0], "title" in chat.draft.values) == (QUESTION, False)


def test_another_text_instead_of_saying_what_was_meant() -> None:
    chat = at("title")
    chat.says(QUESTION, confident=True)
    assert chat.says("高温烧结炉推舟机构国产化研制")[0] == "✓ 需求名称：高温烧结炉推舟机构国产化研制"


def test_questions_at_the_cards_of_the_whole_form() -> None:
    for step in ("extras", "review", "truth"):
        chat = at(step)
        chat.says("提交以后多久有结果", confident=True)
        assert (chat.step.outcome, chat.draft.step) == ("asked", step)
        assert chat.says("随便说说")[0] == "请点下面的按钮来选择。"


# Phones and things that are no text


def test_the_key_that_shares_a_number_comes_and_goes() -> None:
    chat = at("contact")
    chat.says("张三")
    assert [reply.ask_contact for reply in chat.step.replies] == [None, "发送我的手机号"]
    chat.taps("存下离开")
    assert [reply.remove_keyboard for reply in chat.step.replies] == [True, False]
    chat.taps("继续填写")
    assert [reply.ask_contact for reply in chat.step.replies] == [None, "发送我的手机号"]
    chat.says("上一步")
    assert [reply.remove_keyboard for reply in chat.step.replies] == [True, False]


def test_ones_own_number_is_taken_and_somebody_elses_is_not() -> None:
    chat = at("mobile")
    assert chat.does(SharedPhone("+8613900000000", own=False)) == [
        "这是别人的号码，没有记录。请发送您自己的号码，或者直接打字。",
        "第 17/17 步 · 手机号码",
    ]
    assert "139" not in json.dumps(chat.draft.to_json())
    assert chat.does(SharedPhone("+85291234567", own=True))[0] == "这里只能留中国大陆的手机号。"
    assert chat.does(SharedPhone("+8613800000000", own=True))[1] == "✓ 手机号码：13800000000"
    assert chat.does(SharedPhone("+8613800000000", own=True))[0] == "现在还不需要电话号码，谢谢。"


def test_what_is_no_text_changes_nothing() -> None:
    chat = at("title")
    before = chat.draft
    for event in (Blank(), Said(""), Said("\u200b\u202e")):
        assert chat.does(event) == ["这里请发文字，或者点下面的按钮。", "第 5/17 步 · 需求名称"]
    assert chat.draft == before


def test_markup_in_an_answer_is_shown_as_it_was_typed() -> None:
    chat = at("title")
    chat.says("<b>高温炉</b>&amp;推舟机构")
    assert "&lt;b&gt;高温炉&lt;/b&gt;&amp;amp;推舟机构" in chat.step.replies[0].text


# Returned needs and copies


def returned(*todo: str, **values: Any) -> Chat:
    """An owner whose need was returned for some fields."""
    draft = Draft(9, 1001, {**FULL, **values}, todo=todo, need_id=5)
    return Chat(amend(FORM, draft, reason="请写明检测方法"))


def test_only_the_ticked_fields_are_walked() -> None:
    chat = returned("budget", "indicators")
    assert chat.seen == [
        "这项需求请补充：技术指标、研发预算。其他内容不用重填。",
        "需补充 1/2 · 技术指标",
        "审核意见：请写明检测方法",
        "现在填的是：1. 连续运行时间 ≥ 4000 小时",
    ]
    assert chat.says("寿命≥5000小时，第三方检测") == [
        "✓ 技术指标：1. 寿命≥5000小时，第三方检测",
        "需补充 2/2 · 研发预算",
        "审核意见：请写明检测方法",
        "现在填的是：800 万元（0.08 亿元）",
    ]
    chat.taps("不改，下一步")
    assert [button.label for button in chat.buttons] == [
        "核对无误，下一步",
        "8 技术指标",
        "9 研发预算",
        "存下离开",
        "放弃",
    ]
    assert (chat.says("3"), chat.draft.step) == (chat.seen, "review")
    chat.taps("核对无误，下一步")
    chat.taps("以上属实，确认提交")
    assert chat.step.outcome == "submitted"
    assert chat.draft.values == {**FULL, "indicators": ["寿命≥5000小时，第三方检测"]}
    assert (chat.draft.need_id, chat.draft.id) == (5, 9)


def test_a_field_that_the_change_made_wrong_is_opened_too() -> None:
    chat = returned("budget")
    chat.says("500万")
    chat.says("是")
    assert [button.label for button in chat.buttons] == ["9 研发预算", "❗10 企业出资", "存下离开", "放弃"]


def test_giving_up_a_change_leaves_the_need_alone() -> None:
    chat = returned("budget")
    assert chat.taps("放弃") == ["确定放弃这次修改吗？已提交过的内容不受影响。"]
    assert chat.taps("确定放弃") == ["已放弃这次修改，原来提交的内容没有变。"]


def test_a_return_without_ticked_fields_goes_to_the_review() -> None:
    assert returned().draft.step == "review"
    assert returned("gone").draft.step == "review"


def test_a_copy_takes_over_what_still_holds_but_not_the_consent() -> None:
    chat = Chat(begin(FORM, 1001, 8, {**FULL, "league": "110100", "gone": 1}))
    known = {key: value for key, value in FULL.items() if key not in ("consent", "league")}
    assert (chat.draft.values, chat.draft.step) == (known, "consent")
    assert chat.taps("同意，开始填写") == ["✓ 告知同意：已同意", "第 3/17 步 · 所属盟市"]
    assert chat.taps("包头市")[1] == "主要内容填好了，还想补充吗？"


# Drafts of another form


def test_a_draft_at_a_step_that_is_gone_goes_on_at_what_is_missing() -> None:
    values = {key: value for key, value in FULL.items() if key != "title"}
    draft = Draft(7, 1001, values, step="gone", home="gone", form_version=0, revision=3)
    step = resume(FORM, draft)
    assert (step.draft.step, step.draft.home, step.draft.revision) == ("title", None, 4)


def test_a_draft_with_nothing_missing_goes_to_the_review() -> None:
    assert resume(FORM, Draft(7, 1001, FULL, step="gone")).draft.step == "review"


def test_a_value_that_no_longer_holds_stops_the_submission() -> None:
    draft = Draft(7, 1001, {**FULL, "mobile": "1"}, step="truth")
    assert advance(FORM, draft, Tapped("intake.submit")).draft.step == "review"


# Taps


def test_a_tap_that_does_not_fit_shows_the_present_card() -> None:
    taps = ["choose", "agree", "toggle", "toggled", "confirm", "insist", "again", "meant_answer", "meant_question"]
    taps += ["extra", "done", "more", "review", "truth", "submit", "keep", "clear", "typed", "nonsense", ""]
    chat = at("org_name")
    before = chat.draft
    for name in taps:
        assert chat.does(Tapped(f"intake.{name}", {"v": "150200", "n": 0, "key": "email"})) == ["第 1/17 步 · 单位全称"]
    assert chat.draft == before


def test_every_button_shown_anywhere_is_one_that_taps_know() -> None:
    steps = [*(field.key for field in FORM.fields), "extras", "review", "truth"]
    drafts = [Draft(7, 1001, values, step=step) for step in steps for values in ({}, FULL)]
    actions = {button.action for draft in drafts for row in present(FORM, draft).buttons for button in row}
    assert sorted(name for name in actions if name.removeprefix("intake.") not in TAPS) == []


def test_the_overview_can_hide_the_phone_and_show_some_fields() -> None:
    assert overview(FORM, FULL, mask=True, keys=["mobile", "title"]) == (
        "<b>〔需求〕</b>\n5. 需求名称：高温烧结炉推舟机构国产化研制\n\n<b>〔联系〕</b>\n17. 手机号码：138****0000"
    )


# Random events

TYPED = """同意 内蒙古敕勒新材料有限公司 91150200MA0TE5T00K 9115O200MA0TE5T00K 乌市 包头 1 2 17 是 不对
高温烧结炉推舟机构国产化研制 越快越好 寿命≥4000小时 800万 900 50000 全部 两年 没有 共有 张三 13800000000 rd@example.com
跳过 上一步 看一遍 存草稿 取消 怎么填 修改第9项 改10 提交 <b> 🙂 \u202e"""
TEXTS = st.sampled_from([*TYPED.split(), PROBLEM, "", "长" * 600, "9" * 100_000])
VALUES = st.sampled_from(["research", "joint", "equity", "150200", "shared", "nonsense", 0, 1, -1, 99, None, True])
KEYS = st.sampled_from([*(field.key for field in FORM.fields), "review", "nonsense"])
BLIND = st.builds(
    Tapped,
    st.sampled_from([*(f"intake.{name}" for name in TAPS), "intake.resume", "other"]),
    st.fixed_dictionaries({}, optional={"v": VALUES, "n": VALUES, "key": KEYS}),
)
SEEING = st.integers(0, 60)  # a tap on the n-th button of the cards that were just shown
EVENTS = st.one_of(
    st.builds(Said, TEXTS | st.text(max_size=80), st.booleans(), st.none() | st.just("问题")),
    BLIND,
    SEEING,
    SEEING,
    SEEING,
    st.builds(SharedPhone, st.sampled_from(["+8613800000000", "x"]), st.booleans()),
    st.sampled_from([Blank(), Resumed()]),
)
STARTS = st.one_of(
    st.just(begin(FORM, 1001, 7)),
    st.sampled_from([*(field.key for field in FORM.steps), "extras", "review", "truth"]).map(lambda key: at(key).step),
    st.sets(KEYS, max_size=4).map(lambda todo: returned(*todo).step),
)


class _Tags(HTMLParser):
    """Checks that tags are closed on the line that opens them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag in ("b", "i"), attrs) == (True, [])
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_reply(reply: Reply) -> None:
    """Every message has a text whose tags never span a line, and buttons with short plain labels."""
    assert reply.text.strip()
    for line in reply.text.split("\n"):
        parser = _Tags()
        parser.feed(line)
        parser.close()
        assert parser.open == []
    for button in _buttons(reply):
        assert 0 < len(button.label) <= 60
        assert button.action.startswith("intake.")
        json.dumps(dict(button.args))


def _buttons(reply: Reply) -> Iterator[Button]:
    for row in reply.buttons:
        assert 0 < len(row) <= 3
        yield from row


def check_step(before: Draft, event: Event, step: Step) -> None:
    """What must hold after any event, whatever the draft was."""
    after = step.draft
    changed = {key for key in {*before.values, *after.values} if before.values.get(key) != after.values.get(key)}
    cleared = isinstance(event, Tapped) and event.action == "intake.clear"
    assert changed <= {before.step}
    assert cleared or set(before.values) <= set(after.values)
    assert after.revision == before.revision + (replace(after, revision=before.revision) != before)
    assert all(FORM.holds(key, after.values[key]) for key in changed & set(after.values))
    assert Draft.from_json(json.loads(json.dumps(after.to_json()))) == after
    if step.outcome == "submitted":
        assert before.step == "truth"
        assert FORM.missing(after.values) == ()
        assert [remark for remark in FORM.remarks(after.values) if remark.level == "error"] == []
    else:
        assert step.replies
        check_reply(present(FORM, after))
    assert (step.question is None) == (step.outcome != "asked")
    for reply in step.replies:
        check_reply(reply)


@settings(max_examples=250, deadline=None)
@given(STARTS, st.lists(EVENTS, max_size=25))
def test_random_events(start: Step, events: list[Event | int]) -> None:
    step = start
    for event in events:
        buttons = [button for reply in step.replies for button in _buttons(reply)]
        if isinstance(event, int):
            button = buttons[event % len(buttons)] if buttons else Button("", "intake.here")
            event = Tapped(button.action, button.args)
        before, step = step.draft, advance(FORM, step.draft, event)
        check_step(before, event, step)
