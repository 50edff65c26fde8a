"""The review of the whole need, what is changed from it, and needs that come back."""

import pytest

from bot.needs import actions
from bot.needs.intake import Tapped, begin
from tests.unit.filling import FORM, FULL, Chat, at, returned

# The review

READY = "都对就点“核对无误”；要改就点“修改某项”，或直接发“预算改成800万”这样的话。"
DISTRICT = "信用代码里的区划是包头市，与所选的锡林郭勒盟不同。若登记机关在外地，不用改。"


def labels(chat: Chat) -> list[list[str]]:
    """The buttons of the last message, by row."""
    return [[button.label for button in row] for row in chat.step.replies[-1].buttons]


def in_place(chat: Chat) -> list[bool]:
    """Whether each message takes the place of the tapped one."""
    return [reply.replace for reply in chat.step.replies]


def test_the_review_has_two_main_buttons_and_opens_the_list_in_place() -> None:
    chat = at("review")
    assert labels(chat) == [["核对无误", "修改某项"], ["补充选填内容", "附件", "预览文件"], ["↶ 撤销", "存下离开"]]
    before = chat.draft
    assert chat.taps("修改某项")[0] == "请核对"
    assert in_place(chat) == [True]
    assert (labels(chat)[0], labels(chat)[-2:]) == (
        ["1 单位全称", "2 信用代码"],
        [["17 手机号码"], ["改好了，回到核对"]],
    )
    assert (chat.taps("改好了，回到核对")[0], in_place(chat), chat.draft) == ("请核对", [True], before)
    assert labels(chat)[0] == ["核对无误", "修改某项"]


def test_a_field_that_is_tapped_comes_and_goes_in_the_place_of_the_card() -> None:
    chat = at("review")
    chat.taps("修改某项")
    assert (chat.taps("3 所属盟市"), in_place(chat)) == (["所属盟市", "现在填的是：包头市"], [True])
    assert chat.taps("锡林郭勒盟")[:3] == ["✓ 所属盟市：包头市 → 锡林郭勒盟", f"⚠️ {DISTRICT}", "请核对"]
    assert in_place(chat) == [True]
    chat.taps("修改某项")
    chat.taps("16 联系人")
    assert (chat.taps("不改，回到核对")[:2], in_place(chat)) == (["联系人：不改", "请核对"], [True])
    chat.taps("修改某项")
    chat.taps("16 联系人")
    assert chat.says("上一步")[0] == "请核对"


def test_what_is_typed_at_the_review_is_answered_without_the_whole_again() -> None:
    chat = at("review")
    assert chat.says("修改第 11 项") == ["完成期限", "现在填的是：24 个月（2 年）"]
    assert chat.says("36个月") == ["✓ 完成期限：24 个月（2 年） → 36 个月（3 年）", "核对（已填 17/17 项）", READY]
    assert labels(chat) == [["核对无误", "修改某项"], ["看全部内容", "附件", "预览文件"], ["↶ 撤销", "存下离开"]]
    assert chat.taps("看全部内容")[:3] == ["请核对", "〔单位〕", "1. 单位全称：内蒙古敕勒新材料有限公司"]
    assert in_place(chat) == [True]
    assert chat.says("17") == ["手机号码", "现在填的是：13800000000", "也可以点输入框下面的按钮，发送您自己的手机号。"]


def test_a_sentence_changes_a_field_from_any_step() -> None:
    chat = at("review")
    assert chat.says("把联系人改成李强")[0] == "✓ 联系人：张三 → 李强"
    assert chat.says("预算改成900") == ["研发预算", "现在填的是：800 万元", "您填的是 900 万元，对吗？"]
    assert chat.says("对")[:2] == ["✓ 研发预算：800 万元 → 900 万元", "核对（已填 17/17 项）"]
    chat = at("title")
    assert chat.says("第3项改为锡盟")[0] == "✓ 所属盟市：包头市 → 锡林郭勒盟"
    assert chat.says("联系人改成王工") == ["✓ 联系人：王工", "第 4/13 步 · 需求名称"]  # before it was asked for
    assert chat.says("公司名称应该是内蒙古河套农机有限公司")[0].endswith("→ 内蒙古河套农机有限公司")
    assert chat.says("期限改成2027年底")[0] == "这里填时长，不填日期。请算成月数，例如“24个月”。"
    assert (chat.draft.step, chat.draft.home) == ("deadline", "title")


