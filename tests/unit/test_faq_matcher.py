"""The matcher over a small library of phrasings."""

from faq.likeness import Likeness
from faq.matcher import Matcher

PHRASINGS = [
    ("what", "揭榜挂帅是什么"),
    ("what", "啥叫揭榜挂帅"),
    ("what", "What is Jiebang Guashuai?"),
    ("money", "能拿多少补助"),
    ("money", "补助比例是多少"),
    ("deadline", "什么时候截止申报"),
    ("deadline", "申报截止到哪天"),
    ("contact", "联系电话是多少"),
    ("contact", "打电话找谁"),
    ("types", "揭榜挂帅分几类"),
    ("types", "揭榜挂帅有哪几种"),
]
NEAR_MISSES = [("what", "揭榜挂帅分几类"), ("money", "补助什么时候发")]

matcher = Matcher(PHRASINGS, NEAR_MISSES)


def best(question: str) -> str | None:
    found = matcher.search(question, 1)
    return found[0][0] if found else None


def test_finds_the_key_whatever_the_register() -> None:
    asked = {
        "揭榜挂帅是个啥": "what",
        "揭邦卦帅是什么": "what",
        "揭榜掛帥是什麼？": "what",
        "jiebang guashuai shi shenme": "what",
        "what is jiebang guashuai": "what",
        "补助多少啊": "money",
        "请问联系电话": "contact",
        "哪天截止": "deadline",
    }
    assert {question: best(question) for question in asked} == asked


def test_every_phrasing_finds_its_own_key() -> None:
    assert [best(phrasing) for _, phrasing in PHRASINGS] == [key for key, _ in PHRASINGS]


def test_a_near_miss_takes_its_key_out() -> None:
    assert "what" not in dict(matcher.search("揭榜挂帅分几类", 10))
    assert best("揭榜挂帅分几类") == "types"
    assert "money" not in dict(matcher.search("补助什么时候发", 10))


def test_scores_are_probabilities_that_leave_room_for_none() -> None:
    scores = [score for _, score in matcher.search("揭榜挂帅是什么", 10)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert sum(scores) < 1


def test_what_is_nowhere_near_scores_low() -> None:
    assert [score > 0.1 for _, score in matcher.search("今天晚上吃火锅还是烧烤", 1)] in ([], [False])


def test_another_question_about_the_same_thing_is_less_likely_than_the_same_in_other_words() -> None:
    asked = ["揭榜挂帅怎么分类", "揭榜挂帅哪年开始搞", "补助的比例", "补助到账"]
    told, other, ratio, paid = (matcher.search(question, 1)[0][1] for question in asked)
    assert told > 2 * other
    assert ratio > 2 * paid


def test_a_denial_is_told_from_what_it_denies() -> None:
    denial = Likeness._fields.index("denial")
    asked = {"什么时候不截止申报": 1.0, "什么时候截止申报": 0.0, "无联系电话": 1.0}
    keys = ["deadline", "deadline", "contact"]
    assert [matcher.compare(text)[key][denial] for text, key in zip(asked, keys, strict=True)] == list(asked.values())


def test_no_more_than_k_and_nothing_for_nothing() -> None:
    assert len(matcher.search("揭榜挂帅", 1)) == 1
    assert [matcher.search(text) for text in ("", "？？？", "\u200b")] == [[], [], []]


def test_an_empty_matcher_finds_nothing() -> None:
    assert Matcher[str]([]).search("揭榜挂帅是什么") == []
