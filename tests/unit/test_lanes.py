"""Lanes: in order within one, side by side, none starved; told as who had a step when."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

import pytest

from bot.services.runtime.lanes import Gate, Lanes, Rest
from tests.patience import STILL
from tests.unit.virtual_time import VirtualLoop, at_once

Step = Callable[[str], Awaitable[Rest]]


class Work:
    """So many things to do in each lane, each taking `seconds`; keeps what was done when."""

    def __init__(self, seconds: float = 0, **lanes: int) -> None:
        self.seconds, self.left = seconds, Counter(lanes)
        self.done: list[tuple[float, str]] = []
        self.running: Counter[str] = Counter()
        self.most_at_once = 0

    async def step(self, lane: str) -> Rest:
        if self.left[lane] == 0:
            return None
        self.running[lane] += 1
        assert self.running[lane] == 1, "one at a time in a lane"
        self.most_at_once = max(self.most_at_once, self.running.total())
        await asyncio.sleep(self.seconds)
        self.running[lane] -= 1
        self.left[lane] -= 1
        self.done.append((asyncio.get_running_loop().time(), lane))
        return 0


async def worked(step: Step, limit: int, woken: Sequence[str], seconds: float = 3600) -> Lanes[str]:
    """Wake the lanes, let time pass, then stop and wait for the end."""
    lanes: Lanes[str] = Lanes(step, limit)
    for lane in woken:
        lanes.wake(lane)
    running = asyncio.create_task(lanes.run())
    await asyncio.sleep(seconds)
    lanes.stop()
    await running
    return lanes


@at_once
async def test_side_by_side_and_one_at_a_time_in_a_lane() -> None:
    work = Work(1, a=3, b=1, c=2)
    await worked(work.step, 8, "abc")
    assert work.done == [(1, "a"), (1, "b"), (1, "c"), (2, "a"), (2, "c"), (3, "a")]


@at_once
async def test_no_more_at_once_than_the_limit() -> None:
    work = Work(1, **{f"lane{number}": 2 for number in range(10)})
    await worked(work.step, 4, list(work.left))
    assert (work.most_at_once, len(work.done), work.done[-1][0]) == (4, 20, 5)


@pytest.mark.parametrize(
    ("limit", "ends"),
    [
        (1, {"a": 6, "b": 7, "c": 8, "busy": 206}),
        (2, {"a": 3, "b": 4, "c": 4, "busy": 202}),
        (4, {"a": 2, "b": 2, "c": 2, "busy": 200}),
    ],
)
@at_once
async def test_a_busy_lane_does_not_hold_up_the_others(limit: int, ends: dict[str, float]) -> None:
    work = Work(1, busy=200, a=2, b=2, c=2)
    await worked(work.step, limit, ["busy", "a", "b", "c"])
    assert {lane: when for when, lane in work.done} == ends


@at_once
async def test_a_lane_woken_during_its_step_has_another(loop: VirtualLoop) -> None:
    steps: list[float] = []

    async def step(lane: str) -> Rest:
        steps.append(loop.time())
        if len(steps) == 1:
            for _ in range(3):
                lanes.wake(lane)  # three times during one step: one more step looks at all that is new
            await asyncio.sleep(1)
        return None

    lanes: Lanes[str] = Lanes(step, 2)
    lanes.wake("a")
    lanes.wake("a")
    running = asyncio.create_task(lanes.run())
    await asyncio.sleep(60)
    assert steps == [0, 1]
    for _ in range(3):
        lanes.wake("a")  # before its step: this one looks at all that is new
    await asyncio.sleep(60)
    lanes.stop()
    await running
    assert steps == [0, 1, 60]


@at_once
async def test_a_resting_lane_holds_no_place_and_rests_so_long_whoever_wakes_it(loop: VirtualLoop) -> None:
    steps: list[tuple[float, str]] = []

    async def step(lane: str) -> Rest:
        steps.append((loop.time(), lane))
        await asyncio.sleep(0.5)
        if lane == "tired" and len(steps) < 5:
            lanes.wake("tired")  # as by something new that arrives meanwhile
            return 2.5
        return None

    lanes: Lanes[str] = Lanes(step, 1)
    lanes.wake("tired")
    running = asyncio.create_task(lanes.run())
    for _ in range(4):
        await asyncio.sleep(1)
        lanes.wake("tired")
        lanes.wake("fresh")
    await asyncio.sleep(60)
    lanes.stop()
    await running
    assert steps == [(0, "tired"), (1, "fresh"), (2, "fresh"), (3, "tired"), (3.5, "fresh"), (4, "fresh"), (6, "tired")]


@at_once
async def test_stop_lets_running_steps_end_and_begins_no_other(loop: VirtualLoop) -> None:
    work = Work(10, a=2, b=2, c=2)
    await worked(work.step, 2, "abc", seconds=3)
    assert (loop.time(), work.done) == (10, [(10, "a"), (10, "b")])


@at_once
async def test_stop_ends_also_when_lanes_rest_or_nothing_is_to_do(loop: VirtualLoop) -> None:
    async def step(_: str) -> Rest:
        return 600

    await worked(step, 3, "ab", seconds=1)
    await worked(step, 3, "", seconds=1)
    assert loop.time() == 2


@at_once
async def test_stop_before_run_begins_nothing() -> None:
    work = Work(1, a=1)
    lanes: Lanes[str] = Lanes(work.step, 2)
    lanes.wake("a")
    lanes.stop()
    await lanes.run()
    assert work.done == []


@at_once
async def test_a_step_that_raises_ends_run_with_its_error(loop: VirtualLoop) -> None:
    ended: list[str] = []

    async def step(lane: str) -> Rest:
        if lane == "bad":
            raise ValueError("broken")
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(lane)
        return None

    lanes: Lanes[str] = Lanes(step, 4)
    for lane in ("a", "b", "bad"):
        lanes.wake(lane)
    with pytest.raises(ExceptionGroup) as caught:
        await lanes.run()
    assert ([str(each) for each in caught.value.exceptions], sorted(ended), loop.time()) == (["broken"], ["a", "b"], 0)


# ── the gate ──


async def test_so_many_are_inside_as_its_limit_says_in_the_order_in_which_they_came() -> None:
    gate, inside, order = Gate(1), set[int](), list[int]()
    leave = {number: asyncio.Event() for number in range(5)}

    async def goes(number: int) -> None:
        async with gate:
            inside.add(number)
            order.append(number)
            await leave[number].wait()
            inside.discard(number)

    async def settled() -> set[int]:
        for _ in range(10):
            await asyncio.sleep(0)
        return set(inside)

    tasks = [asyncio.create_task(goes(number)) for number in range(5)]
    assert await settled() == {0}
    tasks[1].cancel()  # who has lost patience holds up nobody
    gate.limit = 2
    leave[0].set()
    assert await settled() == {2, 3}
    gate.limit = 1
    leave[2].set()
    assert await settled() == {3}
    leave[3].set()
    assert await settled() == {4}
    leave[4].set()
    assert await settled() == set()
    assert order == [0, 2, 3, 4]
    assert [task.cancelled() for task in tasks] == [False, True, False, False, False]


async def test_who_is_let_in_and_cancelled_at_that_moment_makes_room() -> None:
    gate = Gate(1)
    await gate.__aenter__()

    async def goes() -> None:
        async with gate:
            raise AssertionError("cancelled before")

    waiting = asyncio.create_task(goes())
    await asyncio.sleep(0)
    await gate.__aexit__()  # lets it in
    waiting.cancel()
    await asyncio.wait([waiting])
    async with asyncio.timeout(STILL):
        async with gate:
            pass
