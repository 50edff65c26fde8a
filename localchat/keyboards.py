"""Reply markup as Telegram takes it, checked, with what Telegram says of a wrong one."""

import re
from typing import Any

from localchat.errors import ApiError, bad_request

Object = dict[str, Any]
BUTTON_LIMIT = 100  # https://limits.tginfo.me and the server's own "reply markup is too long"
DATA_LIMIT = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton
PLACEHOLDER_LIMIT = 64
_URL = re.compile(r"(https?|tg|ton)://[^\s]+\Z", re.IGNORECASE)
_BARE_URL = re.compile(r"[\w-]+(\.[\w-]+)+([/?#][^\s]*)?\Z")


def read_markup(value: object, *, private: bool) -> tuple[Object | None, Object | None]:
    """Return (inline keyboard, keyboard of the chat): one of them or neither, checked; raises ApiError 400."""
    if value is None or value == "":
        return None, None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in value:
        return _inline(value["inline_keyboard"]), None
    if "keyboard" in value:
        return None, _reply_keyboard(value, private=private)
    if value.get("remove_keyboard"):
        return None, {"remove_keyboard": True}
    return None, None


def _rows(value: object, field: str, owner: str) -> list[list[Any]]:
    if not isinstance(value, list):
        raise bad_request(f'field "{field}" of the {owner} must be an Array')
    for row in value:
        if not isinstance(row, list):
            raise bad_request(f'field "{field}" of the {owner} must be an Array of Arrays')
    if sum(map(len, value)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return [row for row in value if row]


def _text(button: Object, kind: str) -> str:
    text = button.get("text")
    if text is None:
        raise bad_request(f"can't parse {kind} button: Can't find field \"text\"")
    if not isinstance(text, str):
        raise bad_request(f'can\'t parse {kind} button: Field "text" must be of type String')
    if not text.strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    return text


def _inline(value: object) -> Object | None:
    rows = [
        [_inline_button(button) for button in row] for row in _rows(value, "inline_keyboard", "InlineKeyboardMarkup")
    ]
    return {"inline_keyboard": rows} if rows else None


def _inline_button(button: object) -> Object:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: Expected an object")
    text = _text(button, "inline keyboard")
    if "callback_data" in button:
        return {"text": text, "callback_data": _data(button["callback_data"])}
    if "url" in button:
        return {"text": text, "url": _url(button["url"])}
    raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _data(value: object) -> str:
    if not isinstance(value, str):
        raise bad_request('can\'t parse inline keyboard button: Field "callback_data" must be of type String')
    if not valid_data(value):
        raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return value


def valid_data(value: str) -> bool:
    """Return whether Telegram carries this callback data: 1 to 64 bytes of UTF-8."""
    return 1 <= len(value.encode("utf-8", "surrogatepass")) <= DATA_LIMIT


def _url(value: object) -> str:
    if isinstance(value, str):
        if _URL.match(value):
            return value
        if _BARE_URL.match(value):
            return f"http://{value}"
    raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")


def _reply_keyboard(value: Object, *, private: bool) -> Object:
    rows = _rows(value["keyboard"], "keyboard", "ReplyKeyboardMarkup")
    kept: Object = {"keyboard": [[_reply_button(button, private=private) for button in row] for row in rows]}
    for field in ("resize_keyboard", "one_time_keyboard", "is_persistent", "selective"):
        if value.get(field):
            kept[field] = True
    placeholder = value.get("input_field_placeholder")
    if placeholder:
        if not isinstance(placeholder, str) or len(placeholder) > PLACEHOLDER_LIMIT:
            raise bad_request("reply keyboard input field placeholder is too long")
        kept["input_field_placeholder"] = placeholder
    return kept


def _reply_button(button: object, *, private: bool) -> Object:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: Expected an object")
    kept: Object = {"text": _text(button, "keyboard")}
    if button.get("request_contact"):
        if not private:
            raise bad_request("phone number can be requested in private chats only")
        kept["request_contact"] = True
    return kept
