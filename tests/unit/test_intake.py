"""Filling in the form from the first step to the last, as transcripts."""

import json
from dataclasses import replace

import pytest

from bot.needs import actions
from bot.needs.intake import Blank, Draft, Resumed, Said, SharedPhone, Tapped, advance, begin, overview, present, resume
from bot.needs.taps import TAPS
from bot.texts import Html
from tests.unit.filling import FORM, FULL, PROBLEM, Chat, at, returned

CARD = [
    "第 11/13 步 · 5 项选择",
    "这 5 项先按常见的填好了。不对的点一下改，或者直接打字。",
    "· 需求类型：技术攻关",
    "· 技术领域：高新技术",
    "· 合作方式：合作研发",
    "· 知识产权归属：双方共有",
    "· 可公开范围：隐去单位名称",
]


@pytest.fixture
def new() -> Chat:
    """Somebody who has just begun."""
    return Chat(begin(FORM, owner=1001, id=7))


# The whole way


def test_the_shortest_way(new: Chat) -> None:
    seen = [
        new.taps("同意，开始填写"),
        new.says("内蒙古敕勒新材料有限公司"),
        new.says("９１１５０２００ｍａ０ｔｅ５ｔ００ｋ"),
        new.taps("包头市"),
        new.says("高温烧结炉推舟机构国产化研制"),
        new.says(PROBLEM),
        new.says("连续运行时间 ≥ 4000 小时"),
        new.says("800万"),
        new.says("600万"),
        new.says("两年"),
        new.taps("无特殊要求"),
        new.taps("都对，下一步"),
        new.says("张三"),
        new.says("138 0000 0000"),
    ]
    assert seen == [
        ["✓ 告知同意：已同意", "第 1/13 步 · 单位全称"],
        ["✓ 单位全称：内蒙古敕勒新材料有限公司", "第 2/13 步 · 信用代码"],
        ["✓ 信用代码：91150200MA0TE5T00K", "第 3/13 步 · 所属盟市"],
        ["✓ 信用代码：91150200MA0TE5T00K", "✓ 所属盟市：包头市", "第 4/13 步 · 需求名称"],
        ["✓ 需求名称：高温烧结炉推舟机构国产化研制", "第 5/13 步 · 技术难题"],
        [f"✓ 技术难题：{PROBLEM[:59]}…", "第 6/13 步 · 技术指标"],
        ["✓ 技术指标：① 连续运行时间 ≥ 4000 小时", "第 7/13 步 · 研发预算"],
        ["✓ 研发预算：800 万元", "第 8/13 步 · 企业出资"],
        ["✓ 企业出资：600 万元", "第 9/13 步 · 完成期限"],
        ["✓ 完成期限：24 个月（2 年）", "第 10/13 步 · 对揭榜方要求"],
        ["✓ 完成期限：24 个月（2 年）", "✓ 对揭榜方要求：无特殊要求", *CARD],
        [*(f"✓{line[1:]}" for line in CARD[2:]), "第 12/13 步 · 联系人"],
        ["✓ 联系人：张三", "第 13/13 步 · 手机号码", "也可以点输入框下面的按钮，发送您自己的手机号。"],
        ["✓ 手机号码：13800000000", "主要内容填好了，还想补充吗？", "下面各项都可以不填。"],
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
        "8. 技术指标：① 连续运行时间 ≥ 4000 小时",
        "〔投入〕",
        "9. 研发预算：800 万元",
        "10. 企业出资：600 万元",
        "11. 完成期限：24 个月（2 年）",
        "〔合作〕",
        "12. 对揭榜方要求：无特殊要求",
        "13. 合作方式：合作研发",
        "14. 知识产权归属：双方共有",
        "15. 可公开范围：隐去单位名称",
        "〔联系〕",
        "16. 联系人：张三",
        "17. 手机号码：13800000000",
        "都对就点“核对无误”；要改就点“修改某项”，或直接发“预算改成800万”这样的话。",
    ]
    assert new.taps("核对无误") == [
        "最后一步：真实性确认",
        "提交即表示：所填内容真实、合法，不含国家秘密；我是内蒙古敕勒新材料有限公司的负责人，或已得到单位授权。",
    ]
    assert new.taps("以上属实，确认提交") == []
    assert (new.step.outcome, new.draft.values, new.draft.step) == ("submitted", FULL, "submitted")
    assert new.says("再来一次") == ["这份需求已经提交过了。"]


