"""Receiving: updates are on disk before they are acknowledged; here by polling, where the offset acknowledges."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot, Update
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.services.backoff import backoff
from bot.storage import inbox
from bot.storage.database import Database
from bot.storage.inbox import Received
from bot.telegram.transport import NO_ANSWER, TIMED_OUT, AiohttpRequest, seconds
from bot.texts import chinese

log = logging.getLogger(__name__)

#: What the bot asks Telegram for; everything else would only be stored and ignored.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "inline_query", "channel_post")
#: One conflict is a program that has just ended or been replaced; more than so many in so many seconds are another one.
CONFLICTS, CONFLICT_SPAN = 8, 300.0
LARGEST_ID = 2**63  # beyond what SQLite stores; Telegram's update ids are far smaller


class ReceivingError(Exception):
    """Receiving can't go on; the message says why and what to do."""


class Receiver:
    """Stores raw updates and wakes their lanes. What can't be parsed is parked, so that it can't block what follows."""

    def __init__(self, database: Database, bot: Bot, wake: Callable[[str], None]) -> None:
        """Store in `database` for `bot`; call `wake` with each lane that has something new."""
        self._database, self._bot, self._wake = database, bot, wake

    async def receive(self, updates: Sequence[dict[str, Any]]) -> None:
        """Make the whole batch durable in one transaction; only then may it be acknowledged."""
        rows = [self._read(raw) for raw in updates]
        lanes = await self._database.transaction(lambda tx: inbox.receive(tx, self._bot.id, rows))
        for lane in lanes:
            self._wake(lane)

    def _read(self, raw: dict[str, Any]) -> Received:
        fault = None
        try:
            update = Update.de_json(raw, self._bot)
            lane = _lane(update)
        except Exception as error:  # noqa: BLE001  # whatever a parser can raise on what it does not know
            lane, fault = "unreadable", f"{type(error).__name__}: {error}"
            log.error("update %s can't be read and is parked: %s", raw.get("update_id"), fault)
        return Received(int(raw["update_id"]), lane, raw, fault)


def _lane(update: Update) -> str:
    chat, user = update.effective_chat, update.effective_user
    for each in (chat, user):
        if each and abs(each.id) >= LARGEST_ID:
            raise ValueError(f"no such id: {each.id}")
    if query := update.inline_query:  # by its own number: the lane is kept a while, and nobody's query is noted
        return f"inline:{query.id[-1:]}"
    if chat:
        return f"chat:{chat.id}"
    return f"user:{user.id}" if user else "other"


async def persist(call: Callable[[], Awaitable[object]]) -> None:
    """Make a Bot API call until it is answered, however long; ReceivingError where trying again can't help."""
    failures = 0
    while True:
        try:
            await call()
        except InvalidToken:
            raise ReceivingError(chinese()("operator.token")) from None
        except BadRequest as error:
            raise ReceivingError(chinese()("operator.refused", problem=error.message)) from None
        except TelegramError as error:
            failures += 1
            log.warning("the Bot API does not answer (%s), trying again", error)
            await asyncio.sleep(seconds(error) if isinstance(error, RetryAfter) else backoff(failures))
        else:
            return


class _Unanswered(Exception):  # noqa: N818  # not an error of the program
    """There is no batch this time; `pause` says how many seconds later there may be one, None: back off."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class Poller:
    """Long polling whose offset moves only when the batch is on disk."""

    def __init__(
        self, receiver: Receiver, transport: AiohttpRequest, bot: Bot, *, wait: int = 25, conflict_pause: float = 2
    ) -> None:
        """Poll for `bot`, each call waiting up to `wait` seconds; `conflict_pause` seconds after another's poll."""
        self._receiver, self._transport, self._bot, self._wait = receiver, transport, bot, wait
        self._conflict_pause = conflict_pause
        self._conflicts: list[float] = []

    async def run(self) -> None:
        """Poll until cancelled. Raises ReceivingError where trying again can't help."""
        await persist(self._bot.delete_webhook)  # else Telegram refuses every poll
        offset, failures = 0, 0
        while True:
            try:
                updates = await self._updates(offset)
            except _Unanswered as reason:
                failures += 1
                log.warning("getUpdates: %s, trying again", reason)
                await asyncio.sleep(backoff(failures) if reason.pause is None else reason.pause)
                continue
            failures = 0
            if updates:
                await self._receiver.receive(updates)
                offset = max(update["update_id"] for update in updates) + 1

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        status, answer = await self._call(offset)
        if status == 200 and isinstance(answer.get("result"), list):
            updates: list[dict[str, Any]] = answer["result"]
            return updates
        description = str(answer.get("description", ""))
        if status in (401, 404):
            raise ReceivingError(chinese()("operator.token"))
        if status == 409:
            raise self._conflict(description)
        parameters = answer.get("parameters") or {}
        raise _Unanswered(f"{status} {description}", parameters.get("retry_after"))

    async def _call(self, offset: int) -> tuple[int, dict[str, Any]]:
        parameters = {"offset": offset, "timeout": self._wait, "allowed_updates": list(ALLOWED_UPDATES)}
        try:
            status, answer = await self._transport.ask(f"{self._bot.base_url}/getUpdates", parameters, self._wait + 15)
        except (*TIMED_OUT, *NO_ANSWER, ValueError) as error:  # ValueError: what came is not JSON
            raise _Unanswered(type(error).__name__) from None
        return status, answer if isinstance(answer, dict) else {}

    def _conflict(self, description: str) -> Exception:
        """Count a refusal because somebody else polls; too many in a row say that this is no leftover."""
        now = asyncio.get_running_loop().time()
        self._conflicts = [moment for moment in self._conflicts if moment > now - CONFLICT_SPAN] + [now]
        if len(self._conflicts) > CONFLICTS:
            return ReceivingError(chinese()("operator.conflict", problem=description))
        return _Unanswered(description, self._conflict_pause)
