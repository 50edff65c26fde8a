"""What the phrasings of a key hold to, and how surprising it is where a question does not."""

import pytest

from faq.steadiness import Steadiness

PHRASINGS = [
    ("aim", "首批项目的目的"),
    ("aim", "为什么发首批项目"),
    ("list", "首批项目的名单"),
    ("list", "哪些是首批项目"),
    ("list", "首批项目名单"),
]

steadiness = Steadiness(PHRASINGS)


def missing(key: str, question: str) -> float:
    missed = steadiness.missed[key]
    return steadiness.missed_all[key] - sum(missed[char] for char in set(question) & missed.keys())


def test_what_all_phrasings_of_a_key_hold_is_missed_most() -> None:
    missed = steadiness.missed["list"]
    assert {char for char, surprise in missed.items() if surprise == max(missed.values())} == set("首批项目")


def test_a_question_that_lacks_what_the_key_holds_to_is_more_surprising() -> None:
    assert missing("list", "首批项目的名单") < missing("list", "首批项目的目的") < missing("list", "目的")


def test_what_the_phrasings_of_a_key_lack_themselves_is_no_surprise() -> None:
    lacked = [missing("list", phrasing) for key, phrasing in PHRASINGS if key == "list"]
    assert max(lacked) < 0 < missing("list", "目的")


def test_what_tells_a_key_from_others_counts_more_than_what_all_hold() -> None:
    told = steadiness.told["list"]
    assert told["名"] > told["首"]
    assert told["首"] == pytest.approx(0, abs=0.2)


def test_a_steady_character_is_a_greater_surprise_beside_a_key_than_a_loose_or_an_unknown_one() -> None:
    unsaid = steadiness.unsaid("首的猫")
    assert unsaid["首"] > unsaid["猫"] > unsaid["的"]


def test_one_phrasing_a_key_teaches_nothing_of_steadiness() -> None:
    alone = Steadiness([("a", "甲乙"), ("b", "丙")])
    assert len(set(alone.unsaid("甲丙丁").values())) == 1
