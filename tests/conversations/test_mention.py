"""Who puts a question to the bot by its name in a group gets a brief answer there; nothing of it is kept."""

import pytest

from bot.config import FaqSection
from bot.services.runtime.footer import footer
from bot.texts import catalogue
from bot.texts.markup import plain
from tests.chat import GROUP, LI, SUN, WANG, ZHAO, Chat, answering

NAME = "@jiebang_local_bot"
MORE = "[到私聊里问]"


async def mentioned(chat: Chat, text: str) -> list[str]:
    return (await chat.user(ZHAO).says(text, to=GROUP)).in_chat(GROUP).seen


async def test_an_answer_is_its_first_line_with_its_source(chat: Chat) -> None:
    entry = answering(FaqSection()).library["first_list.how_many"]
    (said,) = await mentioned(chat, f"{NAME} 首批榜单有多少项")
    source, caveat = plain(footer(catalogue("zh"), entry)).splitlines()
    assert said.splitlines() == ["15项，都是技术攻关类。", source, caveat, MORE]
    assert await mentioned(chat, f"首批榜单有多少项 {NAME.upper()}") == [said]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("首批是不是有20项", "不是这样，和公开材料不一致："),
        ("How many projects are there in the first list?", "Answers are available in Chinese only."),
    ],
)
async def test_what_leads_in_an_answer_does_so_here_too(chat: Chat, text: str, first: str) -> None:
    (said,) = await mentioned(chat, f"{NAME} {text}")
    assert said.splitlines()[0] == first
    assert (await chat.user(WANG).says(text)).texts[0].splitlines()[0] == first


async def test_choices_are_named_and_what_is_unknown_is_said(chat: Chat) -> None:
    (said,) = await mentioned(chat, f"{NAME} 揭榜")
    offered = (await chat.user(WANG).says("揭榜")).labels[:-1]
    assert said.splitlines() == ["您想问哪一个？", *(f"· {row[0]}" for row in offered), MORE]
    (said,) = await mentioned(chat, f"{NAME} 经费")
    (whole,) = (await chat.user(WANG).says("经费")).texts
    assert said.splitlines() == [*whole.splitlines(), MORE]
    assert await mentioned(chat, f"{NAME} 楼上楼下哪里修雨伞") == [
        f"没有找到能回答这个问题的公开材料。到私聊里问，可以转给工作人员。\n{MORE}"
    ]
    assert await mentioned(chat, NAME) == [
        f"在 {NAME} 后面写上问题，我在这里简短回答，例如：{NAME} 首批榜单有多少项\n{MORE}"
    ]
    for aside in ("谢谢", "今天天气怎么样"):
        (said,) = await mentioned(chat, f"{NAME} {aside}")
        assert said.endswith(MORE)


async def test_other_talk_is_left_alone(chat: Chat) -> None:
    zhao = chat.user(ZHAO)
    assert await mentioned(chat, "首批榜单有多少项") == []
    assert await mentioned(chat, "@somebody 首批榜单有多少项") == []
    await mentioned(chat, f"{NAME} 首批榜单有多少项")
    said = await zhao.replies("好的", to="15项", chat=GROUP)  # perhaps meant for an asker: not lost in silence
    assert said.heads == ["认不出这条消息属于哪个提问，没有发出。"]


async def test_nothing_of_it_is_kept(chat: Chat) -> None:
    await mentioned(chat, f"{NAME} 楼上楼下哪里收盖章的纸")
    assert await chat.rows("SELECT * FROM question") == []
    assert (await chat.user(SUN).says("/unanswered")).in_chat(SUN).texts == ["目前没有待答复的问题。"]
    assert (await chat.user(LI).hears()).texts == []
