"""Dispatching: a lane a chat, each update attempted so many times at most, its effect and its mark in one transaction.

Of an update that the library can't read the words are taken alone. It is set aside when it has none, when its handler
has failed three times, or when the program has ended ten times while it was worked on alone: a program may be ended for
many reasons, and somebody's answer must not be lost for another's.
"""

import logging
from collections.abc import Awaitable
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.services.reviewing import undelivered
from bot.services.runtime import news
from bot.services.runtime.lanes import Lanes, Rest
from bot.services.runtime.staffing import present
from bot.services.runtime.turn import Caller, House, Services, addressing
from bot.storage import inbox, outbox
from bot.storage.calls import Send
from bot.storage.database import Database, Receipt, StorageError, Transaction, receipt
from bot.storage.inbox import Waiting
from bot.storage.subjects import Subject, Topic
from bot.telegram import presence, reading

log = logging.getLogger(__name__)

FAILURES = 3
DEATHS = 10
RETRY_SECONDS = 0.5
PARKED: Topic = (Subject("inbox"), "parked")


class Dispatcher:
    """Works through the inbox with the application's handlers; updates left by an earlier run come first."""

    def __init__(self, database: Database, application: "Application", house: House, *, lanes: int = 32) -> None:  # type: ignore[type-arg]
        """Work on at most `lanes` chats at once."""
        self._database, self._application, self._house = database, application, house
        self._lanes: Lanes[str] = Lanes(self._step, lanes)
        self._failures: dict[str, int] = {}  # of the update that is next in the lane, since the program started

    def wake(self, lane: str) -> None:
        """Have a lane's new updates worked on."""
        self._lanes.wake(lane)

    async def run(self) -> None:
        """Work until `stop`; then return when the updates under way are done.

        Updates under way when the program last ended come first and alone: should one of them end it again, only that
        one's attempts are counted, and updates that were merely beside it are not parked.
        """
        for lane in await self._database.read(inbox.interrupted_lanes):
            await self._step(lane)
        for lane in await self._database.read(inbox.waiting_lanes):
            self._lanes.wake(lane)
        await self._lanes.run()

    def stop(self) -> None:
        """Begin no further update; the rest stays in the inbox."""
        self._lanes.stop()

    async def _step(self, lane: str) -> Rest:
        waiting = await self._database.transaction(lambda tx: inbox.take(tx, lane))
        if waiting is None:
            return None
        failures = self._failures.pop(lane, 0)
        if waiting.attempts - failures > DEATHS:
            await self._park(waiting, "the program ended while working on it")
            return 0
        if change := reading.membership(waiting.raw):  # which the library may not know how to read
            fault = await self._settling(waiting.seq, self._stand(*change))
            return 0 if fault is None else await self._fail(lane, waiting, fault, failures)
        try:
            update = self._read(waiting)
        except Exception as error:  # noqa: BLE001  # whatever a parser can raise on what it does not know
            await self._park(waiting, f"can't be read: {type(error).__name__}: {error}")
            return 0
        fault = await self._settling(waiting.seq, self._application.process_update(update))
        return 0 if fault is None else await self._fail(lane, waiting, fault, failures)

    def _read(self, waiting: Waiting) -> Update:
        """Return the update, or what it says where the library can't read the rest; raises what the library raises."""
        raw = reading.worded(waiting.raw)
        try:
            return Update.de_json(raw, self._application.bot)
        except Exception as error:  # whatever a parser can raise on what it does not know
            words = reading.words(raw)
            if words is None:
                raise
            log.warning("of inbox row %s only the words can be read: %s", waiting.seq, type(error).__name__)
            return Update.de_json(words, self._application.bot)

    async def _stand(self, chat_id: int, member: dict[str, Any]) -> None:
        """Note whether the bot may write in a chat, its membership there having changed."""
        services: Services = self._application.bot_data["services"]
        why = presence.standing(member, private=chat_id > 0)
        await services.perform(Caller(chat_id, chat_id, ""), undelivered.changed, why=why)

    async def _fail(self, lane: str, waiting: Waiting, fault: BaseException, failures: int) -> Rest:
        """Have a failed update tried again, or set it aside after the last try."""
        if failures + 1 < FAILURES:
            self._failures[lane] = failures + 1
            return RETRY_SECONDS
        await self._park(waiting, f"{type(fault).__name__}: {fault}")
        return 0

    async def _settling(self, seq: int, work: Awaitable[None]) -> BaseException | None:
        """Run an update's work and mark the update done; return the error that prevented it, if any.

        StorageError is raised: the update is not to blame.
        """
        mine = Receipt(settle=lambda tx: inbox.finish(tx, seq))
        token = receipt.set(mine)
        try:
            await work
        except Exception as error:  # noqa: BLE001  # one update never ends the loop that works through them
            mine.error = error
        finally:
            receipt.reset(token)
        if mine.settled:
            return None
        if mine.error is None:  # no handler had anything to change
            await self._database.transaction(lambda tx: inbox.finish(tx, seq))
        if isinstance(mine.error, StorageError):  # the update is not to blame, and nothing else would succeed
            raise mine.error
        return mine.error

    async def _park(self, waiting: Waiting, error: str) -> None:
        """Set the update aside, and tell its sender (in a private chat) and staff: nothing is dropped in silence."""
        log.error("update in inbox row %s is parked after %s attempts: %s", waiting.seq, waiting.attempts, error)
        chat_id = reading.private_chat(waiting.raw)  # groups are not bothered with apologies

        def work(tx: Transaction) -> None:
            inbox.park(tx, waiting.seq, error)
            if chat_id:
                outbox.put(tx, chat_id, Send(text=addressing(tx, self._house, chat_id).texts("common.sorry")))
            said = self._house.texts("common.parked", row=waiting.seq, count=inbox.parked_since(tx, news.lately(tx)))
            for each in present(tx, self._house).chats():
                news.post(tx, PARKED, each, said)

        await self._database.transaction(work)
