"""What the bot has said: in order within a chat, until it arrived or never will."""

from functools import partial
from typing import Any

from bot.services.actions import OpenNeed, OpenQueue
from bot.storage import keyboards, outbox, postings
from bot.storage.calls import Change, Edit, Key, Refresh, Send
from bot.storage.database import Database, Transaction
from bot.storage.keyboards import Labelled
from bot.storage.outbox import HOLDS, Outgoing, Owed
from bot.storage.subjects import read
from tests.outgoing import words
from tests.storage.conftest import NOON, Clock

WANG, LI = 1001, 1002


async def put(database: Database, chat_id: int, text: str) -> int:
    return await database.transaction(lambda tx: outbox.put(tx, chat_id, Send(text=text)))


async def following(database: Database, chat_id: int = WANG) -> Outgoing | None:
    return await database.read(lambda tx: outbox.following(tx, chat_id))


async def rows(database: Database, columns: str) -> list[tuple[Any, ...]]:
    return await database.read(lambda tx: [tuple(row) for row in tx.all(f"SELECT {columns} FROM outbox ORDER BY id")])


def call(row_id: int, text: str, attempts: int = 0, chat_id: int = WANG, error: str | None = None) -> Outgoing:
    return Outgoing(row_id, chat_id, Send(text=text), attempts, error=error)


async def test_in_order_within_a_chat(database: Database) -> None:
    ids = [await put(database, chat, text) for chat, text in ((WANG, "一"), (LI, "甲"), (WANG, "二"))]
    assert ids == [1, 2, 3]
    assert await following(database) == call(1, "一")
    await database.transaction(lambda tx: outbox.sent(tx, 1, 501))
    assert await following(database) == call(3, "二")
    assert await following(database, LI) == call(2, "甲", chat_id=LI)
    assert await following(database, 9) is None


async def test_what_is_sent_is_blanked(database: Database, clock: Clock) -> None:
    await put(database, WANG, "联系电话13800000000")
    clock.passes(seconds=2)
    await database.transaction(lambda tx: outbox.sent(tx, 1, 501))
    assert await rows(database, "state, call, message_id, created_at, finished_at") == [
        ("sent", None, 501, NOON, "2026-11-02T12:00:02.000000+00:00")
    ]


async def test_a_call_that_failed_stays_first_and_counts(database: Database) -> None:
    await put(database, WANG, "一")
    await put(database, WANG, "二")
    for attempts in (1, 2):
        await database.transaction(partial(outbox.failed, row_id=1, attempts=attempts, error="no answer"))
        assert await following(database) == call(1, "一", attempts, error="no answer")
    assert await rows(database, "error, state") == [("no answer", "waiting"), (None, "waiting")]


async def test_a_call_that_is_held_or_let_go_lets_the_next_pass(database: Database) -> None:
    for text in ("一", "二", "三"):
        await put(database, WANG, text)
    await database.transaction(lambda tx: outbox.hold(tx, call(1, "一"), "message", "can't be had"))
    await database.transaction(lambda tx: outbox.void(tx, 2, "bot was blocked by the user"))
    assert await following(database) == call(3, "三")
    assert await rows(database, "state, fault, error, finished_at") == [
        ("held", "message", "can't be had", NOON),
        ("void", None, "bot was blocked by the user", NOON),
        ("waiting", None, None, None),
    ]


async def test_chats_with_calls_to_make_in_the_order_in_which_they_were_queued(database: Database) -> None:
    for chat in (WANG, LI, WANG, -100):
        await put(database, chat, "。")
    await database.transaction(lambda tx: outbox.sent(tx, 2, None))

    async def waiting(after: int) -> list[tuple[int, int]]:
        return await database.read(lambda tx: outbox.waiting_chats(tx, after))

    assert await waiting(0) == [(WANG, 1), (WANG, 3), (-100, 4)]
    assert await waiting(3) == [(-100, 4)]
    assert await waiting(4) == []


async def test_only_what_is_new_is_looked_at_for_chats_with_calls_to_make(database: Database) -> None:
    ran: list[str] = []

    def plan(tx: Transaction) -> list[str]:
        tx.connection.set_trace_callback(ran.append)
        outbox.waiting_chats(tx, 3)
        tx.connection.set_trace_callback(None)
        return [row["detail"] for row in tx.all(f"EXPLAIN QUERY PLAN {ran[0]}")]

    assert await database.read(plan) == ["SEARCH outbox USING INTEGER PRIMARY KEY (rowid>?)"]


