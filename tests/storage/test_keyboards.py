"""What buttons mean: only for whom they were made, only where they were made, and only those that were made."""

import json
from functools import partial

import pytest

from bot.actions import Action
from bot.services.actions import ListMine, SendAnswer, ShowEntry, ShowTopic, Vote
from bot.storage import keyboards
from bot.storage.database import Database
from bot.storage.keyboards import Labelled
from tests.storage.conftest import Clock

WANG, LI, GROUP = 1001, 1002, -1001000000001
ACTIONS: list[Action] = [ShowEntry(entry="money.kinds"), ListMine()]

LABELLED = [Labelled(ACTIONS[0], "有哪几种钱？"), Labelled(ACTIONS[1], "我的需求")]


async def put(database: Database, chat_id: int = WANG, user_id: int | None = WANG) -> list[str]:
    return await database.transaction(lambda tx: keyboards.put(tx, chat_id, user_id, LABELLED))


async def find(database: Database, data: str, chat_id: int = WANG, user_id: int = WANG) -> Action | None:
    return await database.read(lambda tx: keyboards.find(tx, data, chat_id, user_id))


async def test_a_tap_means_what_was_stored(database: Database) -> None:
    data = await put(database)
    assert [await find(database, each) for each in data] == ACTIONS
    assert [await find(database, each) for each in data] == ACTIONS  # as often as it is tapped


async def test_callback_data_is_short_and_unguessable(database: Database) -> None:
    many = [data for _ in range(20) for data in await put(database)]
    assert len(set(many)) == 40
    assert max(map(len, many)) <= 20
    assert {data.partition(":")[2] for data in many} == {"0", "1"}


async def test_a_keyboard_of_a_hundred_buttons_still_fits(database: Database) -> None:
    hundred = [Labelled(ShowTopic(topic="money", page=number), str(number)) for number in range(100)]
    data = await database.transaction(lambda tx: keyboards.put(tx, WANG, WANG, hundred))
    assert max(map(len, data)) <= 20
    assert [await find(database, each) for each in data] == [each.action for each in hundred]


@pytest.mark.parametrize(
    ("chat_id", "user_id", "meaning"),
    [
        (WANG, WANG, ACTIONS[1]),
        (WANG, LI, None),
        (LI, WANG, None),
        (LI, LI, None),
        (GROUP, WANG, None),
        (-WANG, WANG, None),
    ],
)
async def test_for_its_user_in_its_chat(database: Database, chat_id: int, user_id: int, meaning: Action | None) -> None:
    data = (await put(database))[1]
    assert await find(database, data, chat_id, user_id) == meaning


@pytest.mark.parametrize(
    ("chat_id", "user_id", "meaning"),
    [(GROUP, WANG, ACTIONS[0]), (GROUP, LI, ACTIONS[0]), (WANG, WANG, None)],
)
async def test_for_anyone_in_a_group(database: Database, chat_id: int, user_id: int, meaning: Action | None) -> None:
    data = (await put(database, GROUP, None))[0]
    assert await find(database, data, chat_id, user_id) == meaning


@pytest.mark.parametrize(
    "tail",
    ["", ":", ":2", ":-1", ":+1", ":1.0", ": 1", ":1 ", ":1:", ":1:1", ":0x1", ":١", ":１", ":²", ":一", ":999999999"],
)
async def test_forged_positions_mean_nothing(database: Database, tail: str) -> None:
    keyboard = (await put(database))[0].partition(":")[0]
    assert await find(database, keyboard + tail) is None


@pytest.mark.parametrize(
    "data", ["", ":", ":0", "0", "AAAAAAAAAAAA:0", "' OR 1=1 --:0", "%:0", "\x00:0", "榜:0", "x" * 64]
)
async def test_forged_data_means_nothing(database: Database, data: str) -> None:
    await put(database)
    assert await find(database, data) is None


async def test_another_case_is_another_keyboard(database: Database) -> None:
    data = [(await put(database))[0].swapcase() for _ in range(5)]  # five, since one could be all digits
    assert [await find(database, each) for each in data] == [None] * 5


