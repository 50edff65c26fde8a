"""What stands on a button can be typed instead: in the form, at choices, in lists, for staff in private."""

import pytest

from tests.chat import GROUP, SUN, WANG, ZHAO, Chat
from tests.conversations.need import REFERENCE, TAPPED, before, claim

HEAD = "15项，都是技术攻关类。"
CHOOSE = "您想问哪一个？"


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
    assert (await wang.says("都不是")).heads == ["把这个问题转给工作人员吗？"]


@pytest.mark.parametrize("word", ["接着填", "继续", "继续填", "  接着填。"])
async def test_going_on_in_many_words(chat: Chat, word: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]), "/submit")
    assert (await wang.says(word)).texts[0].splitlines()[2:3] == ["第 2/13 步 · 信用代码"]


async def test_what_was_meant_can_be_typed(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[4]), "首批榜单有多少项？")
    assert (await wang.says("当作提问")).heads == [HEAD, "第 4/13 步 · 需求名称"]
    await wang.says("首批榜单有多少项？")
    assert (await wang.says("当作填写内容")).heads[0] == "✓ 需求名称：首批榜单有多少项？"


async def test_only_the_present_card_is_meant(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes("/start", "首批榜单有多少项")
    said = await wang.says("看看能问什么")  # on the card before, which is a question now
    assert said.heads == ["点下面的按钮，按主题一层层看。"]


async def test_after_a_day_a_word_is_a_word_again(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]), "/my", "☞删除草稿")
    chat.clock.forward(days=2)
    await wang.says("确定删除")
    assert await chat.rows("SELECT user_id FROM focus JOIN draft ON draft.id = draft_id") == [{"user_id": WANG}]


async def test_two_buttons_of_one_name_are_no_answer(reviewing: Chat) -> None:
    wang, zhao = reviewing.user(WANG), reviewing.user(ZHAO)
    await claim(reviewing)
    await zhao.goes("☞退回补充", "☞完成期限", "☞写原因", "期限太长，请核实后改短", "☞确认退回")
    await wang.hears()
    await wang.goes("☞补充并重新提交", "/submit", "☞同意", "/my")
    said = await wang.says("删除草稿")
    assert "确定删除" not in [label for row in said.labels for label in row]
    assert len(await reviewing.rows("SELECT * FROM draft")) == 2


async def test_withdrawing_in_words_is_confirmed_too(reviewing: Chat) -> None:
    wang = reviewing.user(WANG)
    await wang.goes("/my", "☞查看 NM")
    assert (await wang.says("撤回")).heads == ["确定撤回这项需求吗？"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]
    assert (await wang.says("确定撤回")).heads == [f"{REFERENCE} 已撤回，不再审核。"]


@pytest.mark.parametrize("word", ["不撤了", "算了", "不要了", "算了，不撤了"])
async def test_words_for_no_are_no(reviewing: Chat, word: str) -> None:
    wang = reviewing.user(WANG)
    said = await wang.goes("/my", "☞查看 NM", "撤回", word)
    assert said.heads == [f"{REFERENCE} · 待审核"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]
    assert await reviewing.rows("SELECT * FROM question") == []


async def test_a_draft_that_is_not_to_be_deleted_is_kept(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.goes("/submit", "/my", "☞删除草稿", "算了")).texts == ["好的，草稿还在。"]
    assert len(await chat.rows("SELECT * FROM draft")) == 1


@pytest.mark.parametrize("word", ["接着填", "继续填", "刚才填到哪了？"])
async def test_a_resting_draft_is_gone_on_with_in_words(chat: Chat, word: str) -> None:
    wang = chat.user(WANG)
    await wang.goes(*before(TAPPED[2]), "/cancel", "/topics")
    assert (await wang.says(word)).texts[-1].splitlines()[2:3] == ["第 2/13 步 · 信用代码"]


async def test_where_there_is_no_draft_one_can_be_begun(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.says("接着填")).seen == ["您没有没填完的草稿。\n[开始填报]"]
    assert (await wang.taps("开始填报")).heads == ["填报须知"]


@pytest.mark.parametrize("wish", ["我想报个需求", "我要提需求", "开始填报"])
async def test_a_wish_to_submit_begins_the_form(chat: Chat, wish: str) -> None:
    assert (await chat.user(WANG).says(wish)).heads == ["填报须知"]
    assert await chat.rows("SELECT * FROM question") == []


@pytest.mark.parametrize("question", ["怎么提交需求", "要填多久啊", "草稿", "我要提需求行不", "我想报需求给不给报"])
async def test_a_question_about_the_form_is_answered(chat: Chat, question: str) -> None:
    await chat.user(WANG).says(question)
    assert await chat.rows("SELECT * FROM draft") == []
    assert len(await chat.rows("SELECT * FROM question")) == 1


async def test_a_decision_in_words_is_confirmed_too(reviewing: Chat) -> None:
    zhao = reviewing.user(ZHAO)
    await claim(reviewing)
    await zhao.hears()
    assert (await zhao.says("通过")).heads == [f"请确认：通过 {REFERENCE}"]
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "in_review"}]


async def test_in_the_group_words_are_talk(reviewing: Chat) -> None:
    sun = reviewing.user(SUN)
    for word in ("领取", "查看"):
        assert (await sun.says(word, to=GROUP)).texts == []
    assert await reviewing.rows("SELECT state FROM need") == [{"state": "submitted"}]


async def test_a_label_is_plain_text(chat: Chat) -> None:
    wang = chat.user(WANG)
    title = "A&B 型高温烧结炉<推舟>机构研制"
    await wang.goes(*before(TAPPED[4]), title, "/submit")
    assert (await wang.says("/start")).labels[0] == [f"继续填：{title}（已填 4/17 项）"]
    assert (await wang.says(f"继续填：{title}（已填 4/17 项）")).texts[0].splitlines()[2:3] == ["第 5/13 步 · 技术难题"]


async def test_a_card_that_changes_by_itself_does_not_become_the_present_one(reviewing: Chat) -> None:
    zhao, sun = reviewing.user(ZHAO), reviewing.user(SUN)
    await zhao.goes("/queue", f"☞{REFERENCE}", "/start")
    await sun.taps("领取", chat=GROUP)
    assert (await zhao.hears()).in_chat(ZHAO).heads == [f"{REFERENCE} · 审核中"]
    assert (await zhao.says("审核队列")).texts[0].startswith("审核队列：待处理 · 全部盟市")
