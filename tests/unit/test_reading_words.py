"""What an update says is taken out of it where nothing else in it can be read; what is doubtful is left alone."""

from typing import Any

import pytest

from bot.telegram import reading

CHAT, PERSON = {"id": 1001, "type": "private"}, {"id": 1001, "is_bot": False, "first_name": "芳"}
BOT = {"id": 42, "is_bot": True, "first_name": "揭榜通"}
MESSAGE: dict[str, Any] = {"message_id": 5, "date": 1_790_000_000, "chat": CHAT, "from": PERSON, "text": "您好"}
PLAIN: dict[str, Any] = {**MESSAGE, "date": 0, "entities": []}
REPLIED = {"message_id": 4, "date": 0, "chat": CHAT, "from": BOT}
COMMAND = {"type": "bot_command", "offset": 0, "length": 6}

READ: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"date": "yesterday", "quote": {}, "poll": 5, "photo": [{}]}, {}),
    ({"text": "/start", "entities": [COMMAND, {"type": "bold"}, 5, {**COMMAND, "offset": "0"}]},
     {"text": "/start", "entities": [COMMAND]}),
    ({"entities": 5}, {}),
    ({"from": {**PERSON, "first_name": 5, "added_to_attachment_menu": []}}, {"from": {**PERSON, "first_name": ""}}),
    ({"chat": {**CHAT, "title": 5}}, {}),
    ({"reply_to_message": {**REPLIED, "date": 7, "photo": 5, "text": []}}, {"reply_to_message": REPLIED}),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["message", "edited_message"])
@pytest.mark.parametrize(("odd", "read"), READ)
def test_the_words_are_read(kind: str, odd: dict[str, Any], read: dict[str, Any]) -> None:
    found = reading.words({"update_id": 7, kind: {**MESSAGE, **odd}, "poll": {"id": []}})
    assert found == {"update_id": 7, kind: {**PLAIN, **read}}


DOUBTFUL: list[dict[str, Any]] = [
    {"text": ""},
    {"text": None},
    {"text": ["您好"]},
    {"message_id": "5"},
    {"from": None},
    {"from": {"id": "1001"}},
    {"chat": {"id": True, "type": "private"}},
    {"chat": {"id": 1001}},
    {"reply_to_message": {}},  # it may be an answer to somebody
    {"reply_to_message": {**REPLIED, "message_id": None}},
    {"reply_to_message": {**REPLIED, "from": 42}},
    {"via_bot": BOT},  # nobody has typed it
]


@pytest.mark.parametrize("odd", DOUBTFUL)
def test_what_is_doubtful_is_not_read(odd: dict[str, Any]) -> None:
    assert reading.words({"update_id": 7, "message": {**MESSAGE, **odd}}) is None


@pytest.mark.parametrize(
    "update", [{}, {"message": 5}, {"callback_query": {"message": MESSAGE}}, {"channel_post": MESSAGE}]
)
def test_what_is_no_message_is_not_read(update: dict[str, Any]) -> None:
    assert reading.words({"update_id": 7, **update}) is None


WORDED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"caption": "见图"}, {"caption": "见图", "text": "见图", "entities": []}),
    ({"caption": "/start", "caption_entities": [COMMAND]},
     {"caption": "/start", "caption_entities": [COMMAND], "text": "/start", "entities": [COMMAND]}),
    ({"caption": "见图", "text": "您好"}, {"caption": "见图", "text": "您好"}),
    ({"caption": ""}, {"caption": ""}),
    ({"caption": 5}, {"caption": 5}),
    ({}, {}),
]  # fmt: skip


@pytest.mark.parametrize("kind", ["message", "edited_message"])
@pytest.mark.parametrize(("body", "worded"), WORDED)
def test_a_caption_is_a_text_too(kind: str, body: dict[str, Any], worded: dict[str, Any]) -> None:
    assert reading.worded({"update_id": 7, kind: body}) == {"update_id": 7, kind: worded}


def test_the_words_of_a_caption_stay_marked_as_such() -> None:
    update = reading.words(reading.worded({"update_id": 7, "message": {**MESSAGE, "text": "x", "caption": "x"}}))
    assert update
    assert update["message"]["caption"] == "x"
