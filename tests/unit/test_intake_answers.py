"""Answers that are asked about, taken in parts, or refused."""

from tests.unit.filling import FULL, PROBLEM, at

# Answers that are asked about


def test_a_league_that_could_be_two_is_asked_back() -> None:
    chat = at("league")
    assert chat.says("乌市") == ["第 3/13 步 · 所属盟市", "“乌市”可能指不止一个地方，请选一个："]
    assert chat.taps("乌兰察布市")[0] == "✓ 所属盟市：乌兰察布市"


def test_a_sum_is_asked_back_until_it_is_right() -> None:
    chat = at("budget")
    assert chat.says("80000000") == ["第 7/13 步 · 研发预算", "您填的是 8,000 万元（0.8 亿元），对吗？"]
    assert chat.says("不对") == ["第 7/13 步 · 研发预算"]
    assert chat.says("800") == ["第 7/13 步 · 研发预算", "您填的是 800 万元，对吗？"]
    assert chat.says("3亿") == ["第 7/13 步 · 研发预算", "您填的是 30,000 万元（3 亿元），这个数不太常见，对吗？"]
    assert chat.says("8000") == ["第 7/13 步 · 研发预算", "您填的是 8,000 万元（0.8 亿元），对吗？"]
    assert chat.says("对")[0] == "✓ 研发预算：8,000 万元（0.8 亿元）"
    assert (chat.draft.values["budget"], chat.draft.rejected) == (8000, {})


def test_a_usual_sum_with_its_unit_is_taken_and_echoed() -> None:
    next_step = "第 8/13 步 · 企业出资"
    assert at("budget").says("800万元") == ["✓ 研发预算：800 万元", next_step]
    assert at("budget").says("0.8亿") == ["✓ 研发预算：8,000 万元（0.8 亿元）", "已由“0.8亿”换算。", next_step]
    assert at("budget").says("8OO万")[:2] == ["✓ 研发预算：800 万元", "已由“8OO万”换算。"]
    assert at("self_fund").says("六成")[:2] == ["✓ 企业出资：480 万元", "“六成”已按研发预算 800 万元换算。"]
    assert at("self_fund").says("政府全出")[0] == "✓ 企业出资：0 万元"
    assert at("self_fund").says("剩下的都自筹")[1] == (
        "别处出多少还没有写，都由企业出就是 800 万元，对吗？不是的话，请发一个数，或发“政府出200万，其余自筹”这样的话。"
    )


def test_a_bare_figure_with_two_meanings_offers_both() -> None:
    chat = at("budget")
    assert chat.says("50000") == ["第 7/13 步 · 研发预算", "您写的“50000”没带单位，是下面哪一个？"]
    assert chat.taps("5 万元")[:2] == [
        "✓ 研发预算：5 万元",
        "⚠️ 这个数额不太常见（多在 10 万元到 2 亿元之间），请再看一眼单位。",
    ]


def test_a_corrected_code_is_taken_only_when_confirmed() -> None:
    chat = at("uscc")
    assert chat.says("9115O200MAOTE5TOOK") == [
        "第 2/13 步 · 信用代码",
        "统一社会信用代码里不会有 O。您要填的是不是 91150200MA0TE5T00K？",
    ]
    assert "uscc" not in chat.draft.values
    assert chat.taps("91150200MA0TE5T00K")[0] == "✓ 信用代码：91150200MA0TE5T00K"


def test_indicators_without_figures_are_asked_once_more_then_flagged() -> None:
    doubt = "还看不到“数字加单位”。能补上目标值吗？只发补好的这几条就行；实在定不了，也可以就这样填。"
    chat = at("indicators")
    assert chat.says("寿命≥4000小时\n越快越好") == ["第 6/13 步 · 技术指标", f"第 2 条（“越快越好”）{doubt}"]
    assert chat.says("寿命≥4000小时\n尽量快") == [
        "✓ 技术指标：① 寿命≥4000小时 ② 尽量快",
        "⚠️ 第 2 条未量化，审核时可能要补充数字。",
        "第 7/13 步 · 研发预算",
    ]
    assert list(chat.draft.flags) == ["indicators"]
    chat.taps("‹ 上一步")
    chat.says("寿命≥4000小时\n尽量快≥5m/s")
    assert list(chat.draft.flags) == []


def test_indicators_can_be_insisted_on() -> None:
    chat = at("indicators")
    chat.says("越快越好")
    assert chat.taps("看刚才的原文")[0] == "越快越好"
    assert chat.taps("就这样填")[0] == "✓ 技术指标：① 越快越好"
    assert (chat.draft.values["indicators"], chat.draft.flags) == (["越快越好"], ("indicators",))


def test_several_of_a_list_are_ticked_and_unticked() -> None:
    chat = at("coop_mode")
    chat.taps("☑ 合作研发")  # which was proposed
    assert chat.taps("选好了") == ["至少要有 1 项。", "合作方式"]
    chat.taps("☐ 委托研发")
    chat.taps("☐ 技术入股")
    chat.taps("☑ 委托研发")
    assert all(reply.replace for reply in chat.step.replies)
    assert chat.taps("选好了")[0] == "✓ 合作方式：技术入股"
    chat.taps("改合作方式")
    assert "☑ 技术入股" in [button.label for button in chat.buttons]