@pytest.mark.parametrize(
    "said", ["改预算", "我要修改研发预算", "预算填错了", "请帮我把预算改一下", "修改一下预算", "改第9项", "修改 9"]
)
def test_a_field_is_opened_by_its_name(said: str) -> None:
    assert at("review").says(said)[:2] == ["研发预算", "现在填的是：800 万元"]


def test_a_text_about_changing_things_is_none_of_these() -> None:
    assert at("title").says("推舟机构改成直线电机驱动的研制")[0] == "✓ 需求名称：推舟机构改成直线电机驱动的研制"
    assert at("title").says("指标调整优化系统的研制")[0] == "✓ 需求名称：指标调整优化系统的研制"


def test_what_is_only_wanted_with_another_answer_comes_and_goes_with_it() -> None:
    chat = at("extras")
    assert "金融支持额度" not in [button.label for button in chat.buttons]
    chat.taps("金融支持")
    assert chat.taps("银行授信")[0] == "✓ 金融支持：银行授信"
    assert in_place(chat) == [True]
    chat.taps("金融支持额度")
    chat.says("500万")
    assert chat.says("不用了")[-4:] == [
        "〔补充〕",
        "18. 金融支持：银行授信",
        "19. 金融支持额度：500 万元",
        READY,
    ]
    assert chat.says("金融支持改成不需要")[0] == "✓ 金融支持：银行授信 → 不需要"
    assert chat.draft.values == {**FULL, "finance": "none"}


def test_more_company_money_than_there_is_stops_the_submission() -> None:
    chat = at("review")
    chat.says("改预算")
    assert chat.says("500万")[-2:] == [
        "❌ 企业出资：600 万元超过了研发预算 500 万元。请填小一些；要是预算填错了，先改预算。",
        "请先点下面的按钮把上面的问题处理好，再提交。",
    ]
    assert "核对无误" not in [button.label for button in chat.buttons]
    assert (chat.does(Tapped(actions.Truth())), chat.draft.step) == (chat.seen, "review")
    assert labels(chat)[0] == ["改研发预算", "改企业出资"]
    chat.taps("改企业出资")
    chat.says("一半")
    assert (chat.taps("核对无误")[0], chat.draft.step) == ("最后一步：真实性确认", "truth")


def test_money_above_the_budget_offers_to_change_the_budget() -> None:
    chat = at("self_fund")
    assert chat.says("900万")[0] == "900 万元超过了研发预算 800 万元。请填小一些；要是预算填错了，先改预算。"
    chat.taps("改研发预算")
    assert chat.says("1000万") == [
        "✓ 研发预算：800 万元 → 1,000 万元（0.1 亿元）",
        "第 8/13 步 · 企业出资",
    ]
    assert chat.says("900万")[0] == "✓ 企业出资：900 万元"


# Several changes in one message


