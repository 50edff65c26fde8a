"""The queue: pages, the oldest first, filtered by state and by league."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.config import NeedsSection, ReviewSection
from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, SUMMARY, TAPPED, TITLE, submit, when

OVERDUE = ReviewSection(remind_days=0, release_days=0, first_back_hours=0, waiting_days=0, digest=None)
FILTERS = [
    ["✓ 待处理 3", "待审核 2", "审核中 1"],
    ["退回补充 0", "审核通过 0", "未通过 0"],
    ["已撤回 0"],
    ["我的", "补充后", "超期"],
    ["按盟市", "更多筛选"],
]


@pytest_asyncio.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Chat]:
    """Three needs, two on a page: 1 and 3 of Baotou, 2 of Wuhai; 赵敏 has claimed the first."""
    async with Chat(tmp_path, needs=NeedsSection(page_size=2, documents=()), review=OVERDUE) as chat:
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
    queue.clock.forward(hours=14, minutes=30)
    await zhao.goes("☞通过")
    assert (await zhao.says("/queue")).texts[0].splitlines()[2] == f"{number(2)} · 待审核 · 已等 14 小时"
    queue.clock.forward(hours=10)
    assert (await zhao.says("/queue")).texts[0].splitlines()[2] == f"{number(2)} · 待审核 · 已等 1 个工作日"
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
    assert said.labels[0] == [number(1), number(2)]
    assert said.labels[1] == ["✓ 待处理 2", "待审核 1", "审核中 1"]


async def test_a_need_of_the_queue_is_opened_in_the_private_chat(queue: Chat) -> None:
    sun = queue.user(SUN)
    await sun.hears()
    said = await sun.says("/queue@jiebang_local_bot", to=GROUP)
    assert said.in_chat(GROUP).labels == [[number(1), number(2)], ["下一页 ›"], *FILTERS]
    said = await sun.taps("NM-2026-000002", chat=GROUP)
    assert said.in_chat(GROUP).texts == []
    assert said.in_chat(SUN).heads == ["NM-2026-000002 · 待审核"]


async def seen(chat: Chat, *steps: str) -> tuple[str, list[str]]:
    """What the queue says it shows, and which needs these are."""
    said = await chat.user(ZHAO).goes(*steps)
    return said.heads[0].partition("：")[2], [each for row in said.labels for each in row if each.startswith("NM")]


async def test_words_and_filters_are_taken_as_arguments(queue: Chat) -> None:
    one, two, three = map(number, (1, 2, 3))
    shown = {
        said: await seen(queue, f"/queue {said}")
        for said in ("2", "审核中 包头", "乌海", "推舟 待审核", "第2页 推舟", "草原", "我的", "未分派 包头市", "最新")
    }
    assert shown == {
        "2": ("待处理 · 全部盟市（共 3 项，第 2/2 页，最早的在前）", [three]),
        "审核中 包头": ("审核中 · 包头市（共 1 项，第 1/1 页，最早的在前）", [one]),
        "乌海": ("待处理 · 乌海市（共 1 项，第 1/1 页，最早的在前）", [two]),
        "推舟 待审核": ("待审核 · 全部盟市 · “推舟”（共 2 项，第 1/1 页，最早的在前）", [two, three]),
        "第2页 推舟": ("待处理 · 全部盟市 · “推舟”（共 3 项，第 2/2 页，最早的在前）", [three]),
        "草原": ("待处理 · 全部盟市 · “草原”", []),
        "我的": ("待处理 · 全部盟市 · 我的（共 1 项，第 1/1 页，最早的在前）", [one]),
        "未分派 包头市": ("待处理 · 包头市 · 未分派（共 1 项，第 1/1 页，最早的在前）", [three]),
        "最新": ("待处理 · 全部盟市 · “最新”", []),
    }


async def test_filters_stay_set_until_they_are_cleared_also_over_a_new_start(queue: Chat) -> None:
    one, two, three = map(number, (1, 2, 3))
    mine = ("待处理 · 全部盟市 · 我的（共 1 项，第 1/1 页，最早的在前）", [one])
    assert await seen(queue, "/queue", "☞我的") == mine
    assert await seen(queue, f"☞{one}", "/queue") == mine
    await queue.restart()
    assert await seen(queue, "/queue") == mine
    assert (await queue.user(SUN).says("/queue")).labels[0] == [one, two]  # who has filters of his own
    assert await seen(queue, "☞清除筛选", "/queue") == (
        "待处理 · 全部盟市（共 3 项，第 1/2 页，最早的在前）",
        [one, two],
    )
    assert await seen(queue, "☞更多筛选", "☞按最新") == (
        "待处理 · 全部盟市（共 3 项，第 1/2 页，最新的在前）",
        [three, two],
    )
    assert await seen(queue, "☞更多筛选", "☞未分派") == (
        "待处理 · 全部盟市 · 未分派（共 2 项，第 1/1 页，最新的在前）",
        [three, two],
    )
    assert await seen(queue, "☞更多筛选", "☞高新技术", "☞更多筛选", "☞✓ 未分派", "/queue") == (
        "待处理 · 全部盟市 · 高新技术（共 3 项，第 1/2 页，最新的在前）",
        [three, two],
    )


async def test_what_was_mended_waits_since_then_and_is_overdue_after_so_many_working_days(queue: Chat) -> None:
    zhao, wang = queue.user(ZHAO), queue.user(WANG)
    await zhao.hears()
    queue.clock.forward(days=7)  # a week with five working days
    assert (await seen(queue, "/queue 超期"))[1] == []
    queue.clock.forward(days=1)
    assert (await seen(queue, "/queue 超期"))[1] == [number(1), number(2)]
    assert (await seen(queue, "/queue 补充后"))[1] == []
    await zhao.goes(
        "/queue 1", f"☞{REFERENCE}", "☞退回补充", "☞完成期限", "☞写原因", "期限与指标不相称，请说明", "☞确认退回"
    )
    queue.clock.forward(days=3)
    await wang.hears()
    await wang.goes("/my", f"☞查看 {REFERENCE}", "☞补充", "18个月", "☞核对无误", "☞以上属实")
    await zhao.hears()
    assert await seen(queue, "/queue 补充后") == (
        "待处理 · 全部盟市 · 补充后（共 1 项，第 1/1 页，最早的在前）",
        [REFERENCE],
    )
    queue.clock.forward(days=3)  # from a Friday on
    said = await zhao.says("/queue 补充后")
    assert said.texts[0].splitlines()[2] == f"{REFERENCE} · 待审核 · 补充后已等 1 个工作日"
    assert (await zhao.taps(REFERENCE)).texts[-1].splitlines()[1].split("　")[1].startswith("提交：首次 2026-11-02")