def test_what_is_too_long_is_kept_and_given_back() -> None:
    chat, text = at("org_name"), "长" * 100
    assert chat.says(text) == [
        "现在有 100 个字，最多 60 个字，请删去约 40 个字，改短后再发。原文替您留着。",
        f"您刚才发的是：{'长' * 100}",
        "第 1/13 步 · 单位全称",
    ]
    assert f"{'长' * 60}<s>{'长' * 40}</s>" in chat.step.replies[0].text
    assert chat.taps("看刚才的原文")[0] == text
    chat.says(FULL["org_name"])
    assert chat.draft.rejected == {}


def test_of_a_range_the_figure_is_asked_for_that_counts() -> None:
    chat = at("budget")
    assert chat.says("500-800万") == ["第 7/13 步 · 研发预算", "这里要一个确定的数，“500-800万”里按哪个数算？"]
    assert chat.taps("500 万元")[0] == "✓ 研发预算：500 万元"
    assert len(chat.step.replies) == 2
    chat = at("budget")
    assert chat.says("不超过800万")[-1] == "这里要一个确定的数，就按 800 万元 填吗？"
    chat = at("deadline")
    assert chat.says("两三年")[-1] == "这里要一个确定的期限，按哪个算？"
    assert chat.says("36个月（3年）")[0] == "✓ 完成期限：36 个月（3 年）"


def test_what_is_too_short_goes_on_with_the_next_message() -> None:
    first, second = PROBLEM[:30], PROBLEM[30:]
    chat = at("problem")
    assert chat.says(first) == [
        "现在有 30 个字，至少要 50 个字，还差 20 个字。这段已经留着，接着发就行，会自动接在后面。",
        "第 5/13 步 · 技术难题",
        f"没写完的 技术难题：{first}",
    ]
    assert "problem" not in chat.draft.values
    assert chat.says(second)[0].startswith("✓ 技术难题：")
    assert (chat.draft.values["problem"], chat.draft.begun) == (f"{first}\n{second}", {})


def test_what_was_begun_can_be_written_afresh_or_sent_again_as_a_whole() -> None:
    chat = at("problem")
    chat.says(PROBLEM[:30])
    chat.says(PROBLEM)
    assert chat.draft.values["problem"] == PROBLEM
    chat = at("problem")
    chat.says("先说两句")
    assert chat.taps("重新写这一项") == ["第 5/13 步 · 技术难题"]
    chat.says(PROBLEM)
    assert chat.draft.values["problem"] == PROBLEM


def test_a_beginning_outlasts_a_question_and_leaving() -> None:
    chat = at("problem")
    chat.says(PROBLEM[:30])
    chat.says("首批榜单有多少项？", "answer", "首批榜单有多少项？")
    asked = chat.step.outcome
    chat.says("先不填了，下次再说")
    assert (asked, chat.step.outcome) == ("asked", "left")
    chat.taps("继续填写")
    chat.says(PROBLEM[30:])
    assert chat.draft.values["problem"] == f"{PROBLEM[:30]}\n{PROBLEM[30:]}"


def test_a_persons_name_has_no_digits() -> None:
    chat = at("contact")
    assert chat.says("李强强1")[0] == "姓名里不会有数字，请再看看。"
    assert chat.says("李强强")[0] == "✓ 联系人：李强强"


def test_a_name_without_the_ending_of_one_is_asked_about_and_kept() -> None:
    chat = at("org_name")
    assert chat.says("河套农机") == [
        "第 1/13 步 · 单位全称",
        "营业执照上的全称就是“河套农机”吗？多数以“公司”“厂”“合作社”等结尾。不是的话，请发全称。",
    ]
    assert chat.says("内蒙古河套农机有限公司")[0] == "✓ 单位全称：内蒙古河套农机有限公司"
    chat = at("org_name")
    chat.says("河套农机")
    assert chat.says("是的")[0] == "✓ 单位全称：河套农机"


def test_no_wish_in_the_middle_of_an_answer_takes_its_place() -> None:
    chat = at("solver_req")
    chat.says("会的就行")
    assert chat.says("没有要求")[0] == "✓ 对揭榜方要求：无特殊要求"
    assert (chat.draft.values["solver_req"], chat.draft.begun) == ("无特殊要求", {})


def test_a_number_in_what_may_be_published_is_remarked() -> None:
    chat = at("solver_req")
    assert chat.says("找王教授13812345678，懂高温窑炉")[:2] == [
        "✓ 对揭榜方要求：找王教授13812345678，懂高温窑炉",
        "⚠️ 里面有手机号 138****5678。这项内容将来可能公开，别人的号码请删掉，自己的请填在“手机号码”里。",
    ]


def test_a_denied_option_is_not_offered() -> None:
    chat = at("ip")
    assert chat.says("不归企业") == ["知识产权归属", "您是指下面哪一个？"]
    assert [button.label for button in chat.buttons][:4] == ["归揭榜方", "双方共有", "协商确定", "都不对，重填"]
