"""Writing a need from /submit to the reference number, and what is said to answers that can't be used."""

import json

from tests.chat import GROUP, WANG, ZHAO, Chat
from tests.conversations.need import BODY, PROBLEM, REFERENCE, SUMMARY, TAPPED, TYPED, before

SUBMITTED = f"""已提交，编号 {REFERENCE}
《高温烧结炉推舟机构国产化研制》
审核有结果会在这里通知您，也可随时用 /my 查看。办理时限公开材料里没写，这里不作承诺。"""


async def test_the_whole_form_by_tapping(chat: Chat) -> None:
    wang = chat.user(WANG)
    heads = [(await wang.goes(step)).heads for step in ("/submit", *TAPPED)]
    assert heads == [
        ["填报须知"],
        ["✓ 告知同意：已同意", "第 1/13 步 · 单位全称"],
        ["✓ 单位全称：内蒙古敕勒新材料有限公司"],
        ["✓ 信用代码：91150200MA0TE5T00K"],
        ["✓ 信用代码：91150200MA0TE5T00K", "第 4/13 步 · 需求名称"],
        ["✓ 需求名称：高温烧结炉推舟机构国产化研制"],
        [f"✓ 技术难题：{PROBLEM}"],
        ["✓ 技术指标：① 连续运行时间 ≥ 4000 小时（现约 2000 小时），现场运行记录"],
        ["✓ 研发预算：800 万元"],
        ["✓ 企业出资：600 万元"],
        ["✓ 完成期限：24 个月（2 年）"],
        ["✓ 完成期限：24 个月（2 年）", "第 11/13 步 · 5 项选择"],
        ["✓ 需求类型：技术攻关", "第 12/13 步 · 联系人"],
        ["✓ 联系人：王芳", "也可以点输入框下面的按钮，发送您自己的手机号。"],
        ["✓ 手机号码：13800000000", "主要内容填好了，还想补充吗？"],
        ["请核对"],
        ["最后一步：真实性确认"],
        [f"已提交，编号 {REFERENCE}"],
    ]


