"""A question goes to a person, answers come back, and neither side sees who the other is."""

from datetime import date
from pathlib import Path

import pytest

from bot.config import FaqSection, HoursSection, OfficeSection
from bot.texts import catalogue
from tests.chat import GROUP, LI, WANG, ZHAO, Chat, answering
from tests.conversations.talk import (
    ANNOUNCED,
    CONFIRM,
    FIRST_ASK,
    FOR_WHOM,
    HAND_OVER,
    HOW,
    INSTEAD,
    NOT_FOUND,
    NOT_SURE,
    OVER,
    PROMISE,
    QUESTION,
    SEEN,
    STALE,
    TO_ASK,
    UNKNOWN,
    started,
    talking,
)


async def test_a_question_is_handed_over_once(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.says(UNKNOWN)
        assert (await wang.taps("转人工")).seen == [
            f"已把您的问题转给工作人员：\n{UNKNOWN}\n{PROMISE}\n{TO_ASK}\n[继续说] [结束]"
        ]
        assert (await zhao.hears()).in_chat(GROUP).seen == [ANNOUNCED]
        again = f"这个问题已经转给工作人员了，不用再转；要补充，点“继续说”。\n{TO_ASK}"
        assert (await wang.taps("转人工")).texts == [again]
        assert (await wang.says("/handoff")).seen == [f"{again}\n[继续说] [结束]"]
        assert (await wang.taps_twice("转人工")).texts == [again, again]
        assert (await zhao.hears()).texts == []


async def test_it_is_shown_what_would_be_handed_over(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.says(UNKNOWN)
        assert (await wang.says("/handoff")).seen == [f"把这个问题转给工作人员吗？\n{UNKNOWN}\n{INSTEAD}\n{CONFIRM}"]
        assert (await wang.taps("不说了")).seen == ["好的。直接打字就是向我提问。"]
        assert (await zhao.hears()).texts == []
        await wang.says("/handoff")
        assert (await wang.taps("换一个问题")).seen == [f"{FIRST_ASK}\n{TO_ASK}\n[不说了]"]
        await wang.says("材料交到哪里")
        assert (await wang.taps("转给工作人员")).heads == ["已把您的问题转给工作人员："]
        assert (await zhao.hears()).seen == [
            (
                "有人请求人工答复（提问人 甲-1）\n问：材料交到哪里\n"
                f"前一个问题问的是机器人：{UNKNOWN}\n机器人没有找到答案。\n{HOW}\n[答复]"
            )
        ]
        kept = await chat.rows("SELECT text, outcome FROM question ORDER BY id")
        assert [tuple(row.values()) for row in kept] == [(UNKNOWN, "unknown"), ("材料交到哪里", "handoff")]
        assert (await wang.says("发榜要花多少钱")).seen == [  # it was for staff, the next one may be for the bot
            f"{FOR_WHOM}\n发榜要花多少钱\n[发给工作人员] [问机器人]"
        ]


async def test_what_is_typed_instead_is_shown_and_sent_once(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    call = "能不能给我回个电话13800000000"
    await wang.goes(QUESTION, "转人工", "先说一句别的")
    assert (await wang.says(call)).seen == [
        f"把这个问题转给工作人员吗？\n{call}\n{SEEN}\n{INSTEAD}\n[转给工作人员] [问机器人]\n[不说了]",
    ]
    assert (await zhao.hears()).texts == []
    passed = f"已把您的问题转给工作人员：\n{call}\n{SEEN}\n{PROMISE}"
    again = "这个问题已经转给工作人员了，不用再转；要补充，点“继续说”。"
    assert (await wang.taps_twice("转给工作人员")).texts == [passed, again]
    assert (await zhao.hears()).texts == [
        (
            f"有人请求人工答复（提问人 甲-1）\n问：{call}\n"
            f"前一个问题问的是机器人：{QUESTION}\n机器人答的是“{QUESTION}”：15项，都是技术攻关类。\n{HOW}"
        )
    ]


async def test_the_card_that_asks_can_be_left_in_words(chat: Chat) -> None:
    wang = chat.user(WANG)
    for word in ("算了", "/cancel", "☞不说了"):
        assert (await wang.goes(QUESTION, "/handoff", word)).texts == ["好的。直接打字就是向我提问。"]
        assert (await wang.says(QUESTION)).heads == ["15项，都是技术攻关类。"]
    await wang.goes("/handoff", "/topics")  # another card lies over it
    assert (await wang.says(QUESTION)).heads == ["15项，都是技术攻关类。"]


@pytest.mark.parametrize("word", ["不要转人工", "别转人工", "不用人工了", "我不想转人工", "先不转人工了"])
async def test_who_wants_no_person_after_all_is_asked_for_no_more_words(chat: Chat, word: str) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    for way in ("转人工", "/handoff"):
        assert (await wang.goes(QUESTION, way, word)).texts == ["好的。直接打字就是向我提问。"]
        assert (await wang.says(QUESTION)).heads == ["15项，都是技术攻关类。"]
    assert (await zhao.hears()).texts == []


async def test_what_only_begins_with_a_refusal_goes_to_staff(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, _, _ = await talking(chat)
        for said in ("不要撤回我的需求", "别转给外省的人"):
            assert (await wang.goes("☞继续说", said)).texts == ["已转给工作人员。"]


@pytest.mark.parametrize("word", ["转人工", "人工", "找人工", "人工客服！", "转人工，找真人"])
async def test_a_person_can_be_asked_for_in_words(chat: Chat, word: str) -> None:
    wang = chat.user(WANG)
    assert (await wang.says(word)).seen == [f"{FIRST_ASK}\n[不说了]"]
    assert await chat.rows("SELECT * FROM question") == []


async def test_only_a_question_that_was_just_asked_and_has_not_been_answered_well_is_offered(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says(QUESTION)
    chat.clock.forward(minutes=9)
    assert (await wang.says("/handoff")).texts[0].splitlines()[1] == QUESTION
    chat.clock.forward(minutes=2)
    assert (await wang.says("/handoff")).heads == [FIRST_ASK]
    await wang.taps("不说了")
    assert (await wang.goes(QUESTION, "☞👍", "/handoff")).heads == [FIRST_ASK]


async def test_staff_are_told_truly_what_was_asked_before(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    told: list[str] = []
    for hours in (0, 0, 25):
        if told:
            await wang.says(QUESTION)
        chat.clock.forward(hours=hours, minutes=11)
        await wang.goes("/handoff", f"请在{len(told)}点以后给我回电话", "☞转给工作人员")
        told.append((await zhao.hears()).in_chat(GROUP).texts[-1].splitlines()[2])
        await wang.taps("结束")
    assert told == ["没有问过机器人。", f"前一个问题问的是机器人：{QUESTION}", "最近没有问过机器人。"]


async def test_until_staff_answer_what_the_bot_does_not_know_may_be_for_either(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await started(chat)
        await wang.goes(UNKNOWN, *HAND_OVER)
        await zhao.hears()
        assert (await wang.says("能不能来厂里看看")).seen == [
            f"{FOR_WHOM}\n能不能来厂里看看\n[发给工作人员] [问机器人]"
        ]
        assert (await zhao.hears()).texts == []
        await wang.taps("发给工作人员")
        again = f"这个问题已经转给工作人员了，不用再转；要补充，点“继续说”。\n{TO_ASK}"
        assert (await wang.taps("发给工作人员")).texts == [again]
        assert [text.splitlines()[-2] for text in (await zhao.hears()).texts] == ["又说：能不能来厂里看看"]
        assert (await wang.says("车间多大面积合适")).heads == [FOR_WHOM]
        assert (await wang.says("问机器人")).heads == [NOT_FOUND]
        assert (await wang.says("谢谢")).heads[0].startswith("不客气！")
        chat.clock.forward(days=2)
        assert (await wang.says("车间多大面积合适")).heads == [NOT_FOUND]


async def test_until_staff_answer_the_bot_says_what_it_knows(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.goes("/handoff", "能不能来厂里看看", "☞转给工作人员")
    await zhao.hears()
    assert (await wang.says(QUESTION)).heads == ["15项，都是技术攻关类。"]
    assert (await wang.says("给我回电话13800000000")).texts == [f"{FOR_WHOM}\n{SEEN}\n给我回电话13800000000"]
    await wang.taps("发给工作人员")
    assert (await wang.says(QUESTION)).heads == ["15项，都是技术攻关类。"]
    assert [text.splitlines()[-2] for text in (await zhao.hears()).texts] == ["又说：给我回电话13800000000"]


async def test_who_has_asked_nothing_lately_writes_what_is_to_be_handed_over(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    assert (await wang.says("/handoff")).seen == [f"{FIRST_ASK}\n[不说了]"]
    await wang.taps("不说了")
    assert (await wang.says(QUESTION)).heads == ["15项，都是技术攻关类。"]
    chat.clock.forward(days=7)
    assert (await wang.says("/handoff")).heads == [FIRST_ASK]
    await wang.taps("不说了")
    await wang.says(QUESTION)
    assert (await wang.goes(*HAND_OVER)).heads == ["已把您的问题转给工作人员："]
    assert (await zhao.hears()).texts == [
        f"有人请求人工答复（提问人 甲-1）\n问：{QUESTION}\n机器人答的是“{QUESTION}”：15项，都是技术攻关类。\n{HOW}"
    ]


async def test_to_ask_for_a_person_is_not_the_question_to_hand_over(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    how = answering(FaqSection()).library["howto.handoff"]
    await wang.says(how.question)
    assert (await wang.taps("转人工")).heads == [FIRST_ASK]
    await wang.taps("不说了")
    assert (await wang.says("/handoff")).heads == [FIRST_ASK]
    await wang.taps("不说了")
    await wang.goes(QUESTION, how.question)
    assert (await wang.taps("转人工")).texts[0].splitlines()[:2] == ["已把您的问题转给工作人员：", QUESTION]
    assert (await zhao.hears()).texts[0].splitlines()[:2] == ["有人请求人工答复（提问人 甲-1）", f"问：{QUESTION}"]


async def test_what_is_not_published_can_be_put_to_a_person_from_the_answer(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    appeal = answering(FaqSection()).library["gaps.appeal"].question
    await wang.says(appeal)
    assert (await wang.taps("转人工")).texts[0].splitlines()[:2] == ["已把您的问题转给工作人员：", appeal]
    assert (await zhao.hears()).texts[0].splitlines()[1] == f"问：{appeal}"


async def test_staff_see_what_was_offered_instead_of_an_answer(tmp_path: Path) -> None:
    async with Chat(tmp_path, faq=NOT_SURE) as chat:
        wang, zhao = chat.user(WANG), chat.user(ZHAO)
        said = await wang.says(QUESTION)
        assert said.labels[0] == ["看全文"]
        offered = [QUESTION, *(label for row in said.labels[1:-1] for label in row)]
        listed = "\n".join(f"· {each}" for each in offered)
        await wang.taps("都不是")
        assert (await zhao.hears()).texts == [
            f"有人请求人工答复（提问人 甲-1）\n问：{QUESTION}\n机器人给的候选：\n{listed}\n{HOW}"
        ]


async def test_what_staff_have_said_is_answered_to_staff_and_the_rest_is_for_the_bot(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        assert (await wang.says("发榜要花多少钱")).heads == ["已转给工作人员。"]
        assert (await wang.taps("这句改问机器人")).heads == [NOT_FOUND]
        assert (await wang.says("发榜要花多少钱")).heads == [NOT_FOUND]
        await wang.taps("继续说")
        assert (await wang.taps("不说了")).texts == ["好的。直接打字就是向我提问。"]
        assert (await wang.says("发榜要花多少钱")).heads == [NOT_FOUND]
        await wang.goes("☞继续说", "第一句")
        chat.clock.forward(minutes=29)
        await wang.says("第二句")
        chat.clock.forward(minutes=31)
        assert (await wang.says("发榜要花多少钱")).heads == [NOT_FOUND]
        assert (await wang.replies("第三句", to="目前没有公布")).heads == ["已转给工作人员。"]
        said = [text.splitlines()[-2] for text in (await zhao.hears()).texts]  # what comes soon joins the card
        assert said == ["发榜要花多少钱", "又说：第一句", "第二句", "第三句"]
        await wang.taps("继续说")
        assert (await wang.says("长" * 1001)).texts == ["最多 1000 个字，现在有 1001 个字，请精简后再发一次。"]
        assert (await wang.says("短" * 1000)).heads == ["已转给工作人员。"]


async def test_what_is_typed_into_a_form_stays_there(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await wang.goes("/submit", "☞同意")
        assert "第 2/" in (await wang.says("内蒙古敕勒新材料有限公司")).texts[-1]
        await zhao.hears()
        await zhao.goes("☞再写一条", "还有一句")
        await wang.hears()
        assert "第 3/" in (await wang.says("91150200MA0TE5T00K")).texts[-1]
        assert (await wang.replies("收到", to="还有一句")).heads == ["已转给工作人员。"]
        assert "第 4/" in (await wang.says("包头市")).texts[-1]
        assert [text.splitlines()[1] for text in (await zhao.hears()).texts] == ["收到"]


async def test_one_person_is_one_number_until_the_talk_ends(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.hears()
        await wang.goes("☞继续说", "☞不说了", "办公楼在几楼", "☞转人工")
        assert [text.splitlines()[:2] for text in (await zhao.hears()).texts] == [
            ["有人请求人工答复（提问人 甲-1）", "问：办公楼在几楼"]
        ]
        await chat.user(LI).goes("在哪里盖章", *HAND_OVER)
        assert (await zhao.hears()).heads == ["有人请求人工答复（提问人 甲-2）"]
        await wang.taps("结束")
        await wang.goes("停车场在哪", *HAND_OVER)
        assert (await zhao.hears()).in_chat(GROUP).heads == ["有人请求人工答复（提问人 甲-3）"]


async def test_it_outlives_a_restart(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await chat.restart()
        assert (await wang.says("还在吗")).heads == ["已转给工作人员。"]
        await zhao.hears()
        await zhao.taps("答复")
        await chat.restart()
        assert (await zhao.says("在")).heads == ["提问人 甲-1", "正在发给提问人 甲-1；没送到会告诉您。"]
        assert (await wang.hears()).heads == ["工作人员答复"]


async def test_the_asker_ends_it(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        await zhao.hears()
        old = wang.tap("继续说")
        assert (await wang.taps_twice("结束")).texts == [
            "这次与工作人员的对话已结束。以后有问题，随时可以再问。",
            OVER,
        ]
        assert (await zhao.hears()).texts == ["提问人 甲-1 结束了对话。"]
        assert (await wang.act("taps", old)).texts == [OVER]
        assert (await wang.says(QUESTION)).heads == [NOT_FOUND]
        assert (await wang.goes(*HAND_OVER)).heads == ["已把您的问题转给工作人员："]
        assert (await zhao.hears()).heads == ["有人请求人工答复（提问人 甲-2）"]


async def test_buttons_of_staff_and_of_others_are_void(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, _ = await talking(chat)
        li = chat.user(LI)
        await li.says("/start")
        await zhao.says("/start")
        for button in wang.buttons():
            assert (await li.forges(button["data"], on="我的需求")).texts == [STALE]
        for button in zhao.buttons():
            assert (await li.forges(button["data"], on="我的需求")).texts == [STALE]


async def test_no_account_is_shown_to_the_other_side(nothing_known: Chat) -> None:
    async with nothing_known as chat:
        wang, zhao, sun = await talking(chat)
        await wang.says("那明年呢")
        heard = [text for user in (zhao, sun) for text in (await user.hears()).texts]
        assert [text for text in heard if "王芳" in text or str(WANG) in text] == []
        await zhao.taps("答复")
        await zhao.says("等通知")
        texts = [message["text"] for message in wang.messages.values()] + (await wang.hears()).texts
        assert [text for text in texts if "赵敏" in text or str(ZHAO) in text] == []


OFFICE = OfficeSection(
    hours=(HoursSection.model_validate({"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:30"}),)
)


async def test_outside_office_hours_it_is_said_when_the_office_opens(tmp_path: Path) -> None:
    async with Chat(tmp_path, office=OFFICE) as chat:
        wang = chat.user(WANG)
        await wang.says(QUESTION)
        assert (await wang.goes(*HAND_OVER)).texts == [f"已把您的问题转给工作人员：\n{QUESTION}\n{PROMISE}"]
        chat.clock.forward(hours=9)
        await wang.says(QUESTION)
        assert (await wang.goes(*HAND_OVER)).texts == [
            (
                f"已把您的问题转给工作人员：\n{QUESTION}\n"
                "现在不是办公时间，下次办公从 2026年11月3日（周二）09:00 开始。\n"
                f"{PROMISE}"
            )
        ]


async def test_near_a_holiday_that_is_not_announced_nothing_is_said_of_when_it_opens(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Chat(tmp_path, office=OFFICE) as chat:
        chat.clock.forward(days=(date(2099, 9, 30) - date(2026, 11, 2)).days)
        await chat.restart()
        wang = chat.user(WANG)
        await wang.says(QUESTION)
        assert (await wang.goes(*HAND_OVER)).texts == [
            f"已把您的问题转给工作人员：\n{QUESTION}\n{catalogue('zh')('talks.hours_unknown')}\n{PROMISE}"
        ]
    assert [each.message for each in caplog.records if each.name == "bot.app" and "2099" in each.message] == [
        catalogue("zh")("operator.unannounced", year=2099)
    ]
