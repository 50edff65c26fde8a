"""Matching by meaning."""

from pathlib import Path

import numpy as np
import pytest

from faq import vectors
from faq.encoder import sparing
from faq.matcher import Matcher
from faq.semantic import Meanings, SemanticMatcher, whitening
from faq.vectors import NAME, RECORD, embed, remembered

PHRASINGS = [
    ("types", "揭榜挂帅分几类"),
    ("contact", "联系电话是多少"),
    ("deadline", "什么时候截止申报"),
    ("rights", "知识产权归谁"),
]
NEAR_MISSES = [("contact", "联系地址是哪里")]
QUESTIONS = ["Who owns the intellectual property?", "怎么打电话给你们", "哪天停止报名", "分成哪些类", "今天天气"]


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


def test_no_search_comes_to_no_number_where_vectors_are_zeros(folder: Path) -> None:
    asked = [
        *PHRASINGS,
        *((key, f"麻烦问一下{text}") for key, text in PHRASINGS),
        *((key, f"请问{text}呀") for key, text in PHRASINGS),
    ]
    path = folder / "zeros" / NAME
    path.parent.mkdir()
    sound = SemanticMatcher(asked, NEAR_MISSES, folder=path.parent)
    whole = path.read_bytes()
    records = np.frombuffer(whole.partition(b"\n")[2], RECORD).copy()
    records["vector"][:10] = 0
    path.write_bytes(vectors._head(records.tobytes()) + b"\n" + records.tobytes())
    mended = SemanticMatcher(asked, NEAR_MISSES, folder=path.parent)
    for question in QUESTIONS:
        found = mended.judge(question)
        assert all(0 <= score <= 1 for score in found.scores.values())
        assert found == sound.judge(question)
    assert path.read_bytes() == whole


def test_letters_answer_where_the_encoder_gives_no_vector(
    matcher: SemanticMatcher[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faq.semantic.meaning", lambda _: np.zeros(vectors.DIMENSIONS, np.float32))
    for question in QUESTIONS:
        assert matcher.judge(question) == Matcher(PHRASINGS, NEAR_MISSES).judge(question)


def test_no_number_comes_of_vectors_that_are_all_zeros() -> None:
    meanings = Meanings(["contact", "contact", "deadline"], np.zeros((3, vectors.DIMENSIONS), np.float32), frozenset())
    near = meanings.nearness(np.zeros(vectors.DIMENSIONS, np.float32))
    assert {key: tuple(each) for key, each in near.items()} == {"contact": (0, 0), "deadline": (0, 0)}


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
