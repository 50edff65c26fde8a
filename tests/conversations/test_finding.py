"""Finding: what staff type leads to needs; what they look up is nobody's question."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat
from tests.conversations.need import PROBLEM, REFERENCE, TAPPED, TITLE, submit

OTHER = "草原鼠害绿色防控装备研制"
TOLD = "草原上鼠洞密度逐年上升，人工投药效率低、漏防多，试过无人机撒药，药粒落点散乱，牧草减产三成，牧户损失很大。"
SECOND = "NM-2026-000002"


@pytest_asyncio.fixture
async def found(tmp_path: Path) -> AsyncIterator[Chat]:
    """Two needs: of Baotou, about furnaces, claimed by 赵敏; of Wuhai, about mice."""
    async with Chat(tmp_path) as chat:
        for staff in (ZHAO, SUN):
            await chat.user(staff).says("/start")
        await submit(chat)
        await chat.user(ZHAO).taps("领取", chat=GROUP)
        changed = {"☞包头市": "☞乌海市", TITLE: OTHER, PROBLEM: TOLD, "13800000000": "13911112222"}
        await chat.user(LI).goes("/submit", *(changed.get(step, step) for step in TAPPED))
        await chat.user(ZHAO).hears()
        yield chat


@pytest.mark.parametrize(
    ("typed", "needs"),
    [
        ("鼠害", [SECOND]),
        ("找一下草原鼠害的需求", [SECOND]),
        ("内蒙古敕勒新材料", [SECOND, REFERENCE]),
        ("91150200MA0TE5T00K", [SECOND, REFERENCE]),
        ("2222", [SECOND]),
        ("卡滞", [REFERENCE]),
        ("/find 4000 小时", [SECOND, REFERENCE]),
        ("/find 推舟", [REFERENCE]),
        ("/find 敕勒 审核中", [REFERENCE]),
        ("/find 敕勒 乌海", [SECOND]),
        ("/find 2", [SECOND, REFERENCE]),  # by its number first
        ("/status 91150200MA0TE5T00K", [SECOND, REFERENCE]),
        ("/status 鼠害", [SECOND]),
    ],
)
async def test_words_lead_to_needs(found: Chat, typed: str, needs: list[str]) -> None:
    said = await found.user(ZHAO).says(typed)
    assert [label for row in said.labels for label in row if label.startswith("NM")] == needs
    assert await found.rows("SELECT text FROM question") == []


async def test_a_number_opens_the_need_itself(found: Chat) -> None:
    zhao = found.user(ZHAO)
    for typed in (SECOND, "nm2026000002 怎么样了", "/status 2"):
        assert (await zhao.says(typed)).heads[-1] == f"{SECOND} · 待审核"


async def test_what_was_found_is_marked_and_the_answers_are_a_button(found: Chat) -> None:
    zhao = found.user(ZHAO)
    said = await zhao.says("推舟")
    assert said.seen == [
        (
            f"找到需求：推舟（共 1 项，第 1/1 页，最相符的在前）\n\n{REFERENCE} · 审核中（赵敏） · 已等不足 1 小时\n"
            f"内蒙古敕勒新材料有限公司 · 包头市 · {TITLE}\n[{REFERENCE}]\n[问答里找]"
        )
    ]
    assert (await zhao.says("卡滞")).texts[0].splitlines()[
        -1
    ] == "…两种国产替代件在高温下都卡滞，停炉损失大，自己多次改…"
    assert (await zhao.says("2222")).texts[0].splitlines()[-1] == "（编号、信用代码或手机后四位相符）"
    assert (await zhao.taps(SECOND)).heads == [f"{SECOND} · 待审核"]


async def test_a_number_is_found_with_or_without_its_zeros(found: Chat) -> None:
    zhao = found.user(ZHAO)
    for typed in ("2", "0002", "000002"):
        assert (typed, (await zhao.says(typed)).labels[0][0]) == (typed, SECOND)


async def test_a_question_is_answered_and_the_needs_are_a_button(found: Chat) -> None:
    zhao = found.user(ZHAO)
    assert (await zhao.says("首批榜单有多少项")).heads == ["15项，都是技术攻关类。"]
    said = await zhao.says("草原鼠害有没有列入首批榜单？")
    assert said.labels[0] == ["在需求里找"]
    assert (await zhao.taps("在需求里找")).heads == ["找到需求：草原鼠害（共 1 项，第 1/1 页，最相符的在前）"]


async def test_what_staff_ask_waits_for_nobody_and_is_in_no_figures(found: Chat) -> None:
    zhao = found.user(ZHAO)
    await zhao.goes("天地玄黄宇宙洪荒", "找一下量子纠缠", "☞问答里找")
    assert (await zhao.says("/unanswered")).texts == ["目前没有待答复的问题。"]
    assert await found.rows("SELECT count(*) AS n FROM question WHERE staff = 0") == [{"n": 0}]
    await found.user(WANG).says("天地玄黄宇宙洪荒")
    assert (await zhao.says("/unanswered")).labels == [["1. 天地玄黄宇宙洪荒"]]


async def test_nobody_else_finds_anything(found: Chat) -> None:
    wang = found.user(WANG)
    assert (await wang.says("/find 鼠害")).texts == ["这项操作只限审核工作人员。"]
    assert not any(SECOND in text for text in (await wang.says("草原鼠害")).seen)
    assert (await found.user(ZHAO).says("/find")).heads[0].startswith("请在命令后面写要找的字")


async def test_what_was_withdrawn_is_found_as_such(found: Chat) -> None:
    zhao, li = found.user(ZHAO), found.user(LI)
    assert (await zhao.says("/find 鼠害")).labels == [[SECOND]]
    await li.goes("/my", f"☞查看 {SECOND}", "☞撤回", "☞确定撤回")
    await zhao.hears()
    assert (await zhao.says("/find 鼠害 已撤回")).labels == [[SECOND]]
