"""What a decision costs: messages and taps from the opened queue to the outcome, beside what it cost before.

Before: counted on the program when every need was claimed first and every reason typed.
"""

from collections.abc import Sequence

import pytest

from tests.chat import WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, TAPPED, submit

#: What is done: messages and taps before, and the most that it may take now. /queue is a message of its own before.
DEEDS = {
    "accept": ((1, 4), (0, 2)),
    "return two fields, as advised": ((2, 7), (0, 3)),
    "return two fields, with ready reasons": ((2, 7), (0, 7)),
    "reject, with a ready reason": ((2, 4), (0, 4)),
    "re-review of a resubmission, from the one before": ((1, 4), (0, 2)),
}
NEXT, OPEN = "☞下一项", f"☞{REFERENCE}"
STEPS: dict[str, tuple[str, ...]] = {
    "accept": (OPEN, "☞通过"),
    "return two fields, as advised": (OPEN, "☞退回补充", "☞确认退回"),
    "return two fields, with ready reasons": (
        *(OPEN, "☞退回补充", "☞需求名称", "☞名称看不出"),
        *("☞完成期限", "☞完成期限与", "☞确认退回"),
    ),
    "reject, with a ready reason": (OPEN, "☞不通过", "☞内容是设备采购", "☞确认不通过"),
    "re-review of a resubmission, from the one before": (NEXT, "☞通过"),
}
ENDS = {"accept": "accepted", "return": "returned", "reject": "rejected", "re-review": "accepted"}
ADVISED = {TAPPED[6]: "连续运行时间 ≥ 4000 小时", TAPPED[8]: "0"}


def cost(steps: Sequence[str]) -> tuple[int, int]:
    """Return how many messages and taps these are."""
    taps = sum(step.startswith("☞") for step in steps)
    return len(steps) - taps, taps


async def prepared(chat: Chat, deed: str) -> None:
    """Let the need wait for what is done to it, as the deed has it."""
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await zhao.says("/start")
    await wang.goes("/submit", *((ADVISED.get(step, step) for step in TAPPED) if "advised" in deed else TAPPED))
    await zhao.says("/queue")
    if "resubmission" in deed:
        await zhao.goes(OPEN, "☞退回补充", "☞完成期限", "☞完成期限与", "☞确认退回")
        await submit(chat)  # another need, decided on last
        await zhao.goes("/queue", "☞NM-2026-000002")
        await wang.goes("/my", f"☞查看 {REFERENCE}", "☞补充并重新提交", "36个月", "☞核对无误", "☞以上属实")
        await zhao.taps("通过")


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_decision_takes_few_taps_and_nothing_typed(chat: Chat, deed: str) -> None:
    await prepared(chat, deed)
    await chat.user(ZHAO).goes(*STEPS[deed])
    state = await chat.rows("SELECT state FROM need WHERE id = 1")
    assert (state, cost(STEPS[deed])) == ([{"state": ENDS[deed.split()[0].rstrip(",")]}], DEEDS[deed][1])
    before, now = DEEDS[deed]
    change = f"messages {before[0]} -> {now[0]}, taps {before[1]} -> {now[1]}"
    print(f"{deed:50} {change}")  # noqa: T201  # a table to be read
