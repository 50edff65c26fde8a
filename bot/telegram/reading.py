"""Reading the Bot API: whatever lacks the documented form is no answer of the Bot API's, and no update.

A proxy, a captive portal or a broken server may answer in Telegram's place, with any status and any body. That is a
failed try of that one call: nothing is believed of it.
"""

import json
from typing import Any

#: Seconds: a longer wait that is asked for is cut, so that no answer can silence a chat for months.
SHORTEST_PAUSE, LONGEST_PAUSE = 1, 300
LARGEST_ID = 2**63  # beyond what SQLite stores; Telegram's ids are far smaller
OK = range(200, 300)


def is_id(value: object) -> bool:
    """Return whether a JSON value can be an id: a whole number (neither true nor 1.5) that can be stored."""
    return type(value) is int and abs(value) < LARGEST_ID


def answer(status: int, body: bytes) -> dict[str, Any] | None:
    """Return the Bot API's object in an HTTP answer, its parameters within bounds; None where there is none.

    https://core.telegram.org/bots/api#making-requests: `ok`, and `result`, or else `error_code` and `description`.
    """
    try:
        found = json.loads(body, parse_constant=lambda _: None)  # NaN and Infinity, which JSON does not know
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    if found.get("ok") is True and status in OK and "result" in found:
        return found
    code, description = found.get("error_code"), found.get("description")
    if found.get("ok") is not False or status in OK or type(code) is not int or not isinstance(description, str):
        return None
    return found | {"parameters": _bounded(found.get("parameters"))}


def _bounded(parameters: object) -> dict[str, int]:
    """Return the known ResponseParameters that are valid, `retry_after` within bounds."""
    given = parameters if isinstance(parameters, dict) else {}
    pause, moved = given.get("retry_after"), given.get("migrate_to_chat_id")
    bounded = {}
    if isinstance(pause, int | float) and not isinstance(pause, bool):
        bounded["retry_after"] = int(min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE))
    if isinstance(moved, int) and is_id(moved):
        bounded["migrate_to_chat_id"] = moved
    return bounded


def believed(method: str, answer: dict[str, Any]) -> dict[str, Any] | None:
    """Return a successful answer, a message cut to the fields read here; None where it can't be that method's."""
    result = answer["result"]
    if method in MESSAGES and not (result is True and method == "editMessageText"):
        message = _message(result)
        return message and {"ok": True, "result": message}
    fits = method not in OBJECTS or (isinstance(result, dict) and all(_has(result, *each) for each in OBJECTS[method]))
    return answer if fits else None


def _message(result: object) -> dict[str, Any] | None:
    """Return a message's id, date and chat, without what may be new to the library; None where these are not valid."""
    chat = result.get("chat") if isinstance(result, dict) else None
    if not isinstance(result, dict) or not isinstance(chat, dict) or not isinstance(chat.get("type"), str):
        return None
    if not all(map(is_id, (result.get("message_id"), result.get("date"), chat.get("id")))):
        return None
    where = {"id": chat["id"], "type": chat["type"]}
    return {"message_id": result["message_id"], "date": result["date"], "chat": where}


def _has(result: dict[str, Any], name: str, kind: type) -> bool:
    return type(result.get(name)) is kind


MESSAGES = frozenset({"sendMessage", "sendPhoto", "sendDocument", "editMessageText"})
OBJECTS: dict[str, tuple[tuple[str, type], ...]] = {
    "getMe": (("id", int), ("is_bot", bool), ("first_name", str), ("username", str)),
    "getChatMember": (("status", str), ("user", dict)),
}


def update(body: object) -> dict[str, Any] | None:
    """Return a JSON value as an update; None where it lacks an id to acknowledge it by."""
    return body if isinstance(body, dict) and is_id(body.get("update_id")) else None


