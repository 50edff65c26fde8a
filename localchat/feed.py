"""What happened in the chats, numbered by a cursor that only grows, for the page and for those who drive the bot."""

import json
from collections.abc import Callable

from localchat.store import Object, Store, dumped

TYPING_LIFETIME = 6.0  # seconds; Telegram shows "typing" for five or less


class Feed:
    """Events of all chats in one row."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        """Work on the store."""
        self._store = store
        self._clock = clock
        self._typing: dict[int, int] = {}

    def add(self, chat_id: int, event: Object, user_id: int | None = None) -> int:
        """Add an event for everybody in the chat, or for one of them; return its cursor."""
        cursor = self._store.insert(
            "INSERT INTO events (chat_id, user_id, made, body) VALUES (?, ?, ?, ?)",
            chat_id, user_id, self._clock(), dumped({**event, "chat_id": chat_id}),
        )  # fmt: skip
        if event["type"] == "typing":  # of which the newest in a chat is enough
            self._store.run("DELETE FROM events WHERE cursor = ?", self._typing.get(chat_id, 0))
            self._typing[chat_id] = cursor
        return cursor

    def after(self, cursor: int, chat_ids: list[int], user_id: int) -> list[Object]:
        """Return what the person may know of these chats' events after the cursor, oldest first."""
        marks = ", ".join("?" * len(chat_ids))
        rows = self._store.rows(
            f"SELECT cursor, made, body FROM events WHERE cursor > ? AND chat_id IN ({marks}) "  # noqa: S608  # marks only
            "AND (user_id IS NULL OR user_id = ?) ORDER BY cursor",
            cursor, *chat_ids, user_id,
        )  # fmt: skip
        limit = self._clock() - TYPING_LIFETIME
        events = [(made, {"cursor": number, **json.loads(body)}) for number, made, body in rows]
        return [event for made, event in events if event["type"] != "typing" or made > limit]

    def offered(self, query_id: str, result_id: str, user_id: int) -> Object | None:
        """Return a result that the bot has offered to the person for an inline query."""
        rows = self._store.rows("SELECT body FROM events WHERE user_id = ? ORDER BY cursor DESC", user_id)
        for (body,) in rows:
            event = json.loads(body)
            if event["type"] == "inline_answer" and event["inline_query_id"] == query_id:
                return next((each for each in event["results"] if each["id"] == result_id), None)
        return None

    def cursor(self) -> int:
        """Return the newest event's cursor."""
        row = self._store.row("SELECT max(cursor) FROM events")
        return int(row[0]) if row and row[0] else 0
