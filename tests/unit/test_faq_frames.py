"""A question is answered the same within a letter, after an introduction, before a signature, and dictated."""

import pytest

from faq.answer import Answer
from faq.cues import points
from faq.dialogue import Dialogue
from faq.entry import Library

ANSWERED = 0.92  # of the questions of all entries, in each frame
FRAMES = {
    "introduction": "您好，我们是包头一家做装备的企业，想咨询一下{question}",
    "letter": (
        "尊敬的领导：\n您好！我公司是一家从事稀土新材料研发的高新技术企业，位于包头稀土高新区，近期在网上看到贵厅的“揭榜挂帅”工作。"
        "请问：{question}？\n盼复，此致\n敬礼"
    ),
    "four lines": "老师好\n我们公司在呼和浩特，做煤化工的\n{question}\n麻烦尽快回复，谢谢",
    "dictated": "嗯那个我想问一下就是说我们厂子呢是做设备的然后呢就想知道{question}啊谢谢",
    "situation after": "{question}？我们是通辽的一家食品加工厂，去年刚成立，也没什么经验",
    "signature": "您好，请问{question}？麻烦尽快回复，谢谢。\n联系人：王先生\n电话：13812345678\n某某机械有限公司",
    "reason": "领导让我问一下，{question}",
    "hearsay": "最近在网上看到揭榜挂帅的消息，我们单位也想参加，但是不太懂，{question}，辛苦解答",
}


def answered(dialogue: Dialogue, text: str) -> set[str]:
    """Return the ids of the entries that a message is answered with outright."""
    return {outcome.entry.id for outcome in dialogue.consider(text).outcomes if isinstance(outcome, Answer)}


@pytest.fixture(scope="module")
def alone(dialogue: Dialogue, library: Library) -> dict[str, set[str]]:
    """Return what the questions of the entries are answered with by themselves; not of those that point elsewhere."""
    asked = (entry.question for entry in library.entries if not points(entry.question))
    return {question: answered(dialogue, question) for question in asked}


@pytest.mark.parametrize("frame", FRAMES)
def test_what_stands_around_a_question_does_not_change_its_answer(
    dialogue: Dialogue, alone: dict[str, set[str]], frame: str
) -> None:
    framed = {question: answered(dialogue, FRAMES[frame].format(question=question.rstrip("？"))) for question in alone}
    assert {question: found for question, found in framed.items() if not found <= alone[question]} == {}
    assert sum(map(bool, framed.values())) >= ANSWERED * len(alone)


def test_the_questions_are_answered_by_themselves(alone: dict[str, set[str]]) -> None:
    assert [question for question, found in alone.items() if not found] == []
