"""Undoing, and what waits to be told, where colleagues, limited reviewers and erasures come between."""

import pytest

from bot.config import DecisionsSection
from bot.storage import chain, erasing
from bot.storage.database import read_only
from bot.storage.erasing import Traces
from tests.chat import LI, SUN, WANG, ZHAO, Chat, User
from tests.conversations.need import REFERENCE, claim
from tests.conversations.test_colleague import carried
from tests.conversations.test_staff import ZHOU, joined

UNDO = DecisionsSection(undo_seconds=120)


async def shared(chat: Chat) -> tuple[User, User]:
    """Return 王芳 and the colleague whom she has invited to her need."""
    wang, li = chat.user(WANG), chat.user(LI)
    await wang.goes(f"/status {REFERENCE}", "☞邀请同事")
    link = carried(await wang.taps("生成邀请链接"))
    await li.goes(f"/start {link}", "☞同意并加入")
    await wang.hears()
    return wang, li


async def later(chat: Chat) -> None:
    chat.clock.forward(minutes=5)
    await chat.user(SUN).says("/queue")


async def is_whole(chat: Chat) -> bool:
    return (await read_only(chat.database, chain.verify)).found == ()


@pytest.mark.parametrize("decided", [("☞通过",), ("☞不通过", "这是采购，不是攻关", "☞确认不通过")])
async def test_a_withdrawal_takes_back_every_decision_that_nobody_was_told_of(
    reviewing: Chat, decided: tuple[str, ...]
) -> None:
    await reviewing.restart(decisions=UNDO)
    await claim(reviewing)
    wang, sun = reviewing.user(WANG), reviewing.user(SUN)
    await wang.hears()
    await reviewing.user(ZHAO).goes(*decided)
    await sun.goes(f"/status {REFERENCE}", "☞重新审核", "☞确认重新审核")
    await wang.goes("/my", "☞查看 NM", "☞撤回", "☞确定撤回")
    await later(reviewing)
    assert (await wang.hears()).texts == []
    assert (await reviewing.rows("SELECT state FROM need"), await is_whole(reviewing)) == (
        [{"state": "withdrawn"}],
        True,
    )


@pytest.mark.parametrize("decided", [("☞通过",), ("☞不通过", "这是采购，不是攻关", "☞确认不通过")])
async def test_a_colleague_who_erases_his_data_keeps_nobody_from_undoing(
    reviewing: Chat, decided: tuple[str, ...]
) -> None:
    await reviewing.restart(decisions=UNDO)
    wang, li = await shared(reviewing)
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.goes(*decided)
    undo = zhao.tap("撤销决定")
    await li.goes("/deleteme", "☞确定删除")
    await zhao.act("taps", undo)
    assert await reviewing.rows("SELECT state, holder FROM need") == [{"state": "in_review", "holder": ZHAO}]
    await later(reviewing)
    assert (await wang.hears()).texts == []


async def test_who_takes_part_no_more_is_not_told_of_what_still_waits(reviewing: Chat) -> None:
    await reviewing.restart(decisions=UNDO)
    wang, li = await shared(reviewing)
    await claim(reviewing)
    await reviewing.user(ZHAO).goes("☞不通过", "这是采购，不是攻关", "☞确认不通过")
    (name,) = [row["name"] for row in await reviewing.rows("SELECT name FROM sharing")]
    await wang.goes(f"/status {REFERENCE}", "☞同事", f"☞请{name}退出")
    await li.hears()
    await later(reviewing)
    assert ((await li.hears()).texts, len((await wang.hears()).texts)) == ([], 1)


async def test_what_a_colleague_has_answered_is_erased_and_the_record_is_whole(reviewing: Chat) -> None:
    _, li = await shared(reviewing)
    await claim(reviewing)
    await reviewing.user(ZHAO).goes("☞问企业", "连续运行时间是在什么温度下测的？")
    await li.hears()
    await li.replies("在 1600 度下测的，有现场记录", to="审核员想问一下")
    assert await is_whole(reviewing)
    await li.goes("/deleteme", "☞确定删除")
    assert await is_whole(reviewing)


async def test_who_is_limited_to_other_leagues_gets_nothing_of_a_need_back(reviewing: Chat) -> None:
    await reviewing.restart(decisions=UNDO)
    zhou, sun = await joined(reviewing, "包头市"), reviewing.user(SUN)
    await claim(reviewing, ZHOU)
    await zhou.taps("通过")
    await sun.goes("/staff", "☞周宁", "☞包头市", "☞呼和浩特市", "☞保存")
    await zhou.hears()
    await sun.goes(f"/status {REFERENCE}", "☞撤销决定")
    assert await reviewing.rows("SELECT state, holder FROM need") == [{"state": "in_review", "holder": SUN}]
    assert [text for text in (await zhou.hears()).in_chat(ZHOU).texts if REFERENCE in text] == []


async def test_a_reason_that_was_never_sent_is_erased_too(reviewing: Chat) -> None:
    await claim(reviewing)
    zhao = reviewing.user(ZHAO)
    await zhao.goes("☞退回补充", "☞单位全称", "☞写原因", "敕勒公司的张三经理说全称写错了", "☞取消")
    await reviewing.stop()
    traces = Traces("已清除", (ZHAO, SUN))
    erasing.beside(reviewing.database, lambda tx: erasing.person(tx, WANG, traces, None), change=True)
    await reviewing.start()
    assert [
        name for name in ("keyboard", "outbox", "audit", "ruling") if await holds(reviewing, name, "张三经理")
    ] == []
    assert await is_whole(reviewing)


async def holds(chat: Chat, table: str, word: str) -> bool:
    """Return whether a word stands in any row of a table."""
    return any(word in str(row) for row in await chat.rows(f"SELECT * FROM {table}"))
