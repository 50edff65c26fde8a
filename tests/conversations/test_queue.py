"""The queue: pages, the oldest first, filtered by state and by league."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.config import NeedsSection
from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, SUMMARY, TAPPED, TITLE, submit, when

FILTERS = [["✓ 待处理", "待审核", "审核中", "退回补充"], ["审核通过", "未通过", "已撤回", "按盟市"]]


@pytest_asyncio.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Chat]:
    """Three needs, two on a page: 1 and 3 of Baotou, 2 of Wuhai; 赵敏 has claimed the first."""
    async with Chat(tmp_path, needs=NeedsSection(page_size=2, documents=())) as chat:
        for staff in (ZHAO, SUN):
            await chat.user(staff).says("/start")
        await submit(chat)
        await chat.user(ZHAO).taps("领取", chat=GROUP)
        await chat.user(LI).goes("/submit", *(step.replace("包头市", "乌海市") for step in TAPPED))
        await submit(chat)
        await chat.user(ZHAO).hears()
        yield chat


def number(last: int) -> str:
    return f"NM-2026-00000{last}"


async def test_pages_the_oldest_first(queue: Chat) -> None:
    zhao = queue.user(ZHAO)
    said = await zhao.says("/queue")
    assert said.heads == ["审核队列：待处理 · 全部盟市（共 3 项，第 1/2 页，最早的在前）"]
    assert said.labels == [[number(1), number(2)], ["下一页 ›"], *FILTERS]
    assert said.texts[0].splitlines()[2:] == [
        f"{REFERENCE} · 审核中（赵敏） · 已等不足 1 小时",
        SUMMARY,
        "",
        f"{number(2)} · 待审核 · 已等不足 1 小时",
        SUMMARY.replace("包头市", "乌海市"),
    ]
    said = await zhao.taps("下一页")
    assert [message["edited"] for message in said.messages] == [True]
    assert said.heads == ["审核队列：待处理 · 全部盟市（共 3 项，第 2/2 页，最早的在前）"]
    assert said.labels == [[number(3)], ["‹ 上一页"], *FILTERS]
    assert (await zhao.taps("上一页")).labels[0] == [number(1), number(2)]


async def test_how_long_each_has_waited_and_when_a_decided_one_was_decided(queue: Chat) -> None:
    zhao = queue.user(ZHAO)
    queue.clock.forward(hours=23, minutes=30)
    await zhao.goes("☞通过")
    assert (await zhao.says("/queue")).texts[0].splitlines()[2] == f"{number(2)} · 待审核 · 已等 23 小时"
    queue.clock.forward(hours=40)
    assert (await zhao.says("/queue")).texts[0].splitlines()[2] == f"{number(2)} · 待审核 · 已等 2 天"
    decided = await when(queue)
    assert (await zhao.taps("审核通过")).texts[0].splitlines()[2] == f"{REFERENCE} · 审核通过 · {decided}"


async def test_a_long_title_is_cut(chat: Chat) -> None:
    title = "大型高温高压连续烧结炉推舟机构与密封件国产化研制及示范"
    await chat.user(ZHAO).says("/start")
    await chat.user(WANG).goes("/submit", *(title if step == TITLE else step for step in TAPPED))
    said = (await chat.user(ZHAO).says("/queue")).in_chat(ZHAO)
    assert said.texts[0].splitlines()[3] == f"内蒙古敕勒新材料有限公司 · 包头市 · {title[:23]}…"


async def test_filters_by_state_and_league_go_together(queue: Chat) -> None:
    zhao = queue.user(ZHAO)
    await zhao.says("/queue")
    seen = {}
    for steps in (
        ["待审核"],
        ["按盟市", "包头市"],
        ["✓ 待审核"],
        ["审核中"],
        ["按盟市", "乌海市"],
        ["待处理"],
        ["按盟市", "全部盟市"],
    ):
        said = await zhao.goes(*(f"☞{step}" for step in steps))
        seen[said.heads[0]] = [label for row in said.labels for label in row if label.startswith("NM")]
    one, two, three = map(number, (1, 2, 3))
    assert seen == {
        "审核队列：待审核 · 全部盟市（共 2 项，第 1/1 页，最早的在前）": [two, three],
        "审核队列：待审核 · 包头市（共 1 项，第 1/1 页，最早的在前）": [three],
        "审核队列：审核中 · 包头市（共 1 项，第 1/1 页，最早的在前）": [one],
        "审核队列：审核中 · 乌海市": [],
        "审核队列：待处理 · 乌海市（共 1 项，第 1/1 页，最早的在前）": [two],
        "审核队列：待处理 · 全部盟市（共 3 项，第 1/2 页，最早的在前）": [one, two],
    }


async def test_a_page_that_is_no_longer_there_is_the_last_one(queue: Chat) -> None:
    zhao, wang = queue.user(ZHAO), queue.user(WANG)
    await zhao.says("/queue")
    further = zhao.tap("下一页")
    await wang.goes("/my", "☞查看 NM-2026-000003", "☞撤回", "☞确定撤回")
    await zhao.hears()
    said = await zhao.act("taps", further)
    assert said.heads == ["审核队列：待处理 · 全部盟市（共 2 项，第 1/1 页，最早的在前）"]
    assert said.labels == [[number(1), number(2)], *FILTERS]


async def test_a_need_of_the_queue_is_opened_in_the_private_chat(queue: Chat) -> None:
    sun = queue.user(SUN)
    await sun.hears()
    said = await sun.says("/queue@jiebang_local_bot", to=GROUP)
    assert said.in_chat(GROUP).labels == [[number(1), number(2)], ["下一页 ›"], *FILTERS]
    said = await sun.taps("NM-2026-000002", chat=GROUP)
    assert said.in_chat(GROUP).texts == []
    assert said.in_chat(SUN).heads == ["NM-2026-000002 · 待审核"]
