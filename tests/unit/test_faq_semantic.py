"""Matching by meaning."""

from pathlib import Path

import numpy as np
import pytest

from faq.encoder import sparing
from faq.matcher import Matcher
from faq.semantic import SemanticMatcher, nearest

PHRASINGS = [
    ("types", "揭榜挂帅分几类"),
    ("contact", "联系电话是多少"),
    ("deadline", "什么时候截止申报"),
    ("rights", "知识产权归谁"),
]
NEAR_MISSES = [("contact", "联系地址是哪里")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(scope="module")
def matcher(folder: Path) -> SemanticMatcher[str]:
    return SemanticMatcher(PHRASINGS, NEAR_MISSES, folder=folder)


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("联系电话", "contact"),
        ("What is the phone number?", "contact"),
        ("Who owns the intellectual property?", "rights"),
        ("Утасны дугаар хэд вэ?", "contact"),
        ("zhishichanquan gui shei", "rights"),
    ],
)
def test_finds_the_key_in_other_words_and_languages(matcher: SemanticMatcher[str], question: str, key: str) -> None:
    assert matcher.search(question, 1)[0][0] == key


def test_a_near_miss_takes_its_key_out(matcher: SemanticMatcher[str]) -> None:
    assert "contact" not in dict(matcher.search("联系地址是哪里", 10))


def test_nothing_for_nothing(folder: Path, matcher: SemanticMatcher[str]) -> None:
    assert [matcher.search(text) for text in ("", "？？？")] == [[], []]
    assert SemanticMatcher[str]([], folder=folder / "empty").search("联系电话") == []


def test_letters_answer_where_the_encoder_is_spared(matcher: SemanticMatcher[str]) -> None:
    question = "Who owns the intellectual property?"
    with sparing():
        assert matcher.odds(question) == Matcher(PHRASINGS, NEAR_MISSES).odds(question)
    assert matcher.odds(question) != Matcher(PHRASINGS, NEAR_MISSES).odds(question)


def test_the_nearest_are_no_more_than_there_are() -> None:
    assert nearest(np.array([0.2, 0.9, 0.5], np.float32), 5) == [0, 1, 2]
    assert sorted(nearest(np.array([0.2, 0.9, 0.5], np.float32), 2)) == [1, 2]