def test_the_whole_way_by_typing_alone(new: Chat) -> None:
    typed = ["同意", FULL["org_name"], FULL["uscc"], "包头", FULL["title"], PROBLEM, "寿命≥4000小时"]
    typed += ["800", "是", "全部", "对的", "24", "没有", "委托、合作", "对", "张三", "13800000000"]
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
    chat = at("title")
    assert chat.taps("‹ 上一步") == ["第 3/13 步 · 所属盟市", "现在填的是：包头市"]
    assert chat.taps("‹ 上一步") == ["第 2/13 步 · 信用代码", "现在填的是：91150200MA0TE5T00K"]
    assert chat.taps("不改，下一步") == ["信用代码：不改", "第 4/13 步 · 需求名称"]


def test_back_and_another_answer() -> None:
    chat = at("title")
    chat.says("上一步")
    assert chat.says("锡盟") == [
        "✓ 所属盟市：包头市 → 锡林郭勒盟",
        "“锡盟”按锡林郭勒盟记下。",
        "⚠️ 信用代码里的区划是包头市，与所选的锡林郭勒盟不同。若登记机关在外地，不用改。",
        "第 4/13 步 · 需求名称",
    ]


def test_there_is_nothing_before_the_first_step() -> None:
    chat = at("org_name")
    assert "‹ 上一步" not in [button.label for button in chat.buttons]
    assert chat.says("上一步") == ["已经是第一步了。", "第 1/13 步 · 单位全称"]


@pytest.mark.parametrize("said", ["跳过", "先空着", "先跳过", "没带执照", "没带，先空着。"])
def test_any_step_is_put_off(said: str) -> None:
    chat = at("uscc")
    assert chat.says(said) == ["信用代码：先放着，提交前再补", "第 3/13 步 · 所属盟市"]
    assert "uscc" not in chat.draft.values


def test_the_consent_is_not_put_off(new: Chat) -> None:
    assert new.says("跳过") == ["填报须知"]


def without(step: str, *keys: str) -> Chat:
    """Somebody who stands at a step and has put off some before it."""
    chat = at(step)
    values = {key: value for key, value in chat.draft.values.items() if key not in keys}
    chat.step = replace(chat.step, draft=replace(chat.draft, values=values))
    return chat


def test_what_was_put_off_comes_again_after_the_last_step_once() -> None:
    chat = without("mobile", "uscc", "problem")
    assert chat.says("13800000000") == [
        "✓ 手机号码：13800000000",
        "前面的“信用代码”还空着，现在补上吧。还定不下来，再点一次“先空着”就行。",
        "第 2/13 步 · 信用代码",
    ]
    assert chat.taps("先空着") == ["信用代码：先放着，提交前再补", "第 5/13 步 · 技术难题"]
    assert chat.taps("先空着") == [
        "技术难题：先放着，提交前再补",
        "先放着的还没填：信用代码、技术难题。核对时可以补。",
        "还想补充别的吗？下面各项都可以不填。",
    ]


def test_what_was_put_off_is_filled_before_the_extras() -> None:
    chat = without("mobile", "uscc", "problem")
    chat.says("13800000000")
    assert chat.says(FULL["uscc"])[-1] == "第 5/13 步 · 技术难题"
    assert chat.says(PROBLEM)[1] == "主要内容填好了，还想补充吗？"


def test_what_is_missing_is_asked_for_on_the_review_card() -> None:
    chat = without("review", "problem", "uscc")
    chat.does(Resumed())
    assert chat.seen[-2:] == ["还缺：信用代码、技术难题", "请先点下面的按钮把上面的问题处理好，再提交。"]
    assert "核对无误" not in [button.label for button in chat.buttons]
    chat.taps("改技术难题")
    chat.says(PROBLEM)
    assert "核对无误" not in [button.label for button in chat.buttons]
    chat.taps("改信用代码")
    chat.says(FULL["uscc"])
    assert "核对无误" in [button.label for button in chat.buttons]


def test_a_look_at_all_changes_nothing() -> None:
    chat = at("title")
    before = chat.draft
    assert chat.says("看一遍") == [
        "您填写的内容（已填 3/17 项）：",
        "〔单位〕",
        "1. 单位全称：内蒙古敕勒新材料有限公司",
        "2. 信用代码：91150200MA0TE5T00K",
        "3. 所属盟市：包头市",
    ]
    assert chat.taps("回到这一步") == ["第 4/13 步 · 需求名称"]
    assert chat.draft == before


