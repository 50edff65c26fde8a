"""What is a question: one table for everybody who listens."""

import pytest

from faq.asking import asks, is_question, is_worded
from faq.cues import partings
from tests.unit.questions import QUESTIONS, STATEMENTS

BOTH = [*((text, True) for text in QUESTIONS), *((text, False) for text in STATEMENTS)]


@pytest.mark.parametrize(("text", "asking"), BOTH)
def test_questions_and_statements_are_told_apart(text: str, asking: bool) -> None:  # noqa: FBT001
    assert is_question(text) == asking


@pytest.mark.parametrize(("text", "asking"), BOTH)
def test_a_message_is_parted_only_where_each_part_is_a_question(text: str, asking: bool) -> None:  # noqa: FBT001
    assert [each.pieces for each in partings(f"{text}；公示要几天")] == [(text.rstrip("？"), "公示要几天")] * asking


@pytest.mark.parametrize(
    ("text", "word", "whole"),
    [
        ("我们厂不知道怎么办才好", True, False),
        ("谁来揭榜都行", True, True),
        ("可以一家企业报两项", False, True),
        ("第二批出来没", False, True),
        ("包头？", False, True),
        ("包头？！”", False, True),
        ("？包头", False, False),
        ("没", False, False),
        ("呢", False, False),
        ("為什麼", True, True),
        ("ＨＯＷ　ＭＵＣＨ", True, True),
        ("谁" * 300, True, True),
        ("补助比例", False, False),
        ("bili", False, False),
        ("12345", False, False),
        ("Хэд вэ?", True, True),
        ("", False, False),
    ],
)
def test_a_word_that_asks_and_a_text_that_is_worded_so(text: str, word: bool, whole: bool) -> None:  # noqa: FBT001
    assert (asks(text), is_worded(text)) == (word, whole)
