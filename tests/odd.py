"""Whatever may answer in Telegram's place, and what a broken server says: with every status, and in every form."""

import json
from typing import Any


def refusal(status: int, **more: Any) -> tuple[int, str]:
    """Return a refusal in the Bot API's own form."""
    return status, json.dumps({"ok": False, "error_code": status, "description": "x", **more})


PAGE = "<html><body>Please log in to this network</body></html>"
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1001, "type": "private"}}
NO_SECONDS: list[object] = ["1", None, []]
NO_MESSAGES: list[object] = [None, [], {}, 7, "x", False, [MESSAGE]]
NO_PARTS: list[object] = [None, "x", 1.5, {}, []]
#: Of no method an answer.
ODD: list[tuple[int, str]] = [
    *((status, PAGE) for status in (200, 301, 400, 401, 403, 404, 407, 409, 413, 429, 500, 502, 503)),
    *((status, text) for status in (200, 400, 401, 403, 404, 429) for text in ("", "[]", "null", '"hi"', "{}", "{")),
    *((status, '{"ok":false}') for status in (200, 400, 401, 403, 404, 429)),
    *((status, '{"ok":false,"error_code":"x","description":[]}') for status in (400, 401, 403, 429)),
    (200, '{"ok":true}'),
    (200, '{"ok":"true","result":{}}'),
    refusal(500), refusal(502), refusal(503),
    *(refusal(429, parameters={"retry_after": odd}) for odd in NO_SECONDS), refusal(429, parameters=[1]),
]  # fmt: skip
#: Of the methods that give a message none either.
ODD_MESSAGES: list[tuple[int, str]] = [
    *ODD,
    refusal(409),
    *((200, json.dumps({"ok": True, "result": odd})) for odd in NO_MESSAGES),
    *((200, json.dumps({"ok": True, "result": {**MESSAGE, name: odd}}))
      for name in ("message_id", "date", "chat") for odd in NO_PARTS),
]  # fmt: skip
