"""What odds are worth: how sure the likeliest key is, what the others share, and what is none of ours."""

import pytest

from faq.likeness import Confidence, Model

MODEL = Model(0.0, (), Confidence(sure_bias=0.0, sure_known=1.0, sure_ahead=0.0, sure_asked=-1.0))


def rounded(odds: dict[str, float], *, asked: bool = False) -> tuple[dict[str, float], str | None]:
    scores, stranger = MODEL.judge(odds, {"weather", "bank"}, asked=asked)
    return {key: round(score, 2) for key, score in scores.items()}, stranger


@pytest.mark.parametrize(
    ("odds", "scores", "stranger"),
    [
        ({}, {}, None),
        ({"money": 4.0}, {"money": 0.8}, None),
        ({"money": 1.0, "time": 4.0}, {"time": 0.8, "money": 0.1}, None),  # half of the rest is "none"
        ({"money": 4.0, "weather": 3.0}, {"money": 0.5}, None),
        ({"money": 1.0, "weather": 3.0, "bank": 2.0}, {"money": 0.14}, None),  # not three times as likely as all else
        ({"money": 1.0, "weather": 4.0, "bank": 2.0}, {"money": 0.12}, "weather"),
        ({"weather": 3.0}, {}, "weather"),
        ({"weather": 0.9}, {}, None),  # "none" is likelier
        ({"money": 0.01, "time": 0.01}, {"money": 0.01, "time": 0.01}, None),
    ],
)
def test_the_first_is_as_sure_as_it_stands_and_the_others_share_the_rest(
    odds: dict[str, float], scores: dict[str, float], stranger: str | None
) -> None:
    assert rounded(odds) == (scores, stranger)


def test_what_is_worded_as_a_question_may_count() -> None:
    assert [rounded({"money": 4.0}, asked=asked)[0] for asked in (False, True)] == [{"money": 0.8}, {"money": 0.6}]


def test_none_after_the_first_is_likelier_than_it() -> None:
    assert rounded({"money": 0.5, "time": 0.5, "place": 0.5}, asked=True)[0] == {
        "money": 0.16,
        "time": 0.16,
        "place": 0.16,
    }
