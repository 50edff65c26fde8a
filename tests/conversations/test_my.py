"""What is one's own: /my, /status, withdrawing, mending what was returned, copying what was rejected."""

import pytest

from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import BODY, REFERENCE, STALE, SUMMARY, TITLE, before, claim, when

#: What the owner can have of a need at any time.
AFTER = "[回执] [时间线] [改联系方式]\n[邀请同事]"
UNTITLED = "未命名 · 11月2日开始"

CHANGE = "已提交的内容不能直接改。被退回补充的，点开就能改；其他的可以撤回，复制成新草稿改好再提交；草稿接着填就能改。"


async def decided(chat: Chat, *steps: str) -> None:
    """Let 赵敏 claim the need and take these steps."""
    await claim(chat)
    await chat.user(ZHAO).goes(*steps)


async def test_the_list_and_the_card(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    line = f"{REFERENCE}《{TITLE}》\n　待审核 · 最近变化 {await when(reviewing)}"
    assert (await wang.says("/my")).seen == [f"我的需求（已提交 1 项）\n\n{line}\n[查看 {REFERENCE}]"]
    body = BODY.format(mobile="13800000000")
    head = f"{REFERENCE} · 待审核\n已收到，等待工作人员领取审核。\n提交：{await when(reviewing)}"
    card = f"{head}\n\n{body}\n[撤回]\n{AFTER}"
    assert (await wang.taps(f"查看 {REFERENCE}")).seen == [card]
    assert (await wang.says(f"/status {REFERENCE}")).seen == [card]


@pytest.mark.parametrize(
    ("steps", "state", "means"),
    [
        ((), "审核中", "工作人员正在审核。"),
        (("☞通过"), "审核通过", "已通过审核。通过不等于入榜，后续以科技厅通知为准。"),
        (("☞不通过", "这是采购，不是攻关", "☞确认不通过"), "未通过", "未通过审核，可复制成新草稿修改后再提交。"),
        (
            ("☞退回补充", "☞完成期限", "☞写原因", "期限太长，请再核实", "☞确认退回"),
            "退回补充",
            "需要补充，补完可重新提交，其他内容不用重填。",
        ),
    ],
)
async def test_the_card_says_what_the_state_means(
    reviewing: Chat, steps: tuple[str, ...], state: str, means: str
) -> None:
    await claim(reviewing)
    for step in steps:
        await reviewing.user(ZHAO).goes(step)
    said = await reviewing.user(WANG).says(f"/status {REFERENCE}")
    assert said.texts[-1].splitlines()[:2] == [f"{REFERENCE} · {state}", means]


async def test_another_ones_need_might_as_well_not_exist(reviewing: Chat) -> None:
    li = reviewing.user(LI)
    refusals = {
        number: (await li.says(f"/status {number}")).texts for number in (REFERENCE, "NM-2026-000002", "<b>什么</b>")
    }
    assert refusals == {
        number: [f"在您名下没有编号为 {shown} 的需求。只能查看自己提交的需求，请核对编号，或用 /my 查看全部。"]
        for number, shown in {
            REFERENCE: REFERENCE,
            "NM-2026-000002": "NM-2026-000002",
            "<b>什么</b>": "<B>什么</B>",
        }.items()
    }
    assert (await li.says("/my")).texts == ["您还没有填报过技术需求。"]


async def test_a_list_of_many_needs_has_pages(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    for _ in range(8):
        await wang.goes("/my", "☞查看 NM", "☞撤回", "☞确定撤回", "☞复制为新草稿", "☞同意", "☞核对无误", "☞以上属实")
    said = await wang.says("/my")
    assert said.heads == ["我的需求（已提交 1 项，已撤回 8 项）"]
    assert said.labels == [*([f"查看 NM-2026-00000{n}"] for n in range(9, 1, -1)), ["下一页 ›"]]
    assert (await wang.taps("下一页")).labels == [["查看 NM-2026-000001"], ["‹ 上一页"]]


async def test_a_draft_has_its_line_and_its_buttons(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before("91150200MA0TE5T00K"))
    (row,) = await chat.rows("SELECT strftime('%Y-%m-%d %H:%M', updated_at, '+8 hours') AS at FROM draft")
    line = f"草稿《{UNTITLED}》\n　没有提交 · 最后修改 {row['at']}"
    assert (await wang.says("/my")).seen == [f"我的需求（草稿 1 份）\n\n{line}\n[继续填：{UNTITLED}] [删除草稿]"]


async def test_a_need_is_withdrawn_after_a_confirmation_and_staff_are_told(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await zhao.looks()
    late = zhao.tap("领取", chat=GROUP)
    await wang.goes("/my", "☞查看 NM")
    assert (await wang.taps("撤回")).seen == [
        f"确定撤回这项需求吗？\n{REFERENCE}《{TITLE}》\n撤回后不再审核，内容可以复制成新草稿。\n[确定撤回] [不撤回]"
    ]
    assert (await wang.taps("不撤回")).heads == [f"{REFERENCE} · 待审核"]
    await wang.taps("撤回")
    assert (await wang.taps("确定撤回")).seen == [f"{REFERENCE} 已撤回，不再审核。\n[复制为新草稿]"]
    told = await zhao.hears()
    assert told.seen == [f"企业已撤回 {REFERENCE}\n{SUMMARY}\n[查看]"]
    assert [message["edited"] for message in told.messages] == [True]
    claimed = await zhao.act("taps", late)
    assert claimed.heads == [f"{REFERENCE} 已有变化：现为“已撤回”，最近由 企业（敕勒新材料·王芳） 处理。"]


async def test_withdrawing_a_card_that_is_out_of_date_shows_how_it_stands(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("/my", "☞查看 NM", "☞撤回")
    await decided(reviewing, "☞通过")
    await wang.hears()
    assert (await wang.taps("确定撤回")).heads == [f"{REFERENCE} · 审核通过"]
    assert (await wang.goes("☞撤回", "☞确定撤回")).heads == [f"{REFERENCE} 已撤回，不再审核。"]
    told = (await reviewing.user(SUN).hears()).in_chat(GROUP)
    assert told.heads[-1] == f"企业已撤回 {REFERENCE}"
    assert not told.messages[-1]["edited"]  # staff had done with it: they are told


async def test_a_returned_need_is_mended_through_just_the_ticked_fields(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await decided(reviewing, "☞退回补充", "☞研发预算", "☞完成期限", "☞写原因", "期限请再核实", "☞确认退回")
    await zhao.hears()
    notice = (
        f"您的需求需要补充 {REFERENCE}\n《{TITLE}》\n要补充：研发预算、完成期限\n审核意见：期限请再核实\n"
        f"其他内容不用重填，补完可以重新提交。\n\n{SIGNED}\n[补充并重新提交]\n[查看这项需求] [问审核员]"
    )
    assert (await wang.hears()).seen == [notice]
    said = await wang.taps("补充并重新提交")
    assert said.texts[0].splitlines()[:4] == [
        "这次只需要改：研发预算、完成期限。其他内容已经保留，不用重填。",
        "",
        "需补充 1/2 · 研发预算",
        "审核意见：期限请再核实",
    ]
    assert (await wang.taps("不改，下一步")).heads == ["研发预算：不改", "需补充 2/2 · 完成期限"]
    said = await wang.says("36个月")
    assert said.labels == [
        ["核对无误", "修改某项"],
        ["看全部内容", "附件"],
        ["恢复原来的完成期限"],
        ["↶ 撤销", "存下离开"],
    ]
    told = "审核有结果会在这里通知您，也可随时用 /my 查看。"
    assert (await wang.goes("☞核对无误", "☞以上属实")).seen == [
        f"已重新提交，编号不变：{REFERENCE}\n《{TITLE}》\n{told}\n[查看这项需求]"
    ]
    announced = f"补充后重新提交 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"
    assert (await zhao.hears()).in_chat(GROUP).seen == [f"{REFERENCE} 见后面最新的一条。", announced]
    assert await reviewing.rows("SELECT content ->> '$.values.deadline' AS months, state, request FROM need") == [
        {"months": 36, "state": "submitted", "request": None}
    ]


SIGNED = "某某科技服务中心\n联系：电话 0471-0000000\n日期：2026-11-02"


@pytest.mark.parametrize("said", ["手机号是13900000000", "预算改成900万", "期限：18个月"])
async def test_a_new_value_told_outside_the_form_leads_to_the_returned_need(reviewing: Chat, said: str) -> None:
    wang = reviewing.user(WANG)
    await decided(reviewing, "☞退回补充", "☞完成期限", "☞写原因", "期限请再核实", "☞确认退回")
    await wang.hears()
    heard = await wang.says(said)
    assert heard.seen == [f"{CHANGE}\n[查看 {REFERENCE}]"]


async def test_a_returned_need_can_be_withdrawn_with_what_was_mended(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await decided(reviewing, "☞退回补充", "☞完成期限", "☞写原因", "期限请再核实", "☞确认退回")
    await wang.hears()
    await wang.goes("☞补充并重新提交", "36个月")
    mended = wang.tap("核对无误")
    card = (await wang.goes("/my", "☞查看 NM")).labels
    assert card == [["补充并重新提交"], ["撤回"], ["回执", "时间线", "改联系方式"], ["问审核员"], ["邀请同事"]]
    await zhao.hears()
    await wang.goes("☞撤回", "☞确定撤回")
    assert await reviewing.rows("SELECT * FROM draft") == []
    assert [message["edited"] for message in (await zhao.hears()).messages] == [True, True]  # its cards; no news
    assert (await wang.act("taps", mended)).texts == [
        f"这份内容已经提交过了，不会重复提交。编号 {REFERENCE}，现为“已撤回”，可用 /my 查看。"
    ]


async def test_a_rejected_need_is_copied_into_a_new_draft(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await decided(reviewing, "☞不通过", "这是设备采购，请写明技术难题", "☞确认不通过")
    notice = (
        f"您的需求未通过审核 {REFERENCE}\n《{TITLE}》\n理由：这是设备采购，请写明技术难题\n"
        f"可以复制成新草稿，修改后再次提交。\n\n{SIGNED}\n[复制为新草稿]\n[查看这项需求] [问审核员]"
    )
    assert (await wang.hears()).seen == [notice]
    said = await wang.taps("查看这项需求")
    assert said.texts[0].splitlines()[3:5] == ["审核意见：这是设备采购，请写明技术难题", ""]
    said = await wang.taps("复制为新草稿")
    assert said.heads == [f"已把 {REFERENCE} 的内容复制成新草稿。同意下面的须知后，直接核对、修改。"]
    said = await wang.taps("同意")
    assert said.texts[0].splitlines()[:3] == ["✓ 告知同意：已同意", "", "请核对"]
    said = await wang.goes("☞核对无误", "☞以上属实")
    assert said.heads == ["已提交，编号 NM-2026-000002"]


async def test_a_copy_stands_beside_the_draft_begun(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("/my", "☞查看 NM", "☞撤回", "☞确定撤回", "/submit", "☞同意", "内蒙古敕勒装备有限公司")
    said = await wang.taps("复制为新草稿")
    assert said.heads == [f"已把 {REFERENCE} 的内容复制成新草稿。同意下面的须知后，直接核对、修改。"]
    assert (await wang.says("/my")).labels[:2] == [
        [f"继续填：{TITLE}", "删除草稿"],
        [f"继续填：{UNTITLED}", "删除草稿"],
    ]


async def test_buttons_of_ones_own_needs_do_nothing_for_others(reviewing: Chat) -> None:
    wang, li = reviewing.user(WANG), reviewing.user(LI)
    await wang.goes("/my", "☞查看 NM")
    await li.says("/start")
    forged = [(await li.forges(button["data"], on="我的需求")).texts for button in wang.buttons()]
    assert forged == [[STALE]] * len(wang.buttons())
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]


async def test_mending_what_is_no_longer_returned_shows_how_it_stands(reviewing: Chat) -> None:
    wang, sun = reviewing.user(WANG), reviewing.user(SUN)
    await decided(reviewing, "☞退回补充", "☞完成期限", "☞写原因", "期限请再核实", "☞确认退回")
    await wang.hears()
    amend = wang.tap("补充并重新提交")
    await wang.goes("☞补充并重新提交", "36个月", "☞核对无误", "☞以上属实")
    assert (await wang.act("taps", amend)).heads == [f"{REFERENCE} · 待审核"]
    await sun.taps("领取", chat=GROUP)
    assert (await wang.act("taps", amend)).heads == [f"{REFERENCE} · 审核中"]


async def test_how_to_change_what_was_submitted_is_told_to_who_wants_it(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    assert (await wang.says("把预算改成200万")).seen == [f"{CHANGE}\n[查看 {REFERENCE}]"]
    assert (await wang.taps("查看")).heads == [f"{REFERENCE} · 待审核"]
    await wang.goes("/submit", "☞同意", "/cancel")
    assert (await wang.says("完成期限改为三年")).seen == [f"{CHANGE}\n[继续填：{UNTITLED}]\n[查看 {REFERENCE}]"]
    assert await reviewing.rows("SELECT * FROM question") == []


@pytest.mark.parametrize("said", ["把预算改成200万行不", "多会儿把预算改成200万", "预算改成200万给不给改"])
async def test_whether_something_can_be_changed_is_a_question(reviewing: Chat, said: str) -> None:
    assert not (await reviewing.user(WANG).says(said)).seen[0].startswith(CHANGE)
    assert await reviewing.rows("SELECT text FROM question") == [{"text": said}]


async def test_who_has_submitted_nothing_is_not_told_how_to_change_it(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert not (await wang.says("把预算改成200万")).seen[0].startswith(CHANGE)