def lane(raw: dict[str, Any]) -> str | None:
    """Return an update's lane: that of its chat, else of its user; None where the id is invalid.

    An inline query's lane is the last digit of its own number: lanes are kept a while, and nobody's query is to be
    noted.
    """
    body = next((part for name, part in raw.items() if name != "update_id" and isinstance(part, dict)), {})
    if "inline_query" in raw:
        last = str(body.get("id"))[-1:]
        return f"inline:{last}" if last.isascii() else None
    inner = body.get("message")
    holder = inner if isinstance(inner, dict) else body
    chat, user = (each if isinstance(each, dict) else {} for each in (holder.get("chat"), body.get("from")))
    for kind, each in (("chat", chat), ("user", user)):
        if "id" in each:
            return f"{kind}:{each['id']}" if is_id(each["id"]) else None
    return "other"


def worded(raw: dict[str, Any]) -> dict[str, Any]:
    """Return an update with a message's caption as its text too, so that it is understood wherever a text is."""
    kind, body = _message_of(raw)
    caption = body.get("caption")
    if not caption or not isinstance(caption, str) or "text" in body:
        return raw
    return {**raw, kind: {**body, "text": caption, "entities": body.get("caption_entities", [])}}


def words(raw: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a message says, who says it where and in reply to what, as an update of nothing else.

    None where there is no text, or any of this can't be read: a text must not be taken for something that it is not.
    """
    kind, body = _message_of(raw)
    text, chat = body.get("text"), _chat(body)
    replied, sender = body.get("reply_to_message"), _person(body)
    quoted = _replied(replied) if replied is not None else {}
    if not text or not isinstance(text, str) or not chat or not sender or quoted is None or "via_bot" in body:
        return None
    if not is_id(body.get("message_id")):
        return None
    caption = {"caption": text} if "caption" in body else {}
    said = {"message_id": body["message_id"], "date": 0, "text": text, "entities": _entities(body), **caption}
    return {"update_id": raw["update_id"], kind: {**said, "chat": chat, "from": sender, **quoted}}


def _message_of(raw: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return an update's message, new or edited, and by what name it is there; an empty one where it has none."""
    found = ((name, raw[name]) for name in ("message", "edited_message") if isinstance(raw.get(name), dict))
    return next(found, ("", {}))


def _chat(body: dict[str, Any]) -> dict[str, Any] | None:
    chat = body.get("chat")
    if not isinstance(chat, dict) or not is_id(chat.get("id")) or not isinstance(chat.get("type"), str):
        return None
    return {"id": chat["id"], "type": chat["type"]}


def _person(body: dict[str, Any]) -> dict[str, Any] | None:
    person = body.get("from")
    if not isinstance(person, dict) or not is_id(person.get("id")):
        return None
    names = {each: person[each] for each in ("first_name", "last_name") if isinstance(person.get(each), str)}
    return {"first_name": "", **names, "id": person["id"], "is_bot": person.get("is_bot") is True}


def _replied(message: object) -> dict[str, Any] | None:
    """Return the message replied to, by its number and sender alone; None where these can't be read."""
    body = message if isinstance(message, dict) else {}
    chat, sender = _chat(body), _person(body)
    if not chat or not sender or not is_id(body.get("message_id")):
        return None
    return {"reply_to_message": {"message_id": body["message_id"], "date": 0, "chat": chat, "from": sender}}


def _entities(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the commands and mentions in a text."""
    given = body.get("entities")
    found = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    return [
        {"type": each["type"], "offset": each["offset"], "length": each["length"]}
        for each in found
        if each.get("type") in CALLS and is_id(each.get("offset")) and is_id(each.get("length"))
    ]


CALLS = ("bot_command", "mention")


def membership(raw: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
    """Return (chat id, the bot's new ChatMember there) of an update about the bot's membership; None of any other."""
    change = raw.get("my_chat_member")
    chat, member = (change.get(each) for each in ("chat", "new_chat_member")) if isinstance(change, dict) else (0, 0)
    if not isinstance(chat, dict) or not isinstance(member, dict) or not is_id(chat.get("id")):
        return None
    return chat["id"], member


def private_chat(raw: dict[str, Any]) -> int | None:
    """Return the id (positive) of an update's private chat; None for another chat, or where it can't be read."""
    kind, _, number = (lane(raw) or "").partition(":")
    return int(number) if kind == "chat" and int(number) > 0 else None