async def test_only_what_was_finished_long_ago_is_forgotten_and_nothing_held(database: Database, clock: Clock) -> None:
    for text in ("sent", "void", "held", "void later", "waiting"):
        await put(database, WANG, text)
    await database.transaction(lambda tx: outbox.sent(tx, 1, None))
    await database.transaction(lambda tx: outbox.void(tx, 2, ""))
    await database.transaction(lambda tx: outbox.hold(tx, call(3, "held"), "message", ""))
    clock.passes(days=8)
    await database.transaction(lambda tx: outbox.void(tx, 4, ""))
    assert await database.transaction(lambda tx: outbox.forget(tx, tx.now)) == 2
    assert await rows(database, "id, state") == [(3, "held"), (4, "void"), (5, "waiting")]
    assert await put(database, WANG, "new") == 6


async def owe(database: Database, chat_id: int, subject: str, fault: outbox.Fault = "chat", held: int = 1) -> None:
    def work(tx: Any) -> None:
        row_id = outbox.put(tx, chat_id, Send(text=subject), Owed(read(subject), 2001))
        for _ in range(held):
            outbox.hold(tx, call(row_id, subject, chat_id=chat_id), fault, "no")

    await database.transaction(work)


async def waiting(database: Database) -> list[str]:
    found = await rows(database, "state, subject")
    return [subject for state, subject in found if state == "waiting"]


async def test_what_is_owed_is_put_again_in_order_when_its_chat_is_back(database: Database) -> None:
    for number in range(1, 5):
        await owe(database, WANG, f"need:{number}")
    await owe(database, WANG, "need:5", fault="message")  # would be refused again
    await owe(database, WANG, "need:6", held=HOLDS)  # was refused too often
    await owe(database, LI, "need:7")
    back = [await database.read(partial(outbox.holds_back, chat_id=WANG, subject=read(f"need:{n}"))) for n in (1, 7)]
    assert back == [True, False]
    assert await database.transaction(lambda tx: outbox.put_again(tx, WANG)) == 0
    assert await waiting(database) == ["need:1", "need:2", "need:3", "need:4"]
    assert await database.transaction(outbox.put_all_again) == 3
    assert await waiting(database) == [f"need:{number}" for number in range(1, 8)]


async def test_of_very_much_only_the_newest_is_put_again_and_the_rest_is_still_held(database: Database) -> None:
    for number in range(1, 6):
        await owe(database, WANG, f"need:{number}")
    assert await database.transaction(lambda tx: outbox.put_again(tx, WANG, 2)) == 3
    assert await waiting(database) == ["need:4", "need:5"]
    assert await database.transaction(lambda tx: outbox.put_again(tx, WANG, 2)) == 0
    assert await waiting(database) == ["need:4", "need:5"]
    found, count = await database.read(lambda tx: outbox.held(tx, 2))
    assert ([each.owed for each in found], count) == ([Owed(read("need:1"), 2001), Owed(read("need:2"), 2001)], 3)


async def test_a_copy_has_buttons_of_its_own_and_is_kept_true_as_well(database: Database) -> None:
    def work(tx: Any) -> tuple[Any, ...]:
        tokens = keyboards.put(tx, -100, None, [Labelled(OpenNeed(need=1), "查看"), Labelled(OpenQueue(), "领取")])
        buttons = (
            (Key(text="查看", data=tokens[0]), Key(text="网站", url="https://x/")),
            (Key(text="领取", data=tokens[1]),),
        )
        row_id = outbox.put(tx, -100, Send(text="新", buttons=buttons), Owed(read("need:1")))
        postings.add(tx, read("need:1"), "brief", -100, row_id)
        original = outbox.following(tx, -100)
        assert original
        outbox.copy(tx, original, WANG)
        copied = outbox.following(tx, WANG)
        assert copied
        assert isinstance(copied.call, Send)
        data = [each.data for row in copied.call.buttons for each in row if each.data]
        meant = [keyboards.find(tx, each, WANG, WANG) for each in data]
        elsewhere = [keyboards.find(tx, each, -100, WANG) for each in data]
        return copied.owed, meant, elsewhere, [each.chat_id for each in postings.of_subject(tx, read("need:1"))]

    assert await database.transaction(work) == (
        Owed(read("need:1")),
        [OpenNeed(need=1), OpenQueue()],
        [None, None],
        [-100, WANG],
    )


async def test_what_is_held_shows_how_things_stand_when_it_is_sent(database: Database) -> None:
    def work(tx: Any) -> tuple[bool, bool, Any]:
        buttons = [[Key(text="领取", data="abc:0")]]
        row_id = outbox.put(tx, WANG, Send(text="新", buttons=buttons), Owed(read("need:1")))
        postings.add(tx, read("need:1"), "brief", WANG, row_id)
        posting = postings.of_subject(tx, read("need:1"))[0]
        waiting = outbox.rewrite(tx, posting.id, Send(text="已撤回"))
        outbox.hold(tx, call(row_id, "新"), "chat", "no")
        held = outbox.rewrite(tx, posting.id, Send(text="已撤回"))
        outbox.put_again(tx, WANG)
        found = outbox.following(tx, WANG)
        return waiting, held, found and found.call

    assert await database.transaction(work) == (False, True, Send(text="已撤回"))


