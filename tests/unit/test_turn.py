"""A turn says things into the outbox, in the one transaction of its update."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import pytest_asyncio

from bot import app
from bot.needs.form import load_form
from bot.reply import Button, Reply
from bot.services.actions import ListMine
from bot.services.knowledge.editions import Knowledge
from bot.services.runtime.turn import CROWD, Caller, House, Member, Services, Staff, Turn
from bot.storage import chats, keyboards
from bot.storage.database import Database, Transaction
from bot.texts import catalogue
from faq.answer import Responder
from faq.encoder import spared
from faq.entry import Library

WANG, ZHAO, SUN, GROUP = 1001, 2001, 2002, -100
STAFF = Staff({ZHAO: Member(ZHAO, "赵敏", "reviewer"), SUN: Member(SUN, "孙岩", "lead")}, GROUP)
HOUSE = House(
    catalogue("zh"),
    {name: load_form(None, catalogue("zh"), name) for name in ("need", "entry")},
    Knowledge(Responder(Library((), (), {}))),
    STAFF,
    contact=None,
    bot_username="bot",
)
TYPED = Caller(WANG, WANG, "王芳")
TAPPED = replace(TYPED, message_id=7)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(tmp_path / "jiebang.db")
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def services(database: Database) -> Services:
    return Services(database, HOUSE)


async def outbox(database: Database) -> list[tuple[int, dict[str, Any]]]:
    """What waits to be sent: the chat and the call, callback data left out."""

    def calls(tx: Transaction) -> list[tuple[int, dict[str, Any]]]:
        rows = tx.all("SELECT chat_id, call FROM outbox ORDER BY id")
        return [(row["chat_id"], _bare(json.loads(row["call"]))) for row in rows]

    return await database.read(calls)


def _bare(call: dict[str, Any]) -> dict[str, Any]:
    if "buttons" in call:
        call["buttons"] = [[button.get("url") or button["text"] for button in row] for row in call["buttons"]]
    return call


def say(turn: Turn, reply: Reply) -> None:
    turn.say(reply)


async def test_a_reply_is_one_call(services: Services, database: Database) -> None:
    await services.perform(TYPED, say, Reply("<b>好</b>", ((Button("是", ListMine()), Button("网", url="u")),)))
    assert await outbox(database) == [(WANG, {"kind": "send", "text": "<b>好</b>", "buttons": [["是", "u"]]})]


async def test_a_long_reply_is_several_calls_and_the_buttons_are_under_the_last(
    services: Services, database: Database
) -> None:
    text = "\n".join(["长" * 4000, "短"])
    long = Reply(f"{text}\n{'长' * 4000}", ((Button("是", ListMine()),),), replace=True)
    await services.perform(TAPPED, say, long)
    assert await outbox(database) == [
        (WANG, {"kind": "edit", "text": text, "message_id": 7}),
        (WANG, {"kind": "send", "text": "长" * 4000, "buttons": [["是"]]}),
    ]


@pytest.mark.parametrize(
    ("caller", "to", "kinds"),
    [
        (TAPPED, None, ["send", "edit", "send"]),  # the first that replaces, and only that
        (TAPPED, WANG, ["send", "edit", "send"]),
        (TAPPED, ZHAO, ["send", "send", "send"]),  # in another chat there is nothing to replace
        (TYPED, None, ["send", "send", "send"]),
    ],
)
async def test_what_replaces_the_tapped_message(
    services: Services, database: Database, caller: Caller, to: int | None, kinds: list[str]
) -> None:
    def verb(turn: Turn) -> None:
        for replaces in (False, True, True):
            turn.say(Reply("好", replace=replaces), to=to)

    await services.perform(caller, verb)
    assert [call["kind"] for _, call in await outbox(database)] == kinds


async def test_keyboards_for_typing(services: Services, database: Database) -> None:
    def verb(turn: Turn) -> None:
        turn.say(Reply("电话？", ask_contact="发送"))
        turn.say(Reply("好", remove_keyboard=True))

    await services.perform(TYPED, verb)
    assert [call for _, call in await outbox(database)] == [
        {"kind": "send", "text": "电话？", "ask_contact": "发送"},
        {"kind": "send", "text": "好", "remove_keyboard": True},
    ]


@pytest.mark.parametrize(
    ("to", "tapper", "works"),
    [
        (None, WANG, True),
        (None, ZHAO, False),
        (ZHAO, ZHAO, True),
        (ZHAO, WANG, False),
        (GROUP, ZHAO, True),
        (GROUP, WANG, True),
    ],
)
async def test_whose_buttons_work_for_whom(
    services: Services, database: Database, to: int | None, tapper: int, *, works: bool
) -> None:
    def verb(turn: Turn) -> None:
        turn.say(Reply("好", ((Button("是", ListMine()),),)), to=to)

    await services.perform(TYPED, verb)

    def tap(tx: Transaction) -> object:
        call = json.loads(tx.row("SELECT call FROM outbox")["call"])
        return keyboards.find(tx, call["buttons"][0][0]["data"], WANG if to is None else to, tapper)

    assert await database.read(tap) == (ListMine() if works else None)


async def test_a_verb_that_fails_has_said_and_done_nothing(services: Services, database: Database) -> None:
    def verb(turn: Turn) -> None:
        turn.tell("common.empty")
        raise RuntimeError("late")

    with pytest.raises(RuntimeError, match="late"):
        await services.perform(TYPED, verb)
    assert await outbox(database) == []


REFUSED, ELSEWHERE = "这项操作只限审核工作人员。", "请在与我的私聊里使用。"
NAMELESS = 1087968824  # GroupAnonymousBot
ANONYMOUS = "这项操作只限审核工作人员。匿名发言认不出是谁，请换成本人身份再试。"


@pytest.mark.parametrize(
    ("user", "chat", "tapped", "admitted", "toast", "said"),
    [
        (ZHAO, ZHAO, None, True, None, []),
        (ZHAO, GROUP, 7, True, None, []),
        (WANG, WANG, None, False, REFUSED, [REFUSED]),
        (WANG, WANG, 7, False, REFUSED, [REFUSED]),
        (WANG, GROUP, None, False, REFUSED, [REFUSED]),
        (NAMELESS, GROUP, None, False, ANONYMOUS, [ANONYMOUS]),
        (WANG, GROUP, 7, False, REFUSED, []),  # a tap in a group is answered to the one who taps
        (ZHAO, -200, None, False, ELSEWHERE, [ELSEWHERE]),  # a group that is not the staff's
        (ZHAO, -200, 7, False, ELSEWHERE, []),
    ],
)
async def test_who_is_admitted_as_staff_and_where(
    services: Services,
    database: Database,
    user: int,
    *,
    chat: int,
    tapped: int | None,
    admitted: bool,
    toast: str | None,
    said: list[str],
) -> None:
    members: list[Member | None] = []
    turn = await services.perform(Caller(user, chat, "某人", tapped), lambda turn: members.append(turn.admit()))
    assert members == [STAFF.members[user] if admitted else None]
    assert turn.toast == toast
    assert [call["text"] for _, call in await outbox(database)] == said


async def test_a_toast_is_plain_text(services: Services) -> None:
    turn = await services.perform(TAPPED, lambda turn: turn.hint("<b>甲</b> &lt;乙&gt;"))
    assert turn.toast == "甲 <乙>"


async def test_a_program_starts_with_the_group_where_it_has_moved_to(database: Database) -> None:
    await database.transaction(lambda tx: chats.move(tx, -4000, GROUP))
    found = [await database.read(partial(app._where_it_is, staff=Staff({}, group))) for group in (-4000, GROUP, None)]
    assert [each.group for each in found] == [GROUP, GROUP, None]


async def test_within_a_transaction_letters_answer_alone(services: Services) -> None:
    told: list[bool] = []
    await services.perform(TYPED, lambda _: told.append(spared()))
    assert (told, spared()) == ([True], False)


async def test_a_crowd_of_searches_spares_the_encoder(services: Services) -> None:
    begun, everybody_waits = Event(), Event()

    def first() -> bool:
        begun.set()
        everybody_waits.wait()
        return spared()

    alone = asyncio.create_task(services.search(first))
    await asyncio.to_thread(begun.wait)
    crowd = [asyncio.create_task(services.search(spared)) for _ in range(CROWD * 2)]
    await asyncio.sleep(0)
    everybody_waits.set()
    found = await asyncio.gather(*crowd)
    assert (await alone, found[0], found == sorted(found, reverse=True)) == (False, True, True)
    assert await services.search(spared) is False
