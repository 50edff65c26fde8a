"""Messages that are more than one plain question."""

import threading
from typing import Any

import pytest

from faq.answer import Responder
from tests.chat import GROUP, LI, WANG, ZHAO, Chat


async def test_two_questions_in_one_message_get_both_answers(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = await wang.says("首批榜单有多少项？还有，交通银行给了多少授信？")
    assert said.heads == ["15项，都是技术攻关类。", "报道时有4家企业通过授信审批，合计9.4亿元。"]
    assert await chat.rows("SELECT text, outcome FROM question") == [
        {"text": "首批榜单有多少项", "outcome": "answer"},
        {"text": "交通银行给了多少授信？", "outcome": "answer"},
    ]


async def test_of_two_questions_the_one_without_an_answer_is_not_dropped(chat: Chat) -> None:
    said = await chat.user(WANG).says("专利归谁？传达室在几楼？")
    assert [text.splitlines()[:2] for text in said.texts] == [
        ["知识产权归属，公开材料里没写。", "没有看到归企业、归揭榜方或共有的统一规定。"],
        ["关于“传达室在几楼？”：", "没有找到能回答这个问题的公开材料。"],
    ]
    assert await chat.rows("SELECT text, outcome FROM question") == [
        {"text": "专利归谁", "outcome": "answer"},
        {"text": "传达室在几楼？", "outcome": "unknown"},
    ]


async def test_a_follow_up_is_read_with_what_was_answered_last(chat: Chat) -> None:
    wang, li = chat.user(WANG), chat.user(LI)
    await wang.says("交通银行给了多少授信")
    await wang.says("哪几家")
    await li.says("哪几家")
    assert await chat.rows("SELECT user_id, entry_id FROM question WHERE text = '哪几家' ORDER BY user_id") == [
        {"user_id": WANG, "entry_id": "money.credited_enterprises"},
        {"user_id": LI, "entry_id": None},
    ]


async def test_what_differs_is_said_before_the_lead(chat: Chat) -> None:
    question = "2023年科技成果转化产生多少经济效益"
    lines = [
        "公开材料里，这个问题只有2021年的，没有2023年的记载。",
        "您问的可能是：登记成果转化了多少项，产生多少经济效益？",
        "转化了123项，经济效益712.7亿元。",
    ]
    (said,) = (await chat.user(WANG).says(question)).texts
    (briefly,) = (await chat.user(ZHAO).says(f"@jiebang_local_bot {question}", to=GROUP)).in_chat(GROUP).seen
    assert [text.splitlines()[:3] for text in (said, briefly)] == [lines, lines]


async def test_a_follow_up_that_names_another_gets_what_there_is_of_the_other(chat: Chat) -> None:
    wang = chat.user(WANG)
    assert (await wang.says("交通银行给了多少授信")).heads == ["报道时有4家企业通过授信审批，合计9.4亿元。"]
    assert (await wang.says("农行呢")).heads == ["报道里只有交通银行内蒙古分行；别的银行公开材料里没写。"]


async def test_the_scheme_of_others_is_none_of_ours(chat: Chat) -> None:
    wang = chat.user(WANG)
    said = [(await wang.says(each)).heads for each in ("挑战杯揭榜挂帅怎么报名", "宁夏的揭榜挂帅给多少钱")]
    assert said == [["这个问题不在内蒙古科技“揭榜挂帅”的范围内，我只答这一项。下面这些我可以答："]] * 2


async def test_a_correction_is_read_as_one(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("交通银行给了多少授信")
    await wang.says("不对，我问的是哪几家")
    await wang.says("我问的不是名单，是利率")
    assert await chat.rows("SELECT text, entry_id FROM question ORDER BY id") == [
        {"text": "交通银行给了多少授信", "entry_id": "money.bank_credit"},
        {"text": "不对，我问的是哪几家", "entry_id": "money.credited_enterprises"},
        {"text": "我问的不是名单，是利率", "entry_id": "money.bank_terms"},
    ]


async def test_the_question_of_a_letter_is_answered_and_the_letter_kept(chat: Chat) -> None:
    letter = "尊敬的领导：\n您好！我公司位于包头，做稀土的。请问：专利归谁？\n盼复！\n联系人：王先生 13812345678"
    said = await chat.user(WANG).says(letter)
    assert said.texts[0].splitlines()[1] == "知识产权归属，公开材料里没写。"
    assert await chat.rows("SELECT text, entry_id FROM question") == [
        {
            "text": "尊敬的领导:\n您好!我公司位于包头,做稀土的。请问:专利归谁?\n盼复!\n联系人:王先生 ******",
            "entry_id": "gaps.ip",
        }
    ]


async def test_what_was_answered_long_ago_is_not_followed(chat: Chat) -> None:
    wang = chat.user(WANG)
    await wang.says("鄂尔多斯的榜单有哪些题目")
    chat.clock.forward(hours=1)
    await wang.says("那总预算呢")
    assert await chat.rows("SELECT entry_id FROM question WHERE text = '那总预算呢'") == [
        {"entry_id": "money.list_budget"}
    ]


async def test_a_leading_question_gets_the_fact(chat: Chat) -> None:
    said = await chat.user(WANG).says("报上去就能拿到钱吧")
    assert said.heads == ["没有这样的说法：提交需求不等于立项，也不等于拿到资金。"]


async def test_searching_holds_nobody_up(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    where, answer, nearest = set[str](), Responder.answer, Responder.nearest

    def answering(responder: Responder, text: str) -> Any:
        where.add(threading.current_thread().name.partition("_")[0])
        return answer(responder, text)

    def near(responder: Responder, text: str) -> Any:
        where.add(threading.current_thread().name.partition("_")[0])
        return nearest(responder, text)

    monkeypatch.setattr(Responder, "answer", answering)
    monkeypatch.setattr(Responder, "nearest", near)
    await chat.user(WANG).says("首批榜单有多少项")
    await chat.user(ZHAO).says("@jiebang_local_bot 首批榜单有多少项", to=GROUP)
    await chat.user(WANG).does("inline_query", query="经费")
    assert where == {"search"}
