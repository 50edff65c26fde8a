"""Flood limits, on a clock that the test moves."""

import pytest

from localchat.errors import ApiError
from localchat.limits import Flood


class Clock:
    """Tells the time that it was told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sends(flood: Flood, chat_id: int) -> int:
    """Return 0, or the seconds to wait."""
    try:
        flood.count(chat_id)
    except ApiError as error:
        return error.parameters["retry_after"]
    return 0


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_private_chat_takes_a_burst_and_then_one_a_second(clock: Clock) -> None:
    flood = Flood(clock, enforced=True)

    assert [sends(flood, 1) for _ in range(7)] == [0, 0, 0, 0, 0, 0, 1]
    clock.now += 1
    assert [sends(flood, 1), sends(flood, 1)] == [0, 1]
    assert sends(flood, 2) == 0


def test_a_group_takes_twenty_a_minute(clock: Clock) -> None:
    flood = Flood(clock, enforced=True)

    assert [sends(flood, -1) for _ in range(21)] == [0] * 20 + [60]
    clock.now += 30
    assert sends(flood, -1) == 30
    clock.now += 30
    assert [sends(flood, -1) for _ in range(21)] == [0] * 20 + [60]


def test_thirty_a_second_overall(clock: Clock) -> None:
    flood = Flood(clock, enforced=True)

    assert [sends(flood, chat_id) for chat_id in range(1, 32)] == [0] * 30 + [1]
    clock.now += 1
    assert sends(flood, 31) == 0


def test_switched_off_nothing_is_counted(clock: Clock) -> None:
    flood = Flood(clock, enforced=False)

    assert {sends(flood, -1) for _ in range(100)} == {0}


def test_the_refusal_says_how_long_to_wait(clock: Clock) -> None:
    flood = Flood(clock, enforced=True)
    for _ in range(20):
        flood.count(-1)

    with pytest.raises(ApiError) as caught:
        flood.count(-1)

    assert caught.value.body() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 60",
        "parameters": {"retry_after": 60},
    }