@pytest.mark.parametrize(
    ("step", "said", "receipts", "then"),
    [
        (
            "deadline",
            "预算改成80万，企业出60万",
            ["✓ 研发预算：800 万元 → 80 万元", "✓ 企业出资：600 万元 → 60 万元"],
            "deadline",
        ),
        (
            "review",
            "企业出900万；预算改成1000万",
            ["✓ 研发预算：800 万元 → 1,000 万元（0.1 亿元）", "✓ 企业出资：600 万元 → 900 万元"],
            "review",
        ),
        (
            "review",
            "联系人改成李强，期限一年",
            ["✓ 联系人：张三 → 李强", "✓ 完成期限：24 个月（2 年） → 12 个月"],
            "review",
        ),
        ("review", "自筹70万", ["✓ 企业出资：600 万元 → 70 万元"], "review"),
        ("budget", "预算80万，自筹60万", ["✓ 研发预算：80 万元", "✓ 企业出资：60 万元"], "deadline"),
        ("budget", "自筹60%，预算80万", ["✓ 研发预算：80 万元", "✓ 企业出资：48 万元"], "deadline"),
        ("budget", "自筹60万", ["✓ 企业出资：60 万元"], "budget"),
        ("title", "期限：18个月", ["✓ 完成期限：18 个月"], "title"),
        ("review", "预算改成1，200万", ["✓ 研发预算：800 万元 → 1,200 万元（0.12 亿元）"], "review"),
    ],
)
def test_what_is_changed_in_one_message(step: str, said: str, receipts: list[str], then: str) -> None:
    chat = at(step)
    seen = chat.says(said)
    assert ([line for line in seen if line.startswith("✓")], chat.draft.step) == (receipts, then)


def test_of_several_changes_one_that_is_asked_back_comes_last_and_the_others_are_put_by() -> None:
    chat = at("deadline")
    assert chat.says("预算改成80，企业出60，期限3年") == [
        "✓ 完成期限：36 个月（3 年）",
        "企业出资还没有改：60。等会儿请再发一次。",
        "研发预算",
        "现在填的是：800 万元",
        "您填的是 80 万元，对吗？",
    ]
    assert chat.draft.rejected == {"self_fund": "60"}
    assert chat.says("对")[-1] == "第 10/13 步 · 对揭榜方要求"


def test_a_share_of_a_budget_that_is_not_known_says_what_is_missing() -> None:
    chat = at("budget")
    assert chat.says("自筹60%")[0] == "比例要按研发预算来算，预算还没有填。请先填预算，或者直接写金额。"
    assert (chat.draft.step, chat.draft.home) == ("self_fund", "budget")


def test_prose_takes_all_that_follows_it() -> None:
    chat = at("review")
    assert chat.says("技术难题改成：设备老化，预算80万，期限3年")[0].startswith("现在有 15 个字")
    assert (chat.draft.values["budget"], chat.draft.begun) == (800, {"problem": "设备老化，预算80万，期限3年"})


# Returned needs and copies


def test_only_the_ticked_fields_are_walked() -> None:
    chat = returned("budget", "indicators")
    assert chat.seen == [
        "这次只需要改：技术指标、研发预算。其他内容已经保留，不用重填。",
        "需补充 1/2 · 技术指标",
        "审核意见：请写明检测方法",
        "现在填的是：① 连续运行时间 ≥ 4000 小时",
        "可以发“加一条……”“第 2 条改成……”“删掉第 2 条”，其余各条不变。",
        "请发改好的内容；不用改就点“不改，下一步”。",
    ]
    assert chat.says("连续运行时间≥5000小时，第三方检测") == [
        "✓ 技术指标：",
        "① 连续运行时间 ≥ 4000 小时 → 连续运行时间≥5000小时，第三方检测",
        "需补充 2/2 · 研发预算",
        "审核意见：请写明检测方法",
        "现在填的是：800 万元",
        "请发改好的内容；不用改就点“不改，下一步”。",
    ]
    chat.taps("不改，下一步")
    assert chat.seen == [
        "✓ 技术指标：",
        "① 连续运行时间 ≥ 4000 小时 → 连续运行时间≥5000小时，第三方检测",
        "研发预算：不改",
        "请核对修改后的内容，其他内容没有变。",
        "〔需求〕",
        "8. 技术指标：① 连续运行时间≥5000小时，第三方检测",
        "〔投入〕",
        "9. 研发预算：800 万元",
        "都对就点“核对无误”；还要改就点“修改某项”。",
    ]
    assert labels(chat) == [["核对无误", "修改某项"], ["看全部内容", "附件", "预览文件"], ["↶ 撤销", "存下离开"]]
    assert "17. 手机号码：13800000000" in chat.taps("看全部内容")
    assert (in_place(chat), labels(chat)) == (
        [True],
        [["核对无误", "修改某项"], ["附件", "预览文件"], ["↶ 撤销", "存下离开"]],
    )
    chat.taps("修改某项")
    assert labels(chat) == [["8 技术指标", "9 研发预算"], ["改好了，回到核对"]]
    refusal = "这次只能改：技术指标、研发预算。其他内容也要改的话，请用 /handoff 告诉工作人员。"
    assert [chat.says(typed)[0] for typed in ("3", "把联系人改成李强")] == [refusal, refusal]
    assert chat.draft.step == "review"
    chat.taps("核对无误")
    chat.taps("以上属实，确认提交")
    assert chat.step.outcome == "submitted"
    assert chat.draft.values == {**FULL, "indicators": ["连续运行时间≥5000小时，第三方检测"]}
    assert (chat.draft.need_id, chat.draft.id) == (5, 9)


