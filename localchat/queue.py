"""The updates that wait for the bot, numbered as Telegram numbers them and kept for a day."""

import json
import secrets
from collections.abc import Callable

from localchat.store import Object, Store, dumped

LIFETIME = 24 * 3600  # seconds, https://core.telegram.org/bots/api#getting-updates
# What a bot gets only when it asks for it, https://core.telegram.org/bots/api#getupdates
ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Queue:
    """Updates in the order of their numbers; what is added rings once the change around it is committed."""

    def __init__(self, store: Store, clock: Callable[[], float], touch: Callable[[], None]) -> None:
        """Work on the store; `touch` says that those who wait for updates are to be woken."""
        self._store = store
        self._clock = clock
        self._touch = touch

    def found(self) -> None:
        """Start a fresh world's numbers anywhere, as Telegram does; a bot that expects 1 is found out here."""
        self._store.set("next_update_id", 100_000_000 + secrets.randbelow(800_000_000))

    def allowed(self) -> list[str]:
        """Return the kinds that the bot asked for; empty: all but those on demand."""
        kinds: list[str] = self._store.setting("allowed_updates", [])
        return kinds

    def allow(self, kinds: list[str]) -> None:
        """Keep which kinds the bot wants from now on."""
        self._store.set("allowed_updates", kinds or None)

    def post(self, kind: str, body: Object) -> int | None:
        """Queue an update and return its number; None where the bot has not asked for that kind."""
        allowed = self.allowed()
        if (kind not in allowed) if allowed else (kind in ON_DEMAND):
            return None
        return self.post_raw({kind: body})

    def post_raw(self, fields: Object) -> int:
        """Queue an update made of these fields, whatever they are, and return its number."""
        self._forget_old()
        number: int = self._store.setting("next_update_id")
        self._store.set("next_update_id", number + 1)
        body = dumped({"update_id": number, **fields} | {"update_id": number})  # its own, whatever the fields say
        self._store.run("INSERT INTO updates VALUES (?, ?, ?)", number, self._clock(), body)
        self._touch()
        return number

    def _forget_old(self) -> None:
        limit = self._clock() - LIFETIME
        oldest = self._store.row("SELECT made FROM updates ORDER BY update_id LIMIT 1")
        if oldest is not None and oldest[0] < limit:
            self._store.run("DELETE FROM updates WHERE made < ?", limit)

    def pending(self, offset: int, limit: int) -> list[Object]:
        """Return the updates from this number on, at most `limit`."""
        query = "SELECT body FROM updates WHERE update_id >= ? AND made >= ? ORDER BY update_id LIMIT ?"
        return [json.loads(body) for (body,) in self._store.rows(query, offset, self._clock() - LIFETIME, limit)]

    def count(self) -> int:
        """Return how many updates wait."""
        row = self._store.row("SELECT count(*) FROM updates")
        return int(row[0]) if row else 0

    def forget(self, before: int) -> None:
        """Forget the updates with smaller numbers."""
        self._store.run("DELETE FROM updates WHERE update_id < ?", before)