def test_a_look_shows_what_was_begun() -> None:
    chat = at("problem")
    chat.says(PROBLEM[:30])
    assert chat.says("看一遍")[-1] == f"没写完的 技术难题：{PROBLEM[:30]}"
    chat = at("org_name")
    assert chat.says("看一遍")[-1] == "还没有填写内容。"


@pytest.mark.parametrize("said", ["提交", "不用了", "没有了", "没有"])
def test_words_that_end_the_extras(said: str) -> None:
    assert at("extras").says(said)[0] == "请核对"


def test_help_is_in_own_words() -> None:
    chat = at("contact")
    chat.step = advance(FORM, chat.draft, Tapped(actions.Help()))
    assert chat.step.replies[0].text.split("\n")[0] == FORM.field("contact").help


def test_leaving_and_coming_back() -> None:
    chat = at("title")
    assert chat.says("存下离开") == [
        "草稿存好了（已填 3/17 项），没有删除。",
        "随时点“继续填写”或发送 /submit，会从这一步接着填。",
    ]
    assert chat.step.outcome == "left"
    assert chat.taps("继续填写") == ["欢迎回来，我们接着填。", "第 4/13 步 · 需求名称"]
    assert resume(FORM, chat.draft).replies == chat.step.replies


def test_cancelling_is_asked_about() -> None:
    chat = at("title")
    before = chat.draft
    assert chat.says("放弃") == ["确定放弃草稿“”吗？放弃后内容会删除，找不回来。"]
    assert (chat.taps("继续填写"), chat.draft) == (["第 4/13 步 · 需求名称"], before)
    chat.says("取消")
    assert chat.taps("确定放弃") == ["已放弃，草稿“”删除了。以后有需要，随时可以重新填报。"]
    assert chat.step.outcome == "cancelled"


def test_a_field_is_changed_from_the_middle() -> None:
    chat = at("title")
    assert chat.says("改第1项") == ["单位全称", "现在填的是：内蒙古敕勒新材料有限公司"]
    assert chat.says("内蒙古河套农机有限公司") == [
        "✓ 单位全称：内蒙古敕勒新材料有限公司 → 内蒙古河套农机有限公司",
        "第 4/13 步 · 需求名称",
    ]


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
    assert chat.taps("‹ 上一步") == ["第 13/13 步 · 手机号码", "现在填的是：13800000000", chat.seen[-1]]


# Phones and things that are no text


def test_the_key_that_shares_a_number_comes_and_goes() -> None:
    chat = at("contact")
    chat.says("张三")
    assert [reply.ask_contact for reply in chat.step.replies] == [None, "发送我的手机号"]
    chat.says("存下离开")
    assert [reply.remove_keyboard for reply in chat.step.replies] == [True, False]
    chat.taps("继续填写")
    assert [reply.ask_contact for reply in chat.step.replies] == [None, "发送我的手机号"]
    chat.says("上一步")
    assert [reply.remove_keyboard for reply in chat.step.replies] == [True, False]


def test_ones_own_number_is_taken_and_somebody_elses_is_not() -> None:
    chat = at("mobile")
    assert chat.does(SharedPhone("+8613900000000", own=False)) == [
        "这是别人的号码，没有记录。请发送您自己的号码，或者直接打字。",
        "第 13/13 步 · 手机号码",
    ]
    assert "139" not in json.dumps(chat.draft.to_json())
    assert chat.does(SharedPhone("+85291234567", own=True))[0] == "这里只能留中国大陆的手机号。"
    assert chat.does(SharedPhone("+8613800000000", own=True))[0] == "✓ 手机号码：13800000000"
    assert chat.does(SharedPhone("+8613800000000", own=True))[0] == "现在还不需要电话号码，谢谢。"


def test_a_name_and_a_number_in_one_message_are_both_taken() -> None:
    chat = at("contact")
    assert chat.says("李强 电话13812345678")[:3] == [
        "✓ 联系人：李强",
        "第 13/13 步 · 手机号码",
        "您刚才还发了手机号，填的是 13812345678，对吗？",
    ]
    assert "mobile" not in chat.draft.values
    assert chat.taps("对，13812345678")[:2] == ["发送号码的按钮收起来了。", "✓ 手机号码：13812345678"]
    assert (chat.draft.values["contact"], chat.draft.values["mobile"]) == ("李强", "13812345678")
    chat = at("mobile")
    assert chat.says("我是李强，手机号 138 1234 5678")[:2] == ["✓ 手机号码：13812345678", "✓ 联系人：张三 → 李强"]
    chat = at("mobile")
    assert chat.says("张三 13812345678")[:2] == ["✓ 手机号码：13812345678", "主要内容填好了，还想补充吗？"]