def test_a_field_that_the_change_made_wrong_is_opened_too() -> None:
    chat = returned("budget")
    chat.says("500万")
    assert labels(chat) == [
        ["改研发预算", "改企业出资"],
        ["修改某项"],
        ["看全部内容", "附件"],
        ["恢复原来的研发预算"],
        ["↶ 撤销", "存下离开"],
    ]
    chat.taps("修改某项")
    assert labels(chat)[0] == ["9 研发预算", "❗10 企业出资"]


def test_giving_up_a_change_leaves_the_need_alone() -> None:
    chat = returned("budget")
    assert chat.says("放弃") == ["确定放弃“”吗？已提交过的内容不受影响。"]
    assert chat.taps("确定放弃") == ["已放弃“”，原来提交的内容没有变。"]


def test_a_return_without_ticked_fields_goes_to_the_review() -> None:
    assert returned().draft.step == "review"
    assert returned("gone").draft.step == "review"


def test_a_copy_takes_over_what_still_holds_but_not_the_consent() -> None:
    chat = Chat(begin(FORM, 1001, 8, {**FULL, "league": "110100", "gone": 1}))
    known = {key: value for key, value in FULL.items() if key not in ("consent", "league")}
    assert (chat.draft.values, chat.draft.step) == (known, "consent")
    assert chat.taps("同意，开始填写") == ["✓ 告知同意：已同意", "第 3/13 步 · 所属盟市"]
    assert chat.taps("包头市")[1] == "主要内容填好了，还想补充吗？"


def test_a_copy_of_what_is_whole_is_reviewed_at_once() -> None:
    chat = Chat(begin(FORM, 1001, 8, FULL))
    assert chat.taps("同意，开始填写")[:2] == ["✓ 告知同意：已同意", "请核对"]
    assert (in_place(chat), chat.draft.values) == ([True], FULL)


def test_a_second_need_takes_over_the_enterprise_with_one_tap() -> None:
    chat = Chat(begin(FORM, 1001, 8, earlier=FULL))
    assert chat.taps("同意，开始填写") == [
        "✓ 告知同意：已同意",
        "第 1/13 步 · 单位全称",
        "上次填的：内蒙古敕勒新材料有限公司、91150200MA0TE5T00K、包头市、张三、138****0000",
    ]
    assert chat.taps("沿用上次的单位信息") == [
        "✓ 已沿用上次的单位信息，请看一眼：",
        "〔单位〕",
        "1. 单位全称：内蒙古敕勒新材料有限公司",
        "2. 信用代码：91150200MA0TE5T00K",
        "3. 所属盟市：包头市",
        "〔联系〕",
        "16. 联系人：张三",
        "17. 手机号码：13800000000",
        "有变化的，随时可以发“修改第 1 项”，核对时也能改。",
        "第 4/13 步 · 需求名称",
    ]


def test_another_enterprise_is_typed_and_nothing_is_taken_over() -> None:
    chat = Chat(begin(FORM, 1001, 8, earlier=FULL))
    chat.taps("同意，开始填写")
    chat.says("内蒙古河套农机有限公司")
    assert "沿用上次的单位信息" not in [button.label for button in chat.buttons]