async def test_old_buttons_are_forgotten(database: Database, clock: Clock) -> None:
    old = await put(database)
    clock.passes(days=180)
    new = await put(database)
    assert await database.transaction(lambda tx: keyboards.forget(tx, tx.now)) == 1
    assert [await find(database, old[0]), await find(database, new[0])] == [None, ACTIONS[0]]


async def shown(database: Database, user_id: int, since: str = "") -> list[str]:
    return [each.label for each in await database.read(lambda tx: keyboards.shown(tx, user_id, since))]


async def test_the_buttons_shown_last_are_those_of_one_moment(database: Database, clock: Clock) -> None:
    old = Labelled(ListMine(), "旧")
    await database.transaction(lambda tx: keyboards.put(tx, WANG, WANG, [old]))
    clock.passes(seconds=1)
    now = clock.now.isoformat(timespec="microseconds")
    for label in ("甲", "乙"):
        await database.transaction(
            partial(keyboards.put, chat_id=WANG, user_id=WANG, buttons=[Labelled(ListMine(), label)])
        )
    clock.passes(seconds=1)
    later = clock.now.isoformat(timespec="microseconds")
    for chat_id, user_id in ((GROUP, None), (LI, LI), (WANG, None)):
        await put(database, chat_id, user_id)
    assert [await shown(database, WANG, since) for since in ("", now, later)] == [["乙", "甲"], ["乙", "甲"], []]
    assert await shown(database, GROUP) == []  # what is typed in a group means no button


async def test_the_buttons_shown_last_are_those_made_last_though_the_clock_was_put_back(
    database: Database, clock: Clock
) -> None:
    for label in ("甲", "乙"):
        await database.transaction(
            partial(keyboards.put, chat_id=WANG, user_id=WANG, buttons=[Labelled(ListMine(), label)])
        )
        clock.passes(hours=-1)
    assert await shown(database, WANG) == ["乙"]


async def stored(database: Database, buttons: list[object]) -> list[str]:
    """A keyboard with so many buttons, stored as given; their callback data."""
    many = [Labelled(ListMine(), "")] * len(buttons)
    data = await database.transaction(lambda tx: keyboards.put(tx, WANG, WANG, many))
    row, text = data[0].partition(":")[0], json.dumps(buttons)
    await database.transaction(
        lambda tx: tx.execute("UPDATE keyboard SET actions = :actions WHERE id = :id", actions=text, id=row)
    )
    return data


async def test_what_was_stored_before_buttons_had_versions_or_labels_still_works(database: Database) -> None:
    sends: list[object] = ["desk.send", {"questions": "3,5", "text": "答"}, "确认发送"]
    data = await stored(database, [["act.my", {}], ["faq.vote", {"question": 3, "value": -1}, "👎"], sends])
    meant = [ListMine(), Vote(question=3, value=-1), SendAnswer(questions=(3, 5), text="答")]
    assert [await find(database, each) for each in data] == meant
    assert await shown(database, WANG) == ["👎", "确认发送"]  # what has no label can't be typed


async def test_what_does_not_decode_means_nothing(database: Database) -> None:
    buttons: list[object] = [
        ["act.mine", 1, {}, "没有这个动作"],
        ["faq.vote", 1, {"question": 3}, "少了一项"],
        ["faq.vote", 1, {"question": 3, "value": 1, "why": ""}, "多了一项"],
        ["faq.vote", 1, {"question": "三", "value": 1}, "不是数字"],
        ["desk.send", 1, {"questions": 7, "text": "答"}, "旧版写法也不对"],
        ["faq.vote", [], "不是按钮"],
        "act.my",
        7,
    ]
    data = await stored(database, buttons)
    assert [await find(database, each) for each in data] == [None] * len(buttons)
    assert await shown(database, WANG) == []


@pytest.mark.parametrize("actions", ["", "[", "7", "null", '{"0": ["act.my", 1, {}, ""]}', '"act.my"'])
async def test_what_is_no_list_of_buttons_holds_up_nothing(database: Database, actions: str) -> None:
    (data,) = await stored(database, [["act.my", {}, 7]])
    assert await find(database, data) == ListMine()
    await database.transaction(lambda tx: tx.execute("UPDATE keyboard SET actions = :actions", actions=actions))
    assert await find(database, data) is None
    assert await shown(database, WANG) == []
