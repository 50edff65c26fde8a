"""Notices of decisions: what they say, what became of them, and how the enterprise asks back."""

import pytest

from bot.config import OperatorSection, StaffSection
from tests.chat import GROUP, STAFF, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, SUMMARY, TITLE, claim

FURTHER = "通过审核不等于入榜。后续安排公开材料里没写，以科技厅通知为准。"
HOW = "回复这条消息，或者点“答复”，写的话会原样发给对方。"
SIGNED = "某某科技服务中心\n联系：电话 0471-0000000\n日期：2026-11-02"


async def test_a_notice_bears_office_contact_and_day(reviewing: Chat) -> None:
    await claim(reviewing)
    await reviewing.user(ZHAO).goes("☞通过")
    assert (await reviewing.user(WANG).hears()).seen == [
        f"您的需求已通过审核 {REFERENCE}\n《{TITLE}》\n{FURTHER}\n\n{SIGNED}\n[查看这项需求] [问审核员]"
    ]


@pytest.mark.parametrize(
    ("configured", "signed"),
    [
        ({"operator": OperatorSection()}, ["日期：2026-11-02"]),
        ({"contact": "成果处 0471-1"}, ["某某科技服务中心", "联系：成果处 0471-1", "日期：2026-11-02"]),
    ],
)
async def test_what_is_not_configured_is_not_said(
    reviewing: Chat, configured: dict[str, object], signed: list[str]
) -> None:
    await reviewing.restart(**configured)
    await claim(reviewing)
    await reviewing.user(ZHAO).goes("☞通过")
    assert (await reviewing.user(WANG).hears()).texts[0].splitlines()[4:] == signed


async def test_a_notice_that_a_blocked_enterprise_misses_is_sent_again(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang = reviewing.user(ZHAO), reviewing.user(WANG)
    await wang.does("block")
    await zhao.goes("☞通过")
    card = (await zhao.says(f"/status {REFERENCE}")).seen[-1]
    assert "⚠️ 企业已停用机器人，通知未送达" in card
    assert "[再发一次通知]" in card
    assert "通知：未送达（企业已停用机器人）" in (await zhao.says(f"/history {REFERENCE}")).texts[0]
    assert (await zhao.taps("再发一次通知")).toasts == [f"{REFERENCE} 的通知正在再发一次。"]
    assert "[再发一次通知]" in (await zhao.says(f"/status {REFERENCE}")).seen[-1]  # refused again
    await wang.does("unblock")
    await wang.says("/my")
    assert (await zhao.says(f"/status {REFERENCE}")).texts[-1].splitlines()[2].startswith("通知：2026-11-02 10:0")
    again = (await zhao.says(f"/history {REFERENCE}")).texts[0]
    assert "　　通知：2026-11-02 10:0" in again
    assert "[再发一次通知]" not in zhao.labels()


async def test_a_question_goes_to_whoever_has_decided_and_the_answer_comes_back(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao, wang, sun = reviewing.user(ZHAO), reviewing.user(WANG), reviewing.user(SUN)
    await zhao.goes("☞通过")
    await zhao.hears()
    await wang.hears()
    await sun.hears()
    said = await wang.taps("问审核员")
    asked = f"问审核员 {REFERENCE}《{TITLE}》\n请把问题写成一条消息，我转给审核这项需求的工作人员，答复会发到这里。"
    assert said.seen == [f"{asked}\n[不问了]"]
    said = await wang.says("专家评审大概什么时候？")
    assert said.heads == [f"已把您的问题转给审核员（{REFERENCE}）："]
    heard = await zhao.hears()
    assert heard.in_chat(GROUP).texts == []
    assert heard.in_chat(ZHAO).seen == [
        f"企业问审核员 {REFERENCE}（提问人 甲-1）\n{SUMMARY}\n问：专家评审大概什么时候？\n{HOW}\n[答复] [结束]\n[查看]"
    ]
    await zhao.goes("☞答复", "评审时间由科技厅另行通知")
    assert (await wang.hears()).texts == ["工作人员答复\n您问：专家评审大概什么时候？\n\n评审时间由科技厅另行通知"]
    lines = (await zhao.says(f"/history {REFERENCE}")).texts[0].splitlines()
    assert [line.partition(" ")[2].partition(" ")[2] for line in lines[-2:]] == [
        "企业问：专家评审大概什么时候？",
        "赵敏答：评审时间由科技厅另行通知",
    ]


async def test_without_a_reviewer_the_question_goes_to_the_group(reviewing: Chat) -> None:
    await claim(reviewing)
    wang = reviewing.user(WANG)
    await reviewing.user(ZHAO).goes("☞通过")
    await reviewing.restart(staff=StaffSection(group=GROUP, members=STAFF.members[1:]))
    await reviewing.user(SUN).hears()
    await wang.goes(f"/status {REFERENCE}", "☞问审核员", "什么时候能有结果？")
    heard = await reviewing.user(SUN).hears()
    assert heard.in_chat(GROUP).heads == [f"企业问审核员 {REFERENCE}（提问人 甲-1）"]


async def test_nothing_is_asked_after_all(reviewing: Chat) -> None:
    await claim(reviewing)
    wang = reviewing.user(WANG)
    said = await wang.goes(f"/status {REFERENCE}", "☞问审核员", "☞不问了")
    assert said.texts == ["好的，没有问审核员。"]
    assert await reviewing.rows("SELECT * FROM talk_line") == []
    said = await wang.goes("☞问审核员", "/cancel")
    assert said.texts == ["好的，没有问审核员。"]
