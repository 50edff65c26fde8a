"""Choices that nobody taps: after an hour the question waits for staff too, behind those that had no answer."""

from tests.chat import LI, WANG, ZHAO, Chat

NONE = "目前没有待答复的问题。"


async def test_choices_that_were_ignored_wait_for_staff_marked_and_last(chat: Chat) -> None:
    wang, li, zhao = chat.user(WANG), chat.user(LI), chat.user(ZHAO)
    for user in (wang, li):
        await user.says("揭榜")
    assert (await zhao.says("/unanswered")).texts == [NONE]
    chat.clock.forward(hours=1)
    await wang.says("量子计算机多少钱一台")
    said = await zhao.says("/unanswered")
    assert said.texts[0].splitlines()[1:] == [
        "1. 量子计算机多少钱一台",
        "　　1 人，1 次：没听懂 1",
        "2. 揭榜",
        "　　2 人，2 次：给了选项没选 2",
    ]
    assert (await zhao.taps("2. 揭榜")).texts[0].splitlines()[3] == "给了选项没选 2"


async def test_a_choice_that_is_tapped_settles_it(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.goes("揭榜", "揭榜")  # once for both, since they are in the same words
    chat.clock.forward(hours=2)
    assert len((await chat.user(ZHAO).says("/unanswered")).labels) == 1
    await wang.taps(said.labels[0][0])
    assert (await chat.user(ZHAO).says("/unanswered")).texts == [NONE]


async def test_staff_answer_it_like_any_other(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.says("揭榜")
    await zhao.says("/start")
    chat.clock.forward(hours=2)
    await zhao.goes("/unanswered", "☞1. 揭榜", "☞答复", "请说说您想问哪一步。", "☞发送")
    assert (await wang.hears()).heads == ["工作人员答复"]
    assert (await zhao.says("/unanswered")).texts == [NONE]
