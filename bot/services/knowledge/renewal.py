"""Renewal: knowledge follows its files and what staff teach, while the bot runs.

Files are looked at a few times a second. Being told by the operating system would be less work, but does not happen on
network file systems, is lost when a directory is replaced, and fails where other programs have used up its limits.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

from bot.services.knowledge.editions import Edition, Knowledge, look
from bot.services.runtime import news
from bot.storage import learned, told
from bot.storage.database import Database, Transaction
from bot.storage.subjects import Subject, Topic
from bot.texts import Catalogue
from bot.texts.markup import shortened
from faq.yaml_places import Mistake

T = TypeVar("T")
log = logging.getLogger(__name__)

LOOK = 0.3  # seconds between looks at the files; a change counts once they were the same in two looks
LONGEST = 120  # characters of the mistake that staff are told of
NEWS: Topic = (Subject("knowledge"), "mistakes")


class Renewal:
    """The loop that keeps knowledge up to date, and tells staff of mistakes in files or rows, once."""

    def __init__(
        self, knowledge: Knowledge, database: Database, texts: Catalogue, chats: Callable[[Transaction], Iterable[int]]
    ) -> None:
        """Renew `knowledge` from its files and the `database`; staff are told in the `chats` that are theirs then."""
        self._knowledge, self._database, self._texts, self._chats = knowledge, database, texts, chats
        self._asked = asyncio.Event()

    async def catch_up(self) -> None:
        """Take up the rows learned in earlier runs."""
        await self._renew()

    async def run(self) -> None:
        """Renew whenever files change or something was learned, until cancelled."""
        loop = asyncio.get_running_loop()
        self._knowledge.ring(lambda: loop.call_soon_threadsafe(self._asked.set))
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._watch())
                group.create_task(self._follow())
        finally:
            self._knowledge.ring(lambda: None)

    async def _follow(self) -> None:
        while True:
            if not self._knowledge.behind:
                await self._asked.wait()
            self._asked.clear()
            await self._renew()

    async def _watch(self) -> None:
        """Ask for the next edition when files have changed and are at rest again."""
        knowledge = self._knowledge
        before, asked = knowledge.current.seen, knowledge.current.seen
        while True:
            await asyncio.sleep(LOOK)
            seen = await apart(lambda: look(knowledge.directories))
            if seen == before != asked:
                asked = seen
                knowledge.outdated()
            before = seen

    async def _renew(self) -> None:
        knowledge = self._knowledge
        wanted = knowledge.wanted
        # read in the writer's thread: what is being committed there, and has asked for this, is committed then
        rows = await self._database.transaction(learned.everything)
        edition = await apart(lambda: knowledge.next(rows))
        knowledge.take(edition)
        await self._tell(edition)
        knowledge.done = wanted

    async def _tell(self, edition: Edition) -> None:
        """Tell staff of the edition's mistakes, unless they have been told, perhaps in an earlier run."""
        mistakes = "\n".join(map(_short, edition.refused + edition.unfit))
        message = self._message(edition)

        def tell(tx: Transaction) -> None:
            if told.tell(tx, "mistakes", mistakes):
                for chat_id in self._chats(tx):
                    news.post(tx, NEWS, chat_id, message, over=not mistakes)

        await self._database.transaction(tell)
        if mistakes:
            log.warning("knowledge: %s mistakes", mistakes.count("\n") + 1)

    def _message(self, edition: Edition) -> str:
        found, texts = edition.refused + edition.unfit, self._texts
        if not found:
            return texts("knowledge.mended", entries=len(edition.library.entries))
        first = shortened(_short(found[0]), LONGEST)
        return texts("knowledge.refused" if edition.refused else "knowledge.unfit", first=first, count=len(found))


async def apart(work: Callable[[], T]) -> T:
    """Return the result of `work`, done in a thread that does not keep the program from ending.

    Files can take for ever, as on a network file system that has gone.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.done():  # nobody waits any more
            return
        if error:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # of `work`, then

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001  # raised where it is waited for
            error = raised
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, result, error)

    Thread(target=run, daemon=True).start()
    return await done


def _short(mistake: Mistake) -> str:
    """Return a mistake in one line, with its file named by the folder's name and the file's."""
    place = "/".join(mistake.file.parts[-2:]) + (f":{mistake.line}" if mistake.line else "")
    return ": ".join(part for part in (place, mistake.key, mistake.message) if part)
