"""Reference numbers, in a sentence or shortened: one's own are shown, others might as well not exist."""

import pytest

from tests.chat import LI, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, TAPPED, TITLE, before, submit, when

NOT_YOURS = "在您名下没有编号为 {} 的需求。只能查看自己提交的需求，请核对编号，或用 /my 查看全部。"


async def brief(chat: Chat) -> str:
    """How the need stands, in short, with its buttons."""
    at = await when(chat)
    return (
        f"{REFERENCE}《{TITLE}》\n现在是待审核。已收到，等待工作人员领取审核。\n提交：{at}\n最近变化：{at}\n"
        "[撤回]\n[查看这项需求]"
    )


@pytest.mark.parametrize(
    "text",
    [
        REFERENCE,
        "NM-2026-000001到哪一步了",
        "撤回 NM-2026-000001",
        "请问nm－2026－000001。审核得怎么样了？",
        "NM2026000001 怎么还没消息",
        "nm 2026 1",
        "查一下NM—2026—1，还有 NM-2026-000001",
    ],
)
async def test_a_number_in_a_sentence_shows_the_need(reviewing: Chat, text: str) -> None:
    assert (await reviewing.user(WANG).says(text)).seen == [await brief(reviewing)]
    assert await reviewing.rows("SELECT * FROM question") == []


async def test_what_is_asked_for_is_a_tap_away(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    assert (await wang.goes("撤回 NM-2026-000001", "☞撤回")).heads == ["确定撤回这项需求吗？"]
    assert (await wang.goes("NM-2026-000001", "☞查看这项需求")).heads == [f"{REFERENCE} · 待审核"]


@pytest.mark.parametrize("number", [REFERENCE, "NM-2026-000002", "AB-2020-123456"])
async def test_somebody_elses_number_might_as_well_not_exist(reviewing: Chat, number: str) -> None:
    li = reviewing.user(LI)
    assert (await li.says(f"{number}到哪一步了")).seen == [NOT_YOURS.format(number)]
    assert (await li.says(f"撤回 {number}")).seen == [NOT_YOURS.format(number)]


async def test_staff_are_shown_it_as_staff(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    assert (await zhao.says("看一下 NM-2026-000001")).labels[0] == ["通过", "通过并附言"]
    assert (await zhao.says("NM-2026-000009 呢")).texts == [NOT_YOURS.format("NM-2026-000009")]


async def test_several_numbers_in_one_message(reviewing: Chat) -> None:
    said = await reviewing.user(WANG).says("NM-2026-000001、NM-2026-000002 都到哪一步了")
    assert said.heads == [f"{REFERENCE}《{TITLE}》", NOT_YOURS.format("NM-2026-000002")]


async def test_in_the_middle_of_the_form(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes(*before(TAPPED[4]))
    said = await wang.says("NM-2026-000001 通过了，然后呢？")
    assert said.heads == [f"{REFERENCE}《{TITLE}》", "欢迎回来，我们接着填。"]
    assert (await wang.says(TITLE)).heads == [f"✓ 需求名称：{TITLE}"]


async def test_a_long_answer_may_have_a_number_in_it(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes(*before(TAPPED[5]))
    said = await wang.says(f"与 NM-2026-000001 相关：{TAPPED[5]}")
    assert said.heads[0].startswith("✓ 技术难题：与 NM-2026-000001")


async def test_the_last_figures_will_do(reviewing: Chat) -> None:
    wang, li, zhao = reviewing.user(WANG), reviewing.user(LI), reviewing.user(ZHAO)
    assert (await wang.says("/status 1")).heads == [f"{REFERENCE} · 待审核"]
    assert (await wang.says("/status 000001")).heads == [f"{REFERENCE} · 待审核"]
    assert (await wang.says("/status nm20261")).heads == [f"{REFERENCE} · 待审核"]
    assert (await zhao.says("/history 1")).heads == [f"{REFERENCE} 办理记录"]
    for user in (li, zhao):
        assert (await user.says("/status 7")).texts == [NOT_YOURS.format("NM-2026-000007")]
    assert (await li.says("/status 1")).texts == [NOT_YOURS.format(REFERENCE)]


async def test_short_figures_are_ones_own_latest(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    reviewing.clock.forward(days=90)  # the numbers of another year begin again at 1
    await submit(reviewing, LI)
    assert (await wang.says("/status 1")).heads == [f"{REFERENCE} · 待审核"]
    assert (await reviewing.user(LI).says("/status 1")).heads == ["NM-2027-000001 · 待审核"]
    await zhao.hears()
    assert (await zhao.says("/history 1")).heads == ["NM-2027-000001 办理记录"]
