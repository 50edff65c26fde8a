"""What is one's own: /my, /status, withdrawing, mending what was returned, copying what was rejected."""

import pytest

from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import BODY, REFERENCE, STALE, SUMMARY, TITLE, claim, when


async def decided(chat: Chat, *steps: str) -> None:
    """Let 赵敏 claim the need and take these steps."""
    await claim(chat)
    await chat.user(ZHAO).goes(*steps)


async def test_the_list_and_the_card(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    line = f"{REFERENCE}《{TITLE}》\n　待受理 · {await when(reviewing)}"
    assert (await wang.says("/my")).seen == [f"我的需求（已提交 1 项，草稿 0 份）\n{line}\n[查看 {REFERENCE}]"]
    body = BODY.format(mobile="13800000000")
    card = f"{REFERENCE} · 待受理\n已收到，等待工作人员领取审核。\n提交：{await when(reviewing)}\n\n{body}\n[撤回]"
    assert (await wang.taps(f"查看 {REFERENCE}")).seen == [card]
    assert (await wang.says(f"/status {REFERENCE}")).seen == [card]
    assert (await wang.says("nm－2026－000001。")).seen == [card]  # the number alone will do, however it is typed


@pytest.mark.parametrize(
    ("steps", "state", "means"),
    [
        ((), "审核中", "工作人员正在审核。"),
        (("☞通过",), "审核通过", "已通过审核。通过不等于入榜，后续以科技厅通知为准。"),
        (("☞不予受理", "这是采购", "☞确认不予受理"), "不予受理", "未予受理，可复制成新草稿修改后再提交。"),
        (
            ("☞退回补充", "☞完成期限", "☞写原因", "太长", "☞确认退回"),
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
        await wang.goes(
            "/my", "☞查看 NM", "☞撤回", "☞确定撤回", "☞复制为新草稿", "☞同意", "☞不用了", "☞核对无误", "☞以上属实"
        )
    said = await wang.says("/my")
    assert said.heads == ["我的需求（已提交 9 项，草稿 0 份）"]
    assert said.labels == [*([f"查看 NM-2026-00000{n}"] for n in range(9, 1, -1)), ["下一页 ›"]]
    assert (await wang.taps("下一页")).labels == [["查看 NM-2026-000001"], ["‹ 上一页"]]


async def test_a_need_is_withdrawn_after_a_confirmation_and_staff_are_told(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await wang.goes("/my", "☞查看 NM")
    assert (await wang.taps("撤回")).seen == [
        f"确定撤回这项需求吗？\n{REFERENCE}《{TITLE}》\n撤回后不再审核，内容可以复制成新草稿。\n[确定撤回] [不撤回]"
    ]
    assert (await wang.taps("不撤回")).heads == [f"{REFERENCE} · 待受理"]
    await wang.taps("撤回")
    assert (await wang.taps("确定撤回")).seen == [f"{REFERENCE} 已撤回，不再审核。\n[复制为新草稿]"]
    assert (await zhao.hears()).seen == [f"企业已撤回 {REFERENCE}\n{SUMMARY}"]
    claimed = await claim(reviewing)
    assert claimed.heads == [f"{REFERENCE} 已有变化：现为“已撤回”，最近由 敕勒新材料·王芳 处理。"]


async def test_withdrawing_a_card_that_is_out_of_date_shows_how_it_stands(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("/my", "☞查看 NM", "☞撤回")
    await decided(reviewing, "☞通过")
    await wang.hears()
    assert (await wang.taps("确定撤回")).heads == [f"{REFERENCE} · 审核通过"]
    assert (await wang.goes("☞撤回", "☞确定撤回")).heads == [f"{REFERENCE} 已撤回，不再审核。"]


async def test_a_returned_need_is_mended_through_just_the_ticked_fields(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await decided(reviewing, "☞退回补充", "☞研发预算", "☞完成期限", "☞写原因", "期限请再核实", "☞确认退回")
    await zhao.hears()
    notice = (
        f"您的需求需要补充 {REFERENCE}\n《{TITLE}》\n要补充：研发预算、完成期限\n审核意见：期限请再核实\n"
        "其他内容不用重填，补完可以重新提交。\n[补充并重新提交]\n[查看这项需求]"
    )
    assert (await wang.hears()).seen == [notice]
    said = await wang.taps("补充并重新提交")
    assert said.texts[0].splitlines()[:4] == [
        "这项需求请补充：研发预算、完成期限。其他内容不用重填。",
        "",
        "需补充 1/2 · 研发预算",
        "审核意见：期限请再核实",
    ]
    assert (await wang.taps("不改，下一步")).heads == ["研发预算：不改", "需补充 2/2 · 完成期限"]
    said = await wang.says("36个月")
    assert said.labels == [["核对无误，下一步"], ["9 研发预算", "11 完成期限"], ["存下离开", "放弃"]]
    told = "审核有结果会在这里通知您，也可随时用 /my 查看。"
    assert (await wang.goes("☞核对无误", "☞以上属实")).seen == [
        f"已重新提交，编号不变：{REFERENCE}\n《{TITLE}》\n{told}\n[查看这项需求]"
    ]
    assert (await zhao.hears()).seen == [f"补充后重新提交 {REFERENCE}\n{SUMMARY}\n[领取] [查看]"]
    assert await reviewing.rows("SELECT content ->> '$.values.deadline' AS months, state, request FROM need") == [
        {"months": 36, "state": "submitted", "request": None}
    ]


async def test_a_returned_need_can_be_withdrawn_with_what_was_mended(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await decided(reviewing, "☞退回补充", "☞完成期限", "☞写原因", "请再核实", "☞确认退回")
    await wang.hears()
    card = (await wang.goes("☞补充并重新提交", "36个月", "/my", "☞查看 NM")).labels
    assert card == [["补充并重新提交"], ["撤回"]]
    await zhao.hears()
    await wang.goes("☞撤回", "☞确定撤回")
    assert await reviewing.rows("SELECT * FROM draft") == []
    assert (await zhao.hears()).texts == []  # it was not in their hands
    assert (await wang.taps("核对无误")).texts == [
        f"这份内容已经提交过了，不会重复提交。编号 {REFERENCE}，现为“已撤回”，可用 /my 查看。"
    ]


async def test_a_rejected_need_is_copied_into_a_new_draft(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await decided(reviewing, "☞不予受理", "这是设备采购，请写明技术难题", "☞确认不予受理")
    notice = (
        f"您的需求未予受理 {REFERENCE}\n《{TITLE}》\n理由：这是设备采购，请写明技术难题\n"
        "可以复制成新草稿，修改后再次提交。\n[复制为新草稿]\n[查看这项需求]"
    )
    assert (await wang.hears()).seen == [notice]
    said = await wang.taps("查看这项需求")
    assert said.texts[0].splitlines()[3:5] == ["审核意见：这是设备采购，请写明技术难题", ""]
    said = await wang.taps("复制为新草稿")
    assert said.heads == [f"已把 {REFERENCE} 的内容复制成新草稿，同意下面的须知后就可以修改。"]
    assert (await wang.taps("同意")).heads == ["✓ 告知同意：已同意", "主要内容填好了，还想补充吗？"]
    said = await wang.goes("☞不用了", "☞核对无误", "☞以上属实")
    assert said.heads == ["已提交，编号 NM-2026-000002"]


async def test_a_copy_does_not_push_out_the_draft_begun(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("/my", "☞查看 NM", "☞撤回", "☞确定撤回", "/submit", "☞同意", "内蒙古敕勒装备有限公司")
    said = await wang.taps("复制为新草稿")
    assert said.texts[0].splitlines()[0::2] == ["您已有一份没填完的草稿", "请先把它填完或删掉，再来复制。"]
    assert said.labels == [["接着填", "重新填一份"]]


async def test_buttons_of_ones_own_needs_do_nothing_for_others(reviewing: Chat) -> None:
    wang, li = reviewing.user(WANG), reviewing.user(LI)
    await wang.goes("/my", "☞查看 NM")
    await li.says("/start")
    forged = [(await li.forges(button["data"], on="我的需求")).texts for button in wang.buttons()]
    assert forged == [[STALE]] * len(wang.buttons())
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]


async def test_mending_what_is_no_longer_returned_shows_how_it_stands(reviewing: Chat) -> None:
    wang, sun = reviewing.user(WANG), reviewing.user(SUN)
    await decided(reviewing, "☞退回补充", "☞完成期限", "☞写原因", "请再核实", "☞确认退回")
    await wang.hears()
    amend = wang.tap("补充并重新提交")
    await wang.goes("☞补充并重新提交", "36个月", "☞核对无误", "☞以上属实")
    assert (await wang.act("taps", amend)).heads == [f"{REFERENCE} · 待受理"]
    await sun.taps("领取", chat=GROUP)
    assert (await wang.act("taps", amend)).heads == [f"{REFERENCE} · 审核中"]
