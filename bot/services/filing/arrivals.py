"""Arrivals: files that were sent are fetched, looked at, put on the shelf and only then called received.

A file waits as a row, so whatever ends the program, it is fetched again after the next start. Its content is noted, put
under its digest with all that makes it last, and then its row says stored: at any moment what the rows say is there.
"""

import asyncio
import logging
from pathlib import Path
from typing import Literal, Protocol

from bot import filekinds
from bot.needs import tabled
from bot.papers import reading
from bot.services.filing import attaching
from bot.services.filing.blanks import Told
from bot.services.needs_state.attached import LIMIT
from bot.services.runtime.backoff import backoff
from bot.services.runtime.delivery import TRIES, RetryLater
from bot.services.runtime.lanes import Lanes, Rest
from bot.services.runtime.turn import Caller, Services
from bot.storage import attachments, shelf
from bot.storage.attachments import Attachment, Content

log = logging.getLogger(__name__)

PEOPLE = 4  # whose files are fetched at once; of each one after the other
QUIET = 1.0  # seconds after which nothing more comes of an album, whose parts are messages of their own

Fetched = Literal["whole", "too_big", "lost"] | RetryLater


class Fetcher(Protocol):
    """Fetches files from where they were sent."""

    async def fetch(self, file_id: str, to: Path, most: int) -> Fetched:
        """Write a file of at most so many bytes to `to`; lost: nobody has it any more."""
        ...


class Arrivals:
    """The loop that fetches what was sent, also in earlier runs."""

    def __init__(self, services: Services, fetcher: Fetcher) -> None:
        """Fetch with `fetcher` onto the house's shelf."""
        self._services, self._fetcher = services, fetcher
        self._database, self._shelf = services.database, services.house.shelf
        self._changed = self._database.watch()
        self._lanes: Lanes[int] = Lanes(self._step, PEOPLE)
        self._seen = 0  # rows up to here have woken their owner
        self._latest: dict[int, float] = {}  # when something of his came last
        self._shelving = asyncio.Lock()  # what is being put there is not tidied away

    async def run(self) -> None:
        """Fetch until cancelled; what is unfinished then is fetched after the next start."""
        await asyncio.to_thread(self._shelf.clear)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch())
            group.create_task(self._lanes.run())

    async def sweep(self) -> None:
        """Remove the contents that nothing refers to any more."""
        async with self._shelving:
            for sha256 in await self._database.read(attachments.unwanted):
                await asyncio.to_thread(self._shelf.drop, sha256)
                await self._database.transaction(lambda tx, sha256=sha256: attachments.disown(tx, sha256))  # type: ignore[misc]

    async def _watch(self) -> None:
        while True:
            self._changed.clear()
            for owner, number in await self._database.read(lambda tx: attachments.owners_waiting(tx, self._seen)):
                self._seen, self._latest[owner] = number, asyncio.get_running_loop().time()
                self._lanes.wake(owner)
            await self._changed.wait()

    async def _step(self, owner: int) -> Rest:
        """Fetch the owner's next file; when there is none left, tell him what became of them."""
        if waiting := await self._database.read(lambda tx: attachments.following(tx, owner)):
            return await self._receive(waiting)
        untold = await self._database.read(lambda tx: attachments.untold(tx, owner))
        rest = self._latest[owner] + QUIET - asyncio.get_running_loop().time()
        if any(each.album for each in untold) and rest > 0:
            return rest
        if untold:
            told = {each.id: await self._told(each) for each in untold if each.sha256}
            await self._services.perform(_sender(owner), attaching.report, told)
        return None

    async def _receive(self, each: Attachment) -> Rest:
        try:
            part = await asyncio.to_thread(self._shelf.part, each.id)
            try:
                fetched = await self._fetcher.fetch(each.file_id, part, LIMIT)
                if fetched == "whole":
                    await (self._keep(each, part) if each.draft_id else self._look_into(each, part))
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:  # the disk is full, or not there
            fetched = RetryLater(f"{type(error).__name__}: {error.strerror}", outage=True)
        if isinstance(fetched, RetryLater):
            return await self._later(each, fetched)
        if fetched != "whole":
            await self._services.perform(_sender(each.owner), attaching.refused, each.id, fetched)
        return 0

    async def _keep(self, each: Attachment, part: Path) -> None:
        """Put a whole file on the shelf and note it, if it is of a kind that is taken."""
        try:
            kind = await asyncio.to_thread(filekinds.kind, part)
        except filekinds.Unfit as unfit:
            log.info("file %s is not taken: %s", each.id, unfit.why)
            await self._services.perform(_sender(each.owner), attaching.refused, each.id, unfit.why)
            return
        content = Content(*await asyncio.to_thread(shelf.digest, part), kind)
        async with self._shelving:
            await self._database.transaction(lambda tx: attachments.expect(tx, content))
            await asyncio.to_thread(self._shelf.place, part, content.sha256)
            await self._services.perform(_sender(each.owner), attaching.stored, each.id, content)

    async def _look_into(self, each: Attachment, part: Path) -> None:
        """Have the sender of a file asked what it is for, with what it says if it was filled in; it is not kept."""
        try:
            told = await self._read(part, await asyncio.to_thread(filekinds.kind, part))
        except filekinds.Unfit:
            told = {}  # which is said once it is meant for something
        await self._services.perform(_sender(each.owner), attaching.looked_into, each.id, told)

    async def _told(self, each: Attachment) -> Told:
        """Return what a file on the shelf says of the fields of the form; nothing where it is no such form."""
        return await self._read(self._shelf.path(each.sha256 or ""), reading.suffix(each.name))

    async def _read(self, path: Path, kind: str) -> Told:
        """Return what a file says by the form in whichever language it says the most."""
        form = self._services.house.form

        def read() -> Told:
            rows = list(reading.rows(path, kind))
            return max((tabled.told(each, rows) for each in (form, *form.elsewhere)), key=len)

        return await asyncio.to_thread(read)

    async def _later(self, each: Attachment, result: RetryLater) -> Rest:
        """Return the seconds until the next try; after `TRIES` while the API answers otherwise the file is given up."""
        attempts = each.attempts + 1
        log.warning("file %s is fetched again: %s", each.id, result.reason)
        if attempts >= TRIES and not result.outage:
            await self._services.perform(_sender(each.owner), attaching.refused, each.id, "lost")
            return 0
        counted = min(attempts, TRIES // 2) if result.outage else attempts
        await self._services.perform(_sender(each.owner), attaching.delayed, each.id, counted)
        return result.seconds or backoff(attempts)


def _sender(owner: int) -> Caller:
    return Caller(owner, owner, "")