async def test_what_is_urgent_goes_first_and_of_that_the_oldest(database: Database) -> None:
    def work(tx: Transaction) -> list[str]:
        for text, priority in (("一", 1), ("二", 1), ("三", 0), ("四", 1), ("五", 0)):
            outbox.put(tx, WANG, Send(text=text), priority=priority)
        made = []
        while call := outbox.following(tx, WANG):
            made.append(words(call))
            outbox.sent(tx, call.id, None)
        return made

    assert await database.transaction(work) == ["三", "五", "一", "二", "四"]


async def test_what_was_to_be_changed_of_a_message_that_is_refused_is_held_with_it(database: Database) -> None:
    """Its edit would find no message, and what it says would be lost."""

    def work(tx: Any) -> tuple[Any, ...]:
        row_id = outbox.put(tx, WANG, Send(text="一"), Owed(read("talk:1"), staff=True))
        postings.add(tx, read("line:1"), "card", WANG, row_id)
        (posting,) = postings.of_subject(tx, read("line:1"))
        outbox.put(tx, WANG, Edit(text="一、二", posting=posting.id), Owed(read("talk:1"), staff=True))
        outbox.put(tx, WANG, Refresh(text="一、二、三", posting=posting.id))
        first = outbox.following(tx, WANG)
        assert first
        held = outbox.hold(tx, first, "chat", "no")
        return held.call, held.holds, outbox.following(tx, WANG)

    assert await database.transaction(work) == (Send(text="一、二、三"), 1, None)


async def test_messages_that_were_there_are_brought_up_to_date_when_their_chat_is_back(database: Database) -> None:
    """Of each the last change: an older one, held since it said something new, would undo it."""

    def work(tx: Transaction) -> list[tuple[int | None, str]]:
        for number in (1, 2):
            row_id = outbox.put(tx, WANG, Send(text=f"卡片{number}"))
            postings.add(tx, read(f"line:{number}"), "card", WANG, row_id)
            outbox.sent(tx, row_id, 500 + number)
        one, two = (postings.of_subject(tx, read(f"line:{number}"))[0].id for number in (1, 2))
        for posting, kind, text in (
            (one, Edit, "又说"),
            (two, Refresh, "旧"),
            (one, Refresh, "已答复"),
            (two, Refresh, "新"),
        ):
            outbox.put(tx, WANG, kind(text=text, posting=posting), Owed() if kind is Edit else None)
            change = outbox.following(tx, WANG)
            assert change
            if kind is Edit:
                outbox.hold(tx, change, "chat", "no")
            else:
                outbox.void(tx, change.id, "no")
        outbox.put_again(tx, WANG)
        found = []
        while change := outbox.following(tx, WANG):
            assert isinstance(change.call, Change)
            found.append((change.call.message_id, words(change)))
            outbox.sent(tx, change.id, change.call.message_id)
        return found

    assert await database.transaction(work) == [(501, "已答复"), (502, "新")]


async def test_a_message_that_was_gone_is_followed_in_the_one_sent_anew(database: Database) -> None:
    def work(tx: Any) -> Any:
        row_id = outbox.put(tx, WANG, Send(text="一"))
        postings.add(tx, read("line:1"), "card", WANG, row_id)
        outbox.sent(tx, row_id, 501)
        (posting,) = postings.of_subject(tx, read("line:1"))
        for message_id, more in ((502, {}), (777, {"message_id": 777})):  # the second is for a copy
            change = outbox.put(tx, WANG, Edit(text="二", posting=posting.id, **more), Owed())
            outbox.sent(tx, change, message_id)
        return postings.at(tx, WANG, 502), postings.at(tx, WANG, 501), postings.at(tx, WANG, 777)

    found, *others = await database.transaction(work)
    assert (found.subject, others) == (read("line:1"), [None, None])


async def test_what_was_for_staff_is_for_nobody_who_is_that_no_longer(database: Database) -> None:
    def work(tx: Any) -> list[str]:
        for text, staff in (("公告", True), ("给企业", False)):
            row_id = outbox.put(tx, WANG, Send(text=text), Owed(staff=staff))
            outbox.hold(tx, call(row_id, text), "chat", "no")
        outbox.drop_for_staff(tx, WANG)
        outbox.put_again(tx, WANG)
        waiting = outbox.following(tx, WANG)
        return [words(waiting)] if waiting else []

    assert await database.transaction(work) == ["给企业"]
    assert await rows(database, "state, call IS NULL") == [("void", 1), ("waiting", 0)]
