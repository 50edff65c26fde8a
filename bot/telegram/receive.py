"""Receiving: updates are on disk before they are acknowledged; here by polling, where the offset acknowledges."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.services.runtime.backoff import backoff
from bot.storage import inbox
from bot.storage.database import Database
from bot.storage.inbox import Received
from bot.telegram import reading
from bot.telegram.transport import NO_ANSWER, TIMED_OUT, AiohttpRequest, seconds
from bot.texts import operators

log = logging.getLogger(__name__)

#: What the bot asks Telegram for; everything else would only be stored and ignored.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "inline_query", "channel_post")
#: One conflict is a program that has just ended or been replaced; more than so many in so many seconds are another one.
CONFLICTS, CONFLICT_SPAN = 8, 300.0
UNREADABLE = "unreadable"  # the lane of what says of nobody where it comes from


class ReceivingError(Exception):
    """Receiving can't go on; the message says why and what to do."""


class Receiver:
    """Stores raw updates and wakes their lanes; what they say is read when they are worked on."""

    def __init__(self, database: Database, bot: Bot, wake: Callable[[str], None]) -> None:
        """Store in `database` for `bot`; call `wake` with each lane that has something new."""
        self._database, self._bot, self._wake = database, bot, wake

    async def receive(self, updates: Sequence[dict[str, Any]]) -> None:
        """Make the whole batch durable in one transaction; only then may it be acknowledged."""
        rows = [Received(raw["update_id"], reading.lane(raw) or UNREADABLE, raw) for raw in updates]
        lanes = await self._database.transaction(lambda tx: inbox.receive(tx, self._bot.id, rows))
        for lane in lanes:
            self._wake(lane)


async def persist(call: Callable[[], Awaitable[object]]) -> None:
    """Make a Bot API call until it is answered, however long; ReceivingError where trying again can't help."""
    failures = 0
    while True:
        try:
            await call()
        except InvalidToken:
            raise ReceivingError(operators()("operator.token")) from None
        except BadRequest as error:
            raise ReceivingError(operators()("operator.refused", problem=error.message)) from None
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
            if failures:
                log.warning("the Bot API is reachable again")
            failures = 0
            if updates:
                await self._receiver.receive(updates)
                offset = max(update["update_id"] for update in updates) + 1

    async def _updates(self, offset: int) -> list[dict[str, Any]]:
        """Return the batch, without what has no number: that can't be acknowledged but with what comes after it."""
        answer = await self._call(offset)
        if answer["ok"]:
            given = answer["result"] if isinstance(answer["result"], list) else [answer["result"]]
            updates = [update for each in given if (update := reading.update(each))]
            if len(updates) < len(given):
                log.error("%s things in a batch are no updates", len(given) - len(updates))
            if given and not updates:
                raise _Unanswered("no update in the batch")
            return updates
        code, description = answer["error_code"], answer["description"]
        if code == HTTPStatus.UNAUTHORIZED:
            raise ReceivingError(operators()("operator.token"))
        if code == HTTPStatus.CONFLICT:
            raise self._conflict(description)
        raise _Unanswered(f"{code} {description}", answer["parameters"].get("retry_after"))

    async def _call(self, offset: int) -> dict[str, Any]:
        parameters = {"offset": offset, "timeout": self._wait, "allowed_updates": list(ALLOWED_UPDATES)}
        try:
            answer = await self._transport.ask(f"{self._bot.base_url}/getUpdates", parameters, self._wait + 15)
        except (*TIMED_OUT, *NO_ANSWER) as error:
            raise _Unanswered(type(error).__name__) from None
        if answer is None:
            raise _Unanswered("no answer of the Bot API's")
        return answer

    def _conflict(self, description: str) -> Exception:
        """Count a refusal because somebody else polls; too many in a row say that this is no leftover."""
        now = asyncio.get_running_loop().time()
        self._conflicts = [moment for moment in self._conflicts if moment > now - CONFLICT_SPAN] + [now]
        if len(self._conflicts) > CONFLICTS:
            return ReceivingError(operators()("operator.conflict", problem=description))
        return _Unanswered(description, self._conflict_pause)
