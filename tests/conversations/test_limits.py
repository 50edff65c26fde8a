"""One person can't take up staff: lines are counted and gathered, needs are counted, and staff can mute him."""

from pathlib import Path

import pytest

from bot.config import LimitsSection
from tests.chat import GROUP, WANG, ZHAO, Chat
from tests.conversations.need import TAPPED, submit
from tests.conversations.talk import ANNOUNCED, ASKED, HAND_OVER, HOW, NOTHING_KNOWN, UNKNOWN, started, timeless

PASSED = "已转给工作人员。"
MINUTE = "发得太快了：每分钟最多转给工作人员 3 条，这条没有转过去。请把要说的合成一条，一分钟后再发。"
HOUR = "一小时内已经转给工作人员 4 条了，这条没有转过去。请等工作人员答复，或者过一小时再发。"
DAY = "一天最多提交 1 项需求，这一项还没有提交。草稿已经存好，明天发送 /my 接着提交。"
MUTED = "工作人员暂时不接收您发来的消息，这条没有转过去。… 以后可以再发，其间仍可向机器人提问。"
FEW = LimitsSection(lines_a_minute=3, lines_an_hour=4, needs_a_day=1)


async def test_lines_for_staff_are_counted_a_minute_and_an_hour(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=NOTHING_KNOWN, limits=FEW) as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER, "☞继续说")
        heard = [(await wang.says(text)).texts for text in ("二", "三", "四")]
        chat.clock.forward(minutes=1)
        heard += [(await wang.says(text)).texts for text in ("四", "五")]
        chat.clock.forward(hours=1)
        heard.append((await wang.replies("六", to="已把您的问题转给工作人员")).texts)
        assert heard == [[PASSED], [PASSED], [MINUTE], [PASSED], [HOUR], [PASSED]]
        assert [row["text"] for row in await chat.rows("SELECT text FROM talk_line ORDER BY id")] == [
            UNKNOWN,
            "二",
            "三",
            "四",
            "六",
        ]
        assert "五" not in "".join((await zhao.hears()).texts)


async def test_a_clock_that_was_wrong_for_a_while_counts_for_nothing(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=NOTHING_KNOWN, limits=FEW) as chat:
        wang, *_ = await started(chat)
        chat.clock.forward(days=300)
        await wang.goes(UNKNOWN, *HAND_OVER, "☞继续说", "二", "三")
        chat.clock.back(days=300)
        assert (await wang.says("四")).texts == [PASSED]


async def test_what_is_said_one_after_the_other_is_one_card(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER, "☞继续说")
        assert (await zhao.hears()).in_chat(GROUP).seen == [ANNOUNCED]
        for text in ("二", "三"):
            await wang.says(text)
        (*_, seen) = (await zhao.hears()).in_chat(GROUP).seen
        assert seen == f"{ASKED}\n又说：二\n又说：三\n{HOW}\n[答复]"
        assert len([1 for where, _ in zhao.messages if where == GROUP]) == 1
        chat.clock.forward(minutes=11)  # staff are told anew
        await wang.taps("继续说")
        await wang.says("四")
        assert (await zhao.hears()).in_chat(GROUP).seen == [f"提问人 甲-1\n四\n{HOW}\n[答复]"]
        said = await zhao.replies("没有", to="有人请求人工答复", chat=GROUP)
        answered = "\n\n✓ 赵敏 于 … 答复：没有"
        assert [timeless(each) for each in said.in_chat(GROUP).texts] == [
            f"{ASKED}\n又说：二\n又说：三{answered}",
            f"提问人 甲-1\n四{answered}",
            "正在发给提问人 甲-1；没送到会告诉您。",
        ]


async def test_a_card_that_is_full_is_followed_by_another(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER, "☞继续说")
        for text in ("长" * 900, "还有" * 100, *"三四五六七八"):
            await wang.says(text)
        await zhao.hears()
        shown = [each["text"].count("又说") for (where, _), each in sorted(zhao.messages.items()) if where == GROUP]
        assert shown == [1, 6]


@pytest.mark.parametrize("how", ["☞静音", "/mute 1", "/mute #1", "/mute 甲-1", "/mute 甲1"])
async def test_staff_mute_an_asker_and_undo_it(tmp_path: Path, how: str) -> None:
    async with Chat(tmp_path, faq=NOTHING_KNOWN, limits=LimitsSection(lines_a_minute=100)) as chat:
        wang, zhao, sun = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER, "☞继续说", "一", "二", "三", "四")
        await zhao.hears()
        said = await (zhao.taps("静音", chat=GROUP) if how == "☞静音" else zhao.says(how))
        assert [timeless(each) for each in said.in_chat(GROUP).seen] == [
            "赵敏 已将提问人 甲-1 静音到 …，其间他发来的话不再转过来。\n[取消静音]"
        ]
        heard = [timeless(each) for text in ("五", UNKNOWN) for each in (await wang.says(text)).texts]
        assert heard == [MUTED, MUTED]
        await sun.hears()
        assert (await sun.taps("取消静音", chat=GROUP)).in_chat(GROUP).texts == ["孙岩 已取消提问人 甲-1 的静音。"]
        assert (await wang.says("六")).texts == [PASSED]
        await zhao.says("/mute 1")
        chat.clock.forward(hours=24)
        assert (await wang.replies("七", to="已把您的问题转给工作人员")).texts == [PASSED]
        assert await chat.rows("SELECT asker, staff_id, until IS NULL AS lifted FROM mute ORDER BY id") == [
            {"asker": WANG, "staff_id": ZHAO, "lifted": 0},
            {"asker": WANG, "staff_id": sun.id, "lifted": 1},
            {"asker": WANG, "staff_id": ZHAO, "lifted": 0},
        ]


async def test_whom_to_mute_is_to_be_named(chat: Chat) -> None:
    _, zhao, _ = await started(chat)
    said = [(await zhao.says(f"/mute {number}")).texts for number in ("", "一", "9" * 40)]
    assert said == [["请写上提问人的编号，例如：/mute 甲-12。编号在卡片上，“提问人 甲-”的后面。"]] * 3
    assert (await zhao.says("/mute 7")).texts == ["没有提问人 甲-7，请核对编号。编号在卡片上，“提问人 甲-”的后面。"]


async def test_needs_are_counted_a_day(tmp_path: Path) -> None:
    async with Chat(tmp_path, limits=FEW) as chat:
        wang = chat.user(WANG)
        await submit(chat)
        said = await wang.goes("/submit", "☞同意，开始填写", *TAPPED[1:])
        assert (said.texts, said.toasts) == ([DAY], [DAY])
        assert [row["n"] for row in await chat.rows("SELECT count(*) AS n FROM need")] == [1]
        chat.clock.forward(days=1)
        await wang.taps("以上属实")
        assert [row["n"] for row in await chat.rows("SELECT count(*) AS n FROM need")] == [2]