async def test_the_whole_form_by_typing_makes_the_same_need(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    said = await wang.goes("/submit", *TYPED)
    assert said.seen == [f"{SUBMITTED}\n[查看这项需求]"]
    said = await wang.taps("查看这项需求")
    assert said.texts[0].partition("\n\n")[2] == BODY.format(mobile="13800000000")
    assert (await zhao.hears()).seen == [f"新提交的需求 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"]
    assert await chat.rows("SELECT owner, state, league, holder FROM need") == [
        {"owner": WANG, "state": "submitted", "league": "150200", "holder": None}
    ]
    assert await chat.rows("SELECT * FROM draft") == []


async def test_reference_numbers_count_up(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.goes("/submit", *TAPPED)).heads == ["已提交，编号 NM-2026-000001"]
    assert (await wang.goes("/submit", *TAPPED)).heads == ["已提交，编号 NM-2026-000002"]


#: What is typed instead of the answer at the same place of TAPPED, and how it is refused.
REFUSED = {
    1: ("敕勒", "现在只有 2 个字，至少要 4 个字，请写完整些再发。"),
    2: ("91350100M000100Y44", "这个代码的校验位对不上，多半是有一位抄错，或两位颠倒了，请对照营业执照再看看。"),
    3: ("北京", "没认出是哪个盟市。请点下面的按钮，或者发盟市、旗县的名字。"),
    4: ("内蒙古敕勒新材料有限公司推舟机构", "这里请不要出现单位名称“内蒙古敕勒新材料有限公司”。"),
    5: ("字" * 1501, "第 5/13 步 · 技术难题"),
    7: ("几百万", "请填一个确定的数，不要填范围或大概的数。"),
    8: ("900万", "900 万元超过了研发预算 800 万元。请填小一些；要是预算填错了，先改预算。"),
    9: ("2000年底", "到 2000 年 12 月已经不足一个月了。这里填从签约算起的月数，例如“24个月”。"),
    11: ("送钱", "“送钱”这里用不上，没有填进去。请点下面的按钮来选择。"),
    13: ("138000000000", "手机号是 11 位，您发来的是 12 位，多了 1 位，请再核对。"),
}


async def test_an_answer_that_cannot_be_used_is_explained_and_changes_nothing(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("/submit")
    replies, changed = {}, []
    for place, step in enumerate(TAPPED[:14]):
        if place in REFUSED:
            before = await values(chat)
            replies[place] = (await wang.says(REFUSED[place][0])).heads[0]
            changed += [place] * (await values(chat) != before)
        await wang.goes(step)
    assert replies == {place: reply for place, (_, reply) in REFUSED.items()}
    assert changed == []
    assert (await wang.goes(*TAPPED[14:])).heads == [f"已提交，编号 {REFERENCE}"]


async def values(chat: Chat) -> list[dict[str, object]]:
    """What the drafts hold and where they stand."""
    return await chat.rows("SELECT content ->> 'step' AS step, content -> 'values' AS held FROM draft")


async def test_what_was_typed_in_vain_is_not_lost(chat: Chat) -> None:
    wang, long = chat.user(WANG), "推舟机构在高温下卡滞，" * 137
    await wang.goes(*before(PROBLEM))
    said = await wang.says(long)
    assert said.seen == [
        (
            "第 5/13 步 · 技术难题\n写了 1507 个字，这里最多 1500 个字。划掉的 7 个字放不下，全文先替您留着：\n"
            f"…{long[1480:]}\n[只留前面 1500 个字]\n[我来改短] [放到附件]\n[更多]"
        )
    ]
    assert (await wang.goes("☞我来改短", "☞看刚才的原文")).texts[0] == long


async def test_indicators_without_figures_are_doubted_once_and_flagged_for_staff(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await zhao.says("/start")
    said = await wang.goes(*before(TAPPED[6]), "运行时间更长")
    assert said.labels[0] == ["就这样填", "看刚才的原文"]
    assert (await wang.taps("就这样填")).heads == ["✓ 技术指标：① 运行时间更长", "第 7/13 步 · 研发预算"]
    await wang.goes(*TAPPED[7:])
    said = (await zhao.taps("查看", chat=GROUP)).in_chat(ZHAO)
    assert said.texts[0].splitlines()[-1] == "⚠️ 技术指标：第 1 条未量化，审核时可能要补充数字。"


async def test_a_field_is_changed_from_the_review_in_one_message(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes(*before("☞核对无误"))
    assert said.labels == [["核对无误", "修改某项"], ["补充选填内容", "附件"], ["↶ 撤销", "存下离开"]]
    card = said.messages[-1]["message_id"]
    for label, head in {
        "修改某项": "请核对",
        "3 所属盟市": "所属盟市",
        "锡林郭勒盟": "✓ 所属盟市：包头市 → 锡林郭勒盟",
    }.items():
        said = await wang.taps(label)
        assert ([message["message_id"] for message in said.messages], said.heads) == ([card], [head])
    assert "3. 所属盟市：锡林郭勒盟" in said.texts[0].splitlines()
    await wang.goes("☞修改某项", "☞11 完成期限")
    said = await wang.says("36个月")
    assert said.texts[0].splitlines()[:3] == [
        "✓ 完成期限：24 个月（2 年） → 36 个月（3 年）",
        "",
        "核对（已填 17/17 项）",
    ]
    said = await wang.says("把联系人改成李强")
    assert said.heads == ["✓ 联系人：王芳 → 李强"]
    assert "16. 联系人：李强" in (await wang.taps("看全部内容")).texts[0].splitlines()
    assert (await wang.goes("☞核对无误", "☞以上属实")).heads == [f"已提交，编号 {REFERENCE}"]


async def test_a_long_answer_comes_in_several_messages(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(PROBLEM))
    said = await wang.says(PROBLEM[:20])
    assert said.heads == ["现在有 20 个字，至少要 50 个字，还差 30 个字。这段已经留着，接着发就行，会自动接在后面。"]
    assert said.labels[-2:] == [["↶ 去掉刚才这句", "重新写这一项"], ["‹ 上一步", "先空着", "更多"]]
    assert "第 6/13 步 · 技术指标" in (await wang.says(PROBLEM[20:])).texts[0].splitlines()
    held = await chat.rows("SELECT content ->> '$.values.problem' AS problem FROM draft")
    assert held == [{"problem": f"{PROBLEM[:20]}\n{PROBLEM[20:]}"}]


async def test_a_second_need_takes_over_the_enterprise(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("/submit", *TAPPED)
    said = await wang.goes("/submit", "☞同意")
    assert said.labels[0] == ["沿用上次的单位信息"]
    said = await wang.taps("沿用上次的单位信息")
    assert said.heads == ["✓ 已沿用上次的单位信息，请看一眼：", "第 4/13 步 · 需求名称"]
    rest = [step for step in TAPPED[4:] if step not in ("王芳", "13800000000")]
    assert (await wang.goes(*rest)).heads == ["已提交，编号 NM-2026-000002"]
    rows = await chat.rows("SELECT content -> 'values' AS held FROM need ORDER BY id")
    first, second = (json.loads(row["held"]) for row in rows)
    assert first == second


async def test_optional_fields_come_after_the_numbered_steps(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes(*before("☞不用了，去核对"))
    assert said.labels[:4] == [
        ["细分领域", "重点产业链"],
        ["现有基础", "意向合作单位"],
        ["金融支持", "邮箱"],
        ["关键词"],
    ]
    said = await wang.goes("☞邮箱", "rd＠example.com")
    assert said.heads == ["✓ 邮箱：rd@example.com"]
    assert said.labels[2] == ["金融支持", "✓ 邮箱"]


async def test_more_own_funds_than_budget_hold_up_the_submission(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes(*before("☞核对无误"), "预算改成500万")
    assert said.labels == [["改研发预算", "改企业出资"], ["修改某项"], ["看全部内容", "附件"], ["↶ 撤销", "存下离开"]]
    assert (await wang.says("确认提交")).labels[0] == ["改研发预算", "改企业出资"]
    assert (await wang.goes("☞改企业出资", "400万")).labels[0] == ["核对无误", "修改某项"]


async def test_what_is_said_as_people_say_it_is_read(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes(*before("800万"), "预算80万，自筹六成")
    assert said.heads == ["✓ 研发预算：80 万元"]
    assert said.texts[0].split("\n")[1:3] == ["✓ 企业出资：48 万元", "“六成”已按研发预算 80 万元换算。"]
    assert (await wang.says("明年底")).labels[0] == ["13 个月"]  # it is November
    assert (await wang.taps("13 个月")).heads[0] == "✓ 完成期限：13 个月"
    assert (await wang.says("预算改成90万，企业出60万")).texts[0].split("\n")[:2] == [
        "✓ 研发预算：80 万元 → 90 万元",
        "✓ 企业出资：48 万元 → 60 万元",
    ]


async def test_ones_own_number_is_shared_by_a_button(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes(*before("13800000000"))
    assert said.messages[-1]["keyboard"]["rows"] == [[{"text": "发送我的手机号", "request_contact": True}]]
    shared = {"phone_number": "+8613800000000", "first_name": "王芳"}
    assert (await wang.does("contact", **shared, user_id=1002)).heads == [
        "这是别人的号码，没有记录。请发送您自己的号码，或者直接打字。"
    ]
    assert (await wang.does("contact", **shared)).heads == [
        "这是别人的号码，没有记录。请发送您自己的号码，或者直接打字。"
    ]
    said = await wang.does("contact", **shared, user_id=WANG)
    assert said.heads == ["✓ 手机号码：13800000000", "主要内容填好了，还想补充吗？"]
    assert said.messages[0]["keyboard"] == {"remove": True}


async def test_a_number_that_nobody_asked_for_is_not_kept(chat: Chat) -> None:
    wang = chat.user(WANG)
    shared = {"phone_number": "+8613800000000", "first_name": "王芳", "user_id": WANG}
    assert (await wang.does("contact", **shared)).texts == [
        "收到号码，但现在没有用到，没有保存。要填报需求请发送 /submit。"
    ]
    await wang.goes("/submit", *TAPPED[:1])
    assert (await wang.does("contact", **shared)).heads == ["现在还不需要电话号码，谢谢。"]
