"""Messages that are kept true: one of a kind a chat, at the message that their outbox row became."""

from bot.storage import chats, outbox, postings
from bot.storage.calls import Change, Refresh, Send
from bot.storage.database import Database, Transaction
from bot.storage.postings import Posting
from bot.storage.subjects import View, read
from tests.outgoing import words

GROUP, SUPERGROUP, ZHAO = -4000, -1004000, 2001


def post(tx: Transaction, view: View, chat_id: int, subject: str = "need:1") -> int:
    """Say something that is kept true; return its outbox row."""
    postings.retire(tx, read(subject), view, chat_id)
    row = outbox.put(tx, chat_id, Send(text=view))
    postings.add(tx, read(subject), view, chat_id, row)
    return row


async def test_a_later_message_takes_the_place_of_an_earlier_one_of_its_kind_in_its_chat(database: Database) -> None:
    def work(tx: Transaction) -> list[Posting]:
        posted: tuple[tuple[View, int, str], ...] = (
            ("brief", GROUP, "need:1"),
            ("whole", ZHAO, "need:1"),
            ("brief", ZHAO, "need:1"),
            ("brief", GROUP, "need:2"),
            ("brief", GROUP, "need:1"),
        )
        for view, chat_id, subject in posted:
            post(tx, view, chat_id, subject)
        return postings.of_subject(tx, read("need:1"))

    assert await database.transaction(work) == [
        Posting(2, read("need:1"), "whole", ZHAO),
        Posting(3, read("need:1"), "brief", ZHAO),
        Posting(5, read("need:1"), "brief", GROUP),
    ]


async def test_it_is_where_its_outbox_row_was_delivered(database: Database) -> None:
    def work(tx: Transaction) -> list[Posting | None]:
        row = post(tx, "brief", GROUP)
        before = postings.at(tx, GROUP, None)
        outbox.sent(tx, row, 77)
        return [before, postings.at(tx, GROUP, 77), postings.at(tx, GROUP, 78), postings.at(tx, ZHAO, 77)]

    assert await database.transaction(work) == [None, Posting(1, read("need:1"), "brief", GROUP), None, None]


async def test_a_change_goes_to_the_message_and_only_the_last_of_those_that_wait_is_made(database: Database) -> None:
    def work(tx: Transaction) -> list[tuple[str, object]]:
        row = post(tx, "brief", GROUP)
        for text in ("审核中", "待受理"):
            outbox.supersede(tx, GROUP, 1)
            outbox.put(tx, GROUP, Refresh(text=text, posting=1))
        made = list[tuple[str, object]]()
        while call := outbox.following(tx, GROUP):
            made.append((words(call), call.call.message_id if isinstance(call.call, Change) else None))
            outbox.sent(tx, call.id, 77 if call.id == row else None)
        return made

    assert await database.transaction(work) == [("brief", None), ("待受理", 77)]
    assert await database.read(lambda tx: postings.at(tx, GROUP, 77)) == Posting(1, read("need:1"), "brief", GROUP)


async def test_old_ones_are_forgotten(database: Database) -> None:
    await database.transaction(lambda tx: post(tx, "brief", GROUP))
    assert await database.transaction(lambda tx: postings.forget(tx, tx.now)) == 0
    assert await database.transaction(lambda tx: postings.forget(tx, "2999")) == 1


async def test_what_waits_for_a_group_goes_to_the_supergroup_it_has_become(database: Database) -> None:
    def work(tx: Transaction) -> None:
        outbox.sent(tx, post(tx, "brief", GROUP, "need:1"), 77)
        post(tx, "brief", GROUP, "need:2")
        chats.move(tx, GROUP, SUPERGROUP)
        outbox.put(tx, GROUP, Send(text="later"))
        chats.move(tx, GROUP, SUPERGROUP)  # said twice: by the group and by an answer
        outbox.sent(tx, post(tx, "brief", GROUP, "need:3"), 78)  # as the configuration still has it

    await database.transaction(work)
    assert await database.read(lambda tx: [chats.present(tx, chat) for chat in (GROUP, SUPERGROUP, ZHAO)]) == [
        SUPERGROUP,
        SUPERGROUP,
        ZHAO,
    ]
    assert await database.read(lambda tx: outbox.waiting_chats(tx, 0)) == [(SUPERGROUP, 2), (SUPERGROUP, 3)]
    assert await database.read(lambda tx: postings.of_subject(tx, read("need:1"))) == []  # its message stayed behind
    assert await database.read(lambda tx: postings.of_subject(tx, read("need:2"))) == [
        Posting(2, read("need:2"), "brief", SUPERGROUP)
    ]
    assert await database.read(lambda tx: postings.at(tx, SUPERGROUP, 78)) == Posting(
        3, read("need:3"), "brief", SUPERGROUP
    )


async def test_a_chat_is_lost_until_something_arrives(database: Database) -> None:
    def work(tx: Transaction) -> list[object]:
        return [
            chats.lost(tx, ZHAO),
            chats.lose(tx, ZHAO, "blocked"),
            chats.lose(tx, ZHAO, "barred"),
            chats.lost(tx, ZHAO),
            chats.reach(tx, ZHAO),
            chats.reach(tx, ZHAO),
            chats.lost(tx, ZHAO),
        ]

    assert await database.transaction(work) == [None, True, False, "blocked", True, False, None]
