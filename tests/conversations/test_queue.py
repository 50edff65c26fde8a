"""The queue: pages, the oldest first, filtered by state and by league."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.config import NeedsSection
from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, SUMMARY, TAPPED, TITLE, submit, when

FILTERS = [["✓ 待处理", "待受理", "审核中", "退回补充"], ["审核通过", "不予受理", "已撤回", "按盟市"]]


@pytest_asyncio.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Chat]:
    """Three needs, two on a page: 1 and 3 of Baotou, 2 of Wuhai; 赵敏 has claimed the first."""
    async with Chat(tmp_path, needs=NeedsSection(page_size=2)) as chat:
        for staff in (ZHAO, SUN):
            await chat.user(staff).says("/start")
        await submit(chat)
        await chat.user(ZHAO).taps("领取", chat=GROUP)
        await chat.user(LI).goes("/submit", *(step.replace("包头市", "乌海市") for step in TAPPED))
        await submit(chat)
        await chat.user(ZHAO).hears()
        yield chat


def row(number: int) -> list[str]:
    return [f"NM-2026-00000{number} · {TITLE}"]


async def test_pages_the_oldest_first(queue: Chat) -> None:
    zhao = queue.user(ZHAO)
    said = await zhao.says("/queue")
    assert said.heads == ["审核队列：待处理 · 全部盟市（共 3 项，第 1/2 页，最早的在前）"]
    assert said.labels == [row(1), row(2), ["下一页 ›"], *FILTERS]
    at = await when(queue, "submitted_at")
    assert said.texts[0].splitlines()[2:4] == [f"{REFERENCE} · 审核中 · {at}", SUMMARY]
    said = await zhao.taps("下一页")
    assert [message["edited"] for message in said.messages] == [True]
    assert said.heads == ["审核队列：待处理 · 全部盟市（共 3 项，第 2/2 页，最早的在前）"]
    assert said.labels == [row(3), ["‹ 上一页"], *FILTERS]
    assert (await zhao.taps("上一页")).labels[:2] == [row(1), row(2)]


async def test_filters_by_state_and_league_go_together(queue: Chat) -> None:
    zhao = queue.user(ZHAO)
    await zhao.says("/queue")
    seen = {}
    for steps in (
        ["待受理"],
        ["按盟市", "包头市"],
        ["✓ 待受理"],
        ["审核中"],
        ["按盟市", "乌海市"],
        ["待处理"],
        ["按盟市", "全部盟市"],
    ):
        said = await zhao.goes(*(f"☞{step}" for step in steps))
        seen[said.heads[0]] = [label for row in said.labels for label in row if label.startswith("NM")]
    one, two, three = (row(number)[0] for number in (1, 2, 3))
    assert seen == {
        "审核队列：待受理 · 全部盟市（共 2 项，第 1/1 页，最早的在前）": [two, three],
        "审核队列：待受理 · 包头市（共 1 项，第 1/1 页，最早的在前）": [three],
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
    assert said.labels == [row(1), row(2), *FILTERS]


async def test_a_need_of_the_queue_is_opened_in_the_private_chat(queue: Chat) -> None:
    sun = queue.user(SUN)
    await sun.hears()
    said = await sun.says("/queue@jiebang_local_bot", to=GROUP)
    assert said.in_chat(GROUP).labels == [row(1), row(2), ["下一页 ›"], *FILTERS]
    said = await sun.taps("NM-2026-000002", chat=GROUP)
    assert said.in_chat(GROUP).texts == []
    assert said.in_chat(SUN).heads == ["NM-2026-000002 · 待受理"]
