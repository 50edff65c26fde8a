"""What the bot sends, edits and deletes, and how Telegram refuses it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from localchat import people
from localchat.delivery import Delivery
from localchat.errors import ApiError
from localchat.limits import Flood
from localchat.methods import METHODS, Call
from localchat.params import Params
from localchat.world import World
from tests.localchat.client import CHANNEL, GROUP, Local, running


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[Local]:
    """Give a world in which 1001 has written (1), the bot answered (2), sent a keyboard (3) and a file (4)."""
    async with running(tmp_path) as local:
        await local.says(1001, "你好")
        await local.bot("sendMessage", chat_id=1001, text="答", reply_markup=BUTTONS)
        await local.bot("sendMessage", chat_id=1001, text="键盘", reply_markup={"keyboard": [["一"]]})
        await local.send_file("sendDocument", "document", "a.txt", b"a", chat_id=1001)
        yield local


BUTTONS = {"inline_keyboard": [[{"text": "选", "callback_data": "a"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"text": "x"}, "Bad Request: chat_id is empty"),
    ("sendMessage", {"chat_id": 7, "text": "x"}, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": 10**30, "text": "x"}, "Bad Request: chat not found"),
    ("sendMessage", {"chat_id": 1002, "text": "x"}, "Forbidden: bot can't initiate conversation with a user"),
    ("sendMessage", {"chat_id": 1001}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 1001, "text": " \u200b\n"}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 1001, "text": "<b> </b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
    ("sendMessage", {"chat_id": 1001, "text": "汉" * 4097}, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": 1001, "text": "🌾" * 2049}, "Bad Request: message is too long"),
    ("sendMessage", {"chat_id": 1001, "text": "x", "parse_mode": "Markdown"}, "Bad Request: unsupported parse_mode"),
    ("sendMessage", {"chat_id": 1001, "text": "a <b", "parse_mode": "HTML"},
     'Bad Request: can\'t parse entities: Unclosed start tag at byte offset 2'),
    ("sendMessage", {"chat_id": 1001, "text": "x", "reply_parameters": {"message_id": 99}},
     "Bad Request: message to be replied not found"),
    ("sendMessage", {"chat_id": 1001, "text": "x", "reply_markup": "{"},
     "Bad Request: can't parse reply keyboard markup JSON object"),
    ("sendMessage", {"chat_id": GROUP, "text": "x",
                     "reply_markup": {"keyboard": [[{"text": "号", "request_contact": True}]]}},
     "Bad Request: phone number can be requested in private chats only"),
    ("sendMessage", {"chat_id": 1001, "text": "\ud83c"}, "Bad Request: strings must be encoded in UTF-8"),
    ("editMessageText", {"chat_id": 1001, "text": "x"}, "Bad Request: message identifier is not specified"),
    ("editMessageText", {"chat_id": 1001, "message_id": 99, "text": "x"}, "Bad Request: message to edit not found"),
    ("editMessageText", {"chat_id": 1001, "message_id": "x", "text": "x"},
     'Bad Request: invalid integer parameter "message_id" specified'),
    ("editMessageText", {"chat_id": 1001, "message_id": 1, "text": "x"}, "Bad Request: message can't be edited"),
    ("editMessageText", {"chat_id": 1001, "message_id": 3, "text": "x"}, "Bad Request: message can't be edited"),
    ("editMessageText", {"chat_id": 1001, "message_id": 4, "text": "x"},
     "Bad Request: there is no text in the message to edit"),
    ("editMessageText", {"chat_id": 1001, "message_id": 2, "text": "答", "reply_markup": BUTTONS}, NOT_MODIFIED),
    ("editMessageText", {"chat_id": 1001, "message_id": 2, "text": "汉" * 4097}, "Bad Request: MESSAGE_TOO_LONG"),
    ("editMessageText", {"chat_id": 1001, "message_id": 2, "text": "x", "reply_markup": {"keyboard": [["a"]]}},
     "Bad Request: inline keyboard expected"),
    ("editMessageReplyMarkup", {"chat_id": 1001}, "Bad Request: message identifier is not specified"),
    ("editMessageReplyMarkup", {"chat_id": 1001, "message_id": 99}, "Bad Request: message to edit not found"),
    ("editMessageReplyMarkup", {"chat_id": 1001, "message_id": 1}, "Bad Request: message can't be edited"),
    ("editMessageReplyMarkup", {"chat_id": 1001, "message_id": 3}, "Bad Request: message can't be edited"),
    ("editMessageReplyMarkup", {"chat_id": 1001, "message_id": 4}, NOT_MODIFIED),
    ("editMessageReplyMarkup", {"chat_id": 1001, "message_id": 2, "reply_markup": BUTTONS}, NOT_MODIFIED),
    ("editMessageReplyMarkup", {"chat_id": 1001, "message_id": 2, "reply_markup": {"keyboard": [["a"]]}},
     "Bad Request: inline keyboard expected"),
    ("sendDocument", {"chat_id": 1001, "caption": "x" * 1025}, "Bad Request: message caption is too long"),
    ("deleteMessage", {"chat_id": 1001, "message_id": 99}, "Bad Request: message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "1"},
     "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "Bad Request: MESSAGE_TOO_LONG"),
    ("answerInlineQuery", {"inline_query_id": "1", "results": []},
     "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    ("answerInlineQuery", {"inline_query_id": "1", "results": [{"id": ""}]}, "Bad Request: RESULT_ID_INVALID"),
    ("answerInlineQuery", {"inline_query_id": "1", "results": [{"id": "1"}] * 2}, "Bad Request: RESULT_ID_DUPLICATE"),
    ("sendDocument", {"chat_id": 1001}, "Bad Request: there is no document in the request"),
    ("sendDocument", {"chat_id": 1001, "document": "nothing"},
     "Bad Request: wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"chat_id": 1001, "document": "https://a.cn/x"}, "Bad Request: failed to get HTTP URL content"),
    ("getFile", {"file_id": "nothing"}, "Bad Request: invalid file_id"),
    ("getChatMember", {"chat_id": 1002, "user_id": 42}, "Bad Request: chat not found"),
    ("getChatMember", {"chat_id": GROUP, "user_id": 7}, "Bad Request: invalid user_id specified"),
    ("setMyCommands", {"commands": [{"command": "帮助", "description": "帮助"}]}, "Bad Request: BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "help", "description": ""}]},
     "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 1002}}, "Bad Request: chat not found"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "b"}] * 101},
     "Bad Request: BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": [], "language_code": "zh-hans"},
     "Bad Request: invalid language code specified"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "description"), REFUSED)
async def test_refused(local: Local, method: str, params: dict[str, Any], description: str) -> None:
    before = await local.sees(1001)

    assert await local.bot(method, **params) == description
    assert await local.sees(1001) == before


@pytest.mark.parametrize("text", ["汉" * 4096, "🌾" * 2048, f" {'a' * 4096}\n"])
async def test_the_longest_text(local: Local, text: str) -> None:
    assert (await local.bot("sendMessage", chat_id=1001, text=text))["text"] == text.strip()


async def test_tags_do_not_count(local: Local) -> None:
    sent = await local.bot("sendMessage", chat_id=1001, text=f"<b>{'a' * 4095}</b>&lt;", parse_mode="HTML")

    assert len(sent["text"]) == 4096


async def test_entities_marked_and_found(local: Local) -> None:
    html = (
        '<b>好</b><a href="tg://user?id=1002">李</a> <a href="tg://user?id=7">谁</a> '
        '<code class="language-py">c</code> <pre><code class="language-py">p</code></pre> /help'
    )
    sent = await local.bot("sendMessage", chat_id=1001, text=html, parse_mode="HTML")

    assert [(entity["type"], entity["offset"], entity["length"]) for entity in sent["entities"]] == [
        ("bold", 0, 1),
        ("text_mention", 1, 1),
        ("code", 5, 1),
        ("pre", 7, 1),
        ("bot_command", 9, 5),
    ]
    assert sent["entities"][1]["user"]["first_name"] == "河套农机·李强"
    assert [entity.get("language") for entity in sent["entities"]] == [None, None, None, "py", None]


async def test_an_edit_takes_the_buttons_along_unless_told_otherwise(local: Local) -> None:
    edited = await local.bot("editMessageText", chat_id=1001, message_id=2, text="新")

    assert ("reply_markup" in edited, "edit_date" in edited) == (False, True)
    assert [(event["type"], event["message"]["html"], event["message"]["edited"]) for event in await local.sees(1001)][
        -1
    ] == ("edit", "新", True)


async def test_buttons_are_changed_alone_and_nobody_is_told_of_an_edit(local: Local) -> None:
    edited = await local.bot("editMessageReplyMarkup", chat_id=1001, message_id=2)

    assert ("reply_markup" in edited, "edit_date" in edited, edited["text"]) == (False, False, "答")
    event = (await local.sees(1001))[-1]
    assert (event["type"], event["only"], event["message"]["buttons"], event["message"]["edited"]) == (
        "edit",
        "buttons",
        [],
        False,
    )
    assert "reply_markup" in await local.bot("editMessageReplyMarkup", chat_id=1001, message_id=2, reply_markup=BUTTONS)


async def test_a_deleted_message_is_gone_and_its_number_too(local: Local) -> None:
    assert await local.bot("deleteMessage", chat_id=1001, message_id=4) is True
    assert await local.bot("deleteMessage", chat_id=1001, message_id=1) is True

    assert await local.bot("deleteMessage", chat_id=1001, message_id=4) == "Bad Request: message to delete not found"
    assert (await local.bot("sendMessage", chat_id=1001, text="x"))["message_id"] == 5
    assert [event["message_id"] for event in await local.sees(1001) if event["type"] == "delete"] == [4, 1]


async def test_in_a_group_only_the_bots_own_are_deleted(local: Local) -> None:
    message = (await local.says(2001, "大家好", chat_id=GROUP))["message"]

    refusal = await local.bot("deleteMessage", chat_id=GROUP, message_id=message["message_id"])

    assert refusal == "Bad Request: message can't be deleted"


async def test_message_ids_count_within_a_chat(local: Local) -> None:
    sent = [(await local.bot("sendMessage", chat_id=chat, text="x"))["message_id"] for chat in (1001, GROUP, CHANNEL)]

    assert sent == [5, 1, 1]


async def test_a_blocked_bot_is_told_so(local: Local) -> None:
    await local.does(1001, "block")

    blocked = "Forbidden: bot was blocked by the user"
    assert await local.bot("sendMessage", chat_id=1001, text="x") == blocked
    assert await local.bot("editMessageText", chat_id=1001, message_id=2, text="x") == blocked
    assert await local.bot("sendChatAction", chat_id=1001, action="typing") == blocked
    await local.does(1001, "unblock")
    assert (await local.bot("sendMessage", chat_id=1001, text="x"))["text"] == "x"


async def test_a_tap_is_answered_once(local: Local) -> None:
    query_id = (await local.post("/1001/taps", message_id=2, data="a"))["callback_query_id"]

    assert await local.bot("answerCallbackQuery", callback_query_id=query_id, text="好") is True
    assert await local.bot("answerCallbackQuery", callback_query_id=query_id) == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    assert (await local.sees(1001))[-1] == {
        "cursor": 5,
        "type": "callback_answer",
        "callback_query_id": query_id,
        "text": "好",
        "show_alert": False,
        "chat_id": 1001,
    }


OLD = [
    ("answerCallbackQuery", 29.0, {"callback_query_id": "q"}, None),
    (
        "answerCallbackQuery",
        31.0,
        {"callback_query_id": "q"},
        "query is too old and response timeout expired or query ID",
    ),
    ("deleteMessage", 48 * 3600.0, {"chat_id": 1001, "message_id": 1}, None),
    ("deleteMessage", 48 * 3600 + 1.0, {"chat_id": 1001, "message_id": 1}, "message can't be deleted for everyone"),
]


@pytest.mark.parametrize(("method", "seconds", "params", "refusal"), OLD)
async def test_too_late(
    tmp_path: Path, method: str, seconds: float, params: dict[str, Any], refusal: str | None
) -> None:
    now = 1_000_000.0
    world = World(tmp_path, clock=lambda: now)
    user, chat = people.find_user(world, 1001), world.chat(1001)
    assert chat is not None
    people.says(world, user, chat, "你好")
    with world.change():
        people.remember_query(world, "q", user, chat)
    now += seconds
    call = Call(world, Delivery(world), Flood(world.clock, enforced=False), Params(params))
    try:
        said = str(await METHODS[method.lower()](call))
    except ApiError as error:
        said = error.description
    world.close()

    assert said.startswith(f"Bad Request: {refusal}" if refusal else "True")


async def test_the_flood_switch(tmp_path: Path) -> None:
    async with running(tmp_path, flood=True) as local:
        said = [await local.bot("sendMessage", chat_id=GROUP, text="x") for _ in range(21)]

    assert [item["message_id"] for item in said[:20]] == list(range(1, 21))
    assert said[20] == "Too Many Requests: retry after 60"
