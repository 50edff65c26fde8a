"""What stands on a button can be typed instead: in the form, at choices, in lists, for staff in private."""

import pytest

from tests.chat import GROUP, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, TAPPED, before, claim

HEAD = "15项，都是技术攻关类。"
CHOOSE = "您是不是想问："


async def test_typed_and_tapped_are_the_same(chat: Chat) -> None:
    wang = chat.user(WANG)
    for label, head in {"看看能问什么": "可以问这些方面", "我的需求": "您还没有填报过技术需求。"}.items():
        typed, tapped = await wang.goes("/start", label), await wang.goes("/start", f"☞{label}")
        assert (typed.heads, typed.seen) == ([head], tapped.seen)


async def test_a_choice_that_is_typed_is_chosen(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says("揭榜")
    assert said.heads == [CHOOSE]
    first = said.labels[0][0]
    await wang.says(first)
    assert await chat.rows("SELECT text, outcome, entry_id IS NOT NULL AS chosen FROM question") == [
        {"text": "揭榜", "outcome": "choices", "chosen": 1}
    ]


async def test_the_first_words_of_a_label_will_do(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.says("揭榜")).labels[-1] == ["都不是，转给工作人员"]
    assert (await wang.says("都不是")).heads == ["已把您的问题转给工作人员："]


@pytest.mark.parametrize("word", ["接着填", "继续", "继续填", "  接着填。"])
async def test_going_on_in_many_words(chat: Chat, word: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]), "/submit")
    assert (await wang.says(word)).texts[0].splitlines()[2:3] == ["第 2/17 步 · 信用代码"]


async def test_what_was_meant_can_be_typed(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[5]), "首批榜单有多少项？")
    assert (await wang.says("当作提问")).heads == [HEAD, "第 5/17 步 · 需求名称"]
    await wang.says("首批榜单有多少项？")
    assert (await wang.says("当作填写内容")).heads[0] == "✓ 需求名称：首批榜单有多少项？"


async def test_only_the_present_card_is_meant(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("/start", "首批榜单有多少项")
    await wang.says("填报技术需求")  # on the card before, which is a question now
    assert await chat.rows("SELECT * FROM draft") == []


async def test_after_a_day_a_word_is_a_word_again(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]), "/my", "☞删除草稿")
    chat.clock.forward(days=2)
    await wang.says("确定删除")
    assert [row["active"] for row in await chat.rows("SELECT active FROM draft")] == [1]


async def test_two_buttons_of_one_name_are_no_answer(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await claim(reviewing)
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因", "期限太长，请核实后改短", "☞确认退回")
    await wang.hears()
    await wang.goes("☞补充并重新提交", "/submit", "☞同意", "/my")
    await wang.says("删除草稿")
    assert len(await reviewing.rows("SELECT * FROM draft")) == 2


async def test_withdrawing_in_words_is_confirmed_too(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("/my", "☞查看 NM")
    assert (await wang.says("撤回")).heads == ["确定撤回这项需求吗？"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]
    assert (await wang.says("确定撤回")).heads == [f"{REFERENCE} 已撤回，不再审核。"]


async def test_a_decision_in_words_is_confirmed_too(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await claim(reviewing)
    await zhao.hears()
    await zhao.says("通过")
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "in_review"}]


async def test_in_the_group_words_are_talk(reviewing: Chat) -> None:
    sun = reviewing.user(SUN)
    for word in ("领取", "查看"):
        assert (await sun.says(word, to=GROUP)).texts == []
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]


async def test_a_label_is_plain_text(chat: Chat) -> None:
    wang = chat.user(WANG)
    title = "A&B 型高温烧结炉<推舟>机构研制"
    await wang.goes(*before(TAPPED[5]), title, "/submit")
    assert (await wang.says("/start")).labels[0] == [f"继续填：{title}"]
    assert (await wang.says(f"继续填：{title}")).texts[0].splitlines()[2:3] == ["第 6/17 步 · 技术领域"]


async def test_a_card_that_changes_by_itself_does_not_become_the_present_one(reviewing: Chat) -> None:
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await zhao.goes("/queue", f"☞{REFERENCE}", "/start")
    await sun.taps("领取", chat=GROUP)
    assert (await zhao.hears()).in_chat(ZHAO).heads == [f"{REFERENCE} · 审核中"]
    assert (await zhao.says("审核队列")).texts[0].startswith("审核队列：待处理 · 全部盟市")
