"""Which questions may be told to a selector, which are in doubt at all, and what becomes of its choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import FaqSection
from faq.answer import Answer, Lead, Responder, Unknown
from faq.dialogue import Consideration, Part
from faq.entry import Library
from faq.index import Hit
from faq.personal import PERSONAL
from faq.selection import CANDIDATES, doubt, may_be_told
from tests.chat import answering

QUESTION = "经费从哪来"
TOLD = [
    QUESTION,
    "2021年712.7亿元和2022年的、2023年的",
    "预算1500万元以上，自筹不少于70%",
    "科技部2020年第15号文、内科发〔2022〕12号",
    "第一批15项，第二批20项，第三批30项",
    "一二三批分别有几项",
    "Can a company from Beijing apply in 2024?",
    "Шинжлэх ухаан 2024",
    "我们是包头的企业",
    "我是做装备的",
    "我是个体户，能不能揭榜",
    "我们是呼和浩特的高新技术企业",
    "2022年生效的办法",
    "Is Baotou at the top of the list?",
]
NOT_TOLD = [
    "请回电13947123456",
    "电话 139 4712－3456",
    "１３９４７１２３４５６",
    "+86 (139) 4712 - 3456",
    "139_4712_3456",
    "139.4712.3456",
    "13九四7一2三4五6",
    "电话(0471)632-8812",
    "座机6328812",
    "打幺三九四七一二三四五六",
    "139\u200b4712\u200b3456",
    "١٣٩٤٧١٢٣٤٥٦",
    "身份证150102199001011237",
    "卡号6222 0212 3456 7890",
    "我们是91150100MA0N1ABC2X",
    "N2150100MA0N1ABC2X公司",
    "加微信 wangfang88",
    "微信号wang_fang_88",
    "发到wang@example.com",
    "发到wang＠example．com",
    "看https://example.com/x",
    "看www.example.com",
    "NM-2026-000123到哪一步了",
    "我们厂的情况是这样的，" * 20,
    "我叫王小明，家住赛罕区大学路12号",
    "家住赛罕区大学路",
    "QQ 123456",
    "微信号 wangxiaoming",
    "wx: wf-lucky",
    "电话壹叁捌零零壹",
    "张三 男 1980年1月1日生",
    "wangfang at qq dot com",
    "wang.fang (at) example.com",
    "分机 6123 4",
    "我是蒙牛公司的李强",
    "我是李强",
    "我姓欧阳",
    "我的身份证丢了",
    "\ufdfa" * 15 + "13947123456",  # each becomes eighteen characters
]


@pytest.mark.parametrize("text", TOLD)
def test_an_ordinary_question_may_be_told(text: str) -> None:
    assert may_be_told(text)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_may_tell_who_somebody_is_is_not(text: str) -> None:
    assert not may_be_told(f"{QUESTION}，{text}")
    assert not may_be_told(text + QUESTION)


@given(st.text(max_size=20), st.from_regex(PERSONAL, fullmatch=True), st.text(max_size=20))
def test_what_identifies_a_person_never_is(before: str, number: str, after: str) -> None:
    assert not may_be_told(f"{before} {number} {after}")


@pytest.fixture(scope="module")
def responder() -> Responder:
    return answering(FaqSection())


@pytest.fixture(scope="module")
def library(responder: Responder) -> Library:
    return responder.library


def hits(responder: Responder) -> tuple[Hit, ...]:
    found = tuple(responder.index.search(QUESTION, CANDIDATES))
    assert len(found) > 2
    return found


def test_the_part_that_is_led_is_in_doubt_and_the_choice_leads_it(responder: Responder) -> None:
    first, second, *rest = hits(responder)
    sure = Part("首批榜单有多少项", Answer(responder.library.entries[0], 1.0))
    led = Part(QUESTION, Lead((first, second)), "one_of_several")
    found = doubt(responder, "…", Consideration((sure, led)))
    assert found is not None
    assert (found.question, found.hits) == (QUESTION, (first, second, *rest))
    assert found.candidates == [hit.entry.question for hit in (first, second, *rest)]
    leads = {0: (first, second), 1: (second, first), len(rest) + 1: (rest[-1], first, second)}
    for chosen, expected in leads.items():
        assert found.led_by(chosen) == Consideration((sure, Part(QUESTION, Lead(expected), "one_of_several")))


def test_a_lead_stays_as_long_as_it_was_allowed_to_be(responder: Responder) -> None:
    every = hits(responder)
    found = doubt(responder, QUESTION, Consideration((Part(QUESTION, Lead(every[:5])),)))
    assert found is not None
    assert found.led_by(5).outcomes == (Lead((every[5], *every[:4])),)


def test_else_nothing_is(responder: Responder) -> None:
    first, second, *_ = hits(responder)
    led, unknown = Part(QUESTION, Lead((first, second))), Part(QUESTION, Unknown((), ()))
    assert doubt(responder, QUESTION, Consideration((led,))) is not None
    for text, parts in (
        (QUESTION, (unknown,)),
        (QUESTION, (Part(QUESTION, Answer(first.entry, 1.0)),)),
        (QUESTION, (led, led)),
        (f"{QUESTION} 13947123456", (led,)),
        (QUESTION, (Part(QUESTION, Lead((second, first))),)),  # what went before has moved it
    ):
        assert doubt(responder, text, Consideration(parts)) is None
