"""Matching by meaning."""

from pathlib import Path

import numpy as np
import pytest

from faq.encoder import sparing
from faq.matcher import Matcher
from faq.semantic import Meanings, SemanticMatcher, whitening
from faq.vectors import embed, remembered

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
        assert matcher.judge(question) == Matcher(PHRASINGS, NEAR_MISSES).judge(question)
    assert matcher.judge(question) != Matcher(PHRASINGS, NEAR_MISSES).judge(question)


def test_after_whitening_a_family_lies_apart_more_evenly_and_families_as_they_did() -> None:
    family = np.array([[-9, 0], [9, 0], [0, -1], [0, 1]], np.float32)
    whiten = whitening([family, family + np.array([3, 50], np.float32)])
    spread = (family @ whiten).std(axis=0)
    assert [round(float(each), 2) for each in spread / spread[1]] == [5.28, 1.0]  # from 9: the ridge leaves a part


def test_how_near_a_question_is_to_the_nearest_phrasing_and_to_the_middle_of_all(folder: Path) -> None:
    texts = ["联系电话是多少", "打电话找谁", "电话号码", "什么时候截止申报"]
    vectors = remembered(texts, folder / "near")
    meanings = Meanings(["contact"] * 3 + ["deadline"], vectors, frozenset())
    near = meanings.nearness(embed(["电话号码"])[0])
    assert list(near) == ["contact", "deadline"]
    assert [near["contact"].nearest > 0.99, near["contact"].centre < near["contact"].nearest] == [True, True]
    assert round(near["deadline"].centre - near["deadline"].nearest, 5) == 0.0
