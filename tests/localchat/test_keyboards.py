"""Reply markup: what is kept of it, and Telegram's words for what is wrong with it."""

from typing import Any

import pytest

from localchat.errors import ApiError
from localchat.keyboards import read_markup


def inline(*buttons: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


KEPT: list[tuple[Any, Any]] = [
    (None, (None, None)),
    ({}, (None, None)),
    (inline({"text": "a", "callback_data": "x" * 64}), (inline({"text": "a", "callback_data": "x" * 64}), None)),
    (inline({"text": "a", "url": "a.cn"}), (inline({"text": "a", "url": "http://a.cn"}), None)),
    ({"inline_keyboard": [[], []]}, (None, None)),
    ({"keyboard": [["a", {"text": "b", "request_contact": True}]], "resize_keyboard": True, "x": 1},
     (None, {"keyboard": [[{"text": "a"}, {"text": "b", "request_contact": True}]], "resize_keyboard": True})),
    ({"keyboard": [["a"]], "input_field_placeholder": "写"},
     (None, {"keyboard": [[{"text": "a"}]], "input_field_placeholder": "写"})),
    ({"remove_keyboard": True}, (None, {"remove_keyboard": True})),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "kept"), KEPT)
def test_kept(markup: Any, kept: Any) -> None:
    assert read_markup(markup, private=True) == kept


REFUSED: list[tuple[Any, str]] = [
    ([], "object expected as reply markup"),
    ({"inline_keyboard": "x"}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'),
    ({"inline_keyboard": ["x"]}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    (inline({"text": "a", "callback_data": ""}), "BUTTON_DATA_INVALID"),
    (inline({"text": "a", "callback_data": "汉" * 22}), "BUTTON_DATA_INVALID"),
    (inline({"text": "a", "callback_data": 1}),
     'can\'t parse inline keyboard button: Field "callback_data" must be of type String'),
    (inline({"text": "a"}), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (inline({"callback_data": "a"}), 'can\'t parse inline keyboard button: Can\'t find field "text"'),
    (inline({"text": 1, "callback_data": "a"}),
     'can\'t parse inline keyboard button: Field "text" must be of type String'),
    (inline({"text": " ", "callback_data": "a"}), "BUTTON_TEXT_INVALID"),
    (inline("a"), "can't parse inline keyboard button: Expected an object"),
    (inline({"text": "a", "url": "http:/a b"}), "inline keyboard button URL 'http:/a b' is invalid: Wrong HTTP URL"),
    (inline(*[{"text": "a", "callback_data": "b"}] * 101), "reply markup is too long"),
    ({"keyboard": [[1]]}, "can't parse keyboard button: Expected an object"),
    ({"keyboard": [["a"]], "input_field_placeholder": "写" * 65},
     "reply keyboard input field placeholder is too long"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "refusal"), REFUSED)
def test_refused(markup: Any, refusal: str) -> None:
    with pytest.raises(ApiError) as caught:
        read_markup(markup, private=True)

    assert caught.value.description == f"Bad Request: {refusal}"


def test_numbers_are_asked_for_only_in_private() -> None:
    with pytest.raises(ApiError, match="phone number can be requested in private chats only"):
        read_markup({"keyboard": [[{"text": "a", "request_contact": True}]]}, private=False)