def test_both_are_taken_from_the_review_too() -> None:
    chat = at("review")
    chat.says("改联系人")
    assert chat.says("乌兰图雅，13812345678")[:3] == [
        "✓ 联系人：张三 → 乌兰图雅",
        "手机号码",
        "现在填的是：13800000000",
    ]
    assert chat.says("对")[1] == "核对（已填 17/17 项）"
    assert (chat.draft.step, chat.draft.values["mobile"]) == ("review", "13812345678")


def test_only_a_name_and_a_number_are_taken_for_both() -> None:
    assert at("contact").says("13812345678")[0] == "这里需要用文字说明，只有数字或符号不够。"
    assert at("mobile").says("就是这个号码13812345678")[1] == "主要内容填好了，还想补充吗？"
    chat = returned("contact")
    assert chat.says("李强 13812345678")[0] == "姓名里不会有数字，请再看看。"


def test_what_is_no_text_changes_nothing() -> None:
    chat = at("title")
    before = chat.draft
    for event in (Blank(Html("语音我听不了。")), Said(""), Said("\u200b\u202e")):
        line = event.line if isinstance(event, Blank) else "这里请发文字，或者点下面的按钮。"
        assert chat.does(event) == [line, "第 4/13 步 · 需求名称"]
    assert chat.draft == before


def test_markup_in_an_answer_is_shown_as_it_was_typed() -> None:
    chat = at("title")
    chat.says("<b>高温炉</b>&amp;推舟机构")
    assert "&lt;b&gt;高温炉&lt;/b&gt;&amp;amp;推舟机构" in chat.step.replies[0].text


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
    assert advance(FORM, draft, Tapped(actions.Submit())).draft.step == "review"


# Taps


def test_a_tap_that_does_not_fit_shows_the_present_card() -> None:
    taps = [actions.Choose(v="150200"), actions.Toggle(v="150200"), actions.Confirm(n=0), actions.Agree()]
    taps += [actions.Toggled(), actions.Insist(), actions.Again(), actions.MeantAnswer(), actions.MeantQuestion()]
    taps += [actions.Done(), actions.More(), actions.Review(), actions.Truth(), actions.Submit(), actions.Keep()]
    taps += [actions.Clear(), actions.Typed(), actions.OfDraft()]
    chat = at("org_name")
    before = chat.draft
    for action in taps:
        assert chat.does(Tapped(action)) == ["第 1/13 步 · 单位全称"]
    assert chat.draft == before


def test_every_button_shown_anywhere_is_one_that_taps_know() -> None:
    steps = [*(field.key for field in FORM.fields), "extras", "review", "truth"]
    drafts = [Draft(7, 1001, values, step=step) for step in steps for values in ({}, FULL)]
    shown = {type(button.action) for draft in drafts for row in present(FORM, draft).buttons for button in row}
    with_fields: set[type[actions.OfDraft]] = {actions.Choose, actions.Toggle, actions.Confirm, actions.Edit}
    with_fields |= {actions.Restore, actions.Others}
    with_fields |= {actions.Files, actions.Name, actions.Invite}  # what these do is done by the services
    assert shown - TAPS.keys() - with_fields == set()
    assert {kind for kind in actions.OfDraft.__subclasses__() if kind not in TAPS} == {*with_fields, actions.Resume}


def test_the_overview_can_hide_the_phone_and_show_some_fields() -> None:
    assert overview(FORM, FULL, mask=True, keys=["mobile", "title"]) == (
        "<b>〔需求〕</b>\n5. 需求名称：高温烧结炉推舟机构国产化研制\n\n<b>〔联系〕</b>\n17. 手机号码：138****0000"
    )


def test_a_typed_label_does_what_its_button_does_in_one_new_message() -> None:
    chat = at("league")
    assert chat.does(Tapped(actions.Choose(v="150200"), typed=True)) == [
        "✓ 所属盟市：包头市",
        "第 4/13 步 · 需求名称",
    ]
    assert [reply.replace for reply in chat.step.replies] == [False]
