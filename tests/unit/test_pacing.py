"""How fast messages may go out, on a clock that the test moves; all times are whole milliseconds, so nothing rounds."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.runtime.delivery import Pace, Pacing

WANG, LI, GROUP, OTHER_GROUP = 1001, 1002, -1001000000001, -1001000000002
MS = Pace(private_seconds=1000, group_seconds=60_000, all_seconds=1000)  # Telegram's limits, a second being 1000 ms


@dataclass
class Chats:
    """A pacing and what it let through, as (ms, chat)."""

    pace: Pace = MS
    now: int = 0
    sent: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pacing = Pacing(self.pace, lambda: self.now)

    def take(self, chat_id: int) -> float:
        wait = self.pacing.take(chat_id)
        if wait == 0:
            self.sent.append((self.now, chat_id))
        return wait

    def send(self, chat_id: int) -> int:
        """Send as soon as it is allowed; return when that was."""
        while wait := self.take(chat_id):
            self.now += int(wait)
        return self.now


@pytest.fixture
def chats() -> Chats:
    return Chats()


def test_a_private_chat_takes_a_burst_of_five_and_then_one_a_second(chats: Chats) -> None:
    assert [chats.send(WANG) for _ in range(9)] == [0, 0, 0, 0, 0, 1000, 2000, 3000, 4000]


def test_a_private_chat_that_was_silent_has_its_burst_again(chats: Chats) -> None:
    assert [chats.send(WANG) for _ in range(6)][-1] == 1000
    chats.now = 3500  # two and a half seconds later: two messages at once, the third in half a second
    assert [chats.send(WANG) for _ in range(4)] == [3500, 3500, 4000, 5000]
    chats.now = 60_000
    assert [chats.send(WANG) for _ in range(6)] == [60_000] * 5 + [61_000]


def test_chats_do_not_hold_each_other_up(chats: Chats) -> None:
    assert [chats.send(WANG) for _ in range(5)] == [0] * 5
    assert chats.take(WANG) == 1000
    assert [chats.send(LI) for _ in range(5)] == [0] * 5
    assert chats.send(GROUP) == 0


def test_a_group_takes_twenty_in_any_minute(chats: Chats) -> None:
    assert [chats.send(GROUP) for _ in range(10)] == [0] * 10
    chats.now = 30_000
    assert [chats.send(GROUP) for _ in range(10)] == [30_000] * 10
    assert chats.take(GROUP) == 30_000
    assert [chats.send(OTHER_GROUP) for _ in range(20)] == [30_000] * 20
    chats.now = 30_001
    assert [chats.send(GROUP) for _ in range(11)] == [60_000] * 10 + [90_000]


def test_thirty_in_any_second_over_all_chats(chats: Chats) -> None:
    assert [chats.send(number) for number in range(1, 16)] == [0] * 15
    chats.now = 600
    assert [chats.send(number) for number in range(16, 31)] == [600] * 15
    assert chats.take(31) == 400
    assert [chats.send(number) for number in range(31, 47)] == [1000] * 15 + [1600]


@pytest.mark.parametrize(
    ("ahead", "wait"), [(0, 700), (1, 710), (29, 990), (30, 1700), (31, 1710), (59, 1990), (60, 2700)]
)
def test_who_waits_behind_others_is_told_a_later_place(chats: Chats, ahead: int, wait: int) -> None:
    for number in range(30):
        chats.now = number * 10
        chats.send(number + 1)
    chats.now = 300
    assert chats.pacing.take(31, ahead) == wait


@pytest.mark.parametrize(("ahead", "wait"), [(0, 0), (9, 0), (10, 700), (29, 890), (30, 1000), (39, 1000), (40, 1700)])
def test_places_that_are_free_go_to_those_ahead_first(chats: Chats, ahead: int, wait: int) -> None:
    for number in range(20):
        chats.now = number * 10
        chats.send(number + 1)
    chats.now = 300
    assert chats.pacing.take(31, ahead) == wait


def test_asking_counts_nothing(chats: Chats) -> None:
    assert [chats.send(WANG) for _ in range(5)] == [0] * 5
    assert [chats.take(WANG) for _ in range(100)] == [1000] * 100
    assert [chats.send(LI) for _ in range(5)] == [0] * 5


def test_the_defaults_are_telegrams() -> None:
    assert Pace() == Pace(
        private_burst=5,
        private_seconds=1,
        group_messages=20,
        group_seconds=60,
        all_messages=30,
        all_seconds=1,
    )


def test_chats_long_silent_are_not_remembered_and_busy_ones_are() -> None:
    chats = Chats(Pace(private_seconds=1000, all_messages=10**6, all_seconds=1000))
    for number in range(1, 5001):
        chats.now += 100
        chats.send(number)
    chats.send(GROUP)
    for _ in range(4):
        chats.send(5000)
    assert chats.take(5000) == 1000
    for number in range(6001, 7100):
        chats.send(number)
    assert chats.take(5000) == 1000


# ── for all that can happen ──


def windows(pace: Pace, sent: list[tuple[int, int]], chat: int, now: int) -> Iterator[bool]:
    """Say of every limit whether one more message for the chat would break it; straight from the rules, slowly."""
    every = [when for when, _ in sent]
    yield sum(when > now - pace.all_seconds for when in every) >= pace.all_messages
    own = [when for when, who in sent if who == chat]
    if chat < 0:
        yield sum(when > now - pace.group_seconds for when in own) >= pace.group_messages
    else:  # in any stretch of time: a burst, and one more for every `private_seconds` of it
        for index, start in enumerate(own):
            allowed = pace.private_burst + (now - start) // pace.private_seconds
            yield len(own) - index + 1 > allowed


SMALL = Pace(private_burst=3, private_seconds=7, group_messages=4, group_seconds=25, all_messages=6, all_seconds=10)
STEPS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([1, 2, 3, -1, -2])), max_size=60)


@given(STEPS)
def test_no_limit_is_ever_exceeded_and_nothing_waits_longer_than_it_must(steps: list[tuple[int, int]]) -> None:
    chats = Chats(SMALL)
    for pause, chat in steps:
        chats.now += pause
        before, wait = list(chats.sent), int(chats.take(chat))
        broken = [any(windows(SMALL, before, chat, chats.now + later)) for later in range(wait + 1)]
        assert broken == [True] * wait + [False]


@given(STEPS)
def test_no_window_ever_holds_more_than_its_limit(steps: list[tuple[int, int]]) -> None:
    chats = Chats(SMALL)
    for pause, chat in steps:
        chats.now += pause
        chats.send(chat)
    for index, (start, chat) in enumerate(chats.sent):
        later = chats.sent[index:]
        own = [when for when, who in later if who == chat]
        assert sum(when < start + SMALL.all_seconds for when, _ in later) <= SMALL.all_messages
        if chat < 0:
            assert sum(when < start + SMALL.group_seconds for when in own) <= SMALL.group_messages
        else:
            for count, when in enumerate(own, 1):
                assert count <= SMALL.private_burst + (when - start) / SMALL.private_seconds
