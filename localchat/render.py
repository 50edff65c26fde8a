"""A message of the Bot API as the page's interface shows it."""

from collections.abc import Callable

from localchat.entities import to_html
from localchat.errors import words
from localchat.store import Object, StoredFile

Lookup = Callable[[str], StoredFile | None]


def message(chat_id: int, body: Object, keyboard: Object | None, lookup: Lookup) -> Object:
    """Return the MESSAGE of the page's interface, whose `html` is safe to put into a page; `lookup` finds files."""
    text, entities = _words(body)
    shown: Object = {
        "message_id": body["message_id"],
        "chat_id": chat_id,
        "date": body["date"],
        "from": _sender(body),
        "text": text,
        "html": to_html(text, entities),
        "buttons": [[_button(button) for button in row] for row in _inline(body)],
        "keyboard": _keyboard(keyboard),
        "file": _file(body, lookup),
        "edited": "edit_date" in body,
    }
    if "reply_to_message" in body:
        shown["reply_to"] = body["reply_to_message"]["message_id"]
    return shown


def _sender(body: Object) -> Object:
    if "from" in body and "sender_chat" not in body:
        sender = body["from"]
        return {"id": sender["id"], "name": sender["first_name"], "is_bot": sender["is_bot"]}
    return {"id": body["sender_chat"]["id"], "name": body["sender_chat"]["title"], "is_bot": False}


def _words(body: Object) -> tuple[str, list[Object]]:
    if "text" in body:
        return body["text"], body.get("entities", [])
    if "caption" in body:
        return body["caption"], body.get("caption_entities", [])
    return _without_text(body), []


def _without_text(body: Object) -> str:
    kinds = words()["kinds"]
    if "contact" in body:
        contact = body["contact"]
        return f"{kinds['contact']} {contact['first_name']} {contact['phone_number']}"
    if "location" in body:
        return f"{kinds['location']} {body['location']['latitude']}, {body['location']['longitude']}"
    if "sticker" in body:
        return str(body["sticker"].get("emoji") or kinds["sticker"])
    return str(kinds["voice"]) if "voice" in body else ""


def _inline(body: Object) -> list[list[Object]]:
    rows: list[list[Object]] = body.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


def _button(button: Object) -> Object:
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    return {"text": button["text"], "url": button["url"]}


def _keyboard(keyboard: Object | None) -> Object | None:
    if keyboard is None:
        return None
    if "remove_keyboard" in keyboard:
        return {"remove": True}
    shown: Object = {"rows": keyboard["keyboard"], "one_time": bool(keyboard.get("one_time_keyboard"))}
    if "input_field_placeholder" in keyboard:
        shown["placeholder"] = keyboard["input_field_placeholder"]
    return shown


def _file(body: Object, lookup: Lookup) -> Object | None:
    for kind in ("document", "photo", "voice", "sticker"):
        item = body.get(kind)
        if item is not None:
            stored = lookup((item[-1] if kind == "photo" else item)["file_id"])
            return None if stored is None else _shown_file(stored)
    return None


def _shown_file(stored: StoredFile) -> Object:
    return {
        "name": stored.name,
        "size": stored.size,
        "mime": stored.mime,
        "url": f"/local/files/{stored.file_id}",
        "kind": stored.kind,
    }
