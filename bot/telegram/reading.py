"""What counts as the Bot API's: everything else that comes over the wire is no answer, and no update.

A proxy, a captive portal or a broken server may answer in Telegram's place, with any status and any body. What does not
have the documented form is a failed try of that one call: nothing is believed of it.
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
    """Return an HTTP answer as the Bot API's object, its parameters within bounds; None where it is not the Bot API's.

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
    """Return what is understood of ResponseParameters."""
    given = parameters if isinstance(parameters, dict) else {}
    pause, moved = given.get("retry_after"), given.get("migrate_to_chat_id")
    bounded = {}
    if isinstance(pause, int | float) and not isinstance(pause, bool):
        bounded["retry_after"] = int(min(max(pause, SHORTEST_PAUSE), LONGEST_PAUSE))
    if isinstance(moved, int) and is_id(moved):
        bounded["migrate_to_chat_id"] = moved
    return bounded


def believed(method: str, answer: dict[str, Any]) -> dict[str, Any] | None:
    """Return an answer that says yes, of a message only what is read here; None where it can't be that method's."""
    result = answer["result"]
    if method in MESSAGES and not (result is True and method == "editMessageText"):
        message = _message(result)
        return message and {"ok": True, "result": message}
    fits = method not in OBJECTS or (isinstance(result, dict) and all(_has(result, *each) for each in OBJECTS[method]))
    return answer if fits else None


def _message(result: object) -> dict[str, Any] | None:
    """Return where a message is; whatever else stands in it may be of a kind that the library does not know yet."""
    chat = result.get("chat") if isinstance(result, dict) else None
    if not isinstance(result, dict) or not isinstance(chat, dict) or not isinstance(chat.get("type"), str):
        return None
    if not all(map(is_id, (result.get("message_id"), result.get("date"), chat.get("id")))):
        return None
    where = {"id": chat["id"], "type": chat["type"]}
    return {"message_id": result["message_id"], "date": result["date"], "chat": where}


def _has(result: dict[str, Any], name: str, kind: type) -> bool:
    return type(result.get(name)) is kind


MESSAGES = frozenset({"sendMessage", "sendPhoto", "editMessageText"})
OBJECTS: dict[str, tuple[tuple[str, type], ...]] = {
    "getMe": (("id", int), ("is_bot", bool), ("first_name", str), ("username", str)),
    "getChatMember": (("status", str), ("user", dict)),
}


def update(body: object) -> dict[str, Any] | None:
    """Return a JSON value as an update, which has an id by which it can be acknowledged; None where it has none."""
    return body if isinstance(body, dict) and is_id(body.get("update_id")) else None


def lane(raw: dict[str, Any]) -> str | None:
    """Return in which lane an update is worked on: its chat's, else its user's; None where an id is none.

    Inline queries go by the query's own number: the lane is kept a while, and nobody's query is noted.
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


def membership(raw: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
    """Return in which chat the bot has become which member, where an update says so."""
    change = raw.get("my_chat_member")
    chat, member = (change.get(each) for each in ("chat", "new_chat_member")) if isinstance(change, dict) else (0, 0)
    if not isinstance(chat, dict) or not isinstance(member, dict) or not is_id(chat.get("id")):
        return None
    return chat["id"], member


def private_chat(raw: dict[str, Any]) -> int | None:
    """Return the private chat (its id is positive) that an update comes from, as far as that can be read of it."""
    kind, _, number = (lane(raw) or "").partition(":")
    return int(number) if kind == "chat" and int(number) > 0 else None
