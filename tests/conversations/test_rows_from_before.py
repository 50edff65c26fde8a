"""What an earlier version has left in the database is delivered by this one; what can't be read holds up nothing."""

import sqlite3
from contextlib import closing

from tests.chat import GROUP, WANG, ZHAO, Chat

BUTTONS = '[[{"text": "我的需求", "data": "a-b_c:0"}, {"text": "网站", "url": "https://kjt.nmg.gov.cn/"}]]'
#: Word for word as the program wrote them before calls had types.
CALLS = [
    (WANG, '{"kind": "send", "text": "一<b>二</b>"}', "NULL"),
    (WANG, '{"kind": "send"}', "NULL"),
    (WANG, '{"kind": "hologram", "text": "三"}', "NULL"),
    (WANG, f'{{"kind": "send", "text": "四", "buttons": {BUTTONS}}}', "NULL"),
    (WANG, '{"kind": "edit", "message_id": 999999, "text": "五"}', "NULL"),
    (WANG, '{"kind": "refresh", "posting": 70, "text": "不见了的不再出现"}', "NULL"),
    (GROUP, '{"kind": "edit", "posting": 71, "text": "六"}', "'talk:3'"),
]
KEYBOARD = (
    "INSERT INTO keyboard (id, chat_id, user_id, actions, created_at) VALUES"
    f""" ('a-b_c', {WANG}, {WANG}, '[["act.my", {{}}, "我的需求"]]', '2026-11-02T12:00:00.000000+00:00')"""
)
POSTING = (
    "INSERT INTO posting (id, subject, view, chat_id, outbox_id, posted_at) VALUES"
    f" (71, 'line:7', 'card', {GROUP}, 7000, '2026-11-02T12:00:00.000000+00:00')"
)


SORRY = "抱歉，刚才的消息处理时出了问题，已经记录并通知工作人员。您填过的内容都还在，请稍后再试一次。"


async def test_rows_that_waited_before_the_program_was_renewed(chat: Chat) -> None:
    wang, zhao = chat.user(WANG), chat.user(ZHAO)
    await wang.says("/start")
    await zhao.says("/start")
    await chat.stop()
    with closing(sqlite3.connect(chat.database)) as file, file:
        file.execute(KEYBOARD)
        file.execute(POSTING)
        for chat_id, call, subject in CALLS:
            file.execute(
                "INSERT INTO outbox (chat_id, call, owed, subject, created_at)"
                f" VALUES (?, ?, {subject} IS NOT NULL, {subject}, '2026-11-02T12:00:00.000000+00:00')",
                (chat_id, call),
            )
    await chat.start()
    heard = (await wang.hears()).seen
    assert heard == ["一二", "四\n[我的需求] [网站]", "五", SORRY, SORRY]
    told = (await zhao.hears()).in_chat(GROUP).seen
    assert {each.partition("（")[0] for each in told} == {"六", "⚠️ 有一条消息发不出去，已留下"}
    assert (await wang.taps("我的需求")).heads == ["您还没有填报过技术需求。"]
    states = await chat.rows("SELECT state, count(*) AS n FROM outbox GROUP BY state ORDER BY state")
    assert {row["state"]: row["n"] for row in states}["held"] == 2
