"""The Bot API that throughput is measured with: what is not acknowledged comes again, and no answer counts twice."""

import json

import pytest

from benchmarks.loopback import World

QUESTIONS = [f"问题{number}" for number in range(250)]


def given(world: World, **parameters: int) -> list[int]:
    return [update["update_id"] for update in world.get_updates(parameters)]


def test_what_is_not_acknowledged_is_given_again() -> None:
    world = World(QUESTIONS, 2)
    assert given(world) == given(world) == given(world, offset=1) == list(range(1, 101))
    assert given(world, offset=101, limit=2) == [101, 102]
    assert given(world, offset=1, limit=1) == [101]  # what was acknowledged is gone
    assert given(world, offset=251) == []


def test_an_answer_counts_in_a_chat_that_waits_for_one(capsys: pytest.CaptureFixture[str]) -> None:
    world = World(QUESTIONS[:3], 2)
    given(world)
    for chat in (1000, 1000, 1001, 1001, 1001):
        world.send({"chat_id": str(chat), "text": "答"}, counts=True)
    world.send({"chat_id": "1000"}, counts=False)
    told = [json.loads(line)["done"] for line in capsys.readouterr().out.splitlines()]
    assert (world.asked, world.done, world.messages, told) == ({1000: 1, 1001: 2}, 3, 6, [0, 1, 2, 3])
